"""The evidence trail upwards: from sentences to the rows that rest on them. No pandas.

A row rests on a sentence if it is linked to the sentence itself, to another that says the same,
or to a cluster, challenge, proposal or theme behind which the sentence stands now or stood when
it was linked. Indicators, programmes and projects rest also on what their issue rests on,
projects also on what the indicators rest on that they serve. `trail_down` is the way back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from analysis.models import (
    DevelopmentIssue,
    Indicator,
    PlanRow,
    Programme,
    Project,
)
from analysis.trail_links import Origin, Reached, links_from, together_in
from workshops.models import Cluster, Factor

ROW_KINDS = ("issue", "indicator", "programme", "project")


@dataclass(frozen=True)
class Resting:
    """A row of the plan that rests on something below it."""

    kind: str  # of ROW_KINDS
    row: PlanRow
    is_direct: bool  # linked itself; otherwise through its issue or an indicator

    @property
    def issue(self) -> DevelopmentIssue:
        """The issue that the row is, or under which it stands."""
        found = self.row if self.kind == "issue" else self.row.issue  # type: ignore[attr-defined]
        assert isinstance(found, DevelopmentIssue)
        return found


def rests_on_factors(keys: Collection[int]) -> dict[int, list[Resting]]:
    """Of each factor the current rows that rest on it: by issue, indicators before projects.

    Hidden and withdrawn factors have their rows as well. A fixed number of queries.
    """
    return rests_on(factor_origins(keys))


def rests_on_clusters(keys: Collection[int]) -> dict[int, list[Resting]]:
    """Of each cluster the rows that rest on it or on a sentence in it."""
    return rests_on(cluster_origins(keys))


def rests_on_challenges(keys: Collection[int]) -> dict[int, list[Resting]]:
    """Of each challenge the rows that rest on it or on a proposal under it."""
    return rests_on(challenge_origins(keys))


def rests_on_proposals(keys: Collection[int]) -> dict[int, list[Resting]]:
    return rests_on(proposal_origins(keys))


Origins = tuple[Mapping[int, Origin], Collection[int]]


def factor_origins(keys: Collection[int]) -> Origins:
    """Of each factor all that stands for it, and the workshops they are of. Four queries."""
    named = dict(Factor.objects.filter(pk__in=keys).values_list("pk", "workshop_id"))
    workshops = set(named.values())
    together = together_in(workshops)
    everything = together.factors(named)
    in_cluster = Factor.objects.filter(pk__in=everything, cluster__isnull=False)
    clusters = dict(in_cluster.values_list("pk", "cluster_id"))
    found = {}
    for pk in named:
        same = together.same(pk)
        around = [cluster for one in same if (cluster := clusters.get(one)) is not None]
        found[pk] = Origin(factors=same, clusters=together.clusters(around))
    return found, workshops


def cluster_origins(keys: Collection[int]) -> Origins:
    """Of each cluster all that stand with it, and the sentences in them. Four queries."""
    named = dict(Cluster.objects.filter(pk__in=keys).values_list("pk", "workshop_id"))
    workshops = set(named.values())
    together = together_in(workshops)
    trees = {pk: together.clusters([pk]) for pk in named}
    inside: dict[int, set[int]] = defaultdict(set)
    rows = Factor.objects.filter(cluster__in={one for tree in trees.values() for one in tree})
    for factor, cluster in rows.values_list("pk", "cluster_id"):
        inside[cluster or 0].add(factor)
    return {
        pk: Origin(together.factors({one for c in tree for one in inside[c]}), tree)
        for pk, tree in trees.items()
    }, workshops


def challenge_origins(keys: Collection[int]) -> Origins:
    return {pk: Origin(challenges=[pk]) for pk in keys}, ()


def proposal_origins(keys: Collection[int]) -> Origins:
    return {pk: Origin(proposals=[pk]) for pk in keys}, ()


def rests_on(origins: Origins) -> dict[int, list[Resting]]:
    """Of each origin the rows above it. Fifteen queries besides those of the origins."""
    return rows_above(reached_from(origins))


def rows_above(reached: Mapping[int, Reached]) -> dict[int, list[Resting]]:
    """The rows that were reached and those that rest on them, current ones only. Five queries."""
    plan = _rows_of(reached.values())
    return {pk: list(_resting(found, plan)) for pk, found in reached.items()}


def reached_from(origins: Origins) -> dict[int, Reached]:
    """Of each origin what it is linked to upwards, in the room, the province and the plan."""
    by_key, workshops = origins
    links = links_from(by_key.values(), workshops)
    return {pk: links.reached(origin) for pk, origin in by_key.items()}


def _rows_of(reached: Iterable[Reached]) -> list[tuple[str, Any, set[int]]]:
    """All rows in question, in the plan's order, each with the indicators it serves."""
    whole = list(reached)
    issues = {pk for one in whole for pk in one.issues}
    indicators = {pk for one in whole for pk in one.indicators}
    projects = {pk for one in whole for pk in one.projects}
    served = Project.indicators.through.objects.filter(
        Q(indicator__in=indicators) | Q(project__issue__in=issues) | Q(project__in=projects)
    )
    serves: dict[int, set[int]] = defaultdict(set)
    for project, indicator in served.values_list("project_id", "indicator_id"):
        serves[project].add(indicator)
    of_issues = Q(issue__in=issues)
    wanted = {
        "issue": (DevelopmentIssue, Q(pk__in=issues)),
        "indicator": (Indicator, of_issues | Q(pk__in=indicators)),
        "programme": (Programme, of_issues),
        "project": (Project, of_issues | Q(pk__in=projects) | Q(pk__in=serves)),
    }
    rows: list[tuple[str, Any, set[int]]] = []
    for kind, (model, which) in wanted.items():
        found = model._default_manager.filter(which, removed_at=None)
        if kind != "issue":
            found = found.filter(issue__removed_at=None)
        related = "workshop" if kind == "issue" else "issue__workshop"
        for row in found.select_related(related):
            rows.append((kind, row, serves[row.pk] if kind == "project" else set()))
    order = {kind: place for place, kind in enumerate(ROW_KINDS)}
    return sorted(rows, key=lambda one: (*_issue_order(*one[:2]), order[one[0]], one[1].number))


def _issue_order(kind: str, row: Any) -> tuple[int, int, int]:
    issue = row if kind == "issue" else row.issue
    return issue.workshop_id, issue.number, issue.pk


def _resting(reached: Reached, plan: Iterable[tuple[str, Any, set[int]]]) -> Iterable[Resting]:
    # A removed indicator supports nothing any more.
    current = {row.pk for kind, row, _served in plan if kind == "indicator"}
    for kind, row, serves in plan:
        linked = {"issue": reached.issues, "indicator": reached.indicators}
        linked["project"] = reached.projects
        is_direct = row.pk in linked.get(kind, ())
        issue = row.pk if kind == "issue" else row.issue_id
        above = issue in reached.issues or bool(serves & reached.indicators & current)
        if is_direct or above:
            yield Resting(kind, row, is_direct)
