import uuid
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import (
    create_cluster,
    create_facilitator,
    create_factor,
    create_participant,
    create_planner,
    create_round,
    create_workshop,
)
from tests.workshops.desks import sentences, signed_in
from tests.workshops.phones import joined
from workshops.domain import answers, rounds, support
from workshops.enums import RoundKind, RoundState, Stage
from workshops.quadrants import USUAL

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}
MOVED = "Somebody has opened, closed or discarded this round meanwhile. Look again."
STEPS = ["open-round", "close-round", "reveal-round", "discard-round", "prepare-second"]


@pytest.fixture
def facilitator():
    return create_facilitator()


@pytest.fixture
def workshop(facilitator):
    return create_workshop(facilitator=facilitator, stage=Stage.ANALYSE)


@pytest.fixture
def clusters(workshop):
    return tuple(create_cluster(workshop=workshop) for _ in range(3))


@pytest.fixture
def desk(facilitator):
    return signed_in(facilitator)


def url(workshop):
    return reverse("workshops:rounds", args=[workshop.code])


def step_url(name, round_):
    return reverse(f"workshops:{name}", args=[round_.workshop.code, round_.pk])


def sent(kind, ticked, **changed):
    fields = {
        RoundKind.POINTS: {"budget": "7", "cap": "2", "forbids_own": "on"},
        RoundKind.RATINGS: {"rule": "share", "share": "๘๐", "width": "", "asks_horizon": "on"},
        RoundKind.INFLUENCE: {"raters_per_cell": "4"},
    }[kind]
    pks = [str(one.pk) for one in ticked]
    made = {"kind": str(kind), "client_id": str(uuid.uuid4()), "clusters": pks}
    return made | fields | changed


def disputed_round(workshop, clusters, by):
    """Revealed; the first cluster is disputed, the others are agreed."""
    round_ = create_round(clusters=clusters)
    for n in range(6):
        person = create_participant(workshop=workshop)
        for cluster in clusters:
            impact = (1, 5)[n % 2] if cluster == clusters[0] else 4
            answers.rate_cluster(person, round_, cluster, impact=impact, uncertainty=2)
    return rounds.reveal_round(round_, by=by)


# --- Preparing -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        (RoundKind.POINTS, {"budget": 7, "cap": 2, "forbids_own": True}),
        (
            RoundKind.RATINGS,
            {"rule": "share", "threshold": Decimal("0.8"), "asks_horizon": True}
            | {"asks_likelihood": False},
        ),
        (RoundKind.INFLUENCE, {"raters_per_cell": 4}),
    ],
)
def test_it_prepares_a_round(desk, facilitator, workshop, clusters, kind, settings):
    answer = desk.post(url(workshop), sent(kind, clusters[:2]))

    made = workshop.rounds.get()
    assert (answer.status_code, answer.url) == (303, f"{url(workshop)}#round-{made.pk}")
    assert (made.kind, made.state) == (kind, RoundState.PREPARED)
    assert {name: getattr(made, name) for name in settings} == settings
    assert [one.number for one in made.clusters.order_by("number")] == [1, 2]
    entry = workshop.journal.get()
    assert (entry.verb, entry.user, entry.facts["round"]) == (
        "round.prepared",
        facilitator,
        made.pk,
    )


def test_a_double_tap_is_one_round(desk, workshop, clusters):
    twice = sent(RoundKind.POINTS, clusters)

    assert desk.post(url(workshop), twice).url == desk.post(url(workshop), twice).url
    assert workshop.rounds.count() == 1


NUMBER = "Write a whole number from %s to %s."


@pytest.mark.parametrize(
    ("kind", "changed", "wrong"),
    [
        ("points", {"budget": "0"}, {"budget": [NUMBER % (1, 100)]}),
        ("points", {"cap": "many"}, {"cap": [NUMBER % (1, 100)]}),
        (
            "points",
            {"cap": "8"},
            {"cap": ["This is more than a person has. Write a smaller number."]},
        ),
        ("points", {"clusters": []}, {"clusters": ["No cluster is chosen. Choose at least one."]}),
        ("ratings", {"share": "49"}, {"share": [NUMBER % (50, 100)]}),
        ("ratings", {"share": ""}, {"share": ["The share is missing. Write it like 75."]}),
        ("ratings", {"rule": ""}, {"rule": ["No rule is chosen. Choose one."]}),
        (
            "ratings",
            {"rule": "iqr", "width": "2.5", "share": "wrong"},
            {"width": ["Write a number from 0 to 2, like 1 or 1.5."]},
        ),
        (
            "ratings",
            {"rule": "iqr", "width": "wide"},
            {"width": ["This is not a number. Write it like 1,250.5."]},
        ),
        ("influence", {"raters_per_cell": "11"}, {"raters_per_cell": [NUMBER % (1, 10)]}),
    ],
)
def test_it_says_what_is_wrong_and_keeps_what_was_typed(
    desk, workshop, clusters, kind, changed, wrong
):
    typed = sent(RoundKind(kind), clusters, **changed)

    page = desk.post(url(workshop), typed)

    assert page.status_code == 422
    assert sentences(page) == wrong
    assert page.context["form"]["client_id"].value() == typed["client_id"]
    ticked = [str(one.cluster.pk) for one in page.context["choices"] if one.is_chosen]
    assert ticked == typed["clusters"]
    assert not workshop.rounds.exists()


