"""What came of a round: each person once, by the clusters that stand now. Reads, never writes.

Whoever shows it asks first whether the round is revealed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from workshops.domain.lineage import forest_of, items_of, persons_of
from workshops.domain.progress import Progress as Progress
from workshops.domain.progress import progress_of as progress_of
from workshops.measures.consensus import (
    Concordance,
    Stability,
    Verdict,
    complete_rows,
    joint_verdict,
    kendalls_w,
    stability,
    verdict_of,
)
from workshops.measures.influence import Cell, merged_cell
from workshops.measures.spread import Spread, agreement_share, spread_of
from workshops.measures.weights import (
    median_per_district,
    points_shares,
    points_shares_by_district,
)
from workshops.models import Cluster, Influence, Participant, Rating, Round, Vote, Workshop

ByPerson = dict[int, dict[int, int]]  # person: cluster: value
AXES = ("impact", "uncertainty", "likelihood")


@dataclass(frozen=True)
class PointsResult:
    """One cluster's points: how many, from how many people, and its share both ways (0..1)."""

    cluster: Cluster
    points: int
    people: int
    share: float  # each person weighs the same
    share_by_district: float  # each district with points weighs the same


@dataclass(frozen=True)
class AxisResult:
    """One cluster on one axis, 1 to 5; `spread` is None while nobody has rated it."""

    spread: Spread | None
    share: float | None  # 0..1, of those who rate alike: low, middle or high
    verdict: Verdict
    by_district: dict[str, Spread]
    median_by_district: float | None  # each district weighs the same


@dataclass(frozen=True)
class RatingResult:
    cluster: Cluster
    axes: dict[str, AxisResult]  # of AXES those that were asked
    verdict: Verdict  # impact and uncertainty together
    skipped: int
    horizons: dict[str, int] = field(default_factory=dict)
    stability: Stability | None = None  # of the impact, between the first round and the second


def votes_by_person(round_: Round) -> ByPerson:
    """Points by person and cluster; on clusters that were merged the most counts. Four queries."""
    forest, persons = forest_of(round_.workshop), persons_of(round_.workshop)
    found: ByPerson = defaultdict(dict)
    rows = Vote.objects.filter(round=round_).exclude(points=0)
    for who, cluster, points in rows.values_list("participant_id", "cluster_id", "points"):
        root = forest.root_of[cluster]
        mine = found[persons[who]]
        mine[root] = max(mine.get(root, 0), points)
    return dict(found)


def ratings_by_person(round_: Round) -> dict[int, dict[int, Rating]]:
    """Ratings by person and cluster; of several on merged clusters the newest counts."""
    forest, persons = forest_of(round_.workshop), persons_of(round_.workshop)
    found: dict[int, dict[int, Rating]] = defaultdict(dict)
    for rating in Rating.objects.filter(round=round_).order_by("changed_at", "pk"):
        found[persons[rating.participant_id]][forest.root_of[rating.cluster_id]] = rating
    return dict(found)


def districts_of_people(workshop: Workshop) -> dict[int, str]:
    """Of each person the code of the district. One query."""
    people = Participant.objects.filter(workshop=workshop)
    return dict(people.values_list("pk", "district_id"))


def points_results(round_: Round) -> list[PointsResult]:
    """Every cluster of a round of points, most points first. Seven queries."""
    items = items_of(round_)
    votes = votes_by_person(round_)
    pks = [cluster.pk for cluster in items]
    votes = {who: {pk: n for pk, n in mine.items() if pk in pks} for who, mine in votes.items()}
    shares = points_shares(votes, pks)
    weighed = points_shares_by_district(votes, pks, districts_of_people(round_.workshop))
    results = [
        PointsResult(
            cluster,
            sum(mine.get(cluster.pk, 0) for mine in votes.values()),
            sum(1 for mine in votes.values() if mine.get(cluster.pk)),
            shares[cluster.pk],
            weighed[cluster.pk],
        )
        for cluster in items
    ]
    return sorted(results, key=lambda one: (-one.points, one.cluster.number))


def rating_results(round_: Round) -> list[RatingResult]:
    """Every cluster of a round of ratings, by number; of a second round only the disputed ones."""
    items, ratings = items_of(round_), ratings_by_person(round_)
    districts = districts_of_people(round_.workshop)
    first = ratings_by_person(round_.second_of) if round_.second_of else None
    return [_rated(round_, cluster, ratings, districts, first) for cluster in items]


