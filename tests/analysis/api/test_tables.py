"""The tables of live data: what is in them, what is left out, and page by page."""

from __future__ import annotations

import csv
import io
import json

import pandas as pd
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from analysis.api.app import api
from analysis.api.rendering import heads_of, in_files
from analysis.api.tables import TABLES
from analysis.models import Project
from tests.analysis.api.readers import SECRET, address, bearer, furnished, link_of
from tests.analysis.rollup_scene import build, give, rate, revealed
from tests.analysis.rows import new_indicator, new_issue, new_project
from tests.factories import (
    create_challenge,
    create_cluster,
    create_factor,
    create_participant,
    create_planner,
    create_round,
    create_workshop,
)
from tests.workshops.desks import signed_in
from workshops.domain.results import points_results, rating_results
from workshops.enums import Category, RoundKind, Track, WaitsFor
from workshops.models import Factor, Round

pytestmark = pytest.mark.django_db
SCHEMAS = api.get_openapi_schema(path_prefix="/api/v1/")["components"]["schemas"]


def rows(client, table, **query):
    response = client.get(address(table), query)
    assert response.status_code == 200, response.content
    return response.json()["rows"]


def test_every_table_has_the_columns_that_are_described() -> None:
    furnished()
    client = signed_in(create_planner())

    for table, one in TABLES.items():
        found = client.get(address(table)).json()

        assert list(found) == ["rows", "total", "next"]
        assert found["total"] == len(found["rows"])
        assert found["rows"] or table == "rounds"
        names = [column.name for column in one.columns]
        assert {tuple(row) for row in found["rows"]} <= {tuple(names)}, table
        assert list(SCHEMAS[f"{table}_row"]["properties"]) == names


def test_a_file_has_the_same_rows_as_the_pages_and_nobody_s_name() -> None:
    furnished()
    token = link_of()
    client = bearer(token)

    for table, one in TABLES.items():
        rows_of_pages = rows(client, table)
        as_json = body_of(client.get(address(table, token, "json")))
        as_csv = body_of(client.get(address(table, token, "csv")))

        assert json.loads(as_json) == rows_of_pages, table
        assert SECRET not in as_json + as_csv
        assert "ที่ว่าการอำเภอ" not in as_json + as_csv
        assert as_csv.startswith("\ufeff")
        assert as_csv.endswith("\r\n")
        found = list(csv.DictReader(io.StringIO(as_csv[1:], newline="")))
        names = [column.name for column in in_files(one)]
        expected = [{name: as_cell(row[name]) for name in names} for row in rows_of_pages]
        assert found == expected, table


def body_of(response) -> str:
    assert response.status_code == 200
    return b"".join(response).decode()


