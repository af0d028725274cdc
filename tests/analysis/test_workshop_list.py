import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import (
    create_facilitator,
    create_factor,
    create_planner,
    create_user,
    create_workshop,
)
from tests.workshops.desks import signed_in

pytestmark = pytest.mark.django_db

URL = "/analysis/"


def codes(response):
    return {workshop.code for workshop in response.context["workshops"]}


def test_a_planner_sees_every_workshop_with_its_counts():
    one, other = create_workshop(), create_workshop()
    create_factor(workshop=one)

    response = signed_in(create_planner()).get(URL)

    assert response.status_code == 200
    assert codes(response) == {one.code, other.code}
    counted = {each.code: each for each in response.context["workshops"]}
    assert (counted[one.code].factors_total, counted[one.code].participants_total) == (1, 1)
    assert reverse("analysis:overview", args=[one.code]) in response.content.decode()


def test_a_facilitator_sees_own_workshops_only():
    facilitator = create_facilitator()
    own = create_workshop(facilitator=facilitator)
    create_workshop()

    assert codes(signed_in(facilitator).get(URL)) == {own.code}


def test_without_a_workshop_it_says_so():
    page = signed_in(create_planner()).get(URL)

    assert "No workshop is open to your account yet." in page.content.decode()


def test_sample_data_is_marked():
    workshop = create_workshop()
    workshop.is_sample = True
    workshop.save()

    assert "Sample data" in signed_in(create_planner()).get(URL).content.decode()


def test_strangers_sign_in_and_others_may_not():
    assert Client().get(URL)["Location"].startswith("/accounts/login/?next=/analysis/")
    assert signed_in(create_user()).get(URL).status_code == 403
    assert signed_in(create_planner()).post(URL).status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_more_workshops_are_not_more_queries(rows, django_assert_num_queries):
    for _ in range(rows):
        create_factor()
    planner = signed_in(create_planner())

    with django_assert_num_queries(3):  # session, account, the list
        planner.get(URL)
