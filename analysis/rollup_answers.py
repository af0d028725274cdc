"""What was answered in many workshops' revealed rounds: points and ratings, each person once.

Points: the newest revealed round of a workshop counts. Ratings: of each cluster the newest
revealed round that asked about it. Both as in `workshops.domain.results`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from analysis.rollup_counts import CHUNK
from analysis.standing import Item, Standing
from workshops.enums import RoundKind
from workshops.models import Rating, Round, Vote, Workshop


class Asked(NamedTuple):
    """A revealed round."""

    pk: int
    workshop: int
    number: int
    kind: str


class Rated(NamedTuple):
    impact: int
    uncertainty: int


ByCluster = dict[int, int]  # points by cluster that stands
Votes = dict[int, ByCluster]  # by person
Given = dict[int, dict[Item, int]]  # points by person and line


@dataclass
class Answers:
    rounds: dict[int, Asked] = field(default_factory=dict)
    newest_points: dict[int, int] = field(default_factory=dict)  # workshop: round
    first_points: dict[int, int] = field(default_factory=dict)  # of those that had two or more
    newest_ratings: dict[int, int] = field(default_factory=dict)  # cluster: round
    first_ratings: dict[int, int] = field(default_factory=dict)  # of those asked about twice
    votes: dict[int, Votes] = field(default_factory=dict)  # by round
    asked_points: set[int] = field(default_factory=set)  # clusters, in the newest rounds
    # By round and cluster, of each person.
    ratings: dict[tuple[int, int], dict[int, Rated]] = field(default_factory=dict)

    def ratings_of(
        self, clusters: Iterable[int], chosen: Mapping[int, int]
    ) -> list[dict[int, Rated]]:
        """What was answered about these clusters, in the rounds chosen for each."""
        return [
            found
            for cluster in clusters
            if cluster in chosen and (found := self.ratings.get((chosen[cluster], cluster)))
        ]


def answers_of(workshops: Collection[Workshop], standing: Standing) -> Answers:
    """Four queries."""
    found = Answers()
    rows = Round.objects.revealed().filter(
        workshop__in=workshops, kind__in=(RoundKind.POINTS, RoundKind.RATINGS)
    )
    for row in rows.in_order().values_list("pk", "workshop_id", "number", "kind"):
        found.rounds[row[0]] = Asked(*row)
    asked = _asked(found, standing)
    for one in found.rounds.values():
        if one.kind == RoundKind.POINTS:
            _first_and_newest(one.workshop, one.pk, found.first_points, found.newest_points)
        else:
            for cluster in asked[one.pk]:
                _first_and_newest(cluster, one.pk, found.first_ratings, found.newest_ratings)
    found.asked_points = {pk for one in found.newest_points.values() for pk in asked[one]}
    _read_votes(found, standing, asked)
    _read_ratings(found, standing)
    _keep_answered_twice(found)
    return found


def by_line(answers: Answers, standing: Standing) -> dict[int, Given]:
    """Of each round the points by person and line: those on a theme's clusters added up."""
    lines = {pk: standing.item_of(pk) for pk in standing.clusters}
    found: dict[int, Given] = {}
    for pk, votes in answers.votes.items():
        given = found[pk] = {}
        for person, mine in votes.items():
            sums = given[person] = {}
            for cluster, points in mine.items():
                line = lines[cluster]
                if line is not None:
                    sums[line] = sums.get(line, 0) + points
    return found


def given_in(rounds: Mapping[int, Given], chosen: Iterable[int]) -> Given:
    """Everybody's points in the chosen rounds: nobody is in two workshops."""
    return {person: mine for pk in chosen for person, mine in rounds.get(pk, {}).items()}


def _asked(found: Answers, standing: Standing) -> dict[int, set[int]]:
    """Of each round the clusters that stand now for those it asks about."""
    asked: dict[int, set[int]] = {pk: set() for pk in found.rounds}
    pairs = Round.clusters.through.objects.filter(round__in=found.rounds)
    for pk, cluster in pairs.values_list("round_id", "cluster_id").iterator(CHUNK):
        root = standing.root_of.get(cluster)
        if root in standing.clusters:
            asked[pk].add(root)
    return asked


def _first_and_newest(key: int, pk: int, first: dict[int, int], newest: dict[int, int]) -> None:
    first.setdefault(key, pk)
    newest[key] = pk


def _keep_answered_twice(found: Answers) -> None:
    """What is compared was answered in a first round and in another, newer one."""
    newest = found.newest_points
    found.first_points = {
        workshop: pk
        for workshop, pk in found.first_points.items()
        if pk != newest[workshop] and found.votes.get(pk) and found.votes.get(newest[workshop])
    }
    newest = found.newest_ratings
    found.first_ratings = {
        cluster: pk
        for cluster, pk in found.first_ratings.items()
        if pk != newest[cluster]
        and found.ratings.get((pk, cluster))
        and found.ratings.get((newest[cluster], cluster))
    }


def _read_votes(found: Answers, standing: Standing, asked: Mapping[int, set[int]]) -> None:
    """On clusters that were merged the most that a person gave counts."""
    wanted = {*found.first_points.values(), *found.newest_points.values()}
    rows = Vote.objects.filter(round__in=wanted).exclude(points=0).order_by()
    names = ("round_id", "participant_id", "cluster_id", "points")
    for pk, entry, cluster, points in rows.values_list(*names).iterator(CHUNK):
        root = standing.root_of.get(cluster)
        if root in asked[pk]:
            person = standing.people[entry].pk
            mine = found.votes.setdefault(pk, {}).setdefault(person, {})
            mine[root] = max(mine.get(root, 0), points)


def _read_ratings(found: Answers, standing: Standing) -> None:
    """Of several answers of a person about what stands together the newest counts."""
    wanted = {*found.first_ratings.values(), *found.newest_ratings.values()}
    rows = Rating.objects.filter(round__in=wanted).order_by("changed_at", "pk")
    names = ("round_id", "participant_id", "cluster_id", "impact", "uncertainty")
    ratings: defaultdict[tuple[int, int], dict[int, Rated]] = defaultdict(dict)
    for pk, entry, cluster, impact, uncertainty in rows.values_list(*names).iterator(CHUNK):
        root = standing.root_of.get(cluster)
        if root not in standing.clusters:
            continue
        person = standing.people[entry].pk
        if impact is None:  # skipped
            ratings[pk, root].pop(person, None)
        else:
            ratings[pk, root][person] = Rated(impact, uncertainty)
    found.ratings = dict(ratings)
