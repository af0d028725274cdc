import pytest
from django.utils import timezone

from tests.factories import (
    create_challenge,
    create_comment,
    create_factor,
    create_participant,
    create_user,
    create_workshop,
)
from tests.workshops.domain.words import submit
from workshops.domain import room
from workshops.domain.errors import FactorsLimitReached
from workshops.enums import Category, ProjectorMode, WaitsFor
from workshops.models import Factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return create_user()


def verbs(workshop):
    entries = workshop.journal.order_by("revision")
    return [entry.verb for entry in entries if entry.verb != "factor.added"]


def test_rules_are_journalled_as_they_changed(user):
    workshop = create_workshop()

    room.change_rules(workshop, by=user, names_shown=True, allows_late=False, factors_limit=5)

    workshop.refresh_from_db()
    assert (workshop.names_shown, workshop.factors_limit) == (True, 5)
    entry = workshop.journal.get()
    assert (entry.verb, entry.user) == ("workshop.changed", user)
    assert entry.facts == {"rules": {"names_shown": True, "factors_limit": 5}}


def test_the_same_rules_again_are_no_change(user):
    workshop = create_workshop()

    room.change_rules(workshop, by=user, **{name: getattr(workshop, name) for name in room.RULES})

    assert not workshop.journal.exists()


def test_political_is_without_names_from_the_start():
    workshop = create_workshop()

    assert workshop.anonymous_categories == ["political"]
    assert not workshop.names_shown


def test_a_factor_keeps_the_rule_it_was_written_under(user):
    workshop = create_workshop()
    person = create_participant(workshop=workshop)
    first, _ = submit(person, text="ก่อน")

    room.change_rules(workshop, by=user, names_shown=True)
    named, _ = submit(person, text="หลัง")
    political, _ = submit(person, text="การเมือง", category=Category.POLITICAL)

    rows = [Factor.objects.get(pk=one.pk).is_anonymous for one in (first, named, political)]
    assert rows == [True, False, True]


def test_silent_words_wait_until_the_reveal(user):
    workshop = create_workshop()
    room.change_rules(workshop, by=user, is_silent=True)
    person = create_participant(workshop=workshop)
    silent, _ = submit(person, text="เงียบ")
    assert silent.waits_for == WaitsFor.REVEAL
    assert list(workshop.factors.on_board()) == []

    room.reveal_factors(workshop, by=user)
    room.reveal_factors(workshop, by=user)
    open_one, _ = submit(person, text="เปิดเผย")

    assert set(workshop.factors.on_board()) == {silent, open_one}
    assert verbs(workshop) == ["workshop.changed", "factors.revealed"]
    assert workshop.journal.get(verb="factors.revealed").facts == {"factors": 1}


def test_what_is_revealed_still_waits_for_approval(user):
    workshop = create_workshop()
    room.change_rules(workshop, by=user, is_silent=True, approves_first=True)
    silent, _ = submit(create_participant(workshop=workshop))

    room.reveal_factors(workshop, by=user)

    silent.refresh_from_db()
    assert silent.waits_for == WaitsFor.APPROVAL


def test_switching_silence_off_reveals(user):
    workshop = create_workshop()
    room.change_rules(workshop, by=user, is_silent=True)
    silent, _ = submit(create_participant(workshop=workshop))

    room.change_rules(workshop, by=user, is_silent=False)

    assert list(workshop.factors.on_board()) == [silent]
    assert verbs(workshop) == ["workshop.changed", "workshop.changed", "factors.revealed"]


def test_a_second_silent_round_after_a_reveal(user):
    workshop = create_workshop()
    room.change_rules(workshop, by=user, is_silent=True)
    room.reveal_factors(workshop, by=user)

    workshop = room.change_rules(workshop, by=user, is_silent=True)

    assert workshop.revealed_at is None
    again, _ = submit(create_participant(workshop=workshop))
    assert again.waits_for == WaitsFor.REVEAL


