"""Pages that belong to no app: health, and the refusal of a stale form."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from steepi_portal.http import sent_id, wants_json
from workshops import access


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process is up; asks nothing of anybody."""
    access.anyone(request)
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 if the database answers and has every migration, else 503 with what is missing."""
    access.anyone(request)
    try:
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    status = 503 if missing else 200
    return JsonResponse({"database": "ok", "migrations_missing": missing}, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from a page that is too old: say so, and give back everything that was typed."""
    access.anyone(request)
    sentence = _("This page was open for too long. Send it once more from here.")
    if wants_json(request):
        answer = {"error": sentence, "csrf_token": get_token(request)}
        return JsonResponse(answer | {"client_id": sent_id(request)}, status=403)
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in ("csrfmiddlewaretoken", "password")
    ]
    context = {"sentence": sentence, "fields": fields}
    return render(request, "stale_form.html", context, status=403)
