"""The pages of the plan cycles, of a province and of a district: figures, filters, doors."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analysis.dashboard_lines import ranks
from analysis.evidence import Sources
from analysis.models import Status
from tests.analysis.answers import create_clusters, create_people, rate, revealed, vote
from tests.analysis.plans import create_indicator, create_issue, create_project, create_source
from tests.factories import (
    create_cluster,
    create_district,
    create_facilitator,
    create_factor,
    create_participant,
    create_plan_cycle,
    create_planner,
    create_workshop,
)
from tests.workshops.desks import signed_in
from workshops.domain import factors as factor_domain
from workshops.enums import Category, RoundKind, Stage
from workshops.models import Support, Workshop

pytestmark = pytest.mark.django_db


def address(name="province", *more):
    return reverse(f"analysis:{name}", args=[create_plan_cycle().pk, *more])


def shown(client=None, query="", name="province", *more):
    response = (client or signed_in(create_planner())).get(address(name, *more) + query)
    assert response.status_code == 200
    return response.context["page"]


def queries_of(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def full_workshop(**fields):
    """Four people of 4005 and one of 4029, two clusters with points and ratings."""
    workshop = create_workshop(stage=Stage.CLOSED, **fields)
    people = create_people(workshop, "4005 4005 4005 4005 4029")
    clusters = create_clusters(workshop, 2)
    points = revealed(workshop, RoundKind.POINTS, clusters)
    ratings = revealed(workshop, RoundKind.RATINGS, clusters)
    for number, person in enumerate(people):
        vote(points, person, 3, 0)
        rate(ratings, person, (4, 4), (1 if number % 2 else 5, 3))
    return workshop, people, clusters


# --- Coverage and participation -------------------------------------------------------------------


def test_coverage_counts_the_cells_and_names_the_empty_ones():
    workshop = create_workshop()
    for category in list(Category)[:5]:
        create_factor(workshop=workshop, category=category, district="4005")
    for category in Category:
        create_factor(workshop=workshop, category=category, district="4029")

    page = shown()

    assert (page.counts.cells, page.counts.empty_cells) == (12, 1)
    assert page.counts.empty == [(create_district(code="4005"), [Category.INFRASTRUCTURE])]
    assert [(row.district.pk, row.total) for row in page.coverage.rows] == [
        ("4005", 5),
        ("4029", 6),
    ]


def test_what_is_not_on_the_board_does_not_count():
    workshop = create_workshop(stage=Stage.EXCHANGE)
    factor = create_factor(workshop=workshop)
    gone = create_factor(workshop=workshop)
    factor_domain.withdraw_factor(gone, by=gone.participant)

    page = shown()

    assert page.coverage.total == 1
    assert page.counts.of("4005").wrote == 1
    assert factor.is_on_board


def test_two_entries_of_one_person_count_once():
    workshop = create_workshop()
    kept, double = create_people(workshop, "4005 4029")
    double.merged_into = kept
    double.save(update_fields=["merged_into"])
    factors = [create_factor(participant=one) for one in (kept, double)]
    other = create_participant(workshop=workshop)
    for one, factor in ((kept, factors[1]), (double, factors[0])):
        Support.objects.create(participant=one, factor=factor)
    Support.objects.create(participant=other, factor=factors[0])

    took = shown().counts.of("4005")

    assert (took.people, took.factors, took.wrote, took.agreed) == (2, 2, 1, 2)
    assert (took.agencies, took.per_person) == (1, None)  # two are too few for a figure


def test_a_district_of_three_has_a_figure_per_person():
    workshop = create_workshop()
    for person in create_people(workshop, "4005 4005 4005"):
        create_factor(participant=person)
        create_factor(participant=person)

    page = shown(None, "?figure=per-person")

    texts = {row.district.pk: row.text for row in page.map_rows}
    assert texts == {"4005": "2.0", "4029": ""}
    steps = {area.shape.code: area.step for area in page.map.areas}
    assert (steps["4005"], steps["4029"], steps["4001"]) == (5, None, None)


# --- Priorities and agreement ---------------------------------------------------------------------


def test_priorities_have_both_weights_and_how_many_districts():
    full_workshop()

    first = shown().priorities[0]

    assert (first.line.number, first.line.rank, first.line.rank_by_district) == (1, 1, 1)
    assert (first.line.share, first.line.share_by_district) == (1.0, 1.0)
    assert (first.line.districts, first.line.is_theme) == (1, False)


def test_a_cluster_that_nobody_was_asked_about_has_no_share():
    workshop, _people, _clusters = full_workshop()
    factor = create_factor(workshop=workshop, district="4029", category=Category.POLITICAL)
    create_cluster(factors=(factor,))

    page = shown(None, "", "district", "4029")

    assert [(one.line.number, one.line.share) for one in page.peculiar] == [(3, None)]


def test_points_of_two_people_are_left_out():
    workshop = create_workshop(stage=Stage.CLOSED)
    clusters = create_clusters(workshop, 2)
    points = revealed(workshop, RoundKind.POINTS, clusters)
    for person in create_people(workshop, "4005 4005"):
        vote(points, person, 3, 1)

    page = shown()

    assert page.priorities == []
    assert page.counts.of("4005").gave_points == 2  # how many answered is no answer


def test_agreement_is_counted_by_workshop():
    workshop, _people, _clusters = full_workshop()
    create_workshop()

    page = shown()

    one = page.rated[0]
    assert one.workshop == workshop
    assert (one.agreement.agreed, one.agreement.disputed, one.agreement.too_few) == (1, 1, 0)
    assert page.unrated == 1


def test_rounds_that_are_not_revealed_have_no_figures():
    workshop = create_workshop(stage=Stage.ANALYSE)
    clusters = create_clusters(workshop, 1)
    points = revealed(workshop, RoundKind.POINTS, clusters, revealed_at=None)
    ratings = revealed(workshop, RoundKind.RATINGS, clusters, revealed_at=None)
    for person in create_people(workshop, "4005 4005 4005"):
        vote(points, person, 3)
        rate(ratings, person, (4, 4))

    page = shown()

    took = page.counts.of("4005")
    assert (page.priorities, page.rated, took.gave_points, took.rated) == ([], [], 0, 0)


def test_what_was_kept_is_read_again_after_a_change():
    workshop, people, _clusters = full_workshop()
    planner = signed_in(create_planner())
    assert len(shown(planner).priorities) == 1

    third = create_clusters(workshop, 1)
    again = revealed(workshop, RoundKind.POINTS, third)
    for person in people:
        vote(again, person, 5)
    Workshop.objects.filter(pk=workshop.pk).update(revision=workshop.revision + 1)

    assert [one.line.number for one in shown(planner).priorities] == [3]


def test_equal_shares_have_equal_ranks():
    assert ranks({"a": 0.5, "b": 0.25, "c": 0.25, "d": 0.0, "e": None, "f": 0.1}) == {
        "a": 1,
        "b": 2,
        "c": 2,
        "f": 4,
    }


# --- The plan -------------------------------------------------------------------------------------


def test_the_plan_is_counted_by_status_money_and_gaps():
    workshop = create_workshop()
    issue = create_issue(workshop=workshop, factors=[create_factor(workshop=workshop)])
    removed = create_issue(workshop=workshop)
    removed.removed_at = removed.created_at
    removed.save(update_fields=["removed_at"])
    create_indicator(issue=issue)
    source = create_source()
    create_project(
        issue=issue, budgets={(2023, source): Decimal(1000), (2024, source): Decimal(500)}
    )
    issue.status = Status.CHECKED
    issue.save(update_fields=["status"])

    plan = shown().plan

    assert [(row.kind, row.numbers) for row in plan.rows] == [
        ("issue", [0, 1, 0]),
        ("indicator", [1, 0, 0]),
        ("project", [1, 0, 0]),
    ]
    assert (plan.by_year, plan.budget) == ([1000, 500, 0, 0, 0], 1500)
    assert plan.resting_on("4005") == [(issue, 1)]
    assert plan.gaps_total > 0


def test_the_list_of_plan_cycles_sums_the_readable_workshops():
    facilitator = create_facilitator()
    mine, other = create_workshop(facilitator=facilitator), create_workshop()
    for workshop in (mine, other):
        issue = create_issue(workshop=workshop)
        create_indicator(issue=issue)
        create_indicator(issue=issue)
        create_project(issue=issue, budgets={(2023, create_source()): Decimal(700)})

    response = signed_in(facilitator).get(reverse("analysis:plans"))

    row = response.context["rows"][0]
    numbers = (row.workshops, row.issues, row.indicators, row.projects, row.budget)
    assert numbers == (1, 1, 2, 1, 700)
    assert address() in response.content.decode()


def test_the_list_of_workshops_leads_to_the_plan_cycles():
    response = signed_in(create_planner()).get(reverse("analysis:workshop-list"))

    assert reverse("analysis:plans") in response.content.decode()


# --- The district ---------------------------------------------------------------------------------


def test_a_district_has_its_sentences_what_it_shares_and_its_own():
    workshop = create_workshop()
    here = create_factor(workshop=workshop, district="4005", text="น้ำท่วมตลาด")
    there = create_factor(workshop=workshop, district="4029", text="น้ำแล้ง")
    own = create_factor(workshop=workshop, district="4005", category=Category.ECONOMIC)
    create_cluster(factors=(here, there), name="น้ำ")
    create_cluster(factors=(own,), name="ตลาด")
    Support.objects.create(participant=there.participant, factor=here)
    issue = create_issue(workshop=workshop, factors=[here])

    page = shown(None, "", "district", "4005")

    sentences = {one.category: one.shown for one in page.sentences}
    assert sentences[Category.SOCIAL] == [here]
    assert sentences[Category.SOCIAL][0].agreeing == 1
    assert page.factors == 2
    assert [(one.line.name, one.line.districts, one.here) for one in page.shared] == [("น้ำ", 2, 1)]
    assert [(one.line.name, one.here) for one in page.peculiar] == [("ตลาด", 1)]
    assert page.issues == [(issue, 1)]
    assert page.workshops == [workshop]
    assert len(page.empty) == 4


def test_of_many_sentences_those_with_the_most_agreement_are_shown():
    workshop = create_workshop()
    person = create_participant(workshop=workshop)
    many = [create_factor(workshop=workshop) for _ in range(14)]
    Support.objects.create(participant=person, factor=many[-1])

    page = shown(None, "", "district", "4005")

    social = page.sentences[0]
    assert (social.total, len(social.shown), social.more) == (14, 12, 2)
    assert social.shown[0] == many[-1]


def test_a_district_without_a_word_says_so():
    create_district(code="4010")
    create_workshop()

    page = shown(None, "", "district", "4010")

    assert (page.factors, page.shared, page.peculiar, page.issues, page.workshops) == (
        0, [], [], [], [],
    )  # fmt: skip


@pytest.mark.parametrize("code", ["9999", "4026", "x"])
def test_an_unknown_district_is_unknown(code):
    create_workshop()

    assert signed_in(create_planner()).get(address("district", code)).status_code == 404


def test_a_district_of_another_province_is_unknown_here():
    create_district(code="4101")
    create_workshop()

    assert signed_in(create_planner()).get(address("district", "4101")).status_code == 404


@pytest.mark.parametrize("name", ["province", "district"])
def test_an_unknown_plan_cycle_is_unknown(name):
    create_district()
    more = ["4005"] if name == "district" else []

    url = reverse(f"analysis:{name}", args=[999, *more])

    assert signed_in(create_planner()).get(url).status_code == 404


# --- Filters and doors ----------------------------------------------------------------------------


def test_the_filters_narrow_every_figure_and_go_along_with_the_links():
    full_workshop(districts=("4005",))
    create_factor(workshop=create_workshop(districts=("4010",)), district="4010")
    planner = signed_in(create_planner())

    response = planner.get(address() + "?district=4010&figure=people")

    page = response.context["page"]
    assert (page.coverage.total, page.priorities, len(page.held)) == (1, [], 1)
    words = response.content.decode()
    assert f"{address('district', '4010')}?district=4010" in words
    assert "?figure=factors&amp;district=4010#map" in words


@pytest.mark.parametrize("query", ["?figure=happiness", "?district=9999", "?since=2022&until=x"])
def test_an_invalid_filter_is_refused_with_a_sentence(query):
    create_workshop()

    response = signed_in(create_planner()).get(address() + query)

    assert response.status_code == 422
    errors = response.context["form"].errors or response.context["selection"].form.errors
    for sentences in errors.values():
        for sentence in sentences:
            assert sentence in response.content.decode()
    assert "page" not in response.context


def test_an_invalid_filter_of_a_district_is_refused():
    create_workshop()

    response = signed_in(create_planner()).get(address("district", "4005") + "?track=x")

    assert response.status_code == 422


def test_a_facilitator_sees_own_workshops_only():
    facilitator = create_facilitator()
    create_factor(workshop=create_workshop(facilitator=facilitator))
    create_factor(workshop=create_workshop())

    assert shown(signed_in(facilitator)).coverage.total == 1
    assert shown(signed_in(facilitator), "", "district", "4005").factors == 1
    assert shown().coverage.total == 2


def test_without_a_workshop_the_page_says_so():
    create_plan_cycle()

    response = signed_in(create_planner()).get(address())

    assert response.status_code == 200
    assert response.context["page"].coverage.is_empty


def test_a_post_is_refused():
    create_workshop()

    assert signed_in(create_planner()).post(address()).status_code == 405


def test_the_map_has_its_attribution_and_a_table_with_the_same_numbers():
    workshop = create_workshop()
    create_factor(workshop=workshop)

    words = signed_in(create_planner()).get(address()).content.decode()

    assert "Royal Thai Survey Department / OCHA COD-AB Thailand" in words
    assert words.count('<path id="map-') == 26
    assert words.count('tabindex="-1"') == 26  # the table has the links for the keyboard
    assert 'role="img"' in words


# --- How much is read -----------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "more"), [("province", []), ("district", ["4005"])])
def test_more_workshops_and_rows_cost_no_more_queries(name, more):
    planner, url = signed_in(create_planner()), address(name, *more)

    def grow(number):
        for _ in range(number):
            workshop, _people, clusters = full_workshop()
            factor = clusters[0].factors.get()
            issue = create_issue(
                workshop=workshop, factors=[factor], sources=Sources([clusters[0].pk])
            )
            create_indicator(issue=issue)
            create_project(issue=issue, budgets={(2023, create_source()): Decimal(100)})

    grow(1)
    queries_of(planner, url)
    Workshop.objects.update(revision=99)
    few = queries_of(planner, url)
    grow(29)
    many = queries_of(planner, url)

    assert (few, many) == (few, few)
    assert queries_of(planner, url) < few  # what took long is kept
