import re

import pytest
from django.test import Client

from tests.factories import create_facilitator, create_factor, create_participant, create_workshop
from tests.workshops.desks import signed_in
from tests.workshops.phones import joined
from workshops.domain import people
from workshops.domain.participants import erase_names
from workshops.domain.seats import make_seats
from workshops.enums import Stage
from workshops.models import Participant, User, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return create_facilitator()


@pytest.fixture
def workshop(user: User) -> Workshop:
    return create_workshop(facilitator=user)


@pytest.fixture
def desk(user: User) -> Client:
    return signed_in(user)


def url(workshop: Workshop) -> str:
    return f"/desk/{workshop.code}/people/"


def person(workshop: Workshop, name: str, *, district: str = "4005") -> Participant:
    return create_participant(workshop=workshop, name=name, district=district)


def merge(desk: Client, kept: Participant, other: Participant):
    return desk.post(f"{url(kept.workshop)}merge/", {"kept": kept.pk, "other": other.pk})


def words_of(html: bytes) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.decode()).split())


# --- The list --------------------------------------------------------------------------------


def test_everybody_is_listed_by_district(desk: Client, workshop: Workshop) -> None:
    one = person(workshop, "สมหญิง")
    two, three = (person(workshop, name, district="4029") for name in ("วิไล", "บุญมี"))
    create_factor(participant=two, district="4029")
    create_participant(name="ที่อื่น")

    response = desk.get(url(workshop))

    assert response.status_code == 200
    listed = {district.pk: group for district, group in response.context["districts"]}
    assert listed == {"4005": [one], "4029": [two, three]}
    assert [each.factors_total for each in listed["4029"]] == [1, 0]
    page = response.content.decode()
    assert all(each.reentry_code in page for each in (one, two, three))
    assert "ที่อื่น" not in page


def test_codes_stand_behind_a_fold(desk: Client, workshop: Workshop) -> None:
    one = person(workshop, "สมหญิง")

    page = desk.get(url(workshop)).content.decode()

    fold = re.search(r'<details class="guest-code">.*?</details>', page, re.DOTALL)
    assert fold
    assert one.reentry_code in fold[0]
    assert one.reentry_code not in page.replace(fold[0], "")


def test_who_entered_whom_and_which_slip_is_said(desk: Client, workshop: Workshop) -> None:
    scribe = person(workshop, "บุญมี")
    people.add_person(scribe, name="ยายมา", district=scribe.district)
    seat = make_seats(workshop, by=create_facilitator(), labels=[("โต๊ะ 7", None)], one_time=True)
    Participant.objects.filter(pk=scribe.pk).update(seat=seat[0])

    shown = words_of(desk.get(url(workshop)).content)

    assert "ยายมา entered by บุญมี" in shown
    assert "slip 1 · โต๊ะ 7" in shown


def test_the_same_name_in_the_same_district_is_hinted(desk: Client, workshop: Workshop) -> None:
    one, again = person(workshop, "สมหญิง ใจดี"), person(workshop, "สมหญิงใจดี")
    person(workshop, "สมหญิง ใจดี", district="4029")
    person(workshop, "วิไล")

    response = desk.get(url(workshop))

    assert response.context["alike"] == [(one, again)]
    assert f"?who={one.pk}&amp;who={again.pk}#compare" in response.content.decode()


def test_an_empty_workshop_has_a_page(desk: Client, workshop: Workshop) -> None:
    assert desk.get(url(workshop)).status_code == 200


def test_without_names_the_pages_still_work(desk: Client, user: User, workshop: Workshop) -> None:
    one, again = person(workshop, "สมหญิง"), person(workshop, "สมหญิง")
    merge(desk, one, again)
    phone, scribe = joined(workshop=workshop)
    people.add_person(scribe, district=scribe.district)
    Workshop.objects.update(stage=Stage.CLOSED)
    erase_names(workshop, by=user)

    response = desk.get(url(workshop))
    rooms = [phone.get(f"/room/{workshop.code}/{page}") for page in ("", "card/", "scribe/")]

    assert response.context["alike"] == []
    assert words_of(response.content).count("(no name)") >= 4
    assert [each.status_code for each in rooms] == [200] * 3


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_the_database_a_fixed_number_of_times(
    count: int, desk: Client, workshop: Workshop, django_assert_num_queries
) -> None:
    kept = person(workshop, "สมหญิง")
    for _ in range(count):
        people.merge_participants(kept, person(workshop, "สมหญิง"), by=create_facilitator())
        people.add_person(kept, district=kept.district)

    with django_assert_num_queries(5):
        desk.get(url(workshop))


# --- Two that are one ------------------------------------------------------------------------


