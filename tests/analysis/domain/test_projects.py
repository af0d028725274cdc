from decimal import Decimal

import pytest

from analysis.domain import issues, projects
from analysis.domain.project_rules import (
    BudgetNegative,
    EndBeforeStart,
    IndicatorElsewhere,
    NotABudgetSource,
    ProjectOutsidePlan,
)
from analysis.domain.rows import (
    ChangedMeanwhile,
    FactorElsewhere,
    NumberTooLong,
    RowRemoved,
    YearOutsidePlan,
)
from analysis.models import Project
from tests.analysis.plans import (
    change,
    create_indicator,
    create_issue,
    create_project,
    create_source,
    project_said,
    verbs,
)
from tests.factories import create_factor, create_planner
from workshops.domain.errors import ClientIdReused
from workshops.enums import ReferenceKind

pytestmark = pytest.mark.django_db


def budgets(project: Project) -> dict[tuple[int, str], Decimal]:
    rows = project.budgets.order_by("year", "source__code")
    return {(row.year, row.source.code): row.amount_thb for row in rows}


def test_a_project_is_written_with_its_money_and_links() -> None:
    issue, planner, source = create_issue(), create_planner(), create_source()
    factor, indicator = create_factor(workshop=issue.workshop), create_indicator(issue=issue)

    said = project_said(
        factors=[factor], indicators=[indicator], budgets={(2023, source): Decimal("1500000.50")}
    )
    project = projects.create_project(issue, by=planner, **said)

    project.refresh_from_db()
    assert (project.issue, project.number, project.version) == (issue, 1, 1)
    assert (project.name, project.lead_agency) == ("ขุดลอกลำน้ำ", "ที่ว่าการอำเภอ")
    assert (project.start_year, project.end_year) == (2023, 2024)
    assert budgets(project) == {(2023, "province"): Decimal("1500000.50")}
    assert (list(project.factors.all()), list(project.indicators.all())) == ([factor], [indicator])
    entry = issue.workshop.journal.get(revision=3)
    assert (entry.verb, entry.user) == ("project.added", planner)
    assert entry.facts == {"project": project.pk, "issue": issue.pk}


def test_the_same_again_is_the_same_row_and_elsewhere_refused() -> None:
    issue, said = create_issue(), project_said()
    first = create_project(issue=issue, **said)

    assert create_project(issue=issue, **said) == first
    with pytest.raises(ClientIdReused):
        create_project(**said)
    assert Project.objects.count() == 1


@pytest.mark.parametrize(
    ("years", "error"),
    [
        ((2024, 2023), EndBeforeStart),
        ((2020, 2022), ProjectOutsidePlan),
        ((2028, 2030), ProjectOutsidePlan),
    ],
)
def test_years_that_do_not_fit_are_refused(years, error) -> None:
    issue = create_issue()

    with pytest.raises(error):
        create_project(issue=issue, start_year=years[0], end_year=years[1])

    assert not Project.objects.exists()
    assert verbs(issue.workshop) == ["issue.added"]


def test_a_project_may_reach_beyond_the_plan() -> None:
    project = create_project(start_year=2021, end_year=2030)

    assert (project.start_year, project.end_year) == (2021, 2030)


@pytest.mark.parametrize(
    ("amount", "error"),
    [
        (Decimal("-0.01"), BudgetNegative),
        (Decimal("0.001"), NumberTooLong),
        (Decimal(10) ** 13, NumberTooLong),
    ],
)
def test_money_that_cannot_be_is_refused_at_its_cell(amount, error) -> None:
    source = create_source()

    with pytest.raises(error) as refused:
        create_project(budgets={(2023, source): amount})

    assert refused.value.field == f"budget_2023_{source.pk}"
    assert not Project.objects.exists()


def test_money_needs_a_source_and_a_year_of_the_plan() -> None:
    sdg = create_source(kind=ReferenceKind.SDG, code="6")
    with pytest.raises(NotABudgetSource):
        create_project(budgets={(2023, sdg): Decimal(1)})
    with pytest.raises(YearOutsidePlan):
        create_project(budgets={(2022, create_source()): Decimal(1)})


def test_links_into_another_workshop_are_refused() -> None:
    with pytest.raises(IndicatorElsewhere):
        create_project(indicators=[create_indicator()])
    with pytest.raises(FactorElsewhere):
        create_project(factors=[create_factor()])
    assert not Project.objects.exists()


def test_nothing_is_added_to_a_removed_issue() -> None:
    issue = create_issue()
    issues.remove_issue(issue, by=create_planner())

    with pytest.raises(RowRemoved):
        create_project(issue=issue)


def test_a_change_replaces_the_money_and_keeps_it_in_the_journal() -> None:
    one, two = create_source(), create_source(code="ministry")
    project = create_project(budgets={(2023, one): Decimal(5), (2024, one): Decimal(6)})

    said = change(project_said(), budgets={(2024, one): Decimal(7), (2023, two): Decimal(0)})
    projects.change_project(project, by=create_planner(), version=1, **said)

    project.refresh_from_db()
    assert project.version == 2
    assert budgets(project) == {(2023, "ministry"): Decimal(0), (2024, "province"): Decimal(7)}
    entry = project.issue.workshop.journal.get(revision=3)
    assert entry.verb == "project.changed"
    assert entry.facts["before"]["budgets"] == {f"2023/{one.pk}": "5", f"2024/{one.pk}": "6"}


def test_a_refused_change_leaves_money_and_links() -> None:
    source = create_source()
    project = create_project(budgets={(2023, source): Decimal(5)})

    with pytest.raises(ChangedMeanwhile):
        projects.change_project(project, by=create_planner(), version=2, **change(project_said()))

    assert budgets(project) == {(2023, "province"): Decimal(5)}


def test_removing_and_restoring_are_once_each() -> None:
    project, planner = create_project(), create_planner()

    for _ in range(2):
        projects.remove_project(project, by=planner)
    said = change(project_said(), name="ใหม่")
    with pytest.raises(RowRemoved):
        projects.change_project(project, by=planner, version=1, **said)
    for _ in range(2):
        projects.restore_project(project, by=planner)

    assert Project.objects.current().get().name == "ขุดลอกลำน้ำ"
    assert verbs(project.issue.workshop) == [
        "issue.added",
        "project.added",
        "project.removed",
        "project.changed",
    ]
