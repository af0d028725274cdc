import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import (
    create_facilitator,
    create_factor,
    create_participant,
    create_planner,
    create_user,
    create_workshop,
)
from tests.workshops.desks import signed_in
from tests.workshops.phones import joined
from workshops.domain import factors
from workshops.enums import Category, Stance, Track

pytestmark = pytest.mark.django_db


def url(workshop):
    return reverse("analysis:overview", args=[workshop.code])


@pytest.fixture
def planner():
    return signed_in(create_planner())


def test_it_counts_and_every_number_leads_to_its_sentences(planner):
    workshop = create_workshop()
    create_factor(workshop=workshop, category=Category.POLITICAL)

    response = planner.get(url(workshop))

    assert response.status_code == 200
    assert response.context["counts"].factors_total == 1
    page = response.content.decode()
    sentences = reverse("analysis:factors", args=[workshop.code])
    assert f'<a href="{sentences}?district=4005&amp;category=political">1</a>' in page
    assert f'<a href="{sentences}?">1</a>' in page
    for query in response.context["counts"].matrix.queries:
        assert all(planner.get(f"{sentences}{each}").status_code == 200 for each in query if each)


def test_an_empty_workshop_shows_zeros(planner):
    workshop = create_workshop()

    response = planner.get(url(workshop))

    assert (response.status_code, response.context["people"]) == (200, 0)
    assert list(response.context["counts"].matrix.rows())[-1][1:] == [0] * 7


def test_hidden_factors_do_not_count_and_nobody_is_named(planner):
    workshop = create_workshop()
    person = create_participant(workshop=workshop, name="สมชาย ใจดี")
    create_factor(participant=person)
    factors.hide_factor(create_factor(participant=person), by=create_user())

    response = planner.get(url(workshop))

    assert response.context["counts"].factors_total == 1
    assert "สมชาย" not in response.content.decode()


def test_who_may_not_come_in():
    facilitator = create_facilitator()
    workshop = create_workshop(facilitator=facilitator)
    phone, _ = joined(workshop=workshop)

    assert signed_in(facilitator).get(url(workshop)).status_code == 200
    assert Client().get(url(workshop)).status_code == 302
    assert phone.get(url(workshop)).status_code == 302
    assert signed_in(create_facilitator()).get(url(workshop)).status_code == 404
    assert signed_in(create_user()).get(url(workshop)).status_code == 403
    assert signed_in(create_planner()).get("/analysis/ZZZZZZ/").status_code == 404
    assert signed_in(create_planner()).post(url(workshop)).status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_more_factors_are_not_more_queries(planner, rows, django_assert_num_queries):
    workshop = create_workshop()
    for _ in range(rows):
        create_factor(workshop=workshop)

    # Session, account, workshop, its plan; districts, factors, people.
    with django_assert_num_queries(7):
        planner.get(url(workshop))


def test_the_matrix_counts_one_stance_and_track_on_demand(planner):
    workshop = create_workshop()
    create_factor(workshop=workshop, stance=Stance.THREAT, track=Track.MICE)
    create_factor(workshop=workshop, stance=Stance.THREAT, track=Track.SMART)

    response = planner.get(url(workshop) + "?stance=threat&track=mice")

    matrix = response.context["matrix"]
    assert list(matrix.rows())[-1] == ["Total", 1, 0, 0, 0, 0, 0, 1]
    query = next(matrix.drawn()).cells[1].query
    assert query == "?district=4005&category=social&stance=threat&track=mice"
    sentences = planner.get(reverse("analysis:factors", args=[workshop.code]) + query)
    assert sentences.context["page"].paginator.count == 1
    assert response.context["counts"].factors_total == 2


@pytest.mark.parametrize("query", ["?stance=x", "?track=x"])
def test_an_unknown_filter_is_refused_not_ignored(planner, query):
    response = planner.get(url(create_workshop()) + query)

    assert (response.status_code, response.context["matrix"]) == (422, None)
    assert "This choice is not known." in response.content.decode()


def test_two_entries_of_one_person_count_once(planner):
    workshop = create_workshop()
    person = create_participant(workshop=workshop)
    again = create_participant(workshop=workshop)
    again.merged_into = person
    again.save()

    assert planner.get(url(workshop)).context["people"] == 1
