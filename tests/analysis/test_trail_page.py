"""The pages of the evidence trail, as planners, facilitators and others see them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from analysis.domain import issues
from analysis.models import Programme
from analysis.trail_figures import Figures
from tests.analysis.answers import create_people, rate, revealed, vote
from tests.analysis.plans import create_indicator, create_project
from tests.analysis.trails import issue_from, proposed, themed
from tests.factories import (
    create_challenge,
    create_cluster,
    create_facilitator,
    create_factor,
    create_planner,
    create_workshop,
)
from tests.workshops.desks import signed_in
from workshops.domain import factors, participants, regroup, results
from workshops.enums import HiddenReason, RoundKind, Stage, WaitsFor
from workshops.models import Factor, Support

pytestmark = pytest.mark.django_db


def address(kind, row, workshop):
    return reverse(f"analysis:trail-{kind}", args=[workshop.code, row.pk])


def seen(kind, row, workshop, *, by=None):
    response = signed_in(by or create_planner()).get(address(kind, row, workshop))
    assert response.status_code == 200
    return response


def steps(page):
    """Of each workshop each cluster's number and its sentences' keys."""
    return {
        place.workshop.pk: [
            (step.cluster and step.cluster.number, [one.factor.pk for one in step.sentences])
            for step in place.clusters
        ]
        for place in page.ground.places
    }


def words(page):
    found = [
        one for place in page.ground.places for step in place.clusters for one in step.sentences
    ]
    return [(one.shown.text, one.shown.mark) for one in found]


@pytest.fixture
def facilitator():
    return create_facilitator()


@pytest.fixture
def workshop(facilitator):
    return create_workshop(stage=Stage.DIRECT, facilitator=facilitator)


@pytest.fixture
def said(workshop):
    return [create_factor(workshop=workshop, text=text) for text in ("ฝนแล้ง", "น้ำท่วม", "ดินเค็ม")]


@pytest.fixture
def cluster(said):
    return create_cluster(factors=tuple(said[:2]), name="ภัยจากน้ำ")


def test_a_project_leads_down_to_the_sentences(workshop, said, cluster):
    challenge = create_challenge(workshop=workshop, clusters=(cluster,), text="จะกักน้ำอย่างไร")
    issue = issue_from(workshop, challenges=[challenge.pk], factors=[said[2]], title="จัดการน้ำ")
    indicator = create_indicator(issue=issue)
    project = create_project(issue=issue, indicators=[indicator])

    response = seen("project", project, workshop)

    page = response.context["page"]
    assert [(one.kind, one.row.pk) for one in page.steps] == [
        ("project", project.pk),
        ("indicator", indicator.pk),
        ("issue", issue.pk),
    ]
    assert [(one.kind, one.shown.text, one.clusters) for one in page.sources] == [
        ("challenge", "จะกักน้ำอย่างไร", [cluster])
    ]
    assert steps(page) == {workshop.pk: [(1, [said[0].pk, said[1].pk]), (None, [said[2].pk])]}
    html = response.content.decode()
    for text in ("ฝนแล้ง", "น้ำท่วม", "ดินเค็ม", "จัดการน้ำ", "ชุมแพ", workshop.title):
        assert text in html


def test_a_programme_and_a_proposal_have_theirs(workshop, said, cluster):
    proposal = proposed(workshop, clusters=[cluster], text="ทำฝายชุมชน")
    issue = issue_from(workshop, proposals=[proposal.pk])
    programme = Programme.objects.create(
        issue=issue, number=1, client_id="5ee91000-4000-4000-8000-000000000001", name="แผนงาน"
    )

    down = seen("programme", programme, workshop).context["page"]
    up = seen("proposal", proposal, workshop).context["page"]

    assert steps(down) == steps(up) == {workshop.pk: [(1, [said[0].pk, said[1].pk])]}
    assert up.itself.shown.text == "ทำฝายชุมชน"
    assert [(one.issue.pk, [row.kind for row in one.rows]) for one in up.groups] == [
        (issue.pk, ["programme"])
    ]


@pytest.mark.parametrize("kind", ["factor", "cluster", "challenge"])
def test_the_way_up_names_everything_that_rests_on_it(workshop, said, cluster, kind):
    challenge = create_challenge(workshop=workshop, clusters=(cluster,))
    issue = issue_from(workshop, challenges=[challenge.pk])
    project = create_project(issue=issue, indicators=[create_indicator(issue=issue)])
    begin = {"factor": said[0], "cluster": cluster, "challenge": challenge}[kind]

    page = seen(kind, begin, workshop).context["page"]

    (group,) = page.groups
    assert (group.issue.pk, group.is_direct) == (issue.pk, True)
    assert [one.kind for one in group.rows] == ["indicator", "project"]
    assert group.rows[1].row == project
    expected = [] if kind == "challenge" else [challenge.pk]
    assert [one.pk for one in page.wishes] == expected


def test_what_nothing_rests_on_says_so(workshop, said):
    response = seen("factor", said[2], workshop)

    page = response.context["page"]
    assert (page.groups, page.wishes) == ([], [])
    assert steps(page) == {workshop.pk: [(None, [said[2].pk])]}


def test_it_says_what_was_merged_split_and_is_no_longer_behind_it(
    workshop, facilitator, said, cluster
):
    other = create_cluster(factors=(said[2],), name="ดิน")
    issue = issue_from(workshop, clusters=[cluster.pk, other.pk])
    new = regroup.split_cluster(cluster, by=facilitator, factors=[said[1].pk], name="น้ำหลาก")
    cluster.refresh_from_db()
    regroup.merge_clusters(cluster, other, by=facilitator, seen=(cluster.version, other.version))

    page = seen("issue", issue, workshop).context["page"]

    first, second = page.ground.places[0].clusters
    assert (first.cluster, first.merged) == (cluster, [other])
    assert {one.factor.pk for one in first.sentences} == {said[0].pk, said[2].pk}
    assert (second.cluster, second.split_from) == (new, cluster)
    assert [(one.factor.pk, one.was) for one in second.sentences] == [(said[1].pk, True)]
    assert page.direct == {cluster.pk}


def test_hidden_words_are_only_for_whoever_steers_and_withdrawn_ones_for_nobody(
    workshop, facilitator, said, cluster
):
    issue = issue_from(workshop, factors=said)
    factors.hide_factor(said[0], by=facilitator, reason=HiddenReason.OFF_TOPIC)
    Factor.objects.filter(pk=said[1].pk).update(withdrawn_at=timezone.now())

    planner, steering = (
        words(seen("issue", issue, workshop, by=one).context["page"])
        for one in (create_planner(), facilitator)
    )

    assert [text for text, _mark in planner] == ["", "", "ดินเค็ม"]
    assert [text for text, _mark in steering] == ["ฝนแล้ง", "", "ดินเค็ม"]
    assert planner[0][1] == steering[0][1]
    assert ": " in planner[0][1]  # and the reason
    html = seen("issue", issue, workshop).content.decode()
    assert "ฝนแล้ง" not in html
    assert "น้ำท่วม" not in html


@pytest.mark.parametrize(("waits", "read"), [(WaitsFor.REVEAL, ""), (WaitsFor.APPROVAL, "ดินเค็ม")])
def test_what_waits_is_shown_as_at_the_desk(workshop, facilitator, said, waits, read):
    issue = issue_from(workshop, factors=[said[2]])
    Factor.objects.filter(pk=said[2].pk).update(waits_for=waits)

    assert words(seen("issue", issue, workshop).context["page"])[0][0] == ""
    assert words(seen("issue", issue, workshop, by=facilitator).context["page"])[0][0] == read


def test_hidden_challenges_keep_their_place_without_words(workshop, facilitator, cluster):
    challenge = create_challenge(workshop=workshop, clusters=(cluster,), hidden_at=timezone.now())
    issue = issue_from(workshop, challenges=[challenge.pk])

    for by, text in ((create_planner(), ""), (facilitator, challenge.text)):
        (wish,) = seen("issue", issue, workshop, by=by).context["page"].sources
        assert wish.shown.text == text
        assert wish.shown.mark


def test_other_workshops_are_counted_unless_the_reader_may_open_them(
    workshop, facilitator, cluster
):
    elsewhere = create_workshop(stage=Stage.CLOSED, title="ที่อื่น")
    far = create_cluster(factors=(create_factor(workshop=elsewhere, text="ลับ"),), name="ไกล")
    theme = themed(workshop, cluster, far)
    issue = issue_from(workshop, themes=[theme.pk])
    below = elsewhere.factors.get()

    narrow = seen("issue", issue, workshop, by=facilitator)
    wide = seen("issue", issue, workshop)

    page = narrow.context["page"]
    assert ([place.workshop for place in page.ground.places], page.ground.unread) == ([workshop], 1)
    assert page.ground.total == 3
    for text in ("ลับ", "ไกล", "ที่อื่น", elsewhere.code):
        assert text not in narrow.content.decode()
        assert text in wide.content.decode()
    up = seen("factor", below, elsewhere, by=elsewhere.facilitators.get()).context["page"]
    assert (up.groups, up.unread) == ([], 1)
    assert [one.issue for one in seen("factor", below, elsewhere).context["page"].groups] == [issue]


def test_erasing_the_names_changes_nothing(workshop, cluster):
    issue = issue_from(workshop, clusters=[cluster.pk])
    before = words(seen("issue", issue, workshop).context["page"])
    workshop.stage = Stage.CLOSED
    workshop.save(update_fields=["stage"])

    participants.erase_names(workshop, by=None)

    assert words(seen("issue", issue, workshop).context["page"]) == before


def test_support_counts_persons_and_says_the_same_together(workshop, facilitator, said, cluster):
    people = create_people(workshop)
    regroup.merge_factors(said[0], said[2], by=facilitator)
    for person, factor in zip(people, (0, 2, 2, 0), strict=True):
        Support.objects.create(participant=person, factor=said[factor])
    people[1].merged_into = people[0]
    people[1].save(update_fields=["merged_into"])
    issue = issue_from(workshop, factors=[said[0]])

    page = seen("issue", issue, workshop).context["page"]

    found = [one for step in page.ground.places[0].clusters for one in step.sentences]
    assert [(one.factor.pk, one.agreeing, one.same_as) for one in found] == [
        (said[0].pk, 3, None),
        (said[2].pk, 3, said[0].pk),
    ]


def test_figures_are_those_of_the_results(workshop, facilitator, said):
    items = [create_cluster(factors=(one,)) for one in said]
    people = create_people(workshop)
    points = revealed(workshop, RoundKind.POINTS, items)
    ratings = revealed(workshop, RoundKind.RATINGS, items)
    for number, person in enumerate(people):
        vote(points, person, number, 1, 0)
        third = (2, number + 1)
        rate(ratings, person, (5 - number, 3), (4, 1 + number), third)
    again = revealed(workshop, RoundKind.RATINGS, items[1:2], second_of=ratings)
    for person in people:
        rate(again, person, (2, 2))
    regroup.merge_clusters(items[0], items[2], by=facilitator, seen=(1, 1))
    issue = issue_from(workshop, clusters=[items[0].pk, items[1].pk])

    found = [
        step.figures
        for step in seen("issue", issue, workshop).context["page"].ground.places[0].clusters
    ]

    totals = {one.cluster.pk: one.points for one in results.points_results(points)}
    final = {one.cluster.pk: one.axes for one in results.final_ratings(ratings)}
    for figures, item in zip(found, items[:2], strict=True):
        assert figures.points == totals[item.pk]
        assert figures.impact == final[item.pk]["impact"].spread
        assert figures.uncertainty == final[item.pk]["uncertainty"].spread
        assert figures.raters == final[item.pk]["impact"].spread.n


def test_figures_of_fewer_than_three_people_are_left_out(workshop, said):
    items = [create_cluster(factors=(said[0],))]
    people = create_people(workshop)
    points = revealed(workshop, RoundKind.POINTS, items)
    ratings = revealed(workshop, RoundKind.RATINGS, items)
    for person in people[:2]:
        vote(points, person, 2)
        rate(ratings, person, (5, 5))
    secret = revealed(workshop, RoundKind.RATINGS, items, revealed_at=None)
    for person in people:
        rate(secret, person, (1, 1))
    issue = issue_from(workshop, clusters=[items[0].pk])

    page = seen("issue", issue, workshop).context["page"]

    assert page.ground.places[0].clusters[0].figures == Figures(None, 2, {})


@pytest.mark.parametrize("many", [1, 30])
def test_the_pages_take_the_same_queries_however_many_sentences(workshop, many):
    found = tuple(create_factor(workshop=workshop) for _ in range(many))
    cluster = create_cluster(factors=found)
    challenge = create_challenge(workshop=workshop, clusters=(cluster,))
    proposal = proposed(workshop, clusters=[cluster])
    issue = issue_from(
        workshop,
        factors=found,
        clusters=[cluster.pk],
        challenges=[challenge.pk],
        proposals=[proposal.pk],
        themes=[themed(workshop, cluster).pk],
    )
    project = create_project(issue=issue, indicators=[create_indicator(issue=issue)])
    planner = signed_in(create_planner())
    counts = []
    for kind, row in (("project", project), ("cluster", cluster)):
        with CaptureQueriesContext(connection) as queries:
            assert planner.get(address(kind, row, workshop)).status_code == 200
        counts.append(len(queries))

    assert counts == [49, 46]


def test_rows_and_words_of_others_are_unknown_here(workshop, said, cluster):
    planner = signed_in(create_planner())
    issue = issue_from(workshop)
    elsewhere = create_workshop()
    for kind, row in (("issue", issue), ("factor", said[0]), ("cluster", cluster)):
        assert planner.get(address(kind, row, elsewhere)).status_code == 404
        assert planner.post(address(kind, row, workshop)).status_code == 405

    issues.remove_issue(issue, by=create_planner())

    assert planner.get(address("issue", issue, workshop)).status_code == 404
