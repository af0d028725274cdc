import pytest
from django.test import Client

from tests.factories import create_workshop
from tests.workshops.phones import joined
from workshops.enums import Stage
from workshops.models import Participant, Workshop

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def url(workshop: Workshop) -> str:
    return f"/room/{workshop.code}/ready/"


def test_the_button_works_as_a_plain_form() -> None:
    phone, participant = joined()

    response = phone.post(url(participant.workshop), {"ready": "1", "stage": "brainstorm"})

    assert response.status_code == 303
    assert response["Location"] == f"/room/{participant.workshop.code}/#ready"
    assert Participant.objects.get().ready_stage == Stage.BRAINSTORM
    entry = participant.workshop.journal.get()
    assert (entry.verb, entry.facts["ready"]) == ("ready.changed", True)
    page = phone.get(f"/room/{participant.workshop.code}/").content.decode()
    assert 'name="ready" value="0" aria-pressed="true"' in page


def test_the_script_gets_json_and_may_take_it_back() -> None:
    phone, participant = joined()

    answers = [
        phone.post(url(participant.workshop), {"ready": ready, "stage": "brainstorm"}, headers=JSON)
        for ready in ("1", "0")
    ]

    assert [answer.json() for answer in answers] == [
        {"ready": True, "stage": "brainstorm"},
        {"ready": False, "stage": ""},
    ]


def test_the_next_step_begins_unready() -> None:
    phone, participant = joined()
    phone.post(url(participant.workshop), {"ready": "1"})
    Workshop.objects.update(stage=Stage.EXCHANGE)

    page = phone.get(f"/room/{participant.workshop.code}/").content.decode()

    assert 'name="ready" value="1" aria-pressed="false"' in page


def test_a_step_that_is_over_is_refused() -> None:
    phone, participant = joined(workshop=create_workshop(stage=Stage.EXCHANGE))
    form = {"ready": "1", "stage": "brainstorm"}

    scripted = phone.post(url(participant.workshop), form, headers=JSON)
    plain = phone.post(url(participant.workshop), form, follow=True)

    assert (scripted.status_code, list(scripted.json())) == (423, ["error"])
    assert scripted.json()["error"] in plain.content.decode()
    assert not participant.workshop.journal.exists()


def test_a_closed_workshop_refuses() -> None:
    phone, participant = joined(workshop=create_workshop(stage=Stage.CLOSED))

    assert phone.post(url(participant.workshop), {"ready": "1"}, headers=JSON).status_code == 423


@pytest.mark.parametrize("form", [{}, {"ready": "x"}, {"ready": "1", "stage": "x"}])
def test_an_invalid_form_is_refused(form: dict[str, str]) -> None:
    phone, participant = joined()

    assert phone.post(url(participant.workshop), form, headers=JSON).status_code == 422
    assert phone.post(url(participant.workshop), form).status_code == 303
    assert not participant.workshop.journal.exists()


def test_it_is_for_those_who_are_in(client: Client) -> None:
    workshop = create_workshop()
    elsewhere, _ = joined()

    for browser in (client, elsewhere):
        assert browser.post(url(workshop), {"ready": "1"}).status_code == 403
    assert client.post("/room/ZZZZZZ/ready/", {"ready": "1"}).status_code == 404
    assert client.get(url(workshop)).status_code == 405
