import pytest
from django.test import Client
from django.utils import timezone, translation

from tests.factories import (
    create_cluster,
    create_factor,
    create_participant,
    create_round,
    create_workshop,
)
from tests.workshops.phones import joined
from tests.workshops.rounds import answer, asked, page, reveal, text_of
from workshops.domain import answers, people, regroup, rounds
from workshops.enums import RoundKind, Stage
from workshops.models import Round, Workshop
from workshops.round_words import rule_words

pytestmark = pytest.mark.django_db
KINDS = list(RoundKind)


def numbers(response) -> list[int]:
    return [item.cluster.number for item in response.context["ballot"].items]


# --- Which round, and in which state ---------------------------------------------------------


def test_without_a_round_the_page_is_calm() -> None:
    phone, participant = joined(workshop=create_workshop(stage=Stage.ANALYSE))

    response = page(phone, participant.workshop)

    assert (response.status_code, response.context["ballot"]) == (200, None)
    assert 'id="round"' in response.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_a_prepared_round_shows_its_rule_and_asks_nothing_yet(kind: RoundKind) -> None:
    phone, _participant, round_, _clusters = asked(kind, is_open=False)

    response = page(phone, round_.workshop)

    assert all(sentence in text_of(response) for sentence in rule_words(round_))
    assert 'data-state="prepared"' in response.content.decode()
    assert "<form class=" not in response.content.decode().partition('id="round"')[2]


@pytest.mark.parametrize("kind", KINDS)
def test_an_open_round_shows_its_rule_and_the_forms(kind: RoundKind) -> None:
    phone, _participant, round_, [one, other] = asked(kind)

    response = page(phone, round_.workshop)

    html = response.content.decode()
    assert all(sentence in text_of(response) for sentence in rule_words(round_))
    assert f"/round/{round_.pk}/{kind}/" in html
    assert "data-takes" in html
    assert one.name in html
    assert other.name in html


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (RoundKind.POINTS, {"points": 1}),
        (RoundKind.RATINGS, {"impact": 3, "uncertainty": 3}),
        (RoundKind.INFLUENCE, {"strength": 2}),
    ],
)
def test_whoever_has_begun_finds_the_rule_folded(kind: RoundKind, said: dict[str, int]) -> None:
    phone, _participant, round_, [one, other] = asked(kind)
    assert page(phone, round_.workshop).context["ballot"].is_begun is False
    pair = {"source": one.pk, "target": other.pk}
    about = pair if kind == RoundKind.INFLUENCE else {"cluster": one.pk}

    answer(phone, round_, **about, **said)

    response = page(phone, round_.workshop)
    assert response.context["ballot"].is_begun is True
    assert '<details class="rule panel" id="rule">' in response.content.decode()


def test_the_sentences_of_a_cluster_can_be_read() -> None:
    phone, _participant, round_, [one, _other] = asked(RoundKind.POINTS)
    same = create_factor(workshop=round_.workshop, cluster=one)
    shown = create_factor(workshop=round_.workshop, cluster=one)
    same.merged_into = shown
    same.save(update_fields=["merged_into"])
    hidden = create_factor(workshop=round_.workshop, cluster=one, hidden_at=timezone.now())

    html = page(phone, round_.workshop).content.decode()

    assert [each.text in html for each in (shown, same, hidden)] == [True, False, False]


@pytest.mark.parametrize("kind", KINDS)
def test_a_closed_round_takes_no_answers(kind: RoundKind) -> None:
    phone, _participant, round_, _clusters = asked(kind)
    rounds.close_round(round_, by=round_.workshop.facilitators.get())

    html = page(phone, round_.workshop).content.decode()

    assert 'data-state="closed"' in html
    assert "data-takes" not in html
    assert not [name for name in ("data-step", "rate-form", "influence-form") if name in html]


def test_outside_its_step_an_open_round_says_why_it_takes_nothing() -> None:
    phone, _participant, round_, _clusters = asked(RoundKind.RATINGS)
    Workshop.objects.update(stage=Stage.REFLECT)

    response = page(phone, round_.workshop)

    assert "data-takes" not in response.content.decode()
    assert response.context["ballot"].refusal in text_of(response)


def test_the_open_round_is_shown_else_the_one_that_moved_last() -> None:
    phone, _participant, first, clusters = asked(RoundKind.POINTS)
    by = first.workshop.facilitators.get()
    later = create_round(clusters=tuple(clusters), is_open=False)

    def shown() -> Round:
        return page(phone, first.workshop).context["ballot"].round

    assert shown() == first
    reveal(first)
    assert shown() == first
    rounds.open_round(later, by=by)
    assert shown() == later
    rounds.discard_round(later, by=by)
    assert shown() == first


