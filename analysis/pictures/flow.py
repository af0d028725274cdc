"""The flow from headings over clusters and issues to projects: boxes and bands in four columns.

Pure geometry. A band is as thick as there are sentences in it; those to projects share what
their issue has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workshops.pictures.plot import Box

WIDTH = 1400.0
# Left edge and width of each column; the bands run between them.
COLUMNS = ((0.0, 150.0), (272.0, 330.0), (724.0, 270.0), (1110.0, 290.0))
HEAD = 40.0  # the columns' names
LEAST_HEIGHT = 760.0  # of the columns
TALL = 1150.0
LINE = 27.0  # a line of a box's name; no box is lower
GAP = 7.0


@dataclass(frozen=True)
class FlowNode:
    """One box: `size` is how many sentences it holds."""

    key: str  # unique in the picture
    name: str
    size: float
    category: str = ""  # its colour; of a theme empty
    href: str = ""
    number: int | None = None


@dataclass(frozen=True)
class FlowLink:
    source: str
    target: str
    size: float


@dataclass(frozen=True)
class Flow:
    """Four columns from left to right, and what runs between neighbours."""

    columns: tuple[Sequence[FlowNode], ...]
    links: Sequence[FlowLink]

    @property
    def is_empty(self) -> bool:
        return not any(self.columns[1:])

    @property
    def nodes(self) -> list[FlowNode]:
        return [node for column in self.columns for node in column]


@dataclass(frozen=True)
class DrawnNode:
    node: FlowNode
    column: int
    box: Box
    lines: int  # of its name, 1 to 4
    leads_on: bool  # something rests on it, or it is in the last column

    @property
    def size(self) -> int:
        return round(self.node.size)


@dataclass(frozen=True)
class DrawnBand:
    path: str
    category: str
    source: str
    target: str
    size: float


@dataclass(frozen=True)
class FlowPicture:
    width: float
    height: float
    heads: list[Box]
    nodes: list[DrawnNode]
    bands: list[DrawnBand]

    @property
    def is_tall(self) -> bool:
        """Taller than a sheet lying across: what is written in it gets small on paper."""
        return self.height > TALL


@dataclass(frozen=True)
class FlowRow:
    """The same in a table: one box, what leads to it and what it leads to."""

    node: FlowNode
    size: int
    comes_from: list[tuple[FlowNode, int]]
    leads_to: list[tuple[FlowNode, int]]


def flow_rows(flow: Flow) -> list[list[FlowRow]]:
    """Of the second column and the third, box by box."""
    known = {node.key: node for node in flow.nodes}
    into: dict[str, list[tuple[FlowNode, int]]] = defaultdict(list)
    out_of: dict[str, list[tuple[FlowNode, int]]] = defaultdict(list)
    for link in _in_order(flow):
        into[link.target].append((known[link.source], round(link.size)))
        out_of[link.source].append((known[link.target], round(link.size)))
    return [
        [FlowRow(one, round(one.size), into[one.key], out_of[one.key]) for one in column]
        for column in flow.columns[1:3]
    ]


def _in_order(flow: Flow) -> list[FlowLink]:
    place = {node.key: number for number, node in enumerate(flow.nodes)}
    return sorted(flow.links, key=lambda one: (place[one.source], place[one.target]))


def flow_picture(flow: Flow) -> FlowPicture:
    """Boxes in the order given, each column in the middle of the picture's height."""
    weights = _weights(flow)
    tallest = max((len(column) for column in flow.columns), default=0)
    height = max(LEAST_HEIGHT, tallest * (LINE + GAP) * 1.08)
    unit = _unit(flow, weights, height)
    boxes: dict[str, Box] = {}
    for (x, width), column in zip(COLUMNS, flow.columns, strict=True):
        sizes = [max(LINE, unit * weights[node.key]) for node in column]
        y = HEAD + (height - sum(sizes) - GAP * (len(sizes) - 1)) / 2
        for node, size in zip(column, sizes, strict=True):
            boxes[node.key] = Box(x, round(y, 1), width, round(size, 1))
            y += size + GAP
    leads_on = {link.source for link in flow.links}
    last = len(flow.columns) - 1
    return FlowPicture(
        WIDTH,
        round(HEAD + height, 1),
        [Box(x, 0, width, HEAD) for x, width in COLUMNS],
        [
            DrawnNode(
                node,
                place,
                boxes[node.key],
                max(1, min(4, int(boxes[node.key].height // LINE))),
                place == last or node.key in leads_on,
            )
            for place, column in enumerate(flow.columns)
            for node in column
        ],
        _bands(flow, boxes, unit),
    )


def _weights(flow: Flow) -> dict[str, float]:
    """How thick each box has to be: a sentence under two issues leaves its cluster twice."""
    enter: dict[str, float] = defaultdict(float)
    leave: dict[str, float] = defaultdict(float)
    for link in flow.links:
        leave[link.source] += link.size
        enter[link.target] += link.size
    return {one.key: max(one.size, enter[one.key], leave[one.key]) for one in flow.nodes}


def _unit(flow: Flow, weights: Mapping[str, float], height: float) -> float:
    """How high one sentence is, so that every column fits; found by halving."""
    low, high = 0.0, height
    for _ in range(40):
        unit = (low + high) / 2
        needed = (
            sum(max(LINE, unit * weights[node.key]) + GAP for node in column)
            for column in flow.columns
        )
        if max(needed) <= height:
            low = unit
        else:
            high = unit
    return low


def _bands(flow: Flow, boxes: Mapping[str, Box], unit: float) -> list[DrawnBand]:
    """Leaving and arriving bands lie one under the other in the order of the other column."""
    place = {node.key: number for number, node in enumerate(flow.nodes)}
    category = {node.key: node.category for node in flow.nodes}
    links = _in_order(flow)
    leaves = _starts(links, boxes, unit, by_source=True)
    arriving = sorted(links, key=lambda one: (place[one.target], place[one.source]))
    arrives = _starts(arriving, boxes, unit, by_source=False)
    return [
        DrawnBand(
            _ribbon(
                boxes[one.source].right,
                leaves[one.source, one.target],
                boxes[one.target].x,
                arrives[one.source, one.target],
                unit * one.size,
            ),
            category[one.source],
            one.source,
            one.target,
            one.size,
        )
        for one in links
    ]


def _starts(
    links: Sequence[FlowLink], boxes: Mapping[str, Box], unit: float, *, by_source: bool
) -> dict[tuple[str, str], float]:
    """The upper edge of each band on one side; all of them in the middle of their box."""
    total: dict[str, float] = defaultdict(float)
    for one in links:
        total[one.source if by_source else one.target] += unit * one.size
    next_y = {key: boxes[key].y + (boxes[key].height - thick) / 2 for key, thick in total.items()}
    found = {}
    for one in links:
        key = one.source if by_source else one.target
        found[one.source, one.target] = next_y[key]
        next_y[key] += unit * one.size
    return found


def _ribbon(left: float, top: float, right: float, end: float, thick: float) -> str:
    middle = (left + right) / 2
    points = (
        f"M{left:.1f},{top:.1f}",
        f"C{middle:.1f},{top:.1f} {middle:.1f},{end:.1f} {right:.1f},{end:.1f}",
        f"V{end + thick:.1f}",
        f"C{middle:.1f},{end + thick:.1f} {middle:.1f},{top + thick:.1f} "
        f"{left:.1f},{top + thick:.1f}",
        "Z",
    )
    return "".join(points)
