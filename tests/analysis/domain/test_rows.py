"""What all rows of the plan share: exact numbers, years, and two planners on one row."""

import time
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import translation

from analysis.domain import indicators, issues, rows
from analysis.domain.rows import ChangedMeanwhile, NumberTooLong, YearOutsidePlan
from analysis.models import DevelopmentIssue
from tests.analysis.plans import (
    change,
    create_indicator,
    create_issue,
    indicator_said,
    issue_said,
    verbs,
)
from tests.factories import create_plan_cycle, create_planner, create_workshop
from tests.workshops.domain.threads import at_once
from workshops.models import WorkshopQuerySet

pytestmark = pytest.mark.django_db
only_postgres = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one writer at a time anyway"
)


@pytest.mark.parametrize("value", ["99999999999.9999", "-99999999999.9999", "0", "1E+2", "0.5000"])
def test_fifteen_digits_are_kept(value) -> None:
    rows.require_exact(Decimal(value), places=4, field=None)


@pytest.mark.parametrize("value", ["100000000000", "0.00001", "NaN", "Infinity", "1E+11"])
def test_more_digits_are_refused(value) -> None:
    with pytest.raises(NumberTooLong):
        rows.require_exact(Decimal(value), places=4, field=None)


@pytest.mark.parametrize("value", ["99999999999.9999", "0.0001", "-12.5"])
def test_a_number_comes_back_from_the_database_as_it_was(value) -> None:
    indicator = create_indicator(targets={2023: Decimal(value)})

    assert indicator.targets.get().value == Decimal(value)


@pytest.mark.parametrize("year", [2022, 2028])
def test_a_year_outside_the_plan_is_named_in_the_readers_era(year) -> None:
    cycle = create_plan_cycle()

    with translation.override("en"), pytest.raises(YearOutsidePlan) as refused:
        rows.require_year(cycle, year, None)

    with translation.override("en"):
        assert str(refused.value) == (
            f"The year {year + 543} is outside the plan 2566 to 2570. Choose another year."
        )


@pytest.mark.parametrize(
    ("value", "text"), [("10.0000", "10"), ("0.50", "0.5"), ("100", "100"), ("0.0000", "0")]
)
def test_equal_numbers_read_equal_in_the_journal(value, text) -> None:
    assert rows.text_of(Decimal(value)) == text


# --- Two planners on one row -----------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_ten_planners_at_once_one_wins_and_nine_are_told() -> None:
    issue, planner = create_issue(), create_planner()

    given = at_once(*[_writes(issue, planner, f"ฉบับ {n}") for n in range(10)])

    won = [each for each in given if isinstance(each, DevelopmentIssue)]
    assert [type(each) for each in given if each not in won] == [ChangedMeanwhile] * 9
    issue.refresh_from_db()
    assert [issue.title] == [each.title for each in won]
    assert (issue.version, verbs(issue.workshop)) == (2, ["issue.added", "issue.changed"])


@pytest.mark.django_db(transaction=True)
def test_ten_planners_who_write_the_same_are_one_change() -> None:
    indicator, planner = create_indicator(), create_planner()
    said = change(indicator_said(), targets={2023: Decimal(9)})

    given = at_once(
        *[lambda: indicators.change_indicator(indicator, by=planner, version=1, **said)] * 10
    )

    assert [each for each in given if isinstance(each, Exception)] == []
    assert indicator.targets.get().value == 9
    assert verbs(indicator.issue.workshop).count("indicator.changed") == 1


@only_postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_planners_overwrite_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the tests above: they hold because of the lock, not by luck."""
    monkeypatch.setattr(WorkshopQuerySet, "locked", lambda rows, pk: rows.get(pk=pk))
    settle = rows.settle
    monkeypatch.setattr(rows, "settle", _slowly(settle))
    issue, planner = create_issue(workshop=create_workshop()), create_planner()

    given = at_once(*[_writes(issue, planner, f"ฉบับ {n}") for n in range(10)])

    told = [each for each in given if isinstance(each, ChangedMeanwhile)]
    assert len(told) < 9


def _writes(issue: DevelopmentIssue, planner, title: str):
    said = change(issue_said(), title=title)
    return lambda: issues.change_issue(issue, by=planner, version=1, **said)


def _slowly(settle):
    def settled(row, **values):
        time.sleep(0.05)  # what another planner does meanwhile
        return settle(row, **values)

    return settled
