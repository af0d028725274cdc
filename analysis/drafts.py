"""What a workshop's plan says so far, as the live room reads it. No pandas."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from analysis.models import DevelopmentIssue, Indicator, IssueSource, Project
from workshops.domain.support import supporters, together
from workshops.models import Workshop
from workshops.plan_link import DraftedIndicator, DraftedIssue


@dataclass(frozen=True)
class Draft:
    """An issue with what stands under it now; `support` counts persons, each once."""

    issue: DevelopmentIssue
    indicators: list[Indicator] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    support: int = 0


def drafts_of(workshop: Workshop) -> list[Draft]:
    """In the order of the plan, without what was removed. Five queries."""
    issues = list(DevelopmentIssue.objects.current().filter(workshop=workshop))
    indicators: dict[int, list[Indicator]] = defaultdict(list)
    for indicator in Indicator.objects.current().filter(issue__workshop=workshop):
        indicators[indicator.issue_id].append(indicator)
    projects: dict[int, list[Project]] = defaultdict(list)
    for project in Project.objects.current().filter(issue__workshop=workshop):
        projects[project.issue_id].append(project)
    grew_from: dict[int, list[int]] = defaultdict(list)
    linked = IssueSource.objects.filter(issue__workshop=workshop, proposal__isnull=False)
    for issue, proposal in linked.values_list("issue_id", "proposal_id"):
        grew_from[issue].append(proposal or 0)
    agree = supporters(workshop, "proposal")
    return [
        Draft(
            one,
            indicators[one.pk],
            projects[one.pk],
            len(together(agree, grew_from[one.pk])),
        )
        for one in issues
    ]


def drafted_issues(workshop: Workshop) -> list[DraftedIssue]:
    """For phones and the projector, which know nothing of the plan's tables. Five queries."""
    return [
        DraftedIssue(
            number=draft.issue.number,
            title=draft.issue.title,
            goal=draft.issue.goal,
            indicators=[DraftedIndicator(one.name, one.unit) for one in draft.indicators],
            projects=[one.name for one in draft.projects],
            support=draft.support,
            key=draft.issue.pk,
        )
        for draft in drafts_of(workshop)
    ]
