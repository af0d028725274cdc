import uuid

import pytest
from django.test import Client

from tests.factories import (
    create_cluster,
    create_facilitator,
    create_factor,
    create_participant,
    create_workshop,
)
from tests.workshops.desks import signed_in
from tests.workshops.phones import HOSTILE, joined
from tests.workshops.sorting import AS_SCRIPT, homes, ticked, verbs
from workshops.domain import clusters, comments, regroup, support
from workshops.enums import Category, Stage
from workshops.models import Cluster, Factor, User, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return create_facilitator()


@pytest.fixture
def workshop(user: User) -> Workshop:
    return create_workshop(facilitator=user, stage=Stage.EXCHANGE)


@pytest.fixture
def desk(user: User) -> Client:
    return signed_in(user)


@pytest.fixture
def card(workshop: Workshop) -> Factor:
    return create_factor(workshop=workshop)


@pytest.fixture
def cluster(workshop: Workshop, card: Factor) -> Cluster:
    """With one card; `card` is loose."""
    return create_cluster(factors=(create_factor(workshop=workshop),), name="น้ำ")


def url(workshop: Workshop, act: str = "") -> str:
    return f"/desk/{workshop.code}/sort/{act}"


# --- The page --------------------------------------------------------------------------------


def test_it_shows_loose_cards_and_clusters(desk, user, workshop, card, cluster) -> None:
    elsewhere = create_factor(workshop=workshop, category=Category.ECONOMIC)
    clusters.place_factors(workshop, by=user, factors=[elsewhere.pk], cluster=cluster)
    same = create_factor(workshop=workshop)
    regroup.merge_factors(card, same, by=user)
    support.say_support(create_participant(workshop=workshop), card, agrees=True)
    comments.add_comment(user, card, text="ดี", client_id=uuid.uuid4())

    response = desk.get(url(workshop))

    assert response.status_code == 200
    page = response.content.decode()
    social = response.context["groups"][0]
    assert [each.factor for each in social.loose] == [card]
    assert [[each.factor for each in stack.cards] for stack in social.stacks] == [
        [cluster.factors.first(), elsewhere]
    ]
    item = page[page.index(f'id="card-{card.pk}"') :].split("</li>")[0]
    assert f'value="{card.pk}:"' in item
    assert all(words in item for words in ("1 agrees", "1 comment", "+1 says the same"))
    inside = page[page.index(f'id="card-{elsewhere.pk}"') :].split("</li>")[0]
    assert f'value="{elsewhere.pk}:{cluster.pk}"' in inside
    assert '<b class="sort-letter" title="Economic">E</b>' in inside


def test_one_heading_alone(desk, workshop, card, cluster) -> None:
    create_factor(workshop=workshop, category=Category.ECONOMIC)

    response = desk.get(url(workshop), {"show": "economic"})

    assert [group.category for group in response.context["groups"]] == ["economic"]
    assert [group.category for group in response.context["where"]] == ["social"]
    assert len(desk.get(url(workshop), {"show": "x"}).context["groups"]) == 6


def test_the_board_comes_alone_for_the_script(desk, workshop, card) -> None:
    page = desk.get(url(workshop), {"part": "1"}).content.decode()

    assert page.lstrip().startswith('<div id="sort-board"')


def test_what_nobody_may_see_is_not_on_it(desk, workshop) -> None:
    hidden = create_factor(workshop=workshop, text="ซ่อน", waits_for="reveal")

    assert hidden.text not in desk.get(url(workshop)).content.decode()
    assert desk.get(url(workshop, f"cards/{hidden.pk}/")).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_it_asks_the_database_a_fixed_number_of_times(
    count: int, desk, user, workshop, django_assert_num_queries
) -> None:
    for number in range(count):
        made = create_factor(workshop=workshop)
        clusters.create_cluster(
            workshop, by=user, name=f"กลุ่ม {number}", category="social", factors=[made.pk]
        )
        create_factor(workshop=workshop)

    with django_assert_num_queries(13):
        desk.get(url(workshop))


def test_a_closed_workshop_can_only_be_looked_at(desk, workshop, card, cluster) -> None:
    Workshop.objects.update(stage=Stage.CLOSED)

    page = desk.get(url(workshop)).content.decode()
    refused = desk.post(url(workshop, "place/"), {"card": ticked(card), "cluster": cluster.pk})

    assert "sort-bar" not in page
    assert refused.status_code == 423
    assert homes(card) == [None]


# --- Moving cards ----------------------------------------------------------------------------


def test_ticked_cards_move_to_where_they_are_put(desk, user, workshop, card, cluster) -> None:
    other = create_factor(workshop=workshop)
    sent = {"card": ticked(card, other), "cluster": cluster.pk, "where": "", "show": "social"}

    answer = desk.post(url(workshop, "place/"), sent)

    assert (answer.status_code, answer.url) == (
        303,
        f"{url(workshop)}?show=social#cluster-{cluster.pk}",
    )
    assert homes(card, other) == [cluster.pk, cluster.pk]
    entry = workshop.journal.get()
    assert (entry.verb, entry.user, entry.facts["cluster"]) == ("cluster.placed", user, cluster.pk)


