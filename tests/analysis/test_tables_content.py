"""All sheets together: what is in, what must not get out, and that they say the same."""

from __future__ import annotations

import threading
import time
import uuid

import pytest
from django.utils import translation

from analysis.snapshot import one_moment
from analysis.tables.agreements import disagreements, rows_of
from analysis.tables.table import Kind, Stream
from tests.analysis.answers import SECRET
from tests.analysis.workbook_scene import OFF, content_for, full_workshop
from tests.factories import create_workshop
from tests.workshops.domain.threads import at_once
from workshops.domain.factors import submit_factor
from workshops.enums import Category, Stage, Stance, Track
from workshops.models import Workshop

pytestmark = pytest.mark.django_db

SHEETS = [
    *("track-summary", "matrix", "factors", "clusters", "rounds", "consensus", "challenges"),
    *("proposals", "issues", "indicators", "programmes", "projects", "details", "budgets"),
    *("trail", "participants", "log"),
]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def read(content):
    return {sheet.name: rows_of(sheet) for sheet in content.sheets}


def test_the_sheets_stand_in_their_order_and_agree() -> None:
    content = content_for(full_workshop())

    assert [sheet.name for sheet in content.sheets] == SHEETS
    assert disagreements(content) == []
    assert all(read(content).values())  # the scene has a row for each


def test_a_plan_of_several_workshops_agrees_too_and_says_of_which_each_row_is() -> None:
    workshops = [full_workshop(), full_workshop(), create_workshop()]

    content = content_for(*workshops, is_plan=True)

    assert disagreements(content) == []
    rows = read(content)
    codes = {one.code for one in workshops[:2]}
    for name in SHEETS[2:]:
        assert {row["workshop"] for row in rows[name]} == codes, name


def test_one_workshop_needs_no_code_but_a_plan_of_one_has_it() -> None:
    workshop = full_workshop()

    alone, plan = content_for(workshop), content_for(workshop, is_plan=True)

    with_code = [
        [sheet.name for sheet in one.sheets if "workshop" in [c.name for c in sheet.columns]]
        for one in (alone, plan)
    ]
    assert with_code == [[], SHEETS[2:]]
    assert disagreements(plan) == []


def test_nothing_hidden_withdrawn_waiting_or_named_gets_out() -> None:
    content = content_for(full_workshop())

    words = str([list(sheet.rows()) for sheet in content.sheets])

    assert OFF not in words
    assert SECRET not in words
    assert "ผู้เข้าร่วม" not in words  # what the factories call people


def test_with_the_right_names_are_with_people_and_nowhere_near_words() -> None:
    content = content_for(full_workshop(), names=True)

    rows = read(content)

    assert any(SECRET in str(row["name"]) for row in rows["participants"])
    others = {name: found for name, found in rows.items() if name != "participants"}
    assert SECRET not in str(others)
    assert OFF not in str(rows)
    assert {row["name"] for row in rows["log"]} != {None}
    assert disagreements(content) == []


def test_every_column_is_explained_and_can_be_left_out_by_its_own_name() -> None:
    for sheet in content_for(create_workshop(), names=True).sheets:
        names = [column.name for column in sheet.columns]
        assert len(set(names)) == len(names), sheet.name
        assert all(names), sheet.name
        assert all(column.meaning and column.title for column in sheet.columns), sheet.name


def test_a_drop_down_offers_whatever_stands_in_its_column() -> None:
    content = content_for(full_workshop())

    rows = read(content)

    for sheet in content.sheets:
        for column in sheet.columns:
            if column.choices:
                found = {row[column.name] for row in rows[sheet.name]} - {None, ""}
                assert found <= set(column.choices), (sheet.name, column.name)


def test_values_are_of_the_kind_that_their_column_says() -> None:
    content = content_for(full_workshop())

    for sheet in content.sheets:
        for row in sheet.rows():
            assert len(row) == len(sheet.columns)
            for value, column in zip(row, sheet.columns, strict=True):
                fits = value is None or isinstance(value, str) is (
                    not column.kind.numeric and column.kind is not Kind.MOMENT
                )
                assert fits, (sheet.name, column.name, value)


def test_what_may_grow_long_is_read_while_it_is_written() -> None:
    streams = [one.name for one in content_for(create_workshop()).sheets if isinstance(one, Stream)]

    assert streams == ["factors", "trail", "participants", "log"]


@pytest.mark.parametrize("workshops", [1, 3])
def test_as_many_queries_whatever_there_is(workshops, django_assert_num_queries) -> None:
    several = [full_workshop() for _ in range(workshops)]

    # Two of these read the plan's cycle and the workshops.
    with django_assert_num_queries(59):
        content = content_for(*several)
    with django_assert_num_queries(9):
        read(content)


def test_an_empty_workshop_has_all_sheets_and_agrees() -> None:
    content = content_for(create_workshop())

    assert disagreements(content) == []
    assert [sheet.name for sheet in content.sheets] == SHEETS


@pytest.mark.data
@pytest.mark.django_db(transaction=True)
def test_it_agrees_while_the_room_goes_on_writing(settings) -> None:
    settings.FACTORS_PER_MINUTE = 100_000
    workshop = full_workshop()
    person = workshop.participants.counted().order_by("pk").first()
    stop = threading.Event()

    def write_on() -> int:
        written = 0
        while not stop.is_set():
            fields = {"category": Category.SOCIAL, "stance": Stance.STRENGTH, "track": Track.BOTH}
            submit_factor(
                person,
                client_id=uuid.uuid4(),
                text=f"เขียนต่อ {written}",
                district=person.district,
                evidence="",
                horizon="",
                **fields,
            )
            written += 1
        return written

    def read_on() -> list[object]:
        found: list[object] = []
        try:
            for _ in range(5):
                with one_moment():
                    content = content_for(workshop)
                    time.sleep(0.02)  # the room writes between the tables and the streams
                    found.append((content.counts.factors_total, disagreements(content)))
        finally:
            stop.set()
        return found

    Workshop.objects.filter(pk=workshop.pk).update(stage=Stage.BRAINSTORM)
    written, found = at_once(write_on, read_on)

    assert isinstance(found, list), found
    assert [wrong for _total, wrong in found] == [[]] * 5
    totals = [total for total, _wrong in found]
    assert totals == sorted(totals)
    assert isinstance(written, int), written
    assert written > 0
