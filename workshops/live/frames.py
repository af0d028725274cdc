"""What goes over the wire: one frame, encoded once, the same bytes for all who watch."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from workshops.enums import Category
from workshops.live.fragments import Audience, Drawing
from workshops.live.scene import Scene, Touch

Patch = dict[str, str | None]

BEAT = b"event: beat\ndata: {}\n\n"


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

    @property
    def data(self) -> dict[str, object]:
        return {
            "revision": self.revision,
            "stage": self.stage,
            "patches": self.patches,
            "on_board": self.on_board,
            "off_board": self.off_board,
        }

    @cached_property
    def wire(self) -> bytes:
        """One server-sent event. JSON escapes line ends, so no text can end its line."""
        data = json.dumps(self.data, ensure_ascii=False, separators=(",", ":"))
        text = f"id: {self.revision}\nevent: {self.event}\ndata: {data}\n\n"
        return text.encode(errors="replace")


def snapshot(scene: Scene, drawing: Drawing) -> Frame:
    """Everything that this audience sees: containers are replaced as a whole."""
    drawn = drawing.everything(scene)
    patches: list[Patch] = [{"id": name, "html": html} for name, html in drawn.parts()]
    off_board = sorted(scene.factors.keys() - drawn.on_board)
    return Frame(Event.SNAPSHOT, scene.revision, scene.stage, patches, drawn.on_board, off_board)


def change(scene: Scene, drawing: Drawing, touch: Touch) -> Frame:
    """What this touch changed, as it is now."""
    patches: list[Patch] = []
    if touch.stage:
        patches.append({"id": "stage-banner", "html": drawing.stage_banner(scene)})
    if touch.factors or touch.people:
        patches.append({"id": "counts", "html": drawing.counts(scene)})
    if touch.stage and drawing.audience == Audience.BOARD:
        patches.append({"id": "board-title", "html": drawing.title(scene)})
    if touch.steering and drawing.audience == Audience.PHONE:
        patches.append({"id": "rules-notice", "html": drawing.rules_notice(scene)})
    if drawing.audience == Audience.DESK:
        patches += _desk_patches(scene, drawing, touch)
    if drawing.with_cards and touch.factors:
        patches += _card_patches(scene, drawing, touch)
    on_board = scene.on_board(touch.factors)
    off_board = sorted(touch.factors.difference(on_board))
    return Frame(Event.CHANGE, scene.revision, scene.stage, patches, on_board, off_board)


def _desk_patches(scene: Scene, drawing: Drawing, touch: Touch) -> list[Patch]:
    patches: list[Patch] = []
    if touch.stage:
        patches.append({"id": "stage-controls", "html": drawing.stage_controls(scene)})
    if touch.stage or touch.steering:
        patches.append({"id": "steering", "html": drawing.steering(scene)})
    if touch.factors:
        patches.append({"id": "waiting", "html": drawing.waiting(scene)})
    if touch.people:
        patches.append({"id": "presence", "html": drawing.presence(scene)})
    return patches


def _card_patches(scene: Scene, drawing: Drawing, touch: Touch) -> list[Patch]:
    """Cards one by one, oldest first; where the order may have changed, the whole column."""
    columns = scene.moved(touch)
    if not drawing.with_hidden:  # where hidden ones stay, a restored one has kept its place
        columns |= _categories(scene, touch.restored)
    patches: list[Patch] = [
        {"id": f"count-{category}", "html": drawing.count(scene, category)} for category in Category
    ]
    patches += [
        {"id": f"column-{category}", "html": drawing.cards(scene, category)}
        for category in Category
        if category in columns
    ]
    for pk in sorted(touch.factors):
        factor = scene.factors.get(pk)
        if factor is None or not drawing.shows(factor):
            patches.append({"id": f"factor-{pk}", "html": None})
        elif factor.category not in columns:
            into = {"into": f"column-{factor.category}", "at": "start"}
            patches.append({"id": f"factor-{pk}", **into, "html": drawing.card(factor)})
    return patches


def _categories(scene: Scene, pks: Collection[int]) -> set[str]:
    return {scene.factors[pk].category for pk in pks if pk in scene.factors}
