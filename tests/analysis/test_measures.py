from decimal import Decimal as D

import pytest

from analysis.measures import total_thb, whole_plan_value
from analysis.models import WholePlanRule as Rule

TARGETS = {2023: D("10"), 2024: D("12.5"), 2025: D("0"), 2027: D("-2.5")}


@pytest.mark.parametrize(
    ("rule", "value"),
    [(Rule.SUM, D("20.0")), (Rule.LAST, D("-2.5")), (Rule.MEAN, D("5.0000"))],
)
def test_the_value_for_the_whole_plan_as_worked_out_by_hand(rule, value):
    assert whole_plan_value(rule, TARGETS) == value


@pytest.mark.parametrize("rule", Rule)
def test_one_target_is_the_value_under_every_rule(rule):
    assert whole_plan_value(rule, {2025: D("3.5")}) == D("3.5")


@pytest.mark.parametrize("rule", Rule)
def test_no_target_is_no_value_rather_than_zero(rule):
    assert whole_plan_value(rule, {}) is None


def test_the_last_year_counts_not_the_last_that_was_typed():
    assert whole_plan_value(Rule.LAST, {2027: D(5), 2023: D(1)}) == D(5)


def test_a_mean_is_rounded_half_up_to_four_places():
    assert whole_plan_value(Rule.MEAN, {2023: D(1), 2024: D(1), 2025: D(0)}) == D("0.6667")
    assert whole_plan_value(Rule.MEAN, {2023: D("0.0001"), 2024: D(0)}) == D("0.0001")


def test_decimals_are_added_exactly():
    assert whole_plan_value(Rule.SUM, dict.fromkeys(range(2023, 2033), D("0.1"))) == D("1.0")


def test_an_unknown_rule_is_an_error():
    with pytest.raises(ValueError, match="median"):
        whole_plan_value("median", TARGETS)


def test_no_money_is_not_zero_baht():
    assert total_thb([]) is None
    assert total_thb([D(0)]) == D(0)
    assert total_thb([D("0.10"), D("0.20")]) == D("0.30")
