"""A field with two axes: where a value lies, and dots that never cover each other."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

Point = tuple[float, float]

GAP = 2.0  # between two dots
# Rings around a place that is taken, half a dot's width apart: more than any frame is wide.
RINGS = 120


@dataclass(frozen=True)
class Box:
    """In the units of the picture; y grows downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True)
class Tick:
    value: float
    at: float  # along its axis


@dataclass(frozen=True)
class Scale:
    """Values from `low` to `high` onto a stretch of the picture; `end` may be before `start`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    def within(self, value: float) -> float:
        """The same, but never beyond the ends of the stretch."""
        return self.at(min(max(value, self.low), self.high))


def laid_out(places: Sequence[Point], *, radius: float, box: Box) -> list[Point]:
    """Where to draw a dot for each place so that none covers another, all inside the box.

    Dots whose own place is free lie there; each other one at the nearest free spot, in the order
    given, so the same places always lie the same. If the box is full, the rest lie on others.
    """
    taken = _Taken(2 * radius + GAP)
    found: dict[int, Point] = {}
    for number, place in enumerate(places):
        if _inside(place, radius, box) and taken.take(place):
            found[number] = place
    for number, place in enumerate(places):
        if number not in found:
            spots = _around(place, taken.apart / 2)
            free = (spot for spot in spots if _inside(spot, radius, box) and taken.take(spot))
            found[number] = next(free, place)
    return [found[number] for number in range(len(places))]


class _Taken:
    """Dots that lie already, by the square they are in: only neighbours can be too near."""

    def __init__(self, apart: float) -> None:
        self.apart = apart
        self._squares: dict[tuple[int, int], list[Point]] = defaultdict(list)

    def take(self, spot: Point) -> bool:
        """Take the spot, unless a dot lies too near."""
        column, row = int(spot[0] // self.apart), int(spot[1] // self.apart)
        near = product(range(column - 1, column + 2), range(row - 1, row + 2))
        others = (other for square in near for other in self._squares.get(square, ()))
        if any(math.dist(spot, other) < self.apart - 0.2 for other in others):
            return False
        self._squares[column, row].append(spot)
        return True


def _inside(spot: Point, radius: float, box: Box) -> bool:
    x, y = spot
    return box.x + radius <= x <= box.right - radius and box.y + radius <= y <= box.bottom - radius


def _around(place: Point, step: float) -> Iterator[Point]:
    """Spots further and further away, on each ring first to the right, then clockwise."""
    x, y = place
    for ring in range(1, RINGS):
        for number in range(6 * ring):
            turn = 2 * math.pi * number / (6 * ring)
            spot = (x + ring * step * math.cos(turn), y + ring * step * math.sin(turn))
            yield round(spot[0], 1), round(spot[1], 1)
