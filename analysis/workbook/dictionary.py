"""The data dictionary: what each column of each sheet means."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.tables.table import Column, Kind, Stream, Table
from analysis.workbook.cells import CellWriter
from analysis.workbook.sheets import draw_sheet, table_name, text_column, unique


def draw_dictionary(
    writer: CellWriter, name: str, mark: str, tables: Sequence[tuple[str, Table | Stream]]
) -> None:
    kinds = _kinds()
    sheets = {table.name: sheet for sheet, table in tables}
    rows = [
        (sheet, heading, kinds[column.kind], column.meaning, _values(column, sheets), of)
        for sheet, table in tables
        for of in [table_name(table)]
        for heading, column in zip(unique(table.headings), table.columns, strict=True)
    ]
    columns = (
        text_column("sheet", pgettext("workbook", "Sheet"), 24),
        text_column("column", pgettext("workbook", "Column"), 32),
        text_column("kind", pgettext("workbook", "Kind of value"), 22),
        text_column("meaning", pgettext("workbook", "Meaning"), 60),
        text_column("values", pgettext("workbook", "Values"), 40),
        text_column("table", pgettext("workbook", "Name of the Excel table"), 24),
    )
    keys = [str(column.key) for column in columns]
    frame = pd.DataFrame(rows, columns=keys, dtype="string")
    draw_sheet(writer, name, mark, Table("dictionary", _("Data dictionary"), columns, frame))


def _values(column: Column, sheets: dict[str, str]) -> str:
    if column.choices:
        return " · ".join(column.choices)
    if column.link in sheets:
        return _("A row of the sheet %(name)s") % {"name": sheets[column.link]}
    return ""


def _kinds() -> dict[Kind, str]:
    return {
        Kind.ID: pgettext("workbook", "Id number"),
        Kind.TEXT: pgettext("workbook", "Text"),
        Kind.LONG: pgettext("workbook", "Text"),
        Kind.COUNT: pgettext("workbook", "Whole number"),
        Kind.NUMBER: pgettext("workbook", "Number"),
        Kind.MONEY: pgettext("workbook", "Money, baht"),
        Kind.YEAR: pgettext("workbook", "Year, Buddhist Era"),
        Kind.MOMENT: pgettext("workbook", "Date and time"),
    }
