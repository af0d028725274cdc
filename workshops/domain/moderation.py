"""What comments, challenges, proposals have in common: sent again, hidden, shown, approved.

Factors also wait for a reveal; theirs is in `factors`.
"""

from __future__ import annotations

from typing import TypeVar

from django.utils import timezone

from workshops.domain import journal, people
from workshops.domain.errors import ClientIdReused
from workshops.domain.writing import write
from workshops.enums import HiddenReason, Verb
from workshops.models import Challenge, Comment, Participant, Proposal, User, Workshop

Words = TypeVar("Words", Comment, Challenge, Proposal)


def sent_again(known: Words, by: Participant | User, text: str) -> Words:
    """The row that this id stands for already. Raises `ClientIdReused` if it is somebody
    else's, or has other words."""
    if isinstance(by, User):
        theirs = known.user_id == by.pk
    else:
        theirs = known.participant_id in people.entries_of(by)
    if not theirs or known.text != text:
        raise ClientIdReused
    return known


def locked(words: Words) -> tuple[Workshop, Words]:
    """The workshop, locked, and the words as they are now, read after the lock."""
    workshop = Workshop.objects.locked(words.workshop_id)
    return workshop, type(words)._default_manager.get(pk=words.pk)


@write
def hide(words: Words, verb: Verb, *, by: User, reason: HiddenReason | str) -> Words:
    """Take it off every screen but the facilitators'. Twice is once."""
    workshop, words = locked(words)
    if words.hidden_at is None:
        words.hidden_at, words.hidden_reason = timezone.now(), reason
        words.save(update_fields=["hidden_at", "hidden_reason"])
        why = {"reason": str(reason)} if reason else {}
        journal.record(workshop, verb, by=by, **_named(words), **why)
    return words


@write
def restore(words: Words, verb: Verb, *, by: User) -> Words:
    """Show it again. Twice is once."""
    workshop, words = locked(words)
    if words.hidden_at is not None:
        words.hidden_at, words.hidden_reason = None, ""
        words.save(update_fields=["hidden_at", "hidden_reason"])
        journal.record(workshop, verb, by=by, **_named(words))
    return words


@write
def approve(words: Words, verb: Verb, *, by: User) -> Words:
    """Let everybody read it. Twice is once."""
    workshop, words = locked(words)
    if words.is_waiting:
        words.is_waiting = False
        words.save(update_fields=["is_waiting"])
        journal.record(workshop, verb, by=by, **_named(words))
    return words


def _named(words: Comment | Challenge | Proposal) -> dict[str, int]:
    """As the journal names it: by kind."""
    return {type(words).__name__.lower(): words.pk}
