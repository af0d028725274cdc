import re

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import create_district, create_factor, create_workshop
from tests.workshops.phones import HOSTILE, joined, urlencoded, words
from workshops.enums import Stage
from workshops.models import Factor

pytestmark = pytest.mark.django_db
OPEN = (Stage.BRAINSTORM, Stage.EXCHANGE)


def url(factor: Factor) -> str:
    return f"/room/{factor.workshop.code}/factors/{factor.pk}/"


def written(*, stage: Stage = Stage.BRAINSTORM, **fields: object) -> tuple[Client, Factor]:
    phone, participant = joined(workshop=create_workshop(stage=stage))
    return phone, create_factor(participant=participant, text="คำเดิม", **fields)


@pytest.mark.parametrize("stage", OPEN)
def test_it_works(stage: Stage) -> None:
    phone, factor = written(stage=stage)

    response = phone.post(url(factor), words(text="คำใหม่", category="economic", evidence="มี"))

    assert response.status_code == 303
    assert response["Location"] == f"/room/{factor.workshop.code}/"
    factor.refresh_from_db()
    assert (factor.text, factor.category, factor.evidence) == ("คำใหม่", "economic", "มี")
    entry = factor.workshop.journal.get()
    assert (entry.verb, entry.facts["factor"]) == ("factor.changed", factor.pk)
    assert entry.facts["before"]["text"] == "คำเดิม"


def test_it_shows_what_is_written() -> None:
    phone, factor = written(evidence="รายงาน", horizon="plan")

    page = phone.get(url(factor)).content.decode()

    assert "คำเดิม</textarea>" in page
    assert '<option value="social" selected>' in page
    assert '<option value="plan" selected>' in page
    assert re.findall(r'name="stance" value="(\w+)" data-label="[^"]*" checked', page) == [
        "strength"
    ]


@pytest.mark.parametrize("stage", [each for each in Stage if each not in OPEN])
def test_it_refuses_in_other_stages(stage: Stage) -> None:
    phone, factor = written(stage=stage)

    looked, posted = phone.get(url(factor)), phone.post(url(factor), words(text="คำใหม่"))

    assert (looked.status_code, posted.status_code) == (423, 423)
    assert "คำเดิม" in looked.content.decode()
    assert "คำใหม่</textarea>" in posted.content.decode()
    factor.refresh_from_db()
    assert factor.text == "คำเดิม"
    assert not factor.workshop.journal.exists()


def test_a_withdrawn_factor_stays_as_it_is() -> None:
    phone, factor = written(withdrawn_at=timezone.now())

    looked, posted = phone.get(url(factor)), phone.post(url(factor), words(text="คำใหม่"))

    assert (looked.status_code, posted.status_code) == (409, 409)
    factor.refresh_from_db()
    assert factor.text == "คำเดิม"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("category", "x"),
        ("text", "\u200b"),
        ("text", "ก" * 281),
        ("stance", ""),
        ("track", "x"),
        ("district", "9999"),
        ("district", "4007"),
        ("horizon", "x"),
    ],
)
def test_a_wrong_field_says_so_and_keeps_the_rest(field: str, value: str) -> None:
    phone, factor = written()
    create_district(code="4007")

    response = phone.post(url(factor), words(text="คำใหม่", evidence="หลักฐาน") | {field: value})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert "หลักฐาน</textarea>" in response.content.decode()
    factor.refresh_from_db()
    assert factor.text == "คำเดิม"


def test_it_refuses_words_that_stand_in_another_factor() -> None:
    phone, factor = written()
    create_factor(participant=factor.participant, text="น้ำท่วม")

    response = phone.post(url(factor), words(text="นํ้าท่วม"))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["text"]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_gets_an_answer(name: str) -> None:
    phone, factor = written()

    response = phone.post(url(factor), **urlencoded(words(text=HOSTILE[name])))

    assert response.status_code in (303, 422)


def test_a_neighbours_factor_is_not_found() -> None:
    phone, factor = written()
    other = create_factor(workshop=factor.workshop)

    assert phone.get(url(other)).status_code == 404
    assert phone.post(url(other), words()).status_code == 404


def test_a_factor_of_another_workshop_is_not_found() -> None:
    phone, factor = written()
    other = create_factor()

    crossed = f"/room/{factor.workshop.code}/factors/{other.pk}/"

    assert phone.post(crossed, words()).status_code == 404
    assert phone.get(url(other))["Location"] == f"/join/{other.workshop.code}/"


def test_a_stranger_is_led_to_the_join_page(client: Client) -> None:
    factor = create_factor()

    assert client.get(url(factor))["Location"] == f"/join/{factor.workshop.code}/"
    assert client.post(url(factor), words()).status_code == 403


def test_an_unknown_code_or_number_is_not_found() -> None:
    phone, factor = written()

    assert phone.get(f"/room/ZZZZZZ/factors/{factor.pk}/").status_code == 404
    assert phone.get(f"/room/{factor.workshop.code}/factors/{10**30}/").status_code == 404


def test_it_takes_no_put() -> None:
    phone, factor = written()

    assert phone.put(url(factor)).status_code == 405
