from decimal import Decimal

import pytest

from analysis.measures import total_thb, whole_plan_value

FIVE = {2023 + n: Decimal(value) for n, value in enumerate(("80", "140", "200", "260", "320"))}


@pytest.mark.parametrize(
    ("rule", "targets", "value"),
    [
        ("sum", FIVE, "1000"),
        ("last", FIVE, "320"),
        ("mean", FIVE, "200"),
        ("sum", {2025: Decimal("-1.5")}, "-1.5"),
        ("last", {2025: Decimal("-1.5")}, "-1.5"),
        ("mean", {2025: Decimal("-1.5")}, "-1.5"),
        ("last", {2027: Decimal(1), 2023: Decimal(9)}, "1"),
        ("mean", {2023: Decimal(1), 2024: Decimal(1), 2027: Decimal(0)}, "0.6667"),
        ("mean", {2023: Decimal("0.0001"), 2024: Decimal(0)}, "0.0001"),
        ("sum", {2023: Decimal(0)}, "0"),
    ],
)
def test_the_whole_plan_value_is_formed_as_its_rule_says(rule, targets, value) -> None:
    assert whole_plan_value(rule, targets) == Decimal(value)


@pytest.mark.parametrize("rule", ["sum", "last", "mean"])
def test_without_a_target_there_is_no_value(rule) -> None:
    assert whole_plan_value(rule, {}) is None


def test_an_unknown_rule_is_no_number() -> None:
    with pytest.raises(ValueError, match="median"):
        whole_plan_value("median", FIVE)


def test_no_amount_is_not_zero_baht() -> None:
    assert total_thb([]) is None
    assert total_thb([Decimal(0)]) == 0
    assert total_thb([Decimal("0.10"), Decimal("0.20")]) == Decimal("0.30")
