"""From the parser's cells to text: what people see in the spreadsheet is what is read."""

from __future__ import annotations

import pytest

from analysis.importing.book import Book, SheetCells
from analysis.offline.fields import BY_KEY, field_of_heading, value_of, words_of
from analysis.offline.lines import lines_of
from analysis.offline.reading import (
    BROKEN,
    Sheet,
    column_letter,
    guess,
    reading_of,
    sheets_of,
    template_code,
)
from analysis.offline.stored import as_sheets, kept
from tests.factories import create_workshop


def sheet(rows: dict[int, list], **more: object) -> Sheet:
    return as_sheets(Book((SheetCells("ก", rows, **more),)))[0]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("007", "007"),
        (7, "7"),
        (7.0, "7"),
        (0.5, "0.5"),
        (True, "TRUE"),
        ({"date": "2026-11-23"}, "23 พ.ย. 2569"),
        ({"formula": "=A1", "value": "น้ำ"}, "น้ำ"),
        ({"formula": "=A1", "value": None}, BROKEN),
        ({"error": "#N/A"}, f"{BROKEN}#N/A"),
    ],
)
def test_a_cell_is_read_as_it_looks(cell, text: str) -> None:
    assert sheet({1: [cell]}).cells(1) == [text]


def test_a_cell_merged_downwards_holds_for_its_rows() -> None:
    rows = {1: ["อำเภอ", "รายการ"], 2: [None, "ปัจจัย"], 3: ["พล", "ก"], 4: [None, "ข"], 6: ["x"]}

    found = sheet(rows, merged=("A1:A2", "A3:A5", "B1:C1", "ไม่ใช่"))

    assert [found.cells(row)[0] for row in (1, 2, 3, 4, 6)] == ["อำเภอ", "อำเภอ", "พล", "พล", "x"]
    assert 5 not in found.rows


def test_sheets_are_kept_as_they_were() -> None:
    first = sheet({1: ["ก"], 7: ["ข", 2]}, is_hidden=True, hidden_rows=(7,))

    assert sheets_of(kept([first])) == [first]


def test_the_letters_of_columns_go_on_after_z() -> None:
    assert [column_letter(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_a_file_that_is_no_template_has_no_code() -> None:
    assert template_code([sheet({1: ["steepi-offline"], 2: ["ABCDEF"]})]) == ""


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("ปัจจัย *", "text"),
        ("  STEEPI Category", "category"),
        ("ด้าน STEEPI", "category"),
        ("ชื่อ - สกุล", "name"),
        ("Form No.", "number"),
        ("สถานะ SWOT:", "stance"),
    ],
)
def test_headings_are_known_in_both_languages(heading: str, key: str) -> None:
    assert field_of_heading(heading) == BY_KEY[key]


@pytest.mark.parametrize(
    ("key", "said", "value"),
    [
        ("category", "ด้านสังคม", "social"),
        ("category", "Infrastructure", "infrastructure"),
        ("category", "E", ""),
        ("stance", "อุปสรรค", "threat"),
        ("stance", "o", "opportunity"),
        ("track", "Smart City/MICE City", "both"),
        ("horizon", "1-2 ปี", "soon"),
        ("horizon", "ภายใน 3–5 ปี", "plan"),
        ("horizon", "ภายใน ๓-๕ ปี", "plan"),
    ],
)
def test_choices_are_known_by_many_words(key: str, said: str, value: str) -> None:
    assert value_of(said, words_of(BY_KEY[key].choices)) == value


@pytest.mark.django_db
def test_broken_cells_hidden_rows_and_districts_in_any_writing() -> None:
    workshop = create_workshop()
    broken = {"formula": "=X1", "value": None}
    rows = {
        1: ["อำเภอ", "ด้าน", "ปัจจัย", "SWOT", "หลักฐาน"],
        2: ["อ. ชุมแพ", "สังคม", "น้ำ", "S", None],
        3: ["Wiang Kao District", "สังคม", broken, "S", {"error": "#REF!"}],
        9: ["อำเภอเวียงเก่า", "สังคม", "ก", "S", {"date": "2023-01-05"}],
    }
    found = sheet(rows, hidden_rows=(9,))

    lines = lines_of(found, reading_of(guess([found], workshop).plain()), workshop)

    assert [line.district.pk for line in lines] == ["4005", "4029", "4029"]
    assert [[fault.column for fault in line.faults] for line in lines] == [[], ["C", "E"], []]
    assert [line.is_hidden for line in lines] == [False, False, True]
    assert lines[2].values["evidence"] == "5 ม.ค. 2566"
