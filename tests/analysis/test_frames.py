from decimal import Decimal

import pandas as pd
import pytest

from analysis import frames
from analysis.domain import indicators, issues
from tests.analysis.plans import (
    create_indicator,
    create_issue,
    create_programme,
    create_project,
    create_source,
)
from tests.factories import create_district, create_factor, create_planner, create_workshop
from workshops.domain import factors as factor_domain
from workshops.enums import Category, Stance, Track

pytestmark = pytest.mark.django_db

YEARS = range(2023, 2028)
EVERY = ["tallies", "issues", "indicators", "programmes", "projects", "budgets"]
QUERIES = {"tallies": 1, "issues": 3, "indicators": 3, "programmes": 1, "projects": 5, "budgets": 1}


def frame_of(name, workshops):
    if name in ("tallies", "issues", "programmes"):
        return getattr(frames, f"{name}_frame")(workshops)
    return getattr(frames, f"{name}_frame")(workshops, YEARS)


def fill(workshop, *, rows):
    """As many rows of everything, each linked to a factor and with money."""
    for category in Category.values[:rows]:
        factor = create_factor(workshop=workshop, category=category)
        issue = create_issue(workshop=workshop, factors=[factor])
        indicator = create_indicator(issue=issue, factors=[factor])
        money = {(2023, create_source()): Decimal(5)}
        create_programme(issue=issue)
        create_project(issue=issue, factors=[factor], indicators=[indicator], budgets=money)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", EVERY)
def test_a_frame_takes_as_many_queries_whatever_it_holds(
    name, rows, django_assert_num_queries
) -> None:
    workshop = create_workshop()
    fill(workshop, rows=rows)

    with django_assert_num_queries(QUERIES[name]):
        assert len(frame_of(name, [workshop])) == rows


@pytest.mark.parametrize("name", EVERY)
def test_an_empty_frame_has_the_types_of_a_full_one(name) -> None:
    empty, full = create_workshop(), create_workshop()
    fill(full, rows=1)

    nothing, something = frame_of(name, [empty]), frame_of(name, [full])

    assert len(nothing) == 0
    pd.testing.assert_series_equal(nothing.dtypes, something.dtypes)
    assert (nothing.index.name, nothing.index.dtype) == (
        something.index.name,
        something.index.dtype,
    )


def test_tallies_count_what_is_on_the_board_alike_and_keep_no_words() -> None:
    workshop, user = create_workshop(), create_planner()
    create_factor()  # of another workshop
    hidden, withdrawn = (create_factor(workshop=workshop) for _ in range(2))
    factor_domain.hide_factor(hidden, by=user)
    factor_domain.withdraw_factor(withdrawn, by=withdrawn.participant)
    create_factor(workshop=workshop, waits_for="approval")
    for _ in range(2):
        create_factor(workshop=workshop, text="=1+1", stance=Stance.THREAT, track=Track.MICE)
    create_factor(workshop=workshop, category=Category.POLITICAL, district="4029")

    frame = frames.tallies_frame([workshop])

    assert frame.to_numpy().tolist() == [
        ["4005", "social", "threat", "mice", 2],
        ["4029", "political", "strength", "smart", 1],
    ]
    assert frame.dtypes.astype(str).to_dict() == {
        **dict.fromkeys(["district", "category", "stance", "track"], "string"),
        "n": "int64",
    }


def test_the_matrix_counts_every_district_and_category() -> None:
    workshop = create_workshop()
    create_factor(workshop=workshop)
    create_factor(workshop=workshop)
    create_factor(workshop=workshop, category=Category.INFRASTRUCTURE, district="4029")
    listed = [create_district(code=code) for code in ("4029", "4005", "4007")]

    matrix = frames.matrix_frame(frames.tallies_frame([workshop]), listed)

    assert list(matrix.columns) == Category.values
    assert matrix.to_dict("split")["data"] == [
        [0, 0, 0, 0, 0, 1],
        [2, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0],
    ]
    assert set(matrix.dtypes.astype(str)) == {"int64"}


