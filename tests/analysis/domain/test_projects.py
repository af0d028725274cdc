import uuid
from decimal import Decimal

import pytest

from analysis.domain.projects import (
    BudgetNegative,
    EndBeforeStart,
    IndicatorElsewhere,
    NotABudgetSource,
    ProjectOutsidePlan,
    change_project,
    remove_project,
    restore_project,
)
from analysis.domain.rows import ChangedMeanwhile, FactorElsewhere, NumberTooLong, YearOutsidePlan
from analysis.models import Project, ProjectBudget
from tests.analysis.plans import PROJECT, new_indicator, new_issue, new_project, source
from tests.factories import create_factor, create_planner
from workshops.enums import Confidence, ReferenceKind
from workshops.models import JournalEntry, ReferenceItem

pytestmark = pytest.mark.django_db


def money_of(project):
    budgets = project.budgets.order_by("year", "source__number")
    return [(b.year, b.source.number, b.amount_thb) for b in budgets]


def test_it_keeps_its_money_by_year_and_source():
    budgets = {
        (2023, source(number=1)): Decimal("9999999999999.99"),
        (2023, source(number=2)): Decimal("0"),
        (2024, source(number=1)): Decimal("0.01"),
    }

    project = new_project(budgets=budgets)

    assert money_of(project) == [
        (2023, 1, Decimal("9999999999999.99")),
        (2023, 2, Decimal("0.00")),
        (2024, 1, Decimal("0.01")),
    ]


def test_it_serves_indicators_and_rests_on_factors_of_its_workshop():
    issue = new_issue()
    indicator, factor = new_indicator(issue), create_factor(workshop=issue.workshop)

    project = new_project(issue, indicators=[indicator], factors=[factor])

    assert (list(project.indicators.all()), list(project.factors.all())) == ([indicator], [factor])
    with pytest.raises(IndicatorElsewhere):
        new_project(issue, indicators=[new_indicator()])
    with pytest.raises(FactorElsewhere):
        new_project(issue, factors=[create_factor()])


def test_the_same_form_again_is_the_first_row():
    issue, client_id = new_issue(), uuid.uuid4()

    first = new_project(issue, client_id=client_id)

    assert new_project(issue, client_id=client_id, budgets={}).pk == first.pk
    assert len(money_of(first)) == 1


def test_it_refuses_years_and_money_that_the_plan_cannot_hold():
    issue = new_issue()
    cases = [
        ({"start_year": 2025, "end_year": 2024}, EndBeforeStart, "end_year"),
        ({"start_year": 2028, "end_year": 2029}, ProjectOutsidePlan, "start_year"),
        ({"budgets": {(2028, source()): Decimal(1)}}, YearOutsidePlan, None),
        (
            {"budgets": {(2023, source()): Decimal(-1)}},
            BudgetNegative,
            f"budget_2023_{source().pk}",
        ),
        (
            {"budgets": {(2023, source()): Decimal("0.001")}},
            NumberTooLong,
            f"budget_2023_{source().pk}",
        ),
    ]
    for wrong, error, field in cases:
        with pytest.raises(error) as refusal:
            new_project(issue, **wrong)
        assert refusal.value.field == field
        assert str(refusal.value)

    assert not Project.objects.exists()
    assert not ProjectBudget.objects.exists()


def test_money_comes_from_a_budget_source():
    strategy = ReferenceItem.objects.create(
        kind=ReferenceKind.STRATEGY,
        code="1",
        number=1,
        name_th="ความมั่นคง",
        confidence_th=Confidence.VERIFIED,
        confidence_en=Confidence.VERIFIED,
    )

    with pytest.raises(NotABudgetSource):
        new_project(budgets={(2023, strategy): Decimal(1)})


def test_a_change_replaces_the_money_and_keeps_what_was_before():
    project = new_project()
    change = {"by": create_planner(), "version": 1, "indicators": [], "factors": [], **PROJECT}

    change_project(project, budgets={(2024, source(number=2)): Decimal(7)}, **change)

    assert money_of(project) == [(2024, 2, Decimal("7.00"))]
    before = JournalEntry.objects.get(verb="project.changed").facts["before"]
    assert before["budgets"] == {f"2023/{source().pk}": "1500000.5"}

    with pytest.raises(ChangedMeanwhile):
        change_project(project, budgets={}, **change)
    assert money_of(project) == [(2024, 2, Decimal("7.00"))]


def test_removing_and_restoring_twice_is_once():
    project, by = new_project(), create_planner()

    for _ in range(2):
        assert remove_project(project, by=by).removed_at is not None
    for _ in range(2):
        assert restore_project(project, by=by).removed_at is None

    assert JournalEntry.objects.filter(verb__startswith="project").count() == 3
