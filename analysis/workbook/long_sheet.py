"""The sheet of the texts that no cell can hold: all of each, part by part."""

from __future__ import annotations

import pandas as pd
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.tables.table import Column, Kind, Table
from analysis.workbook.cells import CellWriter
from analysis.workbook.sheets import draw_sheet, text_column


def draw_long_texts(writer: CellWriter, mark: str) -> None:
    """Only where there are any; draw it after all the others."""
    if writer.long_texts is None or not writer.long_texts.found:
        return
    rows = [
        (one.number, one.sheet, one.cell, number, part)
        for one in writer.long_texts.found
        for number, part in enumerate(one.parts, 1)
    ]
    frame = pd.DataFrame(rows, columns=["number", "sheet", "cell", "part", "text"])
    columns = (
        Column("number", _("No."), Kind.ID, "", 8),
        text_column("sheet", pgettext("workbook", "Sheet"), 24),
        text_column("cell", pgettext("workbook", "Cell"), 10),
        Column("part", pgettext("of a long text", "Part"), Kind.ID, "", 8),
        text_column("text", pgettext("workbook", "Text"), 100),
    )
    note = _("A cell holds 32,767 signs. The parts of a text, put together, are the whole of it.")
    table = Table("long-texts", _("Texts that are too long for a cell"), columns, frame, note)
    draw_sheet(writer, writer.long_texts.sheet, mark, table)
