"""What administrators edit has a version: nobody is overwritten, nothing is lost."""

import pytest
from django.urls import reverse
from django.utils import translation

from analysis.models import FormLayout
from tests.factories import create_facilitator, create_plan_cycle, create_user
from tests.workshops.desks import signed_in
from workshops.domain import plan_data
from workshops.domain.reference import Reference, store
from workshops.enums import Confidence, ReferenceKind, Stance
from workshops.models import PlanCycle, ReferenceItem, Wording
from workshops.wording import THREAT, know

pytestmark = pytest.mark.django_db

FIELDS = {"nesdp_number": "13", "confidence": "verified", "source": "", "note": ""}
FIELDS |= {"missions_th": "[]", "indicators_th": "[]"}


@pytest.fixture
def administrator():
    return signed_in(create_user(is_superuser=True, is_staff=True))


@pytest.fixture(autouse=True)
def usual_words():
    yield
    know({})


def label(language="en"):
    with translation.override(language):
        return str(Stance.THREAT.label)


def page(kind, name="change", *args):
    return reverse(f"admin:workshops_{kind}_{name}", args=args)


def save(client, cycle, goal, seen):
    fields = FIELDS | {"goal_th": goal, "seen": seen}
    return client.post(page("plancycle", "change", cycle.pk), fields)


def test_each_edit_is_a_version(administrator):
    cycle = create_plan_cycle()

    save(administrator, cycle, "เมืองน่าอยู่", 1)
    save(administrator, cycle, "มหานครน่าอยู่", 2)

    cycle.refresh_from_db()
    assert (cycle.version, cycle.goal_th) == (3, "มหานครน่าอยู่")
    kept = PlanCycle.history.order_by("version").values_list("version", "goal_th")
    assert list(kept) == [(1, ""), (2, "เมืองน่าอยู่"), (3, "มหานครน่าอยู่")]


def test_who_saw_an_older_version_is_told_and_nothing_is_stored(administrator):
    cycle = create_plan_cycle()
    save(administrator, cycle, "เมืองน่าอยู่", 1)

    answer = save(administrator, cycle, "อื่น", 1)

    assert answer.status_code == 200
    assert "มีผู้อื่นแก้ไข" in answer.content.decode() or "Somebody else" in answer.content.decode()
    assert "อื่น" in answer.content.decode()
    cycle.refresh_from_db()
    assert (cycle.version, cycle.goal_th) == (2, "เมืองน่าอยู่")


def test_the_history_says_what_changed_and_leads_back(administrator):
    cycle = create_plan_cycle()
    save(administrator, cycle, "เมืองน่าอยู่", 1)
    history = page("plancycle", "history", cycle.pk)

    shown = administrator.get(history).content.decode()
    back = page("plancycle", "go_back", cycle.pk)
    answer = administrator.post(back, {"version": "1", "seen": "2"})

    assert "เมืองน่าอยู่" in shown
    assert answer.url == history
    cycle.refresh_from_db()
    assert (cycle.version, cycle.goal_th) == (3, "")


@pytest.mark.parametrize(
    ("sent", "status"),
    [({"version": "9", "seen": "2"}, 404), ({"version": "x", "seen": "2"}, 404), ({}, 404)],
)
def test_a_version_that_never_was_is_not_found(administrator, sent, status):
    cycle = create_plan_cycle()
    save(administrator, cycle, "เมืองน่าอยู่", 1)

    assert administrator.post(page("plancycle", "go_back", cycle.pk), sent).status_code == status


def test_going_back_over_somebody_elses_edit_is_refused(administrator):
    cycle = create_plan_cycle()
    save(administrator, cycle, "เมืองน่าอยู่", 1)
    save(administrator, cycle, "มหานครน่าอยู่", 2)

    administrator.post(page("plancycle", "go_back", cycle.pk), {"version": "1", "seen": "2"})

    cycle.refresh_from_db()
    assert cycle.goal_th == "มหานครน่าอยู่"


def test_two_saves_in_the_same_instant_are_no_fault_of_the_server(administrator, monkeypatch):
    cycle = create_plan_cycle()

    def too_late(row, *, by, seen):
        raise plan_data.EditedMeanwhile

    monkeypatch.setattr(plan_data, "keep_edit", too_late)

    answer = save(administrator, cycle, "เมืองน่าอยู่", 1)

    assert answer.status_code == 302
    cycle.refresh_from_db()
    assert cycle.goal_th == ""


def test_going_back_to_a_place_that_is_taken_says_so(administrator):
    layout = FormLayout.objects.create(code="จ.9", name_th="แบบ")
    page = reverse("admin:analysis_formlayout_change", args=[layout.pk])
    fields = {"edition": "", "order": 1, "shape": "plan", "name_th": "แบบ", "name_en": ""}
    fields |= {"confidence": "verified", "source": "", "note": "", "blocks": "[]", "seen": 1}
    administrator.post(page, fields | {"code": "จ.8"})
    FormLayout.objects.create(code="จ.9", name_th="อีกแบบ")
    back = reverse("admin:analysis_formlayout_go_back", args=[layout.pk])

    answer = administrator.post(back, {"version": "1", "seen": "2"})

    assert answer.status_code == 302
    layout.refresh_from_db()
    assert (layout.code, layout.version) == ("จ.8", 2)


def test_only_an_administrator_goes_back_and_only_by_post(administrator):
    cycle = create_plan_cycle()
    back = page("plancycle", "go_back", cycle.pk)

    assert administrator.get(back).status_code == 403
    assert signed_in(create_facilitator()).post(back, {}).status_code in (302, 403)


def test_a_milestone_of_the_next_plan_can_be_added(administrator):
    ReferenceItem.objects.create(
        kind=ReferenceKind.MILESTONE, code="M1", number=1, edition="13", name_th="เกษตร",
        confidence_th=Confidence.VERIFIED, confidence_en=Confidence.VERIFIED,
    )  # fmt: skip
    fields = {"kind": "milestone", "code": "M1", "number": "1", "edition": "14", "name_en": ""}
    fields |= {"name_th": "หมุดหมายใหม่", "confidence_th": "uncertain", "confidence_en": "bk"}

    answer = administrator.post(page("referenceitem", "add"), fields | {"source": "", "note": ""})

    assert answer.status_code == 302
    assert ReferenceItem.objects.filter(kind="milestone", code="M1").count() == 2


def test_the_t_of_swot_is_the_administrators_word(administrator):
    assert label() == "Threat"

    fields = {"key": THREAT, "text_th": "อุปสรรค", "text_en": "Obstacle"}
    assert administrator.post(page("wording", "add"), fields).status_code == 302

    assert label() == "Obstacle"
    assert label("th") == "อุปสรรค"
    row = Wording.objects.get()
    administrator.post(page("wording", "change", row.pk), {"text_th": "", "text_en": "", "seen": 1})
    assert label() == "Threat"


def test_a_file_never_takes_back_what_was_edited(administrator):
    cycle = create_plan_cycle()
    save(administrator, cycle, "เมืองน่าอยู่", 1)
    row = {"province_id": "40", "start_year": cycle.start_year, "end_year": cycle.end_year}
    said = {"nesdp_number": 14, "goal_th": "จากไฟล์", "missions_th": [], "indicators_th": []}
    origin = {"confidence": "verified", "source": "", "note": ""}

    store(Reference(plan_cycles=[row | said | origin]))

    cycle.refresh_from_db()
    assert (cycle.goal_th, cycle.nesdp_number) == ("เมืองน่าอยู่", 13)
