"""The pages where files are asked for, waited for and fetched."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from analysis import jobs
from analysis.domain import files
from analysis.files import FileJob, FileTaste
from analysis.makers import Made
from analysis.views import files as views
from tests.analysis.domain.test_files import asked, done, later
from tests.factories import create_facilitator, create_factor, create_planner, create_workshop
from tests.workshops.desks import signed_in
from workshops.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_works(monkeypatch) -> None:
    monkeypatch.setattr(jobs, "start_worker", lambda: pytest.fail("a test starts no worker"))
    monkeypatch.setattr(jobs, "wake_worker", lambda: None)


@pytest.fixture
def made(monkeypatch) -> list:
    wishes = []

    def make(wish, out) -> Made:
        wishes.append(wish)
        out.write_bytes(b"PK")
        return Made("แฟ้ม ขอนแก่น.xlsx", 1, {})

    monkeypatch.setattr(views, "make", make)
    return wishes


def sent(kind: str = "workbook", **more: str) -> dict[str, str]:
    return {"kind": kind, "language": "th", "digits": "form", "font": ""} | more


def test_a_small_file_is_the_answer(made) -> None:
    workshop, user = create_workshop(), create_planner()
    address = reverse("analysis:files", args=[workshop.code])
    client = signed_in(user)
    assert client.get(address).status_code == 200

    response = client.post(address, sent("minutes", language="en", font="Tahoma"))

    assert (response.status_code, response.content) == (200, b"PK")
    assert "filename*=UTF-8''%E0%B9%81" in response["Content-Disposition"]
    assert f'filename="steepi-minutes-{workshop.code}.xlsx"' in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    (wish,) = made
    assert (wish.kind, wish.workshops, wish.language, wish.names) == (
        "minutes",
        (workshop,),
        "en",
        False,
    )
    assert workshop.journal.get().facts == {"kind": "minutes"}
    assert FileTaste.objects.get(user=user).font == "Tahoma"


def test_a_large_file_is_queued_and_the_page_leads_to_it(made, settings) -> None:
    settings.FILE_JOB_ROWS = 0
    workshop, user = create_factor().workshop, create_planner()

    response = signed_in(user).post(reverse("analysis:files", args=[workshop.code]), sent())

    assert (response.status_code, response.url) == (302, reverse("analysis:downloads"))
    job = FileJob.objects.get()
    assert (job.asked_by, list(job.workshops.all()), job.rows_total) == (user, [workshop], 1)
    assert not made


def test_too_many_large_files_are_refused_in_words(made, settings) -> None:
    settings.FILE_JOB_ROWS = 0
    user = create_planner()
    for _ in range(files.FILES_AT_ONCE):
        asked(user)
    workshop = create_factor().workshop

    response = signed_in(user).post(reverse("analysis:files", args=[workshop.code]), sent())

    assert response.status_code == 422
    assert str(files.TooManyFiles()) in response.content.decode()


@pytest.mark.parametrize("wrong", [{"kind": "all"}, {"language": "fr"}, {"font": "x"}])
def test_an_unknown_wish_is_refused(made, wrong) -> None:
    workshop = create_workshop()
    client = signed_in(create_planner())

    response = client.post(reverse("analysis:files", args=[workshop.code]), sent(**wrong))

    assert response.status_code == 422
    assert not made


def test_names_are_only_for_who_has_the_right(made) -> None:
    workshop = create_workshop()
    address = reverse("analysis:files", args=[workshop.code])
    trusted = User.objects.create_user("trusted", is_planner=True, sees_names=True)

    signed_in(create_planner()).post(address, sent(names="on"))
    signed_in(trusted).post(address, sent(names="on"))

    assert [wish.names for wish in made] == [False, True]


def test_a_plan_s_files_are_of_the_workshops_that_are_picked(made) -> None:
    first, second = create_workshop(track="smart"), create_workshop(track="mice")
    address = reverse("analysis:plan-files", args=[first.plan_cycle_id])
    client = signed_in(create_planner())
    assert client.get(address).status_code == 200

    assert client.post(f"{address}?workshop={second.code}", sent()).status_code == 200

    (wish,) = made
    assert (wish.workshops, wish.is_plan) == ((second,), True)
    assert second.title in wish.filters
    assert client.post(f"{address}?workshop=ZZZZZZ", sent()).status_code == 422
    assert len(made) == 1


def test_what_cannot_be_picked_has_no_file(made) -> None:
    cycle = create_workshop().plan_cycle
    elsewhere = signed_in(create_facilitator())

    response = elsewhere.post(reverse("analysis:plan-files", args=[cycle.pk]), sent())

    assert (response.status_code, made) == (422, [])


def test_the_list_shows_own_files_only(django_assert_max_num_queries) -> None:
    user = create_planner()
    mine = done(asked(user))
    theirs = asked()
    client = signed_in(user)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("analysis:downloads")).content.decode()

    assert reverse("analysis:fetch-file", args=[mine.key]) in page
    assert str(theirs.key) not in page
    for language in ("th", "en"):
        asked(user, language=language)
    with django_assert_max_num_queries(12):
        client.get(reverse("analysis:downloads"))


def test_a_finished_file_is_fetched() -> None:
    user = create_planner()
    job = done(asked(user))
    (workshop,) = job.workshops.all()

    response = signed_in(user).get(reverse("analysis:fetch-file", args=[job.key]))

    assert (response.status_code, b"".join(response.streaming_content)) == (200, b"body")
    assert response["Content-Length"] == "4"
    assert "filename*=UTF-8''%E0%B9%81" in response["Content-Disposition"]
    assert workshop.journal.get().verb == "file.exported"


def test_nobody_else_fetches_or_cancels_it() -> None:
    job = done(asked())
    for client, status in ((signed_in(create_planner()), 404), (Client(), 302)):
        assert client.get(reverse("analysis:fetch-file", args=[job.key])).status_code == status
        assert client.post(reverse("analysis:cancel-file", args=[job.key])).status_code == status
    job.refresh_from_db()
    assert job.state == "done"


def test_who_may_no_longer_read_the_workshop_does_not_get_the_file() -> None:
    facilitator = create_facilitator()
    workshop = create_workshop(facilitator=facilitator)
    job = done(asked(facilitator, workshop=workshop))
    workshop.facilitators.remove(facilitator)

    client = signed_in(facilitator)

    assert client.get(reverse("analysis:fetch-file", args=[job.key])).status_code == 404


def test_a_file_that_is_not_there_says_so() -> None:
    user = create_planner()
    client = signed_in(user)
    job = done(asked(user))
    waiting = asked(user)
    assert client.get(reverse("analysis:fetch-file", args=[waiting.key])).status_code == 410
    later(job, kept_until=timezone.now() - datetime.timedelta(seconds=1))

    assert client.get(reverse("analysis:fetch-file", args=[job.key])).status_code == 410
    assert client.get(reverse("analysis:fetch-file", args=[uuid.uuid4()])).status_code == 404


def test_cancelling_stops_or_erases_it() -> None:
    user = create_planner()
    job = asked(user)
    client = signed_in(user)

    assert client.post(reverse("analysis:cancel-file", args=[job.key])).status_code == 302

    job.refresh_from_db()
    assert job.state == "cancelled"
    assert client.get(reverse("analysis:cancel-file", args=[job.key])).status_code == 405


def test_columns_are_left_out_and_come_back() -> None:
    create_workshop()
    user = create_planner()
    client = signed_in(user)
    address = reverse("analysis:file-columns")
    form = client.get(address).context["form"]
    ticked = {name: [key for key, _ in field.choices] for name, field in form.fields.items()}
    gone = ticked["factors"].pop()

    assert client.post(address, ticked).status_code == 302

    assert FileTaste.objects.get(user=user).left_out == {"factors": [gone]}
    again = client.get(address).context["form"]
    assert gone not in again.fields["factors"].initial
    assert client.post(address, ticked | {"factors": []}).status_code == 422
    assert FileTaste.objects.get(user=user).left_out == {"factors": [gone]}
