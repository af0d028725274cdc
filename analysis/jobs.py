"""Making the files that wait: who starts a worker, and what it does with one file.

A worker is a process of its own, so that the room's requests and streams keep theirs. With
FILE_WORKER=here the portal starts one when a file waits and none is at work; with "elsewhere"
somebody runs `manage.py make_files --forever`, on this machine or on another one.
"""

from __future__ import annotations

import contextlib
import logging
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from analysis.domain import files
from analysis.files import FileJob, FileKind, FileState
from analysis.makers import Made, Stopped, make
from analysis.wishes import Wish
from workshops.domain.errors import WorkshopError

PIECE_BYTES = 512 * 1024
BEAT_SECONDS = 2.0
log = logging.getLogger(__name__)
_started: list[subprocess.Popen[bytes]] = []


def wake_worker() -> None:
    """See to it that somebody makes what waits. Cheap when nothing does; never waits."""
    if settings.FILE_WORKER != "here" or not _waits() or _at_work():
        return
    _started[:] = [process for process in _started if process.poll() is None]
    if not _started:
        _started.append(start_worker())


def start_worker() -> subprocess.Popen[bytes]:
    """A process that makes all files that wait, and ends."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "make_files"]
    return subprocess.Popen(  # noqa: S603  nothing of a user's is in it
        command,
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def make_next() -> bool:
    """Make one file that waits; False if none does."""
    job = files.claim_file()
    if job is None:
        return False
    with translation.override(settings.LANGUAGE_CODE):
        _make(job)
    return True


def wish_of_job(job: FileJob) -> Wish:
    """What was asked for, of the workshops that whoever asked may still read."""
    readable = job.workshops.model.objects.read_by(job.asked_by)
    workshops = readable.filter(pk__in=job.workshops.values("pk")).select_related("province")
    names = bool(job.wish.get("names")) and job.asked_by.may_export_names
    in_order = workshops.order_by("held_on", "pk")
    return Wish(
        kind=FileKind(job.kind),
        cycle=job.cycle,
        workshops=tuple(in_order),
        **(job.wish | {"names": names}),
    )


def may_fetch(job: FileJob) -> bool:
    """Whether whoever asked may still read everything that is in the file."""
    readable = job.workshops.model.objects.read_by(job.asked_by)
    asked = job.workshops.count()
    if asked != readable.filter(pk__in=job.workshops.values("pk")).count():
        return False
    return not job.wish.get("names") or job.asked_by.may_export_names


def body_of(job: FileJob) -> Iterator[bytes]:
    """The file, part by part: never whole in memory."""
    for number in range(-(-job.size // PIECE_BYTES)):
        yield bytes(job.pieces.values_list("body", flat=True).get(number=number))


def _make(job: FileJob) -> None:
    with tempfile.TemporaryDirectory(prefix="steepi-") as folder:
        out = Path(folder) / "file"
        try:
            with _heard_of(job) as beat:
                made = make(wish_of_job(job), out, beat.progress)
            _store(job, made, out)
        except Stopped:
            log.info("%s was cancelled", job)
        except WorkshopError as error:
            files.fail_file(job, problem=str(error))
        except Exception:
            log.exception("%s cannot be made", job)
            problem = _("The file could not be made. Ask for it again, or tell the administrator.")
            files.fail_file(job, problem=problem)


def _store(job: FileJob, made: Made, out: Path) -> None:
    size = 0
    with out.open("rb") as file:
        for number, body in enumerate(iter(lambda: file.read(PIECE_BYTES), b"")):
            if not files.keep_piece(job, number=number, body=body):
                raise Stopped
            size += len(body)
    files.finish_file(job, file_name=made.name, size=size)


class _Beat:
    """How far a file is, told to the database by a thread of its own: the thread that makes it
    reads inside one long transaction, in which nothing can be written."""

    def __init__(self, job: FileJob) -> None:
        self.job = job
        self.done, self.total = 0, job.rows_total
        self.over = threading.Event()
        self.stopped = threading.Event()

    def progress(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        if self.stopped.is_set():
            raise Stopped

    def run(self) -> None:
        try:
            while not self.over.wait(BEAT_SECONDS):
                if not files.hear_of(self.job, done=self.done, total=self.total):
                    self.stopped.set()
                    return
        except Exception:
            log.exception("%s: nobody hears how far it is", self.job)
        finally:
            connection.close()


@contextlib.contextmanager
def _heard_of(job: FileJob) -> Iterator[_Beat]:
    beat = _Beat(job)
    thread = threading.Thread(target=beat.run, name=f"beat of {job}", daemon=True)
    thread.start()
    try:
        yield beat
    finally:
        beat.over.set()
        thread.join()
    if beat.stopped.is_set():
        raise Stopped


def _waits() -> bool:
    return FileJob.objects.filter(state__in=files.OPEN).exists()


def _at_work() -> bool:
    since = timezone.now() - files.SILENT_FOR
    return FileJob.objects.filter(state=FileState.RUNNING, heard_at__gt=since).exists()


def work_forever(*, pause: float) -> None:
    """Make what waits, sweep what is due, look again. Ends with the process."""
    while True:
        files.sweep_files()
        while make_next():
            files.sweep_files()
        connection.close()
        time.sleep(pause)
