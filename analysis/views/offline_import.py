"""A file on its way in: which columns hold what, what each row becomes, and letting it in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from analysis.domain import offline as domain
from analysis.forms_offline import ColumnsForm, SheetForm, sample_of
from analysis.models import Upload, UploadKind
from analysis.offline.preview import Mark, Preview, hint_at_similar, page_of
from analysis.offline.reading import Sheet, column_letter, guess_at, reading_of, sheets_of, shown
from analysis.views.offline import offline_page
from steepi_portal.http import SeeOther
from workshops import access
from workshops.domain.errors import WorkshopError
from workshops.models import Workshop

PER_PAGE = 100
SHOWS = {
    "all": frozenset(Mark),
    "faulty": frozenset({Mark.FAULTY}),
    "there": frozenset({Mark.CAME, Mark.AGAIN, Mark.THERE, Mark.TWICE}),
}


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Which sheet, which headings, which column holds what. `look` reads the headings anew."""
    workshop = access.workshop_run_by(request, code)
    upload = _upload(workshop, key)
    if upload is None or upload.applied_at is not None:
        return _gone(request, workshop, upload)
    sheets = shown(sheets_of(upload.book))
    reading = reading_of(upload.reading)
    sheet = next(one for one in sheets if one.name == reading.sheet)
    looks = request.POST.get("act") == "look"
    sheet_form = SheetForm(request.POST if looks else None, sheets=sheets, reading=reading)
    said = request.POST if request.method == "POST" and not looks else None
    form = ColumnsForm(said, sheet=sheet, reading=reading, workshop=workshop)
    if looks and sheet_form.is_valid():
        named = sheet_form.sheets[sheet_form.cleaned_data["sheet"]]
        fresh = guess_at(named, sheet_form.cleaned_data["head"], workshop)
        return _said(request, upload, lambda: domain.say_reading(upload, fresh), "offline-columns")
    if said is not None and form.is_valid():
        fresh = form.as_reading()
        return _said(request, upload, lambda: domain.say_reading(upload, fresh), "offline-preview")
    context = _columns_context(workshop, upload, sheet, sheet_form, form)
    status = 422 if request.method == "POST" else 200
    return render(request, "analysis/offline_columns.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Every row with what it becomes. POST keeps what is ticked; `import` lets them in."""
    workshop = access.workshop_run_by(request, code)
    upload = _upload(workshop, key)
    if upload is None or upload.applied_at is not None:
        return _gone(request, workshop, upload)
    if reading_of(upload.reading).missing():
        return SeeOther(reverse("analysis:offline-columns", args=[workshop.code, upload.key]))
    if request.method != "POST":
        return _preview_page(request, workshop, upload)
    shown_rows, ticked = _numbers(request, "shown"), _numbers(request, "row")
    try:
        upload = domain.say_ticks(upload, shown=shown_rows, ticked=ticked)
        if "import" not in request.POST:
            return SeeOther(_address(upload, request.POST.get("go", "")))
        seal = request.POST.get("seal", "")
        made = domain.let_in(upload, by=access.account(request), seal=seal)
    except domain.FileGone as error:
        return offline_page(request, workshop, problem=str(error), status=error.status)
    except domain.ImportedMeanwhile as error:
        return offline_page(request, workshop, problem=str(error), status=error.status)
    except WorkshopError as error:
        problem, status = str(error), error.status
        return _preview_page(request, workshop, upload, problem=problem, status=status)
    total = made.factors.count()
    said = ngettext(
        "%(n)s factor of “%(name)s” is in.", "%(n)s factors of “%(name)s” are in.", total
    )
    messages.info(request, said % {"n": total, "name": made.file_name})
    return SeeOther(f"{reverse('analysis:offline', args=[workshop.code])}#imports")


def _upload(workshop: Workshop, key: UUID) -> Upload | None:
    found = Upload.objects.kept().filter(workshop=workshop, kind=UploadKind.FACTORS, key=key)
    return found.select_related("workshop", "uploaded_by").first()


def _gone(request: HttpRequest, workshop: Workshop, upload: Upload | None) -> HttpResponse:
    """After the back button, or in somebody else's browser."""
    error = domain.FileGone() if upload is None else domain.ImportedMeanwhile()
    status = error.status if request.method == "POST" or upload is None else 200
    return offline_page(request, workshop, problem=str(error), status=status)


def _said(request: HttpRequest, upload: Upload, do: Any, then: str) -> HttpResponse:
    try:
        do()
    except WorkshopError as error:
        return offline_page(request, upload.workshop, problem=str(error), status=error.status)
    return SeeOther(reverse(f"analysis:{then}", args=[upload.workshop.code, upload.key]))


def _columns_context(
    workshop: Workshop, upload: Upload, sheet: Sheet, sheet_form: SheetForm, form: ColumnsForm
) -> dict[str, Any]:
    return {
        "workshop": workshop,
        "upload": upload,
        "sheet": sheet,
        "sample": sample_of(sheet),
        "letters": [column_letter(at) for at in range(sheet.width)],
        "head": reading_of(upload.reading).head,
        "sheet_form": sheet_form,
        "form": form,
    }


def _preview_page(
    request: HttpRequest,
    workshop: Workshop,
    upload: Upload,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    found = domain.preview_of_upload(upload)
    show, number = _place(request.GET)
    rows = [one for one in found.rows if one.mark in SHOWS[show]]
    pages = max(1, -(-len(rows) // PER_PAGE))
    number = min(number, pages)
    page = page_of(rows, number, size=PER_PAGE)
    hint_at_similar(page, workshop)
    context = {
        "workshop": workshop,
        "upload": upload,
        "reading": reading_of(upload.reading),
        "preview": found,
        "page": page,
        "problem": problem,
        "show": show,
        "shows": _shows(found, show),
        "number": number,
        "pages": pages,
        "before": _go(show, number - 1) if number > 1 else "",
        "after": _go(show, number + 1) if number < pages else "",
        "here": _go(show, number),
    }
    return render(request, "analysis/offline_preview.html", context, status=status)


def _shows(found: Preview, chosen: str) -> list[tuple[str, str, int, bool]]:
    """The kinds of rows to look at: address, words, how many, and whether it is this one."""
    words = {"all": _("All rows"), "faulty": _("With errors"), "there": _("There already")}
    counted = {
        name: sum(found.counts[mark.value] for mark in marks) for name, marks in SHOWS.items()
    }
    return [
        (_go(name, 1), words[name], counted[name], name == chosen)
        for name in SHOWS
        if counted[name] or name in ("all", chosen)
    ]


def _go(show: str, number: int) -> str:
    return urlencode({"show": show, "page": str(number)})


def _address(upload: Upload, go: str) -> str:
    """The preview at the place that a button named; anything else is its first page."""
    page = reverse("analysis:offline-preview", args=[upload.workshop.code, upload.key])
    known = go and all(part.split("=")[0] in ("show", "page") for part in go.split("&"))
    return f"{page}?{go}" if known and go.isascii() and "\n" not in go else page


def _place(query: Any) -> tuple[str, int]:
    show, number = query.get("show", "all"), query.get("page", "1")
    is_number = number.isascii() and number.isdecimal() and len(number) < 6
    return show if show in SHOWS else "all", max(1, int(number)) if is_number else 1


def _numbers(request: HttpRequest, name: str) -> set[int]:
    """The row numbers that a form sent; anything else is passed over."""
    sent = request.POST.getlist(name)
    return {int(one) for one in sent if one.isascii() and one.isdecimal() and len(one) < 8}