def test_two_are_compared_before_they_are_put_together(desk: Client, workshop: Workshop) -> None:
    one, two = person(workshop, "สมหญิง"), person(workshop, "หญิง")

    response = desk.get(url(workshop), {"who": [one.pk, two.pk]})

    assert response.context["two"] == [one, two]
    assert not workshop.journal.exists()


@pytest.mark.parametrize("many", [1, 3])
def test_one_or_three_cannot_be_compared(many: int, desk: Client, workshop: Workshop) -> None:
    chosen = [person(workshop, "ก").pk for _ in range(many)]

    response = desk.get(url(workshop), {"who": chosen})

    assert (response.status_code, response.context["two"]) == (422, None)
    assert response.context["notice"] in response.content.decode()


@pytest.mark.data
@pytest.mark.parametrize("who", ["x", "\x00", "9" * 40, "-1"])
def test_odd_choices_get_an_answer(who: str, desk: Client, workshop: Workshop) -> None:
    assert desk.get(url(workshop), {"who": [who, "1"]}).status_code == 422


def test_two_become_one(desk: Client, user: User, workshop: Workshop) -> None:
    kept, other = person(workshop, "สมหญิง"), person(workshop, "หญิง")

    response = merge(desk, kept, other)

    assert (response.status_code, response["Location"]) == (303, f"{url(workshop)}#merges")
    other.refresh_from_db()
    assert other.merged_into == kept
    entry = workshop.journal.get()
    assert (entry.verb, entry.user) == ("participants.merged", user)
    assert entry.facts == {"kept": kept.pk, "other": other.pk}
    page = desk.get(url(workshop))
    assert page.context["total"] == 1
    line = page.context["merges"][0]
    assert (line.kept, line.other, line.by, line.stands) == (kept, other, user.display_name, True)


def test_and_two_again(desk: Client, user: User, workshop: Workshop) -> None:
    kept, other = person(workshop, "สมหญิง"), person(workshop, "หญิง")
    merge(desk, kept, other)

    response = desk.post(f"{url(workshop)}{other.pk}/part/")

    assert (response.status_code, response["Location"]) == (303, f"{url(workshop)}#merges")
    assert workshop.participants.counted().count() == 2
    lines = desk.get(url(workshop)).context["merges"]
    assert [(line.parted, line.stands) for line in lines] == [(True, False), (False, False)]


def test_the_room_of_a_merged_person_has_everything(desk: Client, workshop: Workshop) -> None:
    (first, kept), (second, other) = (joined(workshop=workshop) for _ in range(2))
    factors = {create_factor(participant=each).pk for each in (kept, other)}

    merge(desk, kept, other)

    for phone in (first, second):
        page = phone.get(f"/room/{workshop.code}/")
        assert page.context["participant"] == kept
        assert {factor.pk for factor in page.context["own"]} == factors
    theirs = other.factors.get()
    path = f"/room/{workshop.code}/factors/{theirs.pk}/withdraw/"
    assert first.post(path).status_code == 303


def test_a_chain_is_refused_with_a_sentence(desk: Client, workshop: Workshop) -> None:
    kept, other, third = (person(workshop, name) for name in "กขค")
    merge(desk, kept, other)

    response = merge(desk, third, kept)

    assert response.status_code == 409
    assert response.context["notice"] == str(people.MergedAlready())
    assert workshop.journal.count() == 1


@pytest.mark.parametrize("form", [{}, {"kept": "x", "other": "\x00"}, {"kept": "1"}])
def test_an_invalid_form_is_refused(form: dict[str, str], desk: Client, workshop: Workshop) -> None:
    response = desk.post(f"{url(workshop)}merge/", form)

    assert response.status_code == 422
    assert response.context["notice"] in response.content.decode()


def test_people_of_another_workshop_are_refused(desk: Client, workshop: Workshop) -> None:
    here, elsewhere = person(workshop, "ก"), create_participant()

    response = desk.post(f"{url(workshop)}merge/", {"kept": here.pk, "other": elsewhere.pk})

    assert response.status_code == 422
    assert desk.post(f"{url(workshop)}{elsewhere.pk}/part/").status_code == 404
    assert Participant.objects.exclude(merged_into=None).count() == 0


def test_nobody_but_the_facilitators_merges(workshop: Workshop, client: Client) -> None:
    kept, other = person(workshop, "ก"), person(workshop, "ข")
    phone, _ = joined(workshop=workshop)

    answers = [
        merge(browser, kept, other).status_code
        for browser in (client, phone, signed_in(create_facilitator()))
    ]

    assert answers == [302, 302, 404]
    assert not workshop.journal.exists()
