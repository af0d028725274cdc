"""Proposals: what the room wants the plan to say, by participants and by facilitators for it."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workshops import plan_link
from workshops.domain import journal, moderation, people, stages
from workshops.domain.errors import WorkshopClosed, WorkshopError
from workshops.domain.lineage import forest_of
from workshops.domain.proposal_lists import ShownProposal as ShownProposal
from workshops.domain.proposal_lists import proposals_of as proposals_of
from workshops.domain.writing import write
from workshops.enums import Action, HiddenReason, ProposalKind, Verb
from workshops.models import Participant, Proposal, User, Workshop
from workshops.text import match_key

By = Participant | User
PER_PERSON = 20
OWN_FIELDS = ("kind", "text", "details", "issue_number")


class ProposalFields(TypedDict):
    """What is proposed; the texts have been through `clean_text()`.

    `under` is the key of a proposed issue, `drafted` that of a drafted one; at most one of them,
    and none for an issue.
    """

    kind: ProposalKind
    text: str
    details: str
    clusters: Collection[int]
    challenges: Collection[int]
    under: int | None
    drafted: int | None


class DuplicateProposal(WorkshopError):
    message = _("This is proposed already. Agree with it, or write another one.")


class ProposalChangedMeanwhile(WorkshopError):
    message = _("Somebody has changed this proposal meanwhile. Look at it, then change it again.")
    status = 409


class ProposalWithdrawn(WorkshopError):
    message = _("This proposal was withdrawn. Look at the list.")
    status = 409


class TooManyProposals(WorkshopError):
    message = _("You have made 20 proposals. Withdraw one to make another.")


class IssueGone(WorkshopError):
    message = _("The issue that you chose is not there any more. Choose another one, or none.")


class IssueInUse(WorkshopError):
    message = _("Others have proposed something under this issue. Let it stay an issue.")


@write
def add_proposal(
    workshop: Workshop, *, by: By, client_id: uuid.UUID, **fields: Unpack[ProposalFields]
) -> tuple[Proposal, bool]:
    """Propose something; returns it and whether it is new.

    The same `client_id` with the same words again is the same row. Raises `ClientIdReused`,
    `StageClosed`, `WorkshopClosed`, `DuplicateProposal`, `TooManyProposals`, `IssueGone`.
    """
    workshop = Workshop.objects.locked(workshop.pk)
    known = Proposal.objects.filter(client_id=client_id).first()
    if known is not None:
        return moderation.sent_again(known, by, fields["text"]), False
    _require_open(workshop, by)
    key = match_key(fields["text"])
    _require_new(workshop, fields["kind"], key)
    if isinstance(by, Participant):
        theirs = Proposal.objects.filter(participant__in=people.entries_of(by), withdrawn_at=None)
        if theirs.count() >= PER_PERSON:
            raise TooManyProposals
    try:
        with transaction.atomic():
            proposal = Proposal.objects.create(
                workshop=workshop,
                client_id=client_id,
                participant=by if isinstance(by, Participant) else None,
                user=by if isinstance(by, User) else None,
                kind=fields["kind"],
                text=fields["text"],
                match_key=key,
                details=fields["details"],
                **_place(workshop, by, fields),
                is_waiting=isinstance(by, Participant) and workshop.approves_first,
            )
    except IntegrityError:
        return moderation.sent_again(
            Proposal.objects.get(client_id=client_id), by, fields["text"]
        ), False
    _tie(workshop, proposal, fields)
    journal.record(
        workshop, Verb.PROPOSAL_ADDED, by=by, proposal=proposal.pk, **_links(plain(proposal))
    )
    return proposal, True


@write
def change_proposal(
    proposal: Proposal, *, by: By, seen: int | None = None, **fields: Unpack[ProposalFields]
) -> Proposal:
    """Other words, kind or links; those before stay in the journal. `seen` is its version.

    Raises `ProposalChangedMeanwhile`, `ProposalWithdrawn`, `StageClosed`, `DuplicateProposal`,
    `IssueGone`, and `IssueInUse` if something stands under what would be an issue no more.
    """
    workshop, proposal = moderation.locked(proposal)
    _require_open(workshop, by)
    if proposal.withdrawn_at is not None:
        raise ProposalWithdrawn
    if seen is not None and proposal.version != seen:
        raise ProposalChangedMeanwhile
    key = match_key(fields["text"])
    if (key, fields["kind"]) != (proposal.match_key, proposal.kind):
        _require_new(workshop, fields["kind"], key, but=proposal)
    held = proposal.proposals.filter(withdrawn_at=None)
    if fields["kind"] != ProposalKind.ISSUE and held.exists():
        raise IssueInUse
    before = plain(proposal)
    place = _place(workshop, by, fields, of=proposal)
    proposal.kind, proposal.text, proposal.match_key = fields["kind"], fields["text"], key
    proposal.details = fields["details"]
    proposal.under_id, proposal.issue_number = place["under_id"], place["issue_number"]
    _tie(workshop, proposal, fields)
    if plain(proposal) == before:
        return proposal
    proposal.version += 1
    proposal.changed_at = timezone.now()
    if isinstance(by, Participant) and workshop.approves_first:
        proposal.is_waiting = True
    changed = [*OWN_FIELDS, "match_key", "under", "version", "changed_at", "is_waiting"]
    proposal.save(update_fields=changed)
    journal.record(workshop, Verb.PROPOSAL_CHANGED, by=by, proposal=proposal.pk, before=before)
    return proposal


@write
def withdraw_proposal(proposal: Proposal, *, by: By) -> Proposal:
    """Take it away; the row stays, and so does what was proposed under it. Twice is once.

    Raises `StageClosed`.
    """
    workshop, proposal = moderation.locked(proposal)
    _require_open(workshop, by)
    if proposal.withdrawn_at is None:
        proposal.withdrawn_at = timezone.now()
        proposal.save(update_fields=["withdrawn_at"])
        journal.record(workshop, Verb.PROPOSAL_WITHDRAWN, by=by, proposal=proposal.pk)
    return proposal


def hide_proposal(proposal: Proposal, *, by: User, reason: HiddenReason | str = "") -> Proposal:
    """Take it off every screen but the facilitators'. Twice is once."""
    return moderation.hide(proposal, Verb.PROPOSAL_HIDDEN, by=by, reason=reason)


