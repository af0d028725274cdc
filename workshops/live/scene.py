"""What the live side knows of one workshop, and what a journal entry changes of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from workshops.domain.board import DistrictPresence, factors_to_show, presence_of
from workshops.domain.run_sheet import Line, run_sheet_of
from workshops.enums import Category, Stage, Verb, WaitsFor
from workshops.models import Factor, JournalEntry, Workshop


@dataclass(frozen=True)
class Touch:
    """What one journal entry, or several, changed: only names, never the new state.

    What is drawn of it is always the state at the time of drawing, so a touch may be
    drawn twice, or late, without harm.
    """

    factors: frozenset[int] = frozenset()
    restored: frozenset[int] = frozenset()  # came back to a place between others
    left: frozenset[tuple[int, str]] = frozenset()  # factor and a category it was in
    stage: bool = False
    people: bool = False
    steering: bool = False  # what the desk's buttons for the room show
    run_sheet: bool = False

    def __or__(self, other: Touch) -> Touch:
        return Touch(
            self.factors | other.factors,
            self.restored | other.restored,
            self.left | other.left,
            self.stage or other.stage,
            self.people or other.people,
            self.steering or other.steering,
            self.run_sheet or other.run_sheet,
        )

    def __bool__(self) -> bool:
        return bool(self.factors) or any((self.stage, self.people, self.steering, self.run_sheet))


STEERING = {
    Verb.TIMER_CHANGED,
    Verb.PROJECTOR_CHANGED,
    Verb.FACTORS_REVEALED,
    Verb.ROOM_PAUSED,
    Verb.ROOM_RESUMED,
    Verb.ROOM_BLANKED,
    Verb.ROOM_UNBLANKED,
}


def touch_of(entry: JournalEntry) -> Touch:
    """What this entry changed on any screen; nothing for verbs that no live screen shows."""
    match entry.verb:
        case Verb.STAGE_CHANGED:
            return Touch(stage=True)
        case Verb.PARTICIPANT_JOINED | Verb.READY_CHANGED:
            return Touch(people=True)
        case Verb.PARTICIPANTS_MERGED | Verb.PARTICIPANTS_PARTED:
            return Touch(people=True)
        case Verb.WORKSHOP_CHANGED:
            return Touch(stage=True, people=True, steering=True)
        case Verb.RUN_SHEET_CHANGED:
            return Touch(stage=True, run_sheet=True)
        case verb if verb in STEERING:
            return Touch(steering=True)
    if not entry.verb.startswith("factor."):
        return Touch()
    facts: dict[str, Any] = entry.facts
    one = frozenset({int(facts["factor"])})
    if entry.verb == Verb.FACTOR_RESTORED:
        return Touch(factors=one, restored=one)
    if entry.verb == Verb.FACTOR_CHANGED:
        before = str(facts["before"]["category"])
        return Touch(factors=one, left=frozenset((pk, before) for pk in one))
    return Touch(factors=one)


@dataclass
class Scene:
    """The workshop as it was read. One thread at a time."""

    workshop: Workshop
    factors: dict[int, Factor] = field(default_factory=dict)  # none withdrawn; hidden ones too
    participants_total: int = 0
    presence: list[DistrictPresence] = field(default_factory=list)
    run_sheet: dict[Stage, Line] = field(default_factory=dict)

    @property
    def revision(self) -> int:
        return self.workshop.revision

    @property
    def stage(self) -> Stage:
        return Stage(self.workshop.stage)

    def column(self, category: Category, *, with_hidden: bool) -> list[Factor]:
        """The factors of one column, newest first."""
        shown = [
            factor
            for factor in self.factors.values()
            if factor.category == category and (with_hidden or factor.is_on_board)
        ]
        return sorted(shown, key=lambda factor: -factor.pk)

    def on_board(self, among: Collection[int] | None = None) -> list[int]:
        """The ids on the board, oldest first; of `among`, or all."""
        chosen = self.factors if among is None else among
        shown = (self.factors.get(pk) for pk in chosen)
        return sorted(factor.pk for factor in shown if factor and factor.is_on_board)

    def total(self, category: Category) -> int:
        """How many of one category are on the board."""
        return len(self.column(category, with_hidden=False))

    def waiting_total(self) -> int:
        """How many wait for a facilitator's approval."""
        waiting = (factor for factor in self.factors.values() if factor.hidden_at is None)
        return sum(factor.waits_for == WaitsFor.APPROVAL for factor in waiting)

    def moved(self, touch: Touch) -> set[str]:
        """The categories between which factors moved: their columns have a new order."""
        columns = set()
        for pk, before in touch.left:
            factor = self.factors.get(pk)
            if factor and factor.category != before:
                columns |= {before, factor.category}
        return columns


def read_scene(pk: int) -> Scene:
    """Everything that any screen shows of the workshop `pk`. Six queries.

    The revision is read before the rows: rows may then be newer than the number says,
    never older, and what is newer comes again with its own number.
    """
    scene = Scene(Workshop.objects.get(pk=pk))
    scene.factors = {factor.pk: factor for factor in factors_to_show(scene.workshop)}
    read_people(scene)
    read_run_sheet(scene)
    return scene


def read_people(scene: Scene) -> None:
    """Who is in. Three queries."""
    scene.participants_total = scene.workshop.participants.counted().count()
    scene.presence = presence_of(scene.workshop)


def read_run_sheet(scene: Scene) -> None:
    """What is planned for each stage. One query."""
    scene.run_sheet = run_sheet_of(scene.workshop)


def read_factors(scene: Scene, pks: Collection[int]) -> None:
    """Read these factors again; those that were withdrawn go. One query."""
    for pk in pks:
        scene.factors.pop(pk, None)
    found = factors_to_show(scene.workshop).filter(pk__in=pks)
    scene.factors.update({factor.pk: factor for factor in found})
