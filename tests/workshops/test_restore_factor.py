import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import create_facilitator, create_factor, create_planner, create_workshop
from tests.workshops.desks import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator():
    return create_facilitator()


@pytest.fixture
def factor(facilitator):
    workshop = create_workshop(facilitator=facilitator)
    return create_factor(workshop=workshop, hidden_at=timezone.now())


def url(factor, *, workshop=None):
    code = (workshop or factor.workshop).code
    return reverse("workshops:restore-factor", args=[code, factor.pk])


def test_it_puts_the_factor_back(facilitator, factor):
    assert factor.workshop.factors.on_board().count() == 0

    answer = signed_in(facilitator).post(url(factor))

    desk = f"/desk/{factor.workshop.code}/#factor-{factor.pk}"
    assert (answer.status_code, answer.url) == (303, desk)
    factor.refresh_from_db()
    assert factor.hidden_at is None
    assert factor.workshop.factors.on_board().count() == 1
    entry = factor.workshop.journal.get()
    assert (entry.revision, entry.verb, entry.user) == (1, "factor.restored", facilitator)
    assert entry.facts == {"factor": factor.pk}


def test_a_script_gets_json(facilitator, factor):
    answer = signed_in(facilitator).post(url(factor), headers={"Accept": "application/json"})

    assert answer.status_code == 200
    assert answer.json() == {"factor": factor.pk, "hidden": False, "revision": 1}


def test_restoring_twice_is_restoring_once(facilitator, factor):
    client = signed_in(facilitator)
    client.post(url(factor))
    client.post(url(factor))

    assert factor.workshop.journal.count() == 1


def test_a_stranger_is_led_to_the_sign_in(factor):
    assert Client().post(url(factor)).url.startswith("/accounts/login/")
    assert not factor.workshop.journal.exists()


def test_the_facilitator_of_another_workshop_finds_nothing(factor):
    other = create_facilitator()
    workshop = create_workshop(facilitator=other)

    assert signed_in(other).post(url(factor)).status_code == 404
    assert signed_in(other).post(url(factor, workshop=workshop)).status_code == 404
    assert not factor.workshop.journal.exists()


def test_a_planner_may_not(factor):
    assert signed_in(create_planner()).post(url(factor)).status_code == 403


def test_an_unknown_factor_is_not_found(facilitator, factor):
    factor.pk = 999_999_999

    assert signed_in(facilitator).post(url(factor)).status_code == 404


def test_it_is_not_done_by_a_link(facilitator, factor):
    assert signed_in(facilitator).get(url(factor)).status_code == 405
