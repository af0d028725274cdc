"""The operations and their description (OpenAPI), by django-ninja. Loaded when first asked for.

Every parameter has bounds: what is outside is refused in words, and never reaches the database.
"""

import datetime
from typing import Annotated, Any, Literal

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.dateparse import parse_date, parse_datetime
from ninja import NinjaAPI, Path, Query, Schema
from ninja.errors import ValidationError
from ninja.security import HttpBearer
from pydantic import AfterValidator, Field, create_model

from analysis.api import answering
from analysis.api.asked import Asked, DataTable, Filters, Reader, Samples
from analysis.api.columns import Column, Key, Kind
from analysis.api.door import reader_by_token, reader_of
from analysis.api.refusals import WRONG, DataRefused, TooSlow, refused, said
from analysis.api.tables import TABLES
from workshops.enums import Category, Track

PAGE, LARGEST = 100, 500
QUERY: Any = Query(...)  # type: ignore[type-arg]
TOKEN: Any = Path(..., max_length=100)  # type: ignore[type-arg]
TYPES: dict[Kind, Any] = {
    Kind.TEXT: str,
    Kind.INT: int | None,
    Kind.NUMBER: float | None,
    Kind.DATE: Annotated[str, Field(json_schema_extra={"format": "date"})] | None,
    Kind.MOMENT: Annotated[str, Field(json_schema_extra={"format": "date-time"})] | None,
    Kind.BOOL: bool,
}


def _moment(typed: str) -> str:
    """A day, or a moment, between 2000 and 2199; without a zone it is the portal's."""
    _read_moment(typed)
    return typed


def _read_moment(typed: str) -> datetime.datetime:
    found: datetime.datetime | datetime.date | None = parse_datetime(typed) or parse_date(typed)
    if found is None or not 2000 <= found.year < 2200:
        raise ValueError("a day like 2026-11-23, or a moment like 2026-11-23T09:30:00+07:00")
    if not isinstance(found, datetime.datetime):
        found = datetime.datetime.combine(found, datetime.time())
    return found if found.tzinfo else timezone.make_aware(found)


def _optional(kind: Any, **bounds: Any) -> Any:
    """Left out, never null: a query cannot say null."""
    return (kind, Field(None, **bounds))


TIME = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"
ZONE = r"(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?"
DAY = r"2[01][0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
MOMENT = Annotated[
    str, Field(pattern=rf"^{DAY}([T ]{TIME}{ZONE})?$", max_length=40), AfterValidator(_moment)
]
FIELDS: dict[str, Any] = {
    "workshop": _optional(str, pattern=r"^[A-Za-z0-9]{6}$", max_length=6, description="Join code"),
    "cycle": _optional(int, ge=1, le=2_147_483_647, description="Plan cycle id"),
    "district": _optional(str, pattern=r"^[0-9]{4}$", max_length=4, description="District code"),
    "category": _optional(Literal[tuple(Category.values)]),
    "track": _optional(Literal[tuple(Track.values)]),
    "sample": _optional(Literal[tuple(Samples.values)], description="Whether sample data count"),
    "changed_since": _optional(
        MOMENT, description="Only workshops in which anything was recorded since then"
    ),
}
PAGING: dict[str, Any] = {
    "page_size": (int, Field(PAGE, ge=1, le=LARGEST)),
    "after": _optional(
        str,
        pattern=r"^[0-9]{1,18}(\.[0-9]{1,18}){0,2}$",
        max_length=56,
        description="Where the last page ended; taken from `next`",
    ),
}
HEADS: dict[str, Any] = {
    "heads": (Literal["key", "th"], Field("key", description="Headings of the CSV")),
}


class Refusal(Schema):
    error: str
    fields: list[dict[str, str]] | None = None


class _Door(HttpBearer):
    """A data link's token, or the session of somebody who may read the analysis."""

    def __call__(self, request: HttpRequest) -> Reader:
        return reader_of(request)

    def authenticate(self, request: HttpRequest, token: str) -> Reader:
        return reader_by_token(token)


api = NinjaAPI(
    title="STEEPI Portal",
    version="1",
    description=(
        "Read-only. What is hidden, withdrawn or waiting, and every name, is left out. "
        "Sign in, or send `Authorization: Bearer <token of a data link>`."
    ),
    openapi_url=None,
    docs_url=None,
    urls_namespace="data-v1",
    auth=_Door(),
)


