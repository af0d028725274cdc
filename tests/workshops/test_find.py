from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.factories import create_workshop
from tests.workshops.phones import HOSTILE
from workshops.models import JournalEntry, Participant

pytestmark = pytest.mark.django_db


def test_without_a_code_it_asks_for_one(client: Client) -> None:
    response = client.get("/join/")

    assert response.status_code == 200
    assert 'name="code" value=""' in response.content.decode()


@pytest.mark.parametrize("typed", ["{code}", "{lower}", " {lower} ", "{spaced}", "{dashed}"])
def test_a_code_leads_to_its_workshop_however_it_is_typed(client: Client, typed: str) -> None:
    code = create_workshop().code
    forms = {
        "code": code,
        "lower": code.lower(),
        "spaced": f"{code[:3]} {code[3:]}",
        "dashed": f"{code[:3]}-{code[3:]}",
    }

    response = client.get("/join/", {"code": typed.format(**forms)})

    assert (response.status_code, response["Location"]) == (303, f"/join/{code}/")


@pytest.mark.parametrize("typed", ["ABCDEF", "0O1IL0", "abc", "ก", "ABCDEFG", "<b>&", "A" * 500])
def test_an_unknown_code_stays_in_the_box(client: Client, typed: str) -> None:
    response = client.get("/join/", {"code": typed})

    assert response.status_code == 404
    assert response.context["typed"] == typed[:40]
    assert 'id="code-error"' in response.content.decode()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_codes_get_an_answer(client: Client, name: str) -> None:
    query = urlencode({"code": HOSTILE[name][:4000]}, errors="surrogatepass")

    response = client.get(f"/join/?{query}")

    assert response.status_code in (200, 404)


@pytest.mark.parametrize("raw", ["%00", "%ff%fe", "A%00BCDEF", "%ed%b0%80"])
def test_raw_bytes_get_an_answer(client: Client, raw: str) -> None:
    assert client.get(f"/join/?code={raw}").status_code in (200, 404)
    assert client.get(f"/join/{raw}/").status_code == 404


def test_looking_creates_nothing(client: Client) -> None:
    client.get("/join/", {"code": create_workshop().code}, follow=True)

    assert (Participant.objects.count(), JournalEntry.objects.count()) == (0, 0)


def test_it_takes_no_post(client: Client) -> None:
    assert client.post("/join/").status_code == 405
