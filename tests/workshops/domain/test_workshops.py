import datetime
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tests.factories import (
    create_district,
    create_facilitator,
    create_factor,
    create_participant,
    create_plan_cycle,
    create_province,
    create_workshop,
)
from workshops.domain import workshops
from workshops.domain.workshops import DistrictInUse, NoDistrict
from workshops.models import JournalEntry, Workshop

pytestmark = pytest.mark.django_db
DAY = datetime.date(2021, 6, 24)


def make(**changed):
    fields = {"title": "ประชุม", "held_on": DAY, "plan_cycle": create_plan_cycle()}
    fields |= {"by": create_facilitator(), "districts": [create_district()]}
    return workshops.create_workshop(**fields | changed)


def test_a_workshop_starts_in_the_waiting_room_with_a_code_and_a_key():
    workshop = make()

    assert (len(workshop.code), len(workshop.board_key)) == (6, 43)
    assert (workshop.stage, workshop.revision) == ("lobby", 1)
    assert workshop.province == create_province()


def test_it_needs_a_district():
    with pytest.raises(NoDistrict):
        make(districts=[])

    assert not Workshop.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_twenty_equal_forms_at_once_make_one():
    fields = {"title": "ประชุม", "held_on": DAY, "plan_cycle": create_plan_cycle()}
    fields |= {"by": create_facilitator(), "districts": [create_district()]}
    fields["client_id"] = uuid.uuid4()

    def press(_):
        try:
            return workshops.create_workshop(**fields).code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        codes = set(pool.map(press, range(20)))

    assert len(codes) == Workshop.objects.count() == JournalEntry.objects.count() == 1


def test_one_per_district_is_all_or_none(monkeypatch):
    districts = [create_district(code=code) for code in ("4005", "4010")]
    fields = {"title": "ประชุม", "held_on": DAY, "plan_cycle": create_plan_cycle()}
    codes = iter(["ABCDEF"])
    monkeypatch.setattr(workshops.tokens, "new_code", lambda: next(codes))

    with pytest.raises(StopIteration):
        workshops.create_per_district(
            by=create_facilitator(), districts=districts, client_id=uuid.uuid4(), **fields
        )

    assert not Workshop.objects.exists()
    assert not JournalEntry.objects.exists()


def test_a_district_in_use_is_named_and_stays():
    workshop = create_workshop(districts=("4005", "4029", "4010"))
    create_participant(workshop=workshop, district="4029")
    person = create_participant(workshop=workshop, district="4005")
    create_factor(participant=person, district="4010")
    fields = {"title": "x", "held_on": DAY, "plan_cycle": workshop.plan_cycle}

    with pytest.raises(DistrictInUse) as refusal:
        workshops.change_workshop(
            workshop, by=create_facilitator(), districts=[create_district(code="4005")], **fields
        )

    assert [district.pk for district in refusal.value.districts] == ["4010", "4029"]
    assert workshop.districts.count() == 3


@pytest.mark.parametrize(
    ("day", "start"),
    [
        (datetime.date(2021, 6, 24), 2018),  # fiscal year 2564, in 2561-2565
        (datetime.date(2022, 9, 30), 2018),
        (datetime.date(2022, 10, 1), 2023),
        (datetime.date(2010, 1, 1), 2018),  # none runs: the next one
        (datetime.date(2040, 1, 1), 2023),  # none to come: the last one
    ],
)
def test_the_plan_cycle_of_a_day(day, start):
    for year in (2023, 2018):
        create_plan_cycle(start_year=year)

    assert workshops.cycle_for(create_province(), day).start_year == start


def test_without_plan_cycles_there_is_none():
    assert workshops.cycle_for(create_province(), DAY) is None
