import uuid
from decimal import Decimal

import pytest

from tests.factories import (
    create_cluster,
    create_facilitator,
    create_participant,
    create_round,
    create_workshop,
)
from tests.workshops.domain.threads import at_once
from workshops.domain import answers, rounds
from workshops.domain.errors import ClientIdReused, WorkshopClosed
from workshops.domain.results import final_ratings
from workshops.enums import RoundKind, RoundState, Stage
from workshops.measures.consensus import Verdict

pytestmark = pytest.mark.django_db


def people_of(workshop, total=6):
    return [create_participant(workshop=workshop) for _ in range(total)]


def rate(round_, people, **by_number):
    """All people on each cluster: `c1=[1, 5, ...]` is the first one's impact."""
    numbered = {f"c{one.number}": one for one in round_.workshop.clusters.all()}
    for name, impacts in by_number.items():
        for person, impact in zip(people, impacts, strict=True):
            answers.rate_cluster(person, round_, numbered[name], impact=impact, uncertainty=3)


@pytest.fixture
def workshop():
    return create_workshop(stage=Stage.ANALYSE)


@pytest.fixture
def facilitator():
    return create_facilitator()


@pytest.fixture
def rated(workshop, facilitator):
    """A revealed round of three: the first disputed, the second agreed, the third by nobody."""
    clusters = tuple(create_cluster(workshop=workshop) for _ in range(3))
    round_ = create_round(
        clusters=clusters, asks_horizon=True, rule="share", threshold=Decimal("0.8")
    )
    rate(round_, people_of(workshop), c1=[1, 5, 1, 5, 1, 5], c2=[4, 4, 5, 4, 5, 5])
    return rounds.reveal_round(round_, by=facilitator)


def test_a_second_round_asks_about_the_disputed_ones_under_the_same_rule(rated, facilitator):
    second = rounds.prepare_second(rated, by=facilitator)

    assert [one.number for one in second.clusters.all()] == [1]
    assert (second.second_of, second.kind, second.state) == (rated, "ratings", RoundState.PREPARED)
    assert (second.asks_horizon, second.asks_likelihood) == (True, False)
    assert (second.rule, second.threshold) == ("share", Decimal("0.8"))
    assert rated.workshop.journal.order_by("revision").last().verb == "round.prepared"


def test_preparing_a_second_round_twice_is_one_round(rated, facilitator):
    first = rounds.prepare_second(rated, by=facilitator, client_id=uuid.uuid4())
    again = rounds.prepare_second(rated, by=create_facilitator(), client_id=uuid.uuid4())

    assert first == again
    assert rated.second_rounds.count() == 1


def test_the_id_of_another_workshops_round_is_refused(workshop, facilitator):
    sent = {"by": facilitator, "kind": RoundKind.POINTS, "client_id": uuid.uuid4()}
    elsewhere = create_cluster()
    rounds.prepare_round(elsewhere.workshop, clusters=[elsewhere.pk], **sent)

    with pytest.raises(ClientIdReused):
        rounds.prepare_round(workshop, clusters=[create_cluster(workshop=workshop).pk], **sent)


def test_it_is_only_for_what_was_revealed(workshop, facilitator):
    with pytest.raises(rounds.NotRevealed):
        rounds.prepare_second(create_round(workshop=workshop), by=facilitator)


def test_without_a_dispute_there_is_no_second_round(workshop, facilitator):
    round_ = create_round(workshop=workshop)
    rate(round_, people_of(workshop), c1=[3, 3, 3, 4, 4, 4])
    rounds.reveal_round(round_, by=facilitator)

    with pytest.raises(rounds.NothingDisputed):
        rounds.prepare_second(round_, by=facilitator)


def test_points_are_never_disputed(workshop, facilitator):
    round_ = create_round(workshop=workshop, kind=RoundKind.POINTS)
    rounds.reveal_round(round_, by=facilitator)

    with pytest.raises(rounds.NothingDisputed):
        rounds.prepare_second(round_, by=facilitator)


def test_a_third_round_keeps_what_the_second_settled(workshop, facilitator):
    clusters = tuple(create_cluster(workshop=workshop) for _ in range(2))
    people = people_of(workshop)
    apart, alike = [1, 5, 1, 5, 1, 5], [4, 4, 4, 4, 4, 4]
    first = create_round(clusters=clusters)
    rate(first, people, c1=apart, c2=apart)
    rounds.reveal_round(first, by=facilitator)
    second = rounds.open_round(rounds.prepare_second(first, by=facilitator), by=facilitator)
    rate(second, people, c1=alike, c2=apart)
    rounds.reveal_round(second, by=facilitator)
    third = rounds.open_round(rounds.prepare_second(second, by=facilitator), by=facilitator)

    assert (third.second_of, [one.number for one in third.clusters.all()]) == (first, [2])
    rate(third, people, c2=alike)
    rounds.reveal_round(third, by=facilitator)
    assert [one.verdict for one in final_ratings(first)] == [Verdict.AGREED, Verdict.AGREED]
    with pytest.raises(rounds.NothingDisputed):
        rounds.prepare_second(third, by=facilitator)


