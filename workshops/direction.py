"""What the room wants the plan to say: proposals for issues, indicators and projects."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from workshops.attendance import Participant
from workshops.enums import HiddenReason, ProposalKind
from workshops.exchange import Challenge, Cluster

PROPOSAL_LENGTH = 280
PROPOSAL_DETAILS_LENGTH = 400


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def shown(self) -> Self:
        """What everybody in the room may see."""
        return self.filter(hidden_at=None, withdrawn_at=None, is_waiting=False)

    def oldest_first(self) -> Self:
        return self.order_by("created_at", "pk")


class Proposal(models.Model):
    """An issue, an indicator or a project that somebody wants in the plan.

    It stands under the clusters and challenges that it grows from, and an indicator or a
    project also under an issue: one that was proposed (`under`), or one that the facilitator
    has drafted (`issue_number`, its number in the workshop's plan; the plan lies in `analysis`,
    which this app does not know).
    """

    workshop = models.ForeignKey("Workshop", models.CASCADE, related_name="proposals")
    client_id = models.UUIDField(unique=True)
    # Whoever wrote it: one of the room, or a facilitator for the room.
    participant = models.ForeignKey(
        Participant, models.CASCADE, null=True, blank=True, related_name="proposals"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    kind = models.CharField(max_length=10, choices=ProposalKind)
    text = models.CharField(max_length=PROPOSAL_LENGTH)
    match_key = models.TextField()
    # An indicator: how it is measured, from how much to how much. A project: what, where, who.
    details = models.CharField(max_length=PROPOSAL_DETAILS_LENGTH, blank=True)
    clusters = models.ManyToManyField(Cluster, related_name="proposals", blank=True)
    challenges = models.ManyToManyField(Challenge, related_name="proposals", blank=True)
    under = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="proposals"
    )
    issue_number = models.PositiveSmallIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_reason = models.CharField(max_length=10, choices=HiddenReason, blank=True)
    is_waiting = models.BooleanField(default=False)  # for a facilitator's approval

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="proposal_has_text"),
            models.CheckConstraint(
                condition=Q(kind__in=ProposalKind.values), name="proposal_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(under=None) | ~Q(under=F("id")), name="proposal_not_under_itself"
            ),
            models.CheckConstraint(
                condition=~Q(kind=ProposalKind.ISSUE) | Q(under=None, issue_number=None),
                name="proposed_issue_stands_alone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.text}"

    @property
    def is_shown(self) -> bool:
        return self.hidden_at is None and self.withdrawn_at is None and not self.is_waiting
