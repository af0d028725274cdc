from decimal import Decimal

import pytest
from django.urls import reverse

from analysis.domain import indicators
from analysis.models import Project
from tests.analysis.plans import (
    create_indicator,
    create_issue,
    create_programme,
    create_source,
    project_form,
    verbs,
)
from tests.factories import create_facilitator, create_factor, create_planner, create_user
from tests.workshops.desks import sentences, signed_in
from workshops.enums import Confidence, ReferenceKind

pytestmark = pytest.mark.django_db


def url(issue, pk=None):
    return reverse("analysis:create-project", args=[issue.workshop.code, pk or issue.pk])


@pytest.fixture
def planner():
    return signed_in(create_planner())


@pytest.fixture
def issue():
    return create_issue()


@pytest.fixture
def source():
    return create_source()


def test_it_works_with_money_and_links(planner, issue, source):
    factor, indicator = create_factor(workshop=issue.workshop), create_indicator(issue=issue)

    sent = project_form(factors=[factor.pk], indicators=[indicator.pk])
    sent |= {f"budget_2023_{source.pk}": "๑,๕๐๐,๐๐๐.๕๐", f"budget_2024_{source.pk}": "0"}
    response = planner.post(url(issue), sent)

    project = issue.projects.get()
    plan = reverse("analysis:plan", args=[issue.workshop.code])
    assert (response.status_code, response["Location"]) == (302, f"{plan}#project-{project.pk}")
    assert (project.start_year, project.end_year) == (2023, 2024)
    assert dict(project.budgets.values_list("year", "amount_thb")) == {
        2023: Decimal("1500000.50"),
        2024: Decimal(0),
    }
    assert (list(project.factors.all()), list(project.indicators.all())) == ([factor], [indicator])
    assert verbs(issue.workshop) == ["issue.added", "indicator.added", "project.added"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "\u200b"}, {"name": ["This is empty. Write something here."]}),
        ({"lead_agency": ""}, {"lead_agency": ["This is empty. Write something here."]}),
        ({"start_year": ""}, {"start_year": ["The year is missing. Write it like 2566."]}),
        ({"end_year": "x"}, {"end_year": ["This is not a year. Write it like 2566 or 2023."]}),
        (
            {"start_year": "2568", "end_year": "2567"},
            {"end_year": ["The last year is before the first year. Check both."]},
        ),
        (
            {"start_year": "2560", "end_year": "2561"},
            {
                "start_year": [
                    "No year of the project is within the plan 2566 to 2570. Check the years."
                ]
            },
        ),
        ({"track": "x"}, {"track": ["This choice is not known. Choose one from the list."]}),
        (
            {"indicators": "999999"},
            {"indicators": ["A chosen indicator is no longer in the plan. Choose again."]},
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(planner, issue, wrong, said):
    response = planner.post(url(issue), project_form(**wrong))

    assert (response.status_code, sentences(response)) == (422, said)
    assert not Project.objects.exists()
    assert verbs(issue.workshop) == ["issue.added"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ห้าแสน", "This is not a number. Write it like 1,250.5."),
        ("-1", "This number is below 0. Check it."),
        ("0.001", "At most 2 decimal places fit here. Round the number."),
        ("10000000000000", "This number is larger than fits here. Check its unit."),
    ],
)
def test_money_that_cannot_be_is_said_at_its_cell(planner, issue, source, typed, said):
    cell, good = f"budget_2023_{source.pk}", f"budget_2024_{source.pk}"

    response = planner.post(url(issue), project_form(**{cell: typed, good: "๕"}))

    assert (response.status_code, sentences(response)) == (422, {cell: [said]})
    page = response.content.decode()
    assert f'id="id_{cell}_error">{said}' in page
    assert f'name="{cell}" value="{typed}"' in page
    assert f'name="{good}" value="๕"' in page
    assert f'href="#id_{cell}"' in page
    assert not Project.objects.exists()


def test_an_indicator_that_was_removed_meanwhile_cannot_be_chosen(planner, issue):
    indicator = create_indicator(issue=issue)
    indicators.remove_indicator(indicator, by=create_planner())

    response = planner.post(url(issue), project_form(indicators=[indicator.pk]))

    assert (response.status_code, list(sentences(response))) == (422, ["indicators"])


def test_an_indicator_of_another_workshop_cannot_be_chosen(planner, issue):
    response = planner.post(url(issue), project_form(indicators=[create_indicator().pk]))

    assert (response.status_code, list(sentences(response))) == (422, ["indicators"])
    assert not Project.objects.exists()


def test_a_source_whose_name_was_not_checked_keeps_its_mark(planner, issue, source):
    mark = "(name not checked against its source)"

    assert mark in planner.get(url(issue)).content.decode()
    source.confidence_th = source.confidence_en = Confidence.VERIFIED
    source.save()
    assert mark not in planner.get(url(issue)).content.decode()


