"""The whole workbook: which sheets, in which order, from one content."""

from __future__ import annotations

import io

from django.utils import translation
from xlsxwriter import Workbook  # type: ignore[import-untyped]

from analysis.tables.content import Content
from analysis.tables.table import Table
from analysis.workbook import explain, summary
from analysis.workbook.cells import OPTIONS, CellWriter
from analysis.workbook.sheets import draw_sheet

# Fixed names, in Thai whoever exports: other workbooks and queries refer to them.
README = "อ่านก่อน"
SUMMARY = "สรุป"
DICTIONARY = "พจนานุกรมข้อมูล"
SHEETS = {
    "matrix": "อำเภอ × ด้าน",
    "factors": "ปัจจัย",
    "issues": "ประเด็นการพัฒนา",
    "indicators": "ตัวชี้วัด",
    "programmes": "แผนงาน",
    "projects": "โครงการสำคัญ",
    "details": "รายละเอียดโครงการ",
    "budgets": "งบประมาณ",
}
LANGUAGE = "th"


def in_thai() -> translation.override:
    """The workbook is a Thai document, whatever language the page had."""
    return translation.override(LANGUAGE)


def workbook_bytes(content: Content) -> bytes:
    """The file. Call it, and make `content`, inside `in_thai()`."""
    buffer = io.BytesIO()
    with Workbook(buffer, OPTIONS) as book:
        writer = CellWriter(book)
        mark = explain.mark_of(content)
        tables = tables_of(content)
        names = [README, SUMMARY, *(SHEETS[table.name] for table in tables), DICTIONARY]
        explain.draw_readme(writer, README, mark, content, names)
        summary.draw(writer, SUMMARY, mark, content.counts)
        for table in tables:
            draw_sheet(writer, SHEETS[table.name], mark, table)
        named = [(SHEETS[table.name], table) for table in tables]
        explain.draw_dictionary(writer, DICTIONARY, mark, named)
        book.set_properties({"title": mark})
    return buffer.getvalue()


def tables_of(content: Content) -> list[Table]:
    """The tables that have a sheet each, in the order of the sheets."""
    return [content.counts.matrix, content.factors, *content.plan.tables]
