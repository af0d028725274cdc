"""Factors from places without a network: paper form, template, and the files that came back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analysis.domain import offline as domain
from analysis.domain import uploads
from analysis.forms_offline import UploadForm
from analysis.importing.bad_files import BadFile
from analysis.importing.reading import digest_of, read_book
from analysis.models import Upload, UploadKind
from analysis.offline.paper import paper_of
from analysis.offline.reading import guess, shown, template_code
from analysis.offline.stored import as_sheets, kept
from analysis.workbook.collect import template_bytes
from analysis.workbook.names import attachment, shortened
from steepi_portal.http import SeeOther, public_url
from workshops import access
from workshops.domain import imports
from workshops.domain.errors import WorkshopError
from workshops.links import participants_url
from workshops.models import Factor, FactorImport, Participant, User, Workshop
from workshops.qr import drawing_of
from workshops.years import short_date

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def offline(request: HttpRequest, code: str) -> HttpResponse:
    """What to take to the district, what came back, and who let it in."""
    workshop = access.workshop_read_by(request, code)
    return offline_page(request, workshop)


@require_safe
def template(request: HttpRequest, code: str) -> HttpResponse:
    """The workbook to fill in without a network."""
    workshop = access.workshop_read_by(request, code)
    page = public_url(request, reverse("analysis:offline", args=[workshop.code]))
    parts = [_("Factor template"), shortened(workshop.title, 40), short_date(workshop.held_on)]
    name = attachment(f"{' '.join(parts)}.xlsx", f"steepi-template-{workshop.code}.xlsx")
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    body = template_bytes(workshop, address=page)
    return HttpResponse(body, content_type=XLSX, headers=headers)


@require_safe
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """The form to print: `?copies=N&from=M` numbers them."""
    workshop = access.workshop_read_by(request, code)
    context = {
        "workshop": workshop,
        "paper": paper_of(request.GET, workshop),
        "qr": drawing_of(participants_url(request, workshop)),
        "find": public_url(request, reverse("workshops:find")),
    }
    return render(request, "analysis/offline_paper.html", context)


@require_POST
def upload(request: HttpRequest, code: str) -> HttpResponse:
    """Read a file and keep it, so that its columns can be chosen and its rows be looked at."""
    workshop = access.workshop_run_by(request, code)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return offline_page(request, workshop, problem=" ".join(form.sentences), status=422)
    file = form.cleaned_data["file"]
    data = file.read()
    try:
        sheets = as_sheets(read_book(data, file_name=file.name))
    except BadFile as error:
        return offline_page(request, workshop, problem=str(error), status=error.status)
    problem = _unusable(sheets, workshop)
    if problem:
        return offline_page(request, workshop, problem=problem, status=422)
    made = uploads.keep_upload(
        workshop,
        UploadKind.FACTORS,
        by=access.account(request),
        file_name=file.name,
        digest=digest_of(data),
        book=kept(sheets),
        reading=domain.kept_reading(guess(shown(sheets), workshop)),
    )
    is_ours = bool(template_code(sheets))
    step = "analysis:offline-preview" if is_ours else "analysis:offline-columns"
    return SeeOther(reverse(step, args=[workshop.code, made.key]))


@require_POST
def put_away(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    found = (
        Upload.objects.kept().filter(workshop=workshop, kind=UploadKind.FACTORS, key=key).first()
    )
    if found is not None and found.applied_at is None:
        uploads.put_away(found)
    return SeeOther(reverse("analysis:offline", args=[workshop.code]))


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """GET says what would go; POST takes it back."""
    workshop = access.workshop_run_by(request, code)
    found = _imports(workshop).filter(number=number).first()
    if found is None:
        raise Http404
    if request.method != "POST":
        return _take_back_page(request, workshop, found)
    try:
        imports.take_back(found, by=access.account(request))
    except WorkshopError as error:
        return _take_back_page(request, workshop, found, problem=str(error), status=error.status)
    said = _("The file “%(name)s” is taken back. It can be imported again.")
    messages.info(request, said % {"name": found.file_name})
    return SeeOther(f"{reverse('analysis:offline', args=[workshop.code])}#imports")


def offline_page(
    request: HttpRequest, workshop: Workshop, *, problem: str = "", status: int = 200
) -> HttpResponse:
    user = access.account(request)
    waiting = (
        Upload.objects.kept()
        .filter(workshop=workshop, kind=UploadKind.FACTORS, applied_at=None)
        .defer("book")
    )
    context: dict[str, Any] = {
        "workshop": workshop,
        "may_run": may_run(user, workshop),
        "form": UploadForm(),
        "problem": problem,
        "waiting": waiting.select_related("uploaded_by").order_by("-uploaded_at", "-pk"),
        "imports": _imports(workshop).order_by("-number"),
    }
    return render(request, "analysis/offline.html", context, status=status)


def may_run(user: User, workshop: Workshop) -> bool:
    """Whether this reader of the workshop also steers it: only then files come in."""
    runs = user.is_facilitator or user.is_superuser
    return runs and Workshop.objects.run_by(user).filter(pk=workshop.pk).exists()


def _imports(workshop: Workshop) -> QuerySet[FactorImport]:
    """With how many factors came, and of how many people."""
    rows = workshop.imports.select_related("imported_by", "taken_back_by")
    found: QuerySet[FactorImport] = rows.annotate(
        factors_total=_count_of(Factor.objects.filter(from_import=OuterRef("pk"))),
        people_total=_count_of(Participant.objects.filter(from_import=OuterRef("pk"))),
    )
    return found


def _count_of(rows: QuerySet[Any]) -> Coalesce:
    """A correlated count: two joined ones would multiply each other."""
    counted = rows.order_by().values("from_import").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _unusable(sheets: list[Any], workshop: Workshop) -> str:
    """Why a file that can be read is no use here; "" if it is."""
    theirs = template_code(sheets)
    if theirs and theirs != workshop.code:
        sentence = _(
            "This template belongs to the workshop %(code)s. Upload it there, or copy its rows "
            "into the template of this one."
        )
        return sentence % {"code": theirs}
    usable = shown(sheets)
    if not usable:
        return _("The file has no rows. Choose the one with the factors.")
    return ""


def _take_back_page(
    request: HttpRequest,
    workshop: Workshop,
    found: FactorImport,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    if not problem and imports.merged_with_others(found):
        problem = str(imports.PeopleMergedMeanwhile())
    context = {"workshop": workshop, "found": found, "problem": problem, "hangs": _hangs(found)}
    return render(request, "analysis/offline_take_back.html", context, status=status)


def _hangs(found: FactorImport) -> list[str]:
    """What hangs on the factors of a file, in words. Four queries."""
    standing = Factor.objects.filter(from_import=found, withdrawn_at=None)
    counts = {
        "clusters": standing.aggregate(n=Count("cluster", distinct=True))["n"],
        "agreed": standing.filter(support__isnull=False).distinct().count(),
        "commented": standing.filter(comments__isnull=False).distinct().count(),
        "same": Factor.objects.filter(merged_into__in=standing, withdrawn_at=None)
        .exclude(from_import=found)
        .count(),
    }
    sentences = {
        "clusters": ngettext(
            "They lie in %(n)s cluster. It stays, without them.",
            "They lie in %(n)s clusters. Those stay, without them.",
            counts["clusters"],
        ),
        "agreed": ngettext(
            "Somebody agreed with %(n)s of them.",
            "People agreed with %(n)s of them.",
            counts["agreed"],
        ),
        "commented": ngettext(
            "Somebody commented on %(n)s of them.",
            "People commented on %(n)s of them.",
            counts["commented"],
        ),
        "same": ngettext(
            "%(n)s other factor that says the same stands for itself again.",
            "%(n)s other factors that say the same stand for themselves again.",
            counts["same"],
        ),
    }
    return [sentences[name] % {"n": n} for name, n in counts.items() if n]