def restore_proposal(proposal: Proposal, *, by: User) -> Proposal:
    """Show it again. Twice is once."""
    return moderation.restore(proposal, Verb.PROPOSAL_RESTORED, by=by)


def approve_proposal(proposal: Proposal, *, by: User) -> Proposal:
    """Let everybody read it. Twice is once."""
    return moderation.approve(proposal, Verb.PROPOSAL_APPROVED, by=by)


def plain(proposal: Proposal) -> dict[str, object]:
    """A proposal's words and links as the journal keeps them. Two queries."""
    return {name: getattr(proposal, name) for name in OWN_FIELDS} | {
        "kind": str(proposal.kind),
        "under": proposal.under_id,
        "clusters": sorted(proposal.clusters.values_list("pk", flat=True)),
        "challenges": sorted(proposal.challenges.values_list("pk", flat=True)),
    }


def _links(said: dict[str, object]) -> dict[str, object]:
    names = ("kind", "clusters", "challenges", "under", "issue_number")
    return {name: said[name] for name in names}


def _require_open(workshop: Workshop, by: By) -> None:
    if isinstance(by, Participant):
        stages.require(workshop, Action.PROPOSE)
    elif workshop.is_closed:
        raise WorkshopClosed


def _require_new(
    workshop: Workshop, kind: ProposalKind, key: str, *, but: Proposal | None = None
) -> None:
    """One list for each kind: an indicator may be called as an issue is."""
    same = workshop.proposals.filter(kind=kind, match_key=key, withdrawn_at=None, hidden_at=None)
    if same.exclude(pk=but.pk if but else 0).exists():
        raise DuplicateProposal


def _place(
    workshop: Workshop, by: By, fields: ProposalFields, *, of: Proposal | None = None
) -> dict[str, int | None]:
    """Under which issue it stands; where it stands already it may stay. Raises `IssueGone`."""
    under, drafted = fields["under"], fields["drafted"]
    if fields["kind"] == ProposalKind.ISSUE:
        under, drafted = None, None
    number = _number_of(workshop, drafted) if drafted and not under else None
    place = {"under_id": under, "issue_number": number}
    if of and (of.under_id, of.issue_number) == (place["under_id"], place["issue_number"]):
        return place
    if under is not None and not _may_stand_under(workshop, by, under, of=of):
        raise IssueGone
    return place


def _number_of(workshop: Workshop, drafted: int) -> int:
    """The number that this issue of the plan has now. Raises `IssueGone`."""
    for issue in plan_link.drafted_issues(workshop):
        if issue.key == drafted:
            return issue.number
    raise IssueGone


def _may_stand_under(workshop: Workshop, by: By, under: int, *, of: Proposal | None) -> bool:
    """Whether the reader sees an issue there: shown to all, or own, or at the desk."""
    issue = workshop.proposals.filter(
        pk=under, kind=ProposalKind.ISSUE, withdrawn_at=None, hidden_at=None
    ).first()
    if issue is None or (of and issue.pk == of.pk):
        return False
    own = isinstance(by, User) or issue.participant_id in people.entries_of(by)
    return own or not issue.is_waiting


def _tie(workshop: Workshop, proposal: Proposal, fields: ProposalFields) -> None:
    """Tie it to what stands for these clusters now, and to the challenges of this workshop that
    everybody may read; what it was tied to before it stays tied to if it is named again."""
    roots = forest_of(workshop).roots_of(fields["clusters"])
    proposal.clusters.set(sorted(cluster.pk for cluster in roots))
    named = workshop.challenges.filter(pk__in=list(fields["challenges"]))
    before = set(proposal.challenges.values_list("pk", flat=True))
    proposal.challenges.set([one for one in named if one.is_shown or one.pk in before])
