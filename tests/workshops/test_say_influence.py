import pytest
from django.test import Client

from tests.factories import create_participant
from tests.workshops.phones import HOSTILE, joined
from tests.workshops.rounds import answer, asked, page, text_of
from workshops.domain import answers, people, rounds
from workshops.enums import RoundKind, Stage
from workshops.models import Influence, Workshop

pytestmark = pytest.mark.django_db
INFLUENCE = RoundKind.INFLUENCE


def test_it_works() -> None:
    phone, participant, round_, [one, other, _third] = asked(INFLUENCE, clusters=3)

    response = answer(
        phone,
        round_,
        source=one.pk,
        target=other.pk,
        strength=2,
        reason=" เพราะ  น้ำ ",
        client_id="a" * 32,
    )

    assert response.status_code == 200
    told = response.json()
    assert (told["client_id"], told["remaining"]) == ("a" * 32, 5)
    assert len(told["pairs"].split()) == 5
    assert f"{one.pk}-{other.pk}" not in told["pairs"].split()
    said = Influence.objects.get()
    assert (said.participant, said.source, said.target) == (participant, one, other)
    assert (said.strength, said.reason) == (2, "เพราะ น้ำ")
    assert round_.workshop.journal.get().verb == "influence.changed"


@pytest.mark.parametrize(
    ("strength", "kept"), [("0", 0), ("1", 1), ("2", 2), ("3", 3), ("P", None)]
)
def test_each_strength_is_kept_and_can_be_changed(strength: str, kept: int | None) -> None:
    phone, _participant, round_, [one, other] = asked(INFLUENCE)
    answer(phone, round_, source=one.pk, target=other.pk, strength=3, reason="ก่อน")

    answer(phone, round_, source=one.pk, target=other.pk, strength=strength)

    said = Influence.objects.get()
    assert (said.strength, said.reason) == (kept, "")


def test_what_somebody_has_answered_is_offered_again_with_the_answer_in_it() -> None:
    phone, _participant, round_, [one, other] = asked(INFLUENCE)
    answer(phone, round_, source=one.pk, target=other.pk, strength="P", reason="น้ำหลาก")

    plain = page(phone, round_.workshop)
    again = page(phone, round_.workshop, f"?pair={one.pk}-{other.pk}")

    assert plain.context["pair"] == (other, one)
    assert again.context["pair"] == (one, other)
    assert again.context["sent"] == {"strength": "P", "reason": "น้ำหลาก"}
    assert 'value="P" checked' in again.content.decode()


def test_when_nothing_is_left_the_page_says_thanks() -> None:
    phone, _participant, round_, [one, other] = asked(INFLUENCE)

    for source, target in ((one, other), (other, one)):
        told = answer(phone, round_, source=source.pk, target=target.pk, strength=0).json()

    assert (told["remaining"], told["pairs"]) == (0, "")
    response = page(phone, round_.workshop)
    assert response.context["pair"] is None
    assert 'id="thanks">' in response.content.decode()


def test_the_pairs_are_split_among_those_who_come() -> None:
    phone, _participant, round_, [one, other] = asked(INFLUENCE, raters_per_cell=1)
    neighbour, _them = joined(workshop=round_.workshop)
    answer(phone, round_, source=one.pk, target=other.pk, strength=1)

    assert page(neighbour, round_.workshop).context["ballot"].pairs == [(other, one)]


@pytest.mark.parametrize(
    "wrong", [{"strength": ""}, {"strength": "4"}, {"strength": "p"}, {"target": "x"}]
)
def test_what_is_no_answer_is_refused(wrong: dict[str, str]) -> None:
    phone, _participant, round_, [one, other] = asked(INFLUENCE)
    sent = {"source": one.pk, "target": other.pk, "strength": 1, "reason": "เหตุผล"} | wrong

    response = answer(phone, round_, **sent)
    plain = answer(phone, round_, plain=True, **sent)

    assert (response.status_code, plain.status_code) == (422, 422)
    assert response.json()["error"]
    assert "เหตุผล</textarea>" in plain.content.decode()
    assert not Influence.objects.exists()


@pytest.mark.parametrize("reason", HOSTILE.values(), ids=HOSTILE)
def test_any_reason_gets_an_answer_in_words(reason: str) -> None:
    phone, _participant, round_, [one, other] = asked(INFLUENCE)
    reason = reason.encode("utf-8", "replace").decode()

    response = answer(phone, round_, source=one.pk, target=other.pk, strength=1, reason=reason)

    assert response.status_code in (200, 422)


def test_a_reason_that_is_too_long_is_refused_with_its_words_on_the_page() -> None:
    phone, _participant, round_, [one, other] = asked(INFLUENCE)
    sent = {"source": one.pk, "target": other.pk, "strength": 1, "reason": "ก" * 201}

    assert answer(phone, round_, **sent).status_code == 422
    plain = answer(phone, round_, plain=True, **sent)

    assert plain.context["pair"] == (one, other)
    assert "ก" * 201 in plain.content.decode()


def test_itself_and_clusters_that_are_not_asked_are_refused() -> None:
    phone, _participant, round_, [one, other] = asked(INFLUENCE)

    itself = answer(phone, round_, source=one.pk, target=one.pk, strength=1)
    unknown = answer(phone, round_, source=one.pk, target=999_999, strength=1)

    assert (itself.status_code, itself.json()["error"]) == (409, str(answers.NotAsked()))
    assert unknown.status_code == 404
    assert not Influence.objects.exists()


def test_a_closed_round_and_another_stage_are_refused() -> None:
    phone, _participant, round_, [one, other] = asked(INFLUENCE)
    sent = {"source": one.pk, "target": other.pk, "strength": 1}
    Workshop.objects.update(stage=Stage.REFLECT)
    assert answer(phone, round_, **sent).status_code == 423

    Workshop.objects.update(stage=Stage.ANALYSE)
    rounds.close_round(round_, by=round_.workshop.facilitators.get())
    assert answer(phone, round_, **sent).status_code == 423
    assert not Influence.objects.exists()


def test_strangers_and_others_say_nothing() -> None:
    _phone, _participant, round_, [one, other] = asked(INFLUENCE)
    elsewhere, them = joined()
    sent = {"source": one.pk, "target": other.pk, "strength": 1}
    code = them.workshop.code

    assert answer(Client(), round_, **sent).status_code == 403
    assert answer(elsewhere, round_, **sent).status_code == 403
    assert answer(elsewhere, round_, code=code, **sent).status_code == 404
    assert answer(elsewhere, round_, code="ZZZZZZ", **sent).status_code == 404
    path = f"/room/{round_.workshop.code}/round/{round_.pk}/influence/"
    assert elsewhere.get(path).status_code == 405
    assert not Influence.objects.exists()


def test_a_scribe_answers_as_each_of_the_people_but_not_as_a_neighbour() -> None:
    phone, scribe, round_, [one, other] = asked(INFLUENCE)
    person = people.add_person(scribe, district=scribe.district)
    neighbour = create_participant(workshop=round_.workshop)
    sent = {"source": one.pk, "target": other.pk, "strength": 1}

    assert answer(phone, round_, **sent, person=person.pk).status_code == 200
    assert answer(phone, round_, **sent, person=neighbour.pk).status_code == 404

    assert Influence.objects.get().participant == person
    shown = text_of(page(phone, round_.workshop, f"?person={person.pk}"))
    assert f"{one.number} {one.name} → {other.number} {other.name} : 1" in shown
