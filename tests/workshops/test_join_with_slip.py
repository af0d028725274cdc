import pytest
from django.test import Client

from tests.factories import create_district, create_facilitator, create_workshop
from tests.workshops.phones import joined
from workshops.domain.participants import SeatNeeded, SeatTaken
from workshops.domain.seats import make_seats
from workshops.live.fragments import Audience, first_draw
from workshops.models import JournalEntry, Participant, Seat, Workshop

pytestmark = pytest.mark.django_db
WHO = {"name": "สมหญิง ใจดี", "agency": "อำเภอชุมแพ", "district": "4029"}


def url(workshop: Workshop) -> str:
    return f"/join/{workshop.code}/"


def slip(workshop: Workshop, *, one_time: bool = True) -> Seat:
    labels = [("โต๊ะ 7", create_district(code="4029"))]
    return make_seats(workshop, by=create_facilitator(), labels=labels, one_time=one_time)[0]


def test_scanning_shows_the_table_and_chooses_the_district(client: Client) -> None:
    workshop = create_workshop()
    seat = slip(workshop)

    response = client.get(url(workshop), {"seat": seat.key, "openExternalBrowser": "1"})

    page = response.content.decode()
    assert '<option value="4029" selected' in page
    assert "โต๊ะ 7" in page
    assert f'name="seat_key" value="{seat.key}"' in page


def test_joining_takes_the_seat(client: Client) -> None:
    workshop = create_workshop()
    seat = slip(workshop)

    response = client.post(url(workshop), WHO | {"seat_key": seat.key})

    assert response.status_code == 303
    assert workshop.participants.get().seat == seat


def test_a_preview_of_the_link_uses_nothing_up(client: Client) -> None:
    """LINE, virus scanners and the like open a link before the person does."""
    workshop = create_workshop()
    seat = slip(workshop)
    before = workshop.journal.count()

    for _ in range(3):
        Client(headers={"User-Agent": "facebookexternalhit/1.1;line-poker/1.0"}).get(
            url(workshop), {"seat": seat.key}
        )
        client.head(url(workshop), {"seat": seat.key})

    assert (Participant.objects.count(), JournalEntry.objects.count()) == (0, before)
    assert client.post(url(workshop), WHO | {"seat_key": seat.key}).status_code == 303


def test_a_taken_slip_says_so_and_keeps_what_was_typed(client: Client) -> None:
    workshop = create_workshop()
    seat = slip(workshop)
    client.post(url(workshop), WHO | {"seat_key": seat.key})

    response = Client().post(url(workshop), WHO | {"seat_key": seat.key, "name": "วิไล"})

    page = response.content.decode()
    assert response.status_code == 422
    assert str(SeatTaken()) in page
    assert 'value="วิไล"' in page
    assert 'value="อำเภอชุมแพ"' in page
    assert workshop.participants.count() == 1


def test_a_taken_slip_says_so_before_anything_is_typed(client: Client) -> None:
    workshop = create_workshop()
    seat = slip(workshop)
    client.post(url(workshop), WHO | {"seat_key": seat.key})

    page = Client().get(url(workshop), {"seat": seat.key}).content.decode()

    assert str(SeatTaken()) in page
    assert "id_name" not in page
    assert f'href="/join/{workshop.code}/back/"' in page


def test_without_a_slip_where_one_is_needed(client: Client) -> None:
    workshop = create_workshop()
    Workshop.objects.update(needs_seat=True)

    looked, posted = client.get(url(workshop)), client.post(url(workshop), WHO)

    assert (looked.status_code, posted.status_code) == (200, 422)
    assert str(SeatNeeded()) in looked.content.decode()
    assert str(SeatNeeded()) in posted.content.decode()
    assert 'value="สมหญิง ใจดี"' in posted.content.decode()
    assert not workshop.participants.exists()


def test_who_is_in_may_scan_the_slip_again() -> None:
    workshop = create_workshop()
    seat = slip(workshop)
    phone = Client()
    phone.post(url(workshop), WHO | {"seat_key": seat.key})

    page = phone.get(url(workshop), {"seat": seat.key}).content.decode()

    assert f'href="/room/{workshop.code}/"' in page


@pytest.mark.parametrize("key", ["x", "x" * 43, "\x00" * 43, "' OR 1=1 --", "ก" * 43])
def test_a_damaged_slip_joins_like_none(client: Client, key: str) -> None:
    workshop = create_workshop()

    looked = client.get(url(workshop), {"seat": key})
    posted = client.post(url(workshop), WHO | {"seat_key": key})

    assert (looked.status_code, posted.status_code) in [(200, 303), (200, 422)]
    assert not workshop.participants.exclude(seat=None).exists()


def test_another_workshops_slip_is_none_here(client: Client) -> None:
    workshop = create_workshop()
    elsewhere = slip(create_workshop())

    client.post(url(workshop), WHO | {"seat_key": elsewhere.key})

    assert workshop.participants.get().seat is None


def test_forty_five_join_from_one_address_at_once() -> None:
    """A venue has one address for all phones: nothing counts against it."""
    workshop = create_workshop()
    phones = [Client(REMOTE_ADDR="203.0.113.7") for _ in range(45)]

    answers = []
    for number, phone in enumerate(phones):
        key = phone.get(url(workshop)).context["form"]["join_key"].value()
        who = WHO | {"name": f"คนที่ {number}", "join_key": key}
        answers.append(phone.post(url(workshop), who).status_code)

    assert answers == [303] * 45
    assert workshop.participants.count() == 45
    codes = set(workshop.participants.values_list("reentry_code", flat=True))
    assert len(codes - {""}) == 45


def test_no_name_reaches_the_projector_or_another_phone() -> None:
    workshop = create_workshop()
    phone, person = joined(workshop=workshop)
    Participant.objects.filter(pk=person.pk).update(
        name="CANARY-NAME", position="CANARY-POSITION", agency="CANARY-AGENCY"
    )
    phone.post(f"/room/{workshop.code}/scribe/", {"name": "CANARY-PERSON", "district": "4005"})
    phone.post(f"/room/{workshop.code}/ready/", {"ready": "1"})
    other, _ = joined(workshop=workshop)
    stranger = Client()

    pages = [
        stranger.get(f"/board/{workshop.code}/{workshop.board_key}/"),
        stranger.get(url(workshop)),
        stranger.get(f"/join/{workshop.code}/back/"),
        other.get(f"/room/{workshop.code}/"),
        other.get(f"/room/{workshop.code}/scribe/"),
        other.get(f"/room/{workshop.code}/card/"),
    ]

    assert [page.status_code for page in pages] == [200] * 6
    wire = b"".join(page.content for page in pages)
    for audience in (Audience.PHONE, Audience.BOARD, Audience.DESK):
        parts = first_draw(workshop, audience).parts()
        wire += "".join(html for _name, html in parts).encode()
    codes = workshop.participants.filter(name__startswith="CANARY").values_list(
        "reentry_code", flat=True
    )
    assert b"CANARY" not in wire
    assert len(codes) == 2
    assert not any(code.encode() in wire for code in codes)
