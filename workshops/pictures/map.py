"""Impact by uncertainty: a numbered dot for each cluster at its medians, with its quartiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workshops.domain.results import RatingResult
from workshops.measures.consensus import Verdict
from workshops.measures.priority import Quadrant, quadrant
from workshops.measures.spread import SCALE, Spread
from workshops.models import Cluster
from workshops.pictures.plot import Box, Scale, Tick, laid_out

WIDTH, HEIGHT = 1000.0, 1000.0
BOX = Box(x=84, y=78, width=906, height=760)
BESIDE = 0.45  # of one step, beyond the ends of the scale: room for the dots there
# How large the dots are: so many clusters at most, and their radius.
RADII = ((12, 32.0), (24, 27.0), (48, 22.0), (100, 16.0), (10_000, 9.0))
CORNER = 1.15  # how far a diamond's corners reach, in radii of the dots
HIGH = {Quadrant.ACT, Quadrant.WATCH}
RIGHT = {Quadrant.WATCH, Quadrant.NOTE}


@dataclass(frozen=True)
class MapDot:
    """One cluster. Its bars reach from quartile to quartile, through the dot where it is drawn."""

    number: int
    name: str
    category: str
    field: str  # a value of `Quadrant`
    verdict: Verdict
    impact: Spread
    uncertainty: Spread
    skipped: int
    x: float
    y: float
    at_x: float  # where it would lie if no other one did
    at_y: float
    left: float
    right: float
    top: float
    bottom: float
    corners: str  # of the diamond that a disputed one is

    @property
    def is_moved(self) -> bool:
        return (self.x, self.y) != (self.at_x, self.at_y)

    @property
    def is_disputed(self) -> bool:
        return self.verdict is Verdict.DISPUTED

    @property
    def is_unsure(self) -> bool:
        return self.verdict is Verdict.TOO_FEW


@dataclass(frozen=True)
class MapField:
    """One of the four fields: its name stands in the band above or below, never under dots."""

    quadrant: str
    name: str
    box: Box
    label: Box
    dots: int


@dataclass(frozen=True)
class MapPicture:
    width: float
    height: float
    box: Box
    radius: float
    middle_x: float
    middle_y: float
    across: list[Tick]  # uncertainty, 1 to 5
    upwards: list[Tick]  # impact, 1 to 5
    fields: list[MapField]
    dots: list[MapDot]  # by number
    unrated: list[Cluster]  # nobody has rated them

    @property
    def is_empty(self) -> bool:
        return not self.dots

    @property
    def has_disputed(self) -> bool:
        return any(dot.is_disputed for dot in self.dots)

    @property
    def has_unsure(self) -> bool:
        return any(dot.is_unsure for dot in self.dots)

    @property
    def has_moved(self) -> bool:
        return any(dot.is_moved for dot in self.dots)

    @property
    def letters(self) -> float:
        """How large the numbers on the dots are."""
        return round(self.radius * 1.12, 1)

    @property
    def tick_y(self) -> float:
        return self.box.bottom + 30

    @property
    def tick_x(self) -> float:
        return self.box.x - 14

    @property
    def end_y(self) -> float:
        """Of the words at the ends of the lower axis."""
        return self.box.bottom + 64


def map_picture(results: Sequence[RatingResult], names: Mapping[str, str]) -> MapPicture:
    """The map of these ratings; `names` of the four fields by the value of `Quadrant`."""
    low, high = SCALE[0] - BESIDE, SCALE[-1] + BESIDE
    across = Scale(low, high, BOX.x, BOX.right)
    upwards = Scale(low, high, BOX.bottom, BOX.y)
    rated = [pair for pair in map(_spreads, results) if pair is not None]
    radius = next(size for most, size in RADII if len(rated) <= most)
    places = [(across.at(right.median), upwards.at(up.median)) for _, up, right in rated]
    has_corners = any(one.verdict is Verdict.DISPUTED for one, _, _ in rated)
    reach = radius * CORNER if has_corners else radius
    spots = laid_out(places, radius=reach, box=BOX)
    dots = [
        _dot(one, spot, place, radius=radius, across=across, upwards=upwards)
        for one, spot, place in zip(rated, spots, places, strict=True)
    ]
    middle = (across.at(3), upwards.at(3))
    values = [float(value) for value in range(SCALE[0], SCALE[-1] + 1)]
    return MapPicture(
        width=WIDTH,
        height=HEIGHT,
        box=BOX,
        radius=radius,
        middle_x=middle[0],
        middle_y=middle[1],
        across=[Tick(value, across.at(value)) for value in values],
        upwards=[Tick(value, upwards.at(value)) for value in values],
        fields=[_field(one, names, dots, middle) for one in Quadrant],
        dots=dots,
        unrated=[one.cluster for one in results if _spreads(one) is None],
    )


def _spreads(result: RatingResult) -> tuple[RatingResult, Spread, Spread] | None:
    impact, uncertainty = (result.axes[axis].spread for axis in ("impact", "uncertainty"))
    return None if impact is None or uncertainty is None else (result, impact, uncertainty)


def _dot(
    rated: tuple[RatingResult, Spread, Spread],
    spot: tuple[float, float],
    place: tuple[float, float],
    *,
    radius: float,
    across: Scale,
    upwards: Scale,
) -> MapDot:
    result, impact, uncertainty = rated
    (x, y), (at_x, at_y) = spot, place
    right, down = x - at_x, y - at_y
    return MapDot(
        number=result.cluster.number,
        name=result.cluster.name,
        category=result.cluster.category,
        field=str(quadrant(impact.median, uncertainty.median)),
        verdict=result.verdict,
        impact=impact,
        uncertainty=uncertainty,
        skipped=result.skipped,
        x=x,
        y=y,
        at_x=at_x,
        at_y=at_y,
        left=_kept(across.at(uncertainty.low) + right, BOX.x, BOX.right),
        right=_kept(across.at(uncertainty.high) + right, BOX.x, BOX.right),
        top=_kept(upwards.at(impact.high) + down, BOX.y, BOX.bottom),
        bottom=_kept(upwards.at(impact.low) + down, BOX.y, BOX.bottom),
        corners=diamond(x, y, radius),
    )


def diamond(x: float, y: float, radius: float) -> str:
    """The points of a square on its corner, about as large as a circle with this radius."""
    half = round(radius * CORNER, 1)
    corners = ((x, y - half), (x + half, y), (x, y + half), (x - half, y))
    return " ".join(f"{round(right, 1)},{round(down, 1)}" for right, down in corners)


def _kept(value: float, low: float, high: float) -> float:
    return round(min(max(value, low), high), 1)


def _field(
    one: Quadrant, names: Mapping[str, str], dots: Sequence[MapDot], middle: tuple[float, float]
) -> MapField:
    left, right = (middle[0], BOX.right) if one in RIGHT else (BOX.x, middle[0])
    top, bottom = (BOX.y, middle[1]) if one in HIGH else (middle[1], BOX.bottom)
    box = Box(left, top, round(right - left, 1), round(bottom - top, 1))
    label = Box(box.x, 0 if one in HIGH else BOX.bottom + 76, box.width, BOX.y - 4)
    return MapField(str(one), names[one], box, label, sum(dot.field == one for dot in dots))
