import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import create_factor, create_participant, create_workshop
from workshops.domain.participants import StillOpen, erase_names
from workshops.enums import Stage
from workshops.models import Participant, Workshop

pytestmark = pytest.mark.django_db


def people(workshop: Workshop) -> list[tuple[str, str, str, str]]:
    fields = ("name", "position", "agency", "district")
    return list(Participant.objects.filter(workshop=workshop).order_by("pk").values_list(*fields))


def run(*options: str) -> str:
    out = StringIO()
    call_command("erase_names", *options, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_it_forgets_the_person_and_keeps_the_words() -> None:
    workshop = create_workshop(stage=Stage.CLOSED)
    participant = create_participant(workshop=workshop, name="สมหญิง ใจดี")
    factor = create_factor(participant=participant, text="น้ำท่วมซ้ำ")

    assert erase_names(workshop, by=None) == 1
    assert erase_names(workshop, by=None) == 0

    factor.refresh_from_db()
    assert people(workshop) == [("", "", "", "4005")]
    assert (factor.text, factor.participant) == ("น้ำท่วมซ้ำ", participant)
    entries = list(workshop.journal.values_list("revision", "verb", "facts"))
    assert entries == [(1, "names.erased", {"participants": 1})]


def test_it_refuses_while_the_workshop_is_open() -> None:
    workshop = create_workshop(stage=Stage.FEEDBACK)
    participant = create_participant(workshop=workshop)

    with pytest.raises(StillOpen):
        erase_names(workshop, by=None)

    assert people(workshop)[0][0] == participant.name


def test_the_command_takes_only_what_is_old_and_closed() -> None:
    old, recent, open_one = (create_workshop(stage=Stage.CLOSED) for _ in range(3))
    Workshop.objects.filter(pk=recent.pk).update(held_on=datetime.date.today())  # noqa: DTZ011
    Workshop.objects.filter(pk=open_one.pk).update(stage=Stage.FEEDBACK)
    for workshop in (old, recent, open_one):
        create_participant(workshop=workshop, name="สมชาย")

    assert run() == f"{old.code}: 1 erased\n"

    assert [people(w)[0][0] for w in (old, recent, open_one)] == ["", "สมชาย", "สมชาย"]


def test_the_command_takes_one_by_its_code() -> None:
    workshop = create_workshop(stage=Stage.CLOSED)
    create_participant(workshop=workshop)

    assert run("--workshop", workshop.code.lower()) == f"{workshop.code}: 1 erased\n"


def test_the_command_refuses_an_unknown_code() -> None:
    with pytest.raises(CommandError, match="no workshop XXXXXX"):
        run("--workshop", "XXXXXX")
