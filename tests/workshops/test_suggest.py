import uuid

import pytest
from django.test import Client

from tests.factories import create_cluster, create_facilitator, create_factor, create_workshop
from tests.workshops.desks import signed_in
from tests.workshops.sorting import AS_SCRIPT, homes, ticked, verbs
from workshops.enums import Category, Stage
from workshops.models import User, Workshop

pytestmark = pytest.mark.django_db

TWICE = ("น้ำท่วมถนนในเขตเทศบาลทุกปี", "น้ำท่วมถนนในเขตเทศบาลทุก ๆ ปี")
ALIKE = (
    "ผู้สูงอายุอยู่ลำพังมากขึ้นในหมู่บ้าน",
    "ผู้สูงอายุป่วยติดเตียงไม่มีผู้ดูแล",
    "ผู้สูงอายุเข้าไม่ถึงบริการสุขภาพ",
)


@pytest.fixture
def user() -> User:
    return create_facilitator()


@pytest.fixture
def workshop(user: User) -> Workshop:
    return create_workshop(facilitator=user, stage=Stage.EXCHANGE)


@pytest.fixture
def desk(user: User) -> Client:
    return signed_in(user)


def url(workshop: Workshop, act: str = "") -> str:
    return f"/desk/{workshop.code}/sort/{act}"


def test_cards_that_may_say_the_same_are_offered(desk, workshop) -> None:
    one, two = (create_factor(workshop=workshop, text=text) for text in TWICE)
    create_factor(workshop=workshop, text="โรงเรียนขาดครูวิทยาศาสตร์")
    home = create_cluster(factors=(two,))

    response = desk.get(url(workshop, "suggestions/"))

    assert response.status_code == 200
    assert response.context["pairs"] == [[(one, ""), (two, home.pk)]]
    page = response.content.decode()
    assert f'name="card" value="{two.pk}:{home.pk}"' in page


def test_an_accepted_pair_is_one_card_and_not_offered_again(desk, workshop) -> None:
    one, two = (create_factor(workshop=workshop, text=text) for text in TWICE)
    sent = {"card": ticked(one, two), "kept": one.pk, "back": "suggestions"}

    answer = desk.post(url(workshop, "same/"), sent)

    assert (answer.status_code, answer.url) == (303, url(workshop, "suggestions/"))
    assert verbs(workshop) == ["same.merged"]
    assert desk.get(answer.url).context["pairs"] == []


def test_groups_come_with_a_name_that_can_be_changed(desk, workshop) -> None:
    for text in ALIKE:
        create_factor(workshop=workshop, text=text)
    create_factor(workshop=workshop, category=Category.POLITICAL, text="งบประมาณท้องถิ่นล่าช้า")

    (group, client_id), *others = desk.get(url(workshop, "suggestions/")).context["suggested"]

    first, *rest = group.factors
    assert (others, group.category) == ([], "social")
    assert "ผู้สูงอายุ" in group.name
    sent = {"name": "ผู้สูงวัย", "card": ticked(*rest), "client_id": str(client_id)}
    desk.post(url(workshop, "clusters/"), sent | {"category": "social", "back": "suggestions"})
    made = workshop.clusters.get(client_id=client_id)
    assert made.name == "ผู้สูงวัย"
    assert homes(first, *rest) == [None, *[made.pk] * len(rest)]


@pytest.mark.parametrize("as_script", [True, False])
def test_a_refused_one_is_not_offered_again(desk, user, workshop, as_script) -> None:
    one, two = (create_factor(workshop=workshop, text=text) for text in TWICE)
    sent = {"member": ticked(one, two), "card": ticked(one, two), "back": "suggestions"}
    headers = AS_SCRIPT if as_script else {}

    answer = desk.post(url(workshop, "suggestions/refuse/"), sent, headers=headers)

    if as_script:
        assert answer.json() == {"revision": 1, "said": "This is not suggested again."}
    else:
        assert (answer.status_code, answer.url) == (303, url(workshop, "suggestions/"))
    entry = workshop.journal.get()
    assert (entry.verb, entry.user) == ("hint.refused", user)
    assert desk.get(url(workshop, "suggestions/")).context["pairs"] == []


def test_an_invalid_form_refuses_nothing(desk, workshop) -> None:
    for sent in ({}, {"member": "x"}):
        assert desk.post(url(workshop, "suggestions/refuse/"), sent).status_code == 422
    assert verbs(workshop) == []


def test_an_empty_room_has_no_suggestions(desk, workshop) -> None:
    page = desk.get(url(workshop, "suggestions/")).content.decode()

    assert "There is nothing to suggest now." in page


def test_nobody_but_the_facilitators_refuses(client, workshop) -> None:
    sent = {"member": [f"{uuid.uuid4().int % 1000}:"]}

    answers = [
        browser.post(url(workshop, "suggestions/refuse/"), sent).status_code
        for browser in (client, signed_in())
    ]

    assert answers == [302, 404]
    assert not workshop.refused_hints.exists()


@pytest.mark.parametrize("count", [1, 30])
def test_it_asks_the_database_a_fixed_number_of_times(
    count: int, desk, workshop, django_assert_num_queries
) -> None:
    for number in range(count):
        create_factor(workshop=workshop, text=f"น้ำท่วมถนนสาย {number}")

    with django_assert_num_queries(11):
        desk.get(url(workshop, "suggestions/"))