def test_the_matrix_of_nothing_is_all_zeros() -> None:
    matrix = frames.matrix_frame(frames.tallies_frame([]), [create_district()])

    assert matrix.to_numpy().tolist() == [[0, 0, 0, 0, 0, 0]]


def test_a_district_that_left_is_listed_while_its_factors_are_there() -> None:
    workshop = create_workshop(districts=("4029",))
    create_factor(workshop=workshop, district="4005")

    assert {district.pk for district in frames.districts_of([workshop])} == {"4005", "4029"}


def test_indicators_show_targets_and_the_whole_plan_value() -> None:
    indicator = create_indicator(
        targets={2023: Decimal(1), 2027: Decimal("2.5")}, whole_plan_rule="sum"
    )

    row = frames.indicators_frame([indicator.issue.workshop], YEARS).loc[indicator.pk]

    assert [row[year] for year in YEARS] == [Decimal(1), None, None, None, Decimal("2.5")]
    assert (row["whole_plan"], row["baseline_value"], row["baseline_year"]) == (
        Decimal("3.5"),
        Decimal(40),
        2022,
    )


def test_an_indicator_without_numbers_has_none() -> None:
    indicator = create_indicator(targets={}, baseline_value=None, baseline_year=None)

    row = frames.indicators_frame([indicator.issue.workshop], YEARS).loc[indicator.pk]

    assert [row[year] for year in YEARS] == [None] * 5
    assert (row["whole_plan"], row["baseline_value"]) == (None, None)
    assert pd.isna(row["baseline_year"])


def test_only_the_years_asked_for_are_counted() -> None:
    indicator = create_indicator(
        targets={2023: Decimal(1), 2024: Decimal(2)}, whole_plan_rule="sum"
    )
    money = {(year, create_source()): Decimal(10) for year in (2023, 2024)}
    project = create_project(issue=indicator.issue, budgets=money)
    workshops = [indicator.issue.workshop]

    targets = frames.indicators_frame(workshops, [2024]).loc[indicator.pk]
    budget = frames.projects_frame(workshops, [2024]).loc[project.pk]

    assert (targets["whole_plan"], budget["total"]) == (Decimal(2), Decimal(10))


def test_projects_and_budgets_add_up_by_year_and_source() -> None:
    one, two = create_source(code="province"), create_source(code="ministry")
    money = {
        (2023, one): Decimal("1.25"),
        (2023, two): Decimal("2.50"),
        (2024, two): Decimal(0),
    }
    project = create_project(budgets=money)
    workshops = [project.issue.workshop]

    row = frames.projects_frame(workshops, YEARS).loc[project.pk]
    by_source = frames.budgets_frame(workshops, YEARS).set_index("source")

    assert [row[year] for year in YEARS] == [Decimal("3.75"), Decimal(0), None, None, None]
    assert (row["total"], row["sources"]) == (Decimal("3.75"), ["ministry", "province"])
    assert by_source["total"].to_dict() == {
        "province": Decimal("1.25"),
        "ministry": Decimal("2.50"),
    }


def test_what_was_removed_and_what_hangs_on_it_is_out() -> None:
    workshop, planner = create_workshop(), create_planner()
    fill(workshop, rows=2)
    gone = workshop.issues.order_by("pk")[0]
    issues.remove_issue(gone, by=planner)

    assert [len(frame_of(name, [workshop])) for name in EVERY[1:]] == [1, 1, 1, 1, 1]


def test_links_to_hidden_factors_and_removed_indicators_are_left_out() -> None:
    workshop, planner = create_workshop(), create_planner()
    fill(workshop, rows=1)
    factor_domain.hide_factor(workshop.factors.get(), by=planner)
    indicators.remove_indicator(workshop.issues.get().indicators.get(), by=planner)

    assert frames.issues_frame([workshop])["factors"].tolist() == [[]]
    assert frames.projects_frame([workshop], YEARS)["factors"].tolist() == [[]]
    assert frames.projects_frame([workshop], YEARS)["indicators"].tolist() == [[]]
