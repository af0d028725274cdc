"""Forms of the plan: create, change, remove, restore and move a row. They need no data frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from analysis.conflicts import conflict_of, decided
from analysis.domain import indicators, issues, programmes, projects
from analysis.domain.order import move_row as move
from analysis.domain.rows import ChangedMeanwhile, PlanError
from analysis.forms import PlanRowForm
from analysis.forms_indicator import LENT, IndicatorForm
from analysis.forms_issue import IssueForm, ProgrammeForm
from analysis.forms_project import ProjectForm
from analysis.models import DevelopmentIssue
from analysis.row_kinds import Row, issue_of, kind_of, rows_of
from analysis.row_review import review_of
from analysis.suggestions import lenders, suggestions
from workshops import access
from workshops.domain.errors import WorkshopError
from workshops.models import User, Workshop

form_page = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Kind:
    """What one kind of row has of its own: its form, and its functions of the domain."""

    form: type[PlanRowForm]
    add: Callable[..., Row]
    change: Callable[..., Row]
    remove: Callable[..., Row]
    restore: Callable[..., Row]
    plain: Callable[..., dict[str, Any]]


KINDS = {
    "issue": Kind(
        IssueForm,
        issues.create_issue,
        issues.change_issue,
        issues.remove_issue,
        issues.restore_issue,
        issues.plain,
    ),
    "indicator": Kind(
        IndicatorForm,
        indicators.create_indicator,
        indicators.change_indicator,
        indicators.remove_indicator,
        indicators.restore_indicator,
        indicators.plain,
    ),
    "programme": Kind(
        ProgrammeForm,
        programmes.create_programme,
        programmes.change_programme,
        programmes.remove_programme,
        programmes.restore_programme,
        programmes.plain,
    ),
    "project": Kind(
        ProjectForm,
        projects.create_project,
        projects.change_project,
        projects.remove_project,
        projects.restore_project,
        projects.plain,
    ),
}


@dataclass(frozen=True)
class Sheet:
    """A form's page: of which kind, in which workshop, for which row or under which issue."""

    kind: str
    workshop: Workshop
    by: User
    issue: DevelopmentIssue | None = None
    row: Row | None = None

    @property
    def own(self) -> Kind:
        return KINDS[self.kind]

    def form(self, data: Any = None, given: dict[str, Any] | None = None) -> PlanRowForm:  # noqa: ANN401
        if self.row is not None and given is None:
            given = self.own.form.given(self.own.plain(self.row))
        said: dict[str, Any] = {"workshop": self.workshop, "row": self.row, "given": given}
        if self.kind == "project":
            said["issue"] = self.issue
        if self.kind == "indicator" and self.row is None:
            said["lenders"] = lenders(self.by)
        return self.own.form(data, **said)


