"""Leads from our addresses to django-ninja's operations; loaded with the first request for data.

The operations are not in the portal's own list of addresses: reading that must not load ninja.
"""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, URLResolver
from django.urls.resolvers import RegexPattern

from analysis.api.app import api
from analysis.api.refusals import NotThere, refused
from workshops import access

ROOT = "/api/v1/"


def operation(request: HttpRequest, rest: str) -> HttpResponseBase:
    """Each operation asks who is there: `app._Door`, or the token in its address."""
    access.anyone(request)
    try:
        found = _operations().resolve(rest)
    except Resolver404:
        return refused(NotThere())
    if request.method == "HEAD":  # the server leaves the body out
        request.method = "GET"
    answer: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
    return answer


def description(request: HttpRequest) -> HttpResponseBase:
    """The OpenAPI document. It holds nobody's data."""
    access.anyone(request)
    return JsonResponse(_document(), json_dumps_params={"ensure_ascii": False})


@cache
def _document() -> dict[str, object]:
    return dict(api.get_openapi_schema(path_prefix=ROOT))


@cache
def _operations() -> URLResolver:
    return URLResolver(RegexPattern(r"^"), api.urls[0])