def test_cross_impact_takes_twelve_at_most(desk, workshop):
    many = [create_cluster(workshop=workshop) for _ in range(13)]

    page = desk.post(url(workshop), sent(RoundKind.INFLUENCE, many))

    limit = "Cross-impact takes from 2 to 12 clusters. Choose the most important ones."
    assert (page.status_code, sentences(page)) == (422, {"clusters": [limit]})
    assert desk.post(url(workshop), sent(RoundKind.INFLUENCE, many[:12])).status_code == 303


def test_an_unknown_kind_is_refused(desk, workshop, clusters):
    page = desk.post(url(workshop), sent(RoundKind.POINTS, clusters) | {"kind": "dice"})

    assert page.status_code == 422
    assert page.context["notice"] == "There is no such kind of round. Choose one of the three."


def test_a_closed_workshop_gets_no_round(desk, workshop, clusters):
    workshop.stage = Stage.CLOSED
    workshop.save(update_fields=["stage"])

    page = desk.post(url(workshop), sent(RoundKind.POINTS, clusters))

    assert page.status_code == 423
    assert sentences(page) == {
        "__all__": ["This workshop is closed. Ask the facilitator if it should be opened again."]
    }


@pytest.mark.parametrize(
    ("choose", "first", "chosen"),
    [
        ("all", "2", [1, 2, 3]),
        ("none", "2", []),
        ("support", "๒", [2, 3]),
        ("points", "1", [1]),
    ],
)
def test_a_quick_choice_ticks_boxes_and_saves_nothing(
    desk, workshop, clusters, choose, first, chosen
):
    people = [create_participant(workshop=workshop) for _ in range(2)]
    support.say_support(people[0], clusters[1], agrees=True)
    support.say_support(people[1], clusters[1], agrees=True)
    support.say_support(people[0], clusters[2], agrees=True)
    points = create_round(clusters=clusters, kind=RoundKind.POINTS)
    answers.give_points(people[0], points, clusters[0], points=2)
    rounds.reveal_round(points, by=create_facilitator())
    typed = sent(RoundKind.POINTS, [], choose=choose, first=first, cap="99")

    page = desk.post(url(workshop), typed)

    assert page.status_code == 200
    assert [one.cluster.number for one in page.context["choices"] if one.is_chosen] == chosen
    assert page.context["form"]["cap"].value() == "99"
    assert workshop.rounds.count() == 1


def test_a_quick_choice_wants_a_number(desk, workshop, clusters):
    page = desk.post(url(workshop), sent(RoundKind.POINTS, clusters, choose="support", first="x"))

    assert page.status_code == 422
    assert page.context["form"].quick_errors == (NUMBER % (1, 999),)
    assert all(one.is_chosen for one in page.context["choices"])


@pytest.mark.parametrize("kind", RoundKind)
def test_the_form_begins_with_what_is_usual(desk, workshop, kind):
    supported = [create_cluster(workshop=workshop) for _ in range(13)][-1]
    support.say_support(create_participant(workshop=workshop), supported, agrees=True)

    page = desk.get(url(workshop), {"kind": kind})

    chosen = [one.cluster.number for one in page.context["choices"] if one.is_chosen]
    assert chosen == ([*range(1, 12), 13] if kind == RoundKind.INFLUENCE else [*range(1, 14)])


def test_the_same_again_begins_with_the_settings_of_that_round(desk, workshop, clusters):
    model = create_round(
        clusters=clusters[:1], rule="share", threshold=Decimal("0.6"), asks_likelihood=True
    )

    page = desk.get(url(workshop), {"like": model.pk})

    form = page.context["form"]
    values = [form[name].value() for name in ("rule", "share", "asks_likelihood", "asks_horizon")]
    assert values == ["share", 60, True, False]
    assert [one.is_chosen for one in page.context["choices"]] == [True, False, False]
    assert desk.get(url(workshop), {"like": "9" * 11}).context["form"] is None


