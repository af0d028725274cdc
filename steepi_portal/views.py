"""Pages that belong to no app: health, and the refusal of a stale form."""

from __future__ import annotations

import hashlib
from functools import cache

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.defaults import permission_denied

from steepi_portal.http import sent_id, wants_json
from workshops import access

# How Django begins to say why: the address that the form came from is not ours.
OTHER_SITE = ("Origin checking failed", "Referer checking failed")


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


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Opens the room without a network; below `/`, so that it may see the whole portal."""
    access.anyone(request)
    script = (settings.BASE_DIR / "static" / "js" / "sw.js").read_text("utf-8")
    body = f'self.VERSION = "{static_version()}";\n{script}'
    answer = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    answer["Service-Worker-Allowed"] = "/"
    return answer


@cache
def static_version() -> str:
    """The state of all static files in twelve symbols; another one begins a new store."""
    digest = hashlib.sha256()
    folder = settings.BASE_DIR / "static"
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from a page that is too old: say so, and give back everything that was typed.

    What another site has sent is not offered for sending: one tap would do as that site says.
    """
    access.anyone(request)
    sentence = _("This page was open for too long. Send it once more from here.")
    if wants_json(request):
        answer = {"error": sentence, "csrf_token": get_token(request)}
        return JsonResponse(answer | {"client_id": sent_id(request)}, status=403)
    if reason.startswith(OTHER_SITE):
        return permission_denied(request, PermissionDenied(reason))
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and "password" not in name
    ]
    context = {"sentence": sentence, "fields": fields}
    return render(request, "stale_form.html", context, status=403)