def test_the_same_form_twice_is_one_project(planner, issue):
    sent = project_form()

    first, again = (planner.post(url(issue), sent) for _ in range(2))

    assert (first.status_code, first["Location"]) == (302, again["Location"])
    assert verbs(issue.workshop) == ["issue.added", "project.added"]


def test_who_may_not_come_in(planner, issue):
    assert planner.get(url(issue, 999999)).status_code == 404
    assert planner.post(url(create_issue(), issue.pk), project_form()).status_code == 404
    assert signed_in(create_facilitator()).post(url(issue), project_form()).status_code == 404
    assert signed_in(create_user()).post(url(issue), project_form()).status_code == 403
    assert planner.put(url(issue)).status_code == 405
    assert not Project.objects.exists()


@pytest.mark.parametrize("rows", [1, 30])
def test_more_rows_are_not_more_queries(planner, issue, rows, django_assert_num_queries):
    for number in range(rows):
        create_factor(workshop=issue.workshop)
        create_indicator(issue=issue)
        create_source(code=str(number))

    # Session, account, workshop, issue, plan; sources, factors, indicators, proposals,
    # programmes, and three national lists, two of them once more for the code.
    with django_assert_num_queries(15):
        planner.get(url(issue))


def test_a_project_keeps_everything_that_its_forms_ask_for(planner, issue):
    programme = create_programme(issue=issue)
    lists = {
        name: create_source(code=name, kind=name)
        for name in (ReferenceKind.STRATEGY, ReferenceKind.MASTER_PLAN)
    }
    milestone = create_source(code="M8", kind=ReferenceKind.MILESTONE)
    milestone.edition = str(issue.workshop.plan_cycle.nesdp_number)
    milestone.save()
    said = {name: name for name in ("rationale", "objectives", "measures", "regional_goal")}
    chosen = {"strategy": lists["strategy"].pk, "master_plan": lists["master_plan"].pk}
    chosen |= {"milestone": milestone.pk, "programme": programme.pk}
    activity = {"activity_0_name": "สำรวจ", "activity_0_budget": "๑,๐๐๐.๕๐"}
    activity |= {"activity_0_agency": "อำเภอ", "activity_0_partners": "เทศบาล"}
    activity |= {"activity_1_name": "", "activity_2_name": "ขุดลอก"}

    response = planner.post(url(issue), project_form(**said, **chosen, **activity))

    assert response.status_code == 302
    project = issue.projects.get()
    assert {name: getattr(project, name) for name in said} == said
    assert {name: getattr(project, f"{name}_id") for name in chosen} == chosen
    rows = project.activity_rows.order_by("number")
    assert list(rows.values_list("name", "budget_thb", "agency", "partners")) == [
        ("สำรวจ", Decimal("1000.50"), "อำเภอ", "เทศบาล"),
        ("ขุดลอก", None, "", ""),
    ]
    page = planner.get(reverse("analysis:change-project", args=[issue.workshop.code, project.pk]))
    form = page.context["form"]
    assert (form.plan_code, form.activities_total) == ("1.1", "1,000.50")
    assert len(form.activity_rows()) == 2 + 3


def test_milestones_of_another_national_plan_are_not_offered(planner, issue):
    other = create_source(code="M9", kind=ReferenceKind.MILESTONE)
    other.edition = "99"
    other.save()

    response = planner.post(url(issue), project_form(milestone=other.pk))

    assert (response.status_code, list(sentences(response))) == (422, ["milestone"])


def test_a_programme_of_another_issue_cannot_be_chosen(planner, issue):
    response = planner.post(url(issue), project_form(programme=create_programme().pk))

    assert (response.status_code, list(sentences(response))) == (422, ["programme"])


def test_an_activity_without_a_name_is_said_at_its_row(planner, issue):
    response = planner.post(url(issue), project_form(activity_4_agency="อำเภอ"))

    assert sentences(response) == {
        "activity_4_name": ["This activity has no name. Write what is done."]
    }
    assert 'name="activity_4_agency" value="อำเภอ"' in response.content.decode()


def test_sums_stand_on_the_page_and_what_does_not_add_up_is_said(planner, issue, source):
    money = {f"budget_2023_{source.pk}": "1000", f"budget_2024_{source.pk}": "๕๐๐.๕"}

    form = planner.post(url(issue), project_form(name="", activity_0_budget="900", **money)).context
    form = form["form"]

    assert (form.year_totals()[:3], form.budget_total) == (["1,000.00", "500.50", ""], "1,500.50")
    assert (form.budget_rows()[0].total, form.activities_total) == ("1,500.50", "900.00")
    assert form.sums_differ


def test_more_activities_than_fit_are_not_read(planner, issue):
    response = planner.post(url(issue), project_form(activity_999_name="เกิน"))

    assert response.status_code == 302
    assert issue.projects.get().activity_rows.count() == 1
