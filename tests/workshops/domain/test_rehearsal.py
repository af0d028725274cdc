import datetime
import uuid

import pytest
from django.core import signing

from analysis.models import DevelopmentIssue
from tests.factories import (
    create_challenge,
    create_cluster,
    create_comment,
    create_factor,
    create_round,
    create_workshop,
)
from workshops.domain import participants
from workshops.domain.arrangement import arrangement_of
from workshops.domain.rehearsal import (
    HOURS,
    SALT,
    clear_rehearsal,
    is_pass,
    pass_for,
    pretend_in,
)
from workshops.domain.undo import undo_step
from workshops.enums import RoundKind
from workshops.models import (
    Challenge,
    Comment,
    Factor,
    JournalEntry,
    Support,
    Vote,
    Workshop,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    return create_workshop()


def pretend_participant(workshop, **fields):
    district = workshop.districts.first()
    return participants.join_workshop(
        workshop, name="ซ้อม 1", district=district, pretend=True, **fields
    )[0]


def test_a_pass_opens_its_own_workshop_only(workshop):
    shown = pass_for(workshop)

    assert is_pass(workshop, shown)
    assert not is_pass(create_workshop(), shown)


@pytest.mark.parametrize("shown", ["", "x", "WORKSHOP:1:x"])
def test_nobody_else_can_write_a_pass(workshop, shown):
    assert not is_pass(workshop, shown)
    assert not is_pass(workshop, signing.dumps(workshop.code, salt="other"))


def test_a_pass_is_over_after_a_day(workshop, monkeypatch):
    long_ago = datetime.datetime.now(datetime.UTC).timestamp() - HOURS * 3600 - 60
    monkeypatch.setattr(signing.time, "time", lambda: long_ago)
    shown = signing.dumps(workshop.code, salt=SALT)
    monkeypatch.undo()

    assert not is_pass(workshop, shown)


def test_a_pretend_participant_needs_no_slip(workshop):
    workshop.needs_seat = True
    workshop.save()

    person = pretend_participant(workshop)

    assert (person.is_pretend, person.seat) == (True, None)


def test_clearing_takes_pretend_people_with_their_factors_and_leaves_the_rest(workshop):
    real = create_factor(workshop=workshop)
    pretend = [pretend_participant(workshop) for _ in range(2)]
    made = [create_factor(participant=one) for one in pretend for _ in range(2)]
    elsewhere = create_factor(participant=pretend_participant(create_workshop()))
    assert pretend_in(workshop) == (2, 4)

    gone = clear_rehearsal(workshop, by=workshop.facilitators.get())

    assert gone == 2
    assert pretend_in(workshop) == (0, 0)
    assert set(Factor.objects.all()) == {real, elsewhere}
    counted = Workshop.objects.with_counts().get(pk=workshop.pk)
    assert (counted.participants_total, counted.factors_total) == (1, 1)
    entry = workshop.journal.order_by("revision").last()
    assert (entry.verb, entry.revision) == ("rehearsal.cleared", 3)
    assert entry.facts == {"participants": 2, "factors": sorted(one.pk for one in made)}
    assert entry.user == workshop.facilitators.get()


def test_the_journal_keeps_every_line(workshop):
    pretend_participant(workshop)
    before = list(JournalEntry.objects.values_list("pk", flat=True))

    clear_rehearsal(workshop, by=None)

    kept = JournalEntry.objects.filter(pk__in=before)
    assert [(one.verb, one.participant) for one in kept] == [("participant.joined", None)]


def test_clearing_twice_records_once(workshop):
    pretend_participant(workshop)

    assert (clear_rehearsal(workshop, by=None), clear_rehearsal(workshop, by=None)) == (1, 0)
    assert workshop.journal.filter(verb="rehearsal.cleared").count() == 1


def test_an_issue_that_rests_on_a_pretend_factor_stays_without_it(workshop):
    issue = DevelopmentIssue.objects.create(
        workshop=workshop,
        plan_cycle=workshop.plan_cycle,
        number=1,
        client_id=uuid.uuid4(),
        title="น้ำ",
    )
    real = create_factor(workshop=workshop)
    issue.factors.set([real, create_factor(participant=pretend_participant(workshop))])

    clear_rehearsal(workshop, by=None)

    assert list(issue.factors.all()) == [real]


def test_clearing_takes_what_was_said_and_answered_and_dissolves_what_is_empty(workshop):
    by, person = workshop.facilitators.get(), pretend_participant(workshop)
    real = create_factor(workshop=workshop)
    shown = create_factor(participant=person)
    real.merged_into = shown
    real.save(update_fields=["merged_into"])
    mixed = create_cluster(factors=(real, create_factor(participant=person)))
    empty = create_cluster(factors=(create_factor(participant=person),))
    ready = create_cluster(workshop=workshop)
    challenge = create_challenge(participant=person, clusters=(mixed,))
    for target in ({"factor": real}, {"cluster": mixed}, {"challenge": challenge}):
        create_comment(participant=person, **target)
    Support.objects.create(participant=person, factor=real)
    points = create_round(kind=RoundKind.POINTS, clusters=(mixed, empty))
    Vote.objects.create(round=points, participant=person, cluster=empty, points=1)

    clear_rehearsal(workshop, by=by)

    found = arrangement_of(workshop)
    assert [(one.cluster, one.factors) for one in found.stacks] == [(mixed, [real]), (ready, [])]
    assert found.stacks[0].cards[0].comments == found.stacks[0].comments == 0
    left = (Challenge, Comment, Support, Vote)
    assert [model.objects.count() for model in left] == [0, 0, 0, 0]
    dissolved = workshop.journal.get(verb="cluster.dissolved")
    undo_step(workshop, dissolved.revision, by=by)
    assert [one.cluster for one in arrangement_of(workshop).stacks] == [mixed, empty, ready]
