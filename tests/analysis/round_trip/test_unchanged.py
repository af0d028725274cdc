"""The unchanged file changes nothing, whatever the plan says and whoever saved the file."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from analysis.domain.project_rules import Activity
from analysis.models import Aim, WholePlanRule
from tests.analysis.plans import (
    create_indicator,
    create_issue,
    create_programme,
    create_project,
    create_source,
)
from tests.analysis.round_trip.books import downloaded, opened, preview, saved
from tests.analysis.test_workbook_text import CORPUS, SIGNS
from tests.factories import create_factor, create_workshop
from tests.office import converted, needs_office
from workshops.models import Workshop
from workshops.text import clean_text

pytestmark = pytest.mark.django_db
LINES = [
    *CORPUS, "พ.ศ. ๒๕๖๖", "1,250.5", "00123", "12/11/2569", "31 มี.ค. 2566", "_x0041_", "_x000D_",
    "เพิ่มขึ้น", "100%", "๕๐ %", "'=1", " - ", "ก\n\nข\n=1",
]  # fmt: skip
# What Excel itself writes for "_" before such a code; openpyxl reads it in a way of its own.
TEXTS = st.text(SIGNS, max_size=60).filter(lambda text: "x005f_" not in text.lower())
SHORT = TEXTS.map(clean_text)
LONG = TEXTS.map(lambda text: clean_text(text, lines=True))
NUMBERS = st.decimals(
    min_value=-(10**11) + 1, max_value=10**11 - 1, places=4, allow_nan=False
) | st.integers(-999, 99999).map(Decimal)
MONEY = st.decimals(min_value=0, max_value=10**13 - 1, places=2)
SAID = st.lists(st.tuples(SHORT.filter(bool), LONG, NUMBERS, MONEY), min_size=1, max_size=6)


def planned(rows) -> Workshop:
    """A plan whose every cell says something of `rows`, or nothing."""
    workshop = create_workshop()
    sources = [create_source(code=code) for code in ("province", "local")]
    issue = create_issue(workshop=workshop, title=rows[0][0][:200])
    programme = create_programme(issue=issue, name=rows[0][0][:200])
    factor = create_factor(workshop=workshop)
    for number, (short, long, amount, money) in enumerate(rows):
        is_even = number % 2 == 0
        create_indicator(
            issue=issue,
            name=short,
            unit=short[:80],
            aim=list(Aim)[number % len(Aim)],
            baseline_value=amount if is_even else None,
            baseline_year=2022 if is_even else None,
            whole_plan_rule=list(WholePlanRule)[number % len(WholePlanRule)],
            data_owner="" if is_even else short,
            targets={2023 + number % 5: amount, 2027: Decimal(number)},
            factors=[factor] if is_even else [],
        )
        create_project(
            issue=issue,
            name=short,
            lead_agency=short,
            place="" if is_even else short,
            rationale=long,
            outputs=long,
            outcomes="" if is_even else long,
            programme=programme if is_even else None,
            budgets={(2023 + number % 5, sources[number % 2]): money},
            activities=[
                Activity(long, money, short, "" if is_even else short)
                for _ in range(number % 4)
                if long
            ],
        )
    return workshop


def rows_of(texts) -> list[tuple[str, str, Decimal, Decimal]]:
    cleaned = [(clean_text(text), clean_text(text, lines=True)) for text in texts]
    amount, money = Decimal("-99999999999.0001"), Decimal("9999999999999.99")
    return [(short, long, amount, money) for short, long in cleaned if short]


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=SAID)
@example(rows=rows_of(LINES))
def test_the_unchanged_file_changes_nothing(tmp_path, rows) -> None:
    workshop = planned(rows)

    found = preview(downloaded(workshop, tmp_path), workshop)

    assert (found.steps, found.missing, found.problems, found.notes) == ([], [], [], [])
    assert found.unchanged == 2 * len(rows)


@needs_office
def test_what_libreoffice_saves_changes_nothing(tmp_path) -> None:
    workshop = planned(rows_of(LINES))
    downloaded(workshop, tmp_path)

    (file,) = converted([tmp_path / "file.xlsx"], tmp_path / "office")

    found = preview(file.read_bytes(), workshop)
    assert (found.steps, found.missing, found.problems, found.notes) == ([], [], [], [])
    again = preview(saved(opened(file.read_bytes())), workshop)
    assert again.unchanged == found.unchanged == 2 * len(rows_of(LINES))
