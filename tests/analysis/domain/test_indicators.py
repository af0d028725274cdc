import uuid
from decimal import Decimal

import pytest

from analysis.domain.indicators import (
    BaselineWithoutYear,
    change_indicator,
    remove_indicator,
    restore_indicator,
)
from analysis.domain.issues import remove_issue
from analysis.domain.rows import (
    ChangedMeanwhile,
    FactorElsewhere,
    NumberTooLong,
    RowRemoved,
    YearOutsidePlan,
)
from analysis.models import Indicator
from tests.analysis.plans import INDICATOR, new_indicator, new_issue
from tests.factories import create_factor, create_planner
from workshops.models import JournalEntry

pytestmark = pytest.mark.django_db


def targets_of(indicator):
    return dict(indicator.targets.order_by("year").values_list("year", "value"))


def test_it_keeps_its_targets_by_year():
    issue = new_issue()

    indicator = new_indicator(issue, targets={2023: Decimal("1.2345"), 2027: Decimal("-3")})

    assert targets_of(indicator) == {2023: Decimal("1.2345"), 2027: Decimal("-3")}
    entry = JournalEntry.objects.get(verb="indicator.added")
    assert entry.facts == {"indicator": indicator.pk, "issue": issue.pk}


def test_the_same_form_again_is_the_first_row():
    issue, client_id = new_issue(), uuid.uuid4()

    first = new_indicator(issue, client_id=client_id)

    assert new_indicator(issue, client_id=client_id, targets={}).pk == first.pk
    assert len(targets_of(first)) == 2


@pytest.mark.parametrize(
    ("wrong", "error", "field"),
    [
        ({"targets": {2022: Decimal(1)}}, YearOutsidePlan, None),
        ({"targets": {2028: Decimal(1)}}, YearOutsidePlan, None),
        ({"baseline_year": None}, BaselineWithoutYear, "baseline_year"),
        ({"targets": {2024: Decimal("1.23456")}}, NumberTooLong, "target_2024"),
        ({"targets": {2024: Decimal(10) ** 11}}, NumberTooLong, "target_2024"),
        ({"baseline_value": Decimal("NaN")}, NumberTooLong, "baseline_value"),
    ],
)
def test_it_refuses_what_the_plan_cannot_hold(wrong, error, field):
    issue = new_issue()

    with pytest.raises(error) as refusal:
        new_indicator(issue, **wrong)

    assert refusal.value.field == field
    assert str(refusal.value)
    assert not Indicator.objects.exists()


def test_the_widest_number_comes_back_as_it_went_in():
    widest = Decimal("99999999999.9999")

    assert targets_of(new_indicator(targets={2023: widest})) == {2023: widest}


def test_a_factor_of_another_workshop_is_refused():
    with pytest.raises(FactorElsewhere):
        new_indicator(factors=[create_factor()])


def test_a_removed_issue_takes_no_indicator():
    issue = remove_issue(new_issue(), by=create_planner())

    with pytest.raises(RowRemoved):
        new_indicator(issue)


def test_a_change_replaces_the_targets():
    indicator = new_indicator(targets={2023: Decimal(1), 2024: Decimal(2)})

    change_indicator(
        indicator,
        by=create_planner(),
        version=1,
        targets={2024: Decimal(3), 2025: Decimal(4)},
        factors=[],
        **INDICATOR,
    )

    assert targets_of(indicator) == {2024: Decimal(3), 2025: Decimal(4)}
    before = JournalEntry.objects.get(verb="indicator.changed").facts["before"]
    assert before["targets"] == {"2023": "1", "2024": "2"}


def test_an_older_version_changes_neither_row_nor_targets():
    indicator = new_indicator()
    change = {"by": create_planner(), "version": 1, "factors": [], **INDICATOR}
    change_indicator(indicator, targets={2023: Decimal(1)}, **change)

    with pytest.raises(ChangedMeanwhile):
        change_indicator(indicator, targets={2023: Decimal(2)}, **change)

    assert targets_of(indicator) == {2023: Decimal(1)}


def test_removing_and_restoring_twice_is_once():
    indicator, by = new_indicator(), create_planner()

    for _ in range(2):
        assert remove_indicator(indicator, by=by).removed_at is not None
    for _ in range(2):
        assert restore_indicator(indicator, by=by).removed_at is None

    assert JournalEntry.objects.filter(verb__startswith="indicator").count() == 3
