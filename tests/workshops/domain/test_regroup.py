import uuid

import pytest

from tests.factories import (
    create_challenge,
    create_cluster,
    create_facilitator,
    create_factor,
    create_participant,
    create_round,
    create_workshop,
)
from workshops.domain import answers, clusters, regroup, results, undo
from workshops.domain.arrangement import arrangement_of, challenges_of
from workshops.domain.clusters import ClusterChangedMeanwhile, ClusterGone
from workshops.domain.regroup import (
    CannotMergeClusters,
    CannotMergeFactors,
    NothingToSplit,
    PartInOrder,
)
from workshops.enums import RoundKind, Stage
from workshops.models import Support

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    return create_workshop(stage=Stage.ANALYSE)


@pytest.fixture
def by(workshop):
    return workshop.facilitators.get()


def shown(workshop):
    """What the screens show: each stack's name and sentences, the loose ones, who agrees."""
    found = arrangement_of(workshop)
    stacks = [
        (one.cluster.pk, one.cluster.name, sorted(f.pk for f in one.factors), one.agreeing)
        for one in found.stacks
    ]
    return stacks, [card.factor.pk for card in found.loose]


def newest(workshop):
    entry = workshop.journal.order_by("-revision").first()
    return entry.verb, entry.facts, entry.user


def undo_newest(workshop, by):
    workshop.refresh_from_db()
    undo.undo_step(workshop, workshop.revision, by=by)


# --- Merging and parting ---------------------------------------------------------------------


def test_the_kept_one_stands_for_both_and_the_reason_is_kept(workshop, by):
    kept = create_cluster(factors=(create_factor(workshop=workshop),), name="น้ำท่วม")
    other = create_cluster(factors=(create_factor(workshop=workshop),), name="น้ำแล้ง")

    regroup.merge_clusters(kept, other, by=by, seen=(1, 1), why="เรื่องเดียวกัน")

    ((pk, name, factors, _agreeing),), loose = shown(workshop)
    assert (pk, name, len(factors), loose) == (kept.pk, "น้ำท่วม", 2, [])
    facts = {"kept": kept.pk, "other": other.pk, "why": "เรื่องเดียวกัน"}
    assert newest(workshop) == ("cluster.merged", facts, by)


def test_parting_an_hour_and_many_votes_later_restores_both(workshop, by):
    one = create_cluster(factors=(create_factor(workshop=workshop),))
    two = create_cluster(factors=(create_factor(workshop=workshop),))
    Support.objects.create(participant=create_participant(workshop=workshop), cluster=two)
    round_ = create_round(clusters=(one, two), kind=RoundKind.POINTS)
    person = create_participant(workshop=workshop)
    answers.give_points(person, round_, one, points=2)
    answers.give_points(person, round_, two, points=3)
    before, tally = shown(workshop), results.points_results(round_)

    regroup.merge_clusters(one, two, by=by)
    other = create_participant(workshop=workshop)
    answers.give_points(other, round_, one, points=1)
    assert [found.points for found in results.points_results(round_)] == [3 + 1]
    answers.give_points(other, round_, one, points=0)
    regroup.part_clusters(two, by=by)

    assert (shown(workshop), results.points_results(round_)) == (before, tally)


def test_one_persons_points_on_merged_clusters_count_once(workshop, by):
    one, two = create_cluster(workshop=workshop), create_cluster(workshop=workshop)
    round_ = create_round(clusters=(one, two), kind=RoundKind.POINTS)
    person = create_participant(workshop=workshop)
    answers.give_points(person, round_, one, points=2)
    answers.give_points(person, round_, two, points=3)

    regroup.merge_clusters(one, two, by=by)

    (found,) = results.points_results(round_)
    assert (found.cluster, found.points, found.people) == (one, 3, 1)
    assert answers.points_of(person, round_) == {one.pk: 3}


def test_the_same_merge_again_changes_nothing(workshop, by):
    one, two = create_cluster(workshop=workshop), create_cluster(workshop=workshop)
    regroup.merge_clusters(one, two, by=by)

    regroup.merge_clusters(one, two, by=by)

    assert workshop.journal.count() == 1


