"""Steering the room: its rules, the reveal, looking up, taking words off, the projector."""

from __future__ import annotations

from typing import TypedDict, Unpack

from django.utils import timezone

from workshops.domain import journal
from workshops.domain.writing import write
from workshops.enums import Category, ProjectorMode, Verb, WaitsFor
from workshops.models import User, Workshop


class Rules(TypedDict, total=False):
    names_shown: bool
    anonymous_categories: list[str]  # values of Category
    is_silent: bool
    approves_first: bool
    factors_limit: int | None
    allows_late: bool
    needs_seat: bool
    participants_sort: bool
    comments_open: bool


RULES = tuple(Rules.__annotations__)


@write
def change_rules(workshop: Workshop, *, by: User, **rules: Unpack[Rules]) -> Workshop:
    """Set how the room works. What was written before keeps the rules it was written under.

    Switching silent writing on begins a new silent round, also after a reveal; switching it
    off reveals; an approval that is no longer asked for is given.
    """
    workshop = Workshop.objects.locked(workshop.pk)
    before = {name: getattr(workshop, name) for name in rules}
    before["is_silent"] = workshop.is_silent and workshop.revealed_at is None
    changed = {name: value for name, value in rules.items() if before[name] != value}
    if not changed:
        return workshop
    for name, value in changed.items():
        setattr(workshop, name, value)
    workshop.save(update_fields=list(changed))
    journal.record(workshop, Verb.WORKSHOP_CHANGED, by=by, rules=changed)
    if changed.get("is_silent"):
        workshop.revealed_at = None
        workshop.save(update_fields=["revealed_at"])
    if changed.get("is_silent") is False:
        _reveal(workshop, by)
    if changed.get("approves_first") is False:
        _approve_all(workshop, by)
    return workshop


def _approve_all(workshop: Workshop, by: User) -> None:
    """What waits for an approval: the factors, and what is said of them and comes of them."""
    waiting = workshop.factors.filter(waits_for=WaitsFor.APPROVAL)
    for pk in list(waiting.order_by("pk").values_list("pk", flat=True)):
        workshop.factors.filter(pk=pk).update(waits_for="")
        journal.record(workshop, Verb.FACTOR_APPROVED, by=by, factor=pk)
    comments = workshop.comments.filter(is_waiting=True)
    for pk in list(comments.order_by("pk").values_list("pk", flat=True)):
        workshop.comments.filter(pk=pk).update(is_waiting=False)
        journal.record(workshop, Verb.COMMENT_APPROVED, by=by, comment=pk)
    challenges = workshop.challenges.filter(is_waiting=True)
    for pk in list(challenges.order_by("pk").values_list("pk", flat=True)):
        workshop.challenges.filter(pk=pk).update(is_waiting=False)
        journal.record(workshop, Verb.CHALLENGE_APPROVED, by=by, challenge=pk)


@write
def reveal_factors(workshop: Workshop, *, by: User) -> Workshop:
    """End the silent round: everybody sees what was written. Twice is once."""
    workshop = Workshop.objects.locked(workshop.pk)
    if workshop.is_silent and workshop.revealed_at is None:
        _reveal(workshop, by)
    return workshop


def _reveal(workshop: Workshop, by: User) -> None:
    workshop.revealed_at = timezone.now()
    workshop.save(update_fields=["revealed_at"])
    then = WaitsFor.APPROVAL if workshop.approves_first else ""
    waiting = workshop.factors.filter(waits_for=WaitsFor.REVEAL)
    # A facilitator has read what came with a file.
    count = waiting.exclude(from_import=None).update(waits_for="")
    count += waiting.update(waits_for=then)
    journal.record(workshop, Verb.FACTORS_REVEALED, by=by, factors=count)


@write
def pause_phones(workshop: Workshop, *, by: User) -> Workshop:
    """All phones say "look up"; what is being typed stays. Twice is once."""
    workshop = Workshop.objects.locked(workshop.pk)
    if not workshop.is_paused:
        workshop.paused_at = timezone.now()
        workshop.save(update_fields=["paused_at"])
        journal.record(workshop, Verb.ROOM_PAUSED, by=by)
    return workshop


@write
def resume_phones(workshop: Workshop, *, by: User) -> Workshop:
    workshop = Workshop.objects.locked(workshop.pk)
    if workshop.is_paused:
        workshop.paused_at = None
        workshop.save(update_fields=["paused_at"])
        journal.record(workshop, Verb.ROOM_RESUMED, by=by)
    return workshop


@write
def blank_screens(workshop: Workshop, *, by: User) -> Workshop:
    """The panic button: no participant's words on the projector. Twice is once."""
    workshop = Workshop.objects.locked(workshop.pk)
    if not workshop.is_blanked:
        workshop.blanked_at = timezone.now()
        workshop.save(update_fields=["blanked_at"])
        journal.record(workshop, Verb.ROOM_BLANKED, by=by)
    return workshop


@write
def unblank_screens(workshop: Workshop, *, by: User) -> Workshop:
    workshop = Workshop.objects.locked(workshop.pk)
    if workshop.is_blanked:
        workshop.blanked_at = None
        workshop.save(update_fields=["blanked_at"])
        journal.record(workshop, Verb.ROOM_UNBLANKED, by=by)
    return workshop


@write
def show_on_projector(
    workshop: Workshop, mode: ProjectorMode, *, by: User, category: Category | str = ""
) -> Workshop:
    """Choose what the projector shows; `category` only for `ProjectorMode.ONE`."""
    workshop = Workshop.objects.locked(workshop.pk)
    if mode == ProjectorMode.ONE:
        category = category or workshop.projector_category or Category.SOCIAL
    else:
        category = ""
    if (workshop.projector_mode, workshop.projector_category) == (mode, category):
        return workshop
    workshop.projector_mode, workshop.projector_category = mode, category
    workshop.save(update_fields=["projector_mode", "projector_category"])
    journal.record(workshop, Verb.PROJECTOR_CHANGED, by=by, mode=str(mode), category=str(category))
    return workshop
