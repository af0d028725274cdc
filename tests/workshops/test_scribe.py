import uuid

import pytest
from django.test import Client

from tests.factories import create_facilitator, create_factor, create_participant, create_workshop
from tests.workshops.desks import signed_in
from tests.workshops.phones import HOSTILE, joined, urlencoded, words
from workshops.domain import people
from workshops.domain.seats import make_seats
from workshops.enums import Stage
from workshops.models import Factor, Participant, Workshop

pytestmark = pytest.mark.django_db
WHO = {"name": "ยายมา สุขใจ", "district": "4029", "join_key": "k" * 43}
JSON = {"Accept": "application/json"}


def url(workshop: Workshop) -> str:
    return f"/room/{workshop.code}/scribe/"


def scribe_with_people(count: int = 1) -> tuple[Client, Participant, list[Participant]]:
    phone, scribe = joined()
    district = scribe.district
    return phone, scribe, [people.add_person(scribe, district=district) for _ in range(count)]


def send(phone: Client, scribe: Participant, **changed: str):
    return phone.post(f"/room/{scribe.workshop.code}/factors/", words(**changed), headers=JSON)


# --- Adding people ---------------------------------------------------------------------------


def test_a_scribe_adds_somebody() -> None:
    phone, scribe = joined()

    response = phone.post(url(scribe.workshop), WHO)

    assert (response.status_code, response["Location"]) == (303, f"{url(scribe.workshop)}#people")
    person = Participant.objects.get(scribe=scribe)
    assert (person.name, person.district_id) == ("ยายมา สุขใจ", "4029")
    entry = scribe.workshop.journal.get()
    assert (entry.verb, entry.participant) == ("participant.joined", scribe)
    page = phone.get(url(scribe.workshop)).content.decode()
    assert f'href="/room/{scribe.workshop.code}/?person={person.pk}#write"' in page
    assert person.reentry_code in page


def test_a_double_tap_adds_one() -> None:
    phone, scribe = joined()

    for _ in range(2):
        phone.post(url(scribe.workshop), WHO)

    assert people.people_of(scribe).count() == 1


def test_each_look_at_the_form_has_another_key() -> None:
    phone, scribe = joined()

    keys = {phone.get(url(scribe.workshop)).context["form"]["join_key"].value() for _ in range(3)}

    assert len(keys) == 3


def test_nameless_people_are_numbered() -> None:
    phone, scribe = joined()

    for key in ("a" * 43, "b" * 43):
        phone.post(url(scribe.workshop), WHO | {"name": "", "join_key": key})

    names = list(people.people_of(scribe).values_list("name", flat=True))
    assert [name[-1] for name in names] == ["1", "2"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "ก" * 81), ("district", ""), ("district", "4007"), ("district", "\x00")],
)
def test_a_wrong_field_says_so_and_keeps_the_rest(field: str, value: str) -> None:
    phone, scribe = joined()
    create_participant(district="4007")

    response = phone.post(url(scribe.workshop), WHO | {"agency": "กลุ่มแม่บ้าน", field: value})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert "กลุ่มแม่บ้าน" in response.content.decode()
    assert not people.people_of(scribe).exists()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_gets_an_answer(name: str) -> None:
    phone, scribe = joined()

    response = phone.post(url(scribe.workshop), **urlencoded(WHO | {"name": HOSTILE[name]}))

    assert response.status_code in (303, 422)


def test_a_closed_workshop_takes_nobody_more() -> None:
    phone, scribe = joined(workshop=create_workshop(stage=Stage.CLOSED))

    response = phone.post(url(scribe.workshop), WHO)

    assert (response.status_code, phone.get(url(scribe.workshop)).status_code) == (423, 200)
    assert not people.people_of(scribe).exists()


