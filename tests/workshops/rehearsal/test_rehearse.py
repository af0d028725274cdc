"""`manage.py rehearse` against the portal as it is served."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from tests.factories import create_factor, create_proposal, create_workshop
from workshops.domain.rehearsal import clear_rehearsal, pretend_in
from workshops.enums import Stage
from workshops.models import Factor, Participant, Support

FAST = ["--every", "0.1", "--join-within", "0.5", "--seed", "1", "--json"]


def rehearse(workshop, portal, *options):
    out = io.StringIO()
    call_command("rehearse", "--workshop", workshop.code, "--url", portal, *options, stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def workshop(transactional_db):
    return create_workshop()


@pytest.mark.data
def test_five_people_write_three_factors_each_and_are_cleared(workshop, portal):
    real = create_factor(workshop=workshop, text="น้ำท่วมถนนหน้าโรงเรียน")

    figures = rehearse(
        workshop, portal, "--participants", "5", "--factors", "3", "--streams", *FAST
    )

    assert figures["joins"] == {"ok": 5, "refused": 0, "retried": 0}
    assert figures["posts"] == {"ok": 15, "failed": 0, "retried": 0, "waited": 0, "open": 0}
    assert (figures["doubles"], figures["refusals"]) == (0, [])
    assert (figures["streams"]["opened"], figures["streams"]["missed"]) == (5, 0)
    assert set(figures["submit_to_stream_ms"]) == {"p50", "p95", "max"}
    assert (figures["workshop"], figures["seed"]) == (workshop.code, 1)
    pretend = workshop.participants.filter(is_pretend=True)
    assert [one.factors.count() for one in pretend] == [3] * 5
    assert all(one.name.startswith("ซ้อม ") for one in pretend)
    assert pretend_in(workshop) == (5, 15)

    assert clear_rehearsal(workshop, by=None) == 5

    assert list(Factor.objects.all()) == [real]
    assert list(Participant.objects.all()) == [real.participant]
    assert pretend_in(workshop) == (0, 0)


def test_it_can_clear_up_itself(workshop, portal):
    figures = rehearse(workshop, portal, "--participants", "2", "--factors", "1", "--clear", *FAST)

    assert figures["posts"]["ok"] == 2
    assert not workshop.participants.exists()


def test_outside_brainstorming_the_factors_wait(workshop, portal):
    workshop.stage = Stage.LEARN
    workshop.save()

    figures = rehearse(
        workshop, portal, "--participants", "1", "--factors", "1", *FAST, "--seconds", "1"
    )

    assert figures["joins"]["ok"] == 1
    assert (figures["posts"]["ok"], figures["posts"]["open"]) == (0, 1)
    assert not workshop.factors.exists()


@pytest.mark.data
def test_while_the_direction_is_set_they_propose_and_agree(workshop, portal):
    workshop.stage = Stage.DIRECT
    workshop.save()
    real = create_proposal(workshop=workshop)

    figures = rehearse(workshop, portal, "--participants", "3", "--factors", "2", *FAST)

    assert figures["posts"] == {"ok": 6, "failed": 0, "retried": 0, "waited": 0, "open": 0}
    assert workshop.proposals.filter(participant__is_pretend=True).count() == 6
    assert Support.objects.exists()
    clear_rehearsal(workshop, by=None)
    assert (list(workshop.proposals.all()), Support.objects.count()) == ([real], 0)


def test_whom_the_door_refuses_is_told_of(workshop, portal):
    workshop.stage = Stage.CLOSED
    workshop.save()

    figures = rehearse(workshop, portal, "--participants", "2", *FAST)

    assert figures["joins"] == {"ok": 0, "refused": 2, "retried": 0}
    assert figures["refusals"] == ["423 instead of the form for joining"] * 2


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--url", "http://192.0.2.7:8000"], "192.0.2.7 is not this machine. Run the rehearsal"),
        (["--url", "ftp://127.0.0.1"], "--url ftp://127.0.0.1 is no address."),
        (["--participants", "5001"], "--participants 5001 is out of bounds: 1 to 5000."),
        (["--seconds", "0"], "--seconds 0.0 is out of bounds: 1 to 7200."),
        (["--join-within", "-1"], "--join-within -1.0 is out of bounds: 0 to 600."),
        (["--workshop", "ZZZZZZ"], "There is no workshop ZZZZZZ. Check the code."),
    ],
)
@pytest.mark.django_db
def test_what_cannot_be_is_refused_in_words(options, sentence):
    workshop = create_workshop()

    with pytest.raises(CommandError, match=sentence.replace(".", r"\.")):
        call_command("rehearse", "--workshop", workshop.code, *options)
    assert not workshop.participants.exists()
