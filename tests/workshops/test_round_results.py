import re

import pytest
from django.urls import reverse

from tests.factories import (
    create_cluster,
    create_facilitator,
    create_participant,
    create_round,
    create_workshop,
)
from tests.workshops.desks import signed_in
from workshops.domain import answers, regroup, rounds
from workshops.enums import Horizon, RoundKind, Stage
from workshops.influence_tables import influence_table
from workshops.pages.round_tables import rating_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator():
    return create_facilitator()


@pytest.fixture
def workshop(facilitator):
    return create_workshop(facilitator=facilitator, stage=Stage.ANALYSE)


@pytest.fixture
def clusters(workshop):
    return tuple(create_cluster(workshop=workshop) for _ in range(3))


@pytest.fixture
def crowd(workshop):
    """Four of one district, two of the other."""
    codes = ["4005"] * 4 + ["4029"] * 2
    return [create_participant(workshop=workshop, district=code) for code in codes]


@pytest.fixture
def desk(facilitator):
    return signed_in(facilitator)


def url(round_):
    return reverse("workshops:round-results", args=[round_.workshop.code, round_.pk])


def text_of(response):
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def rate(round_, crowd, cluster, impacts, **more):
    for person, impact in zip(crowd, impacts, strict=True):
        answers.rate_cluster(person, round_, cluster, impact=impact, uncertainty=2, **more)


# --- Before the reveal -----------------------------------------------------------------------


@pytest.mark.parametrize("is_closed", [False, True])
def test_before_the_reveal_there_is_progress_and_nothing_else(
    desk, facilitator, clusters, crowd, is_closed
):
    round_ = create_round(clusters=clusters)
    rate(round_, crowd[:1], clusters[0], [5])
    if is_closed:
        rounds.close_round(round_, by=facilitator)

    page = desk.get(url(round_))

    assert page.context["table"] is None
    assert "1 person has answered · 1 of 18 answers · 0 skipped" in text_of(page)
    assert "What was answered is shown to nobody before the reveal." in text_of(page)


def test_what_was_discarded_shows_nothing(desk, facilitator, clusters, crowd):
    round_ = create_round(clusters=clusters)
    rate(round_, crowd[:1], clusters[0], [5])
    rounds.reveal_round(round_, by=facilitator)
    rounds.discard_round(round_, by=facilitator)

    page = desk.get(url(round_))

    assert page.context["table"] is None
    assert "This round was discarded. Nothing counts its answers." in text_of(page)


def test_the_part_for_the_stream_is_the_round_alone(desk, clusters):
    part = desk.get(url(create_round(clusters=clusters)), {"part": "1"}).content.decode()

    assert part.strip().startswith('<div id="one-round">')


# --- Points ----------------------------------------------------------------------------------


def test_points_stand_with_their_shares_both_ways(desk, facilitator, clusters, crowd):
    round_ = create_round(clusters=clusters, kind=RoundKind.POINTS)
    for person in crowd[:4]:
        answers.give_points(person, round_, clusters[1], points=2)
    for person in crowd[4:]:
        answers.give_points(person, round_, clusters[0], points=1)
    rounds.reveal_round(round_, by=facilitator)

    rows = desk.get(url(round_)).context["table"]

    assert [
        (row.cluster.number, row.points, row.people, row.percent, row.percent_by_district)
        for row in rows
    ] == [(2, 8, 4, "67", "50"), (1, 2, 2, "33", "50"), (3, 0, 0, "0", "0")]


# --- Ratings ---------------------------------------------------------------------------------


def test_ratings_stand_with_spread_verdict_districts_and_horizons(
    desk, facilitator, clusters, crowd
):
    round_ = create_round(clusters=clusters, asks_horizon=True)
    rate(round_, crowd, clusters[0], [4, 4, 5, 5, 1, 1], horizon=Horizon.SOON)
    rate(round_, crowd[:5], clusters[1], [3, 3, 3, 4, 3])
    answers.rate_cluster(crowd[5], round_, clusters[1], is_skipped=True)
    rounds.reveal_round(round_, by=facilitator)

    page = desk.get(url(round_))

    first, second, third = page.context["table"].rows
    impact = first.axes[0]
    assert (impact.median, impact.median_by_district, impact.iqr) == ("4", "2.75", "3")
    assert (impact.percent, first.verdict_label, first.n, first.skipped) == ("67", "Disputed", 6, 0)
    assert [(one.name, one.n, one.medians) for one in first.districts] == [
        ("Chum Phae", 4, ["4.5", "2"]),
        ("Wiang Kao", 2, ["", ""]),  # two people: it would be their own answer
    ]
    assert [total for _label, total in first.horizons] == [0, 6, 0, 0]
    assert (second.verdict_label, second.n, second.skipped) == ("Agreed", 5, 1)
    assert (third.verdict_label, third.n, third.axes[0].median) == ("Too few to say", 0, "")
    assert "1 cluster is disputed." in text_of(page)


def test_kendalls_w_stands_with_its_people_and_a_word(desk, facilitator, clusters, crowd):
    round_ = create_round(clusters=clusters)
    for cluster, impact in zip(clusters, (1, 3, 5), strict=True):
        rate(round_, crowd[:3], cluster, [impact] * 3)
    rounds.reveal_round(round_, by=facilitator)

    shown = text_of(desk.get(url(round_)))

    assert "Impact : W = 1.00, strong, by 3 people who rated every cluster" in shown
    assert "Uncertainty : too few to say" in shown  # all the same: there is no order


