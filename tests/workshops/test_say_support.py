"""`/room/CODE/support/`: agreeing, and taking it back, as often as the phone sends it."""

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import (
    create_challenge,
    create_cluster,
    create_factor,
    create_participant,
    create_workshop,
)
from tests.workshops.phones import joined
from workshops.domain import support
from workshops.enums import Stage
from workshops.models import Participant, Support, Workshop

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
OPEN = [Stage.BRAINSTORM, Stage.EXCHANGE, Stage.REFLECT, Stage.ANALYSE]


def url(workshop: Workshop) -> str:
    return f"/room/{workshop.code}/support/"


def here(stage: Stage = Stage.EXCHANGE) -> tuple[Client, Participant, Workshop]:
    phone, me = joined(workshop=create_workshop(stage=stage))
    return phone, me, me.workshop


def say(phone: Client, workshop: Workshop, target: object, agrees: int = 1, **more: object):
    kind = type(target).__name__.lower()
    form = {"kind": kind, "pk": target.pk, "agrees": agrees} | more
    return phone.post(url(workshop), form, headers=JSON)


@pytest.mark.parametrize("make", [create_factor, create_cluster, create_challenge])
def test_it_works_for_each_kind(make) -> None:
    phone, me, workshop = here()
    target = make(workshop=workshop)
    kind = type(target).__name__.lower()

    response = say(phone, workshop, target)

    assert (response.status_code, response.json()) == (
        200,
        {"kind": kind, "pk": target.pk, "agrees": True, "total": 1},
    )
    assert Support.objects.get().participant == me
    entry = workshop.journal.get()
    assert (entry.verb, entry.facts) == ("support.changed", {kind: target.pk, "agrees": True})


def test_repeats_do_no_harm_and_it_can_be_taken_back() -> None:
    phone, _me, workshop = here()
    factor = create_factor(workshop=workshop)

    totals = [say(phone, workshop, factor, agrees).json()["total"] for agrees in (1, 1, 0, 0)]

    assert totals == [1, 1, 0, 0]
    assert not Support.objects.exists()
    assert workshop.journal.count() == 2


def test_a_plain_button_says_it_all_in_one() -> None:
    phone, _me, workshop = here()
    factor = create_factor(workshop=workshop)

    response = phone.post(url(workshop), {"say": f"factor-{factor.pk}-1"})

    assert response.status_code == 303
    assert response["Location"] == f"/room/{workshop.code}/clusters/#factor-{factor.pk}"
    assert Support.objects.count() == 1


def test_two_that_say_the_same_count_a_person_once_and_can_be_taken_back() -> None:
    phone, _me, workshop = here()
    kept = create_factor(workshop=workshop)
    other = create_factor(workshop=workshop)
    say(phone, workshop, other)
    other.merged_into = kept
    other.save()

    totals = [say(phone, workshop, kept, agrees).json()["total"] for agrees in (1, 0)]

    assert totals == [1, 0]
    assert not Support.objects.exists()


def test_what_stands_for_a_merged_cluster_is_counted() -> None:
    phone, _me, workshop = here()
    kept = create_cluster(workshop=workshop)
    gone = create_cluster(workshop=workshop, merged_into=kept)
    someone = create_participant(workshop=workshop)
    Support.objects.create(participant=someone, cluster=kept)

    assert say(phone, workshop, gone).json()["total"] == 2


def test_own_words_are_refused_and_so_is_what_says_the_same() -> None:
    phone, me, workshop = here()
    mine, theirs = create_factor(participant=me), create_factor(workshop=workshop)
    create_factor(participant=me, text="อีกข้อ", merged_into=theirs)

    for target in (mine, theirs):
        response = say(phone, workshop, target)
        assert response.status_code == 422
        assert response.json() == {
            "kind": "factor",
            "pk": str(target.pk),
            "error": str(support.OwnWords()),
        }
    assert not Support.objects.exists()


@pytest.mark.parametrize("stage", Stage)
def test_the_stage_decides(stage: Stage) -> None:
    phone, _me, workshop = here(stage)

    response = say(phone, workshop, create_factor(workshop=workshop))

    assert response.status_code == (200 if stage in OPEN else 423)
    assert Support.objects.exists() == (stage in OPEN)


def test_what_is_gone_is_told_with_its_number() -> None:
    phone, _me, workshop = here()
    gone = [
        create_factor(workshop=workshop, hidden_at=timezone.now()),
        create_factor(workshop=workshop, waits_for="reveal"),
        create_factor(),  # of another workshop
        create_challenge(workshop=workshop, is_waiting=True),
        create_cluster(workshop=workshop, dissolved_at=timezone.now()),
    ]

    for target in gone:
        response = say(phone, workshop, target)
        assert (response.status_code, response.json()["pk"]) == (409, str(target.pk))
    assert not Support.objects.exists()
    plain = phone.post(url(workshop), {"say": f"factor-{gone[0].pk}-1"}, follow=True)
    assert str(support.NothingThere()) in plain.content.decode()


def test_a_scribe_agrees_for_its_people_only() -> None:
    phone, me, workshop = here()
    person, stranger = (create_participant(workshop=workshop) for _ in range(2))
    person.scribe = me
    person.save()
    factor = create_factor(workshop=workshop)

    assert say(phone, workshop, factor, person=person.pk).status_code == 200
    assert Support.objects.get().participant == person
    assert say(phone, workshop, factor, person=stranger.pk).status_code == 409


@pytest.mark.parametrize("form", [{}, {"say": "factor-1"}, {"kind": "x", "pk": 1, "agrees": 1}])
def test_an_invalid_form_is_refused(form: dict[str, object]) -> None:
    phone, _me, workshop = here()

    assert phone.post(url(workshop), form, headers=JSON).status_code == 422
    assert phone.post(url(workshop), form).status_code == 303


def test_it_is_for_those_who_are_in(client: Client) -> None:
    _phone, _me, workshop = here()
    elsewhere, _ = joined()

    for browser in (client, elsewhere):
        assert browser.post(url(workshop), {"say": "factor-1-1"}).status_code == 403
    assert client.post("/room/ZZZZZZ/support/").status_code == 404
    assert client.get(url(workshop)).status_code == 405
