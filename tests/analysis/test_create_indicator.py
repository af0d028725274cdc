from decimal import Decimal

import pytest
from django.urls import reverse

from analysis.domain import issues
from analysis.models import Indicator
from tests.analysis.plans import create_issue, indicator_form, verbs
from tests.factories import create_facilitator, create_factor, create_planner, create_user
from tests.workshops.desks import sentences, signed_in
from workshops.models import Workshop

pytestmark = pytest.mark.django_db

NO_NUMBER = "This is not a number. Write it like 1,250.5."
NO_YEAR = "This is not a year. Write it like 2566 or 2023."
NO_BASE = "The baseline value has no year. Write the year in which it was measured."


def url(issue, pk=None):
    return reverse("analysis:create-indicator", args=[issue.workshop.code, pk or issue.pk])


@pytest.fixture
def planner():
    return signed_in(create_planner())


@pytest.fixture
def issue():
    return create_issue()


def test_it_works_in_thai_digits_and_either_era(planner, issue):
    factor = create_factor(workshop=issue.workshop)

    sent = indicator_form(factors=[factor.pk], target_2027="๑,๒๕๐.๕")
    response = planner.post(url(issue), sent)

    indicator = issue.indicators.get()
    plan = reverse("analysis:plan", args=[issue.workshop.code])
    assert (response.status_code, response["Location"]) == (302, f"{plan}#indicator-{indicator.pk}")
    assert (indicator.baseline_value, indicator.baseline_year) == (Decimal(40), 2022)
    assert dict(indicator.targets.values_list("year", "value")) == {
        2023: Decimal(50),
        2024: Decimal("60.5"),
        2027: Decimal("1250.5"),
    }
    assert list(indicator.factors.all()) == [factor]
    assert verbs(issue.workshop) == ["issue.added", "indicator.added"]


@pytest.mark.parametrize("year", ["2565", "๒๕๖๕", "2022", "๒๐๒๒", "พ.ศ. 2565", " 2565 "])
def test_a_year_may_be_written_in_either_era_and_digits(planner, issue, year):
    planner.post(url(issue), indicator_form(baseline_year=year))

    assert issue.indicators.get().baseline_year == 2022


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "\u200b"}, {"name": ["This is empty. Write something here."]}),
        ({"unit": " "}, {"unit": ["This is empty. Write something here."]}),
        ({"whole_plan_rule": ""}, {"whole_plan_rule": ["Nothing is chosen. Choose one."]}),
        ({"baseline_year": ""}, {"baseline_year": [NO_BASE]}),
        ({"baseline_year": "65"}, {"baseline_year": [NO_YEAR]}),
        ({"baseline_year": "25650"}, {"baseline_year": [NO_YEAR]}),
        ({"target_2023": "มาก"}, {"target_2023": [NO_NUMBER]}),
        ({"target_2024": "1e3"}, {"target_2024": [NO_NUMBER]}),
        ({"target_2024": "NaN"}, {"target_2024": [NO_NUMBER]}),
        ({"target_2024": "๕๐ คน"}, {"target_2024": [NO_NUMBER]}),
        ({"baseline_value": "="}, {"baseline_value": [NO_NUMBER]}),
        (
            {"target_2025": "100000000000"},
            {"target_2025": ["This number is larger than fits here. Check its unit."]},
        ),
        (
            {"target_2025": "0.00001"},
            {"target_2025": ["At most 4 decimal places fit here. Round the number."]},
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(planner, issue, wrong, said):
    response = planner.post(url(issue), indicator_form(**wrong))

    assert (response.status_code, sentences(response)) == (422, said)
    assert not Indicator.objects.exists()
    assert verbs(issue.workshop) == ["issue.added"]
    page = response.content.decode()
    for name, typed in indicator_form(**wrong).items():
        if typed.strip("\u200b ") and name not in ("client_id", "version", "whole_plan_rule"):
            assert f'value="{typed}"' in page, name


def test_empty_years_have_no_target(planner, issue):
    planner.post(url(issue), indicator_form(target_2023="", target_2024=" \u200b"))

    assert not issue.indicators.get().targets.exists()


def test_the_same_form_twice_is_one_indicator(planner, issue):
    sent = indicator_form()

    first, again = (planner.post(url(issue), sent) for _ in range(2))

    assert (first.status_code, first["Location"]) == (302, again["Location"])
    assert verbs(issue.workshop) == ["issue.added", "indicator.added"]


def test_a_removed_issue_takes_nothing_and_says_so(planner, issue):
    issues.remove_issue(issue, by=create_planner())

    response = planner.post(url(issue), indicator_form(name="ชื่อที่พิมพ์"))

    assert response.status_code == 409
    page = response.content.decode()
    assert "This row was removed from the plan. Restore it, then change it." in page
    assert "ชื่อที่พิมพ์" in page
    assert not Indicator.objects.exists()


def test_who_may_not_come_in(planner, issue):
    workshop = issue.workshop
    elsewhere = url(create_issue(), issue.pk)

    assert planner.get(url(issue, 999999)).status_code == 404
    assert planner.post(elsewhere, indicator_form()).status_code == 404
    assert signed_in(create_facilitator()).post(url(issue), indicator_form()).status_code == 404
    assert signed_in(create_user()).post(url(issue), indicator_form()).status_code == 403
    assert planner.delete(url(issue)).status_code == 405
    assert not Indicator.objects.exists()
    assert Workshop.objects.get(pk=workshop.pk).revision == 1
