"""What the live side knows of one workshop, and what a journal entry changes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from workshops.domain.board import DistrictPresence, factors_to_show, presence_of
from workshops.domain.run_sheet import Line, run_sheet_of
from workshops.enums import Category, ProjectorMode, Stage, Stance, Verb, WaitsFor
from workshops.live.picture import TOPICS, Material, read_material, round_now
from workshops.live.topics import NONE, Topic, topics_of
from workshops.models import Factor, JournalEntry, Round, Workshop

# Whether a factor is on the board, and nothing else of it.
ON_A_PHONE = ("hidden_at", "withdrawn_at", "waits_for", "workshop")


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
    people: bool = False  # how many
    presence: bool = False  # who is ready or active, which only the desk shows
    steering: bool = False  # what the facilitators' buttons do to the room
    run_sheet: bool = False
    blank: bool = False  # the projector's words went or came back
    everything: bool = False  # any factor may have changed
    topics: frozenset[Topic] = frozenset()
    hints: bool = False  # the desk's suggestions, which no other screen shows

    def __or__(self, other: Touch) -> Touch:
        return Touch(
            self.factors | other.factors,
            self.restored | other.restored,
            self.left | other.left,
            self.stage or other.stage,
            self.people or other.people,
            self.presence or other.presence,
            self.steering or other.steering,
            self.run_sheet or other.run_sheet,
            self.blank or other.blank,
            self.everything or other.everything,
            self.topics | other.topics,
            self.hints or other.hints,
        )

    def __bool__(self) -> bool:
        return self != Touch()


TOUCHES: dict[str, Touch] = {
    Verb.STAGE_CHANGED: Touch(stage=True, presence=True),
    Verb.WORKSHOP_CHANGED: Touch(stage=True, people=True, steering=True),
    Verb.RUN_SHEET_CHANGED: Touch(stage=True, run_sheet=True),
    Verb.PARTICIPANT_JOINED: Touch(people=True),
    Verb.PARTICIPANTS_MERGED: Touch(people=True),
    Verb.PARTICIPANTS_PARTED: Touch(people=True),
    Verb.READY_CHANGED: Touch(presence=True),
    Verb.NAMES_ERASED: Touch(everything=True),  # the desk's cards may show them
    Verb.FACTORS_REVEALED: Touch(steering=True, everything=True),
    Verb.FACTORS_IMPORTED: Touch(people=True, everything=True),
    Verb.TIMER_CHANGED: Touch(steering=True),
    Verb.PROJECTOR_CHANGED: Touch(steering=True),
    Verb.ROOM_PAUSED: Touch(steering=True),
    Verb.ROOM_RESUMED: Touch(steering=True),
    Verb.ROOM_BLANKED: Touch(steering=True, blank=True),
    Verb.ROOM_UNBLANKED: Touch(steering=True, blank=True),
}


def touch_of(entry: JournalEntry) -> Touch:
    """What this entry changed on any screen; nothing for verbs that no live screen shows."""
    hints = entry.verb == Verb.HINT_REFUSED
    return _shown_by(entry) | Touch(topics=topics_of(entry.verb), hints=hints)


def _shown_by(entry: JournalEntry) -> Touch:
    facts: dict[str, Any] = entry.facts
    if entry.verb == Verb.REHEARSAL_CLEARED:
        return Touch(factors=frozenset(facts["factors"]), people=True)
    if entry.verb == Verb.IMPORT_TAKEN_BACK:
        return Touch(factors=frozenset(facts["factors"]), people=True, everything=True)
    if not entry.verb.startswith("factor."):
        return TOUCHES.get(entry.verb, Touch())
    one = frozenset({int(facts["factor"])})
    if entry.verb in (Verb.FACTOR_RESTORED, Verb.FACTOR_APPROVED):
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
    silent_total: int = 0  # written, but nobody's to see before the reveal
    round: Round | None = None  # the one the room is at, while it analyses
    material: Material = None  # of the projector's picture

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

    def stances(self, category: Category) -> dict[Stance, int]:
        """How many of one category are on the board, by stance, empty ones too."""
        found = Counter(factor.stance for factor in self.column(category, with_hidden=False))
        return {stance: found[stance] for stance in Stance}

    def repaints(self, touch: Touch) -> bool:
        """Whether the projector's picture may have changed."""
        mode = ProjectorMode(self.workshop.projector_mode)
        counts_people = mode == ProjectorMode.ROUND and touch.people
        return touch.steering or counts_people or bool(touch.topics & TOPICS.get(mode, NONE))

    def moved(self, touch: Touch) -> set[str]:
        """The categories between which factors moved: their columns have a new order."""
        columns = set()
        for pk, before in touch.left:
            factor = self.factors.get(pk)
            if factor and factor.category != before:
                columns |= {before, factor.category}
        return columns


def read_scene(pk: int, *, with_picture: bool = True) -> Scene:
    """Everything that any screen shows of the workshop `pk`. Six queries; seven in analysing;
    more for what the projector's picture is made of, if it shows one.

    The revision is read before the rows: rows may then be newer than the number says,
    never older, and what is newer comes again with its own number.
    """
    scene = Scene(Workshop.objects.get(pk=pk))
    read_all_factors(scene)
    read_people(scene)
    read_run_sheet(scene)
    read_round(scene)
    if with_picture:
        read_picture(scene)
    return scene


def read_phone_scene(pk: int) -> Scene:
    """What a phone shows of it: no words, nobody's district. Four queries; five in analysing."""
    scene = Scene(Workshop.objects.get(pk=pk))
    factors = factors_to_show(scene.workshop).select_related(None).only(*ON_A_PHONE)
    scene.factors = {factor.pk: factor for factor in factors}
    _count_silent(scene)
    scene.participants_total = scene.workshop.participants.in_room().count()
    read_run_sheet(scene)
    read_round(scene)
    return scene


def read_people(scene: Scene) -> None:
    """Who is in. Three queries."""
    scene.participants_total = scene.workshop.participants.in_room().count()
    read_presence(scene)


def read_presence(scene: Scene) -> None:
    """Who of them is ready and active. Two queries."""
    scene.presence = presence_of(scene.workshop)


def read_all_factors(scene: Scene) -> None:
    """One query; a second one in a silent round."""
    scene.factors = {factor.pk: factor for factor in factors_to_show(scene.workshop)}
    _count_silent(scene)


def read_run_sheet(scene: Scene) -> None:
    """What is planned for each stage. One query."""
    scene.run_sheet = run_sheet_of(scene.workshop)


def read_round(scene: Scene) -> None:
    """The round the room is at. One query while analysing, else none."""
    scene.round = round_now(scene.workshop) if scene.stage == Stage.ANALYSE else None


def read_picture(scene: Scene) -> None:
    """What the projector's picture is made of. No query if it shows none."""
    scene.material = read_material(scene.workshop)


def read_factors(scene: Scene, pks: Collection[int]) -> None:
    """Read these factors again; those that were withdrawn go. One query; in a silent round two."""
    for pk in pks:
        scene.factors.pop(pk, None)
    found = factors_to_show(scene.workshop).filter(pk__in=pks)
    scene.factors.update({factor.pk: factor for factor in found})
    _count_silent(scene)


def _count_silent(scene: Scene) -> None:
    workshop = scene.workshop
    scene.silent_total = 0
    if workshop.is_silent and workshop.revealed_at is None:
        waiting = workshop.factors.filter(waits_for=WaitsFor.REVEAL)
        scene.silent_total = waiting.filter(hidden_at=None, withdrawn_at=None).count()
