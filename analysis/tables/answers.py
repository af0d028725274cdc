"""What the room answered, of all revealed rounds of many workshops; no person leaves this module.

The figures are those of `workshops.domain.results`, read for all workshops at once: there each
round takes queries of its own. One round's answers at a time are held in memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from analysis.tables.placing import CHUNK, Placing
from workshops.domain.results import AXES, PointsResult
from workshops.enums import RoundKind
from workshops.measures.consensus import (
    SHOWN_MINIMUM,
    Concordance,
    Stability,
    Verdict,
    complete_rows,
    joint_verdict,
    kendalls_w,
    stability,
    verdict_of,
)
from workshops.measures.spread import Spread, agreement_share, spread_of
from workshops.measures.weights import (
    median_per_district,
    points_shares,
    points_shares_by_district,
)
from workshops.models import Cluster, Rating, Round, Vote

Given = dict[int, dict[int, int]]  # person: cluster: points
Answer = tuple[int | None, ...]  # on each of AXES; none at all: skipped
Answers = dict[int, dict[int, Answer]]  # person: cluster


@dataclass(frozen=True)
class Axis:
    """Of one cluster on one axis; figures that fewer than three stand behind are None."""

    n: int
    spread: Spread | None
    share: float | None  # 0..1
    verdict: Verdict
    by_district: float | None


@dataclass(frozen=True)
class Rated:
    """One cluster in one round of ratings."""

    round: Round
    cluster: Cluster
    axes: Mapping[str, Axis]  # of AXES those that were asked
    verdict: Verdict
    n: int
    skipped: int
    stability: Stability | None  # of the impact; None of a first round


@dataclass
class Answered:
    """All rounds by workshop and number, with what came of them."""

    rounds: list[Round] = field(default_factory=list)
    points: dict[int, list[PointsResult]] = field(default_factory=dict)  # by round
    rated: dict[int, list[Rated]] = field(default_factory=dict)  # by round
    concordance: dict[tuple[int, str], Concordance | None] = field(default_factory=dict)

    def newest_points(self) -> dict[int, tuple[Round, PointsResult]]:
        """By cluster: of the newest round that asked about it."""
        return {
            found.cluster.pk: (round_, found)
            for round_ in self.rounds
            for found in self.points.get(round_.pk, ())
        }

    def newest_rated(self) -> dict[int, Rated]:
        return {
            found.cluster.pk: found
            for round_ in self.rounds
            for found in self.rated.get(round_.pk, ())
        }


def answers_of(placing: Placing) -> Answered:
    """Four queries, whatever was answered."""
    order = {one.pk: place for place, one in enumerate(placing.workshops)}
    asked = Round.objects.revealed().filter(
        workshop__in=placing.workshops, kind__in=(RoundKind.POINTS, RoundKind.RATINGS)
    )
    in_order = asked.order_by("number", "pk")
    found = Answered(sorted(in_order, key=lambda one: order[one.workshop_id]))
    items = _items(found.rounds, placing)
    by_pk = {one.pk: one for one in found.rounds}
    # Without any answer a round has its rows all the same.
    votes = _by_round(_votes(by_pk, RoundKind.POINTS), by_pk, RoundKind.POINTS)
    for pk, given in votes:
        found.points[pk] = _points(items[pk], _most(given, placing), placing)
    firsts: dict[int, Answers] = {}  # only those that were asked again
    again = {one.second_of_id for one in found.rounds if one.second_of_id}
    ratings = _by_round(_ratings(by_pk), by_pk, RoundKind.RATINGS)
    for pk, said in ratings:
        round_, answers = by_pk[pk], _newest(said, placing)
        if pk in again:
            firsts[pk] = answers
        before = firsts.get(round_.second_of_id or 0)
        found.rated[pk] = [_rated(round_, one, answers, before, placing) for one in items[pk]]
        for axis in AXES[:2]:
            found.concordance[pk, axis] = _concordance(items[pk], answers, axis)
    return found


def _items(rounds: Iterable[Round], placing: Placing) -> dict[int, list[Cluster]]:
    """Of each round what stands now for the clusters it asks about, by number."""
    asked: dict[int, set[int]] = {one.pk: set() for one in rounds}
    through = Round.clusters.through.objects.filter(round__in=asked)
    for pk, cluster in through.values_list("round_id", "cluster_id").iterator(CHUNK):
        asked[pk].add(placing.root_of[cluster])
    return {
        pk: sorted(
            (one for root in roots if (one := placing.standing(root)) is not None),
            key=lambda one: (one.number, one.pk),
        )
        for pk, roots in asked.items()
    }


Row = tuple[int, ...]  # round, participant, cluster, then what was answered


def _votes(rounds: Mapping[int, Round], kind: RoundKind) -> Iterator[Row]:
    wanted = [pk for pk, one in rounds.items() if one.kind == kind]
    votes = Vote.objects.filter(round__in=wanted).exclude(points=0).order_by("round_id", "pk")
    fields = ("round_id", "participant_id", "cluster_id", "points")
    return votes.values_list(*fields).iterator(CHUNK)


def _ratings(rounds: Mapping[int, Round]) -> Iterator[Row]:
    """A first round comes before its second one: its key is smaller."""
    wanted = [pk for pk, one in rounds.items() if one.kind == RoundKind.RATINGS]
    said = Rating.objects.filter(round__in=wanted).order_by("round_id", "changed_at", "pk")
    return said.values_list("round_id", "participant_id", "cluster_id", *AXES).iterator(CHUNK)


def _by_round(
    rows: Iterator[Row], rounds: Mapping[int, Round], kind: RoundKind
) -> Iterator[tuple[int, list[Row]]]:
    """Each round of this kind by its key, with its answers, those without any too."""
    waiting = sorted(pk for pk, one in rounds.items() if one.kind == kind)
    groups = groupby(rows, key=itemgetter(0))
    for pk, group in groups:
        while waiting[0] != pk:
            yield waiting.pop(0), []
        yield waiting.pop(0), list(group)
    for pk in waiting:
        yield pk, []


def _most(rows: Iterable[Row], placing: Placing) -> Given:
    """On clusters that were merged each person's most points count."""
    found: Given = defaultdict(dict)
    for _round, entry, cluster, points in rows:
        mine, root = found[placing.persons[entry]], placing.root_of[cluster]
        mine[root] = max(mine.get(root, 0), points)
    return found


