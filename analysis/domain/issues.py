"""Development issues: what the plan will pursue."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from analysis.domain import rows
from analysis.evidence import NO_SOURCES, Sources, factors_behind, sources_of
from analysis.models import DevelopmentIssue, IssueSource, Theme
from workshops.domain import journal
from workshops.domain.writing import write
from workshops.enums import ReferenceKind, Track, Verb
from workshops.models import (
    Challenge,
    Cluster,
    Factor,
    PlanCycle,
    Proposal,
    ReferenceItem,
    User,
    Workshop,
)

NAMES = ("title", "goal", "rationale", "approach", "track")
CRITERIA = (ReferenceKind.SMART_DIMENSION, ReferenceKind.MICE_CRITERION)


class IssueFields(TypedDict):
    """What a planner says of an issue; texts have been through `clean_text()`."""

    title: str
    goal: NotRequired[str]
    rationale: NotRequired[str]
    approach: NotRequired[str]
    track: Track


class SourceElsewhere(rows.PlanError):
    message = _("A chosen source belongs to another workshop or plan. Choose from the list.")


class ThemeGone(rows.PlanError):
    message = _("This theme was taken out meanwhile. Put it back, or choose another one.")
    status = 409


class NotACriterion(rows.PlanError):
    message = _("This is neither a Smart City dimension nor a MICE City criterion. Choose again.")


@write
def create_issue(
    workshop: Workshop,
    *,
    by: User,
    client_id: uuid.UUID,
    factors: Sequence[Factor],
    sources: Sources = NO_SOURCES,
    criteria: Sequence[ReferenceItem] = (),
    **fields: Unpack[IssueFields],
) -> DevelopmentIssue:
    """A new issue at the end of the workshop's list, in any stage.

    The same `client_id` again returns the first row. Raises `FactorElsewhere`,
    `SourceElsewhere`, `NotACriterion`.
    """
    workshop = Workshop.objects.locked(workshop.pk)
    here = DevelopmentIssue.objects.filter(workshop=workshop)
    known: DevelopmentIssue | None = rows.sent_before(
        DevelopmentIssue.objects.all(), client_id, within=here
    )
    if known is not None:
        return known
    rows.require_factors(workshop, factors)
    _require(workshop, sources, criteria)
    issue: DevelopmentIssue = DevelopmentIssue.objects.create(
        workshop=workshop,
        plan_cycle=workshop.plan_cycle,
        client_id=client_id,
        number=rows.next_number(here),
        **fields,
    )
    issue.factors.set(factors)
    issue.criteria.set(criteria)
    _set_sources(issue, sources)
    rows.keep(issue, plain(issue), by=by)
    journal.record(workshop, Verb.ISSUE_ADDED, by=by, issue=issue.pk)
    return issue


@write
def change_issue(
    issue: DevelopmentIssue,
    *,
    by: User,
    version: int,
    factors: Sequence[Factor],
    sources: Sources | None = None,
    criteria: Sequence[ReferenceItem] | None = None,
    **fields: Unpack[IssueFields],
) -> DevelopmentIssue:
    """Change an issue that the form showed in `version`; the same values again change nothing.

    `sources` and `criteria`: None leaves them as they are. Raises `ChangedMeanwhile`,
    `RowRemoved`, `FactorElsewhere`, `SourceElsewhere`, `ThemeGone`, `NotACriterion`.
    """
    workshop, issue = rows.locked(issue)
    rows.require_factors(workshop, factors)
    _require(workshop, sources or NO_SOURCES, criteria or ())
    before = plain(issue)
    for name, value in fields.items():
        setattr(issue, name, value)
    issue.save(update_fields=list(fields))
    issue.factors.set(factors)
    if criteria is not None:
        issue.criteria.set(criteria)
    if sources is not None:
        _set_sources(issue, sources)
    if rows.settle(issue, version=version, before=before, after=plain(issue), by=by):
        journal.record(workshop, Verb.ISSUE_CHANGED, by=by, issue=issue.pk, before=before)
    return issue


@write
def remove_issue(issue: DevelopmentIssue, *, by: User) -> DevelopmentIssue:
    """Take an issue, with what hangs on it, out of the plan; the rows stay. Twice is once."""
    workshop, issue = rows.locked(issue)
    if rows.mark_removed(issue, plain(issue), removed=True, by=by):
        journal.record(workshop, Verb.ISSUE_REMOVED, by=by, issue=issue.pk)
    return issue


@write
def restore_issue(issue: DevelopmentIssue, *, by: User) -> DevelopmentIssue:
    """Put a removed issue back in its place. Twice is once."""
    workshop, issue = rows.locked(issue)
    if rows.mark_removed(issue, plain(issue), removed=False, by=by):
        journal.record(workshop, Verb.ISSUE_CHANGED, by=by, issue=issue.pk, restored=True)
    return issue


def plain(issue: DevelopmentIssue) -> dict[str, Any]:
    """An issue with its links, as journal and history keep it."""
    return rows.plain(issue, NAMES) | {
        "factors": rows.linked(issue.factors.all()),
        "criteria": rows.linked(issue.criteria.all()),
        "sources": sources_of(issue).keys(),
    }


def _require(workshop: Workshop, sources: Sources, criteria: Sequence[ReferenceItem]) -> None:
    here = {
        Cluster.objects.filter(workshop=workshop): sources.clusters,
        Challenge.objects.filter(workshop=workshop): sources.challenges,
        Proposal.objects.filter(workshop=workshop): sources.proposals,
        Theme.objects.filter(plan_cycle=workshop.plan_cycle_id): sources.themes,
    }
    for known, wanted in here.items():
        if wanted and known.filter(pk__in=list(wanted)).count() != len(set(wanted)):
            raise SourceElsewhere("sources")
    if any(item.kind not in CRITERIA for item in criteria):
        raise NotACriterion("criteria")


def _set_sources(issue: DevelopmentIssue, sources: Sources) -> None:
    """Link what is new and unlink what is gone; what stays keeps what it stood for at first."""
    linked = sources_of(issue).keys()
    new_themes = set(sources.themes) - set(linked["theme"])
    if new_themes:
        # Held, so that nobody takes a theme out while an issue comes to rest on it.
        PlanCycle.objects.select_for_update().get(pk=issue.plan_cycle_id)
        if Theme.objects.current().filter(pk__in=new_themes).count() != len(new_themes):
            raise ThemeGone("sources")
    behind: dict[tuple[str, int], list[int]] | None = None
    for name, wanted in sources.keys().items():
        gone = set(linked[name]) - set(wanted)
        if gone:
            issue.sources.filter(**{f"{name}__in": gone}).delete()
        for key in sorted(set(wanted) - set(linked[name])):
            behind = factors_behind(sources) if behind is None else behind
            IssueSource.objects.create(
                issue=issue, **{f"{name}_id": key}, factor_keys=behind.get((name, key), [])
            )
