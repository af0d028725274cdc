"""Provincial themes: what the lists of different districts and workshops have in common."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from workshops.enums import Category
from workshops.models import Cluster, PlanCycle, User

THEME_NAME_LENGTH = 200


class ThemeQuerySet(models.QuerySet["Theme"]):
    def current(self) -> Self:
        return self.filter(removed_at=None).order_by("number", "pk")


class Theme(models.Model):
    """One line of the province's own list; clusters of many workshops are put under it."""

    plan_cycle = models.ForeignKey(PlanCycle, models.PROTECT, related_name="themes")
    client_id = models.UUIDField(unique=True)
    number = models.PositiveSmallIntegerField()  # never used again
    name = models.CharField(max_length=THEME_NAME_LENGTH)
    category = models.CharField(max_length=20, choices=Category, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan_cycle", "number"], name="theme_number_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="theme_has_name"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class ThemeCluster(models.Model):
    """A cluster under a theme: one at most. Merged clusters keep their own row."""

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="members")
    cluster = models.OneToOneField(Cluster, models.CASCADE, related_name="in_theme")
    placed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.theme_id}/{self.cluster_id}"


class RefusedTheme(models.Model):
    """A suggestion that somebody refused: this cluster is not offered for this theme again."""

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="refused")
    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="refused_themes")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["theme", "cluster"], name="theme_refused_once")
        ]

    def __str__(self) -> str:
        return f"{self.theme_id}/{self.cluster_id}"


class ThemeVerb(models.TextChoices):
    """What was done in the alignment; the sentence is made when it is shown."""

    ADDED = "added", pgettext_lazy("alignment", "made a theme")
    RENAMED = "renamed", pgettext_lazy("alignment", "renamed a theme")
    REMOVED = "removed", pgettext_lazy("alignment", "took a theme out")
    RESTORED = "restored", pgettext_lazy("alignment", "put a theme back")
    PLACED = "placed", pgettext_lazy("alignment", "put clusters under a theme")
    REFUSED = "refused", pgettext_lazy("alignment", "refused a suggestion")


class ThemeStep(models.Model):
    """The journal of one plan cycle's alignment: who did what, when, and what was before."""

    plan_cycle = models.ForeignKey(PlanCycle, models.PROTECT, related_name="theme_steps")
    number = models.PositiveIntegerField()  # gapless within the cycle
    verb = models.CharField(max_length=10, choices=ThemeVerb)
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="theme_steps")
    facts = models.JSONField(default=dict)  # keys and values before, so that it can be undone
    recorded_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan_cycle", "number"], name="theme_step_once")
        ]

    def __str__(self) -> str:
        return f"{self.plan_cycle_id}/{self.number} {self.verb}"
