"""Excel workbooks: first the package and what is in it, then the cells by openpyxl."""

from __future__ import annotations

import datetime
import io
import math
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from openpyxl.utils import column_index_from_string
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from analysis.importing import limits
from analysis.importing.refused import Refused
from analysis.importing.text_tables import check

PIECE = 64 * 1024
PROPERTIES = ("title", "subject", "keywords", "identifier", "description")
BROKEN = (
    zipfile.BadZipFile,
    InvalidFileException,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)


def read_workbook(data: bytes) -> dict[str, Any]:
    """The book as `book.from_plain` takes it. Raises `Refused`."""
    try:
        _look_into(data)
        return _read(data)
    except DefusedXmlException:
        raise Refused("entities") from None
    except BROKEN:
        raise Refused("damaged") from None


# --- The package -----------------------------------------------------------------------------


def _look_into(data: bytes) -> None:
    """Unpack every part once, counting: what the headers say of sizes proves nothing."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = packed.infolist()
        names = [part.filename for part in parts]
        if len(parts) > limits.PARTS:
            raise Refused("unpacked")
        if len({name.lower() for name in names}) != len(names):
            raise Refused("damaged")
        if any(name.startswith(("/", "\\")) or ".." in name or "\\" in name for name in names):
            raise Refused("entities")
        if any(part.flag_bits & 1 for part in parts):
            raise Refused("password")
        _count_unpacked(packed, parts)
        types = packed.read("[Content_Types].xml")
        if b"macroEnabled" in types or any(n.lower().endswith("vbaproject.bin") for n in names):
            raise Refused("macros")


def _count_unpacked(packed: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    unpacked = 0
    for part in parts:
        with packed.open(part) as content:
            while piece := content.read(PIECE):
                unpacked += len(piece)
                if unpacked > limits.UNPACKED:
                    raise Refused("unpacked")


# --- The sheets ------------------------------------------------------------------------------


def _read(data: bytes) -> dict[str, Any]:
    book = openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=True, keep_links=False
    )
    sheets = [sheet for sheet in book.worksheets if isinstance(sheet, ReadOnlyWorksheet)]
    if len(sheets) > limits.SHEETS:
        raise Refused("sheets")
    totals = _Totals()
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        links = any(name.startswith("xl/externalLinks/") for name in packed.namelist())
        plain = [_sheet(sheet, packed, totals) for sheet in sheets]
    said = {name: getattr(book.properties, name) for name in PROPERTIES}
    own: Any = book
    said |= {one.name: one.value for one in own.custom_doc_props.props}
    properties = {name: str(value)[:500] for name, value in said.items() if value}
    return {"sheets": plain, "properties": properties, "links": links}


class _Totals:
    """What all sheets together have so far."""

    def __init__(self) -> None:
        self.rows = self.cells = self.letters = 0


def _sheet(sheet: Any, packed: zipfile.ZipFile, totals: _Totals) -> dict[str, Any]:  # noqa: ANN401
    shape = _shape(packed, sheet._worksheet_path)
    # What a file says of a sheet's size may be wrong in either direction.
    sheet.reset_dimensions()
    rows = []
    for cells in sheet.iter_rows():
        number, values = _row(cells, shape)
        if values:
            filled = [value for value in values if value is not None]
            texts = [len(value) for value in filled if isinstance(value, str)]
            totals.rows += 1
            totals.cells += len(filled)
            totals.letters += sum(texts)
            check(
                rows=totals.rows,
                columns=len(values),
                cells=totals.cells,
                longest=max(texts, default=0),
                letters=totals.letters,
            )
            rows.append((number, values))
    return {
        "name": sheet.title,
        "rows": rows,
        "hidden": sheet.sheet_state != "visible",
        "hidden_rows": [number for number in sorted(shape.hidden) if number in dict(rows)],
        "merged": shape.merged[:1000],
    }


class _Shape:
    """What openpyxl does not say while it streams: formulas, hidden rows, merged cells."""

    def __init__(self) -> None:
        self.formulas: dict[tuple[int, int], str] = {}
        self.hidden: set[int] = set()
        self.merged: list[str] = []


def _shape(packed: zipfile.ZipFile, path: str) -> _Shape:
    """Read the sheet's part once, keeping nothing of it; counts what is filled on the way."""
    shape = _Shape()
    filled = 0
    with packed.open(path) as part:
        for name, element in _elements(part):
            if name == "c" and len(element):
                filled += 1
                if filled > limits.CELLS:
                    raise Refused("cells")
                _note_formula(shape, element)
            elif name == "row":
                if element.get("hidden") in ("1", "true"):
                    shape.hidden.add(int(element.get("r", "0")))
                element.clear()
            elif name == "mergeCell" and len(shape.merged) < limits.ROWS:
                shape.merged.append(element.get("ref", ""))
            elif name == "sheetData":
                element.clear()
    return shape


def _elements(part: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    for _event, element in iterparse(part, events=("end",), forbid_dtd=True):
        yield element.tag.rpartition("}")[2], element


def _note_formula(shape: _Shape, cell: Any) -> None:  # noqa: ANN401
    for child in cell:
        if child.tag.rpartition("}")[2] == "f":
            place = coordinate_from_string(cell.get("r", "A1"))
            column = column_index_from_string(place[0])
            shape.formulas[place[1], column] = f"={child.text or ''}"[: limits.TEXT]


# --- The cells -------------------------------------------------------------------------------


def _row(cells: Any, shape: _Shape) -> tuple[int, list[Any]]:  # noqa: ANN401
    """Its number, and its values from column A on; empty if nothing is in it."""
    values: list[Any] = []
    number = 0
    for cell in cells:
        formula = shape.formulas.get((getattr(cell, "row", 0), getattr(cell, "column", 0)))
        value = cell.value
        if value is None and formula is None:
            continue
        number = cell.row
        if cell.column > limits.COLUMNS:
            raise Refused("columns")
        values += [None] * (cell.column - len(values) - 1)
        plain = None if value is None else _plain(value, is_error=cell.data_type == "e")
        values.append({"formula": formula, "value": plain} if formula is not None else plain)
    while values and values[-1] in (None, ""):
        values.pop()
    return number, values


def _plain(value: Any, *, is_error: bool) -> Any:  # noqa: ANN401
    if is_error:
        return {"error": str(value)}
    if isinstance(value, bool | int):
        return value if abs(value) < 2**53 else str(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return {"error": "#NUM!"}
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, datetime.datetime):
        is_day = value.time() == datetime.time()
        return {"date": value.date().isoformat() if is_day else value.isoformat("T", "minutes")}
    if isinstance(value, datetime.date):
        return {"date": value.isoformat()}
    if isinstance(value, datetime.time):
        return value.isoformat("minutes")
    if isinstance(value, datetime.timedelta):
        return str(value)
    # So a workbook writes the carriage return before a line's end, which XML would lose.
    return str(value).replace("_x000D_\n", "\n")
