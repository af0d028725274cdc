"""An empty sheet: the paper that a plan is printed on, what stands on every page, and a title."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from analysis.workbook.cells import CellWriter, Look
from analysis.workbook.rows import RowSheet

A4 = 9
PLAIN: Look = {"border": 0, "text_wrap": False, "indent": 0}
TITLE: Look = PLAIN | {"bold": True, "font_size": 14}
WARNING: Look = PLAIN | {"bold": True, "font_color": "#B3261E"}
WARNING_COLOUR = "#B3261E"
LONGEST_LINE = 200  # of a page's head or foot; Excel takes 255 with its codes


def add_sheet(writer: CellWriter, name: str, mark: str) -> Any:  # noqa: ANN401
    """An empty sheet; `mark` stands in its footer, and a warning in its header too."""
    sheet = writer.book.add_worksheet(name, RowSheet if writer.is_streaming else None)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    page = _("Page %(number)s of %(all)s") % {"number": "&P", "all": "&N"}
    font = f'&"{writer.font},Regular"&9 '
    told = " · ".join(filter(None, (writer.warning, mark, name)))
    sheet.set_footer(f"&L{font}{_plain(told)}&R{font}{page}", {"margin": 0.25})
    if writer.warning:
        sheet.set_header(f'&C&"{writer.font},Bold"&10&KB3261E {_plain(writer.warning)}')
        sheet.set_tab_color(WARNING_COLOUR)
    sheet.hide_gridlines(2)
    return sheet


def put_title(writer: CellWriter, sheet: Any, title: str, note: str) -> None:  # noqa: ANN401
    """Title, note, and the warning if there is one: the first three rows."""
    writer.put(sheet, 0, 0, title, look=TITLE)
    sheet.set_row(0, 26)
    writer.put(sheet, 1, 0, note, look=PLAIN)
    sheet.set_row(1, 19)
    if writer.warning:
        writer.put(sheet, 2, 0, writer.warning, look=WARNING)
        sheet.set_row(2, 19)


def _plain(text: str) -> str:
    """Words for a page's head or foot, where "&" begins a code."""
    return text[:LONGEST_LINE].replace("&", "&&")