def as_cell(value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith("=") else text


def test_factors_are_as_the_database_has_them_also_for_pandas() -> None:
    workshop = furnished()
    token = link_of()

    body = b"".join(bearer(token).get(address("factors", token)))
    frame = pd.read_csv(io.BytesIO(body), dtype={"district": "string"}, parse_dates=["written_at"])

    factors = list(Factor.objects.order_by("pk"))
    cluster = workshop.clusters.get()
    assert list(frame["id"]) == [one.pk for one in factors]
    assert list(frame["text"]) == ["น้ำแล้ง", "'=1+1", "ถนน"]
    assert list(frame["district"]) == ["4005"] * 3
    assert list(frame["cluster_id"].astype("Int64").fillna(0)) == [cluster.pk, cluster.pk, 0]
    moments = [one.created_at.replace(microsecond=0) for one in factors]
    assert [one.to_pydatetime() for one in frame["written_at"]] == moments
    assert list(frame["written_year_be"]) == [timezone.localtime(one).year + 543 for one in moments]


def test_a_plan_is_as_the_database_has_it() -> None:
    workshop = furnished()
    client = signed_in(create_planner())

    [indicator] = rows(client, "indicators")
    [target] = rows(client, "targets")
    [project] = rows(client, "projects")
    [budget] = rows(client, "budgets")

    assert indicator["targets"] == [{"year": 2023, "year_be": 2566, "value": 7.25}]
    assert (indicator["whole_plan"], indicator["baseline_value"]) == (7.25, 12)
    assert (target["indicator_id"], target["value"]) == (indicator["id"], 7.25)
    assert project["budgets"] == [
        {
            "year": 2023,
            "year_be": 2566,
            "source": "1",
            "source_name": "แหล่งงบประมาณ 1",
            "amount_thb": 1500000.5,
        }
    ]
    assert project["total_thb"] == budget["amount_thb"] == 1500000.5
    assert project["activities"] == "สำรวจ\nขุดลอก"
    assert project["indicators"] == str(indicator["id"])
    assert project["factors"] == str(workshop.factors.earliest("pk").pk)


def test_what_is_hidden_withdrawn_or_waiting_is_in_no_table() -> None:
    now = timezone.now()
    workshop = create_workshop()
    for state in (
        {"hidden_at": now},
        {"withdrawn_at": now},
        {"waits_for": WaitsFor.REVEAL},
        {"waits_for": WaitsFor.APPROVAL},
    ):
        factor = create_factor(workshop=workshop, **state)
        create_cluster(factors=(factor,), name=f"กลุ่ม {factor.pk}")
        new_issue(workshop, factors=[factor])
    for state in ({"hidden_at": now}, {"withdrawn_at": now}, {"is_waiting": True}):
        cluster = workshop.clusters.first()
        create_challenge(workshop=workshop, clusters=(cluster,), **state)
    client = signed_in(create_planner())

    assert rows(client, "factors") == rows(client, "challenges") == []
    assert {one["factors"] for one in rows(client, "coverage")} == {0}
    assert {(one["factors"], one["challenges"]) for one in rows(client, "clusters")} == {(0, 0)}
    assert {one["factors"] for one in rows(client, "issues")} == {""}
    assert [one["factors"] for one in rows(client, "workshops")] == [0]


def test_what_was_taken_out_of_the_plan_is_in_no_table() -> None:
    workshop = furnished()
    workshop.issues.update(removed_at=timezone.now())
    client = signed_in(create_planner())

    for table in ("issues", "indicators", "targets", "programmes", "projects", "budgets"):
        assert rows(client, table) == []


def test_results_of_rounds_are_as_the_portal_shows_them() -> None:
    build(3)
    client = signed_in(create_planner())
    found = {one["id"]: one for one in rows(client, "rounds", page_size=500)}

    expected = set()
    for round_ in Round.objects.revealed():
        if round_.kind == RoundKind.POINTS:
            for one in points_results(round_):
                row = found[f"{round_.pk}.{one.cluster.pk}"]
                expected.add(row["id"])
                assert row["people"] == one.people
                few = 0 < one.people < 3
                assert row["points"] == (None if few else one.points)
                assert row["share"] in (None, pytest.approx(one.share, abs=1e-4))
                assert row["share"] is None or not few
        else:
            for one in rating_results(round_):
                row = found[f"{round_.pk}.{one.cluster.pk}"]
                expected.add(row["id"])
                spread = one.axes["impact"].spread
                n = spread.n if spread else 0
                assert (row["people"], row["skipped"]) == (n, one.skipped)
                assert row["verdict"] == one.verdict
                assert row["impact_median"] == (spread.median if n >= 3 else None)
                assert row["impact_iqr"] == (spread.iqr if n >= 3 else None)
    assert set(found) == expected


def test_a_figure_of_fewer_than_three_people_is_left_out_and_cannot_be_reckoned() -> None:
    workshop = create_workshop()
    one, other = create_cluster(workshop=workshop), create_cluster(workshop=workshop)
    points = create_round(clusters=(one, other), kind=RoundKind.POINTS)
    ratings = create_round(clusters=(one, other), kind=RoundKind.RATINGS, is_open=False)
    for number in range(4):
        person = create_participant(workshop=workshop)
        give(points, person, **{f"c{one.pk}": 2})
        rate(ratings, person, one, (number + 1, 3))
        if number < 2:
            give(points, person, **{f"c{other.pk}": 1})
            rate(ratings, person, other, (5, 5))
    revealed(points)
    revealed(ratings)

    found = rows(signed_in(create_planner()), "rounds")

    told = [(r["kind"], r["people"], r["points"], r["share"], r["impact_median"]) for r in found]
    assert told == [
        ("points", 4, 8, None, None),
        ("points", 2, None, None, None),
        ("ratings", 4, None, None, 2.5),
        ("ratings", 2, None, None, None),
    ]


def test_a_round_that_is_not_revealed_is_in_no_table() -> None:
    create_round(kind=RoundKind.POINTS)

    assert rows(signed_in(create_planner()), "rounds") == []


def test_filters_leave_out_what_they_say() -> None:
    here, there = create_workshop(), create_workshop(districts=("4007",))
    social = create_factor(workshop=here, category=Category.SOCIAL, track=Track.SMART)
    political = create_factor(workshop=there, category=Category.POLITICAL, track=Track.MICE)
    client = signed_in(create_planner())

    def keys(**query) -> list[int]:
        return [one["id"] for one in rows(client, "factors", **query)]

    assert keys() == [social.pk, political.pk]
    assert keys(workshop=here.code.lower()) == [social.pk]
    assert keys(category="political") == keys(track="mice") == [political.pk]
    assert keys(cycle=here.plan_cycle_id, district="4005") == [social.pk, political.pk]
    assert keys(cycle=here.plan_cycle_id + 1) == keys(sample="only") == []
    assert keys(sample="without") == keys()
    assert [one["code"] for one in rows(client, "workshops", district="4007")] == [there.code]
    assert {one["district"] for one in rows(client, "coverage", district="4007")} == {"4007"}


def test_changed_since_leaves_out_workshops_in_which_nothing_was_recorded() -> None:
    old, new = create_workshop(), create_workshop()
    create_factor(workshop=old)
    factor = create_factor(workshop=new)
    before = timezone.now()
    new_issue(new)
    client = signed_in(create_planner())

    found = rows(client, "factors", changed_since=before.isoformat())

    assert [one["id"] for one in found] == [factor.pk]
    assert rows(client, "factors", changed_since="2199-01-01") == []


def test_pages_have_every_row_once_while_rows_are_added() -> None:
    workshop = create_workshop()
    expected = [create_factor(workshop=workshop).pk for _ in range(7)]
    client = signed_in(create_planner())
    url, found = f"{address('factors')}?page_size=2", []

    while url:
        answer = client.get(url).json()
        assert answer["total"] == len(expected)
        found += [one["id"] for one in answer["rows"]]
        url = answer["next"]
        if len(found) < 6:
            expected.append(create_factor(workshop=workshop).pk)

    assert found == expected


def test_pages_of_every_kind_join_without_a_gap() -> None:
    build(5)
    for _ in range(3):
        new_project(new_issue())
    client = signed_in(create_planner())

    for table in ("coverage", "rounds", "clusters", "projects", "districts"):
        whole = rows(client, table, page_size=500)
        size = max(2, len(whole) // 4)
        url, found = f"{address(table)}?page_size={size}", []
        while url:
            answer = client.get(url).json()
            found += answer["rows"]
            url = answer["next"]

        assert len(whole) > size
        assert found == whole


def test_the_next_page_keeps_the_filters() -> None:
    workshop = create_workshop()
    for _ in range(3):
        create_factor(workshop=workshop, category=Category.SOCIAL)
        create_factor(workshop=workshop, category=Category.POLITICAL)
    client = signed_in(create_planner())

    answer = client.get(address("factors"), {"category": "social", "page_size": 2}).json()
    last = client.get(answer["next"]).json()

    assert (answer["total"], last["total"], last["next"]) == (3, 3, None)
    assert [one["category"] for one in last["rows"]] == ["social"]


def test_thirty_rows_take_as_many_queries_as_one() -> None:
    client = signed_in(create_planner())

    def queries() -> dict[str, int]:
        counted = {}
        for table in TABLES:
            with CaptureQueriesContext(connection) as asked:
                client.get(address(table), {"page_size": 200})
            counted[table] = len(asked)
        return counted

    workshop = furnished()
    round_ = revealed(create_round(clusters=(workshop.clusters.get(),), kind=RoundKind.POINTS))
    few = queries()
    for _ in range(30):
        factor = create_factor(workshop=workshop)
        cluster = create_cluster(factors=(factor,))
        create_challenge(workshop=workshop, clusters=(cluster,))
        round_.clusters.add(cluster)
    issue = new_issue(workshop)
    for _ in range(3):
        new_project(issue, indicators=[new_indicator(issue)], factors=[factor])
    furnished()

    assert queries() == few
    assert max(few.values()) <= 20


@pytest.mark.parametrize("table", TABLES)
def test_headings_of_a_table_differ_from_each_other(table) -> None:
    names, thai = (heads_of(TABLES[table], thai=thai) for thai in (False, True))

    assert len(set(names)) == len(names) == len(set(thai)) == len(thai)


def test_thai_headings_are_there_for_the_asking() -> None:
    create_factor()
    token = link_of()

    body = b"".join(bearer(token).get(address("factors", token), {"heads": "th"})).decode(
        "utf-8-sig"
    )

    assert next(csv.reader(io.StringIO(body))) == heads_of(TABLES["factors"], thai=True)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_text_that_looks_like_a_formula_is_inert(start) -> None:
    Factor.objects.filter(pk=create_factor().pk).update(text=f"{start}cmd()", evidence="1\n=2")
    Project.objects.filter(pk=new_project().pk).update(name=f"{start}HYPERLINK(1)")
    token = link_of()

    for table in ("factors", "projects"):
        body = b"".join(bearer(token).get(address(table, token))).decode("utf-8-sig")
        for row in csv.reader(io.StringIO(body, newline="")):
            assert not any(cell.startswith(start) for cell in row)