def _newest(rows: Iterable[Row], placing: Placing) -> Answers:
    """Of several answers on merged clusters the newest counts."""
    found: Answers = defaultdict(dict)
    for _round, entry, cluster, *answer in rows:
        found[placing.persons[entry]][placing.root_of[cluster]] = tuple(answer)
    return found


def _points(items: list[Cluster], given: Given, placing: Placing) -> list[PointsResult]:
    pks = {cluster.pk for cluster in items}
    votes = {who: {pk: n for pk, n in mine.items() if pk in pks} for who, mine in given.items()}
    shares = points_shares(votes, [one.pk for one in items])
    weighed = points_shares_by_district(votes, [one.pk for one in items], placing.home)
    totals, people = dict.fromkeys(pks, 0), dict.fromkeys(pks, 0)
    for mine in votes.values():
        for pk, number in mine.items():
            totals[pk] += number
            people[pk] += 1
    results = [
        PointsResult(one, totals[one.pk], people[one.pk], shares[one.pk], weighed[one.pk])
        for one in items
    ]
    return sorted(results, key=lambda one: (-one.points, one.cluster.number))


def _rated(
    round_: Round, cluster: Cluster, answers: Answers, before: Answers | None, placing: Placing
) -> Rated:
    given = {who: mine[cluster.pk] for who, mine in answers.items() if cluster.pk in mine}
    # Who skipped a cluster has an answer without an impact.
    said = {who: one for who, one in given.items() if one[0] is not None}
    asked = [axis for axis in AXES if axis != "likelihood" or round_.asks_likelihood]
    axes = {axis: _axis(round_, _of(said, axis), placing.home) for axis in asked}
    kept = None
    if before is not None:
        first = {who: mine[cluster.pk] for who, mine in before.items() if cluster.pk in mine}
        kept = stability(_of(first, "impact"), _of(said, "impact"))
    joint = joint_verdict([axes["impact"].verdict, axes["uncertainty"].verdict])
    return Rated(round_, cluster, axes, joint, len(said), len(given) - len(said), kept)


def _axis(round_: Round, values: Mapping[int, int], home: Mapping[int, str]) -> Axis:
    verdict = verdict_of(values.values(), round_.rule, round_.threshold)
    if len(values) < SHOWN_MINIMUM:
        return Axis(len(values), None, None, verdict, None)
    return Axis(
        len(values),
        spread_of(values.values()),
        agreement_share(values.values()),
        verdict,
        median_per_district(values, home),
    )


def _concordance(items: list[Cluster], answers: Answers, axis: str) -> Concordance | None:
    by_person = {
        who: {cluster: answer[AXES.index(axis)] for cluster, answer in mine.items()}
        for who, mine in answers.items()
    }
    return kendalls_w(complete_rows(by_person, [one.pk for one in items]))


def _of(answers: Mapping[int, Answer], axis: str) -> dict[int, int]:
    place = AXES.index(axis)
    return {who: value for who, one in answers.items() if (value := one[place]) is not None}
