"""The desk's page of one round: how far it is and, after the reveal, what came of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from workshops import access
from workshops.pages.round_pages import round_page


@never_cache
@require_safe
def round_results(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    return round_page(request, access.round_of(workshop, pk))