def test_the_list_says_where_to_if_its_button_was_pressed(desk, workshop, card, cluster) -> None:
    desk.post(url(workshop, "place/"), {"card": ticked(card), "where": cluster.pk, "by_list": "on"})

    assert homes(card) == [cluster.pk]


def test_a_card_is_taken_out(desk, workshop, cluster) -> None:
    inside = cluster.factors.get()

    answer = desk.post(
        url(workshop, "place/"),
        {"card": ticked(inside, inside=cluster), "cluster": ""},
        headers=AS_SCRIPT,
    )

    assert answer.json() == {"revision": 1, "said": "1 card is loose again."}
    assert homes(inside) == [None]


@pytest.mark.parametrize("as_script", [True, False])
def test_who_comes_second_is_told_and_looks_again(
    desk, user, workshop, card, cluster, as_script
) -> None:
    taken = create_cluster(workshop=workshop)
    clusters.place_factors(workshop, by=user, factors=[card.pk], cluster=taken)
    sent = {"card": ticked(card), "cluster": cluster.pk, "name": "ชื่อที่พิมพ์ไว้"}

    headers = AS_SCRIPT if as_script else {}
    answer = desk.post(url(workshop, "place/"), sent, headers=headers)

    sentence = "Somebody has moved this factor meanwhile. Look at it, then decide again."
    assert answer.status_code == 409
    assert homes(card) == [taken.pk]
    if as_script:
        assert answer.json() == {"error": sentence, "revision": 1}
    else:
        page = answer.content.decode()
        assert sentence in page
        assert f'value="{card.pk}:{taken.pk}" form="sorting" checked' in page
        assert 'value="ชื่อที่พิมพ์ไว้"' in page


@pytest.mark.parametrize(
    "sent", [{}, {"card": "x"}, {"card": "1"}, {"card": ["1:"], "cluster": "x"}]
)
def test_an_invalid_form_moves_nothing(desk, workshop, card, sent: dict[str, object]) -> None:
    answer = desk.post(url(workshop, "place/"), sent)

    assert answer.status_code == 422
    assert answer.context["notice"]
    assert verbs(workshop) == []


def test_cards_and_clusters_of_another_workshop_are_unknown(desk, workshop, card) -> None:
    theirs = create_cluster()

    there = desk.post(url(workshop, "place/"), {"card": ticked(card), "cluster": theirs.pk})
    foreign = desk.post(url(workshop, "place/"), {"card": ticked(create_factor()), "cluster": ""})

    assert (there.status_code, foreign.status_code) == (404, 409)
    assert verbs(workshop) == []


# --- Clusters --------------------------------------------------------------------------------


def test_a_cluster_is_made_of_what_is_ticked(desk, user, workshop) -> None:
    cards = [create_factor(workshop=workshop, category=Category.POLITICAL) for _ in range(2)]
    sent = {"card": ticked(*cards), "name": " งบ  ท้องถิ่น ", "client_id": str(uuid.uuid4())}

    answers = [desk.post(url(workshop, "clusters/"), sent) for _ in range(2)]

    made = workshop.clusters.get()
    assert [answer.url for answer in answers] == [f"{url(workshop)}#cluster-{made.pk}"] * 2
    assert (made.name, made.category) == ("งบ ท้องถิ่น", "political")
    assert homes(*cards) == [made.pk, made.pk]
    assert verbs(workshop) == ["cluster.added"]


def test_an_empty_one_stands_under_its_heading(desk, workshop) -> None:
    desk.post(url(workshop, "clusters/"), {"name": "น้ำ", "category": "environmental"})

    assert workshop.clusters.get().category == "environmental"


def test_a_cluster_of_cards_that_moved_meanwhile_is_refused(desk, workshop, card, cluster) -> None:
    desk.post(url(workshop, "place/"), {"card": ticked(card), "cluster": cluster.pk})

    answer = desk.post(url(workshop, "clusters/"), {"card": ticked(card), "name": "อื่น"})

    assert answer.status_code == 409
    assert workshop.clusters.count() == 1


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"name": ""}, "The cluster has no name yet. Write a short one."),
        ({"name": "น้ำ"}, "No card is ticked. Tick one or several first."),
        ({"name": "น้ำ", "category": "x"}, "One of the headings is unknown. Choose from the list."),
        ({"name": "ก" * 121}, "120 characters fit here; this is 1 too long. Shorten it."),
    ],
)
def test_a_cluster_without_name_or_place_is_refused(
    desk, workshop, sent: dict[str, str], sentence: str
) -> None:
    answer = desk.post(url(workshop, "clusters/"), sent)

    assert (answer.status_code, answer.context["notice"]) == (422, sentence)
    assert not workshop.clusters.exists()


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_whatever_is_typed_as_a_name_gets_an_answer(desk, workshop, card, name: str) -> None:
    sent = {"card": ticked(card), "name": name.encode(errors="replace").decode()}

    assert desk.post(url(workshop, "clusters/"), sent).status_code in (303, 422)


