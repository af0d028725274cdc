import uuid

import pytest
from django.db import connection

from tests.factories import (
    create_challenge,
    create_cluster,
    create_factor,
    create_participant,
    create_round,
    create_workshop,
)
from workshops.domain import answers, comments
from workshops.domain.arrangement import arrangement_of, challenges_of, thread_of
from workshops.domain.prompts import prompts_of
from workshops.enums import RoundKind, Stage, Stance
from workshops.models import Support

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    return create_workshop(stage=Stage.EXCHANGE)


def prompts(workshop):
    return prompts_of(workshop, arrangement_of(workshop), challenges_of(workshop))


def test_an_empty_workshop_has_an_empty_arrangement(workshop):
    found = arrangement_of(workshop)

    assert (found.stacks, found.loose) == ([], [])


def test_what_nobody_may_see_is_in_no_stack(workshop):
    moment = workshop.created_at
    hidden = [
        create_factor(workshop=workshop, hidden_at=moment),
        create_factor(workshop=workshop, withdrawn_at=moment),
        create_factor(workshop=workshop, waits_for="reveal"),
        create_factor(workshop=workshop, waits_for="approval"),
    ]
    create_cluster(factors=tuple(hidden[:2]))

    found = arrangement_of(workshop)

    assert ([stack.cards for stack in found.stacks], found.loose) == ([[]], [])


def test_factors_of_a_dissolved_cluster_are_loose(workshop):
    factor = create_factor(workshop=workshop)
    create_cluster(factors=(factor,), dissolved_at=workshop.created_at)

    found = arrangement_of(workshop)

    assert (found.stacks, [card.factor for card in found.loose]) == ([], [factor])


@pytest.mark.parametrize("amount", [1, 12])
def test_it_takes_six_queries_however_much_there_is(workshop, amount, django_assert_num_queries):
    for _ in range(amount):
        factor = create_factor(workshop=workshop)
        create_cluster(factors=(factor,))
        person = create_participant(workshop=workshop)
        Support.objects.create(participant=person, factor=factor)

    with django_assert_num_queries(6):
        found = arrangement_of(workshop)
        assert all(card.factor.district.name for card in found.stacks[0].cards)


def test_a_stack_knows_its_districts_and_whether_it_is_opposed(workshop):
    said = [
        create_factor(workshop=workshop, district="4005", stance=Stance.STRENGTH),
        create_factor(workshop=workshop, district="4029", stance=Stance.WEAKNESS),
    ]
    create_cluster(factors=tuple(said))

    (stack,) = arrangement_of(workshop).stacks

    assert (stack.districts, stack.is_opposed, stack.factors_total) == (["4005", "4029"], True, 2)


# --- Challenges and threads -------------------------------------------------------------------


def test_the_most_supported_challenge_comes_first(workshop):
    plain, liked = create_challenge(workshop=workshop), create_challenge(workshop=workshop)
    create_challenge(workshop=workshop, is_waiting=True)
    Support.objects.create(participant=create_participant(workshop=workshop), challenge=liked)

    assert [one.challenge for one in challenges_of(workshop)] == [liked, plain]
    assert len(challenges_of(workshop, with_hidden=True)) == 3


def test_a_challenge_follows_its_cluster_through_a_merge(workshop):
    kept = create_cluster(workshop=workshop)
    other = create_cluster(workshop=workshop)
    create_challenge(workshop=workshop, clusters=(kept, other))
    other.merged_into = kept
    other.save(update_fields=["merged_into"])

    assert [one.clusters for one in challenges_of(workshop)] == [[kept]]


def test_a_thread_is_what_was_said_of_all_that_stand_together(workshop):
    kept = create_cluster(workshop=workshop)
    other = create_cluster(workshop=workshop)
    person = create_participant(workshop=workshop)
    for target in (kept, other):
        comments.add_comment(person, target, text="ใช่", client_id=uuid.uuid4())

    assert len(thread_of(workshop, "cluster", [kept.pk, other.pk])) == 2


# --- Prompts ----------------------------------------------------------------------------------


def test_before_any_rating_opposed_stances_ask_for_a_note(workshop):
    said = (
        create_factor(workshop=workshop, stance=Stance.OPPORTUNITY),
        create_factor(workshop=workshop, stance=Stance.THREAT),
    )
    cluster = create_cluster(factors=said)
    create_cluster(factors=(create_factor(workshop=workshop),))

    (prompt,) = prompts(workshop)
    assert (prompt.cluster, prompt.by_ratings, prompt.is_open) == (cluster, False, True)

    create_challenge(workshop=workshop, clusters=(cluster,))
    (prompt,) = prompts(workshop)
    assert (prompt.is_answered, prompt.is_open) == (True, False)


def test_after_a_revealed_round_its_disputed_clusters_ask_for_a_note():
    workshop = create_workshop(stage=Stage.ANALYSE)
    agreed, split = create_cluster(workshop=workshop), create_cluster(workshop=workshop)
    round_ = create_round(clusters=(agreed, split), kind=RoundKind.RATINGS)
    for number in range(6):
        person = create_participant(workshop=workshop)
        answers.rate_cluster(person, round_, agreed, impact=4, uncertainty=2)
        answers.rate_cluster(person, round_, split, impact=1 + 4 * (number % 2), uncertainty=2)
    assert prompts(workshop) == []

    round_.revealed_at = workshop.created_at
    round_.save(update_fields=["revealed_at"])

    assert [(one.cluster, one.by_ratings) for one in prompts(workshop)] == [(split, True)]


def test_a_cluster_that_is_made_while_we_read_comes_with_the_next_look(workshop):
    factor = create_factor(workshop=workshop)
    made = []

    def meanwhile(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if not made and 'FROM "workshops_cluster"' in sql:
            made.append(None)
            create_cluster(factors=(factor,))
        return result

    with connection.execute_wrapper(meanwhile):
        first = arrangement_of(workshop)
    second = arrangement_of(workshop)

    assert ([card.factor for card in first.loose], first.stacks) == ([factor], [])
    assert (second.loose, [stack.factors for stack in second.stacks]) == ([], [[factor]])
