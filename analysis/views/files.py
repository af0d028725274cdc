"""Files: asked for, made at once or by a worker, fetched by whoever asked for them."""

from __future__ import annotations

import tempfile
import uuid
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analysis import jobs
from analysis.domain import files
from analysis.file_sizes import rows_of
from analysis.files import FileJob, FileKind, FileState
from analysis.forms_files import FileForm
from analysis.makers import CONTENT_TYPES, make
from analysis.selection import Selection, selection_of
from analysis.wishes import Wish, taste_of, wish_of
from analysis.workbook.names import attachment
from workshops import access
from workshops.domain.errors import WorkshopError
from workshops.models import User, Workshop

Answer = TypeVar("Answer", HttpResponse, StreamingHttpResponse)
OF_A_WORKSHOP = [
    FileKind.WORKBOOK,
    FileKind.MINUTES,
    FileKind.ANNEX,
    FileKind.BRIEFS,
    FileKind.ROUND_TRIP,
]
OF_A_PLAN = [FileKind.WORKBOOK, FileKind.BRIEFS, FileKind.ANNEX]
LISTED = 50


@require_http_methods(["GET", "HEAD", "POST"])
def workshop_files(request: HttpRequest, code: str) -> HttpResponse:
    """The files of one workshop: a small one is the answer, a large one is queued."""
    workshop = access.workshop_read_by(request, code)
    user = access.account(request)
    form = _form(request, user, OF_A_WORKSHOP)
    context: dict[str, Any] = {"workshop": workshop, "here": "files", "form": form}
    if request.method == "POST" and form.is_valid():
        wish = _wish(form, user, [workshop], filters="", is_plan=False)
        return _given(request, wish, user, "analysis/files_workshop.html", context)
    status = 422 if form.is_bound else 200
    return render(request, "analysis/files_workshop.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_files(request: HttpRequest, cycle: int) -> HttpResponse:
    """The files of the workshops that the address picks."""
    plan_cycle = access.plan_cycle_read_by(request, cycle)
    user = access.account(request)
    selection = selection_of(request.GET, user=user, cycle=plan_cycle)
    form = _form(request, user, OF_A_PLAN)
    context: dict[str, Any] = {"selection": selection, "here": "files", "form": form}
    if request.method == "POST" and selection.workshops and form.is_valid():
        filters = _filters(selection)
        wish = _wish(form, user, selection.workshops, filters=filters, is_plan=True)
        return _given(request, wish, user, "analysis/files_plan.html", context)
    status = 422 if form.is_bound else selection.status
    return render(request, "analysis/files_plan.html", context, status=status)


@require_safe
def downloads(request: HttpRequest) -> HttpResponse:
    """The files that this account has asked for."""
    user = access.planner_or_facilitator(request)
    files.sweep_files()
    jobs.wake_worker()
    listed = FileJob.objects.of(user).select_related("cycle").prefetch_related("workshops")
    rows = list(listed.newest_first()[:LISTED])
    context = {"jobs": rows, "is_moving": any(job.is_open for job in rows)}
    return render(request, "analysis/downloads.html", context)


@require_safe
def fetch(request: HttpRequest, key: uuid.UUID) -> HttpResponse | StreamingHttpResponse:
    """A finished file, for whoever asked for it and may still read what is in it."""
    user = access.planner_or_facilitator(request)
    job = _own(user, key)
    if job.state != FileState.DONE or not job.kept_until or job.kept_until <= timezone.now():
        return render(request, "analysis/file_gone.html", {"job": job}, status=410)
    if not jobs.may_fetch(job):
        raise Http404
    if request.method == "GET":
        files.note_fetched(job.workshops.all(), by=user, kind=job.kind)
    response = StreamingHttpResponse(
        jobs.body_of(job), content_type=CONTENT_TYPES[FileKind(job.kind)]
    )
    response["Content-Length"] = str(job.size)
    return _as_file(response, job.file_name, _plain(job))


@require_POST
def cancel(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Stop making a file, or erase a finished one."""
    user = access.planner_or_facilitator(request)
    files.cancel_file(_own(user, key))
    return redirect("analysis:downloads")


def _form(request: HttpRequest, user: User, kinds: list[FileKind]) -> FileForm:
    data = request.POST if request.method == "POST" else None
    names = user.may_export_names
    return FileForm(data, kinds=kinds, taste=taste_of(user), may_have_names=names)


def _wish(
    form: FileForm, user: User, workshops: list[Workshop], *, filters: str, is_plan: bool
) -> Wish:
    files.like_files_so(user, **form.looks)
    return wish_of(
        FileKind(form.cleaned_data["kind"]),
        workshops[0].plan_cycle,
        workshops,
        user=user,
        names=form.cleaned_data.get("names", False),
        filters=filters,
        is_plan=is_plan,
    )


def _given(
    request: HttpRequest, wish: Wish, user: User, template: str, context: dict[str, Any]
) -> HttpResponse:
    """The file itself while it is small, else the page on which it can be waited for."""
    rows = rows_of(wish)
    try:
        if rows <= settings.FILE_JOB_ROWS:
            return _made(wish, user)
        files.ask_for_file(wish, by=user, rows=rows)
    except WorkshopError as error:
        context["problem"] = str(error)
        return render(request, template, context, status=error.status)
    jobs.wake_worker()
    messages.info(request, _("The file is large and is being made. You can go on meanwhile."))
    return redirect(reverse("analysis:downloads"), permanent=False)


def _made(wish: Wish, user: User) -> HttpResponse:
    with tempfile.TemporaryDirectory(prefix="steepi-") as folder:
        out = Path(folder) / "file"
        made = make(wish, out)
        response = HttpResponse(out.read_bytes(), content_type=CONTENT_TYPES[wish.kind])
    files.note_fetched(wish.workshops, by=user, kind=wish.kind)
    plain = f"steepi-{wish.kind}-{wish.workshops[0].code}{Path(made.name).suffix}"
    return _as_file(response, made.name, plain)


def _as_file(response: Answer, name: str, plain: str) -> Answer:
    response["Content-Disposition"] = attachment(name, plain)
    response["Cache-Control"] = "no-store"
    return response


def _filters(selection: Selection) -> str:
    """How the workshops were picked, in words for the read-me."""
    if not selection.is_narrowed:
        return ""
    form = selection.form
    said = []
    for name in form.changed_data:
        value = form.cleaned_data[name]
        labels = dict(getattr(form.fields[name], "choices", ()))
        chosen = value if isinstance(value, list) else [value]
        words = ", ".join(str(labels.get(one, one)) for one in chosen)
        said.append(f"{form.fields[name].label}: {words}")
    return " · ".join(said)


def _plain(job: FileJob) -> str:
    return f"steepi-{job.kind}-{job.asked_at:%Y-%m-%d}{Path(job.file_name).suffix}"


def _own(user: User, key: uuid.UUID) -> FileJob:
    job = FileJob.objects.of(user).filter(key=key).first()
    if job is None:
        raise Http404
    return job
