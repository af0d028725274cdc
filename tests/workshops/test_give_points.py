import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import create_cluster, create_factor
from tests.workshops.phones import joined
from tests.workshops.rounds import answer, asked
from workshops.domain import answers, people, regroup, rounds
from workshops.enums import RoundKind, Stage
from workshops.models import Vote, Workshop

pytestmark = pytest.mark.django_db
POINTS = RoundKind.POINTS


def given() -> list[tuple[int, int, int]]:
    rows = Vote.objects.order_by("pk")
    return list(rows.values_list("participant_id", "cluster_id", "points"))


def test_it_works() -> None:
    phone, participant, round_, [one, _other] = asked(POINTS)

    response = answer(phone, round_, cluster=one.pk, points=2, client_id="a" * 32)

    assert response.status_code == 200
    assert response.json() == {"client_id": "a" * 32, "cluster": one.pk, "points": 2, "left": 3}
    assert given() == [(participant.pk, one.pk, 2)]
    entry = round_.workshop.journal.get()
    assert (entry.verb, entry.participant) == ("vote.changed", participant)


def test_the_same_again_changes_nothing() -> None:
    phone, _participant, round_, [one, _other] = asked(POINTS)

    first, again = [answer(phone, round_, cluster=one.pk, points=2).json() for _ in range(2)]

    assert (first["left"], again["left"]) == (3, 3)
    assert round_.workshop.journal.count() == 1


def test_points_are_taken_back() -> None:
    phone, participant, round_, [one, _other] = asked(POINTS)
    answer(phone, round_, cluster=one.pk, points=2)

    response = answer(phone, round_, cluster=one.pk, points=0)

    assert response.json()["left"] == 5
    assert given() == [(participant.pk, one.pk, 0)]


def test_a_plain_form_leads_back_to_the_cluster() -> None:
    phone, _participant, round_, [one, _other] = asked(POINTS)

    response = answer(phone, round_, plain=True, cluster=one.pk, points=1, following=one.pk)

    assert response.status_code == 303
    assert response["Location"] == f"/room/{round_.workshop.code}/round/#item-{one.pk}"
    assert Vote.objects.get().points == 1


def test_over_the_budget_is_refused_with_what_the_server_has() -> None:
    phone, _participant, round_, [one, other] = asked(POINTS, budget=3, cap=3)
    answer(phone, round_, cluster=one.pk, points=2)

    response = answer(phone, round_, cluster=other.pk, points=2, client_id="b" * 32)

    assert response.status_code == 422
    assert response.json() == {
        "client_id": "b" * 32,
        "error": str(answers.OverBudget()),
        "points": 0,
        "left": 1,
    }
    assert Vote.objects.count() == 1


def test_over_the_budget_as_a_plain_form_shows_the_sentence_on_the_page() -> None:
    phone, _participant, round_, [one, other] = asked(POINTS, budget=3, cap=3)
    answer(phone, round_, cluster=one.pk, points=2)

    response = answer(phone, round_, plain=True, cluster=other.pk, points=2)

    assert response.status_code == 422
    assert str(answers.OverBudget()) in response.content.decode()
    assert response.context["ballot"].left == 1


def test_over_the_cap_is_refused() -> None:
    phone, _participant, round_, [one, _other] = asked(POINTS, cap=3)

    response = answer(phone, round_, cluster=one.pk, points=4)

    assert (response.status_code, response.json()["error"]) == (422, str(answers.OverCap()))
    assert given() == []


def test_an_own_cluster_is_refused_if_so_set() -> None:
    phone, participant, round_, [one, _other] = asked(POINTS, forbids_own=True)
    own = create_cluster(factors=(create_factor(participant=participant),))
    round_.clusters.add(own)

    refused = answer(phone, round_, cluster=own.pk, points=1)
    taken = answer(phone, round_, cluster=one.pk, points=1)

    assert (refused.status_code, refused.json()["error"]) == (422, str(answers.OwnCluster()))
    assert (taken.status_code, len(given())) == (200, 1)


def test_a_closed_round_is_refused() -> None:
    phone, _participant, round_, [one, _other] = asked(POINTS)
    answer(phone, round_, cluster=one.pk, points=1)
    rounds.close_round(round_, by=round_.workshop.facilitators.get())

    response = answer(phone, round_, cluster=one.pk, points=2)

    assert (response.status_code, response.json()["error"]) == (423, str(rounds.RoundClosed()))
    assert response.json()["points"] == 1
    assert answer(phone, round_, plain=True, cluster=one.pk, points=2).status_code == 423


def test_a_round_that_is_only_prepared_is_refused() -> None:
    phone, _participant, round_, [one, _other] = asked(POINTS, is_open=False)

    assert answer(phone, round_, cluster=one.pk, points=1).status_code == 423
    assert given() == []


@pytest.mark.parametrize("stage", [each for each in Stage if each != Stage.ANALYSE])
def test_another_stage_is_refused(stage: Stage) -> None:
    phone, _participant, round_, [one, _other] = asked(POINTS)
    Workshop.objects.update(stage=stage)

    assert answer(phone, round_, cluster=one.pk, points=1).status_code == 423
    assert given() == []


def test_after_the_timer_that_closes_it_is_refused() -> None:
    phone, _participant, round_, [one, _other] = asked(POINTS)
    Workshop.objects.update(timer_ends_at=timezone.now(), timer_closes=True)

    assert answer(phone, round_, cluster=one.pk, points=1).status_code == 423