def test_an_older_round_can_be_looked_up_but_none_of_another_workshop() -> None:
    phone, _participant, first, clusters = asked(RoundKind.POINTS)
    reveal(first)
    second = create_round(clusters=tuple(clusters))
    elsewhere = create_round()

    assert page(phone, first.workshop, f"?round={first.pk}").context["ballot"].round == first
    assert page(phone, first.workshop, f"?round={elsewhere.pk}").context["ballot"].round == second
    assert page(phone, first.workshop, "?round=x").context["ballot"].round == second


def test_a_part_is_only_what_the_answers_change() -> None:
    phone, _participant, round_, _clusters = asked(RoundKind.POINTS)

    html = page(phone, round_.workshop, "?part=1").content.decode()

    assert html.strip().startswith("<section")
    assert "<html" not in html
    assert 'id="round"' in html


def test_while_the_words_are_off_no_words_are_on_the_page() -> None:
    phone, _participant, round_, [one, _other] = asked(RoundKind.RATINGS)
    Workshop.objects.update(blanked_at=timezone.now())

    response = page(phone, round_.workshop)

    assert (response.status_code, one.name in response.content.decode()) == (200, False)


def test_a_merge_leaves_one_item_with_the_sentences_of_both() -> None:
    phone, _participant, round_, [one, other] = asked(RoundKind.RATINGS)
    regroup.merge_clusters(one, other, by=round_.workshop.facilitators.get())

    [item] = page(phone, round_.workshop).context["ballot"].items

    assert (item.cluster, len(item.sentences)) == (one, 2)


# --- The order -------------------------------------------------------------------------------


def test_the_order_is_each_persons_own_and_stays() -> None:
    phone, participant, round_, _clusters = asked(RoundKind.RATINGS, clusters=8)
    neighbours = [joined(workshop=round_.workshop)[0] for _ in range(3)]

    mine = numbers(page(phone, round_.workshop))
    theirs = [numbers(page(each, round_.workshop)) for each in neighbours]

    assert sorted(mine) == list(range(1, 9))
    assert mine == numbers(page(phone, round_.workshop))
    assert any(order != mine for order in theirs)
    assert participant.pk


def test_a_scribes_people_have_orders_and_answers_of_their_own() -> None:
    phone, scribe, round_, [one, *_others] = asked(RoundKind.RATINGS, clusters=8)
    person = people.add_person(scribe, district=scribe.district)
    answers.rate_cluster(scribe, round_, one, impact=4, uncertainty=4)

    own = page(phone, round_.workshop)
    theirs = page(phone, round_.workshop, f"?person={person.pk}")

    assert numbers(own) != numbers(theirs)
    assert (own.context["ballot"].missing, theirs.context["ballot"].missing) == (7, 8)
    assert f'name="person" value="{person.pk}"' in theirs.content.decode()


# --- Hidden until the reveal -----------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_others_is_on_the_page_or_in_an_answer_before_the_reveal(
    kind: RoundKind,
) -> None:
    phone, _participant, round_, [one, other] = asked(kind)
    sent = {
        RoundKind.POINTS: {"cluster": one.pk, "points": 1},
        RoundKind.RATINGS: {"cluster": one.pk, "impact": 2, "uncertainty": 2},
        RoundKind.INFLUENCE: {"source": one.pk, "target": other.pk, "strength": 1},
    }[kind]

    def seen() -> list[str]:
        told = answer(phone, round_, **sent, client_id="a" * 32).content.decode()
        return [told, text_of(page(phone, round_.workshop))]

    alone = seen()
    for _ in range(6):
        neighbour = create_participant(workshop=round_.workshop)
        if kind == RoundKind.POINTS:
            answers.give_points(neighbour, round_, one, points=3)
        elif kind == RoundKind.RATINGS:
            answers.rate_cluster(neighbour, round_, one, impact=5, uncertainty=5)
    assert seen() == alone

    rounds.close_round(round_, by=round_.workshop.facilitators.get())
    ballot = page(phone, round_.workshop).context["ballot"]
    assert all(item.group_points is None for item in ballot.items)
    assert all(item.group_rating is None and not item.lines for item in ballot.items)


def test_after_the_reveal_points_stand_beside_the_groups_as_on_the_projector() -> None:
    phone, participant, round_, [one, other] = asked(RoundKind.POINTS)
    answers.give_points(participant, round_, one, points=3)
    for _ in range(2):
        answers.give_points(create_participant(workshop=round_.workshop), round_, other, points=1)
    reveal(round_)

    items = page(phone, round_.workshop).context["ballot"].items

    assert [(item.cluster, item.points) for item in items] == [(other, 0), (one, 3)]
    groups = [item.group_points for item in items]
    assert [(each.points, each.rank, each.people) for each in groups] == [(2, 1, 2), (3, 2, 1)]
    assert [each.share for each in groups] == [66.7, 33.3]


