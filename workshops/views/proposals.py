"""What the plan shall say, on a phone: read, agree, propose, change and withdraw own proposals."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from steepi_portal.http import SeeOther, sent_id, wants_json
from workshops import access
from workshops.domain import people
from workshops.domain import proposals as proposing
from workshops.domain.errors import StageClosed, WorkshopClosed, WorkshopError
from workshops.domain.proposal_lists import grounds_of, proposals_of
from workshops.domain.support import NothingThere
from workshops.enums import ProposalKind
from workshops.forms_proposals import ChangeProposalForm, ProposalForm, blank_proposal, words_of
from workshops.models import Participant, Proposal
from workshops.pages.proposal_page import (
    drafted_of,
    is_shown,
    issue_choices,
    layout_of,
    lines_of,
    may_propose,
    note_of,
)
from workshops.pages.together_page import Reader, counts_answer, page_context, reader_of

read_or_send = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@read_or_send
def proposals(request: HttpRequest, code: str) -> HttpResponse:
    """POST sends a proposal; `?part=1` is the list, `?part=counts` only its numbers."""
    participant = access.participant_of(request, code)
    if request.method == "POST":
        return _add(request, participant)
    reader = reader_of(request, participant)
    part = request.GET.get("part", "")
    if part == "counts":
        return counts_answer(reader, [line.said for line in lines_of(reader)])
    if part:
        return render(request, "workshops/proposals.html#list", _list_context(reader))
    form = ProposalForm(initial=blank_proposal(request.GET))
    return _proposals_page(request, reader, form)


@never_cache
@read_or_send
def change_proposal(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    proposal = access.own_proposal_of(request, code, pk)
    if request.method == "POST":
        return _change(request, proposal)
    return _change_page(request, proposal, None, refusal=_why_fixed(proposal))


@never_cache
@read_or_send
def withdraw_proposal(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """GET asks once more, POST withdraws."""
    proposal = access.own_proposal_of(request, code, pk)
    refusal = _why_fixed(proposal)
    if request.method == "POST":
        try:
            proposing.withdraw_proposal(proposal, by=_writer(proposal))
        except WorkshopError as error:
            refusal = error
        else:
            messages.success(request, _("Your proposal is withdrawn."))
            return _to_list(request, proposal)
    context = {"workshop": proposal.workshop, "proposal": proposal, "refusal": refusal}
    status = refusal.status if refusal else 200
    return render(request, "workshops/proposals_withdraw.html", context, status=status)


# --- A new one -------------------------------------------------------------------------------


def _add(request: HttpRequest, participant: Participant) -> HttpResponse:
    form = ProposalForm(request.POST)
    try:
        reader = reader_of(request, participant)
    except Http404:
        if not wants_json(request):
            raise
        return _refused(request, str(NothingThere()), status=404)
    if not form.is_valid():
        return _not_added(request, reader, form)
    try:
        proposal, new = proposing.add_proposal(
            reader.workshop,
            by=reader.person,
            client_id=form.cleaned_data["client_id"],
            **form.words,
        )
    except WorkshopError as error:
        form.refuse(error)
        return _not_added(request, reader, form, status=error.status)
    if wants_json(request):
        answer = {"client_id": str(proposal.client_id), "saved": proposal.pk}
        return JsonResponse(answer | {"waits": proposal.is_waiting}, status=201 if new else 200)
    waits = _("Your proposal is saved. The facilitator looks at it first.")
    messages.success(request, waits if proposal.is_waiting else _("Your proposal is saved."))
    return SeeOther(_list_address(reader) + f"#proposal-{proposal.pk}")


def _not_added(
    request: HttpRequest, reader: Reader, form: ProposalForm, *, status: int = 422
) -> HttpResponse:
    """Say why, and give back everything that was typed."""
    if wants_json(request):
        return _refused(request, form.first_error, status=status)
    if status == 409 or "client_id" in form.errors:
        form.renew()
    return _proposals_page(request, reader, form, status=status)


def _refused(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse:
    return JsonResponse({"client_id": sent_id(request), "error": sentence}, status=status)


def _proposals_page(
    request: HttpRequest, reader: Reader, form: ProposalForm, *, status: int = 200
) -> HttpResponse:
    context = _list_context(reader) | page_context(reader)
    context |= {"form": form, "kinds": ProposalKind}
    if context["shown"]:
        context["grounds"] = grounds_of(reader.workshop)
    return render(request, "workshops/proposals.html", context, status=status)


def _list_context(reader: Reader) -> dict[str, Any]:
    """Each issue with what is proposed under it, and what stands under none."""
    workshop = reader.workshop
    layout = layout_of(lines_of(reader), drafted_of(workshop))
    return {
        "workshop": workshop,
        "reader": reader,
        "query": reader.query,
        "shown": is_shown(workshop),
        "note": note_of(workshop),
        "may_propose": may_propose(workshop),
        "layout": layout,
        "issues": issue_choices(layout),
    }


# --- An own one ------------------------------------------------------------------------------


def _why_fixed(proposal: Proposal) -> WorkshopError | None:
    """Why this proposal cannot be changed any more, if so."""
    if not may_propose(proposal.workshop):
        return WorkshopClosed() if proposal.workshop.is_closed else StageClosed()
    return proposing.ProposalWithdrawn() if proposal.withdrawn_at else None


def _change(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    form = ChangeProposalForm(request.POST)
    if not form.is_valid():
        return _change_page(request, proposal, form, status=422)
    try:
        proposing.change_proposal(
            proposal, by=_writer(proposal), seen=form.cleaned_data["seen"], **form.words
        )
    except WorkshopError as error:
        form.refuse(error)
        proposal.refresh_from_db()
        form.see(proposal.version)
        return _change_page(request, proposal, form, status=error.status)
    messages.success(request, _("The new words are saved."))
    return _to_list(request, proposal)


def _change_page(
    request: HttpRequest,
    proposal: Proposal,
    form: ChangeProposalForm | None,
    *,
    refusal: WorkshopError | None = None,
    status: int = 200,
) -> HttpResponse:
    """Without a form: one that begins with what is there now."""
    workshop, reader = proposal.workshop, _reader(request, proposal)
    found = proposals_of(workshop, with_hidden=True)
    shown = next((one for one in found if one.proposal.pk == proposal.pk), None)
    drafted = drafted_of(workshop)
    if form is None:
        form = ChangeProposalForm(initial=words_of(shown, drafted) if shown else {})
    layout = layout_of(lines_of(reader), drafted)
    context = {
        "workshop": workshop,
        "proposal": proposal,
        "form": form,
        "kinds": ProposalKind,
        "issues": [one for one in issue_choices(layout) if one[0] != f"p{proposal.pk}"],
        "grounds": grounds_of(workshop),
        "refusal": refusal,
        "back": _list_address(reader),
    }
    status = refusal.status if refusal else status
    return render(request, "workshops/proposals_change.html", context, status=status)


def _writer(proposal: Proposal) -> Participant:
    assert proposal.participant
    return proposal.participant


def _reader(request: HttpRequest, proposal: Proposal) -> Reader:
    """Whoever holds the browser, for the person who wrote it."""
    participant = access.participant_of(request, proposal.workshop.code)
    writer = _writer(proposal)
    person = participant if writer.scribe_id is None else writer
    return Reader(participant, person, frozenset(people.entries_of(writer)))


def _list_address(reader: Reader) -> str:
    return reverse("workshops:proposals", args=[reader.workshop.code]) + reader.query


def _to_list(request: HttpRequest, proposal: Proposal) -> SeeOther:
    return SeeOther(_list_address(_reader(request, proposal)))
