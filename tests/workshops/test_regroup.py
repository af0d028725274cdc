import datetime

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import (
    create_cluster,
    create_facilitator,
    create_factor,
    create_participant,
    create_round,
    create_workshop,
)
from tests.workshops.desks import signed_in
from tests.workshops.sorting import AS_SCRIPT, homes, ticked, verbs
from workshops.domain import clusters, regroup
from workshops.enums import Stage
from workshops.models import Cluster, JournalEntry, User, Vote, Workshop
from workshops.sorting_steps import PER_PAGE

pytestmark = pytest.mark.django_db

IN_ORDER = "Something else was done with these since. Undo the newer steps first."


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
def water(workshop: Workshop) -> Cluster:
    cards = tuple(create_factor(workshop=workshop) for _ in range(3))
    return create_cluster(factors=cards, name="น้ำ")


@pytest.fixture
def roads(workshop: Workshop, water: Cluster) -> Cluster:
    return create_cluster(factors=(create_factor(workshop=workshop),), name="ถนน")


def url(workshop: Workshop, act: str = "") -> str:
    return f"/desk/{workshop.code}/sort/{act}"


def merge(desk: Client, cluster: Cluster, second: Cluster, **changed: str):
    sent = {"seen": cluster.version, "other": f"{second.pk}:{second.version}", "stays": "this"}
    return desk.post(url(cluster.workshop, f"clusters/{cluster.pk}/merge/"), sent | changed)


def undo(desk: Client, workshop: Workshop, revision: int, **options):
    return desk.post(url(workshop, "undo/"), {"revision": revision}, **options)


def last(desk: Client, workshop: Workshop):
    """The step that the page offers to take back."""
    return desk.get(url(workshop)).context["last"]


# --- Clusters --------------------------------------------------------------------------------


@pytest.mark.parametrize("stays", ["this", "other"])
def test_two_clusters_become_one_and_one_name_stays(
    desk, user, workshop, water, roads, stays: str
) -> None:
    kept, gone = (water, roads) if stays == "this" else (roads, water)

    answer = merge(desk, water, roads, stays=stays, why="เรื่องเดียวกัน")

    assert (answer.status_code, answer.url) == (303, f"{url(workshop)}#cluster-{kept.pk}")
    gone.refresh_from_db()
    assert gone.merged_into_id == kept.pk
    entry = workshop.journal.get()
    assert (entry.verb, entry.user) == ("cluster.merged", user)
    assert entry.facts == {"kept": kept.pk, "other": gone.pk, "why": "เรื่องเดียวกัน"}
    sheet = desk.get(url(workshop, f"clusters/{gone.pk}/")).content.decode()
    assert "This cluster is part of" in sheet


def test_a_merged_cluster_stands_alone_again(desk, workshop, water, roads) -> None:
    merge(desk, water, roads)

    answer = desk.post(url(workshop, f"clusters/{roads.pk}/part/"))

    assert (answer.status_code, answer.url) == (303, f"{url(workshop)}#cluster-{roads.pk}")
    assert verbs(workshop) == ["cluster.merged", "cluster.parted"]


def test_a_merge_of_what_has_changed_is_refused(desk, user, workshop, water, roads) -> None:
    clusters.rename_cluster(roads, by=user, name="ถนนและราง")

    answer = merge(desk, water, roads, why="พิมพ์ไว้")

    assert answer.status_code == 409
    assert 'value="พิมพ์ไว้"' in answer.content.decode()
    assert verbs(workshop) == ["cluster.renamed"]


@pytest.mark.parametrize(
    "changed", [{"other": ""}, {"other": "x"}, {"other": "1"}, {"stays": "x"}, {"seen": ""}]
)
def test_an_invalid_merge_is_refused(desk, workshop, water, roads, changed) -> None:
    assert merge(desk, water, roads, **changed).status_code == 422
    assert verbs(workshop) == []


def test_a_cluster_of_another_workshop_cannot_be_merged(desk, workshop, water) -> None:
    assert merge(desk, water, create_cluster()).status_code == 404


def test_cards_are_split_off(desk, workshop, water) -> None:
    cards = list(water.factors.order_by("pk"))
    sent = {"card": ticked(*cards[:2], inside=water), "name": "ประปา", "seen": 1, "why": "ต่างกัน"}

    answer = desk.post(url(workshop, f"clusters/{water.pk}/split/"), sent)

    new = workshop.clusters.get(name="ประปา")
    assert (answer.status_code, answer.url) == (303, f"{url(workshop)}#cluster-{new.pk}")
    assert homes(*cards) == [new.pk, new.pk, water.pk]
    assert workshop.journal.get().facts["why"] == "ต่างกัน"


@pytest.mark.parametrize("sent", [{}, {"name": "ประปา", "seen": 1}, {"card": "x", "seen": 1}])
def test_an_invalid_split_is_refused(desk, workshop, water, sent) -> None:
    answer = desk.post(url(workshop, f"clusters/{water.pk}/split/"), sent)

    assert answer.status_code == 422
    assert workshop.clusters.count() == 1