def test_a_closed_workshop_gets_no_second_round(rated, facilitator):
    rated.workshop.stage = Stage.CLOSED
    rated.workshop.save(update_fields=["stage"])

    with pytest.raises(WorkshopClosed):
        rounds.prepare_second(rated, by=facilitator)


# --- Two facilitators ------------------------------------------------------------------------


def test_the_state_of_a_round_is_read_from_its_moments(workshop, facilitator):
    round_ = create_round(workshop=workshop, is_open=False)
    states = [round_.state]
    states += [
        step(round_, by=facilitator).state
        for step in (
            rounds.open_round,
            rounds.close_round,
            rounds.open_round,
            rounds.reveal_round,
            rounds.discard_round,
        )
    ]

    assert states == ["prepared", "open", "closed", "open", "revealed", "discarded"]


@pytest.mark.parametrize(
    ("step", "now", "seen"),
    [
        (rounds.discard_round, rounds.reveal_round, RoundState.OPEN),
        (rounds.reveal_round, rounds.close_round, RoundState.OPEN),
        (rounds.close_round, rounds.reveal_round, RoundState.OPEN),
        (rounds.open_round, rounds.discard_round, RoundState.CLOSED),
    ],
)
def test_whoever_looked_at_another_state_is_told(workshop, facilitator, step, now, seen):
    round_ = now(create_round(workshop=workshop), by=facilitator)
    entries = workshop.journal.count()

    with pytest.raises(rounds.RoundMoved):
        step(round_, by=create_facilitator(), seen=seen)

    assert workshop.journal.count() == entries


@pytest.mark.parametrize(
    "step", [rounds.open_round, rounds.close_round, rounds.reveal_round, rounds.discard_round]
)
def test_the_same_step_again_is_one_step(workshop, facilitator, step):
    is_open = step is not rounds.open_round
    round_ = create_round(workshop=workshop, is_open=is_open)
    seen = round_.state

    one = step(round_, by=facilitator, seen=seen)
    again = step(round_, by=create_facilitator(), seen=seen)

    assert one.state == again.state
    assert workshop.journal.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_rounds_opened_at_once_one_is_open():
    workshop = create_workshop(stage=Stage.ANALYSE)
    cluster = create_cluster(workshop=workshop)
    two = [create_round(clusters=(cluster,), is_open=False) for _ in range(2)]
    users = [create_facilitator(), create_facilitator()]

    told = at_once(
        *(
            lambda one=one, by=by: rounds.open_round(one, by=by, seen=RoundState.PREPARED)
            for one, by in zip(two, users, strict=True)
        )
    )

    assert workshop.rounds.open_now().count() == 1
    assert sum(isinstance(one, rounds.AnotherRoundIsOpen) for one in told) == 1


@pytest.mark.django_db(transaction=True)
def test_revealing_and_opening_again_at_once_tells_the_second():
    workshop = create_workshop(stage=Stage.ANALYSE)
    by = create_facilitator()
    round_ = rounds.close_round(create_round(workshop=workshop), by=by)
    other = create_facilitator()

    told = at_once(
        lambda: rounds.reveal_round(round_, by=by, seen=RoundState.CLOSED),
        lambda: rounds.open_round(round_, by=other, seen=RoundState.CLOSED),
    )

    round_.refresh_from_db()
    assert sum(isinstance(one, rounds.RoundMoved) for one in told) == 1
    assert round_.state == (
        RoundState.OPEN if isinstance(told[0], rounds.RoundMoved) else RoundState.REVEALED
    )


@pytest.mark.django_db(transaction=True)
def test_two_who_prepare_a_second_round_at_once_get_one():
    workshop = create_workshop(stage=Stage.ANALYSE)
    first = create_round(workshop=workshop)
    rate(first, people_of(workshop), c1=[1, 5, 1, 5, 1, 5])
    rounds.reveal_round(first, by=create_facilitator())
    users = [create_facilitator(), create_facilitator()]

    made = at_once(*(lambda by=by: rounds.prepare_second(first, by=by) for by in users))

    assert made[0] == made[1]
    assert first.second_rounds.count() == 1