def test_the_likelihood_has_its_own_columns_and_w(desk, facilitator, clusters, crowd):
    round_ = create_round(clusters=clusters, asks_likelihood=True)
    for cluster, likely in zip(clusters, (5, 3, 1), strict=True):
        rate(round_, crowd[:3], cluster, [3] * 3, likelihood=likely)
    rounds.reveal_round(round_, by=facilitator)

    table = desk.get(url(round_)).context["table"]

    assert table.axes == ["Impact", "Uncertainty", "Likelihood"]
    assert [row.w for row in table.concordance] == ["", "", "1.00"]
    assert [row.axes[2].median for row in table.rows] == ["5", "3", "1"]


def test_below_three_people_there_is_no_w(desk, facilitator, clusters, crowd):
    round_ = create_round(clusters=clusters)
    for cluster, impact in zip(clusters, (1, 3, 5), strict=True):
        rate(round_, crowd[:2], cluster, [impact] * 2)
    rounds.reveal_round(round_, by=facilitator)

    assert [row.found for row in desk.get(url(round_)).context["table"].concordance] == [None] * 2


def test_a_second_round_stands_beside_the_first(desk, facilitator, clusters, crowd):
    first = create_round(clusters=clusters)
    rate(first, crowd, clusters[0], [1, 1, 1, 5, 5, 5])
    rounds.reveal_round(first, by=facilitator)
    second = rounds.open_round(rounds.prepare_second(first, by=facilitator), by=facilitator)
    rate(second, crowd, clusters[0], [4, 4, 4, 5, 5, 5])
    rounds.reveal_round(second, by=facilitator)

    page = desk.get(url(second))

    (row,) = page.context["table"].rows
    assert (row.verdict, row.axes[0].median) == ("agreed", "4.5")
    assert (row.first.verdict, row.first.axes[0].median) == ("disputed", "3")
    assert (row.stability.both, row.stability.same, row.shift) == (6, 3, "+1.5")
    assert "6 answered twice, 3 the same; impact +1.5 on average" in text_of(page)
    assert desk.get(url(first)).context["table"].rows[0].verdict == "disputed"


# --- Cross-impact ----------------------------------------------------------------------------


def test_cross_impact_stands_as_matrix_ranks_classes_and_reasons(
    desk, facilitator, clusters, crowd
):
    round_ = create_round(clusters=clusters, kind=RoundKind.INFLUENCE)
    a, b, c = clusters
    say = answers.say_influence
    say(crowd[0], round_, a, b, strength=3, reason="คนย้ายเข้าเมือง")
    say(crowd[0], round_, b, c, strength=2)
    say(crowd[0], round_, c, a, strength=1)
    say(crowd[0], round_, b, a, strength=None, reason="อาจเกิดขึ้น")
    rounds.reveal_round(round_, by=facilitator)

    page = desk.get(url(round_))

    table = page.context["table"]
    cells = [
        [cell and (cell.strength, cell.is_potential) for cell in row.cells] for row in table.rows
    ]
    assert cells == [
        [None, (3, False), None],
        [(0, True), None, (2, False)],
        [(1, False), None, None],
    ]
    assert ([row.driving for row in table.rows], table.dependence) == ([3, 2, 1], [1, 3, 2])
    assert [(row.cluster.number, row.driving_rank, row.dependence_rank) for row in table.ranks] == [
        (1, 1, 3),
        (2, 2, 1),
        (3, 3, 2),
    ]
    assert [row.class_label for row in table.ranks] == ["Driver", "Relay", "Outcome"]
    assert (table.answered, table.pairs, table.has_potential) == (4, 6, True)
    assert [(one.source, one.target, one.strength, one.text) for one in table.reasons] == [
        (a, b, 3, "คนย้ายเข้าเมือง"),
        (b, a, None, "อาจเกิดขึ้น"),
    ]
    assert "4 of 6 pairs are answered." in text_of(page)


def test_what_was_merged_stands_as_one(desk, facilitator, clusters, crowd):
    round_ = create_round(clusters=clusters, kind=RoundKind.INFLUENCE)
    answers.say_influence(crowd[0], round_, clusters[0], clusters[2], strength=3, reason="ก")
    answers.say_influence(crowd[0], round_, clusters[0], clusters[1], strength=3, reason="ข")
    rounds.reveal_round(round_, by=facilitator)
    regroup.merge_clusters(clusters[0], clusters[1], by=facilitator)

    table = desk.get(url(round_)).context["table"]

    assert [row.cluster.number for row in table.rows] == [1, 3]
    assert [one.text for one in table.reasons] == ["ก"]


# --- How much it asks ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "queries"),
    [(RoundKind.POINTS, 16), (RoundKind.RATINGS, 28), (RoundKind.INFLUENCE, 17)],
)
@pytest.mark.parametrize("total", [1, 12])
def test_the_number_of_queries_does_not_grow(
    desk, facilitator, workshop, crowd, kind, queries, total, django_assert_num_queries
):
    clusters = tuple(create_cluster(workshop=workshop) for _ in range(total))
    round_ = create_round(clusters=clusters, kind=kind)
    for cluster in clusters:
        if kind == RoundKind.RATINGS:
            rate(round_, crowd[:1], cluster, [3])
    rounds.reveal_round(round_, by=facilitator)

    with django_assert_num_queries(queries):
        desk.get(url(round_))


def test_tables_of_nothing_are_empty(facilitator, workshop):
    clusters = tuple(create_cluster(workshop=workshop) for _ in range(2))
    rated = create_round(clusters=clusters)
    driven = create_round(clusters=clusters, kind=RoundKind.INFLUENCE, is_open=False)

    table = rating_table(rated)
    influence = influence_table(driven)

    assert [(row.n, row.verdict) for row in table.rows] == [(0, "too_few")] * 2
    assert (influence.answered, influence.dependence, influence.reasons) == (0, [0, 0], [])
