import pytest
from django.db import DatabaseError

from workshops.domain.reference import Reference, Tally, store
from workshops.models import District, PlanCycle, Province, ReferenceItem

pytestmark = pytest.mark.django_db

PROVINCE = {
    "code": "41",
    "name_th": "ตัวอย่าง",
    "name_en": "Example",
    "confidence": "verified",
    "source": "",
}
DISTRICT = {
    "code": "4101",
    "province_id": "41",
    "name_th": "เมืองตัวอย่าง",
    "name_en": "",
    "pilot": True,
    "pilot_order": 1,
    "latitude": 17.5,
    "longitude": None,
    "confidence": "verified",
    "source": "",
}
CYCLE = {
    "province_id": "41",
    "start_year": 2023,
    "end_year": 2027,
    "nesdp_number": 13,
    "goal_th": "",
    "missions_th": [],
    "indicators_th": [],
    "confidence": "uncertain",
    "source": "",
    "note": "Not found.",
}
ITEM = {
    "kind": "sdg",
    "code": "SDG1",
    "number": 1,
    "name_th": "ขจัดความยากจน",
    "name_en": "No Poverty",
    "edition": "",
    "confidence_th": "verified",
    "confidence_en": "bk",
    "source": "",
    "note": "",
}


def reference(**changes):
    return Reference(
        provinces=[PROVINCE],
        districts=[DISTRICT | changes.get("district", {})],
        plan_cycles=[CYCLE | changes.get("cycle", {})],
        items=[ITEM | changes.get("item", {})],
    )


def tallies(**which):
    return {
        "provinces": Tally(0, 0, 1),
        "districts": Tally(0, 0, 1),
        "plan cycles": Tally(0, 0, 1),
        "list items": Tally(0, 0, 1),
        "categories": Tally(0, 0, 0),
    } | which


def test_it_adds_what_is_new():
    added = Tally(1, 0, 0)

    assert store(reference()) == {
        "provinces": added,
        "districts": added,
        "plan cycles": added,
        "list items": added,
        "categories": Tally(0, 0, 0),
    }
    district = District.objects.get()
    assert (district.province_id, district.pilot_order, district.latitude) == ("41", 1, 17.5)
    # A leading vowel sorts behind its consonant.
    assert district.sort_key.startswith("มเือง")


def test_the_same_again_changes_nothing():
    store(reference())

    assert store(reference()) == tallies()


def test_it_changes_what_differs():
    store(reference())

    changed = store(reference(district={"name_th": "เวียงใหม่"}, item={"name_en": "End poverty"}))

    one = Tally(0, 1, 0)
    assert changed == tallies(**{"districts": one, "list items": one})
    assert District.objects.get().name_th == "เวียงใหม่"
    assert District.objects.get().sort_key.startswith("วเียง")
    assert ReferenceItem.objects.get().name_en == "End poverty"


def test_it_removes_nothing():
    store(reference())

    store(Reference())

    assert (Province.objects.count(), District.objects.count()) == (1, 1)


def test_what_an_administrator_typed_in_stays():
    store(reference())
    PlanCycle.objects.update(
        goal_th="เป้าหมายที่กรอกเอง", missions_th=["พันธกิจ"], confidence="verified", note=""
    )

    assert store(reference()) == tallies()
    cycle = PlanCycle.objects.get()
    assert (cycle.goal_th, cycle.missions_th) == ("เป้าหมายที่กรอกเอง", ["พันธกิจ"])
    assert (cycle.confidence, cycle.note) == ("verified", "")


def test_a_goal_in_the_file_is_what_counts():
    store(reference())
    PlanCycle.objects.update(goal_th="เป้าหมายที่กรอกเอง")

    store(reference(cycle={"goal_th": "เป้าหมายตามแผน", "confidence": "verified"}))

    cycle = PlanCycle.objects.get()
    assert (cycle.goal_th, cycle.confidence) == ("เป้าหมายตามแผน", "verified")


def test_all_is_stored_or_nothing():
    with pytest.raises(DatabaseError):
        store(reference(item={"code": None}))

    assert not Province.objects.exists()