# --- Steps -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "before", "after", "verb"),
    [
        ("open-round", "prepared", "open", "round.opened"),
        ("close-round", "open", "closed", "round.closed"),
        ("open-round", "closed", "open", "round.opened"),
        ("reveal-round", "closed", "revealed", "round.revealed"),
        ("discard-round", "prepared", "discarded", "round.discarded"),
    ],
)
@pytest.mark.parametrize("back", ["list", "round"])
def test_the_buttons_move_a_round(
    desk, facilitator, workshop, clusters, name, before, after, verb, back
):
    round_ = create_round(clusters=clusters, is_open=before != "prepared")
    if before == "closed":
        rounds.close_round(round_, by=facilitator)

    answer = desk.post(step_url(name, round_), {"seen": before, "back": back})

    there = {
        "list": f"{url(workshop)}#round-{round_.pk}",
        "round": step_url("round-results", round_),
    }
    assert (answer.status_code, answer.url) == (303, there[back])
    round_.refresh_from_db()
    entry = workshop.journal.order_by("revision").last()
    assert (round_.state, entry.verb, entry.user) == (after, verb, facilitator)


@pytest.mark.parametrize("back", ["list", "round"])
def test_whoever_was_slower_is_told_on_the_page(desk, workshop, clusters, back):
    round_ = create_round(clusters=clusters)
    rounds.reveal_round(round_, by=create_facilitator())

    page = desk.post(step_url("discard-round", round_), {"seen": "open", "back": back})

    assert (page.status_code, page.context["notice"]) == (409, MOVED)
    round_.refresh_from_db()
    assert round_.state == RoundState.REVEALED


def test_a_script_gets_the_answer_as_json(desk, workshop, clusters):
    round_ = create_round(clusters=clusters)
    waits = create_round(clusters=clusters, is_open=False)

    done = desk.post(step_url("close-round", round_), {"seen": "open"}, headers=JSON)
    refused = desk.post(step_url("close-round", waits), {"seen": "open"}, headers=JSON)

    assert done.json() == {
        "id": f"round-{round_.pk}",
        "state": "closed",
        "leads_to": f"{url(workshop)}#round-{round_.pk}",
    }
    assert (refused.status_code, refused.json()) == (409, {"error": MOVED})


def test_a_second_open_round_is_refused(desk, clusters):
    create_round(clusters=clusters)
    other = create_round(clusters=clusters, is_open=False)

    page = desk.post(step_url("open-round", other), {"seen": "prepared"})

    assert (page.status_code, page.context["notice"]) == (
        409,
        "Another round is open. Close it first.",
    )


def test_a_revealed_round_is_not_opened_again(desk, facilitator, clusters):
    round_ = rounds.reveal_round(create_round(clusters=clusters), by=facilitator)

    page = desk.post(step_url("open-round", round_), {"seen": "revealed"})

    assert (page.status_code, page.context["notice"]) == (409, MOVED)
    shown = desk.get(url(round_.workshop)).content.decode()
    assert step_url("open-round", round_) not in shown
    assert f"?like={round_.pk}#prepare" in shown


def test_a_state_that_does_not_exist_is_refused(desk, clusters):
    page = desk.post(step_url("close-round", create_round(clusters=clusters)), {"seen": "eaten"})

    assert (page.status_code, page.context["notice"]) == (422, MOVED)


def test_a_second_round_asks_about_the_disputed_ones(desk, facilitator, workshop, clusters):
    first = disputed_round(workshop, clusters, facilitator)

    answer = desk.post(step_url("prepare-second", first), {"seen": "revealed"})

    second = first.second_rounds.get()
    assert (answer.status_code, answer.url) == (303, f"{url(workshop)}#round-{second.pk}")
    assert [one.number for one in second.clusters.all()] == [1]
    line = desk.get(url(workshop)).context["lines"][1]
    assert (line.round, line.seconds) == (first, [2])


def test_a_second_round_is_refused_before_the_reveal_and_without_dispute(
    desk, facilitator, clusters
):
    round_ = create_round(clusters=clusters)
    early = desk.post(step_url("prepare-second", round_), {"back": "round"})
    rounds.reveal_round(round_, by=facilitator)
    undisputed = desk.post(step_url("prepare-second", round_), {"back": "round"})

    assert (early.status_code, early.context["notice"]) == (
        422,
        "Reveal the first round before you prepare a second one.",
    )
    assert (undisputed.status_code, undisputed.context["notice"]) == (
        422,
        "Nothing is disputed in this round. A second one is not needed.",
    )


# --- The list --------------------------------------------------------------------------------


def test_it_shows_each_round_with_its_rule_and_how_far_it_is(desk, workshop, clusters):
    round_ = create_round(clusters=clusters, threshold=Decimal("1.5"))
    person = create_participant(workshop=workshop)
    create_participant(workshop=workshop)
    answers.rate_cluster(person, round_, clusters[0], impact=5, uncertainty=1)
    answers.rate_cluster(person, round_, clusters[1], is_skipped=True)

    shown = " ".join(desk.get(url(workshop)).content.decode().split())

    assert "Round 1: Impact and uncertainty" in shown
    assert "1 person has answered · 2 of 6 answers · 1 skipped" in shown
    assert "the middle half of the ratings is at most 1.5 wide" in shown


