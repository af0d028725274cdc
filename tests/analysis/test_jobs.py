"""Making the files that wait: one worker, its beat, what becomes of cancelled and broken ones."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time

import openpyxl
import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from analysis import jobs, makers
from analysis.domain import files
from analysis.files import FileKind
from analysis.makers import Made
from tests.analysis.domain.test_files import asked, done, later
from tests.factories import create_facilitator, create_factor, create_planner, create_workshop
from workshops.domain.errors import WorkshopError

pytestmark = pytest.mark.django_db(transaction=True)


class Refused(WorkshopError):
    message = "เหตุผล"


def make_by(monkeypatch, maker) -> None:
    monkeypatch.setattr(jobs, "make", lambda wish, out, progress: maker(wish, out, progress))


def small(wish, out, progress) -> Made:
    out.write_bytes(b"x" * (jobs.PIECE_BYTES + 7))
    progress(1, 1)
    return Made("แฟ้ม.xlsx", 1, {})


def test_nothing_waits() -> None:
    assert not jobs.make_next()


def test_a_file_is_stored_in_pieces_and_comes_back_whole(monkeypatch) -> None:
    make_by(monkeypatch, small)
    job = asked()

    assert jobs.make_next()

    job.refresh_from_db()
    assert (job.state, job.pieces.count(), job.size) == ("done", 2, jobs.PIECE_BYTES + 7)
    assert b"".join(jobs.body_of(job)) == b"x" * (jobs.PIECE_BYTES + 7)


def test_a_real_workbook_by_the_command() -> None:
    factor = create_factor(text="น้ำท่วม")
    job = asked(workshop=factor.workshop)

    call_command("make_files", stdout=io.StringIO())

    job.refresh_from_db()
    assert (job.state, job.problem) == ("done", "")
    assert job.file_name.endswith(".xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(jobs.body_of(job))))
    assert "น้ำท่วม" in {cell.value for row in book["ปัจจัย"].iter_rows() for cell in row}


def test_a_cancelled_file_is_left_off(monkeypatch) -> None:
    monkeypatch.setattr(jobs, "BEAT_SECONDS", 0.01)

    def slow(wish, out, progress) -> Made:
        files.cancel_file(job)
        for n in range(500):
            progress(n, 500)
            time.sleep(0.01)
        raise AssertionError("nobody told it to stop")

    make_by(monkeypatch, slow)
    job = asked()

    assert jobs.make_next()

    job.refresh_from_db()
    assert (job.state, job.pieces.count()) == ("cancelled", 0)


def test_the_beat_goes_on_while_nothing_is_said(monkeypatch) -> None:
    monkeypatch.setattr(jobs, "BEAT_SECONDS", 0.01)
    heard = []

    def silent(wish, out, progress) -> Made:
        job.refresh_from_db()
        first = job.heard_at
        for _ in range(200):
            time.sleep(0.01)
            job.refresh_from_db()
            if job.heard_at > first:
                heard.append(job.heard_at)
                break
        out.write_bytes(b"x")
        return Made("a.xlsx", 0, {})

    make_by(monkeypatch, silent)
    job = asked()
    jobs.make_next()

    assert heard


@pytest.mark.parametrize(
    ("error", "said"),
    [(Refused(), "เหตุผล"), (RuntimeError("secret detail"), "ไม่ได้")],
)
def test_what_cannot_be_made_says_why(monkeypatch, caplog, error, said) -> None:
    def broken(wish, out, progress) -> Made:
        raise error

    make_by(monkeypatch, broken)
    job = asked()

    assert jobs.make_next()

    job.refresh_from_db()
    assert (job.state, said in job.problem, "secret" in job.problem) == ("failed", True, False)


@pytest.mark.parametrize("error", [None, RuntimeError("nobody is there")])
def test_an_account_that_is_deleted_meanwhile_does_not_end_the_worker(monkeypatch, error) -> None:
    def late(wish, out, progress) -> Made:
        job.asked_by.delete()
        if error:
            raise error
        return small(wish, out, progress)

    make_by(monkeypatch, late)
    job = asked()

    assert jobs.make_next()
    assert not jobs.make_next()


def test_rights_are_asked_again_when_it_is_made_and_when_it_is_fetched() -> None:
    facilitator = create_facilitator()
    mine, other = create_workshop(facilitator=facilitator), create_workshop()
    job = asked(facilitator, workshop=mine, names=True)
    assert (jobs.wish_of_job(job).workshops, jobs.wish_of_job(job).names) == ((mine,), False)
    assert not jobs.may_fetch(job)  # with names, which this account may not have
    later(job, wish=job.wish | {"names": False})
    job.refresh_from_db()
    assert jobs.may_fetch(job)

    job.workshops.add(other)

    assert jobs.wish_of_job(job).workshops == (mine,)
    assert not jobs.may_fetch(job)


def test_a_worker_is_started_when_something_waits_and_nobody_is_at_work(
    monkeypatch, settings
) -> None:
    started = []

    class Process:
        def poll(self) -> None:
            return None

    monkeypatch.setattr(jobs, "start_worker", lambda: started.append(1) or Process())
    monkeypatch.setattr(jobs, "_started", [])
    jobs.wake_worker()
    assert started == []

    job = asked()
    settings.FILE_WORKER = "elsewhere"
    jobs.wake_worker()
    assert started == []

    settings.FILE_WORKER = "here"
    later(job, state="running", heard_at=timezone.now())
    jobs.wake_worker()
    assert started == []

    later(job, heard_at=timezone.now() - files.SILENT_FOR * 2)
    jobs.wake_worker()
    jobs.wake_worker()
    assert started == [1]


def test_a_finished_file_is_no_reason_for_a_worker(monkeypatch) -> None:
    done(asked(create_planner()))
    monkeypatch.setattr(jobs, "start_worker", lambda: pytest.fail("nothing waits"))
    jobs.wake_worker()


def test_the_worker_is_a_process_that_makes_files(settings) -> None:
    """The command line as the portal starts it, on this very database."""
    job = asked(workshop=create_factor().workshop)
    name = connection.settings_dict["NAME"]
    url = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        url = "/".join([*os.environ["DATABASE_URL"].split("/")[:-1], str(name)])
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "make_files"]
    environment = os.environ | {"DATABASE_URL": url}

    subprocess.run(command, env=environment, check=True, timeout=60, capture_output=True)

    job.refresh_from_db()
    assert (job.state, job.problem) == ("done", "")


def test_every_kind_has_a_maker_and_a_type() -> None:
    assert set(makers.MAKERS) == set(FileKind) == set(makers.CONTENT_TYPES)
