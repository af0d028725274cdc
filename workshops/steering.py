"""How a room works, and what it is doing now: fields of a workshop, kept apart by subject."""

from __future__ import annotations

import datetime

from django.db import models

from workshops.enums import Category, ProjectorMode


def political_only() -> list[str]:
    """Political opinions are sensitive data (PDPA, section 26): no names by default."""
    return [Category.POLITICAL.value]


class RoomRules(models.Model):
    """What a facilitator decides beforehand; participants read it before they write."""

    names_shown = models.BooleanField(default=False)  # else every factor is without a name
    anonymous_categories = models.JSONField(default=political_only, blank=True)
    is_silent = models.BooleanField(default=False)  # others see the words only after the reveal
    approves_first = models.BooleanField(default=False)  # a factor waits for a facilitator
    factors_limit = models.PositiveSmallIntegerField(null=True, blank=True)  # per participant
    allows_late = models.BooleanField(default=False)  # drafts after the stage has closed
    participants_sort = models.BooleanField(default=False)  # into clusters, on their phones
    comments_open = models.BooleanField(default=True)
    # The facilitators' own names of the four fields of the map, by `measures.priority.Quadrant`.
    quadrant_names = models.JSONField(default=dict, blank=True)
    needs_seat = models.BooleanField(default=False)  # joining only with a printed slip

    class Meta:
        abstract = True

    @property
    def anonymous_labels(self) -> str:
        """The headings under which nobody's name stands, in the order of the method."""
        chosen = (one for one in Category if one.value in self.anonymous_categories)
        return ", ".join(str(one.label) for one in chosen)


class RoomState(models.Model):
    """What the facilitators' buttons change while the room is in session."""

    revealed_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)  # phones say "look up"
    blanked_at = models.DateTimeField(null=True, blank=True)  # no words on any screen
    # Running: ends_at. Paused: seconds left. Neither: no timer.
    timer_ends_at = models.DateTimeField(null=True, blank=True)
    timer_left_seconds = models.PositiveIntegerField(null=True, blank=True)
    timer_closes = models.BooleanField(default=False)  # at zero nothing more is taken
    projector_mode = models.CharField(
        max_length=10, choices=ProjectorMode, default=ProjectorMode.ALL
    )
    projector_category = models.CharField(max_length=20, choices=Category, blank=True)

    class Meta:
        abstract = True

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

    @property
    def is_blanked(self) -> bool:
        return self.blanked_at is not None

    def time_is_up(self, now: datetime.datetime) -> bool:
        """Whether a timer that closes the writing has run out."""
        ends = self.timer_ends_at
        return self.timer_closes and ends is not None and now >= ends
