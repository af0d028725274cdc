import pytest
from django.test import Client
from django.urls import reverse

from analysis.domain import issues
from tests.analysis.plans import create_indicator, create_issue, create_project
from tests.factories import (
    create_facilitator,
    create_factor,
    create_participant,
    create_planner,
    create_user,
    create_workshop,
)
from tests.workshops.desks import sentences, signed_in
from workshops.domain import factors
from workshops.enums import Category, Stance, Track

pytestmark = pytest.mark.django_db


def url(workshop, query=""):
    return reverse("analysis:factors", args=[workshop.code]) + query


def found(response):
    return [factor.text for factor in response.context["page"]]


@pytest.fixture
def planner():
    return signed_in(create_planner())


@pytest.fixture
def workshop():
    workshop = create_workshop()
    create_factor(workshop=workshop, text="ถนน", category=Category.INFRASTRUCTURE)
    create_factor(workshop=workshop, text="ผู้สูงอายุ", stance=Stance.THREAT, district="4029")
    create_factor(workshop=workshop, text="งานแสดงสินค้า", track=Track.MICE)
    create_factor(text="ของการประชุมอื่น")
    return workshop


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("", ["งานแสดงสินค้า", "ผู้สูงอายุ", "ถนน"]),
        ("?category=infrastructure", ["ถนน"]),
        ("?district=4029", ["ผู้สูงอายุ"]),
        ("?stance=strength&track=mice", ["งานแสดงสินค้า"]),
        ("?category=social&district=4005&stance=strength&track=mice", ["งานแสดงสินค้า"]),
        ("?category=political", []),
        ("?page=99", ["งานแสดงสินค้า", "ผู้สูงอายุ", "ถนน"]),
    ],
)
def test_filters_leave_the_sentences_they_name(planner, workshop, query, texts):
    response = planner.get(url(workshop, query))

    assert (response.status_code, found(response)) == (200, texts)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?district=9999", "district"),
        ("?district=4007", "district"),
        ("?category=astrological", "category"),
        ("?stance=x", "stance"),
        ("?track=%00", "track"),
        ("?issue=999999", "issue"),
        ("?project=x", "project"),
    ],
)
def test_an_unknown_filter_is_refused_not_ignored(planner, workshop, query, field):
    response = planner.get(url(workshop, query))

    assert (response.status_code, found(response)) == (422, [])
    said = "This choice is not known. Choose one from the list."
    assert sentences(response) == {field: [said]}
    assert said in response.content.decode()


def test_the_sentences_behind_a_row_of_the_plan(planner, workshop):
    factor = workshop.factors.get(text="ถนน")
    issue = create_issue(workshop=workshop, factors=[factor])
    indicator = create_indicator(issue=issue, factors=[factor])
    project = create_project(issue=issue)

    for query in (f"?issue={issue.pk}", f"?indicator={indicator.pk}"):
        assert found(planner.get(url(workshop, query))) == ["ถนน"]
    assert found(planner.get(url(workshop, f"?project={project.pk}"))) == []
    assert f"What this rests on: {issue}" in (
        planner.get(url(workshop, f"?issue={issue.pk}")).content.decode()
    )


def test_a_row_of_another_workshop_is_unknown(planner, workshop):
    assert planner.get(url(workshop, f"?issue={create_issue().pk}")).status_code == 422


def test_a_sentence_leads_to_what_rests_on_it(planner, workshop):
    factor = workshop.factors.get(text="ถนน")
    issue = create_issue(workshop=workshop, factors=[factor])
    gone = create_issue(workshop=workshop, factors=[factor], title="ถูกนำออก")
    create_indicator(issue=issue, factors=[factor])
    create_project(issue=issue, factors=[factor])
    issues.remove_issue(gone, by=create_planner())

    page = planner.get(url(workshop, "?category=infrastructure")).content.decode()

    assert reverse("analysis:change-issue", args=[workshop.code, issue.pk]) in page
    assert ("หมู่บ้านที่มีน้ำใช้" in page, "ขุดลอกลำน้ำ" in page, "ถูกนำออก" in page) == (
        True,
        True,
        False,
    )


def test_hidden_sentences_and_names_are_not_there(planner):
    workshop = create_workshop()
    person = create_participant(workshop=workshop, name="สมชาย ใจดี")
    create_factor(participant=person, text="<b>ถนน</b>")
    hidden = create_factor(participant=person, text="ซ่อนแล้ว")
    factors.hide_factor(hidden, by=create_user())

    page = planner.get(url(workshop)).content.decode()

    assert "&lt;b&gt;ถนน" in page
    assert "ซ่อนแล้ว" not in page
    assert "สมชาย" not in page


def test_a_hundred_stand_on_a_page(planner):
    person = create_participant()
    for _ in range(101):
        create_factor(participant=person)

    second = planner.get(url(person.workshop, "?category=social&page=2"))

    assert len(found(second)) == 1
    assert "?category=social&amp;page=1" in second.content.decode()


def test_who_may_not_come_in(workshop):
    assert Client().get(url(workshop)).status_code == 302
    assert signed_in(create_facilitator()).get(url(workshop)).status_code == 404
    assert signed_in(create_user()).get(url(workshop)).status_code == 403
    assert signed_in(create_planner()).get("/analysis/ZZZZZZ/factors/").status_code == 404
    assert signed_in(create_planner()).post(url(workshop)).status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_more_sentences_are_not_more_queries(planner, rows, django_assert_num_queries):
    workshop = create_workshop()
    for _ in range(rows):
        factor = create_factor(workshop=workshop)
        issue = create_issue(workshop=workshop, factors=[factor])
        create_indicator(issue=issue, factors=[factor])
        create_project(issue=issue, factors=[factor])

    # Session, account, workshop, its plan; clusters, factors in them; districts, how many, the
    # page, three of what rests.
    with django_assert_num_queries(12):
        planner.get(url(workshop))
