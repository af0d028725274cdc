"""Addresses of live data, below /api/. What stands behind them is loaded when it is asked for."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, register_converter
from django.urls.converters import PathConverter
from django.utils.module_loading import import_string

from analysis.urls import on_demand


def operation(request: HttpRequest, rest: str) -> HttpResponseBase:
    found: HttpResponseBase = import_string("analysis.api.mount.operation")(request, rest)
    return found


def description(request: HttpRequest) -> HttpResponseBase:
    found: HttpResponseBase = import_string("analysis.api.mount.description")(request)
    return found


class AnythingConverter(PathConverter):
    """Also line ends: whatever is asked for below /api/ is answered there, as JSON."""

    regex = "(?s:.+)"


register_converter(AnythingConverter, "anything")

app_name = "data"
urlpatterns = [
    path("v1/", on_demand("data_links.tables"), name="tables"),
    path("v1/openapi.json", description, name="openapi"),
    path("v1/<anything:rest>", operation, name="operation"),
]