def test_a_cluster_is_renamed_and_moved(desk, workshop, cluster) -> None:
    page = url(workshop, f"clusters/{cluster.pk}/")
    assert desk.get(page).status_code == 200

    renamed = desk.post(f"{page}rename/", {"name": "น้ำและป่า", "seen": cluster.version})
    moved = desk.post(f"{page}move/", {"category": "environmental", "seen": cluster.version + 1})

    assert (renamed.status_code, moved.status_code) == (303, 303)
    cluster.refresh_from_db()
    assert (cluster.name, cluster.category) == ("น้ำและป่า", "environmental")
    assert verbs(workshop) == ["cluster.renamed", "cluster.moved"]


@pytest.mark.parametrize(
    ("act", "sent"),
    [
        ("rename", {"name": "ชื่อของฉัน"}),
        ("move", {"category": "economic"}),
        ("dissolve", {}),
    ],
)
def test_who_saw_an_older_cluster_is_told(
    desk, user, workshop, cluster, act: str, sent: dict[str, str]
) -> None:
    clusters.rename_cluster(cluster, by=user, name="ใหม่")

    answer = desk.post(url(workshop, f"clusters/{cluster.pk}/{act}/"), sent | {"seen": "1"})

    sentence = "Somebody has changed this cluster meanwhile. Look at it, then decide again."
    assert (answer.status_code, answer.context["notice"]) == (409, sentence)
    assert sent.get("name", "ใหม่") in answer.content.decode()
    cluster.refresh_from_db()
    assert (cluster.name, cluster.dissolved_at) == ("ใหม่", None)


@pytest.mark.parametrize("act", ["rename", "move", "dissolve"])
@pytest.mark.parametrize("sent", [{}, {"seen": "x", "name": "", "category": "x"}])
def test_an_invalid_form_changes_no_cluster(
    desk, workshop, cluster, act: str, sent: dict[str, str]
) -> None:
    page = url(workshop, f"clusters/{cluster.pk}/{act}/")

    assert desk.post(page, sent).status_code == 422
    assert desk.post(page, sent, headers=AS_SCRIPT).json()["error"]
    assert verbs(workshop) == []


def test_a_cluster_is_dissolved(desk, workshop, cluster) -> None:
    inside = cluster.factors.get()

    desk.post(url(workshop, f"clusters/{cluster.pk}/dissolve/"), {"seen": cluster.version})

    assert homes(inside) == [None]
    page = desk.get(url(workshop, f"clusters/{cluster.pk}/")).content.decode()
    assert "This cluster is dissolved. The history has a way back." in page


def test_a_card_has_a_page_of_its_own(desk, user, workshop, card, cluster) -> None:
    same = create_factor(workshop=workshop, text="พูดเรื่องเดียวกัน")
    regroup.merge_factors(card, same, by=user)

    for pk in (card.pk, same.pk):
        response = desk.get(url(workshop, f"cards/{pk}/"))
        assert response.context["card"].factor == card
        assert "พูดเรื่องเดียวกัน" in response.content.decode()
    assert desk.get(url(workshop, f"cards/{create_factor().pk}/")).status_code == 404


# --- Rules -----------------------------------------------------------------------------------


def test_the_switches_on_the_page_change_the_rules(desk, workshop) -> None:
    answer = desk.post(url(workshop, "rules/"), {"participants_sort": "on"})

    assert (answer.status_code, answer.url) == (303, url(workshop))
    workshop.refresh_from_db()
    assert (workshop.participants_sort, workshop.comments_open) == (True, False)
    assert workshop.journal.get().facts == {
        "rules": {"participants_sort": True, "comments_open": False}
    }


def test_participants_read_the_rules_that_concern_them(desk, workshop) -> None:
    phone, _ = joined(workshop=workshop)
    room = f"/room/{workshop.code}/"
    headers = {"Accept-Language": "en"}
    sentences = ("During the exchange you sort the factors too.", "Comments are switched off.")

    before = phone.get(room, headers=headers).content.decode()
    desk.post(url(workshop, "rules/"), {"participants_sort": "on"})
    after = phone.get(room, headers=headers).content.decode()

    assert [sentence in before for sentence in sentences] == [False, False]
    assert [sentence in after for sentence in sentences] == [True, True]


# --- Who may ---------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ["place/", "clusters/", "rules/"])
def test_nobody_but_the_facilitators_sorts_here(client, workshop, card, act: str) -> None:
    sent = {"card": ticked(card), "cluster": "", "name": "น้ำ"}
    phone, _ = joined(workshop=workshop)

    answers = [
        browser.post(url(workshop, act), sent).status_code
        for browser in (client, phone, signed_in(create_facilitator()))
    ]

    assert answers == [302, 302, 404]
    assert verbs(workshop) == []
