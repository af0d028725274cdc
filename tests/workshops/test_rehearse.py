"""The desk's page for rehearsing: starting, stopping and clearing."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from urllib.parse import urlsplit

import openpyxl
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from tests.factories import (
    create_facilitator,
    create_factor,
    create_participant,
    create_planner,
    create_workshop,
)
from tests.workshops.desks import sentences, signed_in
from workshops.enums import Stage
from workshops.rehearsal import runs

pytestmark = pytest.mark.django_db

FORM = {"participants": "5", "every": "5", "minutes": "1"}
JSON = {"Accept": "application/json"}


def url(workshop, name="rehearse"):
    return reverse(f"workshops:{name}", args=[workshop.code])


@pytest.fixture
def facilitator():
    return create_facilitator()


@pytest.fixture
def workshop(facilitator):
    return create_workshop(facilitator=facilitator)


@pytest.fixture
def note(workshop):
    """As if a rehearsal were running somewhere."""
    run = {"id": "x", "participants": 5, "every": 5, "minutes": 2, "begun_at": ""}
    cache.set(f"rehearsal-{workshop.code}", run, 60)
    yield run
    cache.delete(f"rehearsal-{workshop.code}")


def pretend(workshop):
    person = create_participant(workshop=workshop, name="ซ้อม 1")
    person.is_pretend = True
    person.save()
    return person


def wait_until(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.1)


@pytest.fixture
def child_database(monkeypatch):
    """What a process that the portal starts must open: the tests' database."""
    name = str(connection.settings_dict["NAME"])
    before = os.environ["DATABASE_URL"].rpartition("/")[0]
    sqlite = connection.vendor == "sqlite"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{name}" if sqlite else f"{before}/{name}")


@pytest.mark.data
@pytest.mark.django_db(transaction=True)
def test_it_starts_runs_stops_and_clears(portal, child_database, facilitator, workshop):
    real = create_factor(workshop=workshop)
    where = urlsplit(portal)
    place = {"SERVER_NAME": where.hostname, "SERVER_PORT": str(where.port)}
    desk = signed_in(facilitator)

    answer = desk.post(url(workshop), FORM, **place)

    assert (answer.status_code, answer.url) == (303, url(workshop))
    wait_until(lambda: desk.get(url(workshop), headers=JSON).json()["factors"] >= 1)
    assert desk.get(url(workshop), headers=JSON).json()["running"] is True
    assert "A rehearsal is going on" in desk.get(url(workshop)).content.decode()

    desk.post(url(workshop, "stop-rehearsal"))

    numbers = desk.get(url(workshop), headers=JSON).json()
    assert numbers["running"] is False
    assert 1 <= numbers["participants"] <= 5
    page = desk.get(url(workshop)).content.decode()
    assert "Clear the rehearsal" in page

    answer = desk.post(url(workshop, "clear-rehearsal"), follow=True)

    sentence = f"{numbers['participants']} pretend participant"
    assert sentence in answer.content.decode()
    assert desk.get(url(workshop), headers=JSON).json() == {
        "running": False,
        "participants": 0,
        "factors": 0,
    }
    assert list(workshop.factors.all()) == [real]
    entry = workshop.journal.last()
    assert (entry.verb, entry.user) == ("rehearsal.cleared", facilitator)
    assert entry.facts["participants"] == numbers["participants"]
    assert len(entry.facts["factors"]) == numbers["factors"]


