"""What is stored of the plan: development issues, indicators, projects and their links."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from workshops.enums import ReferenceKind, Track
from workshops.models import Factor, PlanCycle, ReferenceItem, Workshop


class WholePlanRule(models.TextChoices):
    """How an indicator's value for the whole plan is formed from its yearly targets."""

    SUM = "sum", pgettext_lazy("whole-plan rule", "Sum of the years")
    LAST = "last", pgettext_lazy("whole-plan rule", "Value of the last year")
    MEAN = "mean", pgettext_lazy("whole-plan rule", "Mean of the years")


class PlanRowQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        """What stands in the plan, in its order."""
        return self.filter(removed_at=None).order_by("number", "pk")


class PlanRow(models.Model):
    """What every row of the plan has. `version` counts the changes, for conflicts."""

    number = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    # Removing keeps the row, so that a wrong click can be undone.
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = PlanRowQuerySet.as_manager()

    class Meta:
        abstract = True


class DevelopmentIssue(PlanRow):
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="issues")
    plan_cycle = models.ForeignKey(PlanCycle, models.PROTECT, related_name="issues")
    client_id = models.UUIDField(unique=True)  # the form's own id: a double tap is one row
    title = models.CharField(max_length=300)
    goal = models.TextField(blank=True)
    rationale = models.TextField(blank=True)
    track = models.CharField(max_length=10, choices=Track, default=Track.BOTH)
    factors = models.ManyToManyField(Factor, related_name="issues", blank=True)

    def __str__(self) -> str:
        return self.title


class Indicator(PlanRow):
    issue = models.ForeignKey(DevelopmentIssue, models.PROTECT, related_name="indicators")
    client_id = models.UUIDField(unique=True)
    name = models.CharField(max_length=300)
    unit = models.CharField(max_length=80)
    baseline_value = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    baseline_year = models.PositiveSmallIntegerField(null=True, blank=True)  # Gregorian
    whole_plan_rule = models.CharField(max_length=5, choices=WholePlanRule)
    data_owner = models.CharField(max_length=200, blank=True)
    factors = models.ManyToManyField(Factor, related_name="indicators", blank=True)

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


class Project(PlanRow):
    issue = models.ForeignKey(DevelopmentIssue, models.PROTECT, related_name="projects")
    indicators = models.ManyToManyField(Indicator, related_name="projects", blank=True)
    client_id = models.UUIDField(unique=True)
    name = models.CharField(max_length=300)
    lead_agency = models.CharField(max_length=200)
    place = models.CharField(max_length=300, blank=True)
    start_year = models.PositiveSmallIntegerField()  # fiscal year, Gregorian
    end_year = models.PositiveSmallIntegerField()
    activities = models.TextField(blank=True)
    outputs = models.TextField(blank=True)
    outcomes = models.TextField(blank=True)
    track = models.CharField(max_length=10, choices=Track, default=Track.BOTH)
    factors = models.ManyToManyField(Factor, related_name="projects", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end_year__gte=models.F("start_year")), name="project_years"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ProjectBudget(models.Model):
    """Money of one fiscal year from one source."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="budgets")
    year = models.PositiveSmallIntegerField()  # fiscal year, Gregorian
    source = models.ForeignKey(
        ReferenceItem,
        models.PROTECT,
        related_name="+",
        limit_choices_to={"kind": ReferenceKind.BUDGET_SOURCE},
    )
    amount_thb = models.DecimalField(max_digits=16, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "year", "source"], name="budget_once"),
            models.CheckConstraint(
                condition=models.Q(amount_thb__gte=0), name="budget_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}/{self.year}: {self.amount_thb}"
