"""Points and ratings of clusters in many workshops at once, of revealed rounds only. No pandas.

The same figures as `workshops.domain.results` has, in five queries for all workshops.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from analysis.trail_links import Together
from workshops.enums import RoundKind
from workshops.measures.consensus import SHOWN_MINIMUM
from workshops.measures.spread import Spread, spread_of
from workshops.models import Participant, Rating, Round, Vote

AXES = ("impact", "uncertainty")
Persons = Mapping[int, int]


@dataclass(frozen=True)
class Figures:
    """Of one cluster, by the newest revealed round that asked about it.

    What fewer than three people stand behind is left out: it would be their answer.
    """

    points: int | None = None
    raters: int | None = None  # None: no round asked; otherwise how many rated, however few
    spreads: Mapping[str, Spread] = field(default_factory=dict)  # by axis

    @property
    def impact(self) -> Spread | None:
        return self.spreads.get("impact")

    @property
    def uncertainty(self) -> Spread | None:
        return self.spreads.get("uncertainty")


def persons_in(workshops: Collection[int]) -> dict[int, int]:
    """Of each entry the one that counts. One query."""
    entries = Participant.objects.filter(workshop__in=workshops)
    return {pk: kept or pk for pk, kept in entries.values_list("pk", "merged_into_id")}


def figures_of(
    workshops: Collection[int], together: Together, persons: Persons
) -> dict[int, Figures]:
    """By the cluster that stands now. Four queries."""
    rounds = Round.objects.revealed().filter(workshop__in=workshops).in_order()
    kinds = {one.pk: one.kind for one in rounds.only("pk", "kind", "number")}
    asked: dict[int, set[int]] = defaultdict(set)
    through = Round.clusters.through.objects.filter(round__in=kinds)
    for round_, cluster in through.values_list("round_id", "cluster_id"):
        asked[round_].add(together.cluster_root.get(cluster, cluster))
    newest: dict[tuple[str, int], int] = {}  # the round of this kind that counts for a cluster
    for pk, kind in kinds.items():
        newest |= {(kind, cluster): pk for cluster in asked[pk]}
    points = _points(newest, together, persons)
    spreads, raters = _ratings(newest, together, persons)
    clusters = {cluster for _kind, cluster in newest}
    return {
        pk: Figures(points.get(pk), raters.get(pk), spreads.get(pk, {})) for pk in sorted(clusters)
    }


def _points(
    newest: Mapping[tuple[str, int], int], together: Together, persons: Persons
) -> dict[int, int]:
    """Each person's most on what stands together, as `results.votes_by_person` counts."""
    rounds = {pk for (kind, _cluster), pk in newest.items() if kind == RoundKind.POINTS}
    given: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    people: dict[int, set[int]] = defaultdict(set)
    votes = Vote.objects.filter(round__in=rounds).exclude(points=0)
    for round_, who, cluster, points in votes.values_list(
        "round_id", "participant_id", "cluster_id", "points"
    ):
        person, root = persons[who], together.cluster_root[cluster]
        mine = given[round_, root]
        mine[person] = max(mine.get(person, 0), points)
        people[round_].add(person)
    return {
        cluster: sum(given[round_, cluster].values())
        for (kind, cluster), round_ in newest.items()
        if kind == RoundKind.POINTS and len(people[round_]) >= SHOWN_MINIMUM
    }


def _ratings(
    newest: Mapping[tuple[str, int], int], together: Together, persons: Persons
) -> tuple[dict[int, dict[str, Spread]], dict[int, int]]:
    """Each person's newest answer to what stands together, as `results.ratings_by_person`."""
    rounds = {pk for (kind, _cluster), pk in newest.items() if kind == RoundKind.RATINGS}
    said: dict[tuple[int, int], dict[int, Rating]] = defaultdict(dict)
    for one in Rating.objects.filter(round__in=rounds).order_by("changed_at", "pk"):
        said[one.round_id, together.cluster_root[one.cluster_id]][persons[one.participant_id]] = one
    spreads: dict[int, dict[str, Spread]] = {}
    raters = {}
    for (kind, cluster), round_ in newest.items():
        if kind != RoundKind.RATINGS:
            continue
        answered = [one for one in said[round_, cluster].values() if not one.is_skipped]
        raters[cluster] = len(answered)
        if len(answered) >= SHOWN_MINIMUM:
            found = {axis: spread_of(getattr(one, axis) for one in answered) for axis in AXES}
            spreads[cluster] = {axis: one for axis, one in found.items() if one is not None}
    return spreads, raters
