"""What the people of the demo workshop answered: points, ratings twice, cross-impact.

`fixtures/demo/clusters.json` says where the answers to each cluster lie: at one place where the
room agrees, at two where its districts differ. The answers themselves are invented.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import cycle, islice, permutations

from analysis.demo_together import Room, Row
from workshops.domain.answers import RatingFields, give_points, rate_cluster, say_influence
from workshops.domain.rounds import open_round, prepare_round, prepare_second, reveal_round
from workshops.enums import Horizon, RoundKind
from workshops.models import Participant, Round

BUDGET, CAP = 5, 3
NEIGHBOURS = (-1, 0, 1)
ODDS = (8, 1, 1, 1, 1)  # of the horizon in the file, and of each there is
SKIPPED_SHARE = 0.04


def analyse(room: Room) -> None:
    """One round after the other, each revealed before the next one opens."""
    points = _opened(room, RoundKind.POINTS, room.rows)
    for person in _present(room, more=1):  # one of each district left between the rounds
        _give(room, points, person)
    reveal_round(points, by=room.by)
    ratings = _opened(room, RoundKind.RATINGS, room.rows)
    _rate(room, ratings, room.rows)
    reveal_round(ratings, by=room.by)
    again = open_round(prepare_second(ratings, by=room.by), by=room.by)
    asked = set(again.clusters.values_list("pk", flat=True))
    rows = {key: row for key, row in room.rows.items() if room.clusters[key].pk in asked}
    _rate(room, again, {key: row | row.get("again", {}) for key, row in rows.items()})
    reveal_round(again, by=room.by)
    influence = _opened(room, RoundKind.INFLUENCE, room.script["influence"]["clusters"])
    _say_influences(room, influence)
    reveal_round(influence, by=room.by)


def analyse_in_short(room: Room) -> None:
    """A small workshop: points and one round of ratings, by everybody."""
    points = _opened(room, RoundKind.POINTS, room.rows)
    for person in _present(room):
        _give(room, points, person)
    reveal_round(points, by=room.by)
    ratings = _opened(room, RoundKind.RATINGS, room.rows)
    _rate(room, ratings, room.rows)
    reveal_round(ratings, by=room.by)


def _opened(room: Room, kind: RoundKind, keys: Iterable[str]) -> Round:
    round_ = prepare_round(
        room.workshop,
        by=room.by,
        kind=kind,
        clusters=[room.clusters[key].pk for key in keys],
        client_id=room.own_id("round", kind),
        budget=BUDGET,
        cap=CAP,
        asks_horizon=kind == RoundKind.RATINGS,
    )
    return open_round(round_, by=room.by)


def _give(room: Room, round_: Round, person: Participant) -> None:
    """The whole budget, more of it to clusters that weigh more or are about the own district."""
    keys = list(room.rows)
    weights = [_weight(room, row, person.district_id) for row in room.rows.values()]
    given: Counter[str] = Counter()
    while given.total() < BUDGET:
        key = room.chance.choices(keys, weights)[0]
        if given[key] < CAP:
            given[key] += 1
    for key, points in given.items():
        give_points(person, round_, room.clusters[key], points=points)


def _weight(room: Room, row: Row, district: str) -> int:
    own = any(room.said[number - 1].district_id == district for number in row["factors"])
    weight: int = row["weight"] ** 2
    return weight * 3 if own else weight


def _rate(room: Room, round_: Round, rows: dict[str, Row]) -> None:
    """Whoever is present; now and then one skips a cluster."""
    for key, row in rows.items():
        sides = {axis: _sides(room, row[axis]) for axis in ("impact", "uncertainty")}
        for person in _present(room):
            said: RatingFields = {
                "impact": _near(room, sides["impact"][person.district_id], low=1, high=5),
                "uncertainty": _near(room, sides["uncertainty"][person.district_id], low=1, high=5),
                "horizon": room.chance.choices([row["horizon"], *Horizon.values], ODDS)[0],
            }
            if room.chance.random() < SKIPPED_SHARE:
                said = {"is_skipped": True}
            rate_cluster(person, round_, room.clusters[key], **said)


def _present(room: Room, *, more: int = 0) -> list[Participant]:
    """Of each district so many as the file says, and `more`, the first in the list."""
    counts: Counter[str] = Counter()
    present = []
    for person in room.people:
        counts[person.district_id] += 1
        if counts[person.district_id] <= room.script["raters"][person.district_id] + more:
            present.append(person)
    return present


def _sides(room: Room, places: int | list[int]) -> dict[str, int]:
    """Of each district's code where its answers lie; with two places about half at each."""
    codes = sorted({person.district_id for person in room.people})
    room.chance.shuffle(codes)
    taken = [places] if isinstance(places, int) else places
    return {code: taken[number % len(taken)] for number, code in enumerate(codes)}


def _near(room: Room, place: int, *, low: int, high: int) -> int:
    step = room.chance.choices(NEIGHBOURS, [1, 5, 1])[0]
    return min(high, max(low, place + step))


def _say_influences(room: Room, round_: Round) -> None:
    """Each cell is answered by three, in turn."""
    script = room.script["influence"]
    reasons = {(one["source"], one["target"]): one["text"] for one in script["reasons"]}
    turns = cycle(_present(room))
    for cell in permutations(script["clusters"], 2):
        row, column = (script["clusters"].index(key) for key in cell)
        source, target = (room.clusters[key] for key in cell)
        for person in islice(turns, round_.raters_per_cell):
            strength = _strength(room, script["matrix"][row][column])
            reason = reasons.pop(cell, "")
            say_influence(person, round_, source, target, strength=strength, reason=reason)


def _strength(room: Room, usual: int | str) -> int | None:
    if usual == "P":
        return None
    return _near(room, int(usual), low=0, high=3) if usual else 0
