"""Files that are made beside the requests: asked for, claimed, made, kept, erased."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from analysis.domain import files
from analysis.files import UPLOADS_KEPT, FileJob, FileKind, FileState, FileTaste, Upload
from analysis.wishes import taste_of, wish_of
from tests.factories import create_planner, create_workshop
from workshops.domain.participants import erase_names
from workshops.enums import Stage

pytestmark = pytest.mark.django_db


def asked(user=None, *, workshop=None, rows=10, **more) -> FileJob:
    workshop = workshop or create_workshop()
    user = user or create_planner()
    wish = wish_of(FileKind.WORKBOOK, workshop.plan_cycle, [workshop], user=user, **more)
    return files.ask_for_file(wish, by=user, rows=rows)


def done(job: FileJob) -> FileJob:
    claimed = files.claim_file()
    assert claimed == job
    assert files.keep_piece(claimed, number=0, body=b"body")
    assert files.finish_file(claimed, file_name="แฟ้ม.xlsx", size=4)
    job.refresh_from_db()
    return job


def later(job: FileJob, **fields: object) -> None:
    FileJob.objects.filter(pk=job.pk).update(**fields)


def test_a_file_is_asked_for_made_and_kept() -> None:
    job = asked()
    assert (job.state, job.rows_total, list(job.workshops.all()) != []) == ("waiting", 10, True)

    job = done(job)

    assert (job.state, job.file_name, job.size) == ("done", "แฟ้ม.xlsx", 4)
    assert job.kept_until - job.ended_at == datetime.timedelta(hours=48)
    assert [bytes(piece.body) for piece in job.pieces.all()] == [b"body"]


def test_the_same_wish_is_not_queued_twice() -> None:
    user, workshop = create_planner(), create_workshop()

    first, second = asked(user, workshop=workshop), asked(user, workshop=workshop)

    assert first == second
    assert asked(user, workshop=workshop, language="en") != first


def test_one_account_may_not_fill_the_queue() -> None:
    user = create_planner()
    for _ in range(files.FILES_AT_ONCE):
        asked(user)

    with pytest.raises(files.TooManyFiles):
        asked(user)
    assert asked(create_planner()).state == "waiting"


def test_the_oldest_is_claimed_first_and_only_once() -> None:
    old, new = asked(), asked()
    later(old, asked_at=timezone.now() - datetime.timedelta(minutes=5))

    assert [files.claim_file(), files.claim_file(), files.claim_file()] == [old, new, None]


def test_what_a_dead_worker_left_is_begun_again_and_then_given_up() -> None:
    job = asked()
    silent = timezone.now() - files.SILENT_FOR - datetime.timedelta(seconds=1)
    first = files.claim_file()
    files.keep_piece(first, number=0, body=b"half")
    assert files.claim_file() is None  # it is still heard of

    later(job, heard_at=silent)
    second = files.claim_file()
    assert (second, second.attempts, second.pieces.count()) == (job, 2, 0)
    # The dead one comes back to life: what it says counts no more.
    assert not files.hear_of(first, done=1, total=2)
    assert not files.keep_piece(first, number=0, body=b"half")
    assert not files.finish_file(first, file_name="x", size=1)

    later(job, heard_at=silent)
    assert files.claim_file() is None
    job.refresh_from_db()
    assert job.state == FileState.FAILED
    assert job.problem


def test_progress_is_noted_and_a_cancelled_file_is_told_to_stop() -> None:
    asked()
    job = files.claim_file()
    assert files.hear_of(job, done=3, total=9)
    job.refresh_from_db()
    assert (job.rows_done, job.rows_total) == (3, 9)

    assert files.cancel_file(job).state == FileState.CANCELLED

    assert not files.hear_of(job, done=4, total=9)
    assert not files.keep_piece(job, number=0, body=b"late")
    assert not files.finish_file(job, file_name="x", size=1)
    assert not job.pieces.exists()


def test_what_was_kept_long_enough_is_erased() -> None:
    job, fresh = done(asked()), done(asked())
    later(job, kept_until=timezone.now() - datetime.timedelta(seconds=1))

    assert files.sweep_files() == 1

    job.refresh_from_db()
    assert (job.state, job.pieces.count()) == (FileState.GONE, 0)
    assert fresh.pieces.count() == 1
    later(job, asked_at=timezone.now() - files.LISTED_FOR - datetime.timedelta(days=1))
    files.sweep_files()
    assert not FileJob.objects.filter(pk=job.pk).exists()


def test_uploads_are_erased_after_a_day() -> None:
    workshop, user = create_workshop(), create_planner()
    long_ago = timezone.now() - UPLOADS_KEPT - datetime.timedelta(minutes=1)
    for at in (long_ago, timezone.now()):
        Upload.objects.create(
            kind="factors", workshop=workshop, uploaded_by=user, file_name="a", uploaded_at=at
        )

    assert Upload.objects.kept().count() == 1  # nobody sees the other any more
    files.sweep_files()

    assert Upload.objects.count() == 1


def test_erasing_the_names_of_a_workshop_takes_files_with_names_along() -> None:
    workshop = create_workshop(stage=Stage.CLOSED)
    user = create_planner()
    with_names = done(asked(user, workshop=workshop, names=True))
    without = done(asked(user, workshop=workshop))
    elsewhere = done(asked(user, names=True))
    Upload.objects.create(kind="factors", workshop=workshop, uploaded_by=user, file_name="a")

    erase_names(workshop, by=user)

    states = {job: FileJob.objects.get(pk=job.pk).state for job in (with_names, without, elsewhere)}
    assert states == {with_names: "gone", without: "done", elsewhere: "done"}
    assert not with_names.pieces.exists()
    assert not Upload.objects.exists()


def test_taking_a_file_is_noted_in_each_workshop() -> None:
    user, workshops = create_planner(), [create_workshop(), create_workshop()]

    files.note_fetched(workshops, by=user, kind="minutes")

    for workshop in workshops:
        entry = workshop.journal.get()
        assert (entry.verb, entry.user, entry.facts) == (
            "file.exported",
            user,
            {"kind": "minutes"},
        )


def test_how_an_account_likes_its_files_is_kept() -> None:
    user = create_planner()
    assert taste_of(user).language == ""

    files.like_files_so(user, language="en", font="Tahoma")
    files.like_files_so(user, left_out={"factors": ["text"]})

    taste = FileTaste.objects.get(user=user)
    assert (taste.language, taste.font) == ("en", "Tahoma")
    wish = wish_of(FileKind.WORKBOOK, create_workshop().plan_cycle, [], user=user)
    assert (wish.language, wish.left_out) == ("en", {"factors": ["text"]})
