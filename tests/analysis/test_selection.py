"""Picking workshops: what the address says, what each account may pick, what is refused."""

import datetime

import pytest
from django.http import QueryDict

from analysis.selection import selection_of
from tests.factories import (
    create_facilitator,
    create_plan_cycle,
    create_planner,
    create_user,
    create_workshop,
)
from workshops.enums import Track
from workshops.models import User, Workshop

pytestmark = pytest.mark.django_db


def held(day: str, **fields) -> Workshop:
    sample = fields.pop("is_sample", False)
    workshop = create_workshop(**fields)
    workshop.held_on = datetime.date.fromisoformat(day)
    workshop.is_sample = sample
    workshop.save(update_fields=["held_on", "is_sample"])
    return workshop


def asked(query: str = "", *, user: User | None = None):
    return selection_of(QueryDict(query), user=user or create_planner(), cycle=create_plan_cycle())


def test_nothing_chosen_is_everything_newest_first() -> None:
    first, second = held("2021-06-24"), held("2022-06-24", districts=("4018",))

    found = asked()

    assert found.workshops == [second, first]
    assert [one.pk for one in found.districts] == ["4018", "4005", "4029"]  # as listed
    assert (found.status, found.query, found.is_narrowed, found.readable) == (200, "", False, 2)


@pytest.mark.parametrize(
    ("query", "picked"),
    [
        ("district=4018", "b"),
        ("district=4018&district=4005", "ab"),
        ("track=mice", "bc"),
        ("track=smart", "ac"),  # those for both count for each
        ("since=1/1/2565", "bc"),
        ("until=24+มิ.ย.+2564", "a"),
        ("since=2022-01-01&until=2022-12-31", "b"),
        ("sample=only", "c"),
        ("sample=without", "ab"),
        ("since=&district=&track=", "abc"),
        ("sort=points&page=2", "abc"),  # not ours
    ],
)
def test_each_filter(query: str, picked: str) -> None:
    made = {
        "a": held("2021-06-24", track=Track.SMART),
        "b": held("2022-06-24", districts=("4018",), track=Track.MICE),
        "c": held("2023-06-24", districts=("4010",), is_sample=True),
    }

    assert set(asked(query).workshops) == {made[name] for name in picked}


def test_single_workshops_by_their_codes() -> None:
    first, _second = held("2021-06-24"), held("2022-06-24")

    assert asked(f"workshop={first.code}").workshops == [first]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("district=9999", "district"),
        ("track=sea", "track"),
        ("since=yesterday", "since"),
        ("since=1/1/2566&until=1/1/2565", "until"),
        ("sample=perhaps", "sample"),
        ("workshop=ZZZZZZ", "workshop"),
    ],
)
def test_what_is_not_known_is_refused_with_a_sentence(query: str, field: str) -> None:
    held("2021-06-24")

    found = asked(query)

    assert (found.status, found.workshops, found.districts) == (422, [], [])
    assert list(found.form.errors) == [field]


def test_only_what_the_account_may_read() -> None:
    facilitator = create_facilitator()
    own, other = held("2021-06-24", facilitator=facilitator), held("2022-06-24")

    assert asked(user=facilitator).workshops == [own]
    assert asked(f"workshop={other.code}", user=facilitator).status == 422
    assert set(asked(user=create_user(is_superuser=True)).workshops) == {own, other}


def test_another_cycle_is_another_selection() -> None:
    workshop = held("2021-06-24")
    workshop.plan_cycle = create_plan_cycle(start_year=2028)
    workshop.save(update_fields=["plan_cycle"])

    assert asked().workshops == []


def test_the_query_holds_the_filters_alone() -> None:
    held("2021-06-24")

    assert asked("page=3&track=mice&district=4029&district=4005&since=").query == (
        "district=4029&district=4005&track=mice"
    )


def test_sample_data_is_named() -> None:
    held("2021-06-24", is_sample=True)
    assert (asked().has_samples, asked().mixes_samples) == (True, False)

    held("2021-06-25")
    assert (asked().has_samples, asked().mixes_samples) == (True, True)


@pytest.mark.parametrize("rows", [1, 30])
def test_it_takes_two_queries(rows: int, django_assert_num_queries) -> None:
    for _ in range(rows):
        held("2021-06-24")
    user, cycle = create_planner(), create_plan_cycle()

    with django_assert_num_queries(2):
        assert len(selection_of(QueryDict(), user=user, cycle=cycle).workshops) == rows
