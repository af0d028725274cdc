"""Indicators that other lists use: what is offered, and what a new one begins with."""

import pytest
from django.urls import reverse

from analysis.domain import indicators
from analysis.suggestions import suggestions
from tests.analysis.plans import create_indicator, create_issue, indicator_form
from tests.factories import create_facilitator, create_planner, create_workshop
from tests.workshops.desks import signed_in

pytestmark = pytest.mark.django_db


def elsewhere(name, *, districts=("4005",), **said):
    issue = create_issue(workshop=create_workshop(districts=districts), title="อื่น")
    return create_indicator(issue=issue, name=name, **said)


def url(issue):
    return reverse("analysis:create-indicator", args=[issue.workshop.code, issue.pk])


def test_lists_that_say_the_same_are_one_line_with_all_their_districts():
    elsewhere("ครัวเรือนที่มีน้ำประปาใช้ตลอดปี", districts=("4005",))
    elsewhere("ครัวเรือนที่มีน้ำประปาใช้ตลอดปี", districts=("4029",))
    elsewhere("จำนวนนักท่องเที่ยวที่พักค้างคืน")
    workshop = create_workshop()

    found = suggestions(create_planner(), workshop, "ครัวเรือนมีน้ำประปาใช้")

    assert [(one.indicator.name, one.uses, len(one.districts)) for one in found] == [
        ("ครัวเรือนที่มีน้ำประปาใช้ตลอดปี", 2, 2)
    ]


def test_the_nearest_comes_first_and_without_words_the_most_used():
    near = elsewhere("ร้อยละของครัวเรือนที่มีน้ำประปาใช้")
    elsewhere("ร้อยละของขยะที่คัดแยก")
    for _ in range(2):
        elsewhere("จำนวนนักท่องเที่ยว")
    planner, workshop = create_planner(), create_workshop()

    named = suggestions(planner, workshop, "ร้อยละของครัวเรือนที่มีน้ำประปาใช้")
    usual = suggestions(planner, workshop, "")

    assert named[0].indicator == near
    assert (usual[0].indicator.name, usual[0].uses) == ("จำนวนนักท่องเที่ยว", 2)


def test_own_ones_say_so_and_removed_ones_are_left_out():
    own, gone = create_indicator(), elsewhere("จำนวนนักท่องเที่ยว")
    indicators.remove_indicator(gone, by=create_planner())

    found = suggestions(create_planner(), own.issue.workshop, "")

    assert [(one.indicator, one.is_own) for one in found] == [(own, True)]


def test_nobody_is_offered_what_they_may_not_read():
    elsewhere("จำนวนนักท่องเที่ยว")
    facilitator = create_facilitator()
    issue = create_issue(workshop=create_workshop(facilitator=facilitator))
    hidden = elsewhere("จำนวนหมู่บ้าน")
    browser = signed_in(facilitator)

    assert browser.get(url(issue)).context["suggested"] == []
    assert browser.get(url(issue), {"like": hidden.pk}).status_code == 404
    refused = browser.post(url(issue), indicator_form(taken_from=hidden.pk))
    assert refused.status_code == 422
    assert not issue.indicators.exists()


def test_choosing_one_fills_the_form_and_is_kept():
    lent = elsewhere("จำนวนนักท่องเที่ยว", unit="คน", aim="keep", data_owner="จังหวัด")
    issue = create_issue()
    planner = signed_in(create_planner())

    page = planner.get(url(issue), {"like": lent.pk})
    planner.post(url(issue), indicator_form(name="จำนวนนักท่องเที่ยวของเรา", taken_from=lent.pk))

    form = page.context["form"]
    names = ("name", "unit", "aim", "whole_plan_rule", "data_owner")
    assert [form[name].value() for name in names] == [
        *("จำนวนนักท่องเที่ยว", "คน", "keep", "last", "จังหวัด")
    ]
    assert f'name="taken_from" value="{lent.pk}"' in page.content.decode()
    assert issue.indicators.get().taken_from == lent


@pytest.mark.parametrize("like", ["x", "-1", "9" * 12, ""])
def test_what_is_no_key_begins_an_empty_form(like):
    issue = create_issue()

    page = signed_in(create_planner()).get(url(issue), {"like": like})

    assert (page.status_code, page.context["form"]["name"].value()) == (200, None)


def test_looking_for_words_lists_what_has_them():
    for name in ("จำนวนนักท่องเที่ยวที่พักค้างคืน", "ร้อยละของขยะที่คัดแยก"):
        elsewhere(name)
    issue = create_issue()

    page = signed_in(create_planner()).get(url(issue), {"q": "นักท่องเที่ยว"})

    names = [one.indicator.name for one in page.context["suggested"]]
    assert names == ["จำนวนนักท่องเที่ยวที่พักค้างคืน"]


@pytest.mark.parametrize("rows", [1, 30])
def test_more_lists_are_not_more_queries(rows, django_assert_num_queries):
    issue = create_issue()
    for number in range(rows):
        elsewhere(f"จำนวนนักท่องเที่ยว {number}")
    planner = signed_in(create_planner())

    # Session, account, workshop, issue, plan; proposals, factors; the indicators, their
    # workshops and districts.
    with django_assert_num_queries(10):
        planner.get(url(issue), {"q": "นักท่องเที่ยว"})
