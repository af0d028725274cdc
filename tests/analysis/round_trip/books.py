"""Workbooks for editing, as somebody edits them."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
from openpyxl import Workbook

from analysis.files import FileKind
from analysis.importing.reading import read_book
from analysis.makers import make
from analysis.round_trip.changes import preview_of
from analysis.round_trip.preview import Preview
from analysis.round_trip.reading import read_upload
from analysis.wishes import wish_of
from workshops.models import Workshop

HEAD = 4  # the row of the headings, as a spreadsheet counts


def downloaded(workshop: Workshop, folder: Path, *, language: str = "th") -> bytes:
    wish = wish_of(FileKind.ROUND_TRIP, workshop.plan_cycle, [workshop], language=language)
    make(wish, folder / "file.xlsx")
    return (folder / "file.xlsx").read_bytes()


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def column(sheet, label: str) -> int:
    return next(cell.column for cell in sheet[HEAD] if cell.value == label)


def put(sheet, row: int, **values: object) -> None:
    """`values` by heading; a name with underscores stands for one with spaces."""
    for label, value in values.items():
        sheet.cell(row, column(sheet, label.replace("_", " "))).value = value


def preview(data: bytes, workshop: Workshop) -> Preview:
    fresh = Workshop.objects.select_related("plan_cycle").get(pk=workshop.pk)
    return preview_of(read_upload(read_book(data, file_name="a.xlsx"), fresh), fresh)


def first_empty(sheet) -> int:
    row = HEAD + 1
    while sheet.cell(row, 1).value is not None or sheet.cell(row, 4).value is not None:
        row += 1
    return row
