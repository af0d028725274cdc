"""Pages that only read: the list, the counts, the sentences behind them, the plan tables."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Case, F, Prefetch, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analysis.clusters import clusters_of_factors
from analysis.forms_filter import CountFilterForm, FilterForm
from analysis.frames import districts_of
from analysis.models import DevelopmentIssue, Indicator, Project
from analysis.snapshot import one_moment
from analysis.tables.content import Counts, counts_of, plan_of
from analysis.tables.counts import matrix_table
from analysis.tables.table import Table
from workshops import access
from workshops.enums import Category
from workshops.models import Factor, User, Workshop

PER_PAGE = 100


@require_safe
def workshop_list(request: HttpRequest) -> HttpResponse:
    user = access.planner_or_facilitator(request)
    return render(request, "analysis/workshop_list.html", {"workshops": _readable(user)})


@require_safe
def overview(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_read_by(request, code)
    with one_moment():
        counts = counts_of([workshop])
        people = workshop.participants.counted().count()
    form = CountFilterForm(request.GET)
    valid = form.is_valid()
    context = {"workshop": workshop, "counts": counts, "people": people, "form": form}
    context["matrix"] = _matrix(counts, form.chosen) if valid else None
    return render(request, "analysis/overview.html", context, status=200 if valid else 422)


@require_safe
def factors(request: HttpRequest, code: str) -> HttpResponse:
    """The sentences behind a number: filters in the address, hidden factors left out."""
    workshop = access.workshop_read_by(request, code)
    clusters = clusters_of_factors([workshop])
    form = FilterForm(
        request.GET, workshop=workshop, districts=districts_of([workshop]), clusters=clusters
    )
    valid = form.is_valid()
    found = _sentences(workshop, form) if valid else Factor.objects.none()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {"workshop": workshop, "form": form, "page": page, "query": query.urlencode()}
    context["row"] = form.row
    context["sentences"] = [(factor, clusters.by_factor.get(factor.pk)) for factor in page]
    return render(request, "analysis/factors.html", context, status=200 if valid else 422)


@require_safe
def plan_tables(request: HttpRequest, code: str) -> HttpResponse:
    """The plan as the tables of the workbook."""
    workshop = access.workshop_read_by(request, code)
    with one_moment():
        written = plan_of([workshop], workshop.plan_cycle)
    return render(request, "analysis/plan_tables.html", {"workshop": workshop, "plan": written})


def _readable(user: User) -> QuerySet[Workshop]:
    workshops = Workshop.objects.read_by(user).with_counts().newest_first()
    return workshops.select_related("plan_cycle")


def _matrix(counts: Counts, chosen: dict[str, str]) -> Table:
    """The matrix of those factors that the filters leave."""
    factors = counts.factors
    for name, value in chosen.items():
        factors = factors[factors[name] == value]
    return matrix_table(factors, counts.districts, chosen) if chosen else counts.matrix


def _sentences(workshop: Workshop, form: FilterForm) -> QuerySet[Factor]:
    """The factors that pass the filters, each with the rows of the plan that rest on it."""
    order = Case(*(When(category=c.value, then=Value(n)) for n, c in enumerate(Category)))
    district = F("district__pilot_order").asc(nulls_last=True)
    issues = DevelopmentIssue.objects.current()
    rows = {"issue__removed_at": None}
    rests = (
        Prefetch("issues", issues, to_attr="in_issues"),
        Prefetch("indicators", Indicator.objects.current().filter(**rows), to_attr="in_indicators"),
        Prefetch("projects", Project.objects.current().filter(**rows), to_attr="in_projects"),
    )
    found = workshop.factors.on_board().filter(**form.chosen)
    found = found.select_related("district", "from_import")
    found = found.order_by(order, district, "district__sort_key", "created_at", "pk")
    return found.prefetch_related(*rests)
