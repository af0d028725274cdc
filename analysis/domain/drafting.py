"""Drafting live: an issue from what won, and what was proposed put under it."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from analysis.domain import rows
from analysis.domain.indicators import create_indicator
from analysis.domain.issues import change_issue, create_issue
from analysis.domain.projects import create_project
from analysis.evidence import Sources, sources_of
from analysis.models import DevelopmentIssue, Indicator, IssueSource, Project, WholePlanRule
from workshops.domain.errors import WorkshopClosed
from workshops.domain.writing import write
from workshops.enums import Track
from workshops.models import Proposal, User, Workshop

KINDS = ("clusters", "challenges", "proposals")


class NothingChosen(rows.PlanError):
    message = _("Nothing is chosen. Tick what the issue grows from, then press again.")


class SourceGone(rows.PlanError):
    message = _("Something that was chosen is not shown any more. Look at the list, choose again.")
    status = 409


class DraftedMeanwhile(rows.PlanError):
    message = _(
        "Issue %(number)s was drafted from the same words meanwhile. Look at it, then press again "
        "if there shall be two."
    )
    status = 409


class TakenUpAlready(rows.PlanError):
    message = _("This proposal is in the plan already, under issue %(number)s. Look at it there.")
    status = 409


class IndicatorWords(TypedDict):
    name: str
    unit: str
    whole_plan_rule: WholePlanRule


class ProjectWords(TypedDict):
    """Years are fiscal years, Gregorian."""

    name: str
    lead_agency: str
    start_year: int
    end_year: int


@write
def draft_issue(
    workshop: Workshop,
    *,
    by: User,
    client_id: uuid.UUID,
    title: str,
    sources: Sources,
    seen: int | None = None,
) -> DevelopmentIssue:
    """A new issue from these; the same `client_id` again is the first one.

    `seen` is the highest number of an issue that the page showed. Raises `WorkshopClosed`,
    `NothingChosen`, `SourceGone`, and `DraftedMeanwhile` if a later one grew from the same.
    """
    workshop = Workshop.objects.locked(workshop.pk)
    _require_open(workshop)
    here = DevelopmentIssue.objects.filter(workshop=workshop, client_id=client_id)
    known: DevelopmentIssue | None = here.first()
    if known is not None:
        return known
    _require_shown(workshop, sources)
    if seen is not None:
        _require_new(workshop, sources, seen)
    return create_issue(
        workshop,
        by=by,
        client_id=client_id,
        factors=(),
        sources=sources,
        title=title,
        track=Track(workshop.track),
    )


@write
def add_sources(issue: DevelopmentIssue, *, by: User, sources: Sources) -> DevelopmentIssue:
    """Say that an issue grew from these as well; what it has stays. Twice is once.

    Raises `WorkshopClosed`, `NothingChosen`, `SourceGone`, `RowRemoved`.
    """
    workshop, issue = rows.locked(issue)
    _require_open(workshop)
    _require_shown(workshop, sources)
    had = sources_of(issue)
    return change_issue(
        issue,
        by=by,
        version=issue.version,
        factors=list(issue.factors.all()),
        sources=Sources(
            {*had.clusters, *sources.clusters},
            {*had.challenges, *sources.challenges},
            {*had.proposals, *sources.proposals},
            had.themes,
        ),
        title=issue.title,
        track=Track(issue.track),
    )


@write
def take_up_indicator(
    proposal: Proposal,
    issue: DevelopmentIssue,
    *,
    by: User,
    client_id: uuid.UUID,
    **words: Unpack[IndicatorWords],
) -> Indicator:
    """Put a proposed indicator under an issue; figures are for the planner to write.

    Raises `WorkshopClosed`, `SourceGone`, `TakenUpAlready`, `RowRemoved`.
    """
    _require_free(proposal, issue, client_id)
    return create_indicator(
        issue,
        by=by,
        client_id=client_id,
        targets={},
        factors=(),
        proposals=[proposal],
        baseline_value=None,
        baseline_year=None,
        data_owner="",
        **words,
    )


@write
def take_up_project(
    proposal: Proposal,
    issue: DevelopmentIssue,
    *,
    by: User,
    client_id: uuid.UUID,
    **words: Unpack[ProjectWords],
) -> Project:
    """Put a proposed project under an issue, what was said of it as its rationale.

    Raises as `take_up_indicator`, and `EndBeforeStart`, `ProjectOutsidePlan`.
    """
    _require_free(proposal, issue, client_id)
    return create_project(
        issue,
        by=by,
        client_id=client_id,
        budgets={},
        indicators=(),
        factors=(),
        proposals=[proposal],
        place="",
        rationale=proposal.details,
        outputs="",
        outcomes="",
        track=Track(issue.track),
        **words,
    )


def _require_open(workshop: Workshop) -> None:
    if workshop.is_closed:
        raise WorkshopClosed


def _require_shown(workshop: Workshop, sources: Sources) -> None:
    if not any(getattr(sources, kind) for kind in KINDS):
        raise NothingChosen
    for kind in ("challenges", "proposals"):
        wanted: Collection[int] = getattr(sources, kind)
        found = getattr(workshop, kind).filter(pk__in=list(wanted))
        if sum(one.is_shown for one in found) != len(set(wanted)):
            raise SourceGone
    standing = workshop.clusters.standing().filter(pk__in=list(sources.clusters))
    if standing.count() != len(set(sources.clusters)):
        raise SourceGone


def _require_new(workshop: Workshop, sources: Sources, seen: int) -> None:
    later = IssueSource.objects.filter(
        issue__workshop=workshop, issue__removed_at=None, issue__number__gt=seen
    )
    for kind in KINDS:
        same = later.filter(**{f"{kind.removesuffix('s')}__in": list(getattr(sources, kind))})
        found = same.select_related("issue").order_by("issue__number").first()
        if found is not None:
            raise DraftedMeanwhile(number=found.issue.number)


def _require_free(proposal: Proposal, issue: DevelopmentIssue, client_id: uuid.UUID) -> None:
    """Under the workshop's lock: nobody else takes it up at the same moment."""
    workshop, issue = rows.locked(issue)
    _require_open(workshop)
    proposal = Proposal.objects.get(pk=proposal.pk)
    rows.require_proposals(workshop, [proposal])
    if not proposal.is_shown:
        raise SourceGone
    for model in (Indicator, Project):
        there = model.objects.current().filter(proposals=proposal, issue__removed_at=None)
        other = there.exclude(client_id=client_id).select_related("issue").first()
        if other is not None:
            raise TakenUpAlready(number=other.issue.number)
