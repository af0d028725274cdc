import re

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import create_factor, create_workshop
from tests.workshops.phones import joined
from workshops.enums import Category, Stage, Track
from workshops.models import CategoryGuide, Workshop

pytestmark = pytest.mark.django_db


def page_of(phone: Client, workshop: Workshop, query: str = "") -> str:
    response = phone.get(f"/room/{workshop.code}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_it_offers_six_headings_in_the_order_of_the_method() -> None:
    phone, participant = joined()

    page = page_of(phone, participant.workshop)

    assert re.findall(r'href="\?category=(\w+)"', page) == [str(each) for each in Category]
    assert re.search(r'<section id="write" data-stages="brainstorm">', page)


def test_a_heading_shows_its_questions_and_the_form() -> None:
    CategoryGuide.objects.create(
        category="social",
        order=1,
        name_th="สังคม",
        definition_th="คน",
        questions=[{"th": "ใครย้ายออก", "en": "Who leaves?"}],
        example_th="ตัวอย่างหนึ่ง",
    )
    phone, participant = joined()

    page = page_of(phone, participant.workshop, "?category=social")

    assert '<div class="guide" data-category="social" data-label="สังคม">' in page
    assert "ใครย้ายออก" in page
    assert "ตัวอย่างหนึ่ง" in page
    assert 'name="category" id="id_category" value="social"' in page
    assert '<div id="choose" hidden>' in page


@pytest.mark.parametrize("category", ["", "politics", "%00", "<b>", "social%20"])
def test_an_unknown_heading_is_the_choice_of_six(category: str) -> None:
    phone, participant = joined()

    page = page_of(phone, participant.workshop, f"?category={category}")

    assert '<div id="choose">' in page


def test_each_form_has_its_own_number() -> None:
    phone, participant = joined()
    pattern = r'name="client_id" value="([0-9a-f-]{36})"'

    numbers = {
        number
        for _ in range(3)
        for number in re.findall(pattern, page_of(phone, participant.workshop))
    }

    assert len(numbers) == 3


def test_own_district_and_the_workshops_one_track_are_chosen() -> None:
    phone, participant = joined(workshop=create_workshop(track=Track.MICE))

    page = page_of(phone, participant.workshop, "?category=social")

    assert re.findall(r'name="track" value="(\w+)" checked', page) == ["mice"]
    assert re.findall(r'<option value="(\d+)" selected', page) == ["4005"]


def test_with_both_tracks_none_is_chosen() -> None:
    phone, participant = joined()

    page = page_of(phone, participant.workshop, "?category=social")

    assert re.findall(r'name="track" value="(\w+)" checked', page) == []


def test_it_lists_own_factors_newest_first_with_their_state() -> None:
    phone, participant = joined()
    now = timezone.now()
    create_factor(participant=participant, text="หนึ่ง")
    create_factor(participant=participant, text="สอง", hidden_at=now)
    create_factor(participant=participant, text="สาม", withdrawn_at=now)
    create_factor(workshop=participant.workshop, text="ของคนอื่น")

    page = page_of(phone, participant.workshop).split("<template")[0]

    assert re.findall(r'data-state="(\w+)"', page) == ["withdrawn", "hidden", "board"]
    assert re.findall(r'own-text"><bdi>(.*?)</bdi>', page) == ["สาม", "สอง", "หนึ่ง"]


@pytest.mark.parametrize("stage", [each for each in Stage if each != Stage.BRAINSTORM])
def test_outside_brainstorming_there_is_no_form_in_sight(stage: Stage) -> None:
    phone, participant = joined(workshop=create_workshop(stage=stage))

    page = page_of(phone, participant.workshop, "?category=social")

    assert '<section id="write" data-stages="brainstorm" hidden>' in page
    assert f'data-stage="{stage}"' in page
    assert 'class="stage-instruction"' in page


@pytest.mark.parametrize("stage", list(Stage))
def test_own_factors_can_be_changed_while_the_stage_allows(stage: Stage) -> None:
    phone, participant = joined(workshop=create_workshop(stage=stage))
    create_factor(participant=participant)

    page = page_of(phone, participant.workshop)

    tools = re.findall(r'class="own-tools" data-stages="brainstorm exchange"( hidden)?>', page)
    assert (tools[0] == "") == (stage in (Stage.BRAINSTORM, Stage.EXCHANGE))


def test_it_says_where_to_listen() -> None:
    phone, participant = joined()
    workshop = participant.workshop

    page = page_of(phone, workshop)

    assert f'data-live="/live/{workshop.code}/?as=phone&amp;lang=th"' in page
    assert f'data-revision="{workshop.revision}"' in page


def test_hostile_words_stay_words() -> None:
    phone, participant = joined()
    create_factor(participant=participant, text="<script>alert(1)</script>{{ 1 }}")

    page = page_of(phone, participant.workshop)

    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 1 }}" in page
    assert "<script>alert" not in page


def test_a_stranger_is_led_to_the_join_page(client: Client) -> None:
    workshop = create_workshop()

    response = client.get(f"/room/{workshop.code}/")

    assert (response.status_code, response["Location"]) == (302, f"/join/{workshop.code}/")


def test_a_participant_of_another_workshop_is_a_stranger() -> None:
    phone, _ = joined()
    other = create_workshop()

    assert phone.get(f"/room/{other.code}/")["Location"] == f"/join/{other.code}/"


@pytest.mark.parametrize("token", ["", "x", "\x00", "ก" * 100, "a" * 5000])
def test_a_forged_cookie_is_a_stranger(client: Client, token: str) -> None:
    workshop = create_workshop()
    name = f"participant-{workshop.code}"

    response = client.get(
        f"/room/{workshop.code}/", headers={"Cookie": f"{name}={token}".encode().decode("latin-1")}
    )

    assert (response.status_code, response["Location"]) == (302, f"/join/{workshop.code}/")


def test_an_unknown_code_is_not_found(client: Client) -> None:
    assert client.get("/room/ZZZZZZ/").status_code == 404


def test_it_takes_no_post() -> None:
    phone, participant = joined()

    assert phone.post(f"/room/{participant.workshop.code}/").status_code == 405


@pytest.mark.parametrize("factors", [1, 3])
def test_it_asks_the_database_a_fixed_number_of_times(
    factors: int, django_assert_num_queries
) -> None:
    phone, participant = joined()
    for _ in range(factors):
        create_factor(participant=participant)

    with django_assert_num_queries(11):
        page_of(phone, participant.workshop)
