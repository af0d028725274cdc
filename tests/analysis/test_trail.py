"""The trail down and up, against the same recomputed one row at a time."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analysis.domain import indicators, issues
from analysis.models import DevelopmentIssue, Programme
from analysis.trail import (
    rests_on_challenges,
    rests_on_clusters,
    rests_on_factors,
    rests_on_proposals,
)
from analysis.trail_down import paths_of
from tests.analysis.plans import create_indicator, create_project
from tests.analysis.trails import issue_from, naive, proposed, themed
from tests.factories import (
    create_challenge,
    create_cluster,
    create_facilitator,
    create_factor,
    create_planner,
    create_workshop,
)
from workshops.domain import clusters, factors, regroup
from workshops.enums import Stage
from workshops.models import Factor

pytestmark = pytest.mark.django_db


def down():
    keys = DevelopmentIssue.objects.values_list("pk", flat=True)
    return {row: set(found) for row, found in paths_of(list(keys)).below.items()}


def up():
    """The same as `down()`, walked from every factor upwards."""
    keys = list(Factor.objects.values_list("pk", flat=True))
    found = {row: set() for row in naive()}
    for pk, resting in rests_on_factors(keys).items():
        for one in resting:
            found[one.kind, one.row.pk].add(pk)
    return found


def rows(resting):
    return [(one.kind, one.row.pk, one.is_direct) for one in resting]


@pytest.fixture
def workshop():
    return create_workshop(stage=Stage.DIRECT)


@pytest.fixture
def cluster(workshop):
    said = (create_factor(workshop=workshop), create_factor(workshop=workshop))
    return create_cluster(factors=said)


def test_an_issue_of_a_cluster_rests_on_its_sentences(workshop, cluster):
    create_factor(workshop=workshop)  # in no cluster
    issue = issue_from(workshop, clusters=[cluster.pk])

    inside = set(cluster.factors.values_list("pk", flat=True))
    assert down() == up() == naive() == {("issue", issue.pk): inside}


def test_every_kind_of_source_leads_to_its_sentences(workshop, cluster):
    elsewhere = create_workshop()
    far = create_cluster(factors=(create_factor(workshop=elsewhere),))
    challenge = create_challenge(workshop=workshop, clusters=(cluster,))
    other = create_cluster(factors=(create_factor(workshop=workshop),))
    proposal = proposed(workshop, clusters=[other], challenges=[challenge])
    theme = themed(workshop, far)
    by_challenge = issue_from(workshop, challenges=[challenge.pk])
    by_proposal = issue_from(workshop, proposals=[proposal.pk])
    by_theme = issue_from(workshop, themes=[theme.pk])
    inside = {one: set(one.factors.values_list("pk", flat=True)) for one in (cluster, other, far)}

    assert down() == {
        ("issue", by_challenge.pk): inside[cluster],
        ("issue", by_proposal.pk): inside[cluster] | inside[other],
        ("issue", by_theme.pk): inside[far],
    }
    assert up() == down() == naive()


def test_rows_below_inherit_and_add_their_own(workshop, cluster):
    planner = create_planner()
    lone, proposing = create_factor(workshop=workshop), create_factor(workshop=workshop)
    proposal = proposed(workshop, clusters=[create_cluster(factors=(proposing,))])
    issue = issue_from(workshop, clusters=[cluster.pk])
    indicator = create_indicator(issue=issue, factors=[lone])
    programme = Programme.objects.create(
        issue=issue, number=1, client_id="5ee91000-4000-4000-8000-000000000001", name="แผนงาน"
    )
    serving = create_project(issue=issue, indicators=[indicator])
    other = create_project(issue=issue)
    other.proposals.add(proposal)
    inside = set(cluster.factors.values_list("pk", flat=True))

    assert down() == {
        ("issue", issue.pk): inside,
        ("indicator", indicator.pk): inside | {lone.pk},
        ("programme", programme.pk): inside,
        ("project", serving.pk): inside | {lone.pk},
        ("project", other.pk): inside | {proposing.pk},
    }
    assert up() == down() == naive()
    assert rows(rests_on_factors([lone.pk])[lone.pk]) == [
        ("indicator", indicator.pk, True),
        ("project", serving.pk, False),
    ]
    assert rows(rests_on_proposals([proposal.pk])[proposal.pk]) == [("project", other.pk, True)]

    indicators.remove_indicator(indicator, by=planner)
    assert up() == down() == naive()
    assert rests_on_factors([lone.pk]) == {lone.pk: []}
    issues.remove_issue(issue, by=planner)
    assert up() == down() == naive() == {}


def test_merging_takes_the_others_in_and_parting_lets_them_go(workshop, cluster):
    by = create_facilitator()
    other = create_cluster(factors=(create_factor(workshop=workshop),))
    issue = issue_from(workshop, clusters=[cluster.pk])
    first, second = set(cluster.factors.values_list("pk", flat=True)), other.factors.get().pk

    regroup.merge_clusters(other, cluster, by=by, seen=(other.version, cluster.version))
    assert down() == up() == naive() == {("issue", issue.pk): first | {second}}
    assert rows(rests_on_clusters([other.pk])[other.pk]) == [("issue", issue.pk, True)]
    regroup.part_clusters(cluster, by=by)
    assert down() == up() == naive() == {("issue", issue.pk): first}


def test_what_was_split_away_dissolved_or_taken_out_stays_in_the_trail(workshop, cluster):
    by = create_facilitator()
    far = create_cluster(factors=(create_factor(workshop=create_workshop()),))
    theme = themed(workshop, far)
    issue = issue_from(workshop, clusters=[cluster.pk], themes=[theme.pk])
    before = down()

    moved = cluster.factors.first()
    regroup.split_cluster(cluster, by=by, factors=[moved.pk], name="แยก")
    clusters.dissolve_cluster(cluster, by=by)
    theme.members.all().delete()

    assert down() == up() == naive() == before
    assert naive(frozen=False) == {("issue", issue.pk): set()}


def test_what_says_the_same_counts_as_well(workshop, cluster):
    twin = create_factor(workshop=workshop)
    kept = cluster.factors.first()
    regroup.merge_factors(kept, twin, by=create_facilitator())
    issue = issue_from(workshop, factors=[kept])

    assert down() == up() == naive() == {("issue", issue.pk): {kept.pk, twin.pk}}
    assert rows(rests_on_factors([twin.pk])[twin.pk]) == [("issue", issue.pk, True)]


def test_hidden_sentences_stay_in_the_trail(workshop, cluster):
    issue_from(workshop, clusters=[cluster.pk])
    before = down()

    for factor in cluster.factors.all():
        factors.hide_factor(factor, by=create_facilitator())

    assert down() == up() == before


def test_challenges_lead_upwards_through_their_proposals(workshop, cluster):
    challenge = create_challenge(workshop=workshop, clusters=(cluster,))
    proposal = proposed(workshop, challenges=[challenge])
    issue = issue_from(workshop, proposals=[proposal.pk])

    assert rows(rests_on_challenges([challenge.pk])[challenge.pk]) == [("issue", issue.pk, True)]
    assert rests_on_challenges([challenge.pk, 10**6]).keys() == {challenge.pk, 10**6}


def test_without_anything_there_is_nothing(workshop):
    assert rests_on_factors([]) == rests_on_clusters([]) == {}
    assert paths_of([]).below == {}


@pytest.mark.parametrize("many", [1, 30])
def test_the_walks_take_the_same_queries_however_many(workshop, many):
    said = tuple(create_factor(workshop=workshop) for _ in range(many))
    cluster = create_cluster(factors=said)
    challenge = create_challenge(workshop=workshop, clusters=(cluster,))
    proposal = proposed(workshop, challenges=[challenge])
    theme = themed(workshop, cluster)
    issue = issue_from(
        workshop,
        factors=said,
        clusters=[cluster.pk],
        challenges=[challenge.pk],
        proposals=[proposal.pk],
        themes=[theme.pk],
    )
    for _ in range(min(many, 3)):
        create_project(issue=issue, indicators=[create_indicator(issue=issue)])

    with CaptureQueriesContext(connection) as upwards:
        rests_on_factors([one.pk for one in said])
    with CaptureQueriesContext(connection) as downwards:
        paths_of([issue.pk])

    assert (len(upwards), len(downwards)) == (19, 20)
