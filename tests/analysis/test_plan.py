from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from analysis.domain import indicators, issues
from tests.analysis.plans import create_indicator, create_issue, create_project, create_source
from tests.factories import (
    create_facilitator,
    create_factor,
    create_participant,
    create_planner,
    create_user,
    create_workshop,
)
from tests.workshops.desks import signed_in

pytestmark = pytest.mark.django_db


def url(workshop):
    return reverse("analysis:plan", args=[workshop.code])


@pytest.fixture
def planner():
    return signed_in(create_planner())


def test_the_three_tables_and_the_money(planner):
    workshop = create_workshop()
    factor = create_factor(workshop=workshop)
    issue = create_issue(workshop=workshop, title="<i>น้ำ</i>", factors=[factor])
    indicator = create_indicator(issue=issue)
    project = create_project(issue=issue, budgets={(2023, create_source()): Decimal(1500000)})

    response = planner.get(url(workshop))

    assert response.status_code == 200
    page = response.content.decode()
    for row in (f"developmentissue-{issue.pk}", f"indicator-{indicator.pk}"):
        assert f'<tr id="{row}">' in page
    assert f'<tr id="project-{project.pk}">' in page
    assert '<td class="kind-money">1,500,000.00</td>' in page
    assert "&lt;i&gt;น้ำ&lt;/i&gt;" in page
    sentences = reverse("analysis:factors", args=[workshop.code])
    assert f'<a href="{sentences}?issue={issue.pk}">{factor.pk}</a>' in page
    assert reverse("analysis:change-project", args=[workshop.code, project.pk]) in page


def test_an_empty_plan_says_where_to_begin(planner):
    page = planner.get(url(create_workshop())).content.decode()

    assert "No issue yet. Add the first one" in page
    assert "<table" not in page


def test_what_was_taken_out_can_be_restored_from_here(planner):
    workshop, by = create_workshop(), create_planner()
    stays, gone = create_issue(workshop=workshop), create_issue(workshop=workshop)
    indicator = create_indicator(issue=stays)
    create_indicator(issue=gone)
    indicators.remove_indicator(indicator, by=by)
    issues.remove_issue(gone, by=by)

    removed = planner.get(url(workshop)).context["removed"]

    assert [one.restore for one in removed] == [
        reverse("analysis:restore-issue", args=[workshop.code, gone.pk]),
        reverse("analysis:restore-indicator", args=[workshop.code, indicator.pk]),
    ]


def test_nobody_is_named(planner):
    workshop = create_workshop()
    person = create_participant(workshop=workshop, name="สมชาย ใจดี")
    create_issue(workshop=workshop, factors=[create_factor(participant=person)])

    assert "สมชาย" not in planner.get(url(workshop)).content.decode()


def test_who_may_not_come_in():
    workshop = create_workshop()

    assert Client().get(url(workshop)).status_code == 302
    assert signed_in(create_facilitator()).get(url(workshop)).status_code == 404
    assert signed_in(create_user()).get(url(workshop)).status_code == 403
    assert signed_in(create_planner()).get("/analysis/ZZZZZZ/plan/").status_code == 404
    assert signed_in(create_planner()).post(url(workshop)).status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_more_rows_are_not_more_queries(planner, rows, django_assert_num_queries):
    workshop = create_workshop()
    for _ in range(rows):
        factor = create_factor(workshop=workshop)
        issue = create_issue(workshop=workshop, factors=[factor])
        indicator = create_indicator(issue=issue, factors=[factor])
        money = {(2023, create_source()): Decimal(1)}
        create_project(issue=issue, factors=[factor], indicators=[indicator], budgets=money)

    # Session, account, workshop, its plan; twelve for the tables; three of what was removed.
    with django_assert_num_queries(19):
        planner.get(url(workshop))
