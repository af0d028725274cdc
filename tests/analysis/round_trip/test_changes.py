"""What an edited workbook would change: exactly what was edited, and nothing that was not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from analysis.domain import indicators
from analysis.domain.project_rules import Activity
from analysis.importing.reading import read_book
from analysis.models import Indicator, Project
from analysis.round_trip.reading import NotOurs, OfAnother, read_upload
from tests.analysis.plans import (
    change,
    create_indicator,
    create_issue,
    create_programme,
    create_project,
    create_source,
    indicator_said,
)
from tests.analysis.round_trip.books import (
    HEAD,
    column,
    downloaded,
    first_empty,
    opened,
    preview,
    put,
    saved,
)
from tests.factories import create_factor, create_planner, create_workshop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    """Headings that are easy to name in a test."""
    with translation.override("en"):
        yield


@pytest.fixture
def workshop():
    made = create_workshop()
    source = create_source()
    water = create_issue(workshop=made, title="น้ำ")
    create_issue(workshop=made, title="ถนน")
    programme = create_programme(issue=water, name="จัดการน้ำ")
    factor = create_factor(workshop=made)
    for number in range(4):
        create_indicator(issue=water, name=f"หมู่บ้านที่มีน้ำใช้ {number}", factors=[factor])
    create_project(
        issue=water,
        name="ขุดลอกลำน้ำ",
        programme=programme,
        budgets={(2023, source): Decimal("1500000.25")},
        activities=[Activity("สำรวจ", Decimal("100.50"), "อำเภอ", "อบต."), Activity("ขุด")],
        rationale="บรรทัดหนึ่ง\nบรรทัดสอง",
    )
    return made


@pytest.fixture
def book(workshop, tmp_path):
    return opened(downloaded(workshop, tmp_path, language="en"))


def sheets(book):
    return book["Indicators"], book["Projects"], book["Activities"]


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_unchanged_file_changes_nothing(workshop, tmp_path, language) -> None:
    found = preview(downloaded(workshop, tmp_path, language=language), workshop)

    assert (found.steps, found.missing, found.problems, found.notes) == ([], [], [], [])
    assert found.unchanged == 5
    with translation.override("th"):
        data = saved(opened(downloaded(workshop, tmp_path, language=language)))
        assert preview(data, workshop).is_empty


def test_twenty_cells_and_three_rows_are_twenty_three_changes(workshop, book) -> None:
    numbers, projects, _activities = sheets(book)
    for row in range(HEAD + 1, HEAD + 5):
        put(numbers, row, Unit="แห่ง", Baseline_value=41.5, Data_owner="จังหวัด")
        numbers.cell(row, column(numbers, "B.E. 2566")).value = 55  # noqa: PD011
    put(projects, HEAD + 1, Place="บ้านไผ่", Outputs="๒ สาย", Outcomes=None)
    put(projects, HEAD + 1, Lead_agency="จังหวัด")
    row = first_empty(numbers)
    for number in range(3):
        put(
            numbers,
            row + number,
            Development_issue="2 ถนน",
            Indicator=f"ถนนใหม่ {number}",
            Unit="กม.",
        )
        for label in ("Which way it shall go", "How the whole-plan value is formed"):
            listed = numbers.cell(HEAD + 1, column(numbers, label)).value
            numbers.cell(row + number, column(numbers, label), listed)

    found = preview(saved(book), workshop)

    assert [(one.cell, one.sentence) for one in found.problems] == []
    assert (found.cells, len(found.new), found.total) == (20, 3, 23)
    assert found.missing == []


def test_both_calendars_thai_digits_and_formulas_are_understood(workshop, book) -> None:
    numbers, projects, _ = sheets(book)
    put(numbers, HEAD + 1, Baseline_year="พ.ศ. ๒๕๖๔", Baseline_value="๑,๒๕๐.๕")
    put(projects, HEAD + 1, Last_fiscal_year=2025)

    found = preview(saved(book), workshop)

    said = {one.name: one.mine for step in found.steps for one in step.differences}
    assert said == {"baseline_year": ["2564"], "baseline_value": ["1,250.5"], "end_year": ["2568"]}


def test_what_is_wrong_is_said_with_its_cell(workshop, book) -> None:
    numbers, projects, activities = sheets(book)
    put(numbers, HEAD + 1, Baseline_value="แปด", Unit=None)
    numbers.cell(HEAD + 2, column(numbers, "Which way it shall go"), "ซ้าย")
    put(projects, HEAD + 1, First_fiscal_year=2568, Last_fiscal_year=2566)
    activities.cell(HEAD + 1, column(activities, "Budget, baht"), -5)
    numbers.cell(HEAD + 3, 1, "x")

    found = preview(saved(book), workshop)

    told = {(one.sheet, one.cell) for one in found.problems}
    unit, value = column(numbers, "Unit"), column(numbers, "Baseline value")
    assert ("Indicators", f"{numbers.cell(1, value).column_letter}5") in told
    assert ("Indicators", f"{numbers.cell(1, unit).column_letter}5") in told
    assert ("Indicators", f"{numbers.cell(1, 6).column_letter}6") in told
    assert ("Indicators", "A7") in told
    budget = column(activities, "Budget, baht")
    assert ("Activities", f"{activities.cell(1, budget).column_letter}5") in told
    assert found.steps == []


def test_the_domain_s_own_rules_are_told_before_anything_is_written(workshop, book) -> None:
    _numbers, projects, _ = sheets(book)
    put(projects, HEAD + 1, First_fiscal_year=2570, Last_fiscal_year=2566)

    (problem,) = preview(saved(book), workshop).problems

    assert problem.label == "Last fiscal year"
    assert "before the first year" in problem.sentence


def test_a_row_that_is_not_in_the_file_is_only_listed(workshop, book) -> None:
    numbers, _, _ = sheets(book)
    numbers.delete_rows(HEAD + 2)
    later = create_indicator(issue=Project.objects.get().issue, name="เพิ่มภายหลัง")

    found = preview(saved(book), workshop)

    assert [str(one.row) for one in found.missing] == ["หมู่บ้านที่มีน้ำใช้ 1"]
    assert later.pk not in {one.row.pk for one in found.missing}
    assert found.steps == []


def test_sorted_rows_and_moved_columns_are_found(workshop, book) -> None:
    numbers, _, _ = sheets(book)
    rows = [
        [cell.value for cell in row] for row in numbers.iter_rows(min_row=HEAD, max_row=HEAD + 4)
    ]
    head, *rest = rows
    order = [len(head) - 1 - n for n in range(len(head))]
    for place, values in enumerate([head, *reversed(rest)], HEAD):
        for number, old in enumerate(order, 1):
            numbers.cell(place, number, values[old])

    assert preview(saved(book), workshop).is_empty


def test_a_deleted_column_is_told_and_changes_nothing(workshop, book) -> None:
    numbers, _, _ = sheets(book)
    numbers.delete_cols(column(numbers, "Data owner"))

    found = preview(saved(book), workshop)

    assert found.is_empty
    assert "Data owner" in found.notes[0]


def test_a_missing_sheet_is_told_and_its_rows_are_not_missing(workshop, book) -> None:
    del book["Projects"]
    del book["Activities"]

    found = preview(saved(book), workshop)

    assert found.is_empty
    assert "Projects" in found.notes[0]


def test_an_id_that_stands_twice_is_told(workshop, book) -> None:
    numbers, _, _ = sheets(book)
    numbers.cell(HEAD + 2, 1, numbers.cell(HEAD + 1, 1).value)

    (problem,) = [one for one in preview(saved(book), workshop).problems if not one.cell]

    assert (problem.sheet, problem.row) == ("Indicators", HEAD + 2)


def test_what_only_the_file_changed_and_what_both_changed_are_told_apart(workshop, book) -> None:
    numbers, _, _ = sheets(book)
    one = Indicator.objects.order_by("pk").first()
    factor = one.factors.get()
    put(numbers, HEAD + 1, Unit="แห่ง", Data_owner="จังหวัด")
    said = indicator_said(name=one.name, data_owner="กรม", baseline_value=Decimal(44))
    indicators.change_indicator(
        one, by=create_planner(), version=1, **change(said, factors=[factor])
    )

    (step,) = preview(saved(book), workshop).steps

    whose = {each.name: str(each.whose) for each in step.differences}
    assert whose == {"unit": "mine", "data_owner": "both", "baseline_value": "theirs"}
    (both,) = step.collisions
    assert (both.mine, both.now, both.before) == (["จังหวัด"], ["กรม"], ["อำเภอ"])


def test_rows_that_only_others_changed_stay_as_they_are(workshop, book) -> None:
    one = Indicator.objects.order_by("pk").first()
    said = change(indicator_said(name=one.name, data_owner="กรม"), factors=[one.factors.get()])
    indicators.change_indicator(one, by=create_planner(), version=1, **said)

    assert preview(saved(book), workshop).is_empty


def test_a_file_of_something_else_is_refused(workshop, book, tmp_path) -> None:
    other = create_workshop()
    with pytest.raises(OfAnother):
        preview(downloaded(other, tmp_path), workshop)
    plain = opened(saved(book))
    del plain["_portal"]
    with pytest.raises(NotOurs):
        read_upload(read_book(saved(plain), file_name="a.xlsx"), workshop)
