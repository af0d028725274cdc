"""What the facilitators' buttons do to every screen, as plain values. No person, no words."""

from __future__ import annotations

import datetime
import time
from typing import TypedDict

from workshops.domain.stages import may_hand_in_late
from workshops.models import Workshop


class Timer(TypedDict):
    ends_at: int | None  # epoch ms, while it runs
    left: int | None  # seconds, while it is held
    closes: bool


class Projector(TypedDict):
    mode: str
    category: str


class State(TypedDict):
    """Goes with every frame; the server's clock is added when a frame is sent."""

    paused: bool
    blanked: bool
    silent: bool  # silent and not yet revealed
    late: bool  # drafts are taken after their step has closed
    timer: Timer
    projector: Projector


def state_of(workshop: Workshop) -> State:
    return State(
        paused=workshop.is_paused,
        blanked=workshop.is_blanked,
        silent=workshop.is_silent and workshop.revealed_at is None,
        late=may_hand_in_late(workshop),
        timer=Timer(
            ends_at=_milliseconds(workshop.timer_ends_at),
            left=workshop.timer_left_seconds,
            closes=workshop.timer_closes,
        ),
        projector=Projector(mode=workshop.projector_mode, category=workshop.projector_category),
    )


def clock() -> int:
    """The server's clock in epoch milliseconds."""
    return time.time_ns() // 1_000_000


def _milliseconds(moment: datetime.datetime | None) -> int | None:
    return None if moment is None else round(moment.timestamp() * 1000)
