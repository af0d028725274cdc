import datetime
from decimal import Decimal

import pytest

from analysis import frames
from analysis.domain.indicators import remove_indicator
from analysis.domain.issues import remove_issue
from tests.analysis.rows import new_indicator, new_issue, new_project, source
from tests.factories import create_factor, create_participant, create_planner, create_workshop
from workshops.enums import Category, Stance, Track

pytestmark = pytest.mark.django_db

YEARS = [2023, 2024, 2025, 2026, 2027]
HIDDEN = datetime.datetime(2021, 6, 24, 5, 0, tzinfo=datetime.UTC)


def dtypes(frame):
    return {str(name): str(dtype) for name, dtype in frame.dtypes.items()}


def all_frames(workshops):
    return [
        frames.factors_frame(workshops),
        frames.issues_frame(workshops),
        frames.indicators_frame(workshops, YEARS),
        frames.projects_frame(workshops, YEARS),
        frames.budgets_frame(workshops, YEARS),
    ]


def filled(workshop, rows):
    """`rows` of everything, each linked to the others."""
    for _ in range(rows):
        factor = create_factor(workshop=workshop)
        issue = new_issue(workshop, factors=[factor])
        indicator = new_indicator(issue, factors=[factor])
        new_project(issue, indicators=[indicator], factors=[factor])


def test_an_empty_workshop_has_the_same_columns_and_types_as_a_full_one():
    full, empty = create_workshop(), create_workshop()
    filled(full, 1)

    for with_rows, without in zip(all_frames([full]), all_frames([empty]), strict=True):
        assert len(without) == 0
        assert dtypes(without) == dtypes(with_rows)
        assert without.index.dtype == with_rows.index.dtype or without.index.name is None


@pytest.mark.parametrize(
    ("read", "queries"),
    [
        (lambda w: frames.factors_frame(w), 1),
        (lambda w: frames.districts_of(w), 1),
        (lambda w: frames.issues_frame(w), 2),
        (lambda w: frames.indicators_frame(w, YEARS), 3),
        (lambda w: frames.projects_frame(w, YEARS), 4),
        (lambda w: frames.budgets_frame(w, YEARS), 1),
    ],
)
@pytest.mark.parametrize("rows", [1, 3])
def test_more_rows_are_not_more_queries(read, queries, rows, django_assert_num_queries):
    workshop = create_workshop()
    filled(workshop, rows)

    with django_assert_num_queries(queries):
        assert len(read([workshop])) >= 1


def test_a_factor_is_a_row_with_its_words_and_nobodys_name():
    workshop = create_workshop()
    person = create_participant(workshop=workshop, name="นายสมชาย ใจดี")
    at = datetime.datetime(2021, 6, 24, 2, 30, tzinfo=datetime.UTC)
    factor = create_factor(
        participant=person, text="=1+1", created_at=at, evidence="ข่าว", stance=Stance.THREAT
    )

    frame = frames.factors_frame([workshop])

    assert frame.reset_index().to_dict("records") == [
        {
            "factor": factor.pk,
            "workshop": workshop.code,
            "created_at": datetime.datetime(2021, 6, 24, 9, 30),  # noqa: DTZ001  Bangkok, no zone
            "district": "4005",
            "category": "social",
            "stance": "threat",
            "track": "smart",
            "horizon": "",
            "text": "=1+1",
            "evidence": "ข่าว",
        }
    ]


def test_what_is_not_on_the_board_is_in_no_frame():
    workshop = create_workshop()
    shown = create_factor(workshop=workshop)
    hidden = create_factor(workshop=workshop, hidden_at=HIDDEN)
    withdrawn = create_factor(workshop=workshop, withdrawn_at=HIDDEN)
    new_issue(workshop, factors=[shown, hidden, withdrawn])

    assert list(frames.factors_frame([workshop]).index) == [shown.pk]
    assert frames.issues_frame([workshop])["factors"].tolist() == [[shown.pk]]


def test_the_matrix_counts_every_pair_of_district_and_category():
    workshop = create_workshop(districts=("4005", "4029", "4012"))
    for category, district in [
        (Category.SOCIAL, "4005"),
        (Category.SOCIAL, "4005"),
        (Category.INFRASTRUCTURE, "4029"),
    ]:
        create_factor(workshop=workshop, category=category, district=district)

    factors = frames.factors_frame([workshop])
    matrix = frames.matrix_frame(factors, frames.districts_of([workshop]))

    assert list(matrix.columns) == Category.values
    assert list(matrix.index) == ["4005", "4029", "4012"]  # the order of the source
    assert matrix.to_numpy().tolist() == [
        [2, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0, 0],
    ]


def test_indicators_keep_decimals_exactly_and_leave_gaps_empty():
    indicator = new_indicator(targets={2023: Decimal("0.1"), 2024: Decimal("0.2")})

    row = frames.indicators_frame([indicator.issue.workshop], YEARS).loc[indicator.pk]

    assert [row[year] for year in YEARS] == [Decimal("0.1"), Decimal("0.2"), None, None, None]
    assert row["whole_plan"] == Decimal("0.3")


def test_rows_of_a_removed_issue_and_removed_rows_are_left_out():
    workshop, by = create_workshop(), create_planner()
    kept, gone = new_issue(workshop), new_issue(workshop)
    new_indicator(gone)
    new_project(gone)
    removed = new_indicator(kept)
    project = new_project(kept, indicators=[removed])
    remove_issue(gone, by=by)
    remove_indicator(removed, by=by)

    assert list(frames.issues_frame([workshop]).index) == [kept.pk]
    assert list(frames.indicators_frame([workshop], YEARS).index) == []
    projects = frames.projects_frame([workshop], YEARS)
    assert list(projects.index) == [project.pk]
    assert projects["indicators"].tolist() == [[]]
    assert frames.budgets_frame([workshop], YEARS)["project"].tolist() == [project.pk]


def test_projects_add_up_their_sources_by_year():
    budgets = {
        (2023, source(number=1)): Decimal("1.10"),
        (2023, source(number=2)): Decimal("2.20"),
        (2025, source(number=1)): Decimal("0"),
    }
    project = new_project(budgets=budgets)
    workshops = [project.issue.workshop]

    row = frames.projects_frame(workshops, YEARS).loc[project.pk]
    by_source = frames.budgets_frame(workshops, YEARS)

    assert [row[year] for year in YEARS] == [Decimal("3.30"), None, Decimal("0.00"), None, None]
    assert (row["total"], row["sources"]) == (Decimal("3.30"), ["1", "2"])
    assert by_source["total"].tolist() == [Decimal("1.10"), Decimal("2.20")]


def test_other_workshops_stay_out():
    filled(create_workshop(), 1)

    assert [len(frame) for frame in all_frames([create_workshop()])] == [0] * 5


def test_tracks_and_stances_are_known_in_the_order_of_the_method():
    frame = frames.factors_frame([create_factor(track=Track.BOTH).workshop])

    assert list(frame["track"].cat.categories) == Track.values
    assert list(frame["stance"].cat.categories) == Stance.values
