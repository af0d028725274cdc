"""The pages on which a workbook for editing goes out and comes back."""

from __future__ import annotations

import uuid
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from analysis.domain import indicators
from analysis.models import Indicator, Upload
from tests.analysis.plans import change, create_indicator, create_issue, indicator_said
from tests.analysis.round_trip.books import HEAD, column, downloaded, opened, saved
from tests.factories import create_facilitator, create_planner, create_workshop
from tests.workshops.desks import signed_in
from workshops.enums import Verb

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicator():
    return create_indicator(name="หมู่บ้านที่มีน้ำใช้")


@pytest.fixture
def workshop(indicator):
    return indicator.issue.workshop


@pytest.fixture
def client():
    return signed_in(create_planner())


def edited(workshop, folder, **values) -> bytes:
    """The workshop's file with these values in the first indicator's row, by Thai heading."""
    book = opened(downloaded(workshop, folder))
    sheet = book["ตัวชี้วัด"]
    for label, value in values.items():
        sheet.cell(HEAD + 1, column(sheet, label)).value = value
    return saved(book)


def sent(client, workshop, data: bytes, name: str = "แผน.xlsx"):
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("analysis:round-trip-upload", args=[workshop.code]), {"file": file})


def uploaded(client, workshop, data: bytes) -> str:
    response = sent(client, workshop, data)
    assert response.status_code == 302, response.content.decode()
    return response.url


def seal(client, address: str) -> str:
    return client.get(address).context["preview"].seal


def test_the_file_is_downloaded(client, workshop) -> None:
    response = client.get(reverse("analysis:round-trip-file", args=[workshop.code]))

    assert response.status_code == 200
    assert "filename*=UTF-8''" in response["Content-Disposition"]
    assert "ตัวชี้วัด" in opened(response.content).sheetnames
    assert workshop.journal.latest("revision").facts == {"kind": "round-trip"}


def test_what_was_edited_is_looked_at_and_let_in(client, workshop, indicator, tmp_path) -> None:
    address = uploaded(client, workshop, edited(workshop, tmp_path, หน่วยนับ="แห่ง", ค่าฐาน=41.5))
    page = client.get(address)
    assert page.context["preview"].total == 2
    assert Indicator.objects.get().unit == "หมู่บ้าน"

    response = client.post(address, {"seal": seal(client, address)})

    assert (response.status_code, response.url) == (
        302,
        reverse("analysis:plan", args=[workshop.code]),
    )
    indicator.refresh_from_db()
    assert (indicator.unit, indicator.baseline_value, indicator.version) == (
        "แห่ง",
        Decimal("41.5"),
        2,
    )
    verbs = list(workshop.journal.order_by("revision").values_list("verb", flat=True))[-2:]
    assert verbs == [Verb.INDICATOR_CHANGED, Verb.PLAN_IMPORTED]
    assert indicator.history.filter(version=2).exists()
    assert Upload.objects.get().book == {}


def test_the_same_file_again_gives_nothing_new(client, workshop, tmp_path) -> None:
    book = opened(edited(workshop, tmp_path, หน่วยนับ="แห่ง"))
    sheet = book["ตัวชี้วัด"]
    for number, cell in enumerate(sheet[HEAD + 1], 1):
        sheet.cell(HEAD + 2, number).value = cell.value
    sheet.cell(HEAD + 2, 1).value = sheet.cell(HEAD + 2, 2).value = None
    sheet.cell(HEAD + 2, column(sheet, "ตัวชี้วัด")).value = "ตัวใหม่"
    data = saved(book)
    first = uploaded(client, workshop, data)
    client.post(first, {"seal": seal(client, first)})
    assert Indicator.objects.count() == 2

    again = uploaded(client, workshop, data)

    assert client.get(again).context["preview"].is_empty
    client.post(again, {"seal": seal(client, again)})
    client.post(first, {"seal": "0" * 24})
    assert Indicator.objects.count() == 2
    assert set(Indicator.objects.values_list("version", flat=True)) == {1, 2}


def test_a_missing_row_goes_only_if_it_is_ticked(client, workshop, indicator, tmp_path) -> None:
    book = opened(downloaded(workshop, tmp_path))
    book["ตัวชี้วัด"].delete_rows(HEAD + 1)
    address = uploaded(client, workshop, saved(book))

    client.post(address, {"seal": seal(client, address)})
    indicator.refresh_from_db()
    assert indicator.removed_at is None

    address = uploaded(client, workshop, saved(book))
    tick = {f"remove:indicator-{indicator.pk}": "on"}
    client.post(address, {"seal": seal(client, address)} | tick)
    indicator.refresh_from_db()
    assert indicator.removed_at is not None