def test_not_all_of_it_can_be_split_off(desk, workshop, water) -> None:
    sent = {"card": ticked(*water.factors.all(), inside=water), "name": "ทั้งหมด", "seen": 1}

    answer = desk.post(url(workshop, f"clusters/{water.pk}/split/"), sent)

    assert answer.status_code == 422
    assert "ทั้งหมด" in answer.content.decode()
    assert verbs(workshop) == []


# --- Cards that say the same -----------------------------------------------------------------


def test_which_wording_stands_is_asked_before_anything_changes(desk, workshop, water) -> None:
    cards = list(water.factors.order_by("pk"))

    for ask in (desk.get, desk.post):
        response = ask(url(workshop, "same/"), {"card": ticked(*cards[:2], inside=water)})
        assert response.status_code == 200
        assert [card.factor for card in response.context["cards"]] == cards[:2]
    assert verbs(workshop) == []


def test_several_cards_become_one_and_part_again(desk, workshop, water) -> None:
    one, two, three = water.factors.order_by("pk")
    sent = {"card": ticked(one, two, three, inside=water), "kept": two.pk, "why": "ซ้ำ"}

    answer = desk.post(url(workshop, "same/"), sent)

    assert (answer.status_code, answer.url) == (303, f"{url(workshop)}#card-{two.pk}")
    one.refresh_from_db()
    assert one.merged_into_id == two.pk
    assert verbs(workshop) == ["same.merged", "same.merged"]
    desk.post(url(workshop, f"cards/{one.pk}/part/"))
    one.refresh_from_db()
    assert one.merged_into_id is None


def test_either_all_say_the_same_or_nothing_changes(desk, user, workshop, water) -> None:
    one, two, three = water.factors.order_by("pk")
    regroup.merge_factors(one, three, by=user)

    answer = desk.post(url(workshop, "same/"), {"card": ticked(one, two, three), "kept": two.pk})

    assert answer.status_code == 422
    assert verbs(workshop) == ["same.merged"]


@pytest.mark.parametrize("kept", ["", "x", "999"])
def test_one_card_or_an_unknown_wording_is_refused(desk, workshop, water, kept: str) -> None:
    one, two, _ = water.factors.order_by("pk")

    alone = desk.post(url(workshop, "same/"), {"card": ticked(one), "kept": one.pk})
    odd = desk.post(url(workshop, "same/"), {"card": ticked(one, two), "kept": kept})

    assert (alone.status_code, odd.status_code) == (422, 422 if kept else 200)
    assert verbs(workshop) == []


# --- Taking back -----------------------------------------------------------------------------


def test_the_page_offers_the_own_last_step_and_then_the_one_before(
    desk, user, workshop, water, roads
) -> None:
    loose = create_factor(workshop=workshop)
    assert last(desk, workshop) is None
    clusters.rename_cluster(water, by=user, name="น้ำท่วม")
    clusters.place_factors(workshop, by=user, factors=[loose.pk], cluster=roads)
    clusters.rename_cluster(roads, by=create_facilitator(), name="ทางหลวง")

    step = last(desk, workshop)
    assert step.sentence == f"moved “{loose.text}” to “2 ทางหลวง”"
    answer = undo(desk, workshop, step.revision, headers=AS_SCRIPT)
    assert answer.json() == {"revision": 4, "said": f"Taken back: {step.sentence}"}
    assert homes(loose) == [None]
    assert workshop.journal.get(revision=4).facts["undoes"] == step.revision

    step = last(desk, workshop)
    assert step.sentence == "renamed “น้ำ” to “น้ำท่วม”"
    undo(desk, workshop, step.revision)
    water.refresh_from_db()
    assert water.name == "น้ำ"
    assert last(desk, workshop) is None


def test_what_was_taken_back_can_be_done_again(desk, user, workshop, water, roads) -> None:
    cards = [water.factors.first(), create_factor(workshop=workshop)]
    clusters.place_factors(workshop, by=user, factors=[c.pk for c in cards], cluster=roads)
    undo(desk, workshop, 1)
    assert homes(*cards) == [water.pk, None]

    answer = undo(desk, workshop, 2)

    assert answer.status_code == 303
    assert homes(*cards) == [roads.pk, roads.pk]


def test_a_merge_is_taken_back_an_hour_later_and_after_votes(
    desk, user, workshop, water, roads
) -> None:
    merge(desk, water, roads)
    hour = timezone.now() - datetime.timedelta(hours=1)
    JournalEntry.objects.update(recorded_at=hour)
    asked = create_round(workshop=workshop, clusters=(water, roads))
    voter = create_participant(workshop=workshop)
    for cluster in (water, roads):
        Vote.objects.create(round=asked, cluster=cluster, participant=voter, points=2)

    answer = undo(desk, workshop, 1)

    assert answer.status_code == 303
    roads.refresh_from_db()
    assert roads.merged_into_id is None
    assert Vote.objects.count() == 2


