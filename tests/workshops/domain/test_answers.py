import pytest

from tests.factories import (
    create_cluster,
    create_factor,
    create_participant,
    create_round,
    create_workshop,
)
from workshops.domain import answers, people, regroup, results, rounds
from workshops.domain.answers import NotAsked, OverBudget, OverCap, OwnCluster
from workshops.domain.errors import StageClosed, TimeIsUp, WorkshopClosed
from workshops.domain.rounds import RoundClosed
from workshops.enums import RoundKind, Stage
from workshops.models import Influence, Rating, Vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    return create_workshop(stage=Stage.ANALYSE)


@pytest.fixture
def person(workshop):
    return create_participant(workshop=workshop)


@pytest.fixture
def clusters(workshop):
    return tuple(create_cluster(workshop=workshop) for _ in range(3))


def points_round(clusters, **settings):
    return create_round(
        clusters=clusters, kind=RoundKind.POINTS, **{"budget": 5, "cap": 3} | settings
    )


def facts_of(workshop):
    return [(one.verb, one.facts) for one in workshop.journal.order_by("revision")]


# --- Points ----------------------------------------------------------------------------------


def test_points_are_given_changed_and_taken_back(workshop, person, clusters):
    round_ = points_round(clusters)

    left = [answers.give_points(person, round_, clusters[0], points=n) for n in (3, 1, 0)]

    assert left == [2, 4, 5]
    assert [vote.points for vote in Vote.objects.all()] == [0]
    assert [facts["points"] for _verb, facts in facts_of(workshop)] == [3, 1, 0]


def test_the_same_again_is_no_new_entry(workshop, person, clusters):
    round_ = points_round(clusters)
    answers.give_points(person, round_, clusters[0], points=2)

    assert answers.give_points(person, round_, clusters[0], points=2) == 3
    assert workshop.journal.count() == 1


def test_more_than_the_budget_is_refused(person, clusters):
    round_ = points_round(clusters)
    answers.give_points(person, round_, clusters[0], points=3)

    with pytest.raises(OverBudget):
        answers.give_points(person, round_, clusters[1], points=3)

    assert answers.points_of(person, round_) == {clusters[0].pk: 3}
    assert answers.points_left(person, round_) == 2


@pytest.mark.parametrize("points", [4, -1])
def test_more_than_the_cap_or_less_than_nothing_is_refused(person, clusters, points):
    with pytest.raises(OverCap):
        answers.give_points(person, points_round(clusters), clusters[0], points=points)


def test_own_items_get_no_points_if_so_set(workshop, person, clusters):
    create_factor(participant=person, cluster=clusters[0])
    round_ = points_round(clusters, forbids_own=True)

    with pytest.raises(OwnCluster):
        answers.give_points(person, round_, clusters[0], points=1)

    assert answers.give_points(person, round_, clusters[1], points=1) == 4
    assert answers.own_clusters(person, list(clusters)) == {clusters[0].pk}


def test_both_entries_of_one_person_have_one_budget(workshop, person, clusters):
    round_ = points_round(clusters)
    entry = create_participant(workshop=workshop)
    answers.give_points(entry, round_, clusters[0], points=3)
    entry.merged_into = person
    entry.save(update_fields=["merged_into"])

    with pytest.raises(OverBudget):
        answers.give_points(person, round_, clusters[1], points=3)
    answers.give_points(person, round_, clusters[0], points=1)

    assert answers.points_of(person, round_) == {clusters[0].pk: 1}


def test_an_entry_merged_since_it_was_read_has_no_budget_of_its_own(workshop, person, clusters):
    round_ = points_round(clusters)
    read_before = create_participant(workshop=workshop)
    answers.give_points(person, round_, clusters[0], points=3)
    people.merge_participants(person, read_before, by=workshop.facilitators.get())

    with pytest.raises(OverBudget):
        answers.give_points(read_before, round_, clusters[1], points=3)


def test_who_gave_too_much_under_two_entries_has_none_left(workshop, person, clusters):
    round_ = points_round(clusters)
    entry = create_participant(workshop=workshop)
    answers.give_points(person, round_, clusters[0], points=3)
    answers.give_points(entry, round_, clusters[1], points=3)
    people.merge_participants(person, entry, by=workshop.facilitators.get())

    assert answers.points_left(person, round_) == 0
    with pytest.raises(OverBudget):
        answers.give_points(person, round_, clusters[2], points=1)
    answers.give_points(entry, round_, clusters[2], points=0)
    left = [answers.give_points(person, round_, clusters[0], points=n) for n in (2, 1)]
    assert left == [0, 1]


