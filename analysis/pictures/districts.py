"""The map of a province's districts, shaded by a figure in five classes. Pure geometry.

The outlines come from `fixtures/reference/districts-<province>.geojson`, whose attribution
has to stand under every map that is drawn from them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings

STEPS = 5
WIDTH, MARGIN = 1000, 22  # of the view box; the height follows from the province
LINE = 38  # from a label's name to the number below it

# Where a label would touch its neighbour's: so far away from the middle of its district.
NUDGED: dict[str, tuple[int, int]] = {
    "4005": (4, 42),
    "4008": (-12, 8),
    "4016": (14, 20),
    "4019": (4, -8),
    "4029": (-4, -30),
}

Point = tuple[int, int]


@dataclass(frozen=True)
class Shape:
    """One district in the units of the view box."""

    code: str
    name_th: str
    name_en: str
    pilot: bool
    path: str  # of an SVG path, relative whole numbers
    x: int  # where its label stands
    y: int


@dataclass(frozen=True)
class Outline:
    """A province; pilot districts come last, so that their line lies on top."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    attribution: str


@dataclass(frozen=True)
class Area:
    """A district as it is drawn. `step`: None without a figure, 0 for none, 1 (few) to 5 (most)."""

    shape: Shape
    step: int | None
    text: str

    @property
    def below(self) -> int:
        """Where the number stands: under the name, or alone in the middle."""
        return self.shape.y + (LINE if self.shape.pilot else 10)


@dataclass(frozen=True)
class Class:
    """What a shade means: from the one number to the other, both included."""

    step: int
    low: str
    high: str


@dataclass(frozen=True)
class DistrictMap:
    width: int
    height: int
    areas: list[Area]
    legend: list[Class]  # of shades that some number can have
    has_none: bool  # some district has the number 0
    has_missing: bool  # of some district there is no figure
    attribution: str


def district_map(
    province: str, values: Mapping[str, float | None], *, decimals: int = 0, unit: str = ""
) -> DistrictMap | None:
    """By the district's code its figure, not negative; one that is not named has none.

    None if there are no outlines of the province.
    """
    outline = outline_of(province)
    if outline is None:
        return None
    numbers = {code: scaled(value, decimals) for code, value in values.items()}
    known = [numbers.get(shape.code) for shape in outline.shapes]
    most = max((one for one in known if one is not None), default=0)
    areas = [
        Area(
            shape,
            None if number is None else step_of(number, most),
            "" if number is None else written(number, decimals, unit),
        )
        for shape, number in zip(outline.shapes, known, strict=True)
    ]
    return DistrictMap(
        outline.width,
        outline.height,
        areas,
        _legend(most, decimals, unit),
        any(one == 0 for one in known),
        None in known,
        outline.attribution,
    )


def scaled(value: float | None, decimals: int) -> int | None:
    """In units of the last decimal that is shown, so that classes and numbers agree."""
    return None if value is None else math.floor(value * 10**decimals + 0.5)


def written(number: int, decimals: int, unit: str) -> str:
    return f"{number / 10**decimals:.{decimals}f}{unit}"


def step_of(number: int, most: int) -> int:
    """The fifth of the way from none to the most that the number lies in; 0 for none."""
    return -(-STEPS * number // most) if number else 0


def _legend(most: int, decimals: int, unit: str) -> list[Class]:
    """Of few whole numbers some fifths hold none; these have no shade."""
    found = []
    for step in range(1, STEPS + 1):
        low, high = (step - 1) * most // STEPS + 1, step * most // STEPS
        if low <= high:
            ends = (written(low, decimals, unit), written(high, decimals, unit))
            found.append(Class(step, *ends))
    return found


@cache
def outline_of(province: str) -> Outline | None:
    """Read once in the life of the process."""
    file = settings.BASE_DIR / "fixtures" / "reference" / f"districts-{province}.geojson"
    if not file.exists():
        return None
    content = json.loads(file.read_text("utf-8"))
    features: list[dict[str, Any]] = content["features"]
    place = _projection(point for one in features for ring in _rings(one) for point in ring)
    shapes = [_shape(one, place) for one in features]
    return Outline(
        WIDTH,
        place.height,
        tuple(sorted(shapes, key=lambda one: (one.pilot, one.code))),
        str(content["attribution"]),
    )


@dataclass(frozen=True)
class _Projection:
    """Equirectangular, true in the middle: a province is too small for more."""

    west: float
    north: float
    squeeze: float  # a degree of longitude as degrees of latitude
    scale: float
    height: int

    def __call__(self, longitude: float, latitude: float) -> Point:
        x = (longitude - self.west) * self.squeeze * self.scale
        return round(MARGIN + x), round(MARGIN + (self.north - latitude) * self.scale)


def _projection(points: Iterable[list[float]]) -> _Projection:
    longitudes, latitudes = zip(*points, strict=True)
    west, south, north = min(longitudes), min(latitudes), max(latitudes)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / ((max(longitudes) - west) * squeeze)
    return _Projection(west, north, squeeze, scale, round((north - south) * scale) + 2 * MARGIN)


def _shape(feature: dict[str, Any], place: _Projection) -> Shape:
    facts = feature["properties"]
    x, y = place(facts["lon"], facts["lat"])
    right, down = NUDGED.get(facts["code"], (0, 0))
    path = "".join(_path([place(*point) for point in ring]) for ring in _rings(feature))
    names = (facts["name_th"], facts["name_en"])
    return Shape(facts["code"], *names, facts["pilot"], path, x + right, y + down)


def _rings(feature: dict[str, Any]) -> list[list[list[float]]]:
    geometry = feature["geometry"]
    if geometry["type"] == "Polygon":
        rings: list[list[list[float]]] = geometry["coordinates"]
        return rings
    return [ring for polygon in geometry["coordinates"] for ring in polygon]


def _path(points: list[Point]) -> str:
    """Points that fall onto the one before, or between two in line, are left out.

    Neighbours share their points and each is judged by the two beside it only, so their
    common line stays common but where a third district meets it: less than a unit.
    """
    kept: list[Point] = []
    for point in points[:-1]:
        if kept and point == kept[-1]:
            continue
        if len(kept) > 1 and _in_line(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    steps = [
        f"{there[0] - here[0]} {there[1] - here[1]}"
        for here, there in zip(kept, kept[1:], strict=False)
    ]
    return f"M{kept[0][0]} {kept[0][1]}l{' '.join(steps).replace(' -', '-')}z"


def _in_line(first: Point, middle: Point, last: Point) -> bool:
    ahead = (middle[0] - first[0], middle[1] - first[1])
    after = (last[0] - middle[0], last[1] - middle[1])
    turned = ahead[0] * after[1] - ahead[1] * after[0]
    return turned == 0 and ahead[0] * after[0] + ahead[1] * after[1] > 0