@pytest.mark.parametrize("as_script", [True, False])
def test_a_step_that_others_were_built_upon_says_what_to_do(
    desk, user, workshop, water, as_script
) -> None:
    for name in ("หนึ่ง", "สอง"):
        clusters.rename_cluster(water, by=user, name=name)

    sent = {"revision": 1, "back": "sort-history"}
    answer = desk.post(url(workshop, "undo/"), sent, headers=AS_SCRIPT if as_script else {})

    assert answer.status_code == 409
    said = answer.json()["error"] if as_script else answer.context["notice"]
    assert said == IN_ORDER
    assert len(verbs(workshop)) == 2


@pytest.mark.parametrize(("revision", "status"), [("99", 404), ("x", 422), ("", 422)])
def test_an_unknown_step_is_not_taken_back(desk, workshop, revision: str, status: int) -> None:
    assert undo(desk, workshop, revision).status_code == status


# --- The history -----------------------------------------------------------------------------


def test_every_step_stands_in_the_history_in_words(desk, user, workshop) -> None:
    one, two, three = (create_factor(workshop=workshop, text=text) for text in ("ก", "ข", "ค"))
    water = clusters.create_cluster(
        workshop, by=user, name="น้ำ", category="social", factors=[one.pk, two.pk]
    )
    clusters.rename_cluster(water, by=user, name="น้ำท่วม")
    clusters.move_cluster(water, by=user, category="economic")
    clusters.place_factors(workshop, by=user, factors=[three.pk], cluster=water)
    clusters.place_factors(workshop, by=user, factors=[three.pk], cluster=None)
    new = regroup.split_cluster(water, by=user, factors=[one.pk], name="ประปา", why="ต่างกัน")
    regroup.merge_clusters(water, new, by=user)
    regroup.part_clusters(new, by=user)
    regroup.merge_factors(one, two, by=user)
    regroup.part_factors(two, by=user)
    clusters.dissolve_cluster(new, by=user)
    undo(desk, workshop, 11)
    undo(desk, workshop, 6)

    steps = desk.get(url(workshop, "history/")).context["steps"]

    assert [step.sentence for step in reversed(steps)] == [
        "made the cluster “1 น้ำท่วม” with 2 cards",
        "renamed “น้ำ” to “น้ำท่วม”",
        "moved the cluster “1 น้ำท่วม” to Economic",
        "moved “ค” to “1 น้ำท่วม”",
        "took “ค” out of its cluster",
        "split 1 card off “1 น้ำท่วม” into “2 ประปา”",
        "merged “2 ประปา” into “1 น้ำท่วม”",
        "parted “2 ประปา” from “1 น้ำท่วม” again",
        "said that “ข” says the same as “ก”",
        "parted “ข” and “ก” again",
        "dissolved “2 ประปา”",
        "restored “2 ประปา”",
        "put “2 ประปา” back into “1 น้ำท่วม”",
    ]
    newest_first = [step.revision for step in steps if step.is_undone], [s.undoes for s in steps]
    assert newest_first == ([11, 6], [6, 11, *[None] * 11])
    assert {step.by for step in steps} == {user.display_name}
    assert [step.why for step in steps if step.why] == ["ต่างกัน"]


def test_of_participants_only_the_district_is_said(desk, user, workshop) -> None:
    Workshop.objects.update(participants_sort=True)
    person = create_participant(workshop=workshop, name="สมหญิง")
    card = create_factor(participant=person)
    clusters.create_cluster(workshop, by=person, name="น้ำ", category="social", factors=[card.pk])

    response = desk.get(url(workshop, "history/"))

    assert response.context["steps"][0].by == "A participant from Chum Phae"
    assert "สมหญิง" not in response.content.decode()


def test_a_long_history_comes_in_pages(desk, user, workshop, water) -> None:
    for number in range(PER_PAGE + 2):
        clusters.rename_cluster(water, by=user, name=f"น้ำ {number}")

    first = desk.get(url(workshop, "history/"))
    older = desk.get(url(workshop, "history/"), {"before": first.context["older"]})

    assert (len(first.context["steps"]), first.context["older"]) == (PER_PAGE, 3)
    assert [step.revision for step in older.context["steps"]] == [2, 1]
    assert older.context["older"] is None
    assert desk.get(url(workshop, "history/"), {"before": "x"}).status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_it_asks_the_database_a_fixed_number_of_times(
    count: int, desk, user, workshop, water, django_assert_num_queries
) -> None:
    for number in range(count):
        card = create_factor(workshop=workshop)
        clusters.place_factors(workshop, by=user, factors=[card.pk], cluster=water)
        clusters.rename_cluster(water, by=user, name=f"น้ำ {number}")

    with django_assert_num_queries(7):
        desk.get(url(workshop, "history/"))


def test_nobody_but_the_facilitators_regroups(client, workshop, water, roads) -> None:
    answers = [merge(browser, water, roads) for browser in (client, signed_in())]
    answers += [undo(browser, workshop, 1) for browser in (client, signed_in())]

    assert [answer.status_code for answer in answers] == [302, 404, 302, 404]
    assert verbs(workshop) == []