def test_a_screen_from_before_a_merge_still_counts(workshop, person, clusters):
    round_ = points_round(clusters)
    kept, other, _third = clusters
    other.merged_into = kept
    other.save(update_fields=["merged_into"])

    answers.give_points(person, round_, other, points=2)

    assert answers.points_of(person, round_) == {kept.pk: 2}


def test_the_newest_word_on_a_merged_cluster_counts(workshop, person, clusters):
    round_ = points_round(clusters)
    kept, other, _third = clusters
    answers.give_points(person, round_, other, points=3)
    other.merged_into = kept
    other.save(update_fields=["merged_into"])

    answers.give_points(person, round_, kept, points=1)

    assert answers.points_of(person, round_) == {kept.pk: 1}
    assert answers.points_left(person, round_) == 4


def test_points_stay_in_the_round_when_what_it_asks_is_parted_again(workshop, person, clusters):
    asked, kept, _third = clusters
    round_ = points_round([asked])
    by = workshop.facilitators.get()
    regroup.merge_clusters(kept, asked, by=by)
    answers.give_points(person, round_, kept, points=3)
    assert answers.points_of(person, round_) == {kept.pk: 3}

    regroup.part_clusters(asked, by=by)

    assert answers.points_of(person, round_) == {asked.pk: 3}
    assert answers.give_points(person, round_, asked, points=0) == 5


def test_what_the_round_does_not_ask_is_refused(workshop, person, clusters):
    round_ = points_round(clusters[:2])

    for cluster in (clusters[2], create_cluster()):
        with pytest.raises(NotAsked):
            answers.give_points(person, round_, cluster, points=1)
    with pytest.raises(NotAsked):
        answers.rate_cluster(person, round_, clusters[0], impact=1, uncertainty=1)


# --- When ------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", sorted(set(Stage) - {Stage.ANALYSE}))
def test_answers_belong_to_the_analysing_step(stage):
    workshop = create_workshop(stage=stage)
    cluster = create_cluster(workshop=workshop)
    closed = WorkshopClosed if stage == Stage.CLOSED else StageClosed

    with pytest.raises(closed):
        answers.give_points(
            create_participant(workshop=workshop), points_round((cluster,)), cluster, points=1
        )


def test_a_closed_round_takes_nothing(workshop, person, clusters):
    round_ = points_round(clusters, closed_at=workshop.created_at)

    with pytest.raises(RoundClosed):
        answers.give_points(person, round_, clusters[0], points=1)


def test_a_prepared_round_takes_nothing_yet(person, clusters):
    with pytest.raises(RoundClosed):
        answers.give_points(person, points_round(clusters, is_open=False), clusters[0], points=1)


def test_a_timer_that_closes_is_obeyed(workshop, person, clusters):
    workshop.timer_closes, workshop.timer_ends_at = True, workshop.created_at
    workshop.save(update_fields=["timer_closes", "timer_ends_at"])

    with pytest.raises(TimeIsUp):
        answers.give_points(person, points_round(clusters), clusters[0], points=1)


# --- Ratings ---------------------------------------------------------------------------------


def test_a_rating_is_replaced_by_the_next_one(workshop, person, clusters):
    round_ = create_round(clusters=clusters)

    answers.rate_cluster(person, round_, clusters[0], impact=5, uncertainty=1)
    answers.rate_cluster(person, round_, clusters[0], impact=4, uncertainty=2)
    answers.rate_cluster(person, round_, clusters[0], impact=4, uncertainty=2)

    rating = Rating.objects.get()
    assert (rating.impact, rating.uncertainty, rating.is_skipped) == (4, 2, False)
    assert workshop.journal.count() == 2


def test_skipping_is_an_answer_that_can_be_changed(person, clusters):
    round_ = create_round(clusters=clusters)

    answers.rate_cluster(person, round_, clusters[0], is_skipped=True)
    assert Rating.objects.get().is_skipped
    answers.rate_cluster(person, round_, clusters[0], impact=3, uncertainty=3)

    assert (Rating.objects.get().is_skipped, Rating.objects.get().impact) == (False, 3)


@pytest.mark.parametrize(("asks", "kept"), [(False, (None, "")), (True, (5, "soon"))])
def test_only_what_the_round_asks_for_is_kept(person, clusters, asks, kept):
    round_ = create_round(clusters=clusters, asks_likelihood=asks, asks_horizon=asks)
    said = {"impact": 3, "uncertainty": 3, "likelihood": 5, "horizon": "soon"}

    rating = answers.rate_cluster(person, round_, clusters[0], **said)

    assert (rating.likelihood, rating.horizon) == kept


