"""Whatever people write: into the template or a text table, through the parser, onto the board."""

from __future__ import annotations

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from analysis.importing.reading import read_book
from analysis.offline.fields import FIELDS
from analysis.offline.lines import lines_of
from analysis.offline.preview import preview_of
from analysis.offline.reading import guess, shown
from analysis.offline.stored import as_sheets
from tests.analysis.offline import files
from tests.factories import create_workshop
from workshops.domain import imports
from workshops.enums import Category, Horizon, Stance, Track
from workshops.models import Workshop
from workshops.text import clean_text

pytestmark = pytest.mark.django_db

ODD = ["=1+1", "+66", "-5", "@now", "007", "1,5", "๒๕๖๖", '"', "'ก", "a;b", "a\tb", "น้ำ", "_x0041_"]
ODD += ["TRUE", "#N/A", "1-2", "2566/01/02", "😀👩‍🌾", "กำ", "e\u0301", "ﬁ", "x,y\nz", "ตัวอย่าง"]
THAI = ["น้ำท่วม", "ถนนขาด", "ผู้สูงอายุ", "ตลาด", "๑๒", "7", "=1+1", '"', "a;b", "x,y", "ฯลฯ", "กำ"]


def words(encoding: str):
    """As they are stored, and as this encoding has letters for."""
    if encoding == "cp874":  # what is no Thai at all in it is refused as unclear
        texts = st.lists(st.sampled_from(THAI), max_size=6).map(" ".join)
    else:
        texts = st.one_of(st.sampled_from(ODD), st.text(max_size=60))
    return texts.map(clean_text).filter(lambda text: encodable(text, encoding))


def encodable(text: str, encoding: str) -> bool:
    return text.encode(encoding, "ignore").decode(encoding) == text


def rows(encoding: str = "utf-8"):
    row = st.fixed_dictionaries(
        {
            "text": words(encoding).filter(bool),
            "evidence": words(encoding),
            "category": st.sampled_from(Category),
            "stance": st.sampled_from(Stance),
            "track": st.sampled_from(Track),
            "horizon": st.one_of(st.just(""), st.sampled_from(Horizon)),
            "district": st.sampled_from(["4005", "4029"]),
        }
    )
    return st.lists(row, min_size=1, max_size=12)


def typed(said: dict, number: int, workshop: Workshop) -> list[str]:
    """As it stands in the cells: labels, not codes."""
    names = {one.code: one.name_th for one in workshop.districts.all()}
    labels = {"number": str(number), "district": names[said["district"]]}
    for key in ("category", "stance", "track", "horizon"):
        labels[key] = str(said[key].label) if said[key] else ""
    cells = said | labels
    return [cells.get(one.key, "") for one in FIELDS]


def table(said: list[dict], workshop: Workshop) -> list[list[str]]:
    heads = [str(one.label) for one in FIELDS]
    return [heads, *(typed(one, number, workshop) for number, one in enumerate(said, 1))]


def workbook(lines: list[list[str]]) -> bytes:
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with Workbook(buffer, options) as book:
        page = book.add_worksheet("ก")
        for row, cells in enumerate(lines):
            for column, words_ in enumerate(cells):
                page.write_string(row, column, words_)
    return buffer.getvalue()


def came_in(workshop: Workshop, data: bytes, name: str) -> list[tuple[str, ...]]:
    """What stands on the board afterwards, in the order of the file."""
    sheets = as_sheets(read_book(data, file_name=name))
    reading = guess(shown(sheets), workshop)
    everything = dict.fromkeys(range(2, 20), True)
    preview = preview_of(
        lines_of(sheets[0], reading, workshop), workshop, digest="", place=0, ticks=everything
    )
    assert [fault for one in preview.rows for fault in one.line.faults] == []
    made = imports.import_factors(
        workshop,
        by=workshop.facilitators.get(),
        file_name=name,
        digest=str(workshop.imports.count()),
        reading=reading.plain(),
        rows=preview.as_rows(),
        rows_total=len(preview.rows),
    )
    names = ("text", "evidence", "category", "stance", "track", "horizon", "district_id")
    return list(made.factors.order_by("import_row").values_list(*names))


def expected(said: list[dict]) -> list[tuple[str, ...]]:
    names = ("text", "evidence", "category", "stance", "track", "horizon", "district")
    return [tuple(str(one[name]) for name in names) for one in said]


LOOSE = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@given(said=rows())
@LOOSE
def test_a_workbook_brings_the_very_words(said) -> None:
    workshop = create_workshop()

    assert came_in(workshop, workbook(table(said, workshop)), "ก.xlsx") == expected(said)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp874"])
def test_a_text_table_brings_the_very_words(encoding) -> None:
    @given(said=rows(encoding))
    @settings(LOOSE, max_examples=4)
    def check(said) -> None:
        workshop = create_workshop()
        data = files.comma_separated(table(said, workshop), encoding=encoding)

        assert came_in(workshop, data, "ก.csv") == expected(said)

    check()
