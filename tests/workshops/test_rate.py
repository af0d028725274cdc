import pytest
from django.test import Client

from tests.factories import create_cluster, create_participant
from tests.workshops.phones import joined
from tests.workshops.rounds import answer, asked, page, reveal, text_of
from workshops.domain import answers, people, rounds
from workshops.enums import RoundKind, Stage
from workshops.models import Cluster, Rating, Round, Workshop

pytestmark = pytest.mark.django_db
RATINGS = RoundKind.RATINGS
BOTH = {"impact": 5, "uncertainty": 2}
KEPT = {"impact": 5, "uncertainty": 2, "likelihood": None, "horizon": "", "skip": False}


def rated_by(round_: Round, cluster: Cluster, *impacts: int) -> None:
    """Each of these impacts by another person of the room."""
    for impact in impacts:
        person = create_participant(workshop=round_.workshop)
        answers.rate_cluster(person, round_, cluster, impact=impact, uncertainty=3)


def second_of(round_: Round, cluster: Cluster) -> Round:
    """The same cluster once more: the first round is revealed, the second one open."""
    reveal(round_)
    by = round_.workshop.facilitators.get()
    second = rounds.prepare_round(
        round_.workshop, by=by, kind=RATINGS, clusters=[cluster.pk], second_of=round_
    )
    return rounds.open_round(second, by=by)


def test_it_works() -> None:
    phone, participant, round_, [one, _other] = asked(RATINGS)

    response = answer(phone, round_, cluster=one.pk, **BOTH, client_id="a" * 32)

    assert response.status_code == 200
    assert response.json() == {"client_id": "a" * 32, "cluster": one.pk, "rating": KEPT}
    rating = Rating.objects.get()
    assert (rating.participant, rating.impact, rating.uncertainty) == (participant, 5, 2)
    entry = round_.workshop.journal.get()
    assert (entry.verb, entry.participant) == ("rating.changed", participant)


def test_said_again_it_is_replaced() -> None:
    phone, _participant, round_, [one, _other] = asked(RATINGS)
    answer(phone, round_, cluster=one.pk, **BOTH)

    answer(phone, round_, cluster=one.pk, impact=1, uncertainty=1)

    rating = Rating.objects.get()
    assert (rating.impact, rating.uncertainty) == (1, 1)


def test_skipping_counts_and_can_be_changed_later() -> None:
    phone, participant, round_, [one, _other] = asked(RATINGS)

    skipped = answer(phone, round_, cluster=one.pk, skip=1)
    assert skipped.json()["rating"]["skip"] is True
    ballot = page(phone, round_.workshop).context["ballot"]
    assert (ballot.skipped, ballot.missing) == (1, 1)

    answer(phone, round_, cluster=one.pk, **BOTH)
    assert not participant.ratings.get().is_skipped


def test_likelihood_and_horizon_are_kept_if_asked() -> None:
    more = {"likelihood": 4, "horizon": "plan"}
    phone, _participant, round_, [one, _other] = asked(
        RATINGS, asks_likelihood=True, asks_horizon=True
    )

    both = answer(phone, round_, cluster=one.pk, **BOTH).json()["rating"]
    all_four = answer(phone, round_, cluster=one.pk, **BOTH, **more).json()["rating"]

    assert (both, all_four) == (KEPT, KEPT | more)


def test_a_plain_form_leads_to_the_next_cluster() -> None:
    phone, _participant, round_, [one, other] = asked(RATINGS)

    response = answer(phone, round_, plain=True, cluster=one.pk, **BOTH, following=other.pk)

    assert response.status_code == 303
    assert response["Location"] == f"/room/{round_.workshop.code}/round/#item-{other.pk}"


@pytest.mark.parametrize(
    "wrong",
    [
        {"uncertainty": ""},
        {"impact": ""},
        {"impact": 0},
        {"impact": 6},
        {"uncertainty": "x"},
        {"likelihood": 9},
        {"horizon": "never"},
        {"cluster": "x"},
    ],
)
def test_what_is_no_answer_is_refused(wrong: dict[str, object]) -> None:
    phone, _participant, round_, [one, _other] = asked(RATINGS)
    sent = {"cluster": one.pk} | BOTH | wrong

    response = answer(phone, round_, **sent)

    assert response.status_code == 422
    assert response.json()["error"]
    plain = answer(phone, round_, plain=True, **sent)
    assert (plain.status_code, plain.context["notice"]) == (422, response.json()["error"])
    assert not Rating.objects.exists()


