import datetime
from decimal import Decimal

import pandas as pd
import pytest
from django.utils import translation

from analysis import frames
from analysis.tables import counts
from analysis.tables.content import content_of, plan_of
from analysis.tables.table import Column, Kind, Table, number_text, text_of, value_of
from tests.analysis.plans import (
    create_indicator,
    create_issue,
    create_programme,
    create_project,
    create_source,
)
from tests.factories import create_factor, create_workshop
from workshops.enums import Category, ReferenceKind, Stance
from workshops.models import Participant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def cells(table):
    return [[cell.text for cell in row.cells] for row in table.drawn()]


def test_the_matrix_has_totals_and_a_way_to_each_sentence() -> None:
    workshop = create_workshop()
    for category in (Category.SOCIAL, Category.SOCIAL, Category.POLITICAL):
        create_factor(workshop=workshop, category=category)
    listed = frames.districts_of([workshop])

    table = counts.matrix_table(frames.tallies_frame([workshop]), listed)

    assert cells(table) == [
        ["Chum Phae", "2", "0", "0", "0", "1", "0", "3"],
        ["Wiang Kao", "0", "0", "0", "0", "0", "0", "0"],
        ["Total", "2", "0", "0", "0", "1", "0", "3"],
    ]
    queries = [[cell.query for cell in row.cells] for row in table.drawn()]
    assert queries[0][:2] == ["", "?district=4005&category=social"]
    assert (queries[0][-1], queries[2][1], queries[2][-1]) == (
        "?district=4005",
        "?category=social",
        "?",
    )


def test_a_workshop_without_factors_has_rows_of_zeros() -> None:
    workshop = create_workshop()
    factors, listed = frames.tallies_frame([workshop]), frames.districts_of([workshop])

    matrix = counts.matrix_table(factors, listed)
    others = [*counts.count_tables(factors, listed), counts.stance_table(factors)]

    assert matrix.drawn_totals()
    assert cells(matrix)[-1] == ["Total", *["0"] * 7]
    assert {text for table in others for row in cells(table) for text in row[1:]} == {"0"}


def test_stances_are_counted_by_category() -> None:
    workshop = create_workshop()
    create_factor(workshop=workshop, stance=Stance.THREAT)
    create_factor(workshop=workshop, category=Category.ECONOMIC, stance=Stance.THREAT)

    table = counts.stance_table(frames.tallies_frame([workshop]))

    assert [row[-1] for row in cells(table)] == ["1", "0", "1", "0", "0", "0"]
    assert next(table.drawn()).cells[-1].query == "?category=social&stance=threat"


def test_the_plan_reads_as_people_write_it() -> None:
    workshop = create_workshop()
    factor = create_factor(workshop=workshop)
    kinds = (ReferenceKind.SMART_DIMENSION, ReferenceKind.MICE_CRITERION)
    tags = [create_source(code=kind, kind=kind) for kind in kinds]
    for tag, name in zip(tags, ("Smart dimension", "MICE criterion"), strict=True):
        tag.name_en = name
        tag.save()
    said = {"approach": "หนึ่ง\nสอง", "criteria": tags}
    issue = create_issue(workshop=workshop, factors=[factor], **said)
    indicator = create_indicator(
        issue=issue, targets={2023: Decimal("1250.5")}, whole_plan_rule="sum"
    )
    money = {(2023, create_source()): Decimal("1500000.5")}
    programme = create_programme(issue=issue, main_programme="ยี่สิบปี")
    said = {"strategy": create_source(code="s", kind=ReferenceKind.STRATEGY)}
    said |= {"master_plan": create_source(code="m", kind=ReferenceKind.MASTER_PLAN)}
    said |= {"milestone": create_source(code="M8", kind=ReferenceKind.MILESTONE)}
    said |= {"programme": programme, "regional_goal": "ภาค", "objectives": "เพื่อน้ำ"}
    project = create_project(issue=issue, indicators=[indicator], budgets=money, **said)

    plan = plan_of([workshop], workshop.plan_cycle)

    ids = [str(row.pk) for row in (issue, factor, indicator, project)]
    assert cells(plan.issues) == [
        [
            *(ids[0], "1", "น้ำ", "มีน้ำใช้", "น้ำแล้ง", "หนึ่ง\nสอง", "Smart City and MICE City"),
            *("Smart dimension; MICE criterion", "Draft", ids[1]),
        ]
    ]
    row = dict(zip(plan.indicators.headings, cells(plan.indicators)[0], strict=True))
    assert (row["Which way it shall go"], row["Status"]) == ("It shall rise", "Draft")
    assert (row["Baseline value"], row["Baseline year"]) == ("40", "2565")
    assert (row["B.E. 2566"], row["B.E. 2567"], row["B.E. 2566-2570"]) == ("1,250.5", "", "1,250.5")
    row = dict(zip(plan.projects.headings, cells(plan.projects)[0], strict=True))
    assert (row["First year"], row["Budget source"]) == ("2566", "Source province")
    assert (row["B.E. 2566"], row["B.E. 2566-2570"]) == ("1,500,000.50", "1,500,000.50")
    assert row["Indicator ids"] == ids[2]
    assert (row["Programme"], row["Strategy and master plan"]) == ("จัดการน้ำ", "1.1")
    assert (row["Milestone"], row["Status"]) == ("Source M8", "Draft")
    assert row["Goal and approach of regional development"] == "ภาค"
    assert cells(plan.programmes) == [
        [str(programme.pk), ids[0], "น้ำ", "1", "จัดการน้ำ", "ยี่สิบปี", "", "Draft"]
    ]
    row = dict(zip(plan.details.headings, cells(plan.details)[0], strict=True))
    assert (row["Objectives"], row["Activities"]) == ("เพื่อน้ำ", "ขุดลอก")
    total = dict(zip(plan.projects.headings, plan.projects.totals(), strict=True))
    assert total["B.E. 2566-2570"] == Decimal("1500000.5")


