"""What the room answers about its clusters: rounds of points, ratings and cross-impact."""

from __future__ import annotations

import decimal
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from workshops.attendance import Participant
from workshops.enums import AgreementRule, Horizon, RoundKind, RoundState
from workshops.exchange import Cluster

INFLUENCE_LIMIT = 12  # clusters of one cross-impact round
MOST_POINTS = 100


class RoundQuerySet(models.QuerySet["Round"]):
    def kept(self) -> Self:
        return self.filter(discarded_at=None)

    def open_now(self) -> Self:
        return self.kept().filter(opened_at__isnull=False, closed_at=None)

    def revealed(self) -> Self:
        return self.kept().filter(revealed_at__isnull=False)

    def in_order(self) -> Self:
        return self.order_by("number", "pk")


class Round(models.Model):
    """One question to everybody about the same clusters; prepared, opened, closed, revealed.

    The rule by which agreement is judged is chosen when it is prepared and never afterwards.
    """

    workshop = models.ForeignKey("Workshop", models.CASCADE, related_name="rounds")
    client_id = models.UUIDField(unique=True, null=True, blank=True)
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=RoundKind)
    clusters = models.ManyToManyField(Cluster, related_name="rounds")
    # The disputed ones of that round once more.
    second_of = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="second_rounds"
    )
    # Points: how many each person has, and how many of them at most on one cluster.
    budget = models.PositiveSmallIntegerField(default=5)
    cap = models.PositiveSmallIntegerField(default=3)
    forbids_own = models.BooleanField(default=False)  # no points on what holds an own factor
    # Ratings: impact and uncertainty always; these two if wished.
    asks_likelihood = models.BooleanField(default=False)
    asks_horizon = models.BooleanField(default=False)
    rule = models.CharField(max_length=5, choices=AgreementRule, default=AgreementRule.IQR)
    threshold = models.DecimalField(max_digits=3, decimal_places=2, default=decimal.Decimal(1))
    # Cross-impact: how many people answer the same cell.
    raters_per_cell = models.PositiveSmallIntegerField(default=3)
    created_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    revealed_at = models.DateTimeField(null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workshop", "number"], name="round_number_once"),
            models.UniqueConstraint(
                fields=["workshop"],
                condition=Q(opened_at__isnull=False, closed_at=None, discarded_at=None),
                name="one_open_round",
            ),
            models.CheckConstraint(condition=Q(kind__in=RoundKind.values), name="round_kind_known"),
            models.CheckConstraint(
                condition=Q(cap__gte=1, budget__gte=F("cap")), name="round_budget_holds_cap"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id}/{self.number} {self.kind}"

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None and not self.is_discarded

    @property
    def is_discarded(self) -> bool:
        return self.discarded_at is not None

    @property
    def is_revealed(self) -> bool:
        return self.revealed_at is not None and not self.is_discarded

    @property
    def state(self) -> RoundState:
        if self.is_discarded:
            return RoundState.DISCARDED
        if self.revealed_at is not None:
            return RoundState.REVEALED
        if self.closed_at is not None:
            return RoundState.CLOSED
        return RoundState.PREPARED if self.opened_at is None else RoundState.OPEN


class Vote(models.Model):
    """One person's points on one cluster; 0 was taken back."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="votes")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="votes")
    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="votes")
    points = models.PositiveSmallIntegerField()
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "participant", "cluster"], name="vote_once"),
            models.CheckConstraint(condition=Q(points__lte=MOST_POINTS), name="vote_points"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.participant_id}/{self.cluster_id}: {self.points}"


def _scale(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (1, 5)}),
        name=f"rating_{name}_1_to_5",
    )


class Rating(models.Model):
    """One person's answer about one cluster, or that they skipped it."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="ratings")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="ratings")
    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="ratings")
    impact = models.PositiveSmallIntegerField(null=True, blank=True)
    uncertainty = models.PositiveSmallIntegerField(null=True, blank=True)
    likelihood = models.PositiveSmallIntegerField(null=True, blank=True)
    horizon = models.CharField(max_length=10, choices=Horizon, blank=True)
    is_skipped = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "participant", "cluster"], name="rating_once"),
            _scale("impact"),
            _scale("uncertainty"),
            _scale("likelihood"),
            models.CheckConstraint(
                condition=Q(is_skipped=True, impact=None, uncertainty=None)
                | Q(is_skipped=False, impact__isnull=False, uncertainty__isnull=False),
                name="rating_answered_or_skipped",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.participant_id}/{self.cluster_id}"


class Influence(models.Model):
    """How strongly one cluster drives another, as one person sees it; no strength: P(otential)."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="influences")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="influences")
    source = models.ForeignKey(Cluster, models.CASCADE, related_name="driving")
    target = models.ForeignKey(Cluster, models.CASCADE, related_name="driven")
    strength = models.PositiveSmallIntegerField(null=True, blank=True)  # 0 to 3
    reason = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "participant", "source", "target"], name="influence_once"
            ),
            models.CheckConstraint(
                condition=Q(strength=None) | Q(strength__lte=3), name="influence_0_to_3"
            ),
            models.CheckConstraint(condition=~Q(source=F("target")), name="influence_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.source_id}>{self.target_id}"