def test_while_the_phones_are_asked_to_look_up_what_was_tapped_before_still_arrives() -> None:
    phone, _participant, round_, [one, _other] = asked(POINTS)
    Workshop.objects.update(paused_at=timezone.now())

    assert answer(phone, round_, cluster=one.pk, points=1).status_code == 200


def test_a_cluster_that_is_not_asked_about_is_refused() -> None:
    phone, _participant, round_, _clusters = asked(POINTS)
    another = create_cluster(workshop=round_.workshop)

    response = answer(phone, round_, cluster=another.pk, points=1)

    assert (response.status_code, response.json()["error"]) == (409, str(answers.NotAsked()))


def test_a_round_of_another_kind_is_refused() -> None:
    phone, _participant, round_, [one, _other] = asked(RoundKind.RATINGS)
    path = f"/room/{round_.workshop.code}/round/{round_.pk}/points/"

    assert phone.post(path, {"cluster": one.pk, "points": 1}).status_code == 409


@pytest.mark.data
@pytest.mark.parametrize("points", ["", "-1", "1.5", "x", "๑๑x", "9" * 40])
def test_what_is_no_number_of_points_is_refused(points: str) -> None:
    phone, _participant, round_, [one, _other] = asked(POINTS)

    response = answer(phone, round_, cluster=one.pk, points=points)

    assert response.status_code == 422
    assert response.json()["error"]
    assert answer(phone, round_, plain=True, cluster=one.pk, points=points).status_code == 422
    assert given() == []


@pytest.mark.parametrize("cluster", ["", "0", "x", "-3"])
def test_what_is_no_cluster_is_refused(cluster: str) -> None:
    phone, _participant, round_, _clusters = asked(POINTS)

    assert answer(phone, round_, cluster=cluster, points=1).status_code == 422


@pytest.mark.data
@pytest.mark.parametrize("cluster", ["999999", "9" * 18, "9" * 30])
def test_an_unknown_cluster_is_unknown_and_the_phone_stops_asking(cluster: str) -> None:
    phone, _participant, round_, _clusters = asked(POINTS)

    response = answer(phone, round_, cluster=cluster, points=1, client_id="c" * 32)

    assert response.status_code == 404
    assert response.json()["client_id"] == "c" * 32
    assert answer(phone, round_, plain=True, cluster=cluster, points=1).status_code == 404


def test_a_merged_cluster_keeps_the_point_given_from_an_old_screen() -> None:
    phone, participant, round_, [one, other] = asked(POINTS)
    regroup.merge_clusters(one, other, by=round_.workshop.facilitators.get())

    response = answer(phone, round_, cluster=other.pk, points=1)

    assert (response.status_code, response.json()["left"]) == (200, 4)
    assert answers.points_of(participant, round_) == {one.pk: 1}


# --- Who -------------------------------------------------------------------------------------


def test_a_stranger_is_led_to_the_door() -> None:
    _phone, _participant, round_, [one, _other] = asked(POINTS)

    response = answer(Client(), round_, cluster=one.pk, points=1)

    assert response.status_code == 403
    assert response.json()["join"] == f"/join/{round_.workshop.code}/"
    assert given() == []


def test_another_workshops_participant_gives_nothing() -> None:
    _phone, _participant, round_, [one, _other] = asked(POINTS)
    elsewhere, them = joined()

    assert answer(elsewhere, round_, cluster=one.pk, points=1).status_code == 403
    code = them.workshop.code
    assert answer(elsewhere, round_, code=code, cluster=one.pk, points=1).status_code == 404
    assert given() == []


def test_an_unknown_code_and_get_are_refused() -> None:
    phone, _participant, round_, [one, _other] = asked(POINTS)

    assert answer(phone, round_, code="ZZZZZZ", cluster=one.pk, points=1).status_code == 404
    path = f"/room/{round_.workshop.code}/round/{round_.pk}/points/"
    assert phone.get(path).status_code == 405


def test_a_scribe_gives_points_as_each_of_the_people() -> None:
    phone, scribe, round_, [one, _other] = asked(POINTS)
    person = people.add_person(scribe, district=scribe.district)

    answer(phone, round_, cluster=one.pk, points=2)
    response = answer(phone, round_, cluster=one.pk, points=3, person=person.pk)

    assert response.json()["left"] == 2
    assert given() == [(scribe.pk, one.pk, 2), (person.pk, one.pk, 3)]
    back = answer(phone, round_, plain=True, cluster=one.pk, points=1, person=person.pk)
    assert back["Location"].endswith(f"/round/?person={person.pk}#round")


def test_a_neighbours_person_is_unknown() -> None:
    phone, _participant, round_, [one, _other] = asked(POINTS)
    _other_phone, neighbour = joined(workshop=round_.workshop)

    response = answer(phone, round_, cluster=one.pk, points=1, person=neighbour.pk)

    assert (response.status_code, given()) == (404, [])


def test_a_page_from_before_the_phone_was_handed_over_gives_nothing() -> None:
    phone, participant, round_, [one, _other] = asked(POINTS)
    _other_phone, before = joined(workshop=round_.workshop)

    refused = answer(phone, round_, cluster=one.pk, points=1, who=before.pk)
    taken = answer(phone, round_, cluster=one.pk, points=1, who=participant.pk)

    assert (refused.status_code, refused.json()["stranger"]) == (409, True)
    assert taken.status_code == 200
