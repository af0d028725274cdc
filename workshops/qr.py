"""A QR code as numbers for a template to draw; no markup is made in Python."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

import segno

QUIET_ZONE = 4  # modules of white around it, as ISO/IEC 18004 wants


class Drawing(NamedTuple):
    size: int  # modules to a side, quiet zone included
    path: str  # the dark modules, as the `d` of an SVG path; one unit is one module


def drawing_of(text: str) -> Drawing:
    """The QR code of `text`, with medium error correction for a projector seen at an angle."""
    rows = [list(row) for row in segno.make_qr(text, error="m").matrix_iter(border=QUIET_ZONE)]
    return Drawing(len(rows), "".join(_row(y, row) for y, row in enumerate(rows)))


def _row(y: int, modules: list[int]) -> str:
    """One closed rectangle for each run of dark modules."""
    drawn, x = "", 0
    for dark, run in groupby(modules, key=bool):
        length = len(list(run))
        if dark:
            drawn += f"M{x} {y}h{length}v1h-{length}z"
        x += length
    return drawn
