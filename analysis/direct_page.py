"""The desk's page for drafting live: what won, where it went, and the issues so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from analysis.drafts import Draft, drafts_of
from analysis.forms_direct import TakeUpForm, row_form
from analysis.models import Indicator, IssueSource, Project
from workshops.domain.arrangement import challenges_of
from workshops.domain.lineage import forest_of
from workshops.domain.proposal_lists import grounds_of, proposals_of
from workshops.enums import ProposalKind
from workshops.models import Challenge, Cluster, Proposal, Workshop


@dataclass(frozen=True)
class Went:
    """Where something is in the plan already."""

    kind: str  # "issue", "indicator" or "project"
    number: int  # of the issue
    issue: int  # its key


@dataclass(frozen=True)
class Line:
    """One thing that an issue can grow from."""

    name: str  # of the form's field
    pk: int
    text: str
    went: list[Went]
    place: int = 0  # a cluster's own number
    category: str = ""
    support: int = 0
    details: str = ""
    kind: ProposalKind | None = None  # of a proposal
    ties: list[Cluster] = field(default_factory=list)
    form: TakeUpForm | None = None  # by which it becomes a row; none if it is one
    wanted: int | None = None  # the key of the issue that it was proposed under
    is_open: bool = False

    @property
    def key(self) -> str:
        return f"{self.name}-{self.pk}"


@dataclass(frozen=True)
class Direction:
    """All that the page shows."""

    clusters: list[Line]
    other_clusters: list[Line]
    challenges: list[Line]
    proposed: list[Line]  # issues
    rows: list[Line]  # indicators and projects
    drafts: list[Draft]

    @property
    def is_empty(self) -> bool:
        return not (self.clusters or self.other_clusters or self.challenges or self.proposals)

    @property
    def proposals(self) -> list[Line]:
        return [*self.proposed, *self.rows]

    @property
    def seen(self) -> int:
        """The highest number of an issue that is shown."""
        return max((draft.issue.number for draft in self.drafts), default=0)


def direction_of(workshop: Workshop, *, refused: dict[int, TakeUpForm] | None = None) -> Direction:
    """A fixed number of queries. `refused`: forms of rows that were sent with a mistake."""
    drafts = drafts_of(workshop)
    went = _went(workshop, drafts)
    grounds = grounds_of(workshop)
    agreeing = {one.challenge.pk: one.agreeing_total for one in challenges_of(workshop)}
    ordered = sorted(
        [*grounds.challenges, *grounds.other_challenges],
        key=lambda one: (-agreeing.get(one.pk, 0), one.pk),
    )
    shown = proposals_of(workshop)
    under = _issues_by_proposal(drafts, went)
    lines = []
    for each in shown:
        one = each.proposal
        there = went.get(("proposals", one.pk), [])
        is_row = any(place.kind != "issue" for place in there)
        sent = (refused or {}).get(one.pk)
        lines.append(
            Line(
                "proposals",
                one.pk,
                one.text,
                there,
                support=each.agreeing_total,
                details=one.details,
                kind=ProposalKind(one.kind),
                ties=each.clusters,
                form=sent or (None if is_row else row_form(one, workshop=workshop)),
                wanted=under(one),
                is_open=sent is not None,
            )
        )
    return Direction(
        _clusters(grounds.clusters, went),
        _clusters(grounds.other_clusters, went),
        [_challenge(one, went, agreeing.get(one.pk, 0)) for one in ordered],
        [line for line in lines if line.kind == ProposalKind.ISSUE],
        [line for line in lines if line.kind != ProposalKind.ISSUE],
        drafts,
    )


def _clusters(clusters: Iterable[Cluster], went: dict[tuple[str, int], list[Went]]) -> list[Line]:
    return [
        Line(
            "clusters",
            one.pk,
            one.name,
            went.get(("clusters", one.pk), []),
            place=one.number,
            category=one.category,
        )
        for one in clusters
    ]


def _challenge(challenge: Challenge, went: dict[tuple[str, int], list[Went]], support: int) -> Line:
    there = went.get(("challenges", challenge.pk), [])
    return Line("challenges", challenge.pk, challenge.text, there, support=support)


def _went(workshop: Workshop, drafts: list[Draft]) -> dict[tuple[str, int], list[Went]]:
    """Of each source where it is in the plan, by number. Four queries."""
    root_of = forest_of(workshop).root_of
    numbers = {draft.issue.pk: draft.issue.number for draft in drafts}
    found: dict[tuple[str, int], set[tuple[int, str, int]]] = defaultdict(set)
    sources = IssueSource.objects.filter(issue__in=numbers)
    rows = sources.values_list("issue_id", "cluster_id", "challenge_id", "proposal_id")
    for issue, cluster, challenge, proposal in rows:
        place = (numbers[issue], "issue", issue)
        if cluster is not None:
            found["clusters", root_of.get(cluster, cluster)].add(place)
        elif challenge is not None:
            found["challenges", challenge].add(place)
        elif proposal is not None:
            found["proposals", proposal].add(place)
    below: tuple[tuple[str, Any, dict[int, int]], ...] = (
        ("indicator", Indicator, {one.pk: one.issue_id for d in drafts for one in d.indicators}),
        ("project", Project, {one.pk: one.issue_id for d in drafts for one in d.projects}),
    )
    for kind, model, issue_of in below:
        links = model.proposals.through.objects.filter(**{f"{kind}__in": issue_of})
        for proposal, row in links.values_list("proposal_id", f"{kind}_id"):
            issue = issue_of[row]
            found["proposals", proposal].add((numbers[issue], kind, issue))
    return {
        key: [Went(kind, number, issue) for number, kind, issue in sorted(places)]
        for key, places in found.items()
    }


def _issues_by_proposal(
    drafts: list[Draft], went: dict[tuple[str, int], list[Went]]
) -> Callable[[Proposal], int | None]:
    by_number = {draft.issue.number: draft.issue.pk for draft in drafts}

    def wanted(proposal: Proposal) -> int | None:
        """The issue that was named, or the one that its proposed issue went into."""
        if proposal.issue_number is not None:
            return by_number.get(proposal.issue_number)
        there = went.get(("proposals", proposal.under_id or 0), [])
        return next((place.issue for place in there if place.kind == "issue"), None)

    return wanted
