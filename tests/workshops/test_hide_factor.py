import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import create_facilitator, create_factor, create_planner, create_workshop
from tests.workshops.desks import signed_in
from workshops.domain.board import factors_to_show
from workshops.enums import WaitsFor

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator():
    return create_facilitator()


@pytest.fixture
def factor(facilitator):
    workshop = create_workshop(facilitator=facilitator)
    return create_factor(workshop=workshop, hidden_at=None)


def url(factor, *, workshop=None):
    code = (workshop or factor.workshop).code
    return reverse("workshops:hide-factor", args=[code, factor.pk])


def test_it_takes_the_factor_off_the_board(facilitator, factor):
    assert factor.workshop.factors.on_board().count() == 1

    answer = signed_in(facilitator).post(url(factor))

    desk = f"/desk/{factor.workshop.code}/#factor-{factor.pk}"
    assert (answer.status_code, answer.url) == (303, desk)
    factor.refresh_from_db()
    assert factor.hidden_at <= timezone.now()
    assert factor.workshop.factors.on_board().count() == 0
    assert list(factors_to_show(factor.workshop)) == [factor]
    entry = factor.workshop.journal.get()
    assert (entry.revision, entry.verb, entry.user) == (1, "factor.hidden", facilitator)
    assert entry.facts == {"factor": factor.pk}


def test_the_reason_is_kept_and_goes_with_the_restoring(facilitator, factor):
    client = signed_in(facilitator)

    client.post(url(factor), {"reason": "personal"})

    factor.refresh_from_db()
    assert factor.hidden_reason == "personal"
    assert factor.workshop.journal.get().facts == {"factor": factor.pk, "reason": "personal"}
    client.post(reverse("workshops:restore-factor", args=[factor.workshop.code, factor.pk]))
    factor.refresh_from_db()
    assert (factor.hidden_at, factor.hidden_reason) == (None, "")


def test_an_unknown_reason_is_refused(facilitator, factor):
    page = signed_in(facilitator).post(url(factor), {"reason": "boring"})

    assert page.status_code == 422
    assert page.context["notice"] == "This reason is unknown. Choose one from the list."
    assert not factor.workshop.journal.exists()


@pytest.mark.parametrize("why", ["own", "another's", "nonsense", "²"])
def test_the_desk_asks_for_the_reason_without_script(facilitator, factor, why):
    other = create_factor()
    named = {"own": factor.pk, "another's": other.pk}.get(why, why)
    desk = reverse("workshops:desk", args=[factor.workshop.code])

    page = signed_in(facilitator).get(desk, {"why": named})

    assert page.context["why"] == (factor if why == "own" else None)
    assert page.content.decode().count(f'formaction="{url(factor)}"') == (6 if why == "own" else 1)


def test_nobody_reads_silent_words_by_asking_why(facilitator, factor):
    silent = create_factor(workshop=factor.workshop, waits_for=WaitsFor.REVEAL, text="ยังเงียบอยู่")
    desk = reverse("workshops:desk", args=[factor.workshop.code])

    shown = signed_in(facilitator).get(desk, {"why": silent.pk}).content.decode()

    assert "ยังเงียบอยู่" not in shown


def test_a_script_gets_json(facilitator, factor):
    answer = signed_in(facilitator).post(url(factor), headers={"Accept": "application/json"})

    assert answer.status_code == 200
    assert answer.json() == {"factor": factor.pk, "hidden": True, "revision": 1}


def test_hiding_twice_is_hiding_once(facilitator, factor):
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
