"""The rows of the plan: projects with their activities and budgets, and comments on any row."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from analysis.plan_rows import DevelopmentIssue, Indicator, PlanRow, Programme
from workshops.enums import ReferenceKind, Track
from workshops.exchange import one_of
from workshops.models import Factor, Proposal, ReferenceItem, User


class Project(PlanRow):
    """โครงการสำคัญ, with what แบบ จ.1 and จ.1-1 ask of it."""

    issue = models.ForeignKey(DevelopmentIssue, models.PROTECT, related_name="projects")
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="projects"
    )
    indicators = models.ManyToManyField(Indicator, related_name="projects", blank=True)
    client_id = models.UUIDField(unique=True)
    name = models.CharField(max_length=300)
    lead_agency = models.CharField(max_length=200)
    place = models.CharField(max_length=300, blank=True)
    start_year = models.PositiveSmallIntegerField()  # fiscal year, Gregorian
    end_year = models.PositiveSmallIntegerField()
    # Written before activities had rows of their own (`ProjectActivity`); no longer read.
    activities = models.TextField(blank=True)
    rationale = models.TextField(blank=True)
    objectives = models.TextField(blank=True)
    measures = models.TextField(blank=True)  # the project's own indicators and targets
    outputs = models.TextField(blank=True)
    outcomes = models.TextField(blank=True)
    track = models.CharField(max_length=10, choices=Track, default=Track.BOTH)
    # จ.1 writes "strategy.masterplan", e.g. 2.6.
    strategy = models.ForeignKey(
        ReferenceItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"kind": ReferenceKind.STRATEGY},
    )
    master_plan = models.ForeignKey(
        ReferenceItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"kind": ReferenceKind.MASTER_PLAN},
    )
    milestone = models.ForeignKey(
        ReferenceItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"kind": ReferenceKind.MILESTONE},
    )
    regional_goal = models.CharField(max_length=500, blank=True)
    factors = models.ManyToManyField(Factor, related_name="projects", blank=True)
    proposals = models.ManyToManyField(Proposal, related_name="projects", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end_year__gte=models.F("start_year")), name="project_years"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ProjectActivity(models.Model):
    """One line of จ.1-1, number 6: what is done, for how much, by whom and with whom."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="activity_rows")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=4000)
    budget_thb = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    agency = models.CharField(max_length=200, blank=True)
    partners = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="activity_number_once"),
            models.CheckConstraint(
                condition=models.Q(budget_thb=None) | models.Q(budget_thb__gte=0),
                name="activity_budget_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}/{self.number}: {self.name}"


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


class PlanComment(models.Model):
    """What one planner tells the others about a row; it stays when it is settled."""

    client_id = models.UUIDField(unique=True)
    issue = models.ForeignKey(
        DevelopmentIssue, models.CASCADE, null=True, blank=True, related_name="comments"
    )
    programme = models.ForeignKey(
        Programme, models.CASCADE, null=True, blank=True, related_name="comments"
    )
    indicator = models.ForeignKey(
        Indicator, models.CASCADE, null=True, blank=True, related_name="comments"
    )
    project = models.ForeignKey(
        Project, models.CASCADE, null=True, blank=True, related_name="comments"
    )
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="plan_comments")
    text = models.CharField(max_length=1000)
    created_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="settled_plan_comments"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=one_of("issue", "programme", "indicator", "project"),
                name="plan_comment_has_one_row",
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="plan_comment_has_text"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.text}"