@api.exception_handler(DataRefused)
def _refused(_request: HttpRequest, error: DataRefused) -> HttpResponse:
    return refused(error)


@api.exception_handler(OperationalError)
def _too_slow(_request: HttpRequest, _error: OperationalError) -> HttpResponse:
    return refused(TooSlow())


@api.exception_handler(ValidationError)
def _wrong(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = [{"name": str(one["loc"][-1])[:80], "problem": one["msg"]} for one in error.errors]
    return said(WRONG, status=422, fields=fields)


def _schema(name: str, columns: tuple[Column, ...]) -> Any:
    fields: dict[str, Any] = {}
    for column in columns:
        kind = TYPES.get(column.kind)
        if kind is None:
            kind = list[_schema(f"{name}_{column.name}", column.parts)]  # type: ignore[misc]
        fields[column.name] = (kind, ...)
    return create_model(name, __base__=Schema, **fields)


def _answers(table: DataTable) -> dict[int, Any]:
    row = _schema(f"{table.name}_row", table.columns)
    page = create_model(
        f"{table.name}_page",
        __base__=Schema,
        rows=(list[row], ...),  # type: ignore[valid-type]
        total=(int, ...),
        next=(str | None, ...),
    )
    return {200: page} | dict.fromkeys((401, 403, 404, 422, 429, 503), Refusal)


def _filters(request: HttpRequest, asked: Any) -> Filters:
    """An unknown parameter is refused, not ignored: a typing error must not show everything."""
    known = type(asked).model_fields
    wrong = [
        name for name in request.GET if name not in known or len(request.GET.getlist(name)) > 1
    ]
    if wrong:
        told = "unknown here, or there more than once"
        raise ValidationError([{"loc": ("query", name), "msg": told} for name in wrong])
    given = asked.dict(exclude_none=True, include=set(FIELDS))
    if since := given.get("changed_since"):
        given["changed_since"] = _read_moment(since)
    return Filters(**given)


def _key(after: str | None) -> Key | None:
    return tuple(map(int, after.split("."))) if after else None


def _add_page(table: DataTable) -> None:
    known = {name: FIELDS[name] for name in table.filters}
    model = create_model(f"{table.name}_asked", __base__=Schema, **known, **PAGING)

    def read(request: HttpRequest, asked: Any = QUERY) -> HttpResponseBase:
        wanted = Asked(request.auth, _filters(request, asked))  # type: ignore[attr-defined]
        after = _key(asked.after)
        return answering.page(request, table, wanted, after=after, size=asked.page_size)

    read.__name__ = table.name
    read.__annotations__["asked"] = model
    api.get(
        f"/{table.name}",
        response=_answers(table),
        operation_id=table.name,
        summary=str(table.title),
        tags=["Tables"],
    )(read)


def _add_link(table: DataTable, kind: str) -> None:
    known = {name: FIELDS[name] for name in table.filters}
    model = create_model(f"{table.name}_{kind}_asked", __base__=Schema, **known, **HEADS)

    def read(
        request: HttpRequest,
        token: Any = TOKEN,
        asked: Any = QUERY,
    ) -> HttpResponseBase:
        wanted = Asked(reader_by_token(token), _filters(request, asked))
        return answering.whole(request, table, wanted, kind=kind, thai=asked.heads == "th")

    read.__name__ = f"{table.name}_{kind}"
    read.__annotations__ |= {"asked": model, "token": str}
    api.get(
        f"/data/{{token}}/{table.name}.{kind}",
        auth=None,
        operation_id=f"{table.name}_{kind}",
        summary=str(table.title),
        tags=["Data links"],
        openapi_extra={"responses": _files(table, kind)},
    )(read)


def _files(table: DataTable, kind: str) -> dict[int, Any]:
    """What a data link answers, for the description."""
    whole = {"type": "array", "items": {"$ref": f"#/components/schemas/{table.name}_row"}}
    content: dict[str, Any] = {"application/json": {"schema": whole}}
    if kind == "csv":
        content = {"text/csv": {"schema": {"type": "string"}}}
    refusal = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
    codes = (401, 404, 413, 422, 429, 503)
    told = {code: {"description": "Refused", "content": refusal} for code in codes}
    return {200: {"description": "The whole table", "content": content}, **told}


with translation.override("en"):  # whoever asks first does not choose the language for all
    for _table in TABLES.values():
        _add_page(_table)
        for _kind in ("csv", "json"):
            _add_link(_table, _kind)