def test_where_slips_are_needed_the_scribe_types_their_numbers() -> None:
    phone, scribe = joined()
    workshop = scribe.workshop
    make_seats(workshop, by=create_facilitator(), labels=[("", None)], one_time=True)
    Workshop.objects.update(needs_seat=True)

    answers = [
        phone.post(url(workshop), WHO | {"seat_number": number, "join_key": key * 43})
        for number, key in [("", "a"), ("x", "b"), ("9", "c"), ("๑", "d"), ("1", "e")]
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 422, 303, 422]
    refused = [answer.context["form"].errors for answer in answers if answer.status_code == 422]
    assert all(list(errors) == ["seat_number"] for errors in refused)
    assert people.people_of(scribe).get().seat.number == 1


def test_it_is_for_those_who_are_in(client: Client) -> None:
    workshop = create_workshop()

    for browser in (client, joined()[0], signed_in(workshop.facilitators.get())):
        assert browser.get(url(workshop))["Location"] == f"/join/{workshop.code}/"
        assert browser.post(url(workshop), WHO).status_code == 403
    assert client.get("/room/ZZZZZZ/scribe/").status_code == 404
    assert joined(workshop=workshop)[0].put(url(workshop)).status_code == 405
    assert not Participant.objects.filter(name=WHO["name"]).exists()


# --- Writing for them ------------------------------------------------------------------------


def test_what_is_written_for_somebody_is_theirs() -> None:
    phone, scribe, [person] = scribe_with_people()

    response = send(phone, scribe, person=str(person.pk))

    factor = Factor.objects.get()
    assert (response.status_code, factor.participant) == (201, person)
    assert response.json()["factor"] == factor.pk
    entry = scribe.workshop.journal.order_by("-revision")[0]
    assert (entry.verb, entry.participant) == ("factor.added", person)


