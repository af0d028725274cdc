from decimal import Decimal

import pytest

from analysis.domain import indicators, issues
from analysis.domain.indicators import BaselineWithoutYear
from analysis.domain.rows import (
    ChangedMeanwhile,
    FactorElsewhere,
    NumberTooLong,
    RowRemoved,
    YearOutsidePlan,
)
from analysis.models import Indicator, WholePlanRule
from tests.analysis.plans import change, create_indicator, create_issue, indicator_said, verbs
from tests.factories import create_factor, create_plan_cycle, create_planner, create_workshop
from workshops.domain.errors import ClientIdReused
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


def targets(indicator: Indicator) -> dict[int, Decimal]:
    return dict(indicator.targets.order_by("year").values_list("year", "value"))


def test_an_indicator_is_written_with_its_targets() -> None:
    issue, planner = create_issue(), create_planner()
    factor = create_factor(workshop=issue.workshop)

    indicator = indicators.create_indicator(issue, by=planner, **indicator_said(factors=[factor]))

    indicator.refresh_from_db()
    assert (indicator.issue, indicator.number, indicator.version) == (issue, 1, 1)
    assert (indicator.name, indicator.unit) == ("หมู่บ้านที่มีน้ำใช้", "หมู่บ้าน")
    assert (indicator.baseline_value, indicator.baseline_year) == (Decimal(40), 2022)
    assert (indicator.whole_plan_rule, indicator.data_owner) == (WholePlanRule.LAST, "อำเภอ")
    assert targets(indicator) == {2023: Decimal(50), 2024: Decimal("60.5")}
    assert list(indicator.factors.all()) == [factor]
    entry = issue.workshop.journal.get(revision=2)
    assert (entry.verb, entry.user) == ("indicator.added", planner)
    assert entry.facts == {"indicator": indicator.pk, "issue": issue.pk}


def test_the_same_again_is_the_same_row_and_elsewhere_refused() -> None:
    issue, said = create_issue(), indicator_said()
    first = create_indicator(issue=issue, **said)

    assert create_indicator(issue=issue, **said) == first
    with pytest.raises(ClientIdReused):
        create_indicator(**said)
    assert Indicator.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "error", "field"),
    [
        ({"baseline_year": None}, BaselineWithoutYear, "baseline_year"),
        ({"targets": {2022: Decimal(1)}}, YearOutsidePlan, None),
        ({"targets": {2028: Decimal(1)}}, YearOutsidePlan, None),
        ({"targets": {2023: Decimal("0.00001")}}, NumberTooLong, "target_2023"),
        ({"targets": {2023: Decimal(10) ** 11}}, NumberTooLong, "target_2023"),
        ({"baseline_value": Decimal("NaN")}, NumberTooLong, "baseline_value"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(said, error, field) -> None:
    issue = create_issue()

    with pytest.raises(error) as refused:
        create_indicator(issue=issue, **said)

    assert refused.value.field == field
    assert not Indicator.objects.exists()
    assert verbs(issue.workshop) == ["issue.added"]


def test_a_year_without_a_baseline_value_may_stand() -> None:
    assert create_indicator(baseline_value=None).baseline_year == 2022


def test_factors_of_another_workshop_are_refused() -> None:
    with pytest.raises(FactorElsewhere):
        create_indicator(factors=[create_factor()])


def test_nothing_is_added_to_a_removed_issue() -> None:
    issue = create_issue()
    issues.remove_issue(issue, by=create_planner())

    with pytest.raises(RowRemoved):
        create_indicator(issue=issue)


def test_a_change_replaces_the_targets_and_keeps_them_in_the_journal() -> None:
    indicator = create_indicator()
    said = change(indicator_said(), targets={2024: Decimal(7), 2027: Decimal(0)})

    indicators.change_indicator(indicator, by=create_planner(), version=1, **said)

    indicator.refresh_from_db()
    assert indicator.version == 2
    assert targets(indicator) == {2024: Decimal(7), 2027: Decimal(0)}
    entry = indicator.issue.workshop.journal.get(revision=3)
    assert entry.verb == "indicator.changed"
    assert entry.facts["before"]["targets"] == {"2023": "50", "2024": "60.5"}
    assert entry.facts["before"]["baseline_value"] == "40"


def test_a_refused_change_leaves_the_targets() -> None:
    indicator = create_indicator()

    said = change(indicator_said(), targets={})
    with pytest.raises(ChangedMeanwhile):
        indicators.change_indicator(indicator, by=create_planner(), version=7, **said)

    assert targets(indicator) == {2023: Decimal(50), 2024: Decimal("60.5")}


def test_the_same_numbers_written_otherwise_change_nothing() -> None:
    indicator = create_indicator()
    said = change(indicator_said(), baseline_value=Decimal("40.00"))

    indicators.change_indicator(indicator, by=create_planner(), version=1, **said)

    indicator.refresh_from_db()
    assert indicator.version == 1


def test_targets_of_another_plan_stay_when_the_workshop_moves_to_a_new_one() -> None:
    indicator = create_indicator(targets={2023: Decimal(1)})
    workshop = indicator.issue.workshop
    Workshop.objects.filter(pk=workshop.pk).update(plan_cycle=create_plan_cycle(start_year=2028))

    said = change(indicator_said(), targets={2028: Decimal(2)})
    indicators.change_indicator(indicator, by=create_planner(), version=1, **said)

    assert targets(indicator) == {2023: Decimal(1), 2028: Decimal(2)}


def test_removing_and_restoring_are_once_each() -> None:
    indicator, planner = create_indicator(), create_planner()

    for _ in range(2):
        indicators.remove_indicator(indicator, by=planner)
    assert not Indicator.objects.current().exists()
    for _ in range(2):
        indicators.restore_indicator(indicator, by=planner)

    assert Indicator.objects.current().get() == indicator
    assert verbs(indicator.issue.workshop) == [
        "issue.added",
        "indicator.added",
        "indicator.removed",
        "indicator.changed",
    ]


def test_workshops_number_their_indicators_by_issue() -> None:
    workshop = create_workshop()
    one, two = (create_issue(workshop=workshop) for _ in range(2))

    numbers = [create_indicator(issue=issue).number for issue in (one, one, two)]

    assert numbers == [1, 2, 1]
