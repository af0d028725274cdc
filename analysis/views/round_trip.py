"""Indicators and projects to a workbook and back: download, upload, preview, let in."""

from __future__ import annotations

import tempfile
import uuid
from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analysis.domain import plan_import, uploads
from analysis.domain.files import note_fetched
from analysis.domain.plan_import import Change
from analysis.files import FileKind, Upload, UploadKind
from analysis.forms_round_trip import DecisionForm, PlanFileForm
from analysis.importing.bad_files import BadFile
from analysis.importing.book import from_plain
from analysis.importing.reading import digest_of, read_book
from analysis.makers import XLSX, make
from analysis.round_trip.changes import decided, preview_of
from analysis.round_trip.preview import Preview
from analysis.round_trip.reading import read_upload
from analysis.wishes import wish_of
from analysis.workbook.names import attachment
from workshops import access
from workshops.domain.errors import WorkshopError
from workshops.models import Workshop

TAKE, REMOVE, LEAVE = "take:", "remove:", "leave:"  # what the names of the boxes begin with


@require_safe
def round_trip(request: HttpRequest, code: str) -> HttpResponse:
    """How it goes, the download, and the upload."""
    workshop = access.workshop_read_by(request, code)
    return _page(request, workshop, PlanFileForm())


@require_safe
def download(request: HttpRequest, code: str) -> HttpResponse:
    """The workbook for editing."""
    workshop = access.workshop_read_by(request, code)
    user = access.account(request)
    wish = wish_of(FileKind.ROUND_TRIP, workshop.plan_cycle, [workshop], user=user)
    with tempfile.TemporaryDirectory(prefix="steepi-") as folder:
        out = Path(folder) / "file"
        made = make(wish, out)
        response = HttpResponse(out.read_bytes(), content_type=XLSX)
    if request.method == "GET":
        note_fetched([workshop], by=user, kind=wish.kind)
    plain = f"steepi-plan-{workshop.code}.xlsx"
    response["Content-Disposition"] = attachment(made.name, plain)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def upload(request: HttpRequest, code: str) -> HttpResponse:
    """Read the file and keep it, so that what it would change can be looked at."""
    workshop = access.workshop_read_by(request, code)
    form = PlanFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, workshop, form, status=422)
    file = form.cleaned_data["file"]
    data = file.read()
    try:
        book = read_book(data, file_name=file.name)
        read_upload(book, workshop)
    except (BadFile, WorkshopError) as error:
        form.add_error("file", str(error))
        return _page(request, workshop, form, status=error.status)
    user = access.account(request)
    kept = uploads.keep_upload(
        workshop,
        UploadKind.PLAN,
        by=user,
        file_name=file.name,
        digest=digest_of(data),
        book=book.plain(),
    )
    return redirect("analysis:round-trip-preview", code=workshop.code, key=kept.key)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, code: str, key: uuid.UUID) -> HttpResponse:
    """What the file would change now; a POST lets in what was looked at."""
    workshop = access.workshop_read_by(request, code)
    kept = Upload.objects.kept().filter(workshop=workshop, kind=UploadKind.PLAN, key=key).first()
    if kept is None or kept.applied_at is not None:
        messages.warning(request, str(plan_import.AppliedAlready()) if kept else _gone())
        return redirect("analysis:round-trip", code=workshop.code)
    found = preview_of(read_upload(from_plain(kept.book), workshop), workshop)
    if request.method != "POST":
        return _preview(request, workshop, kept, found)
    form = DecisionForm(request.POST)
    if not form.is_valid() or form.cleaned_data["seal"] != found.seal:
        words = plan_import.LookAgain()
        return _preview(request, workshop, kept, found, problem=str(words), status=409)
    return _let_in(request, workshop, kept, found, form)


@require_POST
def put_away(request: HttpRequest, code: str, key: uuid.UUID) -> HttpResponse:
    """Forget the file; nothing has changed."""
    workshop = access.workshop_read_by(request, code)
    kept = Upload.objects.kept().filter(workshop=workshop, kind=UploadKind.PLAN, key=key).first()
    if kept is not None and kept.applied_at is None:
        uploads.put_away(kept)
    return redirect("analysis:round-trip", code=workshop.code)


def _let_in(
    request: HttpRequest, workshop: Workshop, kept: Upload, found: Preview, form: DecisionForm
) -> HttpResponse:
    if found.problems:
        return _preview(request, workshop, kept, found, status=422)
    taken, gone, left = form.ticked(TAKE), form.ticked(REMOVE), form.ticked(LEAVE)
    changes = []
    for step in [one for one in found.steps if one.name not in left]:
        begins = f"{step.name}:"
        units = {one.removeprefix(begins) for one in taken if one.startswith(begins)}
        try:
            said = decided(step, units)
        except WorkshopError as error:
            return _preview(request, workshop, kept, found, problem=str(error), status=error.status)
        if said is not None:
            changes.append(Change(step.kind, step.issue, step.row, step.version, said))
    for one in found.missing:
        if f"{one.kind}-{one.row.pk}" in gone:
            changes.append(Change(one.kind, one.row.issue, one.row, one.row.version, None))
    try:
        total = plan_import.let_in(kept, by=access.account(request), changes=changes)
    except WorkshopError as error:
        fresh = preview_of(read_upload(from_plain(kept.book), workshop), workshop)
        return _preview(request, workshop, kept, fresh, problem=str(error), status=error.status)
    words = ngettext(
        "%(n)s row of the plan has changed.", "%(n)s rows of the plan have changed.", total
    )
    messages.success(request, words % {"n": total})
    return redirect(reverse("analysis:plan", args=[workshop.code]))


def _page(
    request: HttpRequest, workshop: Workshop, form: PlanFileForm, *, status: int = 200
) -> HttpResponse:
    kept = Upload.objects.kept().filter(workshop=workshop, kind=UploadKind.PLAN, applied_at=None)
    context = {
        "workshop": workshop,
        "here": "files",
        "form": form,
        "uploads": kept.select_related("uploaded_by").defer("book").order_by("-uploaded_at", "-pk"),
    }
    return render(request, "analysis/round_trip.html", context, status=status)


def _preview(
    request: HttpRequest,
    workshop: Workshop,
    kept: Upload,
    found: Preview,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "workshop": workshop,
        "here": "files",
        "upload": kept,
        "preview": found,
        "problem": problem,
        "take": TAKE,
        "remove": REMOVE,
        "leave": LEAVE,
        "ticked": set(request.POST),
    }
    return render(request, "analysis/round_trip_preview.html", context, status=status)


def _gone() -> str:
    return _("This file is not kept any more. Upload it again.")
