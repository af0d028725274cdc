"""The desk's page of proposals: read, hide and approve them, and propose for the room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from steepi_portal.http import SeeOther, wants_json
from workshops import access, plan_link
from workshops.domain import proposals as domain
from workshops.domain.errors import WorkshopError
from workshops.domain.proposal_lists import grounds_of
from workshops.enums import HiddenReason, ProposalKind
from workshops.forms_proposals import ProposalForm, blank_proposal
from workshops.forms_rules import HideForm
from workshops.models import Proposal, Workshop
from workshops.pages.desk_follow import followed
from workshops.pages.proposal_page import desk_issues, desk_lines

form_page = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@form_page
def desk_proposals(request: HttpRequest, code: str) -> HttpResponse:
    """POST proposes something for the room."""
    workshop = access.workshop_run_by(request, code)
    if request.method != "POST":
        return _page(request, workshop)
    form = ProposalForm(request.POST)
    if not form.is_valid():
        if "client_id" in form.errors:
            form.renew()
        return _page(request, workshop, form=form, status=422)
    by, client_id = access.account(request), form.cleaned_data["client_id"]
    try:
        proposal, _new = domain.add_proposal(workshop, by=by, client_id=client_id, **form.words)
    except WorkshopError as error:
        form.refuse(error)
        if error.status == 409:
            form.renew()
        return _page(request, workshop, form=form, status=error.status)
    return _done(request, proposal)


@require_POST
def hide_proposal(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    proposal, form = access.proposal_of(workshop, pk), HideForm(request.POST)
    if not form.is_valid():
        sentence = _("This reason is unknown. Choose one from the list.")
        if wants_json(request):
            return JsonResponse({"error": sentence}, status=422)
        return _page(request, workshop, notice=sentence, status=422)
    by, reason = access.account(request), form.cleaned_data["reason"]
    return _done(request, domain.hide_proposal(proposal, by=by, reason=reason))


@require_POST
def restore_proposal(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    proposal = access.proposal_of(workshop, pk)
    return _done(request, domain.restore_proposal(proposal, by=access.account(request)))


@require_POST
def approve_proposal(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    proposal = access.proposal_of(workshop, pk)
    return _done(request, domain.approve_proposal(proposal, by=access.account(request)))


def _page(
    request: HttpRequest,
    workshop: Workshop,
    *,
    form: ProposalForm | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    """All proposals, most support first, and a form for one more. For `?part=1` only what
    follows the stream."""
    drafted = plan_link.drafted_issues(workshop)
    lines = desk_lines(workshop, drafted)
    context = {
        "workshop": workshop,
        "followed": followed(workshop),
        "part": f"{reverse('workshops:desk-proposals', args=[workshop.code])}?part=1",
        "lines": lines,
        "reasons": HiddenReason,
        "notice": notice,
    }
    if "part" in request.GET:
        return render(request, "workshops/desk_proposals_part.html", context)
    context |= {
        "form": form or ProposalForm(initial=blank_proposal(request.GET)),
        "kinds": ProposalKind,
        "issues": desk_issues(lines, drafted),
        "grounds": grounds_of(workshop),
    }
    return render(request, "workshops/desk_proposals.html", context, status=status)


def _done(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    anchor = f"proposal-{proposal.pk}"
    if wants_json(request):
        return JsonResponse({"id": anchor})
    path = reverse("workshops:desk-proposals", args=[proposal.workshop.code])
    return SeeOther(f"{path}#{anchor}")
