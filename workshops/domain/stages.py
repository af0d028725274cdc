"""Which stage allows what, and moving the room from one to another."""

from __future__ import annotations

from django.utils import timezone

from workshops.domain import journal
from workshops.domain.errors import StageClosed, StageMoved, TimeIsUp, WorkshopClosed
from workshops.domain.writing import write
from workshops.enums import Action, Stage, Verb
from workshops.models import User, Workshop

OPEN_STAGES = frozenset(Stage) - {Stage.CLOSED}

ALLOWED: dict[Action, frozenset[Stage]] = {
    Action.JOIN: frozenset(OPEN_STAGES),
    Action.SUBMIT_FACTOR: frozenset({Stage.BRAINSTORM}),
    Action.CHANGE_FACTOR: frozenset({Stage.BRAINSTORM, Stage.EXCHANGE}),
    Action.SUPPORT: frozenset({Stage.BRAINSTORM, Stage.EXCHANGE, Stage.REFLECT, Stage.ANALYSE}),
    Action.COMMENT: frozenset({Stage.EXCHANGE, Stage.REFLECT, Stage.ANALYSE}),
    Action.SORT: frozenset({Stage.EXCHANGE}),  # facilitators sort in any stage but the last
    Action.RAISE_CHALLENGE: frozenset({Stage.REFLECT, Stage.ANALYSE}),
    Action.ANSWER: frozenset({Stage.ANALYSE}),
    Action.PROPOSE: frozenset({Stage.DIRECT}),
    Action.SUPPORT_PROPOSAL: frozenset({Stage.DIRECT}),
    # Only if the facilitators allow it: see `may_hand_in_late`.
    Action.HAND_IN_LATE: frozenset(OPEN_STAGES - {Stage.LOBBY, Stage.LEARN}),
}


def allows(workshop: Workshop, action: Action) -> bool:
    return Stage(workshop.stage) in ALLOWED[action]


def require(workshop: Workshop, action: Action) -> None:
    """Raise `WorkshopClosed`, `StageClosed` or `TimeIsUp` unless the action is allowed now."""
    if not allows(workshop, action):
        raise WorkshopClosed if workshop.is_closed else StageClosed
    if action == Action.SUBMIT_FACTOR and workshop.time_is_up(timezone.now()):
        raise TimeIsUp


def may_hand_in_late(workshop: Workshop) -> bool:
    """Whether a draft is still taken after its step has closed."""
    return workshop.allows_late and allows(workshop, Action.HAND_IN_LATE)


def neighbours(stage: Stage) -> tuple[Stage | None, Stage | None]:
    """The stages before and after this one; None at the ends."""
    order = list(Stage)
    place = order.index(stage)
    before = order[place - 1] if place else None
    after = order[place + 1] if place + 1 < len(order) else None
    return before, after


@write
def open_stage(
    workshop: Workshop, stage: Stage, *, by: User, seen: Stage | None = None
) -> Workshop:
    """Move the room to any stage, forward or back; nothing else changes.

    `seen` is the stage that the facilitator's screen showed. Raises `StageMoved` if the
    room is elsewhere by now. Opening the stage that is open already changes nothing.
    """
    workshop = Workshop.objects.locked(workshop.pk)
    if workshop.stage == stage:
        return workshop
    if seen is not None and workshop.stage != seen:
        raise StageMoved
    before, workshop.stage = workshop.stage, stage
    # A timer belongs to its step; people are ready for one step at a time.
    workshop.timer_ends_at, workshop.timer_left_seconds = None, None
    workshop.save(update_fields=["stage", "timer_ends_at", "timer_left_seconds"])
    journal.record(workshop, Verb.STAGE_CHANGED, by=by, before=str(before), after=str(stage))
    return workshop
