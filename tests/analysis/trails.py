"""A plan whose rows rest on everything there is, and the trail recomputed the slow way."""

from __future__ import annotations

import uuid

from analysis.domain.issues import create_issue
from analysis.evidence import Sources
from analysis.models import (
    DevelopmentIssue,
    Indicator,
    IssueSource,
    Programme,
    Project,
    Theme,
    ThemeCluster,
)
from tests.factories import create_planner
from workshops.enums import ProposalKind, Track
from workshops.models import Cluster, Factor, Proposal, Workshop
from workshops.text import match_key


def proposed(
    workshop: Workshop, *, clusters=(), challenges=(), text="ข้อเสนอ", **fields
) -> Proposal:
    proposal = Proposal.objects.create(
        workshop=workshop,
        client_id=uuid.uuid4(),
        kind=fields.pop("kind", ProposalKind.ISSUE),
        text=text,
        match_key=match_key(text),
        **fields,
    )
    proposal.clusters.set(clusters)
    proposal.challenges.set(challenges)
    return proposal


def themed(workshop: Workshop, *clusters: Cluster, name: str = "น้ำ") -> Theme:
    theme = Theme.objects.create(
        plan_cycle=workshop.plan_cycle,
        client_id=uuid.uuid4(),
        number=Theme.objects.count() + 1,
        name=name,
    )
    for cluster in clusters:
        ThemeCluster.objects.create(theme=theme, cluster=cluster)
    return theme


def issue_from(workshop: Workshop, *, factors=(), title="น้ำ", **sources) -> DevelopmentIssue:
    """An issue that grew from these keys: clusters, challenges, proposals, themes."""
    return create_issue(
        workshop,
        by=create_planner(),
        client_id=uuid.uuid4(),
        title=title,
        track=Track.BOTH,
        factors=factors,
        sources=Sources(**sources),
    )


# --- The slow way: one row at a time, by the models' own links --------------------------------


def root(pk, above):
    while above[pk] is not None:
        pk = above[pk]
    return pk


def in_cluster(cluster):
    above = dict(Cluster.objects.values_list("pk", "merged_into_id"))
    top = root(cluster.pk, above)
    lies = Factor.objects.exclude(cluster=None).values_list("pk", "cluster_id")
    return {pk for pk, inside in lies if root(inside, above) == top}


def of_proposal(proposal):
    found = {pk for one in proposal.clusters.all() for pk in in_cluster(one)}
    for challenge in proposal.challenges.all():
        found |= of_challenge(challenge)
    return found


def of_challenge(challenge):
    return {pk for one in challenge.clusters.all() for pk in in_cluster(one)}


def of_source(source, *, frozen):
    found = set(source.factor_keys) if frozen else set()
    if source.cluster:
        found |= in_cluster(source.cluster)
    if source.challenge:
        found |= of_challenge(source.challenge)
    if source.proposal:
        found |= of_proposal(source.proposal)
    if source.theme:
        for member in source.theme.members.all():
            found |= in_cluster(member.cluster)
    return found


def same(keys):
    above = dict(Factor.objects.values_list("pk", "merged_into_id"))
    tops = {root(pk, above) for pk in keys if pk in above}
    return {pk for pk in above if root(pk, above) in tops}


def naive(*, frozen=True):
    """Of each current row the keys of the sentences below it."""
    below = {}
    for issue in DevelopmentIssue.objects.filter(removed_at=None):
        found = set(issue.factors.values_list("pk", flat=True))
        for source in IssueSource.objects.filter(issue=issue):
            found |= of_source(source, frozen=frozen)
        below["issue", issue.pk] = same(found)
    current = {"removed_at": None, "issue__removed_at": None}
    own = {}
    for indicator in Indicator.objects.filter(**current):
        found = set(indicator.factors.values_list("pk", flat=True))
        for proposal in indicator.proposals.all():
            found |= of_proposal(proposal)
        own[indicator.pk] = same(found)
        below["indicator", indicator.pk] = own[indicator.pk] | below["issue", indicator.issue_id]
    for programme in Programme.objects.filter(**current):
        below["programme", programme.pk] = below["issue", programme.issue_id]
    for project in Project.objects.filter(**current):
        found = set(project.factors.values_list("pk", flat=True))
        for proposal in project.proposals.all():
            found |= of_proposal(proposal)
        found = same(found) | below["issue", project.issue_id]
        for indicator in project.indicators.filter(**current):
            found |= own[indicator.pk]
        below["project", project.pk] = found
    return below