def test_a_discarded_round_stands_apart(desk, facilitator, workshop, clusters):
    round_ = rounds.discard_round(create_round(clusters=clusters), by=facilitator)

    page = desk.get(url(workshop))

    assert page.context["lines"] == []
    assert [line.round for line in page.context["discarded"]] == [round_]


def test_the_part_for_the_stream_is_the_list_and_the_choices(desk, workshop, clusters):
    create_round(clusters=clusters)

    plain = desk.get(url(workshop), {"part": "1"}).content.decode()
    preparing = desk.get(url(workshop), {"part": "1", "kind": "points"}).content.decode()

    assert "<html" not in plain + preparing
    assert ['id="rounds-list"' in plain, 'id="cluster-choices"' in plain] == [True, False]
    assert ['id="rounds-list"' in preparing, 'id="cluster-choices"' in preparing] == [True, True]


def test_it_says_that_rounds_wait_for_their_stage(desk, workshop, clusters):
    assert desk.get(url(workshop)).context["waits_for_stage"] is None
    workshop.stage = Stage.EXCHANGE
    workshop.save(update_fields=["stage"])
    assert desk.get(url(workshop)).context["waits_for_stage"] == Stage.ANALYSE


@pytest.mark.parametrize(("rounds_total", "clusters_total"), [(1, 1), (3, 1), (1, 12), (3, 12)])
def test_the_number_of_queries_does_not_grow(
    desk, workshop, rounds_total, clusters_total, django_assert_num_queries
):
    clusters = tuple(
        create_cluster(factors=(create_factor(workshop=workshop),)) for _ in range(clusters_total)
    )
    for _ in range(rounds_total):
        create_round(clusters=clusters, is_open=False)

    with django_assert_num_queries(16):
        desk.get(url(workshop), {"kind": "ratings"})


# --- Names of the fields of the map ----------------------------------------------------------


def test_the_fields_of_the_map_get_names(desk, facilitator, workshop):
    address = reverse("workshops:name-quadrants", args=[workshop.code])

    answer = desk.post(address, {"act": " ทำทันที ", "watch": "", "note": "", "keep": ""})

    assert (answer.status_code, answer.url) == (303, f"{url(workshop)}#quadrants")
    workshop.refresh_from_db()
    assert workshop.quadrant_names == {"act": "ทำทันที"}
    entry = workshop.journal.get()
    assert (entry.verb, entry.user) == ("quadrants.named", facilitator)
    shown = desk.get(url(workshop)).context["quadrants"]
    assert [field.value() for field, _usual in shown] == ["ทำทันที", None, None, None]
    assert [usual for _field, usual in shown] == list(USUAL.values())


def test_a_name_that_is_too_long_comes_back(desk, workshop):
    address = reverse("workshops:name-quadrants", args=[workshop.code])

    page = desk.post(address, {"act": "ก" * 61})

    assert page.status_code == 422
    wrong = "60 characters fit here; this is 1 too long. Shorten it."
    assert page.context["quadrants_form"].errors == {"act": [wrong]}
    assert "ก" * 61 in page.content.decode()


# --- Who may ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["rounds", "name-quadrants", "round-results", *STEPS])
def test_only_its_facilitators_may(workshop, clusters, name):
    round_ = create_round(clusters=clusters)
    parts = [] if name in ("rounds", "name-quadrants") else [round_.pk]
    address = reverse(f"workshops:{name}", args=[workshop.code, *parts])
    unknown = reverse(f"workshops:{name}", args=["ZZZZZZ", *parts])
    ask = "get" if name == "round-results" else "post"

    assert getattr(Client(), ask)(address).url.startswith("/accounts/login/")
    assert getattr(joined()[0], ask)(address).status_code == 302
    assert getattr(signed_in(), ask)(address).status_code == 404
    assert getattr(signed_in(create_planner()), ask)(address).status_code == 403
    assert getattr(signed_in(), ask)(unknown).status_code == 404
    assert not workshop.journal.exists()


@pytest.mark.parametrize("name", ["round-results", *STEPS])
def test_a_round_of_another_workshop_is_unknown_here(desk, facilitator, workshop, name):
    elsewhere = create_round(workshop=create_workshop(facilitator=facilitator))
    address = reverse(f"workshops:{name}", args=[workshop.code, elsewhere.pk])

    ask = desk.get if name == "round-results" else desk.post
    assert ask(address).status_code == 404


def test_other_methods_are_refused(desk, workshop, clusters):
    round_ = create_round(clusters=clusters)
    assert desk.put(url(workshop)).status_code == 405
    assert desk.post(step_url("round-results", round_)).status_code == 405
    assert [desk.get(step_url(name, round_)).status_code for name in STEPS] == [405] * 5
