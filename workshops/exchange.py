"""What the room makes of its factors: clusters, support, comments, challenges."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from workshops.attendance import Participant
from workshops.enums import Category, HiddenReason

CLUSTER_NAME_LENGTH = 120
COMMENT_LENGTH = 200
CHALLENGE_LENGTH = 280


class ClusterQuerySet(models.QuerySet["Cluster"]):
    def standing(self) -> Self:
        """Those that are a group of their own now: neither merged into another nor dissolved."""
        return self.filter(merged_into=None, dissolved_at=None)

    def in_order(self) -> Self:
        return self.order_by("number", "pk")


class Cluster(models.Model):
    """Factors that belong together, under a name.

    Merging moves nothing: the other one points at the one that is kept, and its factors, its
    votes and ratings stay its own. So taking the merge back restores what was, at any time.
    """

    workshop = models.ForeignKey("Workshop", models.CASCADE, related_name="clusters")
    client_id = models.UUIDField(unique=True, null=True, blank=True)  # a double tap is one row
    number = models.PositiveSmallIntegerField()  # its dot in pictures; never used again
    name = models.CharField(max_length=CLUSTER_NAME_LENGTH)
    category = models.CharField(max_length=20, choices=Category)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged"
    )
    split_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="splits"
    )
    version = models.PositiveIntegerField(default=1)  # counts what was done to it, for conflicts
    created_at = models.DateTimeField(default=timezone.now)
    dissolved_at = models.DateTimeField(null=True, blank=True)
    # The room said: about this disputed one there is nothing to write.
    prompt_skipped_at = models.DateTimeField(null=True, blank=True)

    objects = ClusterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workshop", "number"], name="cluster_number_once"),
            models.CheckConstraint(condition=~Q(name=""), name="cluster_has_name"),
            models.CheckConstraint(
                condition=Q(category__in=Category.values), name="cluster_category_known"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="cluster_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class RefusedHint(models.Model):
    """A suggested duplicate or group that a facilitator refused: it is not offered again."""

    workshop = models.ForeignKey("Workshop", models.CASCADE, related_name="refused_hints")
    members = models.CharField(max_length=64)  # hash of the factors' keys, in order
    refused_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workshop", "members"], name="hint_refused_once")
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id}/{self.members}"


class Challenge(models.Model):
    """What must be overcome, tied to clusters: who is affected, which evidence is missing."""

    workshop = models.ForeignKey("Workshop", models.CASCADE, related_name="challenges")
    client_id = models.UUIDField(unique=True)
    # Whoever wrote it: one of the room, or a facilitator for the room.
    participant = models.ForeignKey(
        Participant, models.CASCADE, null=True, blank=True, related_name="challenges"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    text = models.CharField(max_length=CHALLENGE_LENGTH)
    match_key = models.TextField()
    affected = models.CharField(max_length=200, blank=True)
    evidence_missing = models.CharField(max_length=280, blank=True)
    clusters = models.ManyToManyField(Cluster, related_name="challenges", blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_reason = models.CharField(max_length=10, choices=HiddenReason, blank=True)
    is_waiting = models.BooleanField(default=False)  # for a facilitator's approval

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="challenge_has_text")]

    def __str__(self) -> str:
        return f"{self.pk} {self.text}"

    @property
    def is_shown(self) -> bool:
        return self.hidden_at is None and self.withdrawn_at is None and not self.is_waiting


def one_of(*names: str) -> Q:
    """Exactly one of these links is named."""
    empty = {f"{name}__isnull": True for name in names}
    allowed = [Q(**empty | {f"{name}__isnull": False}) for name in names]
    return reduce(or_, allowed)


class Support(models.Model):
    """One person agrees with a factor, a cluster, a challenge or a proposal.

    Taken back: the row goes.
    """

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="support")
    factor = models.ForeignKey(
        "Factor", models.CASCADE, null=True, blank=True, related_name="support"
    )
    cluster = models.ForeignKey(
        Cluster, models.CASCADE, null=True, blank=True, related_name="support"
    )
    challenge = models.ForeignKey(
        Challenge, models.CASCADE, null=True, blank=True, related_name="support"
    )
    proposal = models.ForeignKey(
        "Proposal", models.CASCADE, null=True, blank=True, related_name="support"
    )
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=one_of("factor", "cluster", "challenge", "proposal"),
                name="support_has_one_target",
            ),
            models.UniqueConstraint(fields=["participant", "factor"], name="factor_support_once"),
            models.UniqueConstraint(fields=["participant", "cluster"], name="cluster_support_once"),
            models.UniqueConstraint(
                fields=["participant", "challenge"], name="challenge_support_once"
            ),
            models.UniqueConstraint(
                fields=["participant", "proposal"], name="proposal_support_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}/{self.pk}"


class Comment(models.Model):
    """A short remark on a factor, a cluster or a challenge."""

    workshop = models.ForeignKey("Workshop", models.CASCADE, related_name="comments")
    client_id = models.UUIDField(unique=True)
    participant = models.ForeignKey(
        Participant, models.CASCADE, null=True, blank=True, related_name="comments"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    factor = models.ForeignKey(
        "Factor", models.CASCADE, null=True, blank=True, related_name="comments"
    )
    cluster = models.ForeignKey(
        Cluster, models.CASCADE, null=True, blank=True, related_name="comments"
    )
    challenge = models.ForeignKey(
        Challenge, models.CASCADE, null=True, blank=True, related_name="comments"
    )
    text = models.CharField(max_length=COMMENT_LENGTH)
    created_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_reason = models.CharField(max_length=10, choices=HiddenReason, blank=True)
    is_waiting = models.BooleanField(default=False)  # for a facilitator's approval

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=one_of("factor", "cluster", "challenge"), name="comment_has_one_target"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="comment_has_text"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.text}"

    @property
    def is_shown(self) -> bool:
        return self.hidden_at is None and self.withdrawn_at is None and not self.is_waiting
