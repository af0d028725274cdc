"""Answers to whoever asks for data: unchanged, a page, or a whole table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import urlencode

from analysis.api.asked import Asked, DataTable
from analysis.api.columns import Key, plain_row
from analysis.api.door import long_ones, turns
from analysis.api.refusals import TooMuch
from analysis.api.rendering import IN_MEMORY, Body, laid_aside
from analysis.api.state import tag_of
from analysis.snapshot import one_moment
from steepi_portal.http import public_url

AT_ONCE = 3
PATIENCE = 8.0  # seconds that somebody may wait for a turn
LONG = 5_000  # rows
SECONDS = 10  # that one question to PostgreSQL may take


def page(
    request: HttpRequest, table: DataTable, asked: Asked, *, after: Key | None, size: int
) -> HttpResponseBase:
    """One page with the total and the address of the next."""

    def build() -> HttpResponse:
        source = table.read(asked)
        found = source.page(after, size + 1)
        rows, is_last = found[:size], len(found) <= size
        key = ".".join(map(str, rows[-1][0])) if rows and not is_last else None
        body = {
            "rows": [plain_row(row) for _key, row in rows],
            "total": source.total(),
            "next": _next(request, key) if key else None,
        }
        return JsonResponse(body, json_dumps_params={"ensure_ascii": False})

    return _unless_known(request, table, asked, build)


def whole(
    request: HttpRequest, table: DataTable, asked: Asked, *, kind: str, thai: bool
) -> HttpResponseBase:
    """The table to its end. A HEAD is answered without reading a row."""

    def build() -> HttpResponseBase:
        if request.META["REQUEST_METHOD"] == "HEAD":
            return HttpResponse()
        source = table.read(asked)
        with _alone_if_long(source.total()):
            file, size = laid_aside(table, source, kind=kind, thai=thai)
        if size <= IN_MEMORY:
            with file:
                return HttpResponse(file.read())
        number = turns.take(AT_ONCE + 1)  # this one's own turn ends when the file is there
        response = StreamingHttpResponse(Body(file, lambda: turns.give_back(number)))
        response["Content-Length"] = str(size)
        return response

    response = _unless_known(request, table, asked, build)
    kinds = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
    response["Content-Type"] = kinds[kind]
    response["Content-Disposition"] = f'inline; filename="{table.name}.{kind}"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _unless_known(
    request: HttpRequest,
    table: DataTable,
    asked: Asked,
    build: Callable[[], HttpResponseBase],
) -> HttpResponseBase:
    """304 if the asker has it already, else what `build` makes, read at the same moment."""
    with _in_turn(), _one_moment():
        tag = tag_of(asked, table.name, public_url(request, request.get_full_path()))
        known = get_conditional_response(request, etag=tag)
        response: HttpResponseBase = known if known is not None else build()
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response


@contextmanager
def _in_turn() -> Iterator[None]:
    """Raises `Busy`: a data request holds one of the few threads that the room needs too."""
    number = turns.take(AT_ONCE, patience=PATIENCE)
    try:
        yield
    finally:
        turns.give_back(number)


@contextmanager
def _alone_if_long(rows: int) -> Iterator[None]:
    """One long table at a time. Raises `TooMuch`, or `Busy` if that one takes long."""
    if rows > settings.DATA_LINK_ROWS:
        raise TooMuch
    if rows <= LONG:
        yield
        return
    number = long_ones.take(1, patience=PATIENCE)
    try:
        yield
    finally:
        long_ones.give_back(number)


@contextmanager
def _one_moment() -> Iterator[None]:
    """Raises `OperationalError` if a question takes too long."""
    with one_moment():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = '{SECONDS}s'")
        yield


def _next(request: HttpRequest, key: str) -> str:
    query = {**request.GET.dict(), "after": key}
    return public_url(request, f"{request.path}?{urlencode(query)}")
