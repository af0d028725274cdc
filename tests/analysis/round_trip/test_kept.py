"""What a file cannot know or has lost stays as the plan has it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from analysis.domain import issues, programmes
from analysis.domain.project_rules import Activity
from analysis.models import Project
from analysis.round_trip.changes import decided
from tests.analysis.plans import (
    change,
    create_indicator,
    create_issue,
    create_programme,
    create_project,
    create_source,
    issue_said,
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
from tests.factories import create_planner
from workshops.enums import ReferenceKind
from workshops.models import ReferenceItem

pytestmark = pytest.mark.django_db
ACTIVITIES = [Activity("สำรวจ", Decimal(100), "อำเภอ"), Activity("ขุด"), Activity("ดูแล")]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def project():
    return create_project(activities=ACTIVITIES)


@pytest.fixture
def workshop(project):
    return project.issue.workshop


@pytest.fixture
def book(workshop, tmp_path):
    return opened(downloaded(workshop, tmp_path, language="en"))


def test_activities_that_are_gone_from_the_file_stay_without_a_tick(workshop, book) -> None:
    book["Activities"].delete_rows(HEAD + 2)
    put(book["Projects"], HEAD + 1, Place="บ้านไผ่")

    (step,) = preview(saved(book), workshop).steps

    assert [one.name for one in step.to_tick] == ["activities"]
    assert decided(step, set())["activities"] == ACTIVITIES
    assert decided(step, set())["place"] == "บ้านไผ่"
    assert [one.name for one in decided(step, {"activities"})["activities"]] == ["สำรวจ", "ดูแล"]


def test_nothing_is_left_to_change_if_only_activities_are_gone(workshop, book) -> None:
    book["Activities"].delete_rows(HEAD + 1, 3)

    (step,) = preview(saved(book), workshop).steps

    assert decided(step, set()) is None


@pytest.mark.parametrize("gone", ["Budget, baht", "Activity", "sheet"])
def test_activities_without_their_columns_stay_as_they_are(workshop, book, gone) -> None:
    if gone == "sheet":
        del book["Activities"]
    else:
        sheet = book["Activities"]
        sheet.delete_cols(column(sheet, gone))

    found = preview(saved(book), workshop)

    assert found.is_empty
    assert "Activities" in found.notes[0]


def test_sorted_activities_are_the_same_ones(workshop, book) -> None:
    sheet = book["Activities"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEAD + 1, max_row=7)]
    for place, values in enumerate(reversed(rows), HEAD + 1):
        for number, value in enumerate(values, 1):
            sheet.cell(place, number).value = value

    assert preview(saved(book), workshop).is_empty


def test_a_new_activity_finds_its_project_by_name(workshop, book, project) -> None:
    sheet = book["Activities"]
    row = HEAD + 4
    put(sheet, row, Project=project.name, Activity="ปลูกต้นไม้")

    (step,) = preview(saved(book), workshop).steps

    assert [one.name for one in step.changes] == ["activities"]
    assert step.to_tick == []
    assert decided(step, set())["activities"] == [*ACTIVITIES, Activity("ปลูกต้นไม้")]


def test_what_cannot_be_chosen_any_more_is_no_change(project, tmp_path) -> None:
    issue = project.issue
    programme = create_programme(issue=issue, name="จัดการน้ำ")
    create_programme(issue=issue, name="จัดการน้ำ")
    milestone = create_source(code="m1", kind=ReferenceKind.MILESTONE)
    create_project(issue=issue, name="อื่น", programme=programme, milestone=milestone)
    programmes.remove_programme(programme, by=create_planner())
    ReferenceItem.objects.filter(pk=milestone.pk).update(edition="1")

    data = downloaded(issue.workshop, tmp_path)

    found = preview(data, issue.workshop)
    assert (found.steps, found.problems, found.unchanged) == ([], [], 2)


def test_two_programmes_of_one_name_are_told_apart(project, tmp_path) -> None:
    issue = project.issue
    for name in ("ก", "ข"):
        programme = create_programme(issue=issue, name="จัดการน้ำ")
        create_project(issue=issue, name=name, programme=programme)

    assert preview(downloaded(issue.workshop, tmp_path), issue.workshop).is_empty


def test_an_issue_may_get_another_title_meanwhile(workshop, book, project) -> None:
    programme = create_programme(issue=project.issue, name="จัดการน้ำ")
    put(book["Projects"], HEAD + 1, Programme_that_it_belongs_to=programme.name)
    said = change(issue_said(title="น้ำกินน้ำใช้"))
    issues.change_issue(project.issue, by=create_planner(), version=1, **said)

    (step,) = preview(saved(book), workshop).steps

    assert decided(step, set())["programme"] == programme


def test_an_issue_is_not_found_by_the_end_of_its_title(workshop, book) -> None:
    create_indicator(issue=create_issue(workshop=workshop, title="ถนน"))
    sheet = book["Indicators"]
    row = first_empty(sheet)
    put(sheet, row, Development_issue="9 แหล่งน้ำ", Indicator="ใหม่", Unit="แห่ง")

    (problem,) = preview(saved(book), workshop).problems

    assert (problem.row, "development issue" in problem.sentence) == (row, True)


def test_two_new_rows_of_one_name_are_told(workshop, book) -> None:
    sheet = book["Projects"]
    row = first_empty(sheet)
    for number in (0, 1):
        put(sheet, row + number, Development_issue="1 น้ำ", Project="ใหม่")

    told = [one for one in preview(saved(book), workshop).problems if one.row == row + 1]

    assert [one.sentence for one in told] == [
        f"Row {row} is new and has the same name. Give one of them another name."
    ]
    assert Project.objects.count() == 1
