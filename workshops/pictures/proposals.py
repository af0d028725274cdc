"""What the room proposes: each issue with what stands under it, most support first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from workshops.domain.proposal_lists import ShownProposal
from workshops.enums import ProposalKind
from workshops.models import Cluster
from workshops.plan_link import DraftedIssue

AT_MOST = 6  # lines under one issue; the phones have them all
ORDER = {kind: place for place, kind in enumerate(ProposalKind)}


@dataclass(frozen=True)
class ProposalRow:
    """An indicator or a project."""

    kind: ProposalKind
    text: str
    agreeing: int


@dataclass(frozen=True)
class ProposalGroup:
    """An issue, or what things under no issue grow from; `number` only of a drafted issue."""

    title: str
    clusters: list[Cluster]
    agreeing: int | None  # None: nobody can agree with it as a proposal
    bar: float  # 0 to 100; the most agreed issue reaches 100
    rows: list[ProposalRow]
    more: int  # rows that are left out
    number: int | None = None
    is_issue: bool = True

    @property
    def support(self) -> int:
        """Of all that is in it, for the order on the screen."""
        return (self.agreeing or 0) + sum(row.agreeing for row in self.rows)


@dataclass(frozen=True)
class ProposalsPicture:
    groups: list[ProposalGroup]
    issues: int  # how many of each kind were proposed
    indicators: int
    projects: int

    @property
    def is_empty(self) -> bool:
        return not self.groups


def proposals_picture(
    proposals: Sequence[ShownProposal], drafted: Sequence[DraftedIssue]
) -> ProposalsPicture:
    """Drafted issues under which something is proposed, then proposed ones by support, then
    what stands under none, by its first cluster or challenge."""
    issues = [one for one in proposals if one.proposal.kind == ProposalKind.ISSUE]
    most = max((one.agreeing_total for one in issues), default=0)
    numbers, keys = {one.number for one in drafted}, {one.proposal.pk for one in issues}
    inside: dict[str, list[ShownProposal]] = defaultdict(list)
    loose: dict[str, list[ShownProposal]] = defaultdict(list)
    for one in proposals:
        said = one.proposal
        if said.kind == ProposalKind.ISSUE:
            continue
        if said.under_id in keys:
            inside[f"p{said.under_id}"].append(one)
        elif said.issue_number in numbers:
            inside[f"d{said.issue_number}"].append(one)
        else:
            loose[_ground(one)].append(one)
    groups = [
        _group(one.title, inside[f"d{one.number}"], number=one.number)
        for one in drafted
        if inside[f"d{one.number}"]
    ]
    groups += [_of_issue(one, inside[f"p{one.proposal.pk}"], most) for one in issues]
    rest = [
        _group(title, found, clusters=found[0].clusters[:1], is_issue=False)
        for title, found in loose.items()
    ]
    groups += sorted(rest, key=lambda one: (not one.title, -one.support, one.title))
    kinds = [one.proposal.kind for one in proposals]
    return ProposalsPicture(
        groups,
        len(issues),
        kinds.count(ProposalKind.INDICATOR),
        kinds.count(ProposalKind.PROJECT),
    )


def _of_issue(one: ShownProposal, found: list[ShownProposal], most: int) -> ProposalGroup:
    return _group(
        one.proposal.text,
        found,
        clusters=one.clusters,
        agreeing=one.agreeing_total,
        bar=round(100 * one.agreeing_total / most, 1) if most else 0.0,
    )


def _group(
    title: str,
    found: list[ShownProposal],
    *,
    clusters: Sequence[Cluster] = (),
    agreeing: int | None = None,
    bar: float = 0.0,
    number: int | None = None,
    is_issue: bool = True,
) -> ProposalGroup:
    first = found[:AT_MOST]  # most support first; shown by kind
    rows = [
        ProposalRow(ProposalKind(one.proposal.kind), one.proposal.text, one.agreeing_total)
        for one in sorted(first, key=lambda one: ORDER[ProposalKind(one.proposal.kind)])
    ]
    more = len(found) - len(rows)
    return ProposalGroup(title, list(clusters), agreeing, bar, rows, more, number, is_issue)


def _ground(one: ShownProposal) -> str:
    if one.clusters:
        return one.clusters[0].name
    return one.challenges[0].text if one.challenges else ""
