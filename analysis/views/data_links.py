"""Data links of an account, and the page that describes the tables they open."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analysis.api.asked import DataTable
from analysis.api.columns import Column
from analysis.api.tables import TABLES
from analysis.domain import data_links
from analysis.forms_data_links import DataLinkForm
from analysis.models import DataLink
from steepi_portal.http import SeeOther, public_url
from workshops import access
from workshops.domain.errors import WorkshopError
from workshops.models import PlanCycle, User, Workshop

LISTED = 100


@dataclass(frozen=True)
class Listed:
    link: DataLink
    is_open: bool

    @property
    def last_day(self) -> datetime.date | None:
        ends = self.link.ends_at
        return timezone.localdate(ends - datetime.timedelta(seconds=1)) if ends else None


@dataclass(frozen=True)
class Address:
    """Where a new link's token opens a table."""

    table: DataTable
    url: str
    thai: str  # with Thai headings


@require_http_methods(["GET", "HEAD", "POST"])
def links(request: HttpRequest) -> HttpResponse:
    """The account's own links. A new one's token is in the answer to its form, never again."""
    user = access.planner_or_facilitator(request)
    form = _form(request, user)
    context: dict[str, Any] = {"form": form}
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            made, token = data_links.make_link(user, **form.made_of)
        except WorkshopError as error:
            form.add_error(None, str(error))
        else:
            addresses = [_address(request, token, table) for table in TABLES.values()]
            new = {"made": made, "token": token, "addresses": addresses}
            return render(request, "analysis/data_link_made.html", new)
    mine = DataLink.objects.filter(user=user).select_related("cycle", "workshop")
    newest = mine.order_by("revoked_at", "-made_at", "-pk")[:LISTED]
    context["links"] = [Listed(one, data_links.is_open(one)) for one in newest]
    return render(request, "analysis/data_links.html", context, status=status)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    user = access.planner_or_facilitator(request)
    link = DataLink.objects.filter(user=user, pk=pk).first()
    if link is None:
        raise Http404
    data_links.revoke_link(link)
    return SeeOther(reverse("analysis:data-links"))


@require_safe
def tables(request: HttpRequest) -> HttpResponse:
    """Every table with its columns and filters, for whoever builds a dashboard."""
    access.planner_or_facilitator(request)
    shown: list[tuple[DataTable, list[Column]]] = [
        (table, list(table.columns)) for table in TABLES.values()
    ]
    example = public_url(request, "/api/v1/factors?page_size=100")
    return render(request, "analysis/data_link_tables.html", {"tables": shown, "example": example})


def _form(request: HttpRequest, user: User) -> DataLinkForm:
    readable = list(Workshop.objects.read_by(user).newest_first())
    kept = {one.plan_cycle_id for one in readable}
    cycles = list(PlanCycle.objects.filter(pk__in=kept).order_by("-start_year", "pk"))
    data = request.POST if request.method == "POST" else None
    today = timezone.localdate()
    return DataLinkForm(data, workshops=readable, cycles=cycles, today=today)


def _address(request: HttpRequest, token: str, table: DataTable) -> Address:
    path = reverse("data:operation", args=[f"data/{token}/{table.name}.csv"])
    url = public_url(request, path)
    return Address(table, url, f"{url}?heads=th")
