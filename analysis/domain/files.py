"""Files that are made beside the requests: asked for, made, kept for a while, erased."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.files import (
    UPLOADS_KEPT,
    FileJob,
    FilePiece,
    FileState,
    FileTaste,
    Upload,
)
from analysis.wishes import Wish
from workshops.domain import journal
from workshops.domain.errors import WorkshopError
from workshops.domain.writing import write
from workshops.enums import Verb
from workshops.models import User, Workshop

FILES_AT_ONCE = 3  # that one account may have waiting or running
SILENT_FOR = datetime.timedelta(seconds=45)  # then a worker counts as dead
ATTEMPTS = 2
LISTED_FOR = datetime.timedelta(days=14)  # afterwards the line goes too
OPEN = (FileState.WAITING, FileState.RUNNING)


class TooManyFiles(WorkshopError):
    message = gettext_lazy(
        "Three of your files are being made already. Wait for one, or cancel one below."
    )


@write
def ask_for_file(wish: Wish, *, by: User, rows: int) -> FileJob:
    """Queue a file. The same wish that is still waiting or running is not queued twice.

    `rows` is how many the worker expects. Raises `TooManyFiles`.
    """
    # Two presses at once must not both find nothing: the account's row is the lock.
    User.objects.select_for_update().get(pk=by.pk)
    waiting = list(FileJob.objects.of(by).filter(state__in=OPEN))
    keys = {workshop.pk for workshop in wish.workshops}
    for job in waiting:
        same = (job.kind, job.cycle_id, job.wish) == (wish.kind, wish.cycle.pk, wish.plain())
        if same and set(job.workshops.values_list("pk", flat=True)) == keys:
            return job
    if len(waiting) >= FILES_AT_ONCE:
        raise TooManyFiles
    job = FileJob.objects.create(
        kind=wish.kind, asked_by=by, cycle=wish.cycle, wish=wish.plain(), rows_total=rows
    )
    job.workshops.set(wish.workshops)
    return job


@write
def claim_file() -> FileJob | None:
    """The next file to make, now this worker's own; None if there is nothing to do.

    One that a worker began and left is begun again, and given up after `ATTEMPTS`.
    """
    now = timezone.now()
    left = Q(state=FileState.RUNNING, heard_at__lt=now - SILENT_FOR)
    waiting = FileJob.objects.filter(Q(state=FileState.WAITING) | left).order_by("asked_at", "pk")
    for job in waiting.select_for_update(skip_locked=True, of=("self",)):
        if job.attempts >= ATTEMPTS:
            _end(job, FileState.FAILED, _("The file could not be made. Ask for it again."))
            continue
        job.state, job.heard_at, job.attempts = FileState.RUNNING, now, job.attempts + 1
        job.rows_done = 0
        job.save(update_fields=["state", "heard_at", "attempts", "rows_done"])
        job.pieces.all().delete()
        return job
    return None


@write
def hear_of(job: FileJob, *, done: int, total: int) -> bool:
    """Note that a file is still being made, and how far; False if nobody wants it any more."""
    mine = FileJob.objects.filter(pk=job.pk, state=FileState.RUNNING, attempts=job.attempts)
    noted = mine.update(heard_at=timezone.now(), rows_done=min(done, total), rows_total=total)
    return noted == 1


@write
def keep_piece(job: FileJob, *, number: int, body: bytes) -> bool:
    """Store the next part of the finished file; False if nobody wants it any more.

    A part for each transaction, so that the room can write between two.
    """
    current = FileJob.objects.select_for_update().filter(pk=job.pk).first()
    if current is None or current.state != FileState.RUNNING or current.attempts != job.attempts:
        return False
    current.heard_at = timezone.now()
    current.save(update_fields=["heard_at"])
    FilePiece.objects.create(job=job, number=number, body=body)
    return True


@write
def finish_file(job: FileJob, *, file_name: str, size: int) -> bool:
    """All parts are stored: the file can be fetched. False if it was cancelled meanwhile."""
    now = timezone.now()
    mine = FileJob.objects.filter(pk=job.pk, state=FileState.RUNNING, attempts=job.attempts)
    kept_until = now + datetime.timedelta(hours=settings.FILE_KEPT_HOURS)
    done = mine.update(
        state=FileState.DONE,
        ended_at=now,
        kept_until=kept_until,
        file_name=file_name,
        size=size,
        rows_done=job.rows_total,
    )
    return done == 1


@write
def fail_file(job: FileJob, *, problem: str) -> None:
    """It cannot be made; `problem` says why, and what to do. Whose account is gone needs none."""
    mine = FileJob.objects.filter(pk=job.pk, state=FileState.RUNNING, attempts=job.attempts)
    for current in mine.select_for_update():
        _end(current, FileState.FAILED, problem)


@write
def cancel_file(job: FileJob) -> FileJob:
    """Nobody wants it any more; a worker notices within seconds. A finished one is erased."""
    job = FileJob.objects.select_for_update().get(pk=job.pk)
    if job.is_open or job.state == FileState.DONE:
        _end(job, FileState.CANCELLED if job.is_open else FileState.GONE, "")
    return job


@write
def sweep_files() -> int:
    """Erase what was kept long enough: files, lines of the list, uploads. Returns how many."""
    now = timezone.now()
    due = FileJob.objects.filter(state=FileState.DONE, kept_until__lte=now)
    gone = 0
    for job in due.select_for_update():
        _end(job, FileState.GONE, "")
        gone += 1
    FileJob.objects.filter(asked_at__lt=now - LISTED_FOR).exclude(state__in=OPEN).delete()
    Upload.objects.filter(uploaded_at__lt=now - UPLOADS_KEPT).delete()
    return gone


@write
def forget_names(workshop: Workshop) -> None:
    """The names of a workshop were erased: no file and no upload keeps them."""
    for job in FileJob.objects.filter(workshops=workshop, wish__names=True).select_for_update():
        if job.is_open or job.state == FileState.DONE:
            _end(job, FileState.CANCELLED if job.is_open else FileState.GONE, "")
    Upload.objects.filter(workshop=workshop).delete()


@write
def note_fetched(workshops: Iterable[Workshop], *, by: User, kind: str) -> None:
    """Record in each workshop who took a file out of the portal."""
    for pk in sorted({workshop.pk for workshop in workshops}):
        workshop = Workshop.objects.locked(pk)
        journal.record(workshop, Verb.FILE_EXPORTED, by=by, kind=kind)


@write
def like_files_so(user: User, **fields: object) -> FileTaste:
    """Keep how this account wants its files."""
    taste, _new = FileTaste.objects.update_or_create(user=user, defaults=fields)
    return taste


def _end(job: FileJob, state: FileState, problem: str) -> None:
    job.state, job.ended_at, job.problem = state, timezone.now(), problem
    job.save(update_fields=["state", "ended_at", "problem"])
    job.pieces.all().delete()
