import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.factories import create_participant, create_workshop
from tests.workshops.phones import HOSTILE, joined, urlencoded
from workshops import access
from workshops.enums import Stage
from workshops.models import JournalEntry, Participant, Workshop

pytestmark = pytest.mark.django_db

WHO = {"name": "สมหญิง ใจดี", "position": "ปลัดอำเภอ", "agency": "อำเภอชุมแพ", "district": "4005"}


def url(workshop: Workshop) -> str:
    return f"/join/{workshop.code}/"


def test_it_works(client: Client) -> None:
    workshop = create_workshop(stage=Stage.LOBBY)
    key = client.get(url(workshop)).context["form"]["join_key"].value()

    response = client.post(url(workshop), WHO | {"join_key": key})

    assert (response.status_code, response["Location"]) == (303, f"/room/{workshop.code}/")
    person = workshop.participants.get()
    assert (person.name, person.position, person.agency, person.district_id) == tuple(WHO.values())
    entry = workshop.journal.get()
    assert (entry.revision, entry.verb) == (1, "participant.joined")
    assert entry.facts == {"participant": person.pk, "district": "4005"}
    assert client.get(response["Location"]).status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts(client: Client) -> None:
    workshop = create_workshop()

    client.post(url(workshop), WHO)

    cookie = client.cookies[access.cookie_name(workshop)]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert (cookie["max-age"], cookie["secure"]) == (90 * 24 * 3600, "")


def test_the_cookie_is_secure_on_https(client: Client, settings) -> None:
    settings.HTTPS = True
    workshop = create_workshop()

    client.post(url(workshop), WHO)

    assert client.cookies[access.cookie_name(workshop)]["secure"] is True


def test_the_database_does_not_hold_the_cookie(client: Client) -> None:
    workshop = create_workshop()

    client.post(url(workshop), WHO)

    token = client.cookies[access.cookie_name(workshop)].value
    assert token not in str(list(Participant.objects.values()))


def test_the_same_form_twice_is_one_participant(client: Client) -> None:
    workshop = create_workshop()
    form = WHO | {"join_key": "k" * 43}

    client.post(url(workshop), form)
    first = client.cookies[access.cookie_name(workshop)].value
    client.post(url(workshop), form)

    assert workshop.participants.count() == 1
    assert client.cookies[access.cookie_name(workshop)].value == first


@pytest.mark.parametrize("key", ["", "short", "key with spaces in it", "\x00" * 20, "ก" * 30])
def test_a_key_that_is_no_secret_is_not_used(client: Client, key: str) -> None:
    workshop = create_workshop()

    client.post(url(workshop), WHO | {"join_key": key})
    client.post(url(workshop), WHO | {"join_key": key, "name": "อีกคน"})

    assert workshop.participants.count() == 2


def test_name_and_district_are_enough(client: Client) -> None:
    workshop = create_workshop()

    response = client.post(url(workshop), {"name": "สมชาย", "district": "4029"})

    assert response.status_code == 303
    assert workshop.participants.get().position == ""


def test_looking_creates_nothing(client: Client) -> None:
    workshop = create_workshop()

    response = client.get(url(workshop))

    assert response.status_code == 200
    assert (Participant.objects.count(), JournalEntry.objects.count()) == (0, 0)
    assert access.cookie_name(workshop) not in response.cookies


def test_each_look_has_another_key(client: Client) -> None:
    workshop = create_workshop()

    keys = {client.get(url(workshop)).context["form"]["join_key"].value() for _ in range(3)}

    assert len(keys) == 3


def test_a_printed_slip_chooses_the_district(client: Client) -> None:
    page = client.get(url(create_workshop()), {"district": "4029"}).content.decode()

    assert re.findall(r'<option value="(\d*)" selected', page) == ["4029"]


@pytest.mark.parametrize("district", ["9999", "x", "\x00", "4029' OR 1=1"])
def test_a_wrong_slip_chooses_nothing(client: Client, district: str) -> None:
    response = client.get(url(create_workshop()), {"district": district})

    assert response.status_code == 200


def test_the_only_district_is_chosen(client: Client) -> None:
    page = client.get(url(create_workshop(districts=("4005",)))).content.decode()

    assert re.findall(r'<option value="(\d*)"', page) == ["4005"]


