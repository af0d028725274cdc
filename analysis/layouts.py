"""Forms of the provincial plan as data: titles, blocks, columns, heads."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from workshops.enums import Confidence
from workshops.reference import Kept, Named


class LayoutShape(models.TextChoices):
    """What one sheet of the form is about."""

    PLAN = "plan", pgettext_lazy("plan form", "The whole plan")
    PROJECT = "project", pgettext_lazy("plan form", "One project")


class FormLayout(Kept, Named):
    """One form, e.g. แบบ จ.1. Without blocks it is "not supplied yet".

    `blocks` is a list of dicts; `analysis.layout_rules` says what they may hold, and checks it.
    """

    code = models.CharField(max_length=20)  # as the ministry writes it: จ.1, จ.1-1, กจ.1
    edition = models.CharField(max_length=20, blank=True)  # number of the NESDP it goes with
    order = models.PositiveSmallIntegerField(default=0)
    shape = models.CharField(max_length=10, choices=LayoutShape, default=LayoutShape.PLAN)
    blocks = models.JSONField(default=list, blank=True)
    confidence = models.CharField(max_length=10, choices=Confidence, default=Confidence.UNCERTAIN)
    source = models.TextField(blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "edition"], name="form_layout_once")]

    def __str__(self) -> str:
        return self.code

    @property
    def is_supplied(self) -> bool:
        return bool(self.blocks)
