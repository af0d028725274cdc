import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import (
    create_district,
    create_facilitator,
    create_plan_cycle,
    create_user,
    create_workshop,
)
from tests.workshops.desks import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return signed_in(create_user(is_superuser=True, is_staff=True))


def test_every_page_opens(administrator):
    workshop = create_workshop()
    rows = {"workshop": workshop.pk, "district": create_district().pk}
    rows |= {"plancycle": create_plan_cycle().pk, "user": workshop.facilitators.get().pk}
    pages = [reverse(f"admin:workshops_{kind}_change", args=[pk]) for kind, pk in rows.items()]
    pages += [reverse(f"admin:workshops_{kind}_changelist") for kind in [*rows, "referenceitem"]]
    pages += [reverse("admin:index"), reverse("admin:workshops_user_add")]

    assert {page: administrator.get(page).status_code for page in pages} == dict.fromkeys(
        pages, 200
    )


def test_the_goal_of_a_cycle_can_be_typed_in(administrator):
    cycle = create_plan_cycle()
    page = reverse("admin:workshops_plancycle_change", args=[cycle.pk])
    fields = {"nesdp_number": "13", "goal_th": "เมืองน่าอยู่", "confidence": "verified"}
    fields |= {"missions_th": '["ก", "ข"]', "indicators_th": "[]", "source": "", "note": ""}
    fields["seen"] = "1"

    assert administrator.post(page, fields).status_code == 302

    cycle.refresh_from_db()
    assert (cycle.goal_th, cycle.missions_th) == ("เมืองน่าอยู่", ["ก", "ข"])


def test_a_workshop_gets_a_second_facilitator_and_nothing_else(administrator):
    workshop, second = create_workshop(), create_facilitator()
    page = reverse("admin:workshops_workshop_change", args=[workshop.pk])

    administrator.post(page, {"facilitators": [second.pk], "title": "x", "stage": "closed"})

    assert list(workshop.facilitators.all()) == [second]
    title, stage = workshop.title, workshop.stage
    workshop.refresh_from_db()
    assert (workshop.title, workshop.stage) == (title, stage)


def test_nothing_is_deleted_here_but_accounts(administrator):
    workshop = create_workshop()
    rows = {"workshop": workshop.pk, "district": create_district().pk}
    rows["plancycle"] = create_plan_cycle().pk
    pages = [reverse(f"admin:workshops_{kind}_delete", args=[pk]) for kind, pk in rows.items()]

    assert [administrator.post(page, {"post": "yes"}).status_code for page in pages] == [403] * 3


def test_a_facilitator_may_not():
    assert signed_in(create_facilitator()).get("/admin/").status_code in (302, 403)


def test_a_stranger_is_led_to_the_sign_in():
    answer = Client().get("/admin/", follow=True)

    assert answer.redirect_chain[-1][0].startswith("/accounts/login/")
