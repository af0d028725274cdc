import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import create_factor, create_workshop
from tests.workshops.phones import joined
from workshops.enums import Stage
from workshops.models import Factor

pytestmark = pytest.mark.django_db
OPEN = (Stage.BRAINSTORM, Stage.EXCHANGE)


def url(factor: Factor) -> str:
    return f"/room/{factor.workshop.code}/factors/{factor.pk}/withdraw/"


def written(*, stage: Stage = Stage.BRAINSTORM, **fields: object) -> tuple[Client, Factor]:
    phone, participant = joined(workshop=create_workshop(stage=stage))
    return phone, create_factor(participant=participant, **fields)


@pytest.mark.parametrize("stage", OPEN)
def test_it_works(stage: Stage) -> None:
    phone, factor = written(stage=stage)

    response = phone.post(url(factor))

    assert (response.status_code, response["Location"]) == (303, f"/room/{factor.workshop.code}/")
    factor.refresh_from_db()
    assert factor.withdrawn_at is not None
    entry = factor.workshop.journal.get()
    assert (entry.verb, entry.facts) == ("factor.withdrawn", {"factor": factor.pk})


def test_it_asks_first() -> None:
    phone, factor = written()

    page = phone.get(url(factor)).content.decode()

    factor.refresh_from_db()
    assert factor.withdrawn_at is None
    assert factor.text in page


def test_twice_is_once() -> None:
    phone, factor = written()

    statuses = [phone.post(url(factor)).status_code for _ in range(2)]

    assert statuses == [303, 303]
    assert factor.workshop.journal.count() == 1


@pytest.mark.parametrize("stage", [each for each in Stage if each not in OPEN])
def test_it_refuses_in_other_stages(stage: Stage) -> None:
    phone, factor = written(stage=stage)

    assert phone.get(url(factor)).status_code == 423
    assert phone.post(url(factor)).status_code == 423
    factor.refresh_from_db()
    assert factor.withdrawn_at is None
    assert not factor.workshop.journal.exists()


def test_what_is_withdrawn_says_so() -> None:
    phone, factor = written(withdrawn_at=timezone.now())

    assert phone.get(url(factor)).status_code == 409


def test_a_neighbours_factor_is_not_found() -> None:
    phone, factor = written()
    other = create_factor(workshop=factor.workshop)

    assert phone.get(url(other)).status_code == 404
    assert phone.post(url(other)).status_code == 404


def test_a_factor_of_another_workshop_is_not_found() -> None:
    phone, factor = written()
    other = create_factor()

    crossed = f"/room/{factor.workshop.code}/factors/{other.pk}/withdraw/"

    assert phone.post(crossed).status_code == 404


def test_a_stranger_is_led_to_the_join_page(client: Client) -> None:
    factor = create_factor()

    assert client.get(url(factor))["Location"] == f"/join/{factor.workshop.code}/"
    assert client.post(url(factor)).status_code == 403
    factor.refresh_from_db()
    assert factor.withdrawn_at is None


def test_an_unknown_code_is_not_found() -> None:
    phone, factor = written()

    assert phone.post(f"/room/ZZZZZZ/factors/{factor.pk}/withdraw/").status_code == 404


def test_it_takes_no_put() -> None:
    phone, factor = written()

    assert phone.put(url(factor)).status_code == 405
