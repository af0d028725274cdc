"""Proposals as a phone and the projector show them: each issue with what stands under it.

Nobody's name is in here. What everybody may not see is only its writer's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workshops import plan_link
from workshops.domain import stages
from workshops.domain.errors import WorkshopClosed
from workshops.domain.proposal_lists import ShownProposal, proposals_of
from workshops.enums import Action, ProposalKind, Stage
from workshops.forms_proposals import issue_value
from workshops.models import Challenge, Cluster, Proposal, Workshop
from workshops.pages.together_page import WORDS_OFF, Reader, Said
from workshops.plan_link import DraftedIssue

NOT_YET = _("Proposals open when the room sets the direction. The page follows by itself.")
CLOSED = _("Proposing is closed in this step. You can still read.")
ORDER = {kind: place for place, kind in enumerate(ProposalKind)}


@dataclass(frozen=True)
class Line:
    """A proposal with its numbers; `is_seen` by everybody, else only by its writer."""

    shown: ShownProposal
    said: Said
    is_seen: bool

    @property
    def proposal(self) -> Proposal:
        return self.shown.proposal


@dataclass(frozen=True)
class IssueGroup:
    """An issue, drafted or proposed, and what is proposed under it."""

    value: str  # as the form names it
    title: str
    drafted: DraftedIssue | None = None
    line: Line | None = None
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class GroundGroup:
    """What stands under no issue yet, by what it grows from: a cluster, a challenge, or neither."""

    lines: list[Line]
    cluster: Cluster | None = None
    challenge: Challenge | None = None

    @property
    def key(self) -> str:
        one = self.cluster or self.challenge
        return f"{type(one).__name__.lower()}-{one.pk}" if one else "neither"


@dataclass(frozen=True)
class Layout:
    """All that is proposed, each once."""

    drafted: list[IssueGroup]
    proposed: list[IssueGroup]
    loose: list[GroundGroup]

    @property
    def issues(self) -> list[IssueGroup]:
        return [*self.drafted, *self.proposed]

    @property
    def is_empty(self) -> bool:
        return not (self.drafted or self.proposed or self.loose)


def is_shown(workshop: Workshop) -> bool:
    """Whether phones show what was proposed: from its stage on, unless all words are off."""
    order = list(Stage)
    begun = order.index(Stage(workshop.stage)) >= order.index(Stage.DIRECT)
    return begun and not workshop.is_blanked


def may_propose(workshop: Workshop) -> bool:
    return stages.allows(workshop, Action.PROPOSE)


def note_of(workshop: Workshop) -> Promise | str:
    """The sentence that says why something cannot be done here now, or none."""
    if workshop.is_blanked:
        return WORDS_OFF
    if not is_shown(workshop):
        return NOT_YET
    if workshop.is_closed:
        return WorkshopClosed.message
    return "" if may_propose(workshop) else CLOSED


def lines_of(reader: Reader) -> list[Line]:
    """What everybody may read, and of what may not be read the reader's own. Five queries."""
    if not is_shown(reader.workshop):
        return []
    lines = []
    for one in proposals_of(reader.workshop, with_hidden=True):
        own = one.proposal.participant_id in reader.entries
        agrees = reader.person.pk in one.agreeing
        said = Said("proposal", one.proposal.pk, one.agreeing_total, 0, agrees, own)
        if own or one.proposal.is_shown:
            lines.append(Line(one, said, one.proposal.is_shown))
    return lines


def drafted_of(workshop: Workshop) -> list[DraftedIssue]:
    """What the plan says so far; nothing before the room may read it."""
    return plan_link.drafted_issues(workshop) if is_shown(workshop) else []


def layout_of(lines: Sequence[Line], drafted: Iterable[DraftedIssue]) -> Layout:
    """Each under its issue, if the reader sees that; the rest by what it grows from."""
    drafted = list(drafted)
    groups = {one.value: IssueGroup(one.value, one.title, one) for one in drafted}
    own = {}
    for line in lines:
        if line.proposal.kind == ProposalKind.ISSUE:
            value = f"p{line.proposal.pk}"
            own[value] = IssueGroup(value, line.proposal.text, line=line)
    loose: dict[tuple[int, int], GroundGroup] = {}
    for line in sorted(lines, key=lambda one: ORDER[ProposalKind(one.proposal.kind)]):
        if line.proposal.kind == ProposalKind.ISSUE:
            continue
        group = (groups | own).get(issue_value(line.proposal, drafted))
        if group:
            group.lines.append(line)
            continue
        ground = _ground(line)
        key = (
            ground.cluster.pk if ground.cluster else 0,
            ground.challenge.pk if ground.challenge else 0,
        )
        loose.setdefault(key, ground).lines.append(line)
    return Layout(list(groups.values()), list(own.values()), sorted(loose.values(), key=_place))


def _ground(line: Line) -> GroundGroup:
    shown = line.shown
    if shown.clusters:
        return GroundGroup([], cluster=shown.clusters[0])
    return GroundGroup([], challenge=shown.challenges[0] if shown.challenges else None)


def _place(group: GroundGroup) -> tuple[int, int]:
    if group.cluster:
        return 0, group.cluster.number
    return (1, group.challenge.pk) if group.challenge else (2, 0)


def issue_choices(layout: Layout) -> list[tuple[str, str]]:
    """What an indicator or a project can stand under: value and title, drafted ones first."""
    return [(one.value, one.title) for one in layout.issues]


# --- The desk --------------------------------------------------------------------------------


@dataclass(frozen=True)
class DeskLine:
    """A proposal as the desk sees it: also hidden and waiting ones; and its issue's title."""

    shown: ShownProposal
    issue: str

    @property
    def proposal(self) -> Proposal:
        return self.shown.proposal


def desk_lines(workshop: Workshop, drafted: Iterable[DraftedIssue]) -> list[DeskLine]:
    """Most support first. Five queries."""
    found = proposals_of(workshop, with_hidden=True)
    titles = {f"p{one.proposal.pk}": one.proposal.text for one in found}
    drafted = list(drafted)
    titles |= {one.value: one.title for one in drafted}
    return [DeskLine(one, titles.get(issue_value(one.proposal, drafted), "")) for one in found]


def desk_issues(
    lines: Iterable[DeskLine], drafted: Iterable[DraftedIssue]
) -> list[tuple[str, str]]:
    """What an indicator or a project can stand under: value and title, drafted ones first."""
    proposed = [line.proposal for line in lines if line.proposal.kind == ProposalKind.ISSUE]
    return [(one.value, one.title) for one in drafted] + [
        (f"p{one.pk}", one.text) for one in proposed if one.hidden_at is None
    ]
