import datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import (
    create_facilitator,
    create_factor,
    create_participant,
    create_planner,
    create_user,
    create_workshop,
)
from tests.workshops.desks import signed_in

pytestmark = pytest.mark.django_db
PAGE = reverse("workshops:desk-list")


def test_it_lists_own_workshops_newest_first():
    facilitator = create_facilitator()
    old, new = (create_workshop(facilitator=facilitator, title=title) for title in ("Old", "New"))
    old.held_on = datetime.date(2020, 1, 1)
    old.save(update_fields=["held_on"])
    create_workshop(title="Somebody else's")

    page = signed_in(facilitator).get(PAGE)

    assert page.status_code == 200
    assert list(page.context["workshops"]) == [new, old]


def test_an_administrator_sees_all():
    workshop = create_workshop()

    page = signed_in(create_user(is_superuser=True)).get(PAGE)

    assert list(page.context["workshops"]) == [workshop]


def test_it_counts_people_and_factors_on_the_board():
    facilitator = create_facilitator()
    workshop = create_workshop(facilitator=facilitator)
    first, second = create_participant(workshop=workshop), create_participant(workshop=workshop)
    create_factor(participant=first)
    create_factor(participant=second)
    create_factor(participant=second, hidden_at=datetime.datetime.now(datetime.UTC))

    row = signed_in(facilitator).get(PAGE).context["workshops"][0]

    assert (row.participants_total, row.factors_total) == (2, 2)


def test_without_a_workshop_it_says_what_to_do():
    page = signed_in().get(PAGE)

    assert "No workshop yet" in page.content.decode()
    assert reverse("workshops:create-workshop") in page.content.decode()


def test_a_date_is_in_the_buddhist_era_in_thai():
    facilitator = create_facilitator()
    create_workshop(facilitator=facilitator)

    page = signed_in(facilitator).get(PAGE, headers={"Accept-Language": "th"})

    assert "24 มิ.ย. 2564" in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_its_queries_do_not_grow(django_assert_num_queries, rows):
    facilitator = create_facilitator()
    for _ in range(rows):
        create_factor(
            participant=create_participant(workshop=create_workshop(facilitator=facilitator))
        )
    client = signed_in(facilitator)

    with django_assert_num_queries(3):  # session, user, workshops
        client.get(PAGE)


def test_a_stranger_is_led_to_the_sign_in():
    assert Client().get(PAGE).url == f"/accounts/login/?next={PAGE}"


def test_a_planner_may_not():
    assert signed_in(create_planner()).get(PAGE).status_code == 403


def test_it_is_only_read():
    assert signed_in().post(PAGE).status_code == 405
