import threading

import pytest
from django.db import connection

from tests.factories import create_district, create_workshop
from workshops.domain import tokens
from workshops.domain.errors import UnknownDistrict, WorkshopClosed
from workshops.domain.participants import join_workshop
from workshops.enums import Stage
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
KEY = "k" * 43


def test_somebody_comes_in() -> None:
    workshop = create_workshop()

    participant, token = join_workshop(
        workshop, name="สมหญิง", district=create_district(), agency="ที่ว่าการอำเภอ"
    )

    assert (participant.name, participant.agency) == ("สมหญิง", "ที่ว่าการอำเภอ")
    assert participant.token_hash == tokens.hashed(token)
    assert workshop.journal.get().facts == {"participant": participant.pk, "district": "4005"}


@pytest.mark.parametrize("stage", [each for each in Stage if each != Stage.CLOSED])
def test_one_can_come_in_at_any_open_stage(stage: Stage) -> None:
    workshop = create_workshop(stage=stage)

    join_workshop(workshop, name="สมหญิง", district=create_district())

    assert workshop.participants.count() == 1


def test_a_closed_workshop_stays_closed() -> None:
    workshop = create_workshop(stage=Stage.CLOSED)

    with pytest.raises(WorkshopClosed):
        join_workshop(workshop, name="สมหญิง", district=create_district())

    assert not workshop.journal.exists()


def test_a_district_that_does_not_take_part_is_refused() -> None:
    workshop = create_workshop()

    with pytest.raises(UnknownDistrict):
        join_workshop(workshop, name="สมหญิง", district=create_district(code="4007"))

    assert not workshop.participants.exists()


def test_the_same_form_again_is_the_same_person_even_after_closing() -> None:
    workshop = create_workshop()
    first = join_workshop(workshop, name="สมหญิง", district=create_district(), join_key=KEY)
    Workshop.objects.update(stage=Stage.CLOSED)

    again = join_workshop(workshop, name="สมหญิง", district=create_district(), join_key=KEY)

    assert again == first
    assert workshop.journal.count() == 1


def test_the_same_key_in_another_workshop_opens_nothing_of_the_first() -> None:
    first, other = create_workshop(), create_workshop()
    join_workshop(first, name="สมหญิง", district=create_district())

    participant, _ = join_workshop(other, name="สมหญิง", district=create_district())

    assert participant.workshop == other


def test_two_without_a_key_are_two() -> None:
    workshop = create_workshop()

    tokens_given = {
        join_workshop(workshop, name="สมหญิง", district=create_district())[1] for _ in range(2)
    }

    assert (len(tokens_given), workshop.participants.count()) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twenty_times_at_once_is_one_person() -> None:
    workshop, district = create_workshop(), create_district()
    start = threading.Barrier(20)
    given: list[str] = []

    def join() -> None:
        start.wait()
        given.append(join_workshop(workshop, name="ก", district=district, join_key=KEY)[1])
        connection.close()

    threads = [threading.Thread(target=join) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(given), len(set(given))) == (20, 1)
    assert (workshop.participants.count(), workshop.journal.count()) == (1, 1)
