"""Forms of the plan: create, change, remove and restore a row. They need no data frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from analysis.domain import indicators, issues, projects
from analysis.domain.rows import ChangedMeanwhile, PlanError
from analysis.forms import IndicatorForm, IssueForm, PlanRowForm, ProjectForm
from analysis.models import DevelopmentIssue, Indicator, Project
from workshops import access
from workshops.domain.errors import WorkshopError
from workshops.models import Workshop

Row = DevelopmentIssue | Indicator | Project
AnyForm = TypeVar("AnyForm", bound=PlanRowForm)
form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def create_issue(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_read_by(request, code)
    by = access.account(request)

    def save(form: IssueForm) -> Row:
        return issues.create_issue(
            workshop,
            by=by,
            client_id=form.cleaned_data["client_id"],
            factors=form.links(),
            **form.values(),
        )

    return _answer(request, IssueForm(_typed(request), workshop=workshop), save)


@form_page
def change_issue(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_read_by(request, code)
    by, issue = access.account(request), _issue(workshop, pk)

    def save(form: IssueForm) -> Row:
        return issues.change_issue(
            issue, by=by, version=form.shown_version, factors=form.links(), **form.values()
        )

    return _answer(request, IssueForm(_typed(request), workshop=workshop, row=issue), save)


@require_POST
def remove_issue(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_read_by(request, code)
    issues.remove_issue(_issue(workshop, pk), by=access.account(request))
    return _removed(request, workshop)


@require_POST
def restore_issue(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_read_by(request, code)
    return _restored(
        request, workshop, issues.restore_issue(_issue(workshop, pk), by=access.account(request))
    )


@form_page
def create_indicator(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_read_by(request, code)
    by, issue = access.account(request), _issue(workshop, pk)

    def save(form: IndicatorForm) -> Row:
        return indicators.create_indicator(
            issue,
            by=by,
            client_id=form.cleaned_data["client_id"],
            targets=form.targets(),
            factors=form.links(),
            **form.values(),
        )

    form = IndicatorForm(_typed(request), workshop=workshop)
    return _answer(request, form, save, issue=issue)


@form_page
def change_indicator(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_read_by(request, code)
    by, indicator = access.account(request), _indicator(workshop, pk)

    def save(form: IndicatorForm) -> Row:
        return indicators.change_indicator(
            indicator,
            by=by,
            version=form.shown_version,
            targets=form.targets(),
            factors=form.links(),
            **form.values(),
        )

    form = IndicatorForm(_typed(request), workshop=workshop, row=indicator)
    return _answer(request, form, save, issue=indicator.issue)


@require_POST
def remove_indicator(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_read_by(request, code)
    indicators.remove_indicator(_indicator(workshop, pk), by=access.account(request))
    return _removed(request, workshop)


@require_POST
def restore_indicator(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_read_by(request, code)
    row = indicators.restore_indicator(_indicator(workshop, pk), by=access.account(request))
    return _restored(request, workshop, row)


@form_page
def create_project(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_read_by(request, code)
    by, issue = access.account(request), _issue(workshop, pk)

    def save(form: ProjectForm) -> Row:
        return projects.create_project(
            issue,
            by=by,
            client_id=form.cleaned_data["client_id"],
            budgets=form.budgets(),
            indicators=form.kept_indicators(),
            factors=form.links(),
            activities=form.listed_activities(),
            **form.values(),
        )

    form = ProjectForm(_typed(request), workshop=workshop)
    return _answer(request, form, save, issue=issue)


@form_page
def change_project(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_read_by(request, code)
    by, project = access.account(request), _project(workshop, pk)

    def save(form: ProjectForm) -> Row:
        return projects.change_project(
            project,
            by=by,
            version=form.shown_version,
            budgets=form.budgets(),
            indicators=form.kept_indicators(),
            factors=form.links(),
            activities=form.listed_activities(),
            **form.values(),
        )

    form = ProjectForm(_typed(request), workshop=workshop, row=project)
    return _answer(request, form, save, issue=project.issue)


@require_POST
def remove_project(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_read_by(request, code)
    projects.remove_project(_project(workshop, pk), by=access.account(request))
    return _removed(request, workshop)


@require_POST
def restore_project(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_read_by(request, code)
    row = projects.restore_project(_project(workshop, pk), by=access.account(request))
    return _restored(request, workshop, row)


def _typed(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _answer(
    request: HttpRequest,
    form: AnyForm,
    save: Callable[[AnyForm], Row],
    *,
    issue: DevelopmentIssue | None = None,
) -> HttpResponse:
    """The form page; after a valid POST the plan. 422 for what can be fixed, 409 for a conflict."""
    context: dict[str, object] = {"issue": issue, "version": form.row.version if form.row else 0}
    if not form.is_bound:
        return _page(request, form, context, status=200)
    if not form.is_valid():
        context["version"] = form.shown_version
        return _page(request, form, context, status=422)
    try:
        row = save(form)
    except WorkshopError as error:
        form.add_error(error.field if isinstance(error, PlanError) else None, str(error))
        context["version"] = form.shown_version
        if isinstance(error, ChangedMeanwhile):
            context |= _conflict(form)
        return _page(request, form, context, status=error.status)
    messages.success(request, _("Saved: %(name)s") % {"name": row})
    return _to_plan(form.workshop, row)


def _page(
    request: HttpRequest, form: PlanRowForm, context: dict[str, object], *, status: int
) -> HttpResponse:
    context |= {"workshop": form.workshop, "form": form, "row": form.row}
    context["groups"] = list(form.factor_groups())
    if isinstance(form, ProjectForm):
        context["indicators"] = form.indicator_choices()
    return render(request, f"analysis/{form.kind}_form.html", context, status=status)


def _conflict(form: PlanRowForm) -> dict[str, object]:
    """What is stored now, and its version: saving again from here is a decision."""
    assert form.row is not None
    form.row.refresh_from_db()
    now = type(form)(workshop=form.workshop, row=form.row)
    return {"version": form.row.version, "differences": form.differences(now)}


def _removed(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    messages.info(request, _("The row is out of the plan. It can be restored below."))
    return redirect(reverse("analysis:plan", args=[workshop.code]) + "#removed")


def _restored(request: HttpRequest, workshop: Workshop, row: Row) -> HttpResponse:
    messages.success(request, _("Back in the plan: %(name)s") % {"name": row})
    return _to_plan(workshop, row)


def _to_plan(workshop: Workshop, row: Row) -> HttpResponse:
    anchor = f"#{row._meta.model_name}-{row.pk}"
    return redirect(reverse("analysis:plan", args=[workshop.code]) + anchor)


def _issue(workshop: Workshop, pk: int) -> DevelopmentIssue:
    return get_object_or_404(DevelopmentIssue, workshop=workshop, pk=pk)


def _indicator(workshop: Workshop, pk: int) -> Indicator:
    rows = Indicator.objects.select_related("issue__workshop")
    indicator: Indicator = get_object_or_404(rows, issue__workshop=workshop, pk=pk)
    return indicator


def _project(workshop: Workshop, pk: int) -> Project:
    rows = Project.objects.select_related("issue__workshop")
    project: Project = get_object_or_404(rows, issue__workshop=workshop, pk=pk)
    return project
