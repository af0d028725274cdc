"""A field with two axes: where a value lies, and dots that never cover each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

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
    given, so the same places always lie the same. Raises `ValueError` if the box is full.
    """
    apart = 2 * radius + GAP
    taken: dict[int, Point] = {}
    for number, place in enumerate(places):
        if _fits(place, taken.values(), apart) and _inside(place, radius, box):
            taken[number] = place
    for number, place in enumerate(places):
        if number not in taken:
            spots = (spot for spot in _around(place, apart / 2) if _inside(spot, radius, box))
            found = next((spot for spot in spots if _fits(spot, taken.values(), apart)), None)
            if found is None:
                raise ValueError(f"{len(places)} dots do not fit")
            taken[number] = found
    return [taken[number] for number in range(len(places))]


def _fits(spot: Point, taken: Iterable[Point], apart: float) -> bool:
    return all(math.dist(spot, other) >= apart - 0.2 for other in taken)


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
