"""The page of the roll-up, the factors behind a theme and the file of the rows."""

import pytest
from django.urls import reverse

from tests.analysis.rollup_scene import build, create_theme, held
from tests.factories import (
    create_cluster,
    create_facilitator,
    create_factor,
    create_participant,
    create_plan_cycle,
    create_planner,
)
from tests.workshops.desks import signed_in

pytestmark = pytest.mark.django_db


def url(name="rollup", *args, query=""):
    return reverse(f"analysis:{name}", args=[create_plan_cycle().pk, *args]) + query


@pytest.fixture
def planner():
    return signed_in(create_planner())


def said(cluster, *districts):
    for district in districts:
        person = create_participant(workshop=cluster.workshop, district=district)
        create_factor(participant=person, district=district, cluster=cluster)
    return cluster


def test_it_says_in_how_many_districts(planner) -> None:
    one, other = held(2023, districts=("4005", "4007")), held(2023, districts=("4010", "4016"))
    here, there = create_cluster(workshop=one), create_cluster(workshop=other)
    theme = create_theme("น้ำ", clusters=(said(here, "4005", "4007"), said(there, "4010")))
    lone = said(create_cluster(workshop=other, name="ถนน"), "4016", "4016")

    response = planner.get(url(query="?least=3"))

    (shown,), (loose,) = response.context["themes"], response.context["loose"]
    assert [(name, n) for name, n, _ in shown.districts] == [
        ("Nam Phong", 1),
        ("Ban Phai", 1),
        ("Chum Phae", 1),
    ]
    assert "in 3 of 4 districts" in response.text
    assert [each.line.theme for each in response.context["shared"]] == [theme]
    assert [
        (name, [one.line.name for one in lines]) for name, lines in response.context["peculiar"]
    ] == [("Phu Wiang", ["ถนน"])]
    assert shown.href == url("theme-factors", theme.pk)
    expected = reverse("analysis:factors", args=[other.code]) + f"?cluster={lone.pk}"
    assert loose.href == expected


def test_both_ways_of_counting_stand_side_by_side_with_their_rows(planner) -> None:
    build(1)

    response = planner.get(url(query="?sort=share"))

    titles = [one.title for one in response.context["headings"]]
    assert titles[3:5] == ["Points, by person", "Points, by district"]
    shares = [one.line.points.share or 0 for one in response.context["themes"]]
    assert shares == sorted(shares, reverse=True)
    shown = next(one for one in response.context["themes"] if one.line.points.share)
    number = shown.line.number
    assert shown.cells[3].href == url("rollup-rows", query=f"?kind=points&theme={number}")
    assert b"rating" in planner.get(shown.cells[5].href or url("rollup-rows")).content


@pytest.mark.parametrize(
    "query", ["?sort=beauty", "?least=1", "?least=many", "?district=9999", "?since=x"]
)
def test_bad_filters_get_a_sentence(planner, query) -> None:
    held(2023)

    response = planner.get(url(query=query))

    assert response.status_code == 422
    assert "rollup" not in response.context
    assert 'role="alert"' in response.text or "invalid-feedback" in response.text


def test_an_empty_cycle_has_a_page(planner) -> None:
    response = planner.get(url())

    assert response.status_code == 200
    assert "There is no theme yet." in response.text


def test_the_selection_narrows_the_figures(planner) -> None:
    said(create_cluster(workshop=held(2023)), "4005")
    said(create_cluster(workshop=held(2024)), "4007", "4007")

    response = planner.get(url(query="?since=2024-01-01"))

    assert (response.context["rollup"].factors, response.context["years"]) == (2, None)
    assert set(planner.get(url()).context["rollup"].years) == {2023, 2024}


def test_facilitators_count_their_own_and_get_no_file() -> None:
    user = create_facilitator()
    said(create_cluster(workshop=held(2023, facilitator=user)), "4005")
    said(create_cluster(workshop=held(2023)), "4007", "4010")
    browser = signed_in(user)

    response = browser.get(url())

    assert response.context["rollup"].factors == 1
    assert "rows.csv" not in response.text
    assert browser.get(url("rollup-rows")).status_code == 403


def test_the_file_follows_the_selection(planner) -> None:
    said(create_cluster(workshop=held(2023)), "4005")
    said(create_cluster(workshop=held(2024)), "4007", "4007")

    response = planner.get(url("rollup-rows", query="?until=31/12/2566&kind=factor"))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.decode("utf-8-sig").count("\nfactor,") == 1
    assert planner.get(url("rollup-rows", query="?kind=names")).status_code == 422
    assert planner.get(url("rollup-rows", query="?theme=x")).status_code == 422


def test_the_factors_of_a_theme_over_all_workshops(planner) -> None:
    one, other = create_cluster(workshop=held(2023)), create_cluster(workshop=held(2024))
    theme = create_theme(clusters=(said(one, "4005"), said(other, "4007", "4010")))
    kept = one.factors.get()
    create_factor(participant=kept.participant, district="4016", text="คำเดียวกัน", merged_into=kept)

    response = planner.get(url("theme-factors", theme.pk))

    assert [factor.district_id for factor in response.context["page"]] == [
        "4005",
        "4016",
        "4007",
        "4010",
    ]
    assert (
        response.context["page"].paginator.count
        == planner.get(url()).context["themes"][0].line.factors
    )
    found = planner.get(url("theme-factors", theme.pk, query="?of=4007"))
    assert [factor.district_id for factor in found.context["page"]] == ["4007"]
    assert planner.get(url("theme-factors", theme.pk, query="?of=9999")).status_code == 422
    assert planner.get(url("theme-factors", 999999)).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_it_takes_the_same_queries_for_many(planner, django_assert_num_queries, rows) -> None:
    for number in range(rows):
        cluster = said(create_cluster(workshop=held(2023)), "4005")
        create_theme(f"ประเด็น {number}", clusters=(cluster,))
        said(create_cluster(workshop=held(2024)), "4007")

    with django_assert_num_queries(18):
        response = planner.get(url())
    with django_assert_num_queries(13):
        planner.get(response.context["themes"][0].href)

    assert len(response.context["themes"]) == len(response.context["loose"]) == rows