def test_a_refusal_brings_what_the_server_has() -> None:
    phone, _participant, round_, [one, _other] = asked(RATINGS)
    answer(phone, round_, cluster=one.pk, **BOTH)
    rounds.close_round(round_, by=round_.workshop.facilitators.get())

    response = answer(phone, round_, cluster=one.pk, impact=1, uncertainty=1)

    assert response.status_code == 423
    assert (response.json()["error"], response.json()["rating"]) == (
        str(rounds.RoundClosed()),
        KEPT,
    )


@pytest.mark.parametrize("stage", [Stage.REFLECT, Stage.DIRECT, Stage.CLOSED])
def test_another_stage_is_refused(stage: Stage) -> None:
    phone, _participant, round_, [one, _other] = asked(RATINGS)
    Workshop.objects.update(stage=stage)

    assert answer(phone, round_, cluster=one.pk, **BOTH).status_code == 423


def test_a_cluster_that_is_not_asked_about_is_refused() -> None:
    phone, _participant, round_, _clusters = asked(RATINGS)
    another = create_cluster(workshop=round_.workshop)

    assert answer(phone, round_, cluster=another.pk, **BOTH).status_code == 409
    assert answer(phone, round_, cluster=999_999, **BOTH).status_code == 404


# --- Who -------------------------------------------------------------------------------------


def test_strangers_and_others_rate_nothing() -> None:
    _phone, _participant, round_, [one, _other] = asked(RATINGS)
    elsewhere, them = joined()
    code = them.workshop.code

    assert answer(Client(), round_, cluster=one.pk, **BOTH).status_code == 403
    assert answer(elsewhere, round_, cluster=one.pk, **BOTH).status_code == 403
    assert answer(elsewhere, round_, code=code, cluster=one.pk, **BOTH).status_code == 404
    assert answer(elsewhere, round_, code="ZZZZZZ", cluster=one.pk, **BOTH).status_code == 404
    path = f"/room/{round_.workshop.code}/round/{round_.pk}/ratings/"
    assert elsewhere.get(path).status_code == 405
    assert not Rating.objects.exists()


def test_a_scribe_rates_as_each_of_the_people_but_not_as_a_neighbour() -> None:
    phone, scribe, round_, [one, _other] = asked(RATINGS)
    person = people.add_person(scribe, district=scribe.district)
    neighbour = create_participant(workshop=round_.workshop)

    assert answer(phone, round_, cluster=one.pk, **BOTH, person=person.pk).status_code == 200
    refused = answer(phone, round_, cluster=one.pk, **BOTH, person=neighbour.pk)

    assert refused.status_code == 404
    assert Rating.objects.get().participant == person


# --- The second round ------------------------------------------------------------------------


def test_before_answering_nothing_of_the_group_is_shown() -> None:
    phone, _participant, round_, [one, other] = asked(RATINGS)
    answer(phone, round_, cluster=one.pk, **BOTH)
    rated_by(round_, one, 1, 1, 1, 5)
    second = second_of(round_, one)

    response = page(phone, round_.workshop)

    assert response.context["ballot"].round == second
    [item] = response.context["ballot"].items
    assert (item.cluster, item.lines) == (one, [])
    assert other.name not in text_of(response)
    assert 'class="beside"' not in response.content.decode()


def test_after_answering_the_own_first_answer_and_the_group_stand_beside_it() -> None:
    phone, _participant, round_, [one, _other] = asked(RATINGS)
    answer(phone, round_, cluster=one.pk, **BOTH)
    rated_by(round_, one, 1, 1, 2, 4)
    second = second_of(round_, one)

    beside = answer(phone, second, cluster=one.pk, impact=3, uncertainty=3).json()["beside"]

    [item] = page(phone, round_.workshop).context["ballot"].items
    impact = item.lines[0]
    assert (impact.first, impact.own, impact.group.n) == (5, 3, 5)
    assert (impact.group.median, impact.group.low, impact.group.high) == (2, 1, 4)
    assert all(f"<td>{value}</td>" in beside for value in (5, 3))
    assert "<b>2</b>" in beside


def test_skipping_is_no_way_to_see_the_group() -> None:
    phone, _participant, round_, [one, _other] = asked(RATINGS)
    rated_by(round_, one, 1, 1, 2, 4, 5)
    second = second_of(round_, one)

    assert "beside" not in answer(phone, second, cluster=one.pk, skip=1).json()
    assert page(phone, round_.workshop).context["ballot"].items[0].lines == []


def test_both_rounds_are_kept() -> None:
    phone, participant, round_, [one, _other] = asked(RATINGS)
    answer(phone, round_, cluster=one.pk, **BOTH)
    second = second_of(round_, one)

    answer(phone, second, cluster=one.pk, impact=3, uncertainty=3)

    kept = participant.ratings.order_by("round__number").values_list("impact", flat=True)
    assert list(kept) == [5, 3]
