import pandas as pd
import pytest

from tests.factories import (
    create_cluster,
    create_participant,
    create_round,
    create_workshop,
)
from workshops.domain import answers, results
from workshops.enums import RoundKind, Stage
from workshops.measures.consensus import Verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    return create_workshop(stage=Stage.ANALYSE)


def people_of(workshop, *districts):
    return [create_participant(workshop=workshop, district=code) for code in districts]


def test_a_round_without_answers_says_so(workshop):
    cluster = create_cluster(workshop=workshop)
    points = create_round(clusters=(cluster,), kind=RoundKind.POINTS)

    (found,) = results.points_results(points)
    assert (found.points, found.people, found.share, found.share_by_district) == (0, 0, 0, 0)
    points.closed_at = points.opened_at
    points.save(update_fields=["closed_at"])
    ratings = create_round(clusters=(cluster,))
    (rated,) = results.rating_results(ratings)
    assert (rated.axes["impact"].spread, rated.verdict) == (None, Verdict.TOO_FEW)
    assert results.concordance(ratings, "impact") is None


def test_points_weigh_per_person_and_per_district(workshop):
    one, two = create_cluster(workshop=workshop), create_cluster(workshop=workshop)
    round_ = create_round(clusters=(one, two), kind=RoundKind.POINTS)
    first, second, third = people_of(workshop, "4005", "4005", "4029")
    for person in (first, second):
        answers.give_points(person, round_, one, points=2)
    answers.give_points(third, round_, two, points=1)

    found = {each.cluster: each for each in results.points_results(round_)}

    assert (found[one].points, found[one].people) == (4, 2)
    assert found[one].share == pytest.approx(2 / 3)
    assert found[one].share_by_district == pytest.approx(1 / 2)


def test_ratings_are_what_pandas_makes_of_the_rows(workshop):
    clusters = [create_cluster(workshop=workshop) for _ in range(3)]
    round_ = create_round(clusters=tuple(clusters))
    people = people_of(workshop, "4005", "4005", "4005", "4029", "4029", "4029")
    for n, person in enumerate(people):
        for m, cluster in enumerate(clusters):
            if (n, m) != (5, 2):
                said = {"impact": 1 + (n * 2 + m) % 5, "uncertainty": 1 + (n + m * n) % 5}
                answers.rate_cluster(person, round_, cluster, **said)

    rows = round_.ratings.values("cluster", "impact", "participant__district")
    raw = pd.DataFrame.from_records(list(rows))
    for found in results.rating_results(round_):
        mine = raw[raw["cluster"] == found.cluster.pk]
        axis = found.axes["impact"]
        assert axis.spread.median == mine["impact"].median()
        assert axis.spread.low == mine["impact"].quantile(0.25)
        assert axis.spread.high == mine["impact"].quantile(0.75)
        medians = mine.groupby("participant__district")["impact"].median()
        assert axis.median_by_district == medians.mean()
        assert {code: one.median for code, one in axis.by_district.items()} == dict(medians)


def test_kendalls_w_is_of_those_who_rated_everything(workshop):
    clusters = [create_cluster(workshop=workshop) for _ in range(3)]
    round_ = create_round(clusters=tuple(clusters))
    for person in people_of(workshop, "4005", "4005", "4029"):
        for impact, cluster in enumerate(clusters, 1):
            answers.rate_cluster(person, round_, cluster, impact=impact, uncertainty=3)
    skipper = create_participant(workshop=workshop)
    answers.rate_cluster(skipper, round_, clusters[0], is_skipped=True)

    found = results.concordance(round_, "impact")

    assert (found.w, found.raters, found.items) == (1.0, 3, 3)
    assert results.concordance(round_, "uncertainty") is None  # all tied: nothing to say


def test_a_second_round_replaces_only_what_it_asked_and_keeps_both(workshop):
    calm, split = create_cluster(workshop=workshop), create_cluster(workshop=workshop)
    first = create_round(clusters=(calm, split))
    people = people_of(workshop, *["4005"] * 6)
    for n, person in enumerate(people):
        answers.rate_cluster(person, first, calm, impact=4, uncertainty=2)
        answers.rate_cluster(person, first, split, impact=1 + 4 * (n % 2), uncertainty=2)
    first.closed_at = first.revealed_at = workshop.created_at
    first.save(update_fields=["closed_at", "revealed_at"])
    assert results.disputed(results.rating_results(first)) == [split]

    second = create_round(clusters=(split,), second_of=first)
    for person in people:
        answers.rate_cluster(person, second, split, impact=4, uncertainty=2)
    assert [one.verdict for one in results.final_ratings(first)][1] is Verdict.DISPUTED
    second.closed_at = second.revealed_at = workshop.created_at
    second.save(update_fields=["closed_at", "revealed_at"])

    calmed = results.final_ratings(second)[1]
    assert (calmed.verdict, calmed.stability.both, calmed.stability.moved) == (
        Verdict.AGREED,
        6,
        6,
    )
    assert results.rating_results(first)[1].verdict is Verdict.DISPUTED

    first.discarded_at = workshop.created_at
    first.save(update_fields=["discarded_at"])
    second.refresh_from_db()
    assert [one.cluster for one in results.final_ratings(second)] == [split]


def test_the_matrix_takes_the_raters_together(workshop):
    one, two = create_cluster(workshop=workshop), create_cluster(workshop=workshop)
    round_ = create_round(clusters=(one, two), kind=RoundKind.INFLUENCE)
    for person, strength in zip(people_of(workshop, *["4005"] * 3), (1, 3, 3), strict=True):
        answers.say_influence(person, round_, one, two, strength=strength)
        answers.say_influence(person, round_, two, one, strength=None)

    items, cells = results.influence_cells(round_)

    assert results.influence_matrix(items, cells) == ([[0, 3], [0, 0]], {(1, 0)})


def test_pairs_within_a_merged_cluster_are_left_out(workshop):
    one, two, three = (create_cluster(workshop=workshop) for _ in range(3))
    round_ = create_round(clusters=(one, two, three), kind=RoundKind.INFLUENCE)
    person = create_participant(workshop=workshop)
    answers.say_influence(person, round_, one, two, strength=3)
    answers.say_influence(person, round_, two, three, strength=2)
    two.merged_into = one
    two.save(update_fields=["merged_into"])

    items, cells = results.influence_cells(round_)

    assert (items, results.influence_matrix(items, cells)) == (
        [one, three],
        ([[0, 2], [0, 0]], set()),
    )
