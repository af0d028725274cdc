"""The page of an account's data links, the page of tables, and what administrators see."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from analysis.domain.data_links import make_link
from analysis.models import DataLink
from tests.factories import create_facilitator, create_planner, create_user, create_workshop
from tests.workshops.desks import sentences, signed_in
from workshops.domain import tokens

pytestmark = pytest.mark.django_db
URL = "/analysis/downloads/links/"


def said(**changed: str) -> dict[str, str]:
    return {"name": "แดชบอร์ดจังหวัด", "scope": "all", "ends_on": ""} | changed


def test_the_token_is_shown_once() -> None:
    planner = create_planner()
    client = signed_in(planner)

    page = client.post(URL, said(ends_on="31/12/2600")).content.decode()

    link = DataLink.objects.get()
    [token] = re.findall(r'id="token" readonly value="([^"]+)"', page)
    assert link.token_hash == tokens.hashed(token)
    assert (link.user, link.name, link.cycle, link.workshop) == (
        planner,
        "แดชบอร์ดจังหวัด",
        None,
        None,
    )
    assert timezone.localtime(link.ends_at).isoformat() == "2058-01-01T00:00:00+07:00"
    address = re.search(r'id="address-factors" readonly value="([^"]+)"', page)[1]
    assert address == f"http://testserver/api/v1/data/{token}/factors.csv"
    assert client.get(address).status_code == 200
    listed = client.get(URL).content.decode()
    assert token not in listed
    assert link.hint in listed


def test_a_link_can_be_for_one_workshop_or_one_plan_cycle() -> None:
    facilitator = create_facilitator()
    workshop = create_workshop(facilitator=facilitator)
    client = signed_in(facilitator)

    client.post(URL, said(name="หนึ่ง", scope=f"workshop-{workshop.code}"))
    client.post(URL, said(name="สอง", scope=f"cycle-{workshop.plan_cycle_id}"))

    made = DataLink.objects.order_by("pk").values_list("workshop", "cycle")
    assert list(made) == [(workshop.pk, None), (None, workshop.plan_cycle_id)]
    assert [one.verb for one in workshop.journal.all()] == ["file.exported"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "ก" * 81}, "name"),
        ({"scope": "workshop-ZZZZZZ"}, "scope"),
        ({"ends_on": "1/1/2560"}, "ends_on"),
        ({"ends_on": "เมื่อไร"}, "ends_on"),
    ],
)
def test_it_refuses_what_cannot_be(changed, field) -> None:
    response = signed_in(create_planner()).post(URL, said(**changed))

    assert response.status_code == 422
    assert list(sentences(response)) == [field]
    assert not DataLink.objects.exists()


def test_another_s_workshop_cannot_be_chosen() -> None:
    other = create_workshop()

    response = signed_in(create_facilitator()).post(URL, said(scope=f"workshop-{other.code}"))

    assert list(sentences(response)) == ["scope"]


def test_a_form_that_is_sent_again_makes_no_second_link() -> None:
    client = signed_in(create_planner())
    client.post(URL, said())

    response = client.post(URL, said())

    assert response.status_code == 422
    assert sentences(response) == {
        "__all__": ["You have an open data link of this name. Revoke it, or choose another name."]
    }
    assert DataLink.objects.count() == 1


def test_a_link_is_revoked_by_its_owner_only() -> None:
    owner = create_planner()
    link, token = make_link(owner, name="แดชบอร์ด")
    address = reverse("analysis:revoke-data-link", args=[link.pk])

    assert signed_in(create_planner()).post(address).status_code == 404
    client = signed_in(owner)
    assert client.get(address).status_code == 405
    response = client.post(address)

    assert (response.status_code, response["Location"]) == (303, URL)
    link.refresh_from_db()
    assert link.revoked_at is not None
    assert client.get(f"/api/v1/data/{token}/tracks.csv").status_code == 401
    assert "Revoked" in client.get(URL).content.decode()


def test_nobody_sees_another_s_links() -> None:
    make_link(create_planner(), name="ของคนอื่น")

    assert "ของคนอื่น" not in signed_in(create_planner()).get(URL).content.decode()


def test_three_links_take_as_many_queries_as_one() -> None:
    user, workshop = create_planner(), create_workshop()

    def queries() -> int:
        client = signed_in(user)
        with CaptureQueriesContext(connection) as asked:
            client.get(URL)
        return len(asked)

    make_link(user, name="0", workshop=workshop)
    few = queries()
    for number in (1, 2):
        make_link(user, name=str(number), cycle=workshop.plan_cycle)

    assert queries() == few


def test_the_page_of_tables_names_every_column() -> None:
    page = signed_in(create_planner()).get("/api/v1/").content.decode()

    for name in ("factors", "coverage", "amount_thb", "impact_median", "changed_since"):
        assert f"<code>{name}</code>" in page


def test_an_administrator_sees_all_links_and_revokes_them() -> None:
    link, token = make_link(create_planner(), name="ของคนอื่น")
    client = signed_in(create_user(is_superuser=True, is_staff=True))
    listed = reverse("admin:analysis_datalink_changelist")

    assert "ของคนอื่น" in client.get(listed).content.decode()
    shown = client.get(reverse("admin:analysis_datalink_change", args=[link.pk])).content.decode()
    assert link.token_hash not in shown
    client.post(listed, {"action": "revoke", "_selected_action": [link.pk]})

    link.refresh_from_db()
    assert link.revoked_at is not None
    assert token not in shown
