"""Small truths about our requests. Imports nothing of ours."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect


class SeeOther(HttpResponseRedirect):
    """Where to read what a POST has done; a reload there sends nothing again."""

    status_code = 303


def part(request: HttpRequest, template: str, partial: str) -> str:
    """The template to render: only `partial` for htmx, the whole page for a plain browser."""
    return f"{template}#{partial}" if "HX-Request" in request.headers else template


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller asked for JSON rather than for a page."""
    return "application/json" in request.headers.get("Accept", "")


def public_url(request: HttpRequest, path: str) -> str:
    """The full address of `path` as the people in the room type or scan it."""
    if settings.PUBLIC_URL:
        return f"{settings.PUBLIC_URL.rstrip('/')}{path}"
    return request.build_absolute_uri(path)


def sent_id(request: HttpRequest) -> str:
    """The `client_id` as it came, for the answer to repeat: so a phone knows that it is ours."""
    return request.POST.get("client_id", "")[:64]
