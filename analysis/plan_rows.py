"""The rows of the plan: development issues, indicators, programmes. Projects: `project_rows`."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from analysis.themes import Theme
from workshops.enums import Track
from workshops.exchange import one_of
from workshops.models import (
    Challenge,
    Cluster,
    Factor,
    PlanCycle,
    Proposal,
    ReferenceItem,
    Workshop,
)


class WholePlanRule(models.TextChoices):
    """How an indicator's value for the whole plan is formed from its yearly targets."""

    SUM = "sum", pgettext_lazy("whole-plan rule", "Sum of the years")
    LAST = "last", pgettext_lazy("whole-plan rule", "Value of the last year")
    MEAN = "mean", pgettext_lazy("whole-plan rule", "Mean of the years")


class Aim(models.TextChoices):
    """Which way an indicator shall go from its baseline."""

    UP = "up", pgettext_lazy("aim", "It shall rise")
    DOWN = "down", pgettext_lazy("aim", "It shall fall")
    KEEP = "keep", pgettext_lazy("aim", "It shall stay")


class Status(models.TextChoices):
    """How far a row of the plan is. A change makes a draft of it again."""

    DRAFT = "draft", pgettext_lazy("plan row", "Draft")
    CHECKED = "checked", pgettext_lazy("plan row", "Checked")
    APPROVED = "approved", pgettext_lazy("plan row", "Approved")


class PlanHistory(models.Model):
    """What each entry of a row's history has besides the row's own columns."""

    # The whole row as the domain compares it, links, targets and budgets too.
    facts = models.JSONField(default=dict)

    class Meta:
        abstract = True


class PlanRowQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        """What stands in the plan, in its order."""
        return self.filter(removed_at=None).order_by("number", "pk")


class PlanRow(models.Model):
    """What every row of the plan has. `version` counts the changes, for conflicts."""

    number = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    # Removing keeps the row, so that a wrong click can be undone.
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = PlanRowQuerySet.as_manager()
    # Written by `domain.rows`, once per change, when the links are set too.
    history = HistoricalRecords(inherit=True, bases=[PlanHistory])
    skip_history_when_saving = True

    class Meta:
        abstract = True


class DevelopmentIssue(PlanRow):
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="issues")
    plan_cycle = models.ForeignKey(PlanCycle, models.PROTECT, related_name="issues")
    client_id = models.UUIDField(unique=True)  # the form's own id: a double tap is one row
    title = models.CharField(max_length=300)
    goal = models.TextField(blank=True)
    rationale = models.TextField(blank=True)
    approach = models.TextField(blank=True)  # แนวทางการพัฒนา, one per line
    track = models.CharField(max_length=10, choices=Track, default=Track.BOTH)
    # Smart City dimensions and MICE City criteria: tags, not scores.
    criteria = models.ManyToManyField(ReferenceItem, related_name="+", blank=True)
    factors = models.ManyToManyField(Factor, related_name="issues", blank=True)

    def __str__(self) -> str:
        return self.title


class IssueSource(models.Model):
    """What an issue grew from, besides single factors: a cluster, challenge, proposal or theme.

    `factor_keys` are the factors behind it when it was linked: whatever is split, dissolved or
    taken from a theme later, the sentences that the issue was written from stay findable.
    """

    issue = models.ForeignKey(DevelopmentIssue, models.CASCADE, related_name="sources")
    cluster = models.ForeignKey(
        Cluster, models.CASCADE, null=True, blank=True, related_name="issue_sources"
    )
    challenge = models.ForeignKey(
        Challenge, models.CASCADE, null=True, blank=True, related_name="issue_sources"
    )
    proposal = models.ForeignKey(
        Proposal, models.CASCADE, null=True, blank=True, related_name="issue_sources"
    )
    theme = models.ForeignKey(
        Theme, models.CASCADE, null=True, blank=True, related_name="issue_sources"
    )
    factor_keys = models.JSONField(default=list)
    linked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=one_of("cluster", "challenge", "proposal", "theme"),
                name="issue_source_is_one",
            ),
            *(
                models.UniqueConstraint(fields=["issue", name], name=f"issue_{name}_once")
                for name in ("cluster", "challenge", "proposal", "theme")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id}/{self.pk}"


class Programme(PlanRow):
    """แผนงาน: the level between an issue and its projects."""

    issue = models.ForeignKey(DevelopmentIssue, models.PROTECT, related_name="programmes")
    client_id = models.UUIDField(unique=True)
    name = models.CharField(max_length=300)
    # The two lines of แบบ จ.1-1 for provinces with a 20-year goal.
    main_programme = models.CharField(max_length=300, blank=True)
    part_programme = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name


class Indicator(PlanRow):
    issue = models.ForeignKey(DevelopmentIssue, models.PROTECT, related_name="indicators")
    client_id = models.UUIDField(unique=True)
    name = models.CharField(max_length=300)
    unit = models.CharField(max_length=80)
    aim = models.CharField(max_length=5, choices=Aim, default=Aim.UP)
    baseline_value = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    baseline_year = models.PositiveSmallIntegerField(null=True, blank=True)  # Gregorian
    whole_plan_rule = models.CharField(max_length=5, choices=WholePlanRule)
    data_owner = models.CharField(max_length=200, blank=True)
    # The indicator of another list whose words were taken over.
    taken_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="taken"
    )
    factors = models.ManyToManyField(Factor, related_name="indicators", blank=True)
    proposals = models.ManyToManyField(Proposal, related_name="indicators", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(baseline_value=None) | models.Q(baseline_year__isnull=False),
                name="indicator_baseline_has_year",
            )
        ]

    def __str__(self) -> str:
        return self.name


class IndicatorTarget(models.Model):
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets")
    year = models.PositiveSmallIntegerField()  # fiscal year, Gregorian
    value = models.DecimalField(max_digits=18, decimal_places=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "year"], name="indicator_target_once")
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}/{self.year}: {self.value}"