def test_the_second_facilitator_on_the_same_cards_is_told(workshop, by):
    one, two = create_cluster(workshop=workshop), create_cluster(workshop=workshop)
    three = create_cluster(workshop=workshop)
    regroup.merge_clusters(one, two, by=by, seen=(1, 1))

    with pytest.raises(ClusterChangedMeanwhile):
        regroup.merge_clusters(one, three, by=create_facilitator(), seen=(1, 1))
    with pytest.raises(ClusterGone):
        regroup.merge_clusters(three, two, by=create_facilitator(), seen=(1, 1))


def test_a_cluster_is_not_merged_with_itself_or_another_workshops(workshop, by):
    one = create_cluster(workshop=workshop)

    for other in (one, create_cluster()):
        with pytest.raises(CannotMergeClusters):
            regroup.merge_clusters(one, other, by=by)


def test_parting_twice_is_parting_once(workshop, by):
    one, two = create_cluster(workshop=workshop), create_cluster(workshop=workshop)
    regroup.merge_clusters(one, two, by=by)

    regroup.part_clusters(two, by=by)
    regroup.part_clusters(two, by=by)

    assert workshop.journal.count() == 2


# --- Splitting -------------------------------------------------------------------------------


def test_a_split_takes_some_factors_out_and_undoing_puts_them_back(workshop, by):
    factors = tuple(create_factor(workshop=workshop) for _ in range(3))
    cluster = create_cluster(factors=factors)
    before = shown(workshop)

    new = regroup.split_cluster(cluster, by=by, factors=[factors[0].pk], name="ใหม่", seen=1)

    stacks, _loose = shown(workshop)
    assert [(pk, name, len(found)) for pk, name, found, _ in stacks] == [
        (cluster.pk, cluster.name, 2),
        (new.pk, "ใหม่", 1),
    ]
    assert new.split_from == cluster
    undo_newest(workshop, by)
    assert shown(workshop) == before


def test_what_was_answered_about_a_split_one_counts_for_its_source(workshop, by):
    factors = tuple(create_factor(workshop=workshop) for _ in range(2))
    cluster = create_cluster(factors=factors)
    new = regroup.split_cluster(cluster, by=by, factors=[factors[0].pk], name="ใหม่")
    revision = workshop.journal.get(verb="cluster.split").revision
    round_ = create_round(clusters=(cluster, new), kind=RoundKind.POINTS)
    answers.give_points(create_participant(workshop=workshop), round_, new, points=2)

    undo.undo_step(workshop, revision, by=by)

    (found,) = results.points_results(round_)
    assert (found.cluster, found.points) == (cluster, 2)


def test_a_challenge_of_a_split_one_is_tied_to_its_source_then(workshop, by):
    factors = tuple(create_factor(workshop=workshop) for _ in range(2))
    cluster = create_cluster(factors=factors)
    new = regroup.split_cluster(cluster, by=by, factors=[factors[0].pk], name="ใหม่")
    revision = workshop.journal.get(verb="cluster.split").revision
    create_challenge(workshop=workshop, clusters=(new,))

    undo.undo_step(workshop, revision, by=by)

    (found,) = challenges_of(workshop)
    assert found.clusters == [cluster]


def test_a_split_is_not_taken_back_into_a_dissolved_one(workshop, by):
    factors = tuple(create_factor(workshop=workshop) for _ in range(2))
    cluster = create_cluster(factors=factors)
    new = regroup.split_cluster(cluster, by=by, factors=[factors[0].pk], name="ใหม่")
    revision = workshop.journal.get(verb="cluster.split").revision
    round_ = create_round(clusters=(new,), kind=RoundKind.POINTS)
    answers.give_points(create_participant(workshop=workshop), round_, new, points=2)
    clusters.dissolve_cluster(cluster, by=by)

    with pytest.raises(PartInOrder):
        undo.undo_step(workshop, revision, by=by)

    (found,) = results.points_results(round_)
    assert (found.cluster, found.points) == (new, 2)


@pytest.mark.parametrize("chosen", [0, 2])
def test_a_split_needs_some_but_not_all(workshop, by, chosen):
    factors = tuple(create_factor(workshop=workshop) for _ in range(2))
    cluster = create_cluster(factors=factors)

    picked = [factor.pk for factor in factors[:chosen]]

    with pytest.raises(NothingToSplit):
        regroup.split_cluster(cluster, by=by, factors=picked, name="ใหม่")


