"""Excel workbooks: first the package and what is in it, then the cells by openpyxl."""

from __future__ import annotations

import datetime
import io
import lzma
import math
import zipfile
import zlib
from collections.abc import Generator
from typing import IO, Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.exceptions import CellCoordinatesException, InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import FORMULA_TAG, ROW_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS

from analysis.importing import limits
from analysis.importing.kinds import MAIN_PART
from analysis.importing.refused import Refused
from analysis.importing.text_tables import check

PIECE = 64 * 1024
PROPERTIES = ("title", "subject", "keywords", "identifier", "description")
NOTHING: dict[str, Any] = {"column": 0, "value": None, "data_type": "n"}
MERGED_TAG = f"{{{SHEET_MAIN_NS}}}mergeCell"
STRICT = b"http://purl.oclc.org/ooxml/"
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    CellCoordinatesException,
    DefusedXmlException,
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
    except BROKEN as error:
        raise Refused("entities" if _is_hostile(error) else "damaged") from None


def _is_hostile(error: BaseException | None) -> bool:
    """Whether entities stopped it: openpyxl puts its own error before that."""
    while error is not None and not isinstance(error, DefusedXmlException):
        error = error.__cause__ or error.__context__
    return error is not None


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
        if STRICT in packed.read(MAIN_PART):
            raise Refused("strict")


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
    said = [(name, getattr(book.properties, name)) for name in PROPERTIES]
    own: Any = book
    said += [(one.name, one.value) for one in own.custom_doc_props.props][: limits.PROPERTIES]
    properties = {
        str(name)[: limits.PROPERTY]: str(value)[: limits.PROPERTY] for name, value in said if value
    }
    return {"sheets": plain, "properties": properties, "links": links}


class _Totals:
    """What all sheets together have so far; refuses what is too much."""

    def __init__(self) -> None:
        self.rows = self.cells = self.letters = 0

    def count(self, values: list[Any]) -> None:
        filled = [value for value in values if value is not None]
        lengths = [_length(value) for value in filled]
        self.rows += 1
        self.cells += len(filled)
        self.letters += sum(lengths)
        check(
            rows=self.rows,
            columns=len(values),
            cells=self.cells,
            longest=max(lengths, default=0),
            letters=self.letters,
        )


def _length(value: Any) -> int:  # noqa: ANN401
    if isinstance(value, dict):
        return max(map(_length, value.values()))
    return len(value) if isinstance(value, str) else 0


def _sheet(sheet: Any, packed: zipfile.ZipFile, totals: _Totals) -> dict[str, Any]:  # noqa: ANN401
    rows: dict[int, list[Any]] = {}
    with packed.open(sheet._worksheet_path) as part:
        reader = _Reader(part, sheet)
        for number, cells in reader.parse():
            values = _values(cells)
            if not values:
                continue
            if number in rows or not 1 <= number <= limits.LAST_ROW:
                raise Refused("damaged")
            totals.count(values)
            rows[number] = values
    return {
        "name": sheet.title,
        "rows": sorted(rows.items()),
        "hidden": sheet.sheet_state != "visible",
        "hidden_rows": sorted(reader.hidden & rows.keys()),
        "merged": reader.merged,
    }


class _Reader(WorkSheetParser):
    """openpyxl's reader of cells, and what it leaves out while it reads values: formulas.

    It goes by the rows that are there. What the file says of a sheet's size it never asks, and
    nothing else of a sheet (rules, pictures, filters) can stop it.
    """

    def __init__(self, source: IO[bytes], sheet: Any) -> None:  # noqa: ANN401
        book = sheet.parent
        super().__init__(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        self.hidden: set[int] = set()
        self.merged: list[str] = []
        self.skipped = ""

    def parse(self) -> Generator[Any, None, None]:
        for _event, element in iterparse(self.source, events=("end",), forbid_dtd=True):
            if element.tag == ROW_TAG:
                number, cells = self.parse_row(element)
                if element.get("hidden") in ("1", "true"):
                    self.hidden.add(number)
                self.row_dimensions.clear()
                self.skipped = ""
                element.clear()
                yield number, cells
            elif element.tag == MERGED_TAG and len(self.merged) < limits.MERGED:
                self.merged.append(element.get("ref", "")[:40])

    def parse_cell(self, element: Any) -> dict[str, Any]:  # noqa: ANN401
        place = element.get("r")
        if place and not len(element):  # only a style: sheets have hundreds of thousands of these
            self.skipped = place
            return NOTHING
        if self.skipped and not place:
            self.col_counter = coordinate_to_tuple(self.skipped)[1]
        self.skipped = ""
        if element.get("t") == "s" and (element.findtext(VALUE_TAG) or "").startswith("-"):
            raise Refused("damaged")  # Python would count from the end of the texts
        cell: dict[str, Any] = super().parse_cell(element)
        formula = element.find(FORMULA_TAG)
        if formula is not None:
            cell["formula"] = f"={formula.text or ''}"
        return cell


# --- The cells -------------------------------------------------------------------------------


def _values(cells: list[dict[str, Any]]) -> list[Any]:
    """From column A on, to the last that is filled; empty if nothing is."""
    found: dict[int, Any] = {}
    for cell in cells:
        value, formula = cell["value"], cell.get("formula")
        plain = None if value is None else _plain(value, is_error=cell["data_type"] == "e")
        if formula is not None:
            found[cell["column"]] = {"formula": formula, "value": plain}
        elif plain not in (None, ""):
            found[cell["column"]] = plain
    last = max(found, default=0)
    if last > limits.COLUMNS:
        raise Refused("columns")
    return [found.get(column) for column in range(1, last + 1)]


def _plain(value: Any, *, is_error: bool) -> Any:  # noqa: ANN401
    if is_error:
        return {"error": str(value)[:20]}
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
