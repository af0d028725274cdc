from decimal import Decimal

import pytest
from django.utils import translation

from analysis.tables.content import counts_of, plan_of
from analysis.tables.table import Kind, number_text, text_of
from tests.analysis.rows import new_indicator, new_issue, new_project, source
from tests.factories import create_factor, create_workshop
from workshops.enums import Category, Stance

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def rows(table):
    return [list(row) for row in table.rows()]


def test_the_matrix_adds_up_both_ways_and_every_number_leads_somewhere():
    workshop = create_workshop()
    create_factor(workshop=workshop, category=Category.SOCIAL, district="4005")
    create_factor(workshop=workshop, category=Category.POLITICAL, district="4005")
    create_factor(workshop=workshop, category=Category.SOCIAL, district="4029")

    matrix = counts_of([workshop]).matrix

    assert rows(matrix) == [
        ["Chum Phae", 1, 0, 0, 0, 1, 0, 2],
        ["Wiang Kao", 1, 0, 0, 0, 0, 0, 1],
        ["Total", 2, 0, 0, 0, 1, 0, 3],
    ]
    assert matrix.queries[0][1] == "?district=4005&category=social"
    assert matrix.queries[2][1] == "?category=social"
    assert (matrix.queries[1][7], matrix.queries[2][7]) == ("?district=4029", "?")


def test_an_empty_workshop_has_its_rows_of_zeros():
    counts = counts_of([create_workshop()])

    assert rows(counts.matrix)[-1] == ["Total", 0, 0, 0, 0, 0, 0, 0]
    assert [[row[1] for row in rows(table)] for table in counts.by] == [
        [0] * 6,
        [0] * 2,
        [0] * 4,
        [0] * 3,
    ]


def test_counts_by_stance_and_category():
    workshop = create_workshop()
    create_factor(workshop=workshop, category=Category.ECONOMIC, stance=Stance.WEAKNESS)

    counts = counts_of([workshop])

    assert rows(counts.stances)[2] == ["Economic", 0, 1, 0, 0]
    assert counts.stances.queries[2][2] == "?category=economic&stance=weakness"


def test_the_plan_tables_carry_ids_years_and_sums():
    workshop = create_workshop()
    factor = create_factor(workshop=workshop)
    issue = new_issue(workshop, factors=[factor])
    indicator = new_indicator(issue)
    project = new_project(
        issue,
        indicators=[indicator],
        budgets={(2023, source()): Decimal("2.5"), (2024, source()): Decimal("1")},
    )

    plan = plan_of([workshop], workshop.plan_cycle)

    assert rows(plan.issues)[0][:3] == [issue.pk, 1, "จัดการน้ำ"]
    assert rows(plan.issues)[0][-1] == str(factor.pk)
    assert plan.indicators.headings[7:13] == [
        "B.E. 2566",
        "B.E. 2567",
        "B.E. 2568",
        "B.E. 2569",
        "B.E. 2570",
        "B.E. 2566-2570",
    ]
    indicated = rows(plan.indicators)[0]
    assert indicated[:2] == [indicator.pk, issue.pk]
    assert indicated[6] == 2565
    assert indicated[7:13] == [5, None, None, None, Decimal("7.5"), Decimal("12.5")]
    done = rows(plan.projects)[0]
    assert (done[0], done[6], done[7]) == (project.pk, 2566, 2568)
    totals = dict(zip(plan.projects.headings, plan.projects.totals(), strict=True))
    assert (totals["B.E. 2566"], totals["B.E. 2566-2570"]) == (Decimal("2.5"), Decimal("3.5"))


def test_several_workshops_are_told_apart_by_their_codes():
    one, other = create_workshop(), create_workshop()
    new_issue(one)
    new_issue(other)

    plan = plan_of([one, other], one.plan_cycle)

    assert sorted(row[1] for row in rows(plan.issues)) == sorted([one.code, other.code])


def test_the_plan_takes_eleven_queries(django_assert_num_queries):
    workshop = create_workshop()
    new_project(new_issue(workshop))

    with django_assert_num_queries(11):
        plan_of([workshop], workshop.plan_cycle)


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (None, Kind.MONEY, ""),
        (Decimal("1234.5"), Kind.MONEY, "1,234.50"),
        (Decimal("1234.5000"), Kind.NUMBER, "1,234.5"),
        (Decimal("100.0000"), Kind.NUMBER, "100"),
        (1234, Kind.COUNT, "1,234"),
        (2566, Kind.YEAR, "2566"),
        (1234, Kind.ID, "1234"),
        ("=1+1", Kind.LONG, "=1+1"),
    ],
)
def test_a_value_reads_as_people_write_it(value, kind, text):
    assert text_of(value, kind) == text


def test_a_whole_hundred_keeps_its_zeros():
    assert [number_text(Decimal(text)) for text in ("100", "1200.00", "0.0", "-0.5")] == [
        "100",
        "1,200",
        "0",
        "-0.5",
    ]
