"""Phones, desk and projector stay right while the room sorts, talks and rates."""

from __future__ import annotations

import pytest

from tests import factories
from tests.live_hand import walk
from tests.together_hand import ThinkingHand
from workshops.enums import ProjectorMode, Verb
from workshops.live import rooms, scene
from workshops.models import JournalEntry

pytestmark = pytest.mark.django_db
SEEDS = (8, 9)
DONE = {
    Verb.CLUSTER_ADDED,
    Verb.FACTORS_PLACED,
    Verb.FACTORS_MERGED,
    Verb.SUPPORT_CHANGED,
    Verb.COMMENT_ADDED,
    Verb.CHALLENGE_ADDED,
    Verb.ROUND_OPENED,
    Verb.ROUND_REVEALED,
}


@pytest.fixture(autouse=True)
def _no_limit(settings) -> None:
    settings.FACTORS_PER_MINUTE = 10_000


def test_a_hundred_cuts() -> None:
    for seed in SEEDS:
        workshop = factories.create_workshop()
        found = walk(workshop, seed, cuts=50, restarts=True, by=ThinkingHand)
        assert (seed, found) == (seed, [])
    # The rest of what can be done is rarer: the long walk does it.
    assert DONE - set(JournalEntry.objects.values_list("verb", flat=True)) == set()
    shown = JournalEntry.objects.filter(verb=Verb.PROJECTOR_CHANGED)
    modes = set(shown.values_list("facts__mode", flat=True))
    assert {mode.value for mode in ProjectorMode if mode.is_picture} - modes == set()


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(200, 205))
def test_a_thousand_cuts_and_restarts(seed: int) -> None:
    workshop = factories.create_workshop()

    assert walk(workshop, seed, cuts=1000, restarts=True, by=ThinkingHand) == []


def differs() -> bool:
    workshops = (factories.create_workshop() for _ in range(10))
    return any(walk(w, seed, cuts=40, by=ThinkingHand) for seed, w in enumerate(workshops))


def test_the_control_a_round_that_is_not_told_makes_phones_differ(monkeypatch) -> None:
    monkeypatch.setattr(rooms, "read_round", lambda scene: None)

    assert differs()


def test_the_control_a_picture_that_is_not_read_again_makes_projectors_differ(monkeypatch) -> None:
    monkeypatch.setattr(scene, "TOPICS", {})

    assert differs()
