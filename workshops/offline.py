"""Sentences that were collected away from the portal and came in with a file."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone


class FactorImportQuerySet(models.QuerySet["FactorImport"]):
    def standing(self) -> Self:
        """Those that were not taken back."""
        return self.filter(taken_back_at=None)


class FactorImport(models.Model):
    """One file of factors that a facilitator has let in, and can take back as a whole.

    Where each factor stood in the file, `Factor.import_row` says; who is behind it,
    its participant, who has no browser.
    """

    workshop = models.ForeignKey("Workshop", models.CASCADE, related_name="imports")
    number = models.PositiveSmallIntegerField()  # within the workshop, from 1
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)  # SHA-256 of the file
    # How its columns were read: {"text": "C", "category": "D", ...}, and the sheet's name.
    reading = models.JSONField(default=dict)
    rows_total = models.PositiveIntegerField()  # rows of the file that had something in them
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    imported_at = models.DateTimeField(default=timezone.now)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = FactorImportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workshop", "number"], name="import_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id}/{self.number}"
