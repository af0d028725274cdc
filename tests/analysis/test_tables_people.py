"""The sheets of who took part and of what happened: roles, and names only by right."""

from __future__ import annotations

import pytest
from django.utils import timezone, translation

from analysis.tables.agreements import rows_of
from tests.analysis.workbook_scene import content_for, full_workshop
from tests.factories import create_factor, create_participant, create_user, create_workshop
from workshops.domain import factors, people
from workshops.domain.stages import open_stage
from workshops.enums import Stage, Verb
from workshops.models import Participant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def rows(workshop, name, **wished):
    return rows_of(content_for(workshop, **wished).sheet(name))


def test_each_person_once_by_role_with_what_they_wrote() -> None:
    workshop = full_workshop()

    found = rows(workshop, "participants")

    counted = Participant.objects.counted().filter(workshop=workshop)
    people_there = list(people.with_factors(counted).order_by("joined_at", "pk"))
    assert [row["id"] for row in found] == list(range(1, len(people_there) + 1))
    for row, person in zip(found, people_there, strict=True):
        assert row["district"] == person.district.name
        assert (row["agency"] or "") == person.agency
        assert row["joined_at"] == timezone.localtime(person.joined_at).replace(tzinfo=None)
        shown = people.factors_of(person).on_board().count()
        assert row["factors"] == shown
    assert "name" not in found[0]


def test_how_they_took_part() -> None:
    workshop = create_workshop()
    scribe = create_participant(workshop=workshop)
    people.add_person(scribe, district=scribe.district, position="กำนัน")
    Participant.objects.filter(pk=create_participant(workshop=workshop).pk).update(is_pretend=True)

    found = rows(workshop, "participants")

    assert [(row["way"], row["position"]) for row in found] == [
        ("With a phone of their own", None),
        ("Through a scribe", "กำนัน"),
        ("Pretend participant of a rehearsal", None),
    ]


def test_names_stand_there_only_when_they_were_wished_for() -> None:
    workshop = create_workshop()
    create_participant(workshop=workshop, name="สมหญิง")

    assert "สมหญิง" not in str(rows(workshop, "participants"))
    (row,) = rows(workshop, "participants", names=True)
    assert row["name"] == "สมหญิง"


def test_the_log_says_what_happened_by_role_without_words() -> None:
    facilitator = create_user(is_facilitator=True)
    workshop = create_workshop(facilitator=facilitator, stage=Stage.BRAINSTORM)
    factor = create_factor(workshop=workshop, text="คำพูด")
    factors.withdraw_factor(factor, by=factor.participant)
    planner, admin = create_user(is_planner=True), create_user(is_superuser=True)
    for user in (planner, admin):
        factors.hide_factor(create_factor(workshop=workshop), by=user)
    workshop.refresh_from_db()
    open_stage(workshop, stage=Stage.EXCHANGE, by=facilitator)

    found = rows(workshop, "log")

    entries = workshop.journal.order_by("revision")
    assert [row["id"] for row in found] == [entry.revision for entry in entries]
    assert [row["verb"] for row in found] == [Verb(entry.verb).label for entry in entries]
    assert [row["role"] for row in found] == [
        *("Participant", "Planner", "Administrator", "Facilitator")
    ]
    assert found[0]["about"] == f"factor {factor.pk}"
    assert "name" not in found[0]
    assert "คำพูด" not in str(found)


def test_a_name_in_the_log_never_leads_to_words_or_answers() -> None:
    workshop = create_workshop(stage=Stage.BRAINSTORM)
    person = create_participant(workshop=workshop, name="สมหญิง")
    factor = create_factor(participant=person)
    factors.withdraw_factor(factor, by=person)
    people.say_ready(person, ready=True)
    back, _token = people.come_back(workshop, reentry_code=person.reentry_code)

    found = rows(workshop, "log", names=True)

    assert [(row["verb"], row["name"], row["about"]) for row in found] == [
        ("withdrew a factor", None, f"factor {factor.pk}"),
        ("said whether they are ready", None, None),
        ("came back on another phone", "สมหญิง", None),
    ]
    assert back == person
