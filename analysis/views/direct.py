"""The desk's page on which a facilitator drafts the plan's issues, live. No pandas."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from analysis.direct_page import direction_of
from analysis.domain import drafting
from analysis.domain.rows import PlanError
from analysis.forms_direct import DraftForm, TakeUpForm, row_form
from analysis.models import DevelopmentIssue
from steepi_portal.http import SeeOther, wants_json
from workshops import access
from workshops.domain.errors import WorkshopError
from workshops.enums import ProposalKind
from workshops.models import Proposal, User, Workshop
from workshops.pages.desk_follow import followed

TAKE_UP: dict[str, Any] = {
    ProposalKind.INDICATOR: drafting.take_up_indicator,
    ProposalKind.PROJECT: drafting.take_up_project,
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def direct(request: HttpRequest, code: str) -> HttpResponse:
    """POST drafts an issue from what is ticked, or adds it to the issue whose button it was."""
    workshop = access.workshop_run_by(request, code)
    if request.method != "POST":
        return _page(request, workshop)
    form = DraftForm(request.POST, workshop=workshop)
    if not form.is_valid():
        return _not_drafted(request, workshop, form)
    try:
        issue = _drafted(workshop, form, by=access.account(request))
    except WorkshopError as error:
        form.add_error(None, str(error))
        if error.status == 409:
            form.renew()
        return _not_drafted(request, workshop, form, status=error.status)
    if issue is None:
        return _not_drafted(request, workshop, form)
    return _done(request, workshop, issue)


@require_POST
def take_up(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A proposed indicator or project under the issue whose button was pressed."""
    workshop = access.workshop_run_by(request, code)
    proposal = access.proposal_of(workshop, pk)
    form = row_form(proposal, workshop=workshop, data=request.POST)
    if form is None:
        sentence = _("A proposed issue becomes an issue of its own. Tick it, then draft one.")
        return _refused(request, workshop, sentence, status=422)
    if not form.is_valid():
        return _not_taken(request, proposal, form)
    issue = form.cleaned_data["issue"]
    try:
        TAKE_UP[proposal.kind](
            proposal,
            issue,
            by=access.account(request),
            client_id=form.cleaned_data["client_id"],
            **form.words,
        )
    except WorkshopError as error:
        known = isinstance(error, PlanError) and error.field in form.fields
        form.add_error(error.field if known else None, str(error))  # type: ignore[attr-defined]
        return _not_taken(request, proposal, form, status=error.status)
    return _done(request, workshop, issue)


def _drafted(workshop: Workshop, form: DraftForm, *, by: User) -> DevelopmentIssue | None:
    """The issue; none if the form asks for its title, which then stands in it to be looked at."""
    chosen = form.cleaned_data
    if chosen["issue"] is not None:
        return drafting.add_sources(chosen["issue"], by=by, sources=form.sources)
    words, is_only = form.words()
    if words and not chosen["title"] and not is_only:
        form.suggest(words)
        return None
    return drafting.draft_issue(
        workshop,
        by=by,
        client_id=chosen["client_id"],
        title=chosen["title"] or words,
        sources=form.sources,
        seen=chosen["seen"],
    )


def _page(
    request: HttpRequest,
    workshop: Workshop,
    *,
    form: DraftForm | None = None,
    refused: dict[int, TakeUpForm] | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    """For `?part=1` only what follows the stream."""
    form = form or DraftForm(workshop=workshop, initial=DraftForm.blank())
    context = {
        "workshop": workshop,
        "followed": followed(workshop),
        "part": f"{reverse('direction:direct', args=[workshop.code])}?part=1",
        "direction": direction_of(workshop, refused=refused),
        "form": form,
        "ticked": form.ticked(),
        "notice": notice,
    }
    template = "analysis/direct_part.html" if "part" in request.GET else "analysis/direct.html"
    return render(request, template, context, status=status)


def _not_drafted(
    request: HttpRequest, workshop: Workshop, form: DraftForm, *, status: int = 422
) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"error": form.sentences()}, status=status)
    return _page(request, workshop, form=form, status=status)


def _not_taken(
    request: HttpRequest, proposal: Proposal, form: TakeUpForm, *, status: int = 422
) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"error": form.sentences()}, status=status)
    if status == 409:
        return _page(request, proposal.workshop, notice=form.sentences(), status=status)
    return _page(request, proposal.workshop, refused={proposal.pk: form}, status=status)


def _refused(
    request: HttpRequest, workshop: Workshop, sentence: str, *, status: int
) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"error": sentence}, status=status)
    return _page(request, workshop, notice=sentence, status=status)


def _done(request: HttpRequest, workshop: Workshop, issue: DevelopmentIssue) -> HttpResponse:
    anchor = f"issue-{issue.pk}"
    if wants_json(request):
        return JsonResponse({"id": anchor})
    return SeeOther(f"{reverse('direction:direct', args=[workshop.code])}#{anchor}")