def test_after_the_reveal_ratings_stand_beside_the_groups() -> None:
    phone, participant, round_, [one, other] = asked(RoundKind.RATINGS)
    answers.rate_cluster(participant, round_, one, impact=1, uncertainty=1)
    for _ in range(4):
        neighbour = create_participant(workshop=round_.workshop)
        answers.rate_cluster(neighbour, round_, one, impact=5, uncertainty=1)
    reveal(round_)

    response = page(phone, round_.workshop)
    first, second = response.context["ballot"].items

    assert [item.cluster for item in (first, second)] == [one, other]
    impact = first.lines[0]
    assert (impact.own, impact.group.median, impact.group.n) == (1, 5, 5)
    assert (first.group_rating.verdict, second.group_rating.verdict) == ("agreed", "too_few")


def test_below_five_answers_no_number_of_the_group_is_shown() -> None:
    phone, participant, round_, [one, _other] = asked(RoundKind.RATINGS)
    answers.rate_cluster(participant, round_, one, impact=1, uncertainty=1)
    neighbour = create_participant(workshop=round_.workshop)
    answers.rate_cluster(neighbour, round_, one, impact=5, uncertainty=5)
    reveal(round_)

    with translation.override("en"):
        shown = phone.get(f"/room/{round_.workshop.code}/round/", headers={"Accept-Language": "en"})

    assert "n = 2" in text_of(shown)
    assert "<b>3</b>" not in shown.content.decode()


def test_after_a_merge_the_revealed_result_is_counted_anew() -> None:
    phone, participant, round_, [one, other] = asked(RoundKind.POINTS)
    answers.give_points(participant, round_, one, points=1)
    answers.give_points(create_participant(workshop=round_.workshop), round_, other, points=3)
    reveal(round_)
    assert len(page(phone, round_.workshop).context["ballot"].items) == 2

    regroup.merge_clusters(one, other, by=round_.workshop.facilitators.get())

    [item] = page(phone, round_.workshop).context["ballot"].items
    assert (item.group_points.points, item.group_points.rank) == (4, 1)


def test_after_the_reveal_pairs_stand_beside_the_groups() -> None:
    phone, participant, round_, [one, other] = asked(RoundKind.INFLUENCE)
    answers.say_influence(participant, round_, one, other, strength=1)
    neighbour = create_participant(workshop=round_.workshop)
    answers.say_influence(neighbour, round_, one, other, strength=3)
    reveal(round_)

    [said] = page(phone, round_.workshop).context["ballot"].said

    assert (said.strength, said.group) == ("1", "2")


# --- Who, and how much it costs --------------------------------------------------------------


def test_who_has_not_joined_is_led_to_the_door() -> None:
    round_ = create_round()
    elsewhere, _them = joined()

    for browser in (Client(), elsewhere):
        response = page(browser, round_.workshop)
        assert (response.status_code, response["Location"]) == (
            302,
            f"/join/{round_.workshop.code}/",
        )
    assert elsewhere.get("/room/ZZZZZZ/round/").status_code == 404
    assert elsewhere.post(f"/room/{round_.workshop.code}/round/").status_code == 405


def test_no_browser_keeps_the_page() -> None:
    phone, _participant, round_, _clusters = asked(RoundKind.POINTS)

    assert "no-store" in page(phone, round_.workshop)["Cache-Control"]


@pytest.mark.parametrize("count", [2, 20])
@pytest.mark.parametrize(
    ("kind", "queries"),
    [(RoundKind.POINTS, 19), (RoundKind.RATINGS, 17), (RoundKind.INFLUENCE, 22)],
)
def test_the_page_asks_the_database_a_fixed_number_of_times(
    kind: RoundKind, queries: int, count: int, django_assert_num_queries
) -> None:
    phone, _participant, round_, _clusters = asked(kind, clusters=count)

    with django_assert_num_queries(queries):
        page(phone, round_.workshop)


@pytest.mark.parametrize("count", [2, 20])
def test_the_result_is_counted_once_for_all_phones(count: int, django_assert_num_queries) -> None:
    phone, _participant, round_, clusters = asked(RoundKind.RATINGS, clusters=count)
    for cluster in clusters:
        person = create_participant(workshop=round_.workshop)
        answers.rate_cluster(person, round_, cluster, impact=3, uncertainty=3)
    reveal(round_)
    page(phone, round_.workshop)
    neighbour, _them = joined(workshop=round_.workshop)

    with django_assert_num_queries(18):
        page(neighbour, round_.workshop)


def test_a_cluster_without_sentences_is_asked_too() -> None:
    phone, participant = joined(workshop=create_workshop(stage=Stage.ANALYSE))
    create_round(clusters=(create_cluster(workshop=participant.workshop),))

    assert page(phone, participant.workshop).context["ballot"].items[0].sentences == []
