"""Comments at the desk: written for the room, hidden, shown again, approved."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from steepi_portal.http import SeeOther, wants_json
from workshops import access
from workshops.domain import comments
from workshops.domain.errors import WorkshopError
from workshops.domain.support import Target
from workshops.enums import HiddenReason
from workshops.forms_sort import HideCommentForm, RemarkForm, first_error
from workshops.models import Comment, Workshop
from workshops.pages.sort_page import done, refused, sheet, waiting_comments


@require_safe
def waiting(request: HttpRequest, code: str) -> HttpResponse:
    """Comments on cards and clusters that wait for approval, oldest first."""
    workshop = access.workshop_run_by(request, code)
    related = ("participant__district", "factor", "cluster")
    found = waiting_comments(workshop).select_related(*related).order_by("created_at", "pk")
    return sheet(request, workshop, "waiting", {"waiting": found, "reasons": HiddenReason})


@require_POST
def add_remark(request: HttpRequest, code: str, kind: str, pk: int) -> HttpResponse:
    """A facilitator's comment on a card or a cluster; it waits for nobody."""
    workshop = access.workshop_run_by(request, code)
    target, form = _target(workshop, kind, pk), RemarkForm(request.POST)
    if not form.is_valid():
        return refused(request, workshop, first_error(form), status=422)
    try:
        comments.add_comment(access.account(request), target, **form.cleaned_data)
    except WorkshopError as error:
        return refused(request, workshop, str(error), status=error.status)
    return _done(request, workshop, _address(workshop, kind, pk), said=_("Your comment is there."))


@require_POST
def hide_comment(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    comment, form = access.comment_of(workshop, pk), HideCommentForm(request.POST)
    if not form.is_valid():
        sentence = _("This reason is unknown. Choose one from the list.")
        return refused(request, workshop, sentence, status=422)
    by, reason = access.account(request), form.cleaned_data["reason"]
    comments.hide_comment(comment, by=by, reason=reason)
    return _moderated(request, workshop, comment, said=_("Hidden from everybody but the desk."))


@require_POST
def restore_comment(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    comment = access.comment_of(workshop, pk)
    comments.restore_comment(comment, by=access.account(request))
    return _moderated(request, workshop, comment, said=_("Everybody reads it again."))


@require_POST
def approve_comment(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    comment = access.comment_of(workshop, pk)
    comments.approve_comment(comment, by=access.account(request))
    return _moderated(request, workshop, comment, said=_("Everybody reads it now."))


def _target(workshop: Workshop, kind: str, pk: int) -> Target:
    if kind == "factor":
        return access.factor_on_board(workshop, pk)
    if kind == "cluster":
        return access.cluster_of(workshop, pk)
    raise Http404


def _address(workshop: Workshop, kind: str, pk: int) -> str:
    name = "sort-card" if kind == "factor" else "sort-cluster"
    return reverse(f"workshops:{name}", args=[workshop.code, pk])


def _moderated(
    request: HttpRequest, workshop: Workshop, comment: Comment, *, said: str
) -> HttpResponse:
    if comment.factor_id:
        return _done(request, workshop, _address(workshop, "factor", comment.factor_id), said=said)
    if comment.cluster_id:
        address = _address(workshop, "cluster", comment.cluster_id)
        return _done(request, workshop, address, said=said)
    address = reverse("workshops:desk-challenges", args=[workshop.code])
    return _done(request, workshop, address, said=said)


def _done(request: HttpRequest, workshop: Workshop, address: str, *, said: str) -> HttpResponse:
    if wants_json(request) or request.POST.get("back"):
        return done(request, workshop, said=said)
    return SeeOther(f"{address}#thread")