def test_a_row_of_the_plan_leads_to_the_sentences_it_rests_on() -> None:
    workshop = create_workshop()
    issue = create_issue(workshop=workshop, factors=[create_factor(workshop=workshop)])

    plan = plan_of([workshop], workshop.plan_cycle)

    assert [cell.query for cell in next(plan.issues.drawn()).cells][-1] == f"?issue={issue.pk}"


def test_the_workshops_code_stands_in_the_rows_only_where_there_are_two() -> None:
    one, two = create_workshop(), create_workshop()

    alone = plan_of([one], one.plan_cycle)
    together = plan_of([one, two], one.plan_cycle)

    assert all("Workshop code" not in table.headings for table in alone.tables)
    assert all("Workshop code" in table.headings for table in together.tables)


@pytest.mark.parametrize("rows", [1, 3])
def test_all_content_takes_as_many_queries(rows, django_assert_num_queries) -> None:
    workshop = create_workshop()
    for _ in range(rows):
        create_factor(workshop=workshop)
        issue = create_issue(workshop=workshop)
        create_indicator(issue=issue)
        create_project(issue=issue, budgets={(2023, create_source()): Decimal(1)})

    with django_assert_num_queries(47):
        content_of([workshop], workshop.plan_cycle)


def test_it_knows_which_workshops_were_rehearsed() -> None:
    workshops = [create_workshop(), create_workshop()]
    for workshop in workshops:
        create_factor(workshop=workshop)
    Participant.objects.filter(workshop=workshops[1]).update(is_pretend=True)

    content = content_of(workshops, workshops[0].plan_cycle)

    assert content.rehearsed == {workshops[1].pk}


def test_an_empty_workshop_has_empty_tables() -> None:
    workshop = create_workshop()

    content = content_of([workshop], workshop.plan_cycle)

    assert content.factors.is_empty
    assert [cells(table) for table in content.plan.tables] == [[]] * len(content.plan.tables)
    assert not any(table.has_totals for table in content.plan.tables)


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (None, Kind.MONEY, ""),
        (Decimal(0), Kind.MONEY, "0.00"),
        (Decimal("1234567.5"), Kind.MONEY, "1,234,567.50"),
        (Decimal("1250.5000"), Kind.NUMBER, "1,250.5"),
        (Decimal("100"), Kind.NUMBER, "100"),
        (1234, Kind.COUNT, "1,234"),
        (1234, Kind.ID, "1234"),
        (2566, Kind.YEAR, "2566"),
        (datetime.datetime(2021, 6, 24, 9, 5), Kind.MOMENT, "24 มิ.ย. 2564 09:05"),  # noqa: DTZ001
    ],
)
def test_a_value_reads_as_text(value, kind, text) -> None:
    assert text_of(value, kind) == text


@pytest.mark.parametrize(
    ("raw", "kind", "value"),
    [
        (pd.NA, Kind.YEAR, None),
        (pd.NaT, Kind.MOMENT, None),
        (float("nan"), Kind.COUNT, None),
        ([], Kind.TEXT, ""),
        ([3, 14], Kind.TEXT, "3, 14"),
        (2023, Kind.YEAR, 2566),
        ("=1+1", Kind.TEXT, "=1+1"),
    ],
)
def test_a_value_is_a_plain_one(raw, kind, value) -> None:
    assert value_of(raw, kind) == value


@pytest.mark.parametrize(("number", "text"), [("-0.5", "-0.5"), ("1000", "1,000"), ("0", "0")])
def test_a_number_keeps_its_zeros_before_the_point(number, text) -> None:
    assert number_text(Decimal(number)) == text


def test_a_sum_leaves_out_what_is_missing() -> None:
    frame = pd.DataFrame({"baht": pd.Series([Decimal("0.1"), None, Decimal("0.2")], dtype=object)})
    table = Table("t", "T", (Column("baht", "B", Kind.MONEY, "", total=True),), frame)

    assert table.totals() == [Decimal("0.3")]
