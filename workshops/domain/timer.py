"""The timer of a step, on the server's clock. Screens get its end and count for themselves."""

from __future__ import annotations

import datetime

from django.utils import timezone

from workshops.domain import journal
from workshops.domain.writing import write
from workshops.enums import Verb
from workshops.models import User, Workshop

LONGEST_SECONDS = 8 * 60 * 60


def seconds_left(workshop: Workshop, now: datetime.datetime) -> float | None:
    """Seconds until zero, below zero after it; None without a timer."""
    if workshop.timer_left_seconds is not None:
        return float(workshop.timer_left_seconds)
    if workshop.timer_ends_at is None:
        return None
    return (workshop.timer_ends_at - now).total_seconds()


@write
def start_timer(workshop: Workshop, *, by: User, seconds: int, closes: bool = False) -> Workshop:
    """Count down from `seconds`; with `closes` nothing more is taken at zero.

    A timer that is running or held stays as it is: a late second press changes nothing.
    """
    workshop = Workshop.objects.locked(workshop.pk)
    left = seconds_left(workshop, timezone.now())
    if workshop.timer_left_seconds is not None or (left is not None and left > 0):
        return workshop
    workshop.timer_closes = closes
    return _run(workshop, by, min(max(0, seconds), LONGEST_SECONDS))


@write
def add_time(workshop: Workshop, *, by: User, seconds: int) -> Workshop:
    """More time, running or paused; from zero if it has run out. Without a timer nothing."""
    workshop = Workshop.objects.locked(workshop.pk)
    left = seconds_left(workshop, timezone.now())
    if left is None:
        return workshop
    total = min(max(0.0, left) + seconds, LONGEST_SECONDS)
    if workshop.timer_left_seconds is None:
        return _run(workshop, by, total)
    workshop.timer_left_seconds = round(total)
    return _save(workshop, by)


@write
def pause_timer(workshop: Workshop, *, by: User) -> Workshop:
    """Hold the running timer; twice is once."""
    workshop = Workshop.objects.locked(workshop.pk)
    if workshop.timer_ends_at is None:
        return workshop
    left = seconds_left(workshop, timezone.now()) or 0.0
    workshop.timer_left_seconds, workshop.timer_ends_at = max(0, round(left)), None
    return _save(workshop, by)


@write
def resume_timer(workshop: Workshop, *, by: User) -> Workshop:
    """Let the held timer run on; twice is once."""
    workshop = Workshop.objects.locked(workshop.pk)
    if workshop.timer_left_seconds is None:
        return workshop
    return _run(workshop, by, workshop.timer_left_seconds)


@write
def stop_timer(workshop: Workshop, *, by: User) -> Workshop:
    """Take the timer off every screen; twice is once."""
    workshop = Workshop.objects.locked(workshop.pk)
    if workshop.timer_ends_at is None and workshop.timer_left_seconds is None:
        return workshop
    workshop.timer_ends_at, workshop.timer_left_seconds = None, None
    return _save(workshop, by)


def _run(workshop: Workshop, by: User, seconds: float) -> Workshop:
    workshop.timer_ends_at = timezone.now() + datetime.timedelta(seconds=seconds)
    workshop.timer_left_seconds = None
    return _save(workshop, by)


def _save(workshop: Workshop, by: User) -> Workshop:
    ends = workshop.timer_ends_at
    workshop.save(update_fields=["timer_ends_at", "timer_left_seconds", "timer_closes"])
    journal.record(
        workshop,
        Verb.TIMER_CHANGED,
        by=by,
        ends_at=ends.isoformat() if ends else None,
        left_seconds=workshop.timer_left_seconds,
        closes=workshop.timer_closes,
    )
    return workshop