@pytest.mark.parametrize("takes", [False, True])
def test_a_collision_stays_as_the_plan_has_it_unless_it_is_ticked(
    client, workshop, indicator, tmp_path, takes
) -> None:
    data = edited(workshop, tmp_path, หน่วยนับ="แห่ง", ค่าฐาน=41)
    said = change(indicator_said(name=indicator.name, unit="ครัวเรือน"))
    indicators.change_indicator(indicator, by=create_planner(), version=1, **said)
    address = uploaded(client, workshop, data)
    (step,) = client.get(address).context["preview"].steps
    assert [one.name for one in step.collisions] == ["unit"]

    ticks = {f"take:{step.name}:unit": "on"} if takes else {}
    client.post(address, {"seal": seal(client, address)} | ticks)

    indicator.refresh_from_db()
    assert indicator.unit == ("แห่ง" if takes else "ครัวเรือน")
    assert indicator.baseline_value == 41


def test_whoever_was_faster_is_not_overwritten(client, workshop, indicator, tmp_path) -> None:
    address = uploaded(client, workshop, edited(workshop, tmp_path, หน่วยนับ="แห่ง"))
    looked_at = seal(client, address)
    said = change(indicator_said(name=indicator.name, unit="ครัวเรือน"))
    indicators.change_indicator(indicator, by=create_planner(), version=1, **said)

    response = client.post(address, {"seal": looked_at})

    assert response.status_code == 409
    assert len(response.context["preview"].steps[0].collisions) == 1
    indicator.refresh_from_db()
    assert (indicator.unit, indicator.version) == ("ครัวเรือน", 2)


def test_what_is_wrong_lets_nothing_in(client, workshop, indicator, tmp_path) -> None:
    address = uploaded(client, workshop, edited(workshop, tmp_path, หน่วยนับ="แห่ง", ค่าฐาน="แปด"))
    page = client.get(address)
    (problem,) = page.context["preview"].problems
    assert problem.sentence in page.content.decode()

    assert client.post(address, {"seal": seal(client, address)}).status_code == 422

    indicator.refresh_from_db()
    assert indicator.version == 1


def test_a_file_that_cannot_be_read_says_why_on_the_page(client, workshop, tmp_path) -> None:
    other = create_issue().workshop
    for data in (b"", b"%PDF-1.7", downloaded(other, tmp_path)):
        response = sent(client, workshop, data)
        assert response.status_code == 422
        assert response.context["form"].errors["file"]
    assert not Upload.objects.exists()


def test_a_moment_that_somebody_changed_in_the_hidden_sheet_is_no_error(
    client, workshop, tmp_path
) -> None:
    book = opened(downloaded(workshop, tmp_path))
    book["_portal"]["A5"].value = "2026-11-23T10:00:00"

    page = client.get(uploaded(client, workshop, saved(book)))

    assert (page.status_code, page.context["preview"].unchanged) == (200, 1)


def test_a_file_that_would_hold_up_the_portal_is_refused(client, workshop, tmp_path) -> None:
    book = opened(downloaded(workshop, tmp_path))
    sheet = book["ตัวชี้วัด"]
    for number in range(1_000):
        sheet.cell(HEAD + 2 + number, 4).value = f"ตัวชี้วัด {number}"

    page = sent(client, workshop, saved(book))

    assert (page.status_code, "1,000" in page.content.decode()) == (422, True)
    assert not Upload.objects.exists()


def test_a_file_can_be_put_away(client, workshop, tmp_path) -> None:
    address = uploaded(client, workshop, downloaded(workshop, tmp_path))
    assert client.get(reverse("analysis:round-trip", args=[workshop.code])).context["uploads"]

    assert client.post(f"{address}away/").status_code == 302

    assert not Upload.objects.exists()
    assert client.get(address).status_code == 302
    assert client.post(f"{address}away/").status_code == 302


def test_others_do_not_come_near_it(workshop, tmp_path, client) -> None:
    address = uploaded(client, workshop, downloaded(workshop, tmp_path))
    other = create_workshop()
    elsewhere = address.replace(workshop.code, other.code)
    for browser, status in ((Client(), 302), (signed_in(create_facilitator()), 404)):
        assert browser.get(address).status_code == status
        assert browser.post(address, {"seal": "0" * 24}).status_code == status
        assert sent(browser, workshop, b"x").status_code == status
    assert client.get(elsewhere).url == reverse("analysis:round-trip", args=[other.code])
    unknown = reverse("analysis:round-trip-preview", args=[workshop.code, uuid.uuid4()])
    assert client.get(unknown).status_code == 302
    assert (
        client.get(reverse("analysis:round-trip-upload", args=[workshop.code])).status_code == 405
    )


def test_a_row_can_be_left_out_and_ticks_stay_where_nothing_was_let_in(
    client, workshop, indicator, tmp_path
) -> None:
    address = uploaded(client, workshop, edited(workshop, tmp_path, หน่วยนับ="แห่ง"))
    (step,) = client.get(address).context["preview"].steps

    response = client.post(address, {"seal": seal(client, address), f"leave:{step.name}": "on"})

    assert response.status_code == 422
    assert f'name="leave:{step.name}" checked' in response.content.decode()
    assert Upload.objects.get().applied_at is None
    indicator.refresh_from_db()
    assert indicator.version == 1