@form_page
def create_issue(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_read_by(request, code)
    return _answer(request, Sheet("issue", workshop, access.account(request)))


@form_page
def create_row(request: HttpRequest, code: str, pk: int, kind: str) -> HttpResponse:
    """An indicator, programme or project of the issue `pk`."""
    workshop = access.workshop_read_by(request, code)
    issue = get_object_or_404(DevelopmentIssue, workshop=workshop, pk=pk)
    issue.workshop = workshop
    return _answer(request, Sheet(kind, workshop, access.account(request), issue))


@form_page
def change_row(request: HttpRequest, code: str, pk: int, kind: str) -> HttpResponse:
    workshop = access.workshop_read_by(request, code)
    row = get_object_or_404(rows_of(workshop, kind), pk=pk)
    issue = None if kind == "issue" else issue_of(row)
    return _answer(request, Sheet(kind, workshop, access.account(request), issue, row))


@require_POST
def remove_row(request: HttpRequest, code: str, pk: int, kind: str) -> HttpResponse:
    workshop = access.workshop_read_by(request, code)
    row = get_object_or_404(rows_of(workshop, kind), pk=pk)
    KINDS[kind].remove(row, by=access.account(request))
    messages.info(request, _("The row is out of the plan. It can be restored below."))
    return redirect(reverse("analysis:plan", args=[code]) + "#removed")


@require_POST
def restore_row(request: HttpRequest, code: str, pk: int, kind: str) -> HttpResponse:
    workshop = access.workshop_read_by(request, code)
    row = get_object_or_404(rows_of(workshop, kind), pk=pk)
    row = KINDS[kind].restore(row, by=access.account(request))
    messages.success(request, _("Back in the plan: %(name)s") % {"name": row})
    return _to_plan(code, row)


@require_POST
def move_row(request: HttpRequest, code: str, pk: int, kind: str) -> HttpResponse:
    """One step up or, with `down` in the form, down."""
    workshop = access.workshop_read_by(request, code)
    row = get_object_or_404(rows_of(workshop, kind), pk=pk)
    try:
        move(row, by=access.account(request), up="down" not in request.POST)
    except WorkshopError as error:
        messages.error(request, str(error))
    return _to_plan(code, row)


def _answer(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """The form page; after a valid POST the plan. 422 for what can be fixed, 409 for a conflict."""
    if request.method != "POST":
        return _empty(request, sheet)
    data = decided(request.POST, sheet.form) if sheet.row else request.POST
    form = sheet.form(data)
    if not form.is_valid():
        return _page(request, sheet, form, status=422)
    try:
        row = _save(sheet, form)
    except ChangedMeanwhile as error:
        return _conflict(request, sheet, form, str(error))
    except WorkshopError as error:
        field = error.field if isinstance(error, PlanError) else None
        form.add_error(field if field in form.fields else None, str(error))
        return _page(request, sheet, form, status=error.status)
    messages.success(request, _("Saved: %(name)s") % {"name": row})
    return _to_plan(sheet.workshop.code, row)


def _empty(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """The form before anything is typed; an indicator may begin with one that is used elsewhere."""
    if sheet.row is not None:
        return _page(request, sheet, sheet.form(), status=200)
    given: dict[str, Any] = {}
    programme = request.GET.get("programme", "")
    if sheet.kind == "project" and programme.isdecimal() and len(programme) < 10:
        given = {"programme": int(programme)}
    like = request.GET.get("like", "")
    if sheet.kind == "indicator" and like.isdecimal() and len(like) < 10:
        lent = get_object_or_404(lenders(sheet.by), pk=int(like))
        given = {name: getattr(lent, name) for name in LENT} | {"taken_from": lent.pk}
    return _page(request, sheet, sheet.form(given=given), status=200)


def _save(sheet: Sheet, form: PlanRowForm) -> Row:
    if sheet.row is None:
        place = sheet.workshop if sheet.issue is None else sheet.issue
        own_id = form.cleaned_data["client_id"]
        return sheet.own.add(place, by=sheet.by, client_id=own_id, **form.said())
    return sheet.own.change(sheet.row, by=sheet.by, version=form.shown_version, **form.said())


def _conflict(request: HttpRequest, sheet: Sheet, form: PlanRowForm, sentence: str) -> HttpResponse:
    """What is stored now, and its version: saving again from here is a decision."""
    assert sheet.row is not None
    sheet.row.refresh_from_db()
    shown = sheet.row.history.filter(version=form.shown_version).order_by("-history_id").first()
    found = conflict_of(
        form,
        sheet.form,
        now=sheet.own.plain(sheet.row),
        before=shown.facts if shown and shown.facts else None,
    )
    found.form.add_error(None, sentence)
    context = {"conflict": found, "version": sheet.row.version}
    return _page(request, sheet, found.form, status=409, **context)


def _page(
    request: HttpRequest, sheet: Sheet, form: PlanRowForm, *, status: int, **more: object
) -> HttpResponse:
    version = form.shown_version if form.is_bound else sheet.row.version if sheet.row else 0
    groups = form.groups() if hasattr(form, "groups") else []
    context = {
        "workshop": sheet.workshop,
        "issue": sheet.issue,
        "row": sheet.row,
        "kind": sheet.kind,
        "form": form,
        "version": version,
        "groups": groups,
        "review": review_of(sheet.row, sheet.by) if sheet.row else None,
        **_used_elsewhere(request, sheet),
        **more,
    }
    return render(request, f"analysis/{sheet.kind}_form.html", context, status=status)


def _used_elsewhere(request: HttpRequest, sheet: Sheet) -> dict[str, object]:
    """What a new indicator can begin with, for the words looked for or the issue's title."""
    if sheet.kind != "indicator" or sheet.row is not None or sheet.issue is None:
        return {}
    looked_for = request.GET.get("q", "").strip()[:200]
    found = suggestions(sheet.by, sheet.workshop, looked_for or sheet.issue.title)
    if not found and not looked_for:
        found = suggestions(sheet.by, sheet.workshop, "")
    return {"suggested": found, "looked_for": looked_for}


def _to_plan(code: str, row: Row) -> HttpResponse:
    name = "developmentissue" if kind_of(row) == "issue" else kind_of(row)
    return redirect(reverse("analysis:plan", args=[code]) + f"#{name}-{row.pk}")
