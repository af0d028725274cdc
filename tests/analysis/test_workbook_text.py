"""Whatever somebody writes arrives in the cell: as text, and as it was written."""

import io
import re
import zipfile

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from analysis.tables.table import Column, Kind, Stream
from analysis.workbook.cells import OPTIONS, SAFE, CellWriter
from analysis.workbook.long_texts import LONGEST_TEXT, PART, parts_of, utf16_units
from analysis.workbook.sheets import draw_sheet
from workshops.text import clean_text

COLUMNS = (
    Column("text", "ข้อความ", Kind.LONG, ""),
    Column("again", "อีกครั้ง", Kind.TEXT, ""),
)
# Of these a program could make a formula, a link, a number, a date, markup or nothing.
CORPUS = [
    "=1+1", "+1", "-5", "@SUM(A1)", "{=1}", "\t=1", "=cmd|'/c calc'!A1", '=HYPERLINK("http://x")',
    "https://example.org", "mailto:a@example.org", "internal:Sheet1!A1", "007", "1e5", "1-2", "๑๒๓",
    "TRUE", "#N/A", "'", "''x", "<r>", "<r><t>x</t></r>", "<b>&amp;</b>", "]]>", "&#10;", '"', "%",
    "น้ำท่วม", "กี่ ที่ ปู่", "ก\nข", "😀👨‍👩‍👧", "e\u0301",
    "\u00a0x", "a  b",
]  # fmt: skip
SIGNS = st.sampled_from("กขคงจำเแโใไ่้๊๋์ัิีึืฺุู๑๒๓abc019 =+-@|'\"<>&;_xr/\\\n\t😀👍🏽‍") | st.characters(
    exclude_categories=("Cs",)
)
# How Excel writes a control; openpyxl reads it in a way of its own (below is a test for it).
TEXTS = st.text(SIGNS, max_size=60).filter(lambda text: not re.search("x[0-9a-fA-F]{4}_", text))


def package_of(texts, *, streamed):
    """A workbook with each text in two columns."""
    rows = [(text, text) for text in texts]
    stream = Stream("texts", "ข้อความ", COLUMNS, lambda: iter(rows), len(rows))
    options = {**SAFE, "constant_memory": True} if streamed else OPTIONS
    buffer = io.BytesIO()
    with Workbook(buffer, options) as book:
        draw_sheet(CellWriter(book), "ข้อความ", "", stream)
    with zipfile.ZipFile(buffer) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")
    return buffer


def opened(texts, *, streamed):
    return openpyxl.load_workbook(package_of(texts, streamed=streamed))["ข้อความ"]


def read(sheet, count):
    rows = sheet.iter_rows(min_row=5, max_row=4 + count, max_col=2)
    return [tuple(cell.value or "" for cell in row) for row in rows]


@pytest.mark.parametrize("streamed", [False, True])
@settings(max_examples=60, deadline=None)
@given(texts=st.lists(TEXTS, min_size=1, max_size=20))
@example(texts=CORPUS)
def test_cleaned_text_comes_back_equal(streamed, texts):
    cleaned = [clean_text(text, lines=True) for text in texts]

    sheet = opened(cleaned, streamed=streamed)

    assert read(sheet, len(cleaned)) == [(text, text) for text in cleaned]
    cells = [cell for row in sheet.iter_rows(min_row=5) for cell in row if cell.value]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert not any(cell.hyperlink for cell in cells)


@pytest.mark.parametrize("streamed", [False, True])
@settings(max_examples=30, deadline=None)
@given(texts=st.lists(TEXTS, min_size=1, max_size=20))
@example(texts=["\x00", "\x0b", "\ufffe", "\uffff", "\x7f", "a\r\nb"])
def test_text_that_nobody_cleaned_breaks_no_file(streamed, texts):
    assert opened(texts, streamed=streamed).max_row >= 4


@pytest.mark.parametrize("streamed", [False, True])
def test_what_looks_like_an_escaped_sign_is_escaped_itself(streamed):
    with zipfile.ZipFile(package_of(["_x0041_", "a\x0bb"], streamed=streamed)) as package:
        name = "xl/worksheets/sheet1.xml" if streamed else "xl/sharedStrings.xml"
        written = package.read(name).decode()

    assert ">_x005F_x0041_<" in written  # or Excel shows an A
    assert ">a_x000B_b<" in written


@pytest.mark.parametrize("sign", ["ก", "😀", "กี่", "a\n"])
def test_a_text_in_parts_is_the_whole_text(sign):
    text = sign * (LONGEST_TEXT * 2 // len(sign))

    parts = list(parts_of(text))

    assert "".join(parts) == text
    assert max(map(utf16_units, parts)) <= PART
    assert len(parts) <= utf16_units(text) // (PART - 3) + 1
