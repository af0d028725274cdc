import re
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories import create_district, create_facilitator, create_factor, create_workshop
from tests.workshops.phones import HOSTILE, joined, urlencoded
from workshops import access, limits
from workshops.domain.participants import join_workshop
from workshops.domain.people import merge_participants
from workshops.enums import Stage
from workshops.models import BrowserToken, Participant, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_earlier_guesses() -> None:
    cache.clear()


def url(workshop: Workshop) -> str:
    return f"/join/{workshop.code}/back/"


def someone(workshop: Workshop | None = None) -> Participant:
    workshop = workshop or create_workshop()
    return join_workshop(workshop, name="สมหญิง ใจดี", district=create_district())[0]


def test_the_code_opens_the_room_with_all_own_factors(client: Client) -> None:
    participant = someone()
    factors = [create_factor(participant=participant) for _ in range(3)]

    response = client.post(url(participant.workshop), {"code": participant.reentry_code})

    room = f"/room/{participant.workshop.code}/"
    assert (response.status_code, response["Location"]) == (303, room)
    page = client.get(room)
    assert {factor.pk for factor in page.context["own"]} == {factor.pk for factor in factors}
    entry = participant.workshop.journal.order_by("-revision")[0]
    assert (entry.verb, entry.participant) == ("participant.returned", participant)
    assert entry.facts == {"participant": participant.pk}


def test_fifty_of_fifty_come_back_and_nobody_is_new() -> None:
    workshop = create_workshop()
    everybody = [someone(workshop) for _ in range(50)]
    own = {each.pk: create_factor(participant=each).pk for each in everybody}

    restored = {}
    for each in everybody:
        phone = Client()
        phone.post(url(workshop), {"code": each.reentry_code.lower()})
        found = phone.get(f"/room/{workshop.code}/").context
        restored[found["participant"].pk] = [factor.pk for factor in found["own"]]

    assert restored == {pk: [factor] for pk, factor in own.items()}
    assert (workshop.participants.count(), BrowserToken.objects.count()) == (50, 50)


def test_the_first_phone_goes_on() -> None:
    phone, participant = joined()

    Client().post(url(participant.workshop), {"code": participant.reentry_code})

    assert phone.get(f"/room/{participant.workshop.code}/").status_code == 200


def test_the_cookie_is_a_new_secret_out_of_reach_of_scripts(client: Client) -> None:
    participant = someone()

    client.post(url(participant.workshop), {"code": participant.reentry_code})

    cookie = client.cookies[access.cookie_name(participant.workshop)]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (
        True,
        "Lax",
        90 * 24 * 3600,
    )
    assert cookie.value not in str(list(BrowserToken.objects.values()))


def test_looking_creates_nothing(client: Client) -> None:
    workshop = create_workshop()

    response = client.get(url(workshop))

    assert response.status_code == 200
    assert not workshop.journal.exists()
    assert access.cookie_name(workshop) not in response.cookies


def test_who_has_joined_meanwhile_becomes_the_one_of_the_code() -> None:
    workshop = create_workshop()
    first = someone(workshop)
    phone, _second = joined(workshop=workshop)

    phone.post(url(workshop), {"code": first.reentry_code})

    assert phone.get(f"/room/{workshop.code}/").context["participant"] == first


def test_the_code_of_a_merged_entry_leads_to_the_kept_one(client: Client) -> None:
    workshop = create_workshop()
    kept, other = someone(workshop), someone(workshop)
    merge_participants(kept, other, by=create_facilitator())

    client.post(url(workshop), {"code": other.reentry_code})

    assert client.get(f"/room/{workshop.code}/").context["participant"] == kept


def test_a_closed_workshop_can_still_be_read(client: Client) -> None:
    participant = someone()
    Workshop.objects.update(stage=Stage.CLOSED)

    response = client.post(url(participant.workshop), {"code": participant.reentry_code})

    assert response.status_code == 303


@pytest.mark.parametrize("typed", ["ZZZZZZ", "", "   ", "12", "x" * 41])
def test_a_wrong_code_says_so_and_stays_in_the_box(client: Client, typed: str) -> None:
    participant = someone()

    response = client.post(url(participant.workshop), {"code": typed})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["code"]
    assert f'value="{typed}"' in response.content.decode() or not typed.strip()
    assert not BrowserToken.objects.exists()