def test_the_same_again_is_the_same_factor() -> None:
    phone, scribe, [person] = scribe_with_people()
    form = words(person=str(person.pk))

    answers = [
        phone.post(f"/room/{scribe.workshop.code}/factors/", form, headers=JSON) for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [201, 200]
    assert Factor.objects.count() == 1


@pytest.mark.parametrize("person", ["", "own"])
def test_without_a_person_the_scribe_writes(person: str) -> None:
    phone, scribe, _people = scribe_with_people()

    send(phone, scribe, person=str(scribe.pk) if person else "")

    assert Factor.objects.get().participant == scribe


def test_nobody_writes_for_others() -> None:
    phone, scribe, _people = scribe_with_people()
    neighbour = create_participant(workshop=scribe.workshop)
    _phone, _scribe, [theirs] = scribe_with_people()

    for person in (neighbour.pk, theirs.pk, 0, -1, 10**30, "9" * 5000, "x", "๑", "\x00"):
        assert send(phone, scribe, person=str(person)).status_code == 404

    assert not Factor.objects.exists()


def test_a_page_from_before_a_merge_still_writes_for_its_reader() -> None:
    phone, scribe, _people = scribe_with_people()
    kept = create_participant(workshop=scribe.workshop)
    people.merge_participants(kept, scribe, by=create_facilitator())

    assert send(phone, scribe, person=str(scribe.pk)).status_code == 201

    assert Factor.objects.get().participant == kept


def test_a_phone_is_told_that_it_does_not_write_for_somebody_any_more() -> None:
    phone, scribe, _people = scribe_with_people()
    number = str(uuid.uuid4())

    answer = send(phone, scribe, person="0", client_id=number)

    assert (answer.status_code, answer.json()["client_id"]) == (404, number)
    assert answer.json()["error"] != ""
    assert not Factor.objects.exists()


def test_one_scribe_and_five_people_are_six() -> None:
    phone, scribe, those = scribe_with_people(5)

    answers = [send(phone, scribe, person=str(each.pk)).status_code for each in (scribe, *those)]

    workshop = Workshop.objects.with_counts().get()
    assert answers == [201] * 6  # the same words: each is another person
    assert (workshop.participants_total, workshop.factors_total) == (6, 6)


def test_everybody_has_an_own_pace(settings) -> None:
    settings.FACTORS_PER_MINUTE = 1
    phone, scribe, [one, two] = scribe_with_people(2)

    answers = [
        send(phone, scribe, person=str(each.pk), text=text).status_code
        for each, text in [(one, "ก"), (two, "ข"), (one, "ค")]
    ]

    assert answers == [201, 201, 429]


def test_a_person_who_was_merged_with_an_own_phone_counts_once() -> None:
    phone, scribe, [person] = scribe_with_people()
    own_phone = create_participant(workshop=scribe.workshop)
    people.merge_participants(own_phone, person, by=create_facilitator())

    send(phone, scribe, person=str(person.pk))

    assert Factor.objects.get().participant == own_phone


def test_the_scribe_sees_changes_and_withdraws_what_was_written_for_others() -> None:
    phone, scribe, [person] = scribe_with_people()
    factor = create_factor(participant=person)
    room = f"/room/{scribe.workshop.code}/"

    page = phone.get(room)
    changed = phone.post(f"{room}factors/{factor.pk}/", words(text="คำใหม่"))
    withdrawn = phone.post(f"{room}factors/{factor.pk}/withdraw/")

    assert [each.pk for each in page.context["own"]] == [factor.pk]
    assert person.name in page.content.decode()
    factor.refresh_from_db()
    assert (changed.status_code, withdrawn.status_code, factor.text) == (303, 303, "คำใหม่")
    assert factor.withdrawn_at is not None


def test_without_script_the_next_factor_is_for_the_same_person() -> None:
    phone, scribe, [person] = scribe_with_people()
    room = f"/room/{scribe.workshop.code}/"

    response = phone.post(f"{room}factors/", words(person=str(person.pk)))

    assert response["Location"] == f"{room}?person={person.pk}"
    assert phone.get(response["Location"]).context["person"] == person


def test_the_neighbour_cannot_change_it() -> None:
    _phone, scribe, [person] = scribe_with_people()
    factor = create_factor(participant=person)
    neighbour, _ = joined(workshop=scribe.workshop)

    path = f"/room/{scribe.workshop.code}/factors/{factor.pk}/"

    assert neighbour.get(path).status_code == 404
    assert factor.pk not in {
        each.pk for each in neighbour.get(f"/room/{scribe.workshop.code}/").context["own"]
    }


def test_the_form_begins_with_the_person_and_their_district() -> None:
    phone, scribe = joined()
    phone.post(url(scribe.workshop), WHO)
    person = people.people_of(scribe).get()

    page = phone.get(f"/room/{scribe.workshop.code}/?person={person.pk}&category=social")

    html = page.content.decode()
    assert f'<option value="{person.pk}" data-district="4029" selected>' in html
    assert page.context["form"]["district"].value() == "4029"


def test_an_address_kept_from_somebody_else_chooses_nobody() -> None:
    _phone, scribe, [person] = scribe_with_people()
    neighbour, participant = joined(workshop=scribe.workshop)

    response = neighbour.get(f"/room/{scribe.workshop.code}/", {"person": person.pk})

    assert (response.status_code, response.context["person"]) == (200, participant)
    assert person.name not in response.content.decode()


def test_a_refused_factor_keeps_its_person() -> None:
    phone, scribe, [person] = scribe_with_people()

    response = phone.post(
        f"/room/{scribe.workshop.code}/factors/", words(person=str(person.pk), text="")
    )

    assert response.status_code == 422
    assert f'<option value="{person.pk}" data-district="4005" selected>' in (
        response.content.decode()
    )


def test_who_writes_for_nobody_has_no_choice() -> None:
    phone, participant = joined()

    assert 'name="person"' not in phone.get(f"/room/{participant.workshop.code}/").content.decode()


def test_a_person_comes_back_with_an_own_phone(client: Client) -> None:
    _phone, scribe, [person] = scribe_with_people()
    factor = create_factor(participant=person)

    client.post(f"/join/{scribe.workshop.code}/back/", {"code": person.reentry_code})

    page = client.get(f"/room/{scribe.workshop.code}/")
    assert page.context["participant"] == person
    assert [each.pk for each in page.context["own"]] == [factor.pk]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_database_a_fixed_number_of_times(
    count: int, django_assert_num_queries
) -> None:
    phone, scribe, _people = scribe_with_people(count)

    with django_assert_num_queries(4):
        phone.get(url(scribe.workshop))
