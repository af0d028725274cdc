"""One sheet: what may be chosen, what is coloured, and what becomes of a file that is stopped."""

import io

import openpyxl
import pandas as pd
import pytest
from xlsxwriter import Workbook

from analysis.files import FileKind
from analysis.makers import Stopped
from analysis.tables.content import content_of
from analysis.tables.table import Column, Kind, Stream, Table
from analysis.wishes import Wish
from analysis.workbook.book import Book, write_book
from analysis.workbook.cells import OPTIONS, CellWriter
from analysis.workbook.form_sheets import sheet_name
from analysis.workbook.looks import draw_lists
from analysis.workbook.sheets import draw_sheet, table_name, unique
from tests.factories import create_factor


def sheet_of(*columns, rows=((1,),), warning=""):
    frame = pd.DataFrame(list(rows), columns=[column.key for column in columns])
    buffer = io.BytesIO()
    with Workbook(buffer, OPTIONS) as book:
        writer = CellWriter(book, warning=warning)
        draw_sheet(writer, "แผ่น", "", Table("r1-c1", "ตาราง", columns, frame))
        draw_lists(writer)
    return openpyxl.load_workbook(buffer)


def choices_of(book):
    (rule,) = book["แผ่น"].data_validations.dataValidation
    return rule.formula1, str(rule.sqref), rule.errorStyle


def test_a_short_list_to_choose_from_stands_in_its_rule():
    column = Column("a", "ก", Kind.TEXT, "", choices=("จุดแข็ง", "จุดอ่อน"))

    assert choices_of(sheet_of(column, rows=[("จุดแข็ง",), ("",)])) == (
        '"จุดแข็ง,จุดอ่อน"',
        "A5:A6",
        "warning",
    )


@pytest.mark.parametrize("choices", [("ข้อที่ยาวมาก" * 9,) * 4, ("หนึ่ง, สอง", "สาม")])
def test_a_long_list_or_one_with_commas_has_a_hidden_sheet(choices):
    book = sheet_of(Column("a", "ก", Kind.TEXT, "", choices=choices), rows=[(choices[0],)])

    formula, _cells, _style = choices_of(book)
    assert formula == f"'รายการเลือก'!$A$1:$A${len(choices)}"
    hidden = book["รายการเลือก"]
    assert hidden.sheet_state == "hidden"
    assert [row[0].value for row in hidden.iter_rows()] == list(choices)


def test_headings_that_repeat_are_numbered_because_a_table_refuses_them_twice():
    assert unique(["ก", "ข", "ก", "A", "a", "ก (2)"]) == [
        "ก", "ข", "ก (2)", "A", "a (2)", "ก (2) (2)",
    ]  # fmt: skip
    columns = [Column(key, "ซ้ำ", Kind.ID, "") for key in ("a", "b")]
    (table,) = sheet_of(*columns, rows=[(1, 2)])["แผ่น"].tables.values()
    assert (table.displayName, table.column_names) == ("steepi_r1_c1", ["ซ้ำ", "ซ้ำ (2)"])


def test_heat_lies_over_neighbours_together_and_a_bar_over_each_column():
    columns = [Column(key, key, Kind.COUNT, "", scale="heat") for key in ("a", "b")]
    columns.append(Column("c", "c", Kind.COUNT, "", scale="bars"))
    sheet = sheet_of(*columns, rows=[(1, 2, 3), (4, 5, 6)])["แผ่น"]

    rules = {
        str(one.sqref): [rule.type for rule in one.rules] for one in sheet.conditional_formatting
    }
    assert rules == {"A5:B6": ["colorScale"], "C5:C6": ["dataBar"]}


def test_a_table_without_rows_is_one_that_excel_opens():
    (table,) = sheet_of(Column("a", "ก", Kind.ID, ""), rows=[])["แผ่น"].tables.values()

    assert table.ref == "A4:A5"


def test_a_warning_stands_on_the_sheet_and_on_each_page():
    sheet = sheet_of(Column("a", "ก", Kind.ID, ""), warning="ยังไม่สิ้นสุด & ร่าง")["แผ่น"]

    assert sheet["A3"].value == "ยังไม่สิ้นสุด & ร่าง"
    assert "ยังไม่สิ้นสุด && ร่าง" in sheet.oddHeader.center.text
    assert sheet.sheet_properties.tabColor.rgb == "FFB3261E"


def test_names_of_sheets_are_what_excel_takes():
    assert sheet_name("a/b: [c]?*'") == "a b c"
    assert len(sheet_name("ก" * 40)) == 31
    long = sheet_name("ก" * 40)
    assert sheet_name("ก" * 40, [long]) == "ก" * 27 + " (2)"
    assert table_name(Stream("by track", "", (), lambda: iter(()), 0)) == "steepi_by_track"


@pytest.mark.parametrize("large_rows", [0, 1_000_000])
@pytest.mark.django_db
def test_a_file_that_nobody_wants_any_more_leaves_nothing_behind(tmp_path, large_rows, workbook):
    def stopped(done, total):
        assert total >= done > 0
        raise Stopped

    with pytest.raises(Stopped):
        write_book(workbook, tmp_path / "made.xlsx", stopped, large_rows=large_rows)

    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def workbook():
    workshop = create_factor().workshop
    wish = Wish(FileKind.WORKBOOK, workshop.plan_cycle, (workshop,))
    return Book(wish, content_of([workshop], workshop.plan_cycle, wish=wish), [], [])
