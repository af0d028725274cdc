"""What is stored of a workshop. Fields, constraints, querysets and one-line properties."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone

from workshops.attendance import (
    CODE_ALPHABET,
    BrowserToken,
    Participant,
    ParticipantQuerySet,
    Seat,
)
from workshops.direction import Proposal, ProposalQuerySet
from workshops.enums import (
    Category,
    HiddenReason,
    Horizon,
    Stage,
    Stance,
    Track,
    Verb,
    WaitsFor,
)
from workshops.exchange import Challenge, Cluster, ClusterQuerySet, Comment, RefusedHint, Support
from workshops.offline import FactorImport, FactorImportQuerySet
from workshops.reference import CategoryGuide, District, PlanCycle, Province, ReferenceItem, Wording
from workshops.rounds import Influence, Rating, Round, RoundQuerySet, Vote
from workshops.steering import RoomRules, RoomState
from workshops.users import User

__all__ = [
    "CODE_ALPHABET",
    "BrowserToken",
    "CategoryGuide",
    "Challenge",
    "Cluster",
    "ClusterQuerySet",
    "Comment",
    "District",
    "Factor",
    "FactorImport",
    "FactorImportQuerySet",
    "Influence",
    "JournalEntry",
    "Participant",
    "ParticipantQuerySet",
    "PlanCycle",
    "Proposal",
    "ProposalQuerySet",
    "Province",
    "Rating",
    "ReferenceItem",
    "RefusedHint",
    "Round",
    "RoundQuerySet",
    "Seat",
    "StagePlan",
    "Support",
    "User",
    "Vote",
    "Wording",
    "Workshop",
]

FACTOR_LENGTH = 280


class WorkshopQuerySet(models.QuerySet["Workshop"]):
    def locked(self, pk: int) -> Workshop:
        """The workshop, with its row held until the surrounding transaction ends."""
        return self.select_for_update().get(pk=pk)

    def run_by(self, user: User) -> Self:
        """What this user may steer: own workshops; an administrator all."""
        return self if user.is_superuser else self.filter(facilitators=user)

    def read_by(self, user: User) -> Self:
        """What this user may analyse: a planner all, others what they run."""
        return self if user.is_planner else self.run_by(user)

    def with_counts(self) -> Self:
        """Annotate `participants_total` and `factors_total` (those on the board)."""
        participants = Participant.objects.counted().filter(workshop=models.OuterRef("pk"))
        factors = Factor.objects.on_board().filter(workshop=models.OuterRef("pk"))
        return self.annotate(
            participants_total=_count_of(participants), factors_total=_count_of(factors)
        )

    def with_rehearsal(self) -> Self:
        """Annotate `has_rehearsal`: whether pretend participants are among the people."""
        pretend = Participant.objects.filter(workshop=models.OuterRef("pk"), is_pretend=True)
        return self.annotate(has_rehearsal=models.Exists(pretend))

    def newest_first(self) -> Self:
        return self.order_by("-held_on", "-pk")


def _count_of(rows: models.QuerySet[Any]) -> Coalesce:
    """A correlated count: two joined counts in one query would multiply each other."""
    counted = rows.order_by().values("workshop").annotate(n=models.Count("pk")).values("n")
    return Coalesce(models.Subquery(counted), 0)


class Workshop(RoomRules, RoomState):
    code = models.CharField(
        max_length=6, unique=True, validators=[RegexValidator(rf"^[{CODE_ALPHABET}]{{6}}$")]
    )
    board_key = models.CharField(max_length=43)
    client_id = models.UUIDField(unique=True, null=True, blank=True)
    title = models.CharField(max_length=200)
    held_on = models.DateField()
    venue = models.CharField(max_length=200, blank=True)
    province = models.ForeignKey(Province, models.PROTECT, related_name="workshops")
    districts = models.ManyToManyField(District, related_name="workshops")
    track = models.CharField(max_length=10, choices=Track, default=Track.BOTH)
    plan_cycle = models.ForeignKey(PlanCycle, models.PROTECT, related_name="workshops")
    facilitators = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="workshops")
    is_sample = models.BooleanField(default=False, help_text="Marked as sample data everywhere")
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.LOBBY)
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stage__in=Stage.values), name="workshop_stage_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def is_closed(self) -> bool:
        return self.stage == Stage.CLOSED


class StagePlan(models.Model):
    """One line of the run sheet: how long a stage should take and what is said."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="run_sheet")
    stage = models.CharField(max_length=10, choices=Stage)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    instruction = models.CharField(max_length=500, blank=True)  # empty: the template's own
    questions = models.TextField(blank=True)  # one per line

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workshop", "stage"], name="run_sheet_stage_once")
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id}/{self.stage}"


