"""The evidence trail of many workshops, as keys: row of the plan, source, factors on the board.

Only links that a row has itself; what it takes from its issue or from an indicator is one row
that names that one. The same rows of the plan rest on the same sentences as in `trail_down`.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis.evidence import Sources, factors_behind
from analysis.models import Indicator, IssueSource, Project
from analysis.tables.placing import CHUNK, Placing
from analysis.tables.plan_frames import PlanFrames
from analysis.trail_down import SOURCE_KINDS, node_of
from workshops.models import Factor

FACTOR, ISSUE, INDICATOR = "factor", "issue", "indicator"
ROW_KINDS = ("issue", "indicator", "programme", "project")


@dataclass(frozen=True)
class PlanRow:
    kind: str  # of ROW_KINDS
    pk: int
    issue: int
    workshop: str
    title: str


@dataclass(frozen=True)
class Step:
    """From one row to one source of it, and to the factors behind that source."""

    row: PlanRow
    source: str  # "factor", "cluster", "challenge", "proposal", "theme"; or the row it takes from
    key: int | None  # of the source; None for factors linked one by one
    factors: array[int] = field(default_factory=lambda: array("q"))  # on the board, ordered
    now: frozenset[int] | None = None  # None: all of them stand behind it now, too

    @property
    def total(self) -> int:
        return max(1, len(self.factors))


class Board:
    """The factors on the board of some workshops, without their words: some bytes for each."""

    def __init__(self, placing: Placing) -> None:
        """One query."""
        self.codes = sorted(placing.districts)
        number = {code: place for place, code in enumerate(self.codes)}
        self.pks, self.clusters = array("q"), array("q")
        self.workshops, self.districts, self.times = array("q"), array("H"), array("d")
        shown = Factor.objects.on_board().filter(workshop__in=placing.workshops).order_by("pk")
        names = ("pk", "cluster_id", "workshop_id", "district_id", "created_at")
        for pk, cluster, workshop, district, at in shown.values_list(*names).iterator(CHUNK):
            stands = placing.cluster_of(pk, cluster)
            self.pks.append(pk)
            self.clusters.append(stands.pk if stands else 0)
            self.workshops.append(workshop)
            self.districts.append(number[district])
            self.times.append(at.timestamp())

    def place(self, pk: int) -> int | None:
        """Where in the arrays a factor is; None if it is not on these boards."""
        at = bisect_left(self.pks, pk)
        return at if at < len(self.pks) and self.pks[at] == pk else None


def steps_of(placing: Placing, board: Board, plan: PlanFrames) -> list[Step]:
    """All rows of the plan in its order, each with its sources. At most nine queries."""
    rows = list(_rows(plan))
    sources = _sources(rows)
    wishes = _proposals(rows)
    behind = _behind(sources, wishes)
    same = _same(placing, board)
    steps = []
    for row in rows:
        own = plan.factors_of(row.kind, row.pk)
        if own:
            steps.append(Step(row, FACTOR, None, _on_board(own, same, board)))
        for source in sources.get(row.pk, ()) if row.kind == ISSUE else ():
            steps.append(_step(row, source, behind, same, board))
        for proposal in wishes.get((row.kind, row.pk), ()):
            found = _on_board(behind["proposal", proposal], same, board)
            steps.append(Step(row, "proposal", proposal, found))
        if row.kind != ISSUE:
            steps.append(Step(row, ISSUE, row.issue))
        for indicator in plan.serves(row.pk) if row.kind == "project" else ():
            steps.append(Step(row, INDICATOR, indicator))
    return steps


def _step(
    row: PlanRow,
    source: IssueSource,
    behind: Mapping[tuple[str, int], list[int]],
    same: Mapping[int, list[int]],
    board: Board,
) -> Step:
    node = node_of(source)
    now = _on_board(behind[node], same, board)
    both = _on_board([*behind[node], *source.factor_keys], same, board)
    is_same = len(now) == len(both)
    return Step(row, *node, factors=both, now=None if is_same else frozenset(now))


def _rows(plan: PlanFrames) -> Iterator[PlanRow]:
    """Each issue, then all that hangs on it, in the order of the sheets."""
    below: dict[int, list[PlanRow]] = defaultdict(list)
    hanging = {"indicator": plan.indicators, "programme": plan.programmes}
    for kind, frame in (hanging | {"project": plan.projects}).items():
        columns = (frame.index, frame["issue"], frame["workshop"], frame["name"])
        for pk, issue, workshop, name in zip(*columns, strict=True):
            below[int(issue)].append(PlanRow(kind, int(pk), int(issue), workshop, name))
    issues = (plan.issues.index, plan.issues["workshop"], plan.issues["title"])
    for pk, workshop, title in zip(*issues, strict=True):
        yield PlanRow(ISSUE, int(pk), int(pk), workshop, title)
        yield from below[int(pk)]


def _sources(rows: Iterable[PlanRow]) -> dict[int, list[IssueSource]]:
    """Of each issue what it grew from. One query."""
    issues = [row.pk for row in rows if row.kind == ISSUE]
    found: dict[int, list[IssueSource]] = defaultdict(list)
    for source in IssueSource.objects.filter(issue__in=issues).order_by("pk"):
        found[source.issue_id].append(source)
    return found


def _proposals(rows: Iterable[PlanRow]) -> dict[tuple[str, int], list[int]]:
    """Of indicators and projects the proposals that they take up. Two queries."""
    found: dict[tuple[str, int], list[int]] = defaultdict(list)
    listed = list(rows)
    links: tuple[tuple[str, Any], ...] = (
        ("indicator", Indicator.proposals.through),
        ("project", Project.proposals.through),
    )
    for kind, through in links:
        keys = [row.pk for row in listed if row.kind == kind]
        pairs = through.objects.filter(**{f"{kind}__in": keys}).order_by("proposal_id")
        for row, proposal in pairs.values_list(f"{kind}_id", "proposal_id"):
            found[kind, row].append(proposal)
    return found


def _behind(
    sources: Mapping[int, list[IssueSource]], wishes: Mapping[tuple[str, int], list[int]]
) -> dict[tuple[str, int], list[int]]:
    keys: dict[str, set[int]] = {kind: set() for kind in SOURCE_KINDS}
    keys["proposal"].update(*wishes.values())
    for several in sources.values():
        for kind, key in map(node_of, several):
            keys[kind].add(key)
    return factors_behind(Sources(*(sorted(keys[kind]) for kind in SOURCE_KINDS)))


def _same(placing: Placing, board: Board) -> dict[int, list[int]]:
    """Of factors that say the same all of them that are on the board."""
    groups: dict[int, list[int]] = defaultdict(list)
    for pk, (kept, _cluster) in placing.same.items():
        if board.place(pk) is not None:
            groups[kept].append(pk)
    return {pk: groups[kept] for pk, (kept, _cluster) in placing.same.items()}


def _on_board(keys: Iterable[int], same: Mapping[int, list[int]], board: Board) -> array[int]:
    """These and all that say the same, in order; only those on the boards of this workbook."""
    found = {one for pk in keys for one in same.get(pk, (pk,))}
    return array("q", sorted(pk for pk in found if board.place(pk) is not None))
