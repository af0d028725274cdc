"""Who makes which kind of file. The page, the command and the worker all come through here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.utils.module_loading import import_string

from analysis.files import FileKind
from analysis.wishes import Wish

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# (rows done, rows in all); raises `Stopped` when nobody wants the file any more.
Progress = Callable[[int, int], None]


class Stopped(Exception):
    """The file was cancelled while it was being made."""


@dataclass(frozen=True)
class Made:
    name: str  # of the file, in Thai
    factors: int  # how many are in it
    revisions: dict[str, int]  # of each workshop by code: the moment that was read


# A maker writes the file to `out` and reads everything inside one `snapshot.one_moment()`.
Maker = Callable[[Wish, Path, Progress], Made]
MAKERS = {
    FileKind.WORKBOOK: "analysis.export.make_workbook",
    FileKind.MINUTES: "analysis.documents.minutes.make_minutes",
    FileKind.ANNEX: "analysis.documents.annex.make_annex",
    FileKind.BRIEFS: "analysis.documents.briefs.make_briefs",
    FileKind.ROUND_TRIP: "analysis.round_trip.download.make_round_trip",
}
CONTENT_TYPES = {
    FileKind.WORKBOOK: XLSX,
    FileKind.MINUTES: DOCX,
    FileKind.ANNEX: DOCX,
    FileKind.BRIEFS: DOCX,
    FileKind.ROUND_TRIP: XLSX,
}


def make(wish: Wish, out: Path, progress: Progress | None = None) -> Made:
    """Make the file. Loads what this kind needs only now: pandas, XlsxWriter or python-docx."""
    maker: Maker = import_string(MAKERS[wish.kind])
    return maker(wish, out, progress or _nobody_watches)


def _nobody_watches(done: int, total: int) -> None:
    pass