def test_a_double_tap_splits_once(workshop, by):
    factors = tuple(create_factor(workshop=workshop) for _ in range(3))
    cluster, sent = create_cluster(factors=factors), uuid.uuid4()
    said = {"by": by, "factors": [factors[0].pk], "name": "ใหม่", "client_id": sent}

    first = regroup.split_cluster(cluster, **said)
    again = regroup.split_cluster(cluster, **said)

    assert (first, workshop.journal.count()) == (again, 1)


# --- Factors that say the same ---------------------------------------------------------------


def test_one_card_stands_for_both_and_support_counts_once(workshop, by):
    kept, other = create_factor(workshop=workshop), create_factor(workshop=workshop)
    person = create_participant(workshop=workshop)
    for factor in (kept, other):
        Support.objects.create(participant=person, factor=factor)

    regroup.merge_factors(kept, other, by=by, why="ซ้ำ")

    (card,) = arrangement_of(workshop).loose
    assert (card.factor, card.same, card.agreeing_total) == (kept, [other], 1)
    facts = {"kept": kept.pk, "other": other.pk, "why": "ซ้ำ"}
    assert newest(workshop) == ("same.merged", facts, by)


def test_two_cards_again_each_where_it_was(workshop, by):
    kept, other = create_factor(workshop=workshop), create_factor(workshop=workshop)
    cluster = create_cluster(factors=(other,))
    before = shown(workshop)

    regroup.merge_factors(kept, other, by=by)
    assert shown(workshop)[0] == [(cluster.pk, cluster.name, [], frozenset())]
    regroup.part_factors(other, by=by)

    assert shown(workshop) == before


def test_when_the_kept_one_is_withdrawn_the_other_stands_again(workshop, by):
    kept, other = create_factor(workshop=workshop), create_factor(workshop=workshop)
    regroup.merge_factors(kept, other, by=by)

    kept.withdrawn_at = kept.created_at
    kept.save(update_fields=["withdrawn_at"])

    (card,) = arrangement_of(workshop).loose
    assert (card.factor, card.same) == (other, [])


def test_cards_that_stand_together_are_not_merged_again(workshop, by):
    one, two = create_factor(workshop=workshop), create_factor(workshop=workshop)
    regroup.merge_factors(one, two, by=by)

    with pytest.raises(CannotMergeFactors):
        regroup.merge_factors(two, one, by=by)


# --- Undoing ---------------------------------------------------------------------------------


def test_a_step_that_was_built_upon_is_not_undone(workshop, by):
    factor = create_factor(workshop=workshop)
    cluster = create_cluster(factors=(factor, create_factor(workshop=workshop)))
    new = regroup.split_cluster(cluster, by=by, factors=[factor.pk], name="ใหม่")
    revision = workshop.journal.get(verb="cluster.split").revision
    regroup.merge_clusters(create_cluster(workshop=workshop), new, by=by)

    with pytest.raises(PartInOrder):
        undo.undo_step(workshop, revision, by=by)


def test_a_card_is_not_put_back_where_nothing_stands_any_more(workshop, by):
    card = create_factor(workshop=workshop)
    first, kept = create_cluster(factors=(card,)), create_cluster(workshop=workshop)
    clusters.place_factors(workshop, by=by, factors=[card.pk], cluster=None)
    revision = workshop.journal.get(verb="cluster.placed").revision
    regroup.merge_clusters(kept, first, by=by)
    clusters.dissolve_cluster(kept, by=by)

    with pytest.raises(ClusterGone):
        undo.undo_step(workshop, revision, by=by)

    assert shown(workshop) == ([], [card.pk])


def test_votes_are_not_steps_of_the_sorting(workshop, by):
    cluster = create_cluster(workshop=workshop)
    round_ = create_round(clusters=(cluster,), kind=RoundKind.POINTS)
    answers.give_points(create_participant(workshop=workshop), round_, cluster, points=1)

    with pytest.raises(PartInOrder):
        undo_newest(workshop, by)
