"""What all pages of results have in common: who reads them, what they never show, how much they
ask the database."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.analysis.answers import SECRET, answered, rate, revealed
from tests.factories import create_facilitator, create_planner, create_user, create_workshop
from tests.workshops.desks import signed_in
from workshops.domain import clusters as cluster_domain
from workshops.enums import RoundKind
from workshops.models import Influence, Rating, Vote

pytestmark = pytest.mark.django_db

PAGES = ["", "-ranking", "-consensus", "-map", "-influence", "-heat", "-swot", "-clusters"]
# Session, account, workshop, its plan; then what the page reads, however many clusters.
QUERIES = {
    "": 11,
    "-ranking": 23,
    "-consensus": 23,
    "-map": 12,
    "-influence": 17,
    "-heat": 13,
    "-swot": 21,
    "-clusters": 17,
}
FROM_ROUND = ["-consensus", "-map", "-influence", "-heat", "-swot"]


def url(workshop, page="", query=""):
    return reverse(f"analysis:results{page}", args=[workshop.code]) + query


def shown(client, address):
    """The page but for what is made anew each time."""
    return re.sub(
        r'name="csrfmiddlewaretoken" value="\w+"', "", client.get(address).content.decode()
    )


@pytest.fixture
def planner():
    return signed_in(create_planner())


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_workshop_says_what_is_missing(planner, page):
    response = planner.get(url(create_workshop(), page))

    assert response.status_code == 200
    assert "No " in response.content.decode() or "yet" in response.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_nobody_is_named(planner, page):
    workshop = create_workshop()
    answered(workshop)

    response = planner.get(url(workshop, page))

    assert response.status_code == 200
    assert SECRET not in response.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_who_may_not_come_in(page):
    facilitator = create_facilitator()
    workshop = create_workshop(facilitator=facilitator)

    assert signed_in(facilitator).get(url(workshop, page)).status_code == 200
    assert Client().get(url(workshop, page)).status_code == 302
    assert signed_in(create_facilitator()).get(url(workshop, page)).status_code == 404
    assert signed_in(create_user()).get(url(workshop, page)).status_code == 403
    assert signed_in(facilitator).post(url(workshop, page)).status_code == 405
    unknown = url(workshop, page).replace(workshop.code, "ZZZZZZ")
    assert signed_in(facilitator).get(unknown).status_code == 404


@pytest.mark.parametrize("clusters", [2, 30])
@pytest.mark.parametrize("page", PAGES)
def test_more_clusters_are_not_more_queries(planner, page, clusters, django_assert_num_queries):
    workshop = create_workshop()
    answered(workshop, clusters=clusters)

    with django_assert_num_queries(QUERIES[page]):
        planner.get(url(workshop, page))


@pytest.mark.parametrize("state", [{"revealed_at": None}, {"discarded_at": timezone.now()}])
@pytest.mark.parametrize("page", PAGES)
def test_of_a_round_that_is_not_revealed_no_answer_is_shown(planner, page, state):
    workshop = create_workshop()
    answered(workshop, **state)

    with_answers = shown(planner, url(workshop, page))
    for answers in (Vote, Rating, Influence):
        answers.objects.all().delete()

    assert shown(planner, url(workshop, page)) == with_answers


@pytest.mark.parametrize("page", ["-ranking", "-consensus", "-map"])
def test_of_a_second_round_neither_until_it_is_revealed(planner, page):
    workshop = create_workshop()
    first = answered(workshop)[1]
    before = shown(planner, url(workshop, page))
    items = list(first.clusters.order_by("number"))
    second = revealed(workshop, RoundKind.RATINGS, items, second_of=first, revealed_at=None)
    for person in workshop.participants.order_by("pk")[:4]:
        rate(second, person, *[(5, 1)] * 3)

    assert shown(planner, url(workshop, page)) == before

    second.revealed_at = timezone.now()
    second.save()
    assert shown(planner, url(workshop, page)) != before


@pytest.mark.parametrize("page", FROM_ROUND)
def test_a_round_of_another_workshop_is_unknown(planner, page):
    workshop, other = create_workshop(), create_workshop()
    answered(workshop)
    rounds = answered(other)

    for round_ in rounds:
        response = planner.get(url(workshop, page, f"?round={round_.pk}"))
        assert response.status_code == 422
        assert "This choice is not known." in response.content.decode()


def test_the_newest_revealed_round_counts_unless_another_is_chosen(planner):
    workshop = create_workshop()
    first = answered(workshop)[1]
    items = list(first.clusters.order_by("number"))
    second = revealed(workshop, RoundKind.RATINGS, items)
    for person in workshop.participants.order_by("pk")[:3]:
        rate(second, person, *[(5, 1)] * 3)

    newest = planner.get(url(workshop, "-map")).context
    chosen = planner.get(url(workshop, "-map", f"?round={first.pk}")).context

    assert (newest["round"], chosen["round"]) == (second, first)
    assert [list(one["table"].rows())[0][2] for one in (newest, chosen)] == [5, 2.5]


def test_the_list_says_which_rounds_there_are(planner):
    workshop = create_workshop()
    points = answered(workshop)[0]
    later = revealed(workshop, RoundKind.RATINGS, list(points.clusters.all()), revealed_at=None)

    rows = planner.get(url(workshop)).context["rows"]

    assert [(row.round.number, bool(row.progress)) for row in rows] == [
        (1, True),
        (2, True),
        (3, True),
        (later.number, False),
    ]
    assert rows[0].progress.people == 4


def test_the_steps_that_made_the_clusters_stand_there_by_role(planner):
    facilitator = create_facilitator()
    workshop = create_workshop(facilitator=facilitator)
    cluster = cluster_domain.create_cluster(workshop, by=facilitator, name="น้ำ", category="social")
    cluster_domain.rename_cluster(cluster, by=facilitator, name="น้ำท่วม")

    page = planner.get(url(workshop, "-clusters"))

    assert [(step.role, step.sentence) for step in page.context["steps"]] == [
        ("Facilitator", "made the cluster “1 น้ำท่วม” with 0 cards"),
        ("Facilitator", "renamed “น้ำ” to “น้ำท่วม”"),
    ]
    assert facilitator.display_name not in page.content.decode().split("lineage")[1]
