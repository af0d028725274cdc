"""What a table of live data is: its columns, and where its rows come from, page by page."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from django.db.models import QuerySet
from django.utils import timezone

from workshops.years import buddhist_year

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise
else:
    StrPromise = str

Words: TypeAlias = str | StrPromise
Key: TypeAlias = tuple[int, ...]  # where a row stands in its table's order
Row: TypeAlias = dict[str, Any]
Keyed: TypeAlias = tuple[Key, Row]


class Kind(Enum):
    TEXT = "text"  # "" for none
    INT = "integer"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    BOOL = "boolean"
    LIST = "list"  # of rows; only in JSON, files have a table of their own for them


@dataclass(frozen=True)
class Column:
    """`name` never changes; `title` is what `heads=th` shows, in Thai."""

    name: str
    title: Words
    kind: Kind = Kind.TEXT
    parts: tuple[Column, ...] = ()  # of a list


class Source(Protocol):
    def total(self) -> int: ...

    def page(self, after: Key | None, limit: int) -> list[Keyed]:
        """At most `limit` rows behind `after`, in the order of their keys."""
        ...


class OfRows:
    """Rows of the database by primary key: what is added meanwhile comes behind them."""

    def __init__(self, rows: QuerySet[Any], build: Callable[[list[Any]], list[Row]]) -> None:
        self.rows, self.build = rows, build

    def total(self) -> int:
        return self.rows.count()

    def page(self, after: Key | None, limit: int) -> list[Keyed]:
        behind = self.rows.filter(pk__gt=after[0]) if after else self.rows
        found = list(behind.order_by("pk")[:limit])
        return [((one.pk,), row) for one, row in zip(found, self.build(found), strict=True)]


class OfKeys:
    """Rows that are formed: the keys are few enough to be read at once, the rows are not."""

    def __init__(self, keys: Sequence[Key], build: Callable[[list[Key]], list[Row]]) -> None:
        self.keys, self.build = sorted(keys), build

    def total(self) -> int:
        return len(self.keys)

    def page(self, after: Key | None, limit: int) -> list[Keyed]:
        start = bisect_right(self.keys, after) if after else 0
        found = self.keys[start : start + limit]
        return list(zip(found, self.build(found), strict=True))


def plain(value: object) -> object:
    """As JSON has it: ISO dates, plain numbers."""
    if value is None or type(value) in (str, int, bool, float):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list):
        return [plain_row(one) for one in value]
    return str(value) if isinstance(value, str) else value  # a choice is a kind of str


def plain_row(row: Row) -> Row:
    return {name: plain(value) for name, value in row.items()}


def listed(values: Sequence[object]) -> str:
    """Several keys in one cell."""
    return ";".join(map(str, values))


def be_year(day: datetime.date | None) -> int | None:
    if isinstance(day, datetime.datetime):
        day = timezone.localtime(day).date()
    return buddhist_year(day.year) if day else None


def be(year: int | None) -> int | None:
    return None if year is None else buddhist_year(year)
