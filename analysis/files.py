"""What is stored of files: those that are being made, those that came in, and who may fetch data.

The bytes of a finished file lie in the database, in pieces: one thing to back up and to erase,
and whoever makes the file may run on another machine.
"""

from __future__ import annotations

import datetime
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workshops.models import PlanCycle, User, Workshop


class FileKind(models.TextChoices):
    WORKBOOK = "workbook", _("Workbook")
    MINUTES = "minutes", _("Minutes")
    ANNEX = "annex", _("Annex on participation")
    BRIEFS = "briefs", _("Project briefs")
    ROUND_TRIP = "round-trip", _("Indicators and projects to edit")


class FileState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("file", "Waiting")
    RUNNING = "running", pgettext_lazy("file", "Being made")
    DONE = "done", pgettext_lazy("file", "Ready")
    FAILED = "failed", pgettext_lazy("file", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("file", "Cancelled")
    GONE = "gone", pgettext_lazy("file", "Deleted on time")


class FileJobQuerySet(models.QuerySet["FileJob"]):
    def of(self, user: User) -> Self:
        """Whoever asked for a file is the only one who sees it."""
        return self.filter(asked_by=user)

    def newest_first(self) -> Self:
        return self.order_by("-asked_at", "-pk")


class FileJob(models.Model):
    """A file that somebody asked for; made by a worker, fetched while it is kept."""

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    kind = models.CharField(max_length=12, choices=FileKind)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="files")
    cycle = models.ForeignKey(PlanCycle, models.CASCADE, related_name="+")
    workshops = models.ManyToManyField(Workshop, related_name="+")
    # `analysis.wishes.Wish.plain()`: language, digits, names, left-out columns, filters.
    wish = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=FileState, default=FileState.WAITING)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(default=timezone.now)
    # While it runs the worker says so every few seconds; one that fell silent has died.
    heard_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    kept_until = models.DateTimeField(null=True, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)  # bytes
    problem = models.CharField(max_length=300, blank=True)  # a sentence for whoever asked

    objects = FileJobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=FileState.values), name="file_state_known"
            )
        ]
        indexes = [models.Index(fields=["asked_by", "asked_at"], name="file_by_asker")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def is_open(self) -> bool:
        return self.state in (FileState.WAITING, FileState.RUNNING)


class FilePiece(models.Model):
    """A part of a finished file, at most `FILE_PIECE_BYTES` long."""

    job = models.ForeignKey(FileJob, models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    body = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="file_piece_once")]

    def __str__(self) -> str:
        return f"{self.job_id}/{self.number}"


class FileTaste(models.Model):
    """How one account wants its files; what is not set is as the portal has it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="file_taste")
    language = models.CharField(max_length=5, blank=True)  # of headings: th or en
    digits = models.CharField(max_length=6, blank=True)  # form, thai or arabic
    font = models.CharField(max_length=60, blank=True)
    left_out = models.JSONField(default=dict)  # {table: [column, ...]}

    def __str__(self) -> str:
        return f"{self.user_id}"


class UploadKind(models.TextChoices):
    FACTORS = "factors", _("Factors")
    PLAN = "plan", _("Indicators and projects")


UPLOADS_KEPT = datetime.timedelta(days=1)


class UploadQuerySet(models.QuerySet["Upload"]):
    def kept(self) -> Self:
        """Those of the last day; older ones are gone for everybody, also before they are erased."""
        return self.filter(uploaded_at__gt=timezone.now() - UPLOADS_KEPT)


class Upload(models.Model):
    """A file that was read but not yet let in: what the preview shows. Erased after a day."""

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    kind = models.CharField(max_length=10, choices=UploadKind)
    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="+")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)  # SHA-256 of the file
    book = models.JSONField(default=dict)  # `analysis.importing`'s plain sheets of cells
    reading = models.JSONField(default=dict)  # how its columns are to be read
    uploaded_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class DataLinkQuerySet(models.QuerySet["DataLink"]):
    def standing(self) -> Self:
        return self.filter(revoked_at=None)


class DataLink(models.Model):
    """A token by which a spreadsheet or a dashboard reads data in the name of an account.

    It opens what the account may read at the moment of asking, narrowed to a plan cycle or a
    workshop; never names. Only the hash is kept: the token is shown once.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="data_links")
    name = models.CharField(max_length=80)  # what it is for, in its owner's words
    token_hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)  # the token's beginning, to tell links apart
    cycle = models.ForeignKey(PlanCycle, models.CASCADE, null=True, blank=True, related_name="+")
    workshop = models.ForeignKey(Workshop, models.CASCADE, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)  # to the hour
    ends_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = DataLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.user_id} {self.hint}"
