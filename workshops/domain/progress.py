"""How far rounds are: how many have answered, never what. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from workshops.domain.lineage import Forest, forest_of
from workshops.enums import RoundKind
from workshops.models import Influence, Rating, Round, Vote, Workshop


@dataclass(frozen=True)
class Progress:
    """How far a round is: people who answered anything, and answers of those that could be."""

    people: int
    answers: int
    possible: int
    skipped: int = 0


@dataclass(frozen=True)
class _Known:
    forest: Forest
    persons: dict[int, int]
    items: dict[int, set[int]]  # of each round the clusters that stand now
    everybody: int  # who can answer: each person in the room once


def progress_of(round_: Round) -> Progress:
    """Four queries."""
    return progress_of_rounds(round_.workshop, [round_])[round_.pk]


def progress_of_rounds(workshop: Workshop, rounds: Collection[Round]) -> dict[int, Progress]:
    """Of each of these rounds of the workshop, by key. Three queries, and one for each kind."""
    if not rounds:
        return {}
    forest = forest_of(workshop)
    asked: dict[int, list[int]] = {one.pk: [] for one in rounds}
    through = Round.clusters.through.objects.filter(round__in=asked)
    for round_pk, cluster in through.values_list("round_id", "cluster_id"):
        asked[round_pk].append(cluster)
    items = {pk: {one.pk for one in forest.roots_of(found)} for pk, found in asked.items()}
    persons, everybody = _people(workshop)
    known = _Known(forest, persons, items, everybody)
    found: dict[int, Progress] = {}
    for kind, count in _COUNTS.items():
        if pks := [one for one in rounds if one.kind == kind]:
            found |= count(pks, known)
    return found


def _people(workshop: Workshop) -> tuple[dict[int, int], int]:
    """Of each entry the entry that counts, and how many of these are in the room: whoever wrote
    on paper elsewhere cannot answer. One query."""
    entries = workshop.participants.values_list("pk", "merged_into_id", "from_import_id")
    persons, everybody = {}, 0
    for pk, merged_into, file in entries:
        persons[pk] = merged_into or pk
        everybody += merged_into is None and file is None
    return persons, everybody


def _points(rounds: list[Round], known: _Known) -> dict[int, Progress]:
    who: dict[int, set[int]] = defaultdict(set)
    rows = Vote.objects.filter(round__in=rounds).exclude(points=0)
    for round_pk, person in rows.values_list("round_id", "participant_id"):
        who[round_pk].add(known.persons[person])
    return {one.pk: Progress(len(who[one.pk]), len(who[one.pk]), known.everybody) for one in rounds}


def _ratings(rounds: list[Round], known: _Known) -> dict[int, Progress]:
    """Of one person's answers on clusters that were merged the newest counts."""
    said: dict[int, dict[tuple[int, int], bool]] = defaultdict(dict)
    rows = Rating.objects.filter(round__in=rounds).order_by("changed_at", "pk")
    fields = ("round_id", "participant_id", "cluster_id", "is_skipped")
    for round_pk, person, cluster, is_skipped in rows.values_list(*fields):
        root = known.forest.root_of[cluster]
        if root in known.items[round_pk]:
            said[round_pk][known.persons[person], root] = is_skipped
    return {
        one.pk: Progress(
            people=len({person for person, _ in said[one.pk]}),
            answers=len(said[one.pk]),
            possible=known.everybody * len(known.items[one.pk]),
            skipped=sum(said[one.pk].values()),
        )
        for one in rounds
    }


def _influence(rounds: list[Round], known: _Known) -> dict[int, Progress]:
    said: dict[int, set[tuple[int, int, int]]] = defaultdict(set)
    rows = Influence.objects.filter(round__in=rounds)
    fields = ("round_id", "participant_id", "source_id", "target_id")
    for round_pk, person, source, target in rows.values_list(*fields):
        pair = known.forest.root_of[source], known.forest.root_of[target]
        if pair[0] != pair[1] and known.items[round_pk].issuperset(pair):
            said[round_pk].add((known.persons[person], *pair))
    found = {}
    for one in rounds:
        n = len(known.items[one.pk])
        # Fewer people than raters wanted: a pair cannot get more answers than there are people.
        raters = min(one.raters_per_cell, known.everybody)
        people = len({person for person, _, _ in said[one.pk]})
        found[one.pk] = Progress(people, len(said[one.pk]), n * (n - 1) * raters)
    return found


_COUNTS = {
    RoundKind.POINTS: _points,
    RoundKind.RATINGS: _ratings,
    RoundKind.INFLUENCE: _influence,
}
