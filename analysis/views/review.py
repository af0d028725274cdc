"""How far each row of the plan is: gaps, status, comments, history. No data frame needed."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from analysis.domain.judging import judge_row
from analysis.domain.row_comments import add_comment, settle_comment
from analysis.domain.versions import Restored, restore_version
from analysis.fact_words import gone_words
from analysis.forms_review import CommentForm, JudgeForm, SettleForm, VersionForm
from analysis.gap_groups import grouped
from analysis.gap_reading import states_of
from analysis.models import PlanComment
from analysis.row_history import versions_of
from analysis.row_kinds import FOLDERS, LABELS, Row, rows_of
from analysis.row_review import review_of
from workshops import access
from workshops.domain.errors import WorkshopError
from workshops.models import Workshop
from workshops.pages.desk_follow import followed


@never_cache
@require_safe
def gaps(request: HttpRequest, code: str) -> HttpResponse:
    """What is missing; `part`: the list alone, or 204 if nothing was written since `seen`."""
    workshop = access.workshop_read_by(request, code)
    part = "part" in request.GET
    if part and request.GET.get("seen") == str(workshop.revision):
        return HttpResponse(status=204)
    listed = grouped(workshop, states_of(workshop))
    context: dict[str, object] = {"workshop": workshop, "gaps": listed}
    if part:
        return render(request, "analysis/_gaps.html", context)
    # The stream is for those who run the workshop; other planners ask from time to time.
    runs = Workshop.objects.run_by(access.account(request)).filter(pk=workshop.pk).exists()
    context["followed"] = followed(workshop) if runs else None
    context["part"] = reverse("analysis:gaps", args=[code]) + "?part=1"
    return render(request, "analysis/gaps.html", context)


@require_safe
def review(request: HttpRequest, code: str, kind: str, pk: int) -> HttpResponse:
    workshop = access.workshop_read_by(request, code)
    return _page(request, workshop, _row(workshop, kind, pk))


@require_POST
def judge(request: HttpRequest, code: str, kind: str, pk: int) -> HttpResponse:
    workshop = access.workshop_read_by(request, code)
    row, form = _row(workshop, kind, pk), JudgeForm(request.POST)
    if not form.is_valid():
        return _page(request, workshop, row, refused=_first_error(form))
    try:
        judge_row(row, by=access.account(request), **form.cleaned_data)
    except WorkshopError as error:
        return _page(request, workshop, row, refused=str(error), status=error.status)
    return _back(workshop, kind, pk)


@require_POST
def comment(request: HttpRequest, code: str, kind: str, pk: int) -> HttpResponse:
    workshop = access.workshop_read_by(request, code)
    row, form = _row(workshop, kind, pk), CommentForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            add_comment(row, by=access.account(request), **form.cleaned_data)
        except WorkshopError as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            return _back(workshop, kind, pk, "#comments")
    return _page(request, workshop, row, form=form, status=status)


@require_POST
def settle(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_read_by(request, code)
    found, form = _comment(workshop, pk), SettleForm(request.POST)
    settled = form.is_valid() and form.cleaned_data["settled"]
    settle_comment(found, settled=settled, by=access.account(request))
    kind, row = next(
        (kind, key) for kind in FOLDERS if (key := getattr(found, f"{kind}_id")) is not None
    )
    return _back(workshop, kind, row, "#comments")


@require_safe
def history(request: HttpRequest, code: str, kind: str, pk: int) -> HttpResponse:
    workshop = access.workshop_read_by(request, code)
    return _history_page(request, workshop, _row(workshop, kind, pk), kind)


@require_POST
def restore(request: HttpRequest, code: str, kind: str, pk: int, number: int) -> HttpResponse:
    workshop = access.workshop_read_by(request, code)
    row, form = _row(workshop, kind, pk), VersionForm(request.POST)
    if not form.is_valid():
        return _history_page(request, workshop, row, kind, refused=_first_error(form))
    try:
        done = restore_version(row, number, by=access.account(request), **form.cleaned_data)
    except WorkshopError as error:
        return _history_page(request, workshop, row, kind, refused=str(error), status=error.status)
    _say(request, done, number)
    return redirect("analysis:row-history", workshop.code, kind, pk)


def _say(request: HttpRequest, done: Restored, number: int) -> None:
    """What came back, and by name what could not."""
    if done.is_changed:
        messages.success(request, _("Version %(number)s is back.") % {"number": number})
    else:
        messages.info(request, _("The row says this already. Nothing was changed."))
    for words in gone_words(done.gone):
        messages.warning(request, _("Not brought back, as it is gone: %(what)s") % {"what": words})


def _page(
    request: HttpRequest,
    workshop: Workshop,
    row: Row,
    *,
    form: CommentForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """The review page of a row; with what was refused, 422 unless the refusal says otherwise."""
    row.refresh_from_db()
    review = review_of(row, access.account(request), form=form)
    context = {"workshop": workshop, "row": row, "review": review, "refused": refused}
    if refused and status == 200:
        status = 422
    return render(request, "analysis/row_review.html", context, status=status)


def _history_page(
    request: HttpRequest,
    workshop: Workshop,
    row: Row,
    kind: str,
    *,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    row.refresh_from_db()
    context: dict[str, object] = {"workshop": workshop, "row": row, "kind": kind}
    context |= {"label": LABELS[kind], "versions": versions_of(row), "refused": refused}
    if refused and status == 200:
        status = 422
    return render(request, "analysis/row_history.html", context, status=status)


def _first_error(form: Form) -> str:
    return str(next(iter(form.errors.values()))[0])


def _back(workshop: Workshop, kind: str, pk: int, anchor: str = "") -> HttpResponse:
    return redirect(reverse("analysis:row-review", args=[workshop.code, kind, pk]) + anchor)


def _row(workshop: Workshop, kind: str, pk: int) -> Row:
    return get_object_or_404(rows_of(workshop, kind), pk=pk)


def _comment(workshop: Workshop, pk: int) -> PlanComment:
    """A comment on a row of this workshop's plan; 404 otherwise."""
    here = Q(issue__workshop=workshop)
    for kind in ("programme", "indicator", "project"):
        here |= Q(**{f"{kind}__issue__workshop": workshop})
    return get_object_or_404(PlanComment.objects.filter(here), pk=pk)