class FactorQuerySet(models.QuerySet["Factor"]):
    def on_board(self) -> Self:
        """What everybody may see: not hidden, not withdrawn, and waiting for nothing."""
        return self.filter(hidden_at=None, withdrawn_at=None, waits_for="")

    def oldest_first(self) -> Self:
        return self.order_by("created_at", "pk")

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")


class Factor(models.Model):
    """One statement in one category, in the participant's own words."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="factors")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="factors")
    # Made on the phone: the same factor sent again, for whatever reason, stays one row.
    client_id = models.UUIDField(unique=True)
    # Of the fields as first sent: the same again (200) or the same id with other words (409).
    sent_hash = models.CharField(max_length=64)
    category = models.CharField(max_length=20, choices=Category)
    text = models.CharField(max_length=FACTOR_LENGTH)
    match_key = models.TextField()  # NFKC makes some characters many
    stance = models.CharField(max_length=15, choices=Stance)
    track = models.CharField(max_length=10, choices=Track)
    district = models.ForeignKey(District, models.PROTECT, related_name="factors")
    evidence = models.CharField(max_length=500, blank=True)
    horizon = models.CharField(max_length=10, choices=Horizon, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_reason = models.CharField(max_length=10, choices=HiddenReason, blank=True)
    waits_for = models.CharField(max_length=10, choices=WaitsFor, blank=True)
    # As the rules were when it was written: what was said without a name stays so.
    is_anonymous = models.BooleanField(default=True)
    is_late = models.BooleanField(default=False)
    # One group at most. It may be merged into another: `domain.lineage` says where it stands now.
    cluster = models.ForeignKey(
        Cluster, models.SET_NULL, null=True, blank=True, related_name="factors"
    )
    # Says the same as that one, which stands for both; nothing of this one is lost.
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged"
    )

    # The file that it came with, and its row there as a spreadsheet counts them.
    from_import = models.ForeignKey(
        FactorImport, models.SET_NULL, null=True, blank=True, related_name="factors"
    )
    import_row = models.PositiveIntegerField(null=True, blank=True)

    objects = FactorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(category__in=Category.values), name="factor_category_known"
            ),
            models.CheckConstraint(
                condition=models.Q(stance__in=Stance.values), name="factor_stance_known"
            ),
            models.CheckConstraint(
                condition=models.Q(track__in=Track.values), name="factor_track_known"
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="factor_has_text"),
        ]
        indexes = [models.Index(fields=["workshop", "created_at"], name="factor_by_time")]

    def __str__(self) -> str:
        return f"{self.pk} {self.text}"

    @property
    def is_on_board(self) -> bool:
        return self.hidden_at is None and self.withdrawn_at is None and not self.waits_for

    @property
    def category_label(self) -> str:
        return str(Category(self.category).label)


class JournalEntry(models.Model):
    """One line per change. Written only by `domain.journal.record`, never edited."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="journal")
    revision = models.PositiveIntegerField()
    verb = models.CharField(max_length=30, choices=Verb)
    participant = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    facts = models.JSONField(default=dict)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workshop", "revision"], name="journal_revision_once")
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id} r{self.revision} {self.verb}"