@pytest.mark.django_db(transaction=True)
def test_the_child_ends_with_its_server(portal, child_database, workshop, note):
    command = [sys.executable, "manage.py", "rehearse", "--workshop", workshop.code]
    options = ["--url", portal, "--participants", "1", "--join-within", "0", "--run", note["id"]]
    child = subprocess.Popen(
        [*command, *options],
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    wait_until(workshop.participants.exists)
    assert child.poll() is None

    printed, _ = child.communicate()  # closes its input, as the end of the server does

    assert child.returncode == 0
    assert json.loads(printed)["workshop"] == workshop.code  # what it measured until then


def test_one_at_a_time(facilitator, workshop, note):
    answer = signed_in(facilitator).post(url(workshop), FORM, follow=True)

    assert "A rehearsal is running already." in answer.content.decode()
    assert cache.get(f"rehearsal-{workshop.code}") == note


def test_a_rehearsal_whose_server_is_gone_can_be_stopped(facilitator, workshop, note, monkeypatch):
    monkeypatch.setattr(runs, "STOPPING", 1)

    signed_in(facilitator).post(url(workshop, "stop-rehearsal"))

    assert runs.running(workshop.code) is None


def test_before_brainstorming_the_page_says_when_they_write(facilitator, workshop, note):
    sentence = "They write when you open the step for brainstorming."
    assert sentence not in signed_in(facilitator).get(url(workshop)).content.decode()
    workshop.stage = Stage.LOBBY
    workshop.save()

    assert sentence in signed_in(facilitator).get(url(workshop)).content.decode()


def test_clearing_nothing_records_nothing(facilitator, workshop):
    create_factor(workshop=workshop)

    answer = signed_in(facilitator).post(url(workshop, "clear-rehearsal"))

    assert (answer.status_code, answer.url) == (303, url(workshop))
    assert workshop.factors.count() == 1
    assert not workshop.journal.exists()


def test_the_desk_marks_what_is_rehearsal(facilitator, workshop):
    create_factor(participant=pretend(workshop))
    desk = reverse("workshops:desk", args=[workshop.code])

    page = signed_in(facilitator).get(desk).content.decode()

    assert page.count(">Rehearsal</span>") == 2  # the card, and who is in
    assert "1 pretend participant is in the room." in page


def test_analysis_and_workbook_say_that_it_is_in_the_figures(facilitator, workshop):
    create_factor(workshop=workshop)
    desk = signed_in(facilitator)
    addresses = [
        reverse(f"analysis:{name}", args=[workshop.code])
        for name in ("overview", "factors", "plan")
    ]
    sentence = "These figures include pretend participants of a rehearsal."
    assert not any(sentence in desk.get(each).content.decode() for each in addresses)
    with override("th"):  # the workbook's own language
        warning = gettext("REHEARSAL: figures include pretend participants")
    assert warning not in readme(desk, workshop)

    create_factor(participant=pretend(workshop))

    assert all(sentence in desk.get(each).content.decode() for each in addresses)
    assert warning in readme(desk, workshop)


def readme(desk, workshop):
    """All text on the first sheet of the workbook."""
    file = desk.get(reverse("analysis:workbook", args=[workshop.code])).getvalue()
    rows = openpyxl.load_workbook(io.BytesIO(file)).worksheets[0].iter_rows(values_only=True)
    return " ".join(str(value) for row in rows for value in row)


@pytest.mark.parametrize(
    ("name", "value"), [("participants", "61"), ("every", "0"), ("minutes", "600")]
)
def test_what_is_not_offered_is_refused(facilitator, workshop, name, value):
    answer = signed_in(facilitator).post(url(workshop), FORM | {name: value})

    assert answer.status_code == 422
    assert sentences(answer) == {
        name: ["This is not one of the choices. Choose one of those shown."]
    }
    assert runs.running(workshop.code) is None


def test_a_closed_workshop_takes_nobody(facilitator, workshop):
    workshop.stage = Stage.CLOSED
    workshop.save()

    answer = signed_in(facilitator).post(url(workshop), FORM)

    assert answer.status_code == 423
    assert list(sentences(answer)) == ["__all__"]
    assert runs.running(workshop.code) is None


@pytest.mark.parametrize("name", ["rehearse", "stop-rehearsal", "clear-rehearsal"])
def test_others_may_not(workshop, name):
    factor = create_factor(participant=pretend(workshop))

    assert Client().post(url(workshop, name), FORM).url.startswith("/accounts/login/")
    assert signed_in(create_facilitator()).post(url(workshop, name), FORM).status_code == 404
    assert signed_in(create_planner()).post(url(workshop, name), FORM).status_code == 403
    assert list(workshop.factors.all()) == [factor]
    assert runs.running(workshop.code) is None


@pytest.mark.parametrize("name", ["stop-rehearsal", "clear-rehearsal"])
def test_it_is_not_done_by_a_link(facilitator, workshop, name):
    assert signed_in(facilitator).get(url(workshop, name)).status_code == 405
