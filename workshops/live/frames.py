"""What goes over the wire: one frame, encoded once, the same bytes for all who watch."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from workshops.enums import Category
from workshops.live.fragments import Audience, Drawing
from workshops.live.scene import Scene, Touch
from workshops.live.state import State, state_of
from workshops.live.topics import Topic

Patch = dict[str, str | None]


class Event(StrEnum):
    CHANGE = "change"
    SNAPSHOT = "snapshot"


@dataclass(frozen=True)
class Frame:
    """The state of what changed, at `revision`. Applying it twice or late does no harm."""

    event: Event
    revision: int
    stage: str
    patches: list[Patch]
    on_board: list[int]
    off_board: list[int]
    state: State | None = None
    topics: list[Topic] = field(default_factory=list)
    has_number: bool = True  # else it may follow a frame of the same revision

    def wire(self, now: int) -> bytes:
        """One server-sent event; `now` is the server's clock in epoch milliseconds."""
        return b"id: %d\nevent: %s\ndata: %s\n\n" % (
            self.revision,
            self.event.encode(),
            self.data(now),
        )

    def data(self, now: int) -> bytes:
        """The frame as JSON, which escapes line ends: no text can end its line."""
        return self.head + b"%d}}" % now

    @cached_property
    def head(self) -> bytes:
        """All but the clock, which goes last: encoded once for all who watch."""
        plain = {
            "revision": self.revision,
            "stage": self.stage,
            "patches": self.patches,
            "on_board": self.on_board,
            "off_board": self.off_board,
            "topics": self.topics,
            "state": {**(self.state or {}), "now": 0},
        }
        text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
        return text.removesuffix("0}}").encode(errors="replace")


def beat(now: int) -> bytes:
    """A sign of life, by which the screens set their clocks."""
    return b'event: beat\ndata: {"now":%d}\n\n' % now


def topics_for(audience: Audience, touch: Touch) -> list[Topic]:
    """What the pages of this audience are told of it. Answers are secret until the reveal, and
    how many there are is no business of phones."""
    topics = set(touch.topics)
    if audience == Audience.PHONE:
        topics.discard(Topic.ANSWERS)
    if audience == Audience.DESK and touch.hints:
        topics.add(Topic.CLUSTERS)
    return sorted(topics)


def is_told(audience: Audience, touch: Touch) -> bool:
    """Whether any screen of this audience shows something of it."""
    if audience == Audience.DESK:
        return bool(touch)
    shown = frozenset(topics_for(audience, touch))
    return bool(replace(touch, topics=shown, hints=False, presence=False))


def snapshot(scene: Scene, drawing: Drawing) -> Frame:
    """Everything that this audience sees: containers are replaced as a whole."""
    drawn = drawing.everything(scene)
    patches: list[Patch] = [{"id": name, "html": html} for name, html in drawn.parts()]
    off_board = sorted(scene.factors.keys() - drawn.on_board)
    on_board, state = drawn.on_board, state_of(scene.workshop)
    number, stage = scene.revision, scene.stage
    topics = topics_for(drawing.audience, Touch(topics=frozenset(Topic)))
    return Frame(Event.SNAPSHOT, number, stage, patches, on_board, off_board, state, topics)


def presence(scene: Scene, drawing: Drawing) -> Frame:
    """Who is active, which changes without a journal entry: only for the desk."""
    patches: list[Patch] = [{"id": "presence", "html": drawing.presence(scene)}]
    state = state_of(scene.workshop)
    number, stage = scene.revision, scene.stage
    return Frame(Event.CHANGE, number, stage, patches, [], [], state, has_number=False)


def change(scene: Scene, drawing: Drawing, touch: Touch) -> Frame:
    """What this touch changed, as it is now."""
    patches: list[Patch] = []
    if touch.stage:
        patches.append({"id": "stage-banner", "html": drawing.stage_banner(scene)})
    if touch.factors or touch.people or touch.everything:
        patches.append({"id": "counts", "html": drawing.counts(scene)})
    if drawing.audience == Audience.BOARD:
        patches += _projector_patches(scene, drawing, touch)
    if touch.steering and drawing.audience == Audience.PHONE:
        patches.append({"id": "rules-notice", "html": drawing.rules_notice(scene)})
    if Topic.ROUND in touch.topics and drawing.audience == Audience.PHONE:
        patches.append({"id": "now", "html": drawing.now(scene)})
    if drawing.audience == Audience.DESK:
        patches += _desk_patches(scene, drawing, touch)
    if drawing.with_cards:
        patches += _card_patches(scene, drawing, touch)
    touched = touch.factors | scene.factors.keys() if touch.everything else touch.factors
    on_board = scene.on_board(touched)
    off_board = sorted(touched.difference(on_board))
    state = state_of(scene.workshop)
    number, stage = scene.revision, scene.stage
    topics = topics_for(drawing.audience, touch)
    return Frame(Event.CHANGE, number, stage, patches, on_board, off_board, state, topics)


def _projector_patches(scene: Scene, drawing: Drawing, touch: Touch) -> list[Patch]:
    patches: list[Patch] = []
    if touch.stage:
        patches.append({"id": "board-title", "html": drawing.title(scene)})
    if touch.factors or touch.everything:
        patches.append({"id": "results", "html": drawing.results(scene)})
    if scene.repaints(touch):
        patches.append({"id": "picture", "html": drawing.picture(scene)})
    return patches


def _desk_patches(scene: Scene, drawing: Drawing, touch: Touch) -> list[Patch]:
    patches: list[Patch] = []
    if touch.stage:
        patches.append({"id": "stage-controls", "html": drawing.stage_controls(scene)})
    if touch.stage or touch.steering:
        patches.append({"id": "steering", "html": drawing.steering(scene)})
    if touch.factors or touch.everything:
        patches.append({"id": "waiting", "html": drawing.waiting(scene)})
    if touch.people or touch.presence:
        patches.append({"id": "presence", "html": drawing.presence(scene)})
    return patches


def _card_patches(scene: Scene, drawing: Drawing, touch: Touch) -> list[Patch]:
    """Cards one by one, oldest first; where the order may have changed, the whole column."""
    columns = _whole_columns(scene, drawing, touch)
    patches: list[Patch] = []
    if touch.factors or touch.everything:
        patches += [{"id": f"count-{c}", "html": drawing.count(scene, c)} for c in Category]
    patches += [
        {"id": f"column-{category}", "html": drawing.cards(scene, category)}
        for category in Category
        if category in columns
    ]
    if touch.everything:
        return patches  # every column is there as a whole
    for pk in sorted(touch.factors):
        factor = scene.factors.get(pk)
        if factor is None or not drawing.shows(scene, factor):
            patches.append({"id": f"factor-{pk}", "html": None})
        elif factor.category not in columns:
            into = {"into": f"column-{factor.category}", "at": "start"}
            patches.append({"id": f"factor-{pk}", **into, "html": drawing.card(factor)})
    return patches


def _whole_columns(scene: Scene, drawing: Drawing, touch: Touch) -> set[str]:
    if touch.everything or (touch.blank and drawing.audience == Audience.BOARD):
        return set(Category)
    columns = scene.moved(touch)
    if not drawing.with_hidden:  # where hidden ones stay, a restored one has kept its place
        columns |= _categories(scene, touch.restored)
    return columns


def _categories(scene: Scene, pks: Collection[int]) -> set[str]:
    return {scene.factors[pk].category for pk in pks if pk in scene.factors}
