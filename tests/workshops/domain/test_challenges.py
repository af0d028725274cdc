import uuid

import pytest

from tests.factories import create_challenge, create_cluster, create_participant, create_workshop
from workshops.domain import challenges
from workshops.domain.challenges import (
    ChallengeChangedMeanwhile,
    ChallengeWithdrawn,
    DuplicateChallenge,
    TooManyChallenges,
)
from workshops.domain.errors import ClientIdReused, StageClosed, WorkshopClosed
from workshops.enums import Stage
from workshops.models import Challenge

pytestmark = pytest.mark.django_db
OPEN = {Stage.REFLECT, Stage.ANALYSE}


@pytest.fixture
def workshop():
    return create_workshop(stage=Stage.REFLECT)


@pytest.fixture
def person(workshop):
    return create_participant(workshop=workshop)


def fields(**changed):
    said = {"text": "น้ำไม่พอ", "affected": "เกษตรกร", "evidence_missing": "ปริมาณน้ำ", "clusters": []}
    return said | changed


def add(by, client_id=None, **changed):
    workshop = by.workshop if hasattr(by, "workshop") else by.workshops.get()
    sent = client_id or uuid.uuid4()
    return challenges.add_challenge(workshop, by=by, client_id=sent, **fields(**changed))


def test_a_challenge_is_tied_to_what_stands_now(workshop, person):
    kept = create_cluster(workshop=workshop)
    other = create_cluster(workshop=workshop, merged_into=kept)

    challenge, new = add(person, clusters=[other.pk])

    assert (new, challenge.affected, list(challenge.clusters.all())) == (True, "เกษตรกร", [kept])
    entry = workshop.journal.get()
    facts = {"challenge": challenge.pk, "clusters": [kept.pk]}
    assert (entry.verb, entry.facts, entry.participant) == ("challenge.added", facts, person)


def test_sent_again_it_stays_one_row(person):
    sent = uuid.uuid4()

    first, again = (add(person, client_id=sent) for _ in range(2))

    assert (first[0], again[1], Challenge.objects.count()) == (again[0], False, 1)


def test_the_same_id_with_other_words_is_refused(person):
    sent = uuid.uuid4()
    add(person, client_id=sent)

    with pytest.raises(ClientIdReused):
        add(person, client_id=sent, text="อื่น")


def test_the_same_words_are_in_the_list_already(workshop, person):
    add(person, text="น้ำ  ไม่พอ")

    with pytest.raises(DuplicateChallenge):
        add(create_participant(workshop=workshop), text="น้ำไม่พอ")


def test_one_person_writes_at_most_twenty(workshop, person):
    for _ in range(challenges.PER_PERSON):
        create_challenge(participant=person)

    with pytest.raises(TooManyChallenges):
        add(person)


@pytest.mark.parametrize("stage", sorted(set(Stage) - OPEN))
def test_participants_write_only_in_their_steps(stage):
    workshop = create_workshop(stage=stage)
    closed = WorkshopClosed if stage == Stage.CLOSED else StageClosed

    with pytest.raises(closed):
        add(create_participant(workshop=workshop))


def test_facilitators_write_for_the_room_at_any_time(workshop):
    by = workshop.facilitators.get()
    workshop.stage = Stage.EXCHANGE
    workshop.save(update_fields=["stage"])

    assert add(by)[0].user == by


# --- Changing --------------------------------------------------------------------------------


def test_the_words_before_stay_in_the_journal(workshop, person):
    cluster = create_cluster(workshop=workshop)
    challenge = create_challenge(participant=person, text="น้ำไม่พอ")

    said = fields(text="น้ำไม่พอใช้", clusters=[cluster.pk])
    changed = challenges.change_challenge(challenge, by=person, seen=1, **said)

    assert (changed.text, changed.version) == ("น้ำไม่พอใช้", 2)
    entry = workshop.journal.get()
    before = {"text": "น้ำไม่พอ", "affected": "", "evidence_missing": "", "clusters": []}
    assert (entry.verb, entry.facts["before"]) == ("challenge.changed", before)


def test_the_second_one_is_told(workshop, person):
    challenge = create_challenge(participant=person)
    by = workshop.facilitators.get()
    challenges.change_challenge(challenge, by=by, seen=1, **fields(text="ก"))

    with pytest.raises(ChallengeChangedMeanwhile):
        challenges.change_challenge(challenge, by=person, seen=1, **fields(text="ข"))

    challenge.refresh_from_db()
    assert challenge.text == "ก"


def test_a_withdrawn_one_is_not_changed(person):
    challenge = create_challenge(participant=person)
    challenges.withdraw_challenge(challenge, by=person)

    with pytest.raises(ChallengeWithdrawn):
        challenges.change_challenge(challenge, by=person, **fields())


def test_it_waits_where_the_rules_ask_for_approval(workshop, person):
    workshop.approves_first = True
    workshop.save(update_fields=["approves_first"])

    challenge, _new = add(person)
    assert not challenge.is_shown
    assert challenges.approve_challenge(challenge, by=workshop.facilitators.get()).is_shown


def test_hiding_and_showing_again(workshop, person):
    challenge, by = create_challenge(participant=person), workshop.facilitators.get()

    assert not challenges.hide_challenge(challenge, by=by, reason="off_topic").is_shown
    assert challenges.restore_challenge(challenge, by=by).is_shown


# --- Prompts ---------------------------------------------------------------------------------


def test_a_prompt_is_skipped_and_asked_after_all(workshop):
    cluster, by = create_cluster(workshop=workshop), workshop.facilitators.get()

    for skip in (True, True, False):
        challenges.skip_prompt(cluster, by=by, skip=skip)

    said = [entry.facts for entry in workshop.journal.order_by("revision")]
    assert said == [
        {"cluster": cluster.pk, "skipped": True},
        {"cluster": cluster.pk, "skipped": False},
    ]
