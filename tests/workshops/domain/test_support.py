import pytest

from tests.factories import (
    create_challenge,
    create_cluster,
    create_factor,
    create_participant,
    create_workshop,
)
from workshops.domain import support
from workshops.domain.errors import StageClosed, WorkshopClosed
from workshops.domain.support import NothingThere, OwnWords
from workshops.enums import Stage
from workshops.models import Support

pytestmark = pytest.mark.django_db
OPEN = {Stage.BRAINSTORM, Stage.EXCHANGE, Stage.REFLECT, Stage.ANALYSE}


@pytest.fixture
def workshop():
    return create_workshop(stage=Stage.EXCHANGE)


@pytest.fixture
def person(workshop):
    return create_participant(workshop=workshop)


@pytest.mark.parametrize("make", [create_factor, create_cluster, create_challenge])
def test_a_person_agrees_and_takes_it_back(workshop, person, make):
    target = make(workshop=workshop)

    assert support.say_support(person, target, agrees=True) == 1
    assert support.say_support(person, target, agrees=True) == 1
    assert support.say_support(person, target, agrees=False) == 0
    assert support.say_support(person, target, agrees=False) == 0

    name = support.kind_of(target)
    said = [entry.facts for entry in workshop.journal.order_by("revision")]
    assert said == [{name: target.pk, "agrees": True}, {name: target.pk, "agrees": False}]


def test_merged_entries_are_one_person(workshop, person):
    factor = create_factor(workshop=workshop)
    other = create_participant(workshop=workshop)
    support.say_support(person, factor, agrees=True)
    support.say_support(other, factor, agrees=True)

    other.merged_into = person
    other.save(update_fields=["merged_into"])

    assert support.supporters(workshop, "factor") == {factor.pk: {person.pk}}
    assert support.say_support(person, factor, agrees=False) == 0
    assert not Support.objects.exists()


def test_own_words_count_already(workshop, person):
    factor = create_factor(participant=person)

    with pytest.raises(OwnWords):
        support.say_support(person, factor, agrees=True)


def test_words_under_a_merged_entry_are_own_too(workshop, person):
    entry = create_participant(workshop=workshop)
    factor = create_factor(participant=entry)
    entry.merged_into = person
    entry.save(update_fields=["merged_into"])

    with pytest.raises(OwnWords):
        support.say_support(person, factor, agrees=True)


@pytest.mark.parametrize("stage", sorted(set(Stage) - OPEN))
def test_it_refuses_outside_its_steps(stage):
    workshop = create_workshop(stage=stage)
    factor = create_factor(workshop=workshop)
    closed = WorkshopClosed if stage == Stage.CLOSED else StageClosed

    with pytest.raises(closed):
        support.say_support(create_participant(workshop=workshop), factor, agrees=True)


def test_what_waits_for_the_reveal_cannot_be_agreed_with(workshop, person):
    hidden = create_factor(workshop=workshop, waits_for="reveal")

    with pytest.raises(NothingThere):
        support.say_support(person, hidden, agrees=True)


def test_another_workshops_factor_is_not_there(person):
    with pytest.raises(NothingThere):
        support.say_support(person, create_factor(), agrees=True)
