import pytest

from tests.factories import create_plan_cycle, create_user, create_workshop
from workshops.domain import room, run_sheet, workshops
from workshops.enums import Stage

pytestmark = pytest.mark.django_db
LINE = {"minutes": 45, "instruction": "เขียนทีละปัจจัย", "questions": "ข้อหนึ่ง\nข้อสอง"}


def test_it_begins_with_the_templates_minutes():
    sheet = run_sheet.run_sheet_of(create_workshop())

    assert list(sheet) == list(Stage)
    assert {stage: line["minutes"] for stage, line in sheet.items() if line["minutes"]} == (
        run_sheet.MINUTES
    )
    assert {(line["instruction"], line["questions"]) for line in sheet.values()} == {("", "")}


def test_it_is_read_in_one_query(django_assert_num_queries):
    workshop = create_workshop()
    run_sheet.change_run_sheet(workshop, {Stage.LEARN: LINE}, by=create_user())

    with django_assert_num_queries(1):
        run_sheet.run_sheet_of(workshop)


def test_only_what_changed_is_written_and_journalled():
    workshop, user = create_workshop(), create_user()
    lines = run_sheet.run_sheet_of(workshop) | {Stage.BRAINSTORM: LINE}

    run_sheet.change_run_sheet(workshop, lines, by=user)
    run_sheet.change_run_sheet(workshop, lines, by=user)

    assert [line.stage for line in workshop.run_sheet.all()] == ["brainstorm"]
    assert run_sheet.run_sheet_of(workshop)[Stage.BRAINSTORM] == LINE
    entry = workshop.journal.get()
    assert (entry.verb, entry.user) == ("run_sheet.changed", user)
    assert entry.facts == {"stages": ["brainstorm"]}


def test_a_stage_can_be_left_without_minutes():
    workshop = create_workshop()
    empty = {"minutes": None, "instruction": "", "questions": ""}

    run_sheet.change_run_sheet(workshop, {Stage.LEARN: empty}, by=create_user())

    assert run_sheet.run_sheet_of(workshop)[Stage.LEARN] == empty


def test_a_copy_of_the_workshop_takes_rules_and_run_sheet_along():
    source, user = create_workshop(), create_user()
    run_sheet.change_run_sheet(source, {Stage.LEARN: LINE}, by=user)
    source = room.change_rules(source, by=user, names_shown=True, factors_limit=7, is_silent=True)
    fields = {"title": "ใหม่", "held_on": source.held_on, "plan_cycle": create_plan_cycle()}

    copy = workshops.copy_workshop(source, by=user, **fields)

    assert run_sheet.run_sheet_of(copy) == run_sheet.run_sheet_of(source)
    assert [getattr(copy, name) for name in room.RULES] == [
        getattr(source, name) for name in room.RULES
    ]
    assert copy.revealed_at is None


def test_the_source_keeps_its_own_run_sheet():
    source, user = create_workshop(), create_user()
    run_sheet.change_run_sheet(source, {Stage.LEARN: LINE}, by=user)
    fields = {"title": "ใหม่", "held_on": source.held_on, "plan_cycle": create_plan_cycle()}
    copy = workshops.copy_workshop(source, by=user, **fields)

    run_sheet.change_run_sheet(copy, {Stage.LEARN: LINE | {"minutes": 5}}, by=user)

    assert run_sheet.run_sheet_of(source)[Stage.LEARN]["minutes"] == 45
