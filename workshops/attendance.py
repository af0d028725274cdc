"""Who takes part in a workshop: participants, their browsers, printed slips."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils import timezone

from workshops.enums import Stage
from workshops.reference import District

CODE_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def counted(self) -> Self:
        """Each person once: without merged entries, and without those of a file taken back."""
        return self.filter(merged_into=None, taken_back_at=None)

    def in_room(self) -> Self:
        """Those of them who came; without those who wrote on paper elsewhere."""
        return self.counted().filter(from_import=None)


class Participant(models.Model):
    """Somebody in the room, without an account: known by the token that the browser holds."""

    workshop = models.ForeignKey("Workshop", models.CASCADE, related_name="participants")
    token_hash = models.CharField(max_length=64, unique=True)
    join_key_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    name = models.CharField(max_length=80)
    position = models.CharField(max_length=120, blank=True)
    agency = models.CharField(max_length=160, blank=True)
    district = models.ForeignKey(District, models.PROTECT, related_name="participants")
    joined_at = models.DateTimeField(default=timezone.now)
    # Brings the same person back on another phone; unique within the workshop.
    reentry_code = models.CharField(max_length=6, blank=True)
    seat = models.ForeignKey(
        "Seat", models.SET_NULL, null=True, blank=True, related_name="participants"
    )
    # The laptop that enters for this person; None for those with a phone of their own.
    scribe = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="people")
    # Another entry of the same person: this one no longer counts, its factors are that one's.
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged"
    )
    # Was not in the room: wrote on paper, and came in with a file.
    from_import = models.ForeignKey(
        "FactorImport", models.SET_NULL, null=True, blank=True, related_name="people"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)  # with that file
    is_pretend = models.BooleanField(default=False)  # of a rehearsal
    ready_stage = models.CharField(max_length=10, choices=Stage, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)  # a phone with an open stream

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "reentry_code"],
                condition=~models.Q(reentry_code=""),
                name="reentry_code_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id}/{self.pk}"


class BrowserToken(models.Model):
    """A further browser of a participant who came back with the re-entry code."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="tokens")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.participant_id}/{self.pk}"


class Seat(models.Model):
    """A printed slip: scanning it preselects district and table; one-time if so wished."""

    workshop = models.ForeignKey("Workshop", models.CASCADE, related_name="seats")
    key = models.CharField(max_length=43, unique=True)
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=80, blank=True)
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, related_name="+")
    is_one_time = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workshop", "number"], name="seat_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id}/{self.number}"
