"""Changing rows of the plan: what is kept, what two windows at once see."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analysis.domain import indicators, issues, projects
from analysis.domain.project_rules import Activity
from tests.analysis.plans import (
    change,
    create_indicator,
    create_issue,
    create_programme,
    create_project,
    create_source,
    indicator_form,
    indicator_said,
    issue_form,
    issue_said,
    programme_form,
    project_form,
    project_said,
    verbs,
)
from tests.factories import create_facilitator, create_factor, create_planner, create_user
from tests.workshops.desks import sentences, signed_in
from workshops.domain import factors

pytestmark = pytest.mark.django_db


def url(kind, row, pk=None):
    workshop = row.workshop if kind == "issue" else row.issue.workshop
    return reverse(f"analysis:change-{kind}", args=[workshop.code, pk or row.pk])


@pytest.fixture
def planner():
    return signed_in(create_planner())


ROWS = {
    "issue": (create_issue, issue_form, {"title": "ใหม่"}),
    "indicator": (create_indicator, indicator_form, {"name": "ใหม่"}),
    "programme": (create_programme, programme_form, {"name": "ใหม่"}),
    "project": (create_project, project_form, {"name": "ใหม่"}),
}
# Session, account, workshop, the row, its plan; what it is linked to; what can be chosen.
FORMS = {"issue": 34, "indicator": 28, "programme": 23, "project": 38}
every = pytest.mark.parametrize(
    ("kind", "create", "form", "new"), [(k, *v) for k, v in ROWS.items()]
)


@every
def test_it_shows_the_row_and_keeps_what_is_changed(planner, kind, create, form, new):
    row = create()
    workshop = row.workshop if kind == "issue" else row.issue.workshop
    before = verbs(workshop)

    shown = planner.get(url(kind, row))
    response = planner.post(url(kind, row), form(version="1", **new))

    assert (shown.status_code, response.status_code) == (200, 302)
    assert str(row) in shown.content.decode()
    row.refresh_from_db()
    assert (str(row), row.version) == ("ใหม่", 2)
    assert verbs(workshop) == [*before, f"{kind}.changed"]


@every
def test_saving_what_the_page_shows_changes_nothing(planner, kind, create, form, new):
    row = create()
    bound = planner.get(url(kind, row)).context["form"]
    shown = {name: bound[name].value() for name in bound.fields}
    sent = {name: "" if value is None else value for name, value in shown.items()}

    response = planner.post(url(kind, row), sent)

    row.refresh_from_db()
    assert (response.status_code, row.version) == (302, 1)


@every
@pytest.mark.parametrize("version", ["0", "7", "", "-1"])
def test_another_version_is_a_conflict_with_both_on_the_page(
    planner, kind, create, form, new, version
):
    row = create()

    response = planner.post(url(kind, row), form(version=version, **new))

    page = response.content.decode()
    assert response.status_code == 409
    assert "Somebody else has changed this row meanwhile." in page
    assert ("ใหม่" in page, str(row) in page) == (True, True)
    assert "What is stored now" in page
    assert 'name="version" value="1"' in page
    row.refresh_from_db()
    assert (row.version, str(row) != "ใหม่") == (1, True)
    # Saving again from the page that shows both is a decision, and works.
    assert planner.post(url(kind, row), form(version="1", **new)).status_code == 302


@every
def test_a_version_that_is_none_is_said_in_words(planner, kind, create, form, new):
    response = planner.post(url(kind, create()), form(version="x", **new))

    assert response.status_code == 422
    assert "The form came back incomplete." in response.content.decode()


@every
def test_who_may_not_come_in(planner, kind, create, form, new):
    row, other = create(), create()

    assert planner.get(url(kind, row, 999999)).status_code == 404
    assert planner.post(url(kind, other, row.pk), form(version="1", **new)).status_code == 404
    for user, status in ((create_facilitator(), 404), (create_user(), 403)):
        answer = signed_in(user).post(url(kind, row), form(version="1", **new))
        assert answer.status_code == status
    assert planner.delete(url(kind, row)).status_code == 405
    row.refresh_from_db()
    assert row.version == 1


def test_the_conflict_page_shows_every_field_that_differs(planner):
    issue = create_issue()
    issues.change_issue(
        issue, by=create_planner(), version=1, **change(issue_said(goal="ก\nข", rationale=""))
    )

    response = planner.post(url("issue", issue), issue_form(version="1", title="ของฉัน"))

    found = response.context["conflict"].differences
    assert [(one.label, one.whose, one.mine, one.now, one.before) for one in found] == [
        ("Development issue", "mine", ["ของฉัน"], ["น้ำ"], ["น้ำ"]),
        ("Goal", "theirs", ["มีน้ำใช้"], ["ก", "ข"], ["มีน้ำใช้"]),
        ("Rationale", "theirs", ["น้ำแล้ง"], [], ["น้ำแล้ง"]),
    ]
    # What only the other one changed stands in the form already.
    form = response.context["form"]
    assert [form[name].value() for name in ("title", "goal", "rationale")] == [
        "ของฉัน",
        "ก\nข",
        None,
    ]


def test_a_conflict_in_targets_shows_the_stored_number(planner):
    indicator = create_indicator()
    said = change(indicator_said(), targets={2023: Decimal("1250.5")})
    indicators.change_indicator(indicator, by=create_planner(), version=1, **said)

    response = planner.post(url("indicator", indicator), indicator_form(version="1"))

    found = response.context["conflict"].taken_over
    assert [(one.label, one.mine, one.now) for one in found] == [
        ("B.E. 2566", ["50"], ["1,250.5"]),
        ("B.E. 2567", ["60.5"], []),
    ]


def test_a_conflict_in_money_leaves_all_of_it(planner):
    source = create_source()
    project = create_project()
    said = change(project_said(), budgets={(2023, source): Decimal(5)})
    projects.change_project(project, by=create_planner(), version=1, **said)

    cell = f"budget_2024_{source.pk}"
    response = planner.post(url("project", project), project_form(version="1", **{cell: "9"}))

    assert response.status_code == 409
    assert list(project.budgets.values_list("year", "amount_thb")) == [(2023, Decimal(5))]


def test_a_mistake_shows_what_was_typed_and_keeps_the_version(planner):
    issue = create_issue()

    response = planner.post(url("issue", issue), issue_form(version="1", title="", goal="ใหม่"))

    assert (response.status_code, list(sentences(response))) == (422, ["title"])
    assert response.context["version"] == 1
    assert "ใหม่</textarea>" in response.content.decode()


def test_a_removed_row_is_not_changed_but_can_be_restored_from_its_page(planner):
    issue = create_issue()
    issues.remove_issue(issue, by=create_planner())

    response = planner.post(url("issue", issue), issue_form(version="1", title="ใหม่"))

    page = response.content.decode()
    assert response.status_code == 409
    assert "This row was removed from the plan. Restore it, then change it." in page
    assert reverse("analysis:restore-issue", args=[issue.workshop.code, issue.pk]) in page
    issue.refresh_from_db()
    assert issue.title == "น้ำ"


def test_links_to_hidden_factors_are_kept_and_come_back(planner):
    issue = create_issue()
    factor = create_factor(workshop=issue.workshop)
    said = change(issue_said(), factors=[factor])
    issues.change_issue(issue, by=create_planner(), version=1, **said)
    factors.hide_factor(factor, by=create_user())

    planner.post(url("issue", issue), issue_form(version="2", title="ใหม่"))

    issue.refresh_from_db()
    assert (issue.title, list(issue.factors.all())) == ("ใหม่", [factor])


def test_links_to_indicators_that_are_out_of_the_plan_are_kept(planner):
    indicator = create_indicator()
    project = create_project(issue=indicator.issue, indicators=[indicator])
    indicators.remove_indicator(indicator, by=create_planner())

    planner.post(url("project", project), project_form(version="1", name="ใหม่"))

    assert list(project.indicators.all()) == [indicator]


def test_in_a_conflict_each_field_can_stay_as_it_is_stored(planner):
    issue = create_issue()
    factor = create_factor(workshop=issue.workshop)
    theirs = change(issue_said(title="ของเขา", goal="เป้าของเขา", factors=[factor]))
    issues.change_issue(issue, by=create_planner(), version=1, **theirs)
    mine = issue_form(version="1", title="ของฉัน", goal="เป้าของฉัน")

    page = planner.post(url("issue", issue), mine)
    picked = issue_form(version="2", title="ของฉัน", goal="เป้าของฉัน", factors=[factor.pk])
    picked |= {"keep_title": "mine", "keep_goal": "stored"}
    response = planner.post(url("issue", issue), picked)

    assert [one.name for one in page.context["conflict"].to_decide] == ["title", "goal"]
    assert [one.name for one in page.context["conflict"].taken_over] == ["factors"]
    assert 'name="keep_goal" value="stored"' in page.content.decode()
    issue.refresh_from_db()
    assert (response.status_code, issue.title, issue.goal) == (302, "ของฉัน", "เป้าของเขา")
    assert list(issue.factors.all()) == [factor]


def test_activities_conflict_as_one_and_can_stay_as_they_are_stored(planner):
    project = create_project()
    rows = [Activity(name, Decimal(5), "อำเภอ") for name in ("หนึ่ง", "สอง", "สาม", "สี่", "ห้า")]
    theirs = change(project_said(activities=rows))
    projects.change_project(project, by=create_planner(), version=1, **theirs)
    mine = project_form(version="1", activity_0_name="ของฉัน")

    page = planner.post(url("project", project), mine)
    (found,) = page.context["conflict"].to_decide
    kept = planner.post(
        url("project", project), mine | {"version": "2", "keep_activities": "stored"}
    )

    assert (found.name, found.mine, found.before) == ("activities", ["ของฉัน"], ["ขุดลอก"])
    assert (found.now[0], len(found.now)) == ("หนึ่ง · 5 · อำเภอ", 5)
    assert kept.status_code == 302
    assert project.activity_rows.count() == 5


def test_a_conflict_after_a_conflict_is_shown_again(planner):
    issue = create_issue()
    for number, title in enumerate(("หนึ่ง", "สอง"), 1):
        said = change(issue_said(title=title))
        issues.change_issue(issue, by=create_planner(), version=number, **said)

    sent = issue_form(version="2", title="ของฉัน", keep_title="mine")
    response = planner.post(url("issue", issue), sent)

    assert response.status_code == 409
    (one,) = response.context["conflict"].to_decide
    assert (one.mine, one.now, one.before) == (["ของฉัน"], ["สอง"], ["หนึ่ง"])


@pytest.mark.parametrize("rows", [1, 30])
def test_a_form_takes_as_many_queries_whatever_it_lists(planner, rows):
    issue = create_issue()
    for _ in range(rows):
        create_factor(workshop=issue.workshop)
    indicator = create_indicator(issue=issue, factors=list(issue.workshop.factors.all()))
    activities = [Activity("ขุดลอก")] * rows
    said = {"indicators": [indicator], "activities": activities}
    project = create_project(issue=issue, **said)
    programme = create_programme(issue=issue)

    listed = {"issue": issue, "indicator": indicator, "programme": programme, "project": project}
    for kind, row in listed.items():
        with CaptureQueriesContext(connection) as asked:
            planner.get(url(kind, row))
        assert (kind, len(asked)) == (kind, FORMS[kind])
