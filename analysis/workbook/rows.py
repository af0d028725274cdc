"""A sheet for very many rows: each goes to the disk as a whole, and is never looked at again.

XlsxWriter writes cell by cell, which for 100,000 factors takes twice as long as all the rest.
This writes the same row in one go, beside XlsxWriter's own rows, in its own file of rows; it
leans on how version 3 keeps that file, and `test_workbook_text.py` and `test_workbook_office.py`
would tell.
"""

from __future__ import annotations

import datetime
import decimal
import re
from collections.abc import Iterable, Sequence
from typing import Any

from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from analysis.tables.table import Column, Value
from analysis.workbook.cells import CellWriter
from analysis.workbook.long_texts import LONGEST_TEXT, fits_a_cell

SHORT = LONGEST_TEXT // 2  # a text of so many signs fits into any cell
EPOCH = datetime.datetime(1899, 12, 30)  # noqa: DTZ001  Excel knows no zones
SECONDS_OF_A_DAY = 86_400
# What XML or Excel would take for something else.
_NOT_PLAIN = re.compile(r"[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_")


class RowSheet(Worksheet):  # type: ignore[misc]
    """XlsxWriter's sheet in constant-memory mode, which also takes whole rows."""

    def begin_rows(self, row: int, columns: int) -> None:
        """Say where the rows begin, and write what stands above them."""
        self._check_dimensions(row, 0)
        self._check_dimensions(row, columns - 1)
        self._write_single_row(row)

    def put_row(self, row: int, cells: Iterable[str]) -> None:
        self.fh.write(f'<row r="{row + 1}">{"".join(cells)}</row>')

    def end_rows(self, row: int) -> None:
        """Say which row was the last; what comes is written below it."""
        self._check_dimensions(row, 0)
        self._write_single_row(row + 1)

    def escaped(self, text: str) -> str:
        """The text as it stands between two tags."""
        return str(self._escape_data(self._escape_control_characters(text)))


class RowMaker:
    """Makes the cells of a row for the columns of one table."""

    def __init__(self, writer: CellWriter, sheet: RowSheet, columns: Sequence[Column]) -> None:
        self.writer, self.sheet, self.columns = writer, sheet, columns
        self._heads = [self._head(place, column) for place, column in enumerate(columns)]

    def cells_of(self, row: int, values: Sequence[Value]) -> list[str]:
        """The cells that are not empty. `row` counts from 0."""
        cells = []
        at = row + 1
        for place, (value, (name, text, number)) in enumerate(
            zip(values, self._heads, strict=True)
        ):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                if len(value) > SHORT or _NOT_PLAIN.search(value):
                    value = self._body(row, place, value)
                cells.append(f"{name}{at}{text}{value}</t></is></c>")
            elif isinstance(value, int):
                cells.append(f"{name}{at}{number}{value}</v></c>")
            else:
                cells.append(self._other(row, place, value))
        return cells

    def _head(self, place: int, column: Column) -> tuple[str, str, str]:
        """What stands in front of the row's number, a text and a number of this column."""
        style = self.writer.format_for(None, column.kind)._get_xf_index()
        text = f'" s="{style}" t="inlineStr"><is><t xml:space="preserve">'
        return f'<c r="{xl_col_to_name(place)}', text, f'" s="{style}"><v>'

    def _body(self, row: int, place: int, text: str) -> str:
        if not fits_a_cell(text) and self.writer.long_texts is not None:
            name = self.sheet.get_name()
            text = self.writer.long_texts.shortened(text, name, row, place)
        return self.sheet.escaped(text)

    def _other(self, row: int, place: int, value: Any) -> str:  # noqa: ANN401
        """A moment, or a number that may have decimals."""
        name, _text, number = self._heads[place]
        if isinstance(value, datetime.datetime):
            return f"{name}{row + 1}{number}{serial(value):.16G}</v></c>"
        assert isinstance(value, decimal.Decimal)
        style = self.writer.format_for(value, self.columns[place].kind)._get_xf_index()
        return f'{name}{row + 1}" s="{style}"><v>{float(value):.16G}</v></c>'


def serial(at: datetime.datetime) -> float:
    """A moment as the number that Excel keeps, to the second."""
    since = at - EPOCH
    return since.days + since.seconds / SECONDS_OF_A_DAY