def test_of_two_ratings_on_merged_clusters_the_newest_counts(person, clusters):
    round_ = create_round(clusters=clusters)
    kept, other, _third = clusters
    answers.rate_cluster(person, round_, kept, impact=1, uncertainty=1)
    newest = answers.rate_cluster(person, round_, other, impact=5, uncertainty=5)

    other.merged_into = kept
    other.save(update_fields=["merged_into"])

    assert answers.ratings_of(person, round_) == {kept.pk: newest}


def test_an_older_word_said_again_after_a_merge_counts(person, clusters):
    round_ = create_round(clusters=clusters)
    kept, other, _third = clusters
    answers.rate_cluster(person, round_, kept, impact=1, uncertainty=1)
    answers.rate_cluster(person, round_, other, impact=5, uncertainty=5)
    other.merged_into = kept
    other.save(update_fields=["merged_into"])

    answers.rate_cluster(person, round_, kept, impact=1, uncertainty=1)

    assert answers.ratings_of(person, round_)[kept.pk].impact == 1


def test_an_older_word_of_another_entry_said_again_counts(workshop, person, clusters):
    round_ = create_round(clusters=clusters)
    entry = create_participant(workshop=workshop)
    answers.rate_cluster(person, round_, clusters[0], impact=1, uncertainty=1)
    answers.rate_cluster(entry, round_, clusters[0], impact=5, uncertainty=5)
    entry.merged_into = person
    entry.save(update_fields=["merged_into"])

    answers.rate_cluster(person, round_, clusters[0], impact=1, uncertainty=1)

    assert answers.ratings_of(person, round_)[clusters[0].pk].impact == 1


# --- Cross-impact ----------------------------------------------------------------------------


def test_cells_are_split_among_whoever_comes(workshop, clusters):
    round_ = create_round(clusters=clusters, kind=RoundKind.INFLUENCE, raters_per_cell=1)
    raters = [create_participant(workshop=workshop) for _ in range(3)]

    for turn in range(6):
        person = raters[turn % 3]
        source, target = answers.cells_for(person, round_)[0]
        answers.say_influence(person, round_, source, target, strength=2, reason="เพราะ")

    assert [answers.cells_for(person, round_) for person in raters] == [[], [], []]
    cells = {(one.source_id, one.target_id) for one in Influence.objects.all()}
    assert len(cells) == 6


def test_potential_is_kept_apart_from_nothing(person, clusters):
    round_ = create_round(clusters=clusters, kind=RoundKind.INFLUENCE)

    answers.say_influence(person, round_, *clusters[:2], strength=None)
    answers.say_influence(person, round_, clusters[1], clusters[0], strength=0)

    assert [one.strength for one in Influence.objects.order_by("pk")] == [None, 0]


def test_nothing_drives_itself(person, clusters):
    round_ = create_round(clusters=clusters, kind=RoundKind.INFLUENCE)

    with pytest.raises(NotAsked):
        answers.say_influence(person, round_, clusters[0], clusters[0], strength=1)


def test_an_older_word_about_a_pair_said_again_counts(workshop, person, clusters):
    round_ = create_round(clusters=clusters, kind=RoundKind.INFLUENCE)
    kept, other, target = clusters
    answers.say_influence(person, round_, kept, target, strength=1)
    answers.say_influence(person, round_, other, target, strength=3)
    other.merged_into = kept
    other.save(update_fields=["merged_into"])

    answers.say_influence(person, round_, kept, target, strength=1)

    _items, cells = results.influence_cells(round_)
    assert cells[kept.pk, target.pk].strength == 1


def test_answers_stay_in_the_round_when_what_it_asks_is_parted_again(workshop, person, clusters):
    asked, kept, target = clusters
    ratings = create_round(clusters=(asked,), is_open=False)
    pairs = create_round(clusters=(asked, target), kind=RoundKind.INFLUENCE, is_open=False)
    by = workshop.facilitators.get()
    regroup.merge_clusters(kept, asked, by=by)
    rounds.open_round(ratings, by=by)
    answers.rate_cluster(person, ratings, kept, impact=4, uncertainty=2)
    rounds.close_round(ratings, by=by)
    rounds.open_round(pairs, by=by)
    answers.say_influence(person, pairs, kept, target, strength=2)

    regroup.part_clusters(asked, by=by)

    assert answers.ratings_of(person, ratings)[asked.pk].impact == 4
    _items, cells = results.influence_cells(pairs)
    assert cells[asked.pk, target.pk].strength == 2