def test_it_shows_the_day_in_the_buddhist_era_and_the_place(client: Client) -> None:
    page = client.get(url(create_workshop())).content.decode()

    assert "24 มิ.ย. 2564 · <bdi>อำเภอชุมแพ</bdi>" in page


def test_who_has_joined_may_go_on_or_hand_over_the_phone() -> None:
    phone, participant = joined()

    page = phone.get(url(participant.workshop)).content.decode()
    phone.post(url(participant.workshop), WHO)

    assert f'href="/room/{participant.workshop.code}/"' in page
    assert participant.name in page
    assert participant.workshop.participants.count() == 2


def test_another_workshops_cookie_is_no_key(client: Client) -> None:
    phone, _ = joined()
    other = create_workshop()

    assert phone.get(url(other)).context["known"] is None
    assert phone.get(f"/room/{other.code}/")["Location"] == url(other)


def test_an_unknown_code_is_not_found(client: Client) -> None:
    assert client.get("/join/ZZZZZZ/").status_code == 404
    assert client.post("/join/ZZZZZZ/", WHO).status_code == 404


def test_it_takes_no_put(client: Client) -> None:
    assert client.put(url(create_workshop())).status_code == 405


def test_a_closed_workshop_lets_nobody_in(client: Client) -> None:
    workshop = create_workshop(stage=Stage.CLOSED)

    looked, posted = client.get(url(workshop)), client.post(url(workshop), WHO)

    assert (looked.status_code, posted.status_code) == (423, 423)
    assert looked.context["closed"] in looked.content.decode()
    assert not workshop.participants.exists()


def test_who_is_in_still_finds_a_closed_workshop() -> None:
    phone, participant = joined(workshop=create_workshop(stage=Stage.CLOSED))

    response = phone.get(url(participant.workshop))

    assert response.status_code == 200
    assert participant.name in response.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "\u200b\u200b"),
        ("name", "ก" * 81),
        ("district", ""),
        ("district", "9999"),
        ("district", "4007"),  # exists, but does not take part
        ("district", "\x00"),
        ("position", "ก" * 121),
    ],
)
def test_a_wrong_field_says_so_and_keeps_the_rest(client: Client, field: str, value: str) -> None:
    workshop = create_workshop()
    create_participant(district="4007")

    response = client.post(url(workshop), WHO | {field: value})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    others = [text for name, text in WHO.items() if name not in (field, "district")]
    assert all(text in response.content.decode() for text in others)
    assert not workshop.participants.exists()


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("field", ["name", "position", "agency", "district", "join_key"])
def test_hostile_text_gets_an_answer(client: Client, name: str, field: str) -> None:
    workshop = create_workshop()

    response = client.post(url(workshop), **urlencoded(WHO | {field: HOSTILE[name]}))

    assert response.status_code in (303, 422)


def test_the_keys_change_at_the_door() -> None:
    workshop = create_workshop()
    phone = Client(enforce_csrf_checks=True)
    token = phone.get(url(workshop)).context["csrf_token"]
    before = phone.cookies["csrftoken"].value

    response = phone.post(url(workshop), WHO | {"csrfmiddlewaretoken": str(token)})

    assert response.status_code == 303
    assert phone.cookies["csrftoken"].value != before


def test_a_form_from_another_site_is_refused_with_what_was_typed() -> None:
    workshop = create_workshop()

    response = Client(enforce_csrf_checks=True).post(url(workshop), WHO)

    assert response.status_code == 403
    assert "สมหญิง ใจดี" in response.content.decode()
    assert not workshop.participants.exists()


def test_the_page_is_light_enough_for_a_bad_line(client: Client) -> None:
    """At most 150 kB over the air, fonts and styles included, as a proxy compresses them."""
    page = client.get(url(create_workshop())).content
    names = re.findall(rb'(?:href|src)="/static/([^"]+)"', page)
    root = Path(settings.BASE_DIR) / "static"
    fonts = list((root / "vendor/sarabun").glob("*.woff2"))
    files = {root / name.decode() for name in names} | set(fonts)

    total = len(gzip.compress(page)) + sum(
        len(each.read_bytes() if each.suffix == ".woff2" else gzip.compress(each.read_bytes()))
        for each in files
    )

    assert total <= 150_000
