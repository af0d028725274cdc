"""Which stage allows what, and moving the room from one to another."""

from __future__ import annotations

from workshops.domain import journal
from workshops.domain.errors import StageClosed, StageMoved, WorkshopClosed
from workshops.domain.writing import write
from workshops.enums import Action, Stage, Verb
from workshops.models import User, Workshop

OPEN_STAGES = frozenset(Stage) - {Stage.CLOSED}

ALLOWED: dict[Action, frozenset[Stage]] = {
    Action.JOIN: frozenset(OPEN_STAGES),
    Action.SUBMIT_FACTOR: frozenset({Stage.BRAINSTORM}),
    Action.CHANGE_FACTOR: frozenset({Stage.BRAINSTORM, Stage.EXCHANGE}),
}


def allows(workshop: Workshop, action: Action) -> bool:
    return Stage(workshop.stage) in ALLOWED[action]


def require(workshop: Workshop, action: Action) -> None:
    """Raise `WorkshopClosed` or `StageClosed` unless the stage allows the action."""
    if allows(workshop, action):
        return
    raise WorkshopClosed if workshop.is_closed else StageClosed


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
    workshop.save(update_fields=["stage"])
    journal.record(workshop, Verb.STAGE_CHANGED, by=by, before=str(before), after=str(stage))
    return workshop
