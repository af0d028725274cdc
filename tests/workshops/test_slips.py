import re

import pytest
from django.test import Client

from tests.factories import create_facilitator, create_workshop
from tests.workshops.desks import sentences, signed_in
from tests.workshops.phones import HOSTILE, urlencoded
from workshops.domain.seats import make_seats
from workshops.models import Seat, User, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return create_facilitator()


@pytest.fixture
def workshop(user: User) -> Workshop:
    return create_workshop(facilitator=user)


@pytest.fixture
def desk(user: User) -> Client:
    return signed_in(user)


def url(workshop: Workshop) -> str:
    return f"/desk/{workshop.code}/slips/"


def form(**changed: object) -> dict[str, object]:
    return {"copies": "1", "after": "0", "labels": "", "tables": ""} | changed


def made(workshop: Workshop) -> list[tuple[str, str | None]]:
    return list(workshop.seats.order_by("number").values_list("label", "district_id"))


def test_so_many_for_each_district(desk: Client, user: User, workshop: Workshop) -> None:
    response = desk.post(url(workshop), form(districts=["4005", "4029"], copies="2"))

    assert (response.status_code, response["Location"]) == (303, f"{url(workshop)}?from=1#sheets")
    assert sorted(made(workshop)) == [("", "4005"), ("", "4005"), ("", "4029"), ("", "4029")]
    entry = workshop.journal.get()
    assert (entry.verb, entry.user, entry.facts) == ("seats.made", user, {"seats": 4})


def test_one_for_each_table(desk: Client, workshop: Workshop) -> None:
    desk.post(url(workshop), form(tables="๓", districts=["4005"]))

    assert made(workshop) == [(f"Table {number}", "4005") for number in (1, 2, 3)]


def test_one_for_each_person(desk: Client, workshop: Workshop) -> None:
    desk.post(url(workshop), form(labels="สมหญิง\n\n วิไล \r\nบุญมี", one_time="on"))

    assert made(workshop) == [("สมหญิง", None), ("วิไล", None), ("บุญมี", None)]
    assert all(workshop.seats.values_list("is_one_time", flat=True))


def test_without_anything_people_choose_the_district_themselves(
    desk: Client, workshop: Workshop
) -> None:
    desk.post(url(workshop), form(copies="8"))

    assert made(workshop) == [("", None)] * 8
    assert not any(workshop.seats.values_list("is_one_time", flat=True))


def test_a_double_tap_makes_them_once(desk: Client, workshop: Workshop) -> None:
    desk.post(url(workshop), form(copies="3"))

    response = desk.post(url(workshop), form(copies="3"))

    assert (response.status_code, workshop.seats.count()) == (409, 3)
    assert list(sentences(response)) == ["__all__"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("copies", ""),
        ("copies", "0"),
        ("copies", "1.5"),
        ("copies", "x"),
        ("tables", "-1"),
        ("tables", "1000"),
        ("labels", "ก" * 81),
        ("districts", "4007"),
        ("districts", "\x00"),
        ("after", "x"),
    ],
)
def test_a_wrong_field_says_so_and_keeps_the_rest(
    field: str, value: str, desk: Client, workshop: Workshop
) -> None:
    response = desk.post(url(workshop), form(labels="โต๊ะของเรา") | {field: value})

    assert response.status_code == 422
    assert list(sentences(response)) == [field]
    assert field == "labels" or "โต๊ะของเรา" in response.content.decode()
    assert not workshop.seats.exists()


def test_more_than_400_at_once_are_refused(desk: Client, workshop: Workshop) -> None:
    response = desk.post(url(workshop), form(copies="401"))

    assert (response.status_code, list(sentences(response))) == (422, ["__all__"])
    assert not workshop.seats.exists()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_gets_an_answer(name: str, desk: Client, workshop: Workshop) -> None:
    data = {key: str(value) for key, value in form(labels=HOSTILE[name]).items()}

    assert desk.post(url(workshop), **urlencoded(data)).status_code in (303, 422)


def test_each_slip_says_where_how_and_for_whom(
    desk: Client, user: User, workshop: Workshop
) -> None:
    district = workshop.districts.get(pk="4005")
    make_seats(workshop, by=user, labels=[("โต๊ะ 7", district)], one_time=True)

    page = desk.get(url(workshop)).content.decode()

    slip = re.search(r'<article class="slip">.*?</article>', page, re.DOTALL)
    assert slip
    shown = " ".join(re.sub(r"<[^>]+>", " ", slip[0]).split())
    assert workshop.title in shown
    assert f"http://testserver/join/ {workshop.code}" in shown
    assert "โต๊ะ 7" in shown
    assert "Chum Phae district" in shown
    assert slip[0].count("<li>") == 3
    assert "For one person · No. 1" in shown
    assert '<svg class="qr"' in slip[0]
    assert Seat.objects.get().key not in page  # only in the picture


def test_eight_slips_are_one_page(desk: Client, user: User, workshop: Workshop) -> None:
    make_seats(workshop, by=user, labels=[("", None)] * 17, one_time=True)

    pages = desk.get(url(workshop)).context["pages"]

    assert [len(page) for page in pages] == [8, 8, 1]


def test_the_newest_can_be_printed_alone(desk: Client, user: User, workshop: Workshop) -> None:
    make_seats(workshop, by=user, labels=[("", None)] * 5, one_time=True)

    shown = desk.get(url(workshop), {"from": "4"}).context
    odd = [desk.get(url(workshop), {"from": each}).context["first"] for each in ("x", "-1", "๒")]

    assert (shown["first"], shown["last"], shown["total"], shown["next"]) == (4, 5, 5, 0)
    assert odd == [1, 1, 1]


def test_eighty_stand_on_one_page_and_the_rest_on_the_next(
    desk: Client, user: User, workshop: Workshop
) -> None:
    make_seats(workshop, by=user, labels=[("", None)] * 81, one_time=True)

    first = desk.get(url(workshop))
    rest = desk.get(url(workshop), {"from": first.context["next"]})

    assert (first.context["last"], first.context["next"]) == (80, 81)
    assert [len(page) for page in rest.context["pages"]] == [1]


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_the_database_a_fixed_number_of_times(
    count: int, desk: Client, user: User, workshop: Workshop, django_assert_num_queries
) -> None:
    district = workshop.districts.get(pk="4005")
    make_seats(workshop, by=user, labels=[("", district)] * count, one_time=True)

    with django_assert_num_queries(8):
        desk.get(url(workshop))


def test_nobody_but_the_facilitators_makes_slips(workshop: Workshop, client: Client) -> None:
    answers = [
        browser.post(url(workshop), form()).status_code
        for browser in (client, signed_in(create_facilitator()))
    ]

    assert answers == [302, 404]
    assert not workshop.seats.exists()
