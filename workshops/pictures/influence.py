"""Who drives whom: two charts, driving power by dependence, direct and by detours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workshops.measures.influence import (
    Influence,
    InfluenceClass,
    Matrix,
    classes,
    direct,
    indirect,
)
from workshops.models import Cluster
from workshops.pictures.plot import Box, Scale, laid_out

WIDTH, HEIGHT = 700.0, 860.0
BOX = Box(x=54, y=58, width=636, height=700)
RADIUS = 25.0
HIGH = {InfluenceClass.DRIVING, InfluenceClass.RELAY}
RIGHT = {InfluenceClass.RELAY, InfluenceClass.DEPENDENT}


@dataclass(frozen=True)
class InfluenceDot:
    number: int
    category: str
    driving: int
    dependence: int
    kind: InfluenceClass
    x: float
    y: float
    at_x: float  # where it would lie if no other one did
    at_y: float

    @property
    def is_moved(self) -> bool:
        return (self.x, self.y) != (self.at_x, self.at_y)


@dataclass(frozen=True)
class InfluenceField:
    """One of the four classes: its name stands in the band above or below the chart."""

    kind: InfluenceClass
    box: Box
    label_x: float  # the middle of its name
    label_y: float


@dataclass(frozen=True)
class InfluencePanel:
    width: float
    height: float
    box: Box
    radius: float
    mean_x: float
    mean_y: float
    most_driving: int
    most_dependence: int
    fields: list[InfluenceField]
    dots: list[InfluenceDot]

    @property
    def end_y(self) -> float:
        """Of the words at the end of the lower axis."""
        return self.height - 16


@dataclass(frozen=True)
class InfluenceRow:
    number: int
    name: str
    category: str
    direct: InfluenceDot
    indirect: InfluenceDot

    @property
    def has_changed(self) -> bool:
        """Whether the detours put it into another class."""
        return self.direct.kind is not self.indirect.kind


@dataclass(frozen=True)
class InfluencePicture:
    direct: InfluencePanel
    indirect: InfluencePanel
    rows: list[InfluenceRow]  # by number
    power: int  # of the matrix, by which the detours were counted
    is_stable: bool  # whether the order had settled by then
    potentials: int  # influences that may come; not counted here

    @property
    def is_empty(self) -> bool:
        return not any(row.direct.driving for row in self.rows)


def influence_picture(
    items: Sequence[Cluster], matrix: Matrix, *, potentials: int = 0
) -> InfluencePicture:
    """The charts of this matrix; its rows drive its columns, in the order of `items`."""
    detours = indirect(matrix)
    panels = [_panel(items, found) for found in (direct(matrix), detours)]
    rows = [
        InfluenceRow(one.number, one.name, one.category, first, second)
        for one, first, second in zip(items, panels[0].dots, panels[1].dots, strict=True)
    ]
    return InfluencePicture(
        direct=panels[0],
        indirect=panels[1],
        rows=rows,
        power=detours.power,
        is_stable=detours.is_stable,
        potentials=potentials,
    )


def _panel(items: Sequence[Cluster], found: Influence) -> InfluencePanel:
    most_driving, most_dependence = max(found.driving, default=0), max(found.dependence, default=0)
    margin = RADIUS + 6
    across = Scale(0, max(most_dependence, 1), BOX.x + margin, BOX.right - margin)
    upwards = Scale(0, max(most_driving, 1), BOX.bottom - margin, BOX.y + margin)
    values = list(zip(found.driving, found.dependence, strict=True))
    places = [(across.at(right), upwards.at(up)) for up, right in values]
    spots = laid_out(places, radius=RADIUS, box=BOX)
    mean_x, mean_y = across.at(_mean(found.dependence)), upwards.at(_mean(found.driving))
    drawn = zip(items, values, classes(found), spots, places, strict=True)
    dots = [
        InfluenceDot(one.number, one.category, up, right, kind, *spot, *place)
        for one, (up, right), kind, spot, place in drawn
    ]
    return InfluencePanel(
        width=WIDTH,
        height=HEIGHT,
        box=BOX,
        radius=RADIUS,
        mean_x=mean_x,
        mean_y=mean_y,
        most_driving=most_driving,
        most_dependence=most_dependence,
        fields=[_field(kind, mean_x, mean_y) for kind in InfluenceClass],
        dots=dots,
    )


def _mean(values: Sequence[int]) -> float:
    return sum(values) / len(values) if values else 0.0


def _field(kind: InfluenceClass, mean_x: float, mean_y: float) -> InfluenceField:
    left, right = (mean_x, BOX.right) if kind in RIGHT else (BOX.x, mean_x)
    top, bottom = (BOX.y, mean_y) if kind in HIGH else (mean_y, BOX.bottom)
    box = Box(left, top, round(right - left, 1), round(bottom - top, 1))
    # Their names stand in the outer corners, wherever the mean lies: two fit side by side.
    label_x = BOX.x + BOX.width * (0.75 if kind in RIGHT else 0.25)
    return InfluenceField(kind, box, label_x, BOX.y - 20 if kind in HIGH else BOX.bottom + 36)
