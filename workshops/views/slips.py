"""The desk's page of printed slips: make them, print them."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from steepi_portal.http import SeeOther, public_url
from workshops import access
from workshops.domain import seats
from workshops.domain.errors import WorkshopError
from workshops.forms_people import SlipsForm
from workshops.links import seat_url
from workshops.models import Workshop
from workshops.qr import drawing_of

A_PAGE = 8  # slips on A4
A_SHEET = 80  # slips on one web page: ten on paper
# A drawing takes some 30 ms of one core, which belongs to the room while it is in session.
_drawing_of = lru_cache(maxsize=5 * A_SHEET)(drawing_of)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def slips(request: HttpRequest, code: str) -> HttpResponse:
    """GET shows the slips from `?from=NUMBER` on, to print them; POST makes more."""
    workshop = access.workshop_run_by(request, code)
    if request.method != "POST":
        initial = {"copies": 1, "after": seats.last_seat_number(workshop)}
        return _slips_page(request, workshop, SlipsForm(initial=initial, workshop=workshop))
    form = SlipsForm(request.POST, workshop=workshop)
    if not form.is_valid():
        return _slips_page(request, workshop, form, status=422)
    by = access.account(request)
    data = form.cleaned_data
    try:
        made = seats.make_seats(
            workshop, by=by, labels=form.slips(), one_time=data["one_time"], after=data["after"]
        )
    except WorkshopError as error:
        form.add_error(None, str(error))
        return _slips_page(request, workshop, form, status=error.status)
    page = reverse("workshops:slips", args=[workshop.code])
    return SeeOther(f"{page}?from={made[0].number}#sheets")


def _slips_page(
    request: HttpRequest, workshop: Workshop, form: SlipsForm, *, status: int = 200
) -> HttpResponse:
    numbered = workshop.seats.order_by("number")
    first = _number(request.GET.get("from", ""))
    shown = list(numbered.filter(number__gte=first).select_related("district")[:A_SHEET])
    drawn = [(seat, _drawing_of(seat_url(request, workshop, seat))) for seat in shown]
    total, last = numbered.count(), shown[-1].number if shown else 0
    context = {
        "workshop": workshop,
        "form": form,
        "total": total,
        "pages": [drawn[start : start + A_PAGE] for start in range(0, len(drawn), A_PAGE)],
        "first": shown[0].number if shown else 0,
        "last": last,
        "next": last + 1 if last < seats.last_seat_number(workshop) else 0,
        "find": public_url(request, reverse("workshops:find")),
    }
    return render(request, "workshops/slips.html", context, status=status)


def _number(typed: str) -> int:
    """A slip's number from the address; the first for anything else."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 1
