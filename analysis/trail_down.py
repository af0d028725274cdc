"""The evidence trail downwards: from rows of the plan to the sentences. No pandas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from analysis.evidence import Sources, factors_behind
from analysis.models import DevelopmentIssue, Indicator, IssueSource, Programme, Project
from analysis.trail_links import together_in
from workshops.models import Factor

SOURCE_KINDS = ("cluster", "challenge", "proposal", "theme")
Row = tuple[str, int]  # of `trail.ROW_KINDS`, and its key


@dataclass(frozen=True)
class Paths:
    """The keys of the sentences below each current row of some issues; stored ones only."""

    below: Mapping[Row, frozenset[int]]
    now: Mapping[Row, frozenset[int]]  # without what only stood behind it when it was linked
    rows: Mapping[Row, Any]
    linked: Mapping[Row, int]  # how many links the row itself has, of whichever kind


def paths_of(issues: Collection[int]) -> Paths:
    """Down from these issues and all that hangs on them. A fixed number of queries."""
    rows = _hanging_on(issues)
    sources = list(IssueSource.objects.filter(issue__in=issues).order_by("pk"))
    own, wishes = _own_links(rows)
    behind = _behind(sources, {pk for found in wishes.values() for pk in found})
    now: dict[Row, set[int]] = {row: set(own.get(row, ())) for row in rows}
    linked = {row: len(own.get(row, ())) + len(wishes.get(row, ())) for row in rows}
    frozen: dict[Row, set[int]] = defaultdict(set)
    for source in sources:
        if (row := ("issue", source.issue_id)) in rows:
            now[row].update(behind[node_of(source)])
            frozen[row].update(source.factor_keys)
            linked[row] += 1
    for row, proposals in wishes.items():
        now[row].update(*(behind["proposal", pk] for pk in proposals))
    below = {row: found | frozen[row] for row, found in now.items()}
    closed_below, closed_now = _closed(below, now)
    serves = _served(rows)
    return Paths(
        _inherited(closed_below, rows, serves), _inherited(closed_now, rows, serves), rows, linked
    )


def node_of(source: IssueSource) -> tuple[str, int]:
    """The kind and the key of what the issue grew from."""
    keys = ((kind, getattr(source, f"{kind}_id")) for kind in SOURCE_KINDS)
    return next((kind, key) for kind, key in keys if key is not None)


def _behind(
    sources: Iterable[IssueSource], proposals: Collection[int]
) -> dict[tuple[str, int], list[int]]:
    keys: dict[str, set[int]] = {kind: set() for kind in SOURCE_KINDS}
    keys["proposal"].update(proposals)
    for kind, key in map(node_of, sources):
        keys[kind].add(key)
    return factors_behind(Sources(*(sorted(keys[kind]) for kind in SOURCE_KINDS)))


def _hanging_on(issues: Collection[int]) -> dict[Row, Any]:
    """The current rows of these issues, and the indicators that their projects serve."""
    current = DevelopmentIssue.objects.filter(pk__in=issues).current()
    found: dict[Row, Any] = {("issue", one.pk): one for one in current}
    keys = [pk for _kind, pk in found]
    served = Project.objects.filter(issue__in=keys, removed_at=None).values("indicators")
    wanted: dict[str, tuple[Any, Q]] = {
        "indicator": (Indicator, Q(issue__in=keys) | Q(pk__in=served)),
        "programme": (Programme, Q(issue__in=keys)),
        "project": (Project, Q(issue__in=keys)),
    }
    for kind, (model, which) in wanted.items():
        rows = model._default_manager.filter(which, removed_at=None, issue__removed_at=None)
        for row in rows.order_by("number", "pk"):
            found[kind, row.pk] = row
    return found


def _own_links(rows: Mapping[Row, Any]) -> tuple[dict[Row, set[int]], dict[Row, set[int]]]:
    """Of each row its own factors, and its own proposals. Five queries."""
    own: dict[Row, set[int]] = defaultdict(set)
    wishes: dict[Row, set[int]] = defaultdict(set)
    links: tuple[tuple[dict[Row, set[int]], str, Any, str, str], ...] = (
        (own, "issue", DevelopmentIssue.factors.through, "developmentissue", "factor"),
        (own, "indicator", Indicator.factors.through, "indicator", "factor"),
        (own, "project", Project.factors.through, "project", "factor"),
        (wishes, "indicator", Indicator.proposals.through, "indicator", "proposal"),
        (wishes, "project", Project.proposals.through, "project", "proposal"),
    )
    for into, kind, through, above, below in links:
        keys = [pk for one, pk in rows if one == kind]
        pairs = through.objects.filter(**{f"{above}__in": keys})
        for row, key in pairs.values_list(f"{above}_id", f"{below}_id"):
            into[kind, row].add(key)
    return own, wishes


def _closed(*ways: Mapping[Row, set[int]]) -> list[dict[Row, frozenset[int]]]:
    """With all that say the same, without what is no longer stored. Three queries."""
    keys = {pk for found in ways for below in found.values() for pk in below}
    stored = dict(Factor.objects.filter(pk__in=keys).values_list("pk", "workshop_id"))
    together = together_in(set(stored.values()))
    return [
        {row: frozenset(together.factors(below & stored.keys())) for row, below in found.items()}
        for found in ways
    ]


def _served(rows: Mapping[Row, Any]) -> dict[int, set[int]]:
    """Of each project the indicators that it serves. One query."""
    projects = [pk for kind, pk in rows if kind == "project"]
    pairs = Project.indicators.through.objects.filter(project__in=projects)
    serves: dict[int, set[int]] = defaultdict(set)
    for project, indicator in pairs.values_list("project_id", "indicator_id"):
        serves[project].add(indicator)
    return serves


def _inherited(
    own: Mapping[Row, frozenset[int]], rows: Mapping[Row, Any], serves: Mapping[int, set[int]]
) -> dict[Row, frozenset[int]]:
    """With what the issue rests on, and for projects what their indicators do."""
    found = {}
    for (kind, pk), row in rows.items():
        below = own[kind, pk]
        if kind != "issue":
            if ("issue", row.issue_id) not in rows:
                continue  # an indicator of another issue, only served by a project of these
            below |= own["issue", row.issue_id]
        for indicator in serves[pk] if kind == "project" else ():
            below |= own.get(("indicator", indicator), frozenset())
        found[kind, pk] = below
    return found