def final_ratings(round_: Round) -> list[RatingResult]:
    """The first round's clusters, each by its newest revealed round; all rounds are kept.

    If the first one was discarded, only what was asked again is left.
    """
    base = round_.second_of or round_
    later = base.second_rounds.revealed().select_related("workshop", "second_of__workshop")
    results: dict[int, RatingResult] = {}
    if not base.is_discarded:
        results = {one.cluster.pk: one for one in rating_results(base)}
    for again in later.order_by("number"):
        results |= {one.cluster.pk: one for one in rating_results(again)}
    return sorted(results.values(), key=lambda one: one.cluster.number)


def disputed(results: Iterable[RatingResult]) -> list[Cluster]:
    return [one.cluster for one in results if one.verdict is Verdict.DISPUTED]


def concordance(round_: Round, axis: str) -> Concordance | None:
    """Kendall's W over all clusters, of those who rated every one; None if too few."""
    items = [cluster.pk for cluster in items_of(round_)]
    ratings = ratings_by_person(round_)
    answers = {who: _of_axis(mine, axis) for who, mine in ratings.items()}
    return kendalls_w(complete_rows(answers, items))


def influence_cells(round_: Round) -> tuple[list[Cluster], dict[tuple[int, int], Cell]]:
    """The clusters, and of each ordered pair that was answered what its raters say together."""
    forest, persons = forest_of(round_.workshop), persons_of(round_.workshop)
    said: dict[tuple[int, int], dict[int, int | None]] = defaultdict(dict)
    rows = Influence.objects.filter(round=round_).order_by("changed_at", "pk")
    for one in rows:
        cell = forest.root_of[one.source_id], forest.root_of[one.target_id]
        if cell[0] != cell[1]:
            said[cell][persons[one.participant_id]] = one.strength
    merged = {cell: merged_cell(list(answers.values())) for cell, answers in said.items()}
    return items_of(round_), merged


def influence_matrix(
    items: Sequence[Cluster], cells: Mapping[tuple[int, int], Cell]
) -> tuple[list[list[int]], set[tuple[int, int]]]:
    """Rows drive columns, in the order of `items`: strengths 0..3, and the places of each P."""
    place = {cluster.pk: number for number, cluster in enumerate(items)}
    matrix = [[0] * len(items) for _ in items]
    potential = set()
    for (source, target), cell in cells.items():
        if source in place and target in place:
            matrix[place[source]][place[target]] = cell.strength
            if cell.is_potential:
                potential.add((place[source], place[target]))
    return matrix, potential


def _rated(
    round_: Round,
    cluster: Cluster,
    ratings: Mapping[int, Mapping[int, Rating]],
    districts: Mapping[int, str],
    first: Mapping[int, Mapping[int, Rating]] | None,
) -> RatingResult:
    given = {who: mine[cluster.pk] for who, mine in ratings.items() if cluster.pk in mine}
    answered = {who: one for who, one in given.items() if not one.is_skipped}
    asked = [axis for axis in AXES if axis != "likelihood" or round_.asks_likelihood]
    axes = {axis: _axis(round_, _of_axis(answered, axis), districts) for axis in asked}
    horizons: dict[str, int] = defaultdict(int)
    for one in answered.values():
        if one.horizon:
            horizons[one.horizon] += 1
    before = None
    if first is not None:
        theirs = {who: mine[cluster.pk] for who, mine in first.items() if cluster.pk in mine}
        before = stability(_of_axis(theirs, "impact"), _of_axis(answered, "impact"))
    return RatingResult(
        cluster,
        axes,
        joint_verdict([axes["impact"].verdict, axes["uncertainty"].verdict]),
        len(given) - len(answered),
        dict(horizons),
        before,
    )


def _axis(round_: Round, values: Mapping[int, int], districts: Mapping[int, str]) -> AxisResult:
    by_district: dict[str, list[int]] = defaultdict(list)
    for who, value in values.items():
        by_district[districts[who]].append(value)
    spreads = {code: spread_of(found) for code, found in sorted(by_district.items())}
    return AxisResult(
        spread_of(values.values()),
        agreement_share(values.values()),
        verdict_of(values.values(), round_.rule, round_.threshold),
        {code: spread for code, spread in spreads.items() if spread is not None},
        median_per_district(values, districts),
    )


def _of_axis(ratings: Mapping[int, Rating], axis: str) -> dict[int, int]:
    values = ((who, getattr(one, axis)) for who, one in ratings.items())
    return {who: value for who, value in values if value is not None}
