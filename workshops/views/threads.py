"""Comments on a phone: what is said of a factor, a cluster or a challenge, and saying it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from steepi_portal.http import SeeOther, sent_id, wants_json
from workshops import access
from workshops.domain import comments as said
from workshops.domain.arrangement import thread_of
from workshops.domain.errors import WorkshopError
from workshops.domain.support import (
    NothingThere,
    Target,
    kind_of,
    standing_together,
    supporters,
    together,
)
from workshops.forms_together import CommentForm
from workshops.models import Challenge, Cluster, Comment, Factor, Participant
from workshops.pages.together_page import (
    Reader,
    Said,
    is_shown,
    page_context,
    part_context,
    reader_of,
)

read_or_send = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class ShownComment:
    comment: Comment
    is_own: bool


@never_cache
@require_safe
def thread(request: HttpRequest, code: str, kind: str, pk: int) -> HttpResponse:
    """The whole page; with `?part=1` its list."""
    participant = access.participant_of(request, code)
    reader = reader_of(request, participant)
    target = access.target_of(reader.workshop, kind, pk)
    if request.GET.get("part"):
        return render(request, "workshops/thread.html#list", _list_context(reader, target))
    return _thread_page(request, reader, target, _blank(target))


@require_POST
def add_comment(request: HttpRequest, code: str) -> HttpResponse:
    """303 to the thread, or JSON with the entry's own number, from which the phone knows."""
    participant = access.participant_of(request, code)
    form = CommentForm(request.POST)
    valid = form.is_valid()
    try:
        reader = reader_of(request, participant)
        kind, pk = (form.cleaned_data.get(name) for name in ("kind", "pk"))
        target = access.target_of(reader.workshop, str(kind), int(pk or 0))
    except Http404:
        if not wants_json(request):
            raise
        return _refused(request, str(NothingThere()), status=NothingThere.status)
    if not valid:
        return _not_added(request, reader, target, form)
    try:
        comment, new = said.add_comment(reader.person, target, **form.words)
    except WorkshopError as error:
        form.refuse(error)
        return _not_added(request, reader, target, form, status=error.status)
    if wants_json(request):
        answer = {"client_id": str(comment.client_id), "saved": comment.pk}
        return JsonResponse(answer | {"waits": comment.is_waiting}, status=201 if new else 200)
    waits = _("Your comment is saved. The facilitator looks at it first.")
    messages.success(request, waits if comment.is_waiting else _("Your comment is saved."))
    return _see_thread(reader, target)


@read_or_send
def withdraw_comment(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """POST withdraws an own comment. GET is a reload there: back to the clusters."""
    comment = access.own_comment_of(request, code, pk)
    if request.method != "POST":
        return SeeOther(reverse("workshops:clusters", args=[code]))
    participant = access.participant_of(request, code)
    reader = reader_of(request, participant)
    target = comment.factor or comment.cluster or comment.challenge
    assert target
    try:
        said.withdraw_comment(comment, by=_writer(comment))
    except WorkshopError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Your comment is withdrawn."))
    return _see_thread(reader, target)


def _writer(comment: Comment) -> Participant:
    assert comment.participant
    return comment.participant


def _blank(target: Target) -> CommentForm:
    initial = {"client_id": uuid.uuid4(), "kind": kind_of(target), "pk": target.pk}
    return CommentForm(initial=initial)


def _not_added(
    request: HttpRequest,
    reader: Reader,
    target: Target,
    form: CommentForm,
    *,
    status: int = 422,
) -> HttpResponse:
    """Say why, and give back everything that was typed."""
    if wants_json(request):
        return _refused(request, form.first_error, status=status)
    if status == 409 or "client_id" in form.errors:
        form.renew()
    return _thread_page(request, reader, target, form, status=status)


def _refused(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse:
    return JsonResponse({"client_id": sent_id(request), "error": sentence}, status=status)


def _thread_page(
    request: HttpRequest, reader: Reader, target: Target, form: CommentForm, *, status: int = 200
) -> HttpResponse:
    context = _list_context(reader, target) | page_context(reader) | {"form": form}
    return render(request, "workshops/thread.html", context, status=status)


def _list_context(reader: Reader, target: Target) -> dict[str, Any]:
    """What is said of it, and of all that stands as one with it. Five queries."""
    kind = kind_of(target)
    context = part_context(reader) | {"kind": kind, "pk": target.pk}
    if not is_shown(reader.workshop):
        return context
    members = standing_together(reader.workshop, target)
    writers = _writers(target, members)
    found = thread_of(reader.workshop, kind, writers)
    shown = [
        ShownComment(comment, comment.participant_id in reader.entries)
        for comment in found
        if comment.is_shown or comment.participant_id in reader.entries
    ]
    total = sum(one.comment.is_shown for one in shown)
    agreeing = together(supporters(reader.workshop, kind), members)
    own = any(who in reader.entries for who in writers.values())
    counted = Said(kind, target.pk, len(agreeing), total, reader.person.pk in agreeing, own)
    return context | {"target": target, "said": counted, "comments": shown}


def _writers(target: Target, members: list[int]) -> dict[int, int | None]:
    """Who wrote each of these that everybody may see; what is said of hidden ones is not shown."""
    if isinstance(target, Factor):
        shown = Factor.objects.on_board().filter(pk__in=members)
        return dict(shown.values_list("pk", "participant_id"))
    return dict.fromkeys(members, target.participant_id if isinstance(target, Challenge) else None)


def _see_thread(reader: Reader, target: Factor | Cluster | Challenge) -> SeeOther:
    args = [reader.workshop.code, kind_of(target), target.pk]
    return SeeOther(reverse("workshops:thread", args=args) + reader.query)
