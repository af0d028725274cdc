"""The summary sheet: the counts, and charts that Excel draws from them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from analysis.tables.content import Counts
from analysis.tables.table import Table
from analysis.workbook.cells import CellWriter
from analysis.workbook.sheets import HEAD_ROW, add_sheet, draw_table, put_title

COLOURS = ("#A8326B", "#1F5FA8", "#8A5A00", "#1F7A4D", "#6A3FA0", "#46525E")
CHART_COLUMN = 5
CHART_SIZE = {"width": 620, "height": 320}
ROWS_PER_CHART, COLUMNS_PER_CHART = 17, 10


def draw(writer: CellWriter, name: str, mark: str, counts: Counts) -> None:
    sheet = add_sheet(writer, name, mark)
    note = _("Factors on the board: %(n)s") % {"n": f"{counts.factors_total:,}"}
    put_title(writer, sheet, _("Summary of the factors"), note)
    sheet.fit_to_pages(1, 1)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 4, 12)
    top = HEAD_ROW
    for number, table in enumerate(counts.by):
        last = draw_table(writer, sheet, top, table)
        down, right = divmod(number, 2)
        place = HEAD_ROW + down * ROWS_PER_CHART, CHART_COLUMN + right * COLUMNS_PER_CHART
        sheet.insert_chart(*place, _chart(writer, name, table, top + 1, last))
        top = last + 3
    names = replace(counts.stances.columns[0], width=30)
    draw_table(
        writer, sheet, top, replace(counts.stances, columns=(names, *counts.stances.columns[1:]))
    )
    sheet.freeze_panes(HEAD_ROW, 0)


def _chart(writer: CellWriter, sheet: str, table: Table, first: int, last: int) -> Any:  # noqa: ANN401
    """A bar for each row, first row on top."""
    chart = writer.book.add_chart({"type": "bar"})
    assert chart is not None
    font = {"name": writer.font, "size": 9}
    series: dict[str, object] = {
        "name": table.columns[1].title,
        "categories": [sheet, first, 0, last, 0],
        "values": [sheet, first, 1, last, 1],
        "gap": 45,
        "fill": {"color": "#0F5C55"},
        "data_labels": {"value": True, "font": font},
    }
    if table.name == "by-category":
        series["points"] = [{"fill": {"color": colour}} for colour in COLOURS]
    chart.add_series(series)
    chart.set_title({"name": table.title, "name_font": {**font, "size": 11}})
    chart.set_y_axis({"reverse": True, "num_font": font})
    chart.set_x_axis({"num_font": font, "min": 0, "major_gridlines": {"visible": False}})
    chart.set_legend({"none": True})
    chart.set_size(CHART_SIZE)
    return chart