def test_a_code_of_another_workshop_is_wrong_here(client: Client) -> None:
    elsewhere = someone()

    response = client.post(url(create_workshop()), {"code": elsewhere.reentry_code})

    assert response.status_code == 422


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_gets_an_answer(client: Client, name: str) -> None:
    response = client.post(url(create_workshop()), **urlencoded({"code": HOSTILE[name]}))

    assert response.status_code == 422


def test_many_wrong_codes_have_to_wait_but_a_right_one_works(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # No minute ends within this test.
    monkeypatch.setattr(limits, "time", SimpleNamespace(time=lambda: 1_000_000_030.0))
    participant = someone()
    workshop = participant.workshop

    answers = [client.post(url(workshop), {"code": "ZZZZZZ"}) for _ in range(22)]

    statuses = [answer.status_code for answer in answers]
    assert statuses[:19] == [422] * 19
    assert statuses[-1] == 429
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
    assert 'value="ZZZZZZ"' in answers[-1].content.decode()
    assert client.post(url(workshop), {"code": participant.reentry_code}).status_code == 303


def test_the_limit_is_of_one_address_in_one_workshop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FROM_ONE_ADDRESS", 1)
    monkeypatch.setattr(limits, "WINDOW", 10**9)  # no minute ends within this test
    workshop, other = create_workshop(), create_workshop()

    def guess(workshop: Workshop, address: str) -> int:
        return Client(REMOTE_ADDR=address).post(url(workshop), {"code": "ZZZZZZ"}).status_code

    assert [guess(workshop, "10.0.0.1"), guess(workshop, "10.0.0.1")] == [422, 429]
    assert guess(workshop, "10.0.0.2") == 422
    assert guess(other, "10.0.0.1") == 422


def test_guesses_from_many_addresses_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "IN_ONE_WORKSHOP", 2)
    monkeypatch.setattr(limits, "WINDOW", 10**9)
    workshop = create_workshop()

    waits = [limits.wait_after_wrong_code(workshop, f"10.0.0.{n}") for n in range(3)]

    assert [wait > 0 for wait in waits] == [False, False, True]


def test_the_keys_change_at_the_door() -> None:
    participant = someone()
    phone = Client(enforce_csrf_checks=True)
    token = phone.get(url(participant.workshop)).context["csrf_token"]
    before = phone.cookies["csrftoken"].value

    form = {"code": participant.reentry_code, "csrfmiddlewaretoken": str(token)}
    response = phone.post(url(participant.workshop), form)

    assert response.status_code == 303
    assert phone.cookies["csrftoken"].value != before


def test_a_form_from_another_site_opens_nothing() -> None:
    participant = someone()

    response = Client(enforce_csrf_checks=True).post(
        url(participant.workshop), {"code": participant.reentry_code}
    )

    assert response.status_code == 403
    assert not BrowserToken.objects.exists()


def test_an_unknown_workshop_is_not_found(client: Client) -> None:
    assert client.get("/join/ZZZZZZ/back/").status_code == 404
    assert client.post("/join/ZZZZZZ/back/", {"code": "AB2345"}).status_code == 404


def test_it_takes_no_put(client: Client) -> None:
    assert client.put(url(create_workshop())).status_code == 405


def test_the_join_page_leads_there(client: Client) -> None:
    workshop = create_workshop()

    assert f'href="{url(workshop)}"' in client.get(f"/join/{workshop.code}/").content.decode()


# --- The own code in the room and on the card ---------------------------------------------


def test_the_room_shows_the_own_code() -> None:
    phone, participant = joined()

    page = phone.get(f"/room/{participant.workshop.code}/").content.decode()

    assert f'<p class="own-code">{participant.reentry_code}</p>' in page


def test_who_joined_before_there_were_codes_gets_one_on_opening_the_room() -> None:
    phone, participant = joined()
    Participant.objects.update(reentry_code="")

    pages = [phone.get(f"/room/{participant.workshop.code}/").content.decode() for _ in range(2)]

    code = Participant.objects.get().reentry_code
    assert len(code) == 6
    assert all(code in page for page in pages)


def test_the_card_has_the_code_and_leads_back() -> None:
    phone, participant = joined()

    response = phone.get(f"/room/{participant.workshop.code}/card/")

    page = response.content.decode()
    assert response.status_code == 200
    assert participant.reentry_code in page
    assert f"http://testserver{url(participant.workshop)}" in page
    assert re.search(r'<svg class="qr"', page)


def test_a_stranger_has_no_card(client: Client) -> None:
    workshop = create_workshop()

    response = client.get(f"/room/{workshop.code}/card/")

    assert response["Location"] == f"/join/{workshop.code}/"
