"""Every frame says what it was about, so that pages ask again only for what concerns them."""

from __future__ import annotations

import json

import pytest

from tests import factories
from workshops.domain import journal
from workshops.enums import Verb
from workshops.live.fragments import Audience
from workshops.live.rooms import Room
from workshops.live.topics import BY_SUBJECT, BY_VERB, Topic, topics_of
from workshops.models import Workshop

pytestmark = pytest.mark.django_db

ALL = [
    "answers",
    "challenges",
    "clusters",
    "comments",
    "plan",
    "proposals",
    "round",
    "support",
]
FOR_PHONES = [one for one in ALL if one != "answers"]
SAID = {
    Verb.CLUSTER_RENAMED: ["clusters"],
    Verb.FACTORS_PLACED: ["clusters"],
    Verb.FACTORS_MERGED: ["clusters"],
    Verb.FACTORS_REVEALED: ["clusters"],
    Verb.NAMES_ERASED: ["challenges", "clusters", "comments"],
    Verb.PARTICIPANTS_MERGED: ["clusters", "round", "support"],
    Verb.SUPPORT_CHANGED: ["support"],
    Verb.COMMENT_HIDDEN: ["comments"],
    Verb.CHALLENGE_ADDED: ["challenges"],
    Verb.PROMPT_SKIPPED: ["challenges"],
    Verb.PROPOSAL_HIDDEN: ["proposals"],
    Verb.ISSUE_ADDED: ["plan"],
    Verb.ROUND_OPENED: ["round"],
    Verb.QUADRANTS_NAMED: ["round"],
    Verb.STAGE_CHANGED: FOR_PHONES,
    Verb.WORKSHOP_CHANGED: FOR_PHONES,
    Verb.TIMER_CHANGED: [],
    Verb.PARTICIPANT_JOINED: [],
}
VIEWS = {(audience, "th") for audience in Audience}


def told(workshop: Workshop, verb: Verb) -> dict[Audience, list[str]]:
    """Which audiences get a frame for an entry with this verb, and its topics."""
    room = Room(workshop.pk)
    journal.record(Workshop.objects.get(pk=workshop.pk), verb, by=None)
    frames = room.catch_up(VIEWS)
    return {view[0]: json.loads(frame.data(0))["topics"] for view, frame in frames.items()}


@pytest.mark.parametrize("verb", SAID)
def test_a_frame_says_what_it_was_about(verb: Verb) -> None:
    assert told(factories.create_workshop(), verb)[Audience.PHONE] == SAID[verb]


@pytest.mark.parametrize(
    "verb", [Verb.VOTE_CHANGED, Verb.RATING_CHANGED, Verb.INFLUENCE_CHANGED], ids=str
)
def test_phones_are_not_told_that_somebody_answered(verb: Verb) -> None:
    found = told(factories.create_workshop(), verb)

    assert found == {Audience.DESK: ["answers"], Audience.BOARD: ["answers"]}


def test_a_refused_hint_is_told_to_the_desk_only() -> None:
    found = told(factories.create_workshop(), Verb.HINT_REFUSED)

    assert found == {Audience.DESK: ["clusters"]}


@pytest.mark.parametrize("audience", list(Audience), ids=str)
def test_a_snapshot_is_about_all_that_its_audience_may_know(audience: Audience) -> None:
    frame = Room(factories.create_workshop().pk).missed((audience, "th"), None)

    assert frame.topics == (FOR_PHONES if audience == Audience.PHONE else ALL)


def test_what_came_together_is_told_together() -> None:
    workshop = factories.create_workshop()
    room = Room(workshop.pk)
    for verb in (Verb.RATING_CHANGED, Verb.SUPPORT_CHANGED, Verb.COMMENT_ADDED):
        journal.record(Workshop.objects.get(pk=workshop.pk), verb, by=None)
    frames = room.catch_up(VIEWS)

    assert frames[Audience.PHONE, "th"].topics == ["comments", "support"]
    assert frames[Audience.DESK, "th"].topics == ["answers", "comments", "support"]


def test_every_verb_of_the_exchange_has_a_topic() -> None:
    begin = ("factor", "cluster.", "same.", "support.", "comment.", "challenge.", "round.")
    begin += ("proposal.", "vote.", "rating.", "influence.")
    about = [verb for verb in Verb if verb.startswith(begin)]

    assert [verb for verb in about if not topics_of(verb)] == []
    assert {verb.split(".")[0] for verb in Verb} >= BY_SUBJECT.keys()
    assert set().union(*BY_VERB.values(), *BY_SUBJECT.values()) == set(Topic)
