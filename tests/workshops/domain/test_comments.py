import uuid

import pytest

from tests.factories import (
    create_challenge,
    create_cluster,
    create_factor,
    create_participant,
    create_workshop,
)
from workshops.domain import comments
from workshops.domain.comments import CommentsClosed, EnoughComments, ThreadFull
from workshops.domain.errors import ClientIdReused, StageClosed, WorkshopClosed
from workshops.domain.support import NothingThere
from workshops.enums import Stage
from workshops.models import Comment

pytestmark = pytest.mark.django_db
OPEN = {Stage.EXCHANGE, Stage.REFLECT, Stage.ANALYSE}


@pytest.fixture
def workshop():
    return create_workshop(stage=Stage.EXCHANGE)


@pytest.fixture
def person(workshop):
    return create_participant(workshop=workshop)


def say(by, target, text="จริง", client_id=None):
    return comments.add_comment(by, target, text=text, client_id=client_id or uuid.uuid4())


@pytest.mark.parametrize("make", [create_factor, create_cluster, create_challenge])
def test_a_comment_is_written(workshop, person, make):
    target = make(workshop=workshop)

    comment, new = say(person, target)

    assert (new, comment.text, comment.participant, comment.is_shown) == (
        True,
        "จริง",
        person,
        True,
    )
    entry = workshop.journal.get()
    kind = type(target).__name__.lower()
    assert (entry.verb, entry.facts) == (
        "comment.added",
        {"comment": comment.pk, kind: target.pk},
    )


def test_sent_again_it_stays_one_row(workshop, person):
    target, sent = create_cluster(workshop=workshop), uuid.uuid4()

    first, again = (say(person, target, client_id=sent) for _ in range(2))

    assert (first[0], again[1], Comment.objects.count()) == (again[0], False, 1)


def test_the_same_id_with_other_words_or_from_somebody_else_is_refused(workshop, person):
    target, sent = create_cluster(workshop=workshop), uuid.uuid4()
    say(person, target, client_id=sent)

    for by, text in ((person, "อื่น"), (create_participant(workshop=workshop), "จริง")):
        with pytest.raises(ClientIdReused):
            say(by, target, text=text, client_id=sent)


def test_it_waits_where_the_rules_ask_for_approval(workshop, person):
    workshop.approves_first = True
    workshop.save(update_fields=["approves_first"])
    target = create_cluster(workshop=workshop)

    theirs, _new = say(person, target)
    ours, _new = say(workshop.facilitators.get(), target)
    assert (theirs.is_shown, ours.is_shown) == (False, True)

    comments.approve_comment(theirs, by=workshop.facilitators.get())
    theirs.refresh_from_db()
    assert theirs.is_shown


def test_hiding_and_showing_again(workshop, person):
    comment, _new = say(person, create_cluster(workshop=workshop))
    by = workshop.facilitators.get()

    hidden = comments.hide_comment(comment, by=by, reason="personal")
    comments.hide_comment(comment, by=by)
    assert (hidden.is_shown, hidden.hidden_reason) == (False, "personal")
    assert comments.restore_comment(comment, by=by).is_shown

    verbs = [entry.verb for entry in workshop.journal.order_by("revision")]
    assert verbs == ["comment.added", "comment.hidden", "comment.restored"]


def test_a_withdrawn_one_makes_room_for_another(workshop, person):
    target = create_cluster(workshop=workshop)
    written = [say(person, target)[0] for _ in range(3)]
    with pytest.raises(EnoughComments):
        say(person, target)

    comments.withdraw_comment(written[0], by=person)

    assert say(person, target)[1]


def test_threads_stay_short(workshop):
    target, by = create_cluster(workshop=workshop), workshop.facilitators.get()
    for _ in range(comments.PER_THREAD):
        say(by, target)

    with pytest.raises(ThreadFull):
        say(by, target)


def test_switched_off_only_facilitators_comment(workshop, person):
    workshop.comments_open = False
    workshop.save(update_fields=["comments_open"])
    target = create_cluster(workshop=workshop)

    with pytest.raises(CommentsClosed):
        say(person, target)
    assert say(workshop.facilitators.get(), target)[1]


@pytest.mark.parametrize("stage", sorted(set(Stage) - OPEN))
def test_it_refuses_outside_its_steps(stage):
    workshop = create_workshop(stage=stage)
    closed = WorkshopClosed if stage == Stage.CLOSED else StageClosed

    with pytest.raises(closed):
        say(create_participant(workshop=workshop), create_cluster(workshop=workshop))


def test_what_is_hidden_takes_no_comment(workshop, person):
    hidden = create_factor(workshop=workshop, hidden_at=workshop.created_at)

    with pytest.raises(NothingThere):
        say(person, hidden)


def test_facilitators_comment_until_the_workshop_is_closed(workshop):
    by, factor = workshop.facilitators.get(), create_factor(workshop=workshop)
    for stage in (Stage.BRAINSTORM, Stage.FEEDBACK):
        workshop.stage = stage
        workshop.save(update_fields=["stage"])
        say(by, factor)

    workshop.stage = Stage.CLOSED
    workshop.save(update_fields=["stage"])

    with pytest.raises(WorkshopClosed):
        say(by, factor)
    assert Comment.objects.count() == 2
