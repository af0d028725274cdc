"""All sheets together: what is in, what must not get out, and that they say the same."""

from __future__ import annotations

import threading
import time
import uuid
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.utils import translation

from analysis.snapshot import one_moment
from analysis.tables.agreements import disagreements, rows_of
from analysis.tables.content import Content
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


@dataclass
class Read:
    """A content that was read to its end: nothing of it needs the database any more."""

    content: Content
    rows: dict[str, list[dict[str, object]]]
    wrong: list[str]

    @classmethod
    def of(cls, workshop, **wished):
        content = content_for(workshop, **wished)
        return cls(content, read(content), disagreements(content))


@pytest.fixture(scope="module")
def full(django_db_setup, django_db_blocker):
    """The full workshop as everybody's file has it, with names, and as a plan of one."""
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("en"):
        workshop = full_workshop()
        found = [Read.of(workshop, **wished) for wished in ({}, {"names": True}, {"is_plan": True})]
        transaction.set_rollback(True)
    return found


def test_the_sheets_stand_in_their_order_and_agree(full) -> None:
    for one in full:
        assert list(one.rows) == SHEETS
        assert one.wrong == []
        assert all(one.rows.values())  # the scene has a row for each


def test_a_plan_of_several_workshops_agrees_too_and_says_of_which_each_row_is() -> None:
    workshops = [full_workshop(), full_workshop(), create_workshop()]

    content = content_for(*workshops, is_plan=True)

    assert disagreements(content) == []
    rows = read(content)
    codes = {one.code for one in workshops[:2]}
    for name in SHEETS[2:]:
        assert {row["workshop"] for row in rows[name]} == codes, name


def test_one_workshop_needs_no_code_but_a_plan_of_one_has_it(full) -> None:
    alone, _named, plan = full

    with_code = [
        [name for name, rows in one.rows.items() if "workshop" in rows[0]] for one in (alone, plan)
    ]
    assert with_code == [[], SHEETS[2:]]


def test_nothing_hidden_withdrawn_waiting_or_named_gets_out(full) -> None:
    words = str(full[0].rows)

    assert OFF not in words
    assert SECRET not in words
    assert "ผู้เข้าร่วม" not in words  # what the factories call people


def test_with_the_right_names_are_with_people_and_nowhere_near_words(full) -> None:
    rows = full[1].rows

    assert any(SECRET in str(row["name"]) for row in rows["participants"])
    others = {name: found for name, found in rows.items() if name != "participants"}
    assert SECRET not in str(others)
    assert OFF not in str(rows)
    assert {row["name"] for row in rows["log"]} != {None}


def test_every_column_is_explained_and_can_be_left_out_by_its_own_name(full) -> None:
    for sheet in full[1].content.sheets:
        names = [column.name for column in sheet.columns]
        assert len(set(names)) == len(names), sheet.name
        assert all(names), sheet.name
        assert all(column.meaning and column.title for column in sheet.columns), sheet.name


def test_a_drop_down_offers_whatever_stands_in_its_column(full) -> None:
    for sheet in full[0].content.sheets:
        for column in sheet.columns:
            if column.choices:
                found = {row[column.name] for row in full[0].rows[sheet.name]} - {None, ""}
                assert found <= set(column.choices), (sheet.name, column.name)


def test_values_are_of_the_kind_that_their_column_says(full) -> None:
    for sheet in full[1].content.sheets:
        for row in full[1].rows[sheet.name]:
            for column in sheet.columns:
                value = row[column.name]
                is_text = not column.kind.numeric and column.kind is not Kind.MOMENT
                fits = value is None or isinstance(value, str) is is_text
                assert fits, (sheet.name, column.name, value)


def test_what_may_grow_long_is_read_while_it_is_written(full) -> None:
    streams = [one.name for one in full[0].content.sheets if isinstance(one, Stream)]

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

    read_while_writing(full_workshop(), times=3)


@pytest.mark.soak
@pytest.mark.data
@pytest.mark.django_db(transaction=True)
def test_two_hundred_files_agree_while_the_room_goes_on_writing(settings) -> None:
    settings.FACTORS_PER_MINUTE = 1_000_000

    read_while_writing(full_workshop(), times=200)


def read_while_writing(workshop, *, times) -> None:
    """Somebody sends factors, at most 200 a second, while the whole content is read."""
    person = workshop.participants.counted().order_by("pk").first()
    stop = threading.Event()

    def write_on() -> int:
        written = 0
        while not stop.wait(0.005):
            submit_factor(
                person,
                client_id=uuid.uuid4(),
                text=f"เขียนต่อ {written}",
                district=person.district,
                evidence="",
                horizon="",
                category=Category.SOCIAL,
                stance=Stance.STRENGTH,
                track=Track.BOTH,
            )
            written += 1
        return written

    def read_on() -> list[tuple[int, list[str]]]:
        found = []
        try:
            for _ in range(times):
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
    assert [wrong for _total, wrong in found] == [[]] * times
    totals = [total for total, _wrong in found]
    assert totals == sorted(totals)
    assert isinstance(written, int), written
    assert totals[-1] > totals[0]
