"""One watched workshop in this process: follows its journal, draws each change once.

Everything here runs in the hub's one reading thread, so nothing needs a lock.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Collection
from functools import reduce

from django.db import Error
from django.utils import translation

from workshops.live import frames
from workshops.live.fragments import Audience, Drawing
from workshops.live.frames import Frame
from workshops.live.scene import (
    Touch,
    read_all_factors,
    read_factors,
    read_people,
    read_picture,
    read_presence,
    read_round,
    read_run_sheet,
    read_scene,
    touch_of,
)
from workshops.live.topics import Topic
from workshops.models import JournalEntry, Workshop

# Further behind than this, a client gets a snapshot instead of what it missed.
KEPT_ENTRIES = 200
KEPT_ANSWERS = 64

View = tuple[Audience, str]  # who watches, in which language


class Room:
    def __init__(self, pk: int) -> None:
        """Raises `Workshop.DoesNotExist`. Seven queries."""
        self.used_at = self.presence_at = time.monotonic()
        self._answers: dict[tuple[View, int | None], Frame] = {}
        self._start(pk)

    @property
    def revision(self) -> int:
        return self.scene.revision

    def catch_up(self, views: Collection[View]) -> dict[View, Frame]:
        """Follow the journal to its end; what each of `views` has to be told."""
        workshop = Workshop.objects.get(pk=self.scene.workshop.pk)
        entries = _entries(workshop, after=self.revision, upto=workshop.revision)
        if workshop.revision == self.revision:
            return {}
        self._answers.clear()
        if len(entries) != workshop.revision - self.revision or len(entries) > KEPT_ENTRIES:
            # A backup was put back, or very much happened at once.
            self._start(workshop.pk)
            return {view: self._snapshot(view) for view in views}
        touch = reduce(Touch.__or__, (touch for _, touch in entries))
        before = self.scene.workshop
        try:
            self._read(workshop, touch)
        except Error:
            self.scene.workshop = before  # so that the next look begins where this one did
            raise
        self._recent.extend(entries)
        told = (view for view in views if frames.is_told(view[0], touch))
        return {view: self._change(view, touch) for view in told}

    def look_at_presence(self, views: Collection[View]) -> dict[View, Frame]:
        """What the desks have to be told of phones that came and went, which no entry says."""
        before, self.presence_at = self.scene.presence, time.monotonic()
        read_presence(self.scene)
        if self.scene.presence == before:
            return {}
        self._answers.clear()
        return {view: self._presence(view) for view in views if view[0] == Audience.DESK}

    def missed(self, view: View, after: int | None) -> Frame | None:
        """What a client that has seen `after` needs; None if nothing. No query."""
        if after == self.revision:
            # Who is active changes without an entry.
            return self._presence(view) if view[0] == Audience.DESK else None
        if (view, after) not in self._answers:
            if len(self._answers) >= KEPT_ANSWERS:
                self._answers.clear()
            self._answers[view, after] = self._answer(view, after)
        return self._answers[view, after]

    def _start(self, pk: int) -> None:
        scene = read_scene(pk)
        first = max(0, scene.revision - KEPT_ENTRIES)
        entries = _entries(scene.workshop, after=first, upto=scene.revision)
        # Only now that everything is read: a room is never half begun.
        self.scene = scene
        self._drawings: dict[View, Drawing] = {}
        self._recent: deque[tuple[int, Touch]] = deque(entries, maxlen=KEPT_ENTRIES)

    def _answer(self, view: View, after: int | None) -> Frame:
        oldest = self._recent[0][0] if self._recent else 1
        if after is None or not oldest - 1 <= after < self.revision:
            key = (view, None)
            if key not in self._answers:
                self._answers[key] = self._snapshot(view)
            return self._answers[key]
        later = (touch for revision, touch in self._recent if revision > after)
        return self._change(view, reduce(Touch.__or__, later, Touch()))

    def _read(self, workshop: Workshop, touch: Touch) -> None:
        """Read again what was touched. Up to seven queries, and those for the picture."""
        self.scene.workshop = workshop
        if touch.everything:
            read_all_factors(self.scene)
            for drawing in self._drawings.values():
                drawing.forget_all()
        elif touch.factors:
            read_factors(self.scene, touch.factors)
            for drawing in self._drawings.values():
                drawing.forget(touch.factors)
        if touch.people:
            read_people(self.scene)
        elif touch.presence:
            read_presence(self.scene)
        if touch.run_sheet:
            read_run_sheet(self.scene)
        if Topic.ROUND in touch.topics:
            read_round(self.scene)
        if self.scene.repaints(touch):
            read_picture(self.scene)

    def _drawing(self, view: View) -> Drawing:
        return self._drawings.setdefault(view, Drawing(view[0]))

    def _snapshot(self, view: View) -> Frame:
        with translation.override(view[1]):
            return frames.snapshot(self.scene, self._drawing(view))

    def _change(self, view: View, touch: Touch) -> Frame:
        with translation.override(view[1]):
            return frames.change(self.scene, self._drawing(view), touch)

    def _presence(self, view: View) -> Frame:
        with translation.override(view[1]):
            return frames.presence(self.scene, self._drawing(view))


def _entries(workshop: Workshop, *, after: int, upto: int) -> list[tuple[int, Touch]]:
    """The journal after one revision, up to another, in order."""
    entries = JournalEntry.objects.filter(workshop=workshop, revision__gt=after, revision__lte=upto)
    return [(entry.revision, touch_of(entry)) for entry in entries.order_by("revision")]