def test_after_the_reveal_other_rules_change_without_another(user):
    workshop = create_workshop()
    room.change_rules(workshop, by=user, is_silent=True)
    room.reveal_factors(workshop, by=user)

    room.change_rules(workshop, by=user, is_silent=False, allows_late=True)

    assert verbs(workshop) == ["workshop.changed", "factors.revealed", "workshop.changed"]


def test_an_approval_that_is_no_longer_asked_for_is_given(user):
    workshop = create_workshop()
    room.change_rules(workshop, by=user, approves_first=True)
    waiting = [create_factor(workshop=workshop, waits_for=WaitsFor.APPROVAL) for _ in range(2)]

    room.change_rules(workshop, by=user, approves_first=False)

    assert set(workshop.factors.on_board()) == set(waiting)
    approved = workshop.journal.filter(verb="factor.approved").order_by("revision")
    assert [entry.facts for entry in approved] == [{"factor": one.pk} for one in waiting]


def test_it_is_given_to_comments_and_challenges_too(user):
    person = create_participant()
    workshop = person.workshop
    room.change_rules(workshop, by=user, approves_first=True)
    challenge = create_challenge(participant=person, is_waiting=True)
    comment = create_comment(participant=person, challenge=challenge, is_waiting=True)

    room.change_rules(workshop, by=user, approves_first=False)

    assert list(workshop.comments.filter(is_waiting=False)) == [comment]
    assert list(workshop.challenges.filter(is_waiting=False)) == [challenge]
    entries = workshop.journal.order_by("-revision")[:2]
    assert [(one.verb, one.facts) for one in entries] == [
        ("challenge.approved", {"challenge": challenge.pk}),
        ("comment.approved", {"comment": comment.pk}),
    ]


def test_the_limit_counts_what_was_not_withdrawn(user):
    workshop = create_workshop()
    room.change_rules(workshop, by=user, factors_limit=2)
    person = create_participant(workshop=workshop)
    create_factor(participant=person, withdrawn_at=timezone.now())
    for text in ("หนึ่ง", "สอง"):
        submit(person, text=text)

    with pytest.raises(FactorsLimitReached):
        submit(person, text="สาม")


SWITCHES = [
    (room.pause_phones, room.resume_phones, "paused"),
    (room.blank_screens, room.unblank_screens, "blanked"),
]


@pytest.mark.parametrize(("on", "off", "name"), SWITCHES)
def test_a_switch_goes_on_and_off_and_twice_is_once(user, on, off, name):
    workshop = create_workshop()

    off(workshop, by=user)
    on(workshop, by=user)
    on(workshop, by=user)
    workshop.refresh_from_db()
    assert getattr(workshop, f"is_{name}")
    off(workshop, by=user)
    off(workshop, by=user)

    workshop.refresh_from_db()
    assert not getattr(workshop, f"is_{name}")
    back = {"paused": "room.resumed", "blanked": "room.unblanked"}[name]
    entries = workshop.journal.order_by("revision")
    assert [(e.verb, e.user, e.facts) for e in entries] == [
        (f"room.{name}", user, {}),
        (back, user, {}),
    ]


def test_the_projector_shows_one_category_and_forgets_it_again(user):
    workshop = create_workshop()

    room.show_on_projector(workshop, ProjectorMode.ONE, by=user, category=Category.ECONOMIC)
    room.show_on_projector(workshop, ProjectorMode.ONE, by=user, category=Category.ECONOMIC)
    workshop = room.show_on_projector(workshop, ProjectorMode.JOIN, by=user, category="social")

    assert (workshop.projector_mode, workshop.projector_category) == ("join", "")
    entries = workshop.journal.order_by("revision")
    assert [entry.facts for entry in entries] == [
        {"mode": "one", "category": "economic"},
        {"mode": "join", "category": ""},
    ]


def test_one_category_without_a_choice_is_the_first(user):
    workshop = room.show_on_projector(create_workshop(), ProjectorMode.ONE, by=user)

    assert workshop.projector_category == Category.SOCIAL
