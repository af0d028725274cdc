"""What a finished table is, and how one of its values reads as text. Knows no subject."""

from __future__ import annotations

import datetime
import decimal
import enum
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pandas as pd

from workshops.years import buddhist_year, short_date

Value = str | int | decimal.Decimal | datetime.datetime | None


class Kind(enum.Enum):
    """What a column holds; decides the number format, the alignment and the wrapping."""

    ID = "id"
    TEXT = "text"
    LONG = "long"  # sentences: wrapped
    COUNT = "count"
    NUMBER = "number"  # as exact as it was typed
    MONEY = "money"  # baht
    YEAR = "year"  # Gregorian in the frame, Buddhist Era for readers
    MOMENT = "moment"

    @property
    def numeric(self) -> bool:
        return self in (Kind.ID, Kind.COUNT, Kind.NUMBER, Kind.MONEY, Kind.YEAR)


@dataclass(frozen=True)
class Column:
    key: str | int  # the frame's column; "" is its index
    title: str
    kind: Kind
    meaning: str  # for the data dictionary: what it is, in which unit
    width: int = 14  # characters of a sheet
    total: bool = False  # summed below the table
    query: str = ""  # of the drill-down page behind each value; "{key}" is the row's key
    link: str = ""  # name of the table whose row, by its key, this number refers to
    choices: tuple[str, ...] = ()  # what a drop-down in a sheet offers
    scale: str = ""  # how a sheet colours the values: "bars", "heat", or "" for not
    id: str = ""  # by which a planner leaves the column out; "" is `key`

    @property
    def name(self) -> str:
        return self.id or str(self.key)


@dataclass(frozen=True)
class Cell:
    """One value as a page shows it."""

    text: str
    kind: str
    query: str = ""  # what the drill-down page filters by


@dataclass(frozen=True)
class Row:
    key: int | str
    cells: list[Cell]
    mark: str = ""  # class of the row on a page


@dataclass(frozen=True)
class Table:
    name: str  # ascii: DOM id
    title: str
    columns: tuple[Column, ...]
    frame: pd.DataFrame
    note: str = ""
    # Behind each number of a count table, row by row: the filters that lead to its sentences.
    queries: list[list[str]] = field(default_factory=list)
    row_id: str = ""  # what a row's DOM id begins with
    marks: dict[int | str, str] = field(default_factory=dict)  # class of a row, by its key

    @property
    def headings(self) -> list[str]:
        return [column.title for column in self.columns]

    def rows(self) -> Iterator[list[Value]]:
        """The values, in the order of the columns; years in Buddhist Era."""
        series = [
            list(self.frame.index) if column.key == "" else list(self.frame[column.key])
            for column in self.columns
        ]
        for number in range(len(self.frame)):
            pairs = zip(self.columns, series, strict=True)
            yield [value_of(values[number], column.kind) for column, values in pairs]

    def totals(self) -> list[Value]:
        """What stands below each column: its sum, or None."""
        return [
            sum((v for v in self.frame[column.key] if v is not None), decimal.Decimal(0))
            if column.total
            else None
            for column in self.columns
        ]

    @property
    def is_empty(self) -> bool:
        return len(self.frame) == 0

    @property
    def has_totals(self) -> bool:
        return len(self.frame) > 0 and any(column.total for column in self.columns)

    def drawn(self) -> Iterator[Row]:
        """The rows as a page shows them."""
        for number, values in enumerate(self.rows()):
            key = self.frame.index[number]
            queries = self.queries[number] if self.queries else [""] * len(values)
            queries = [
                c.query.format(key=key) or q for c, q in zip(self.columns, queries, strict=True)
            ]
            triples = zip(values, self.columns, queries, strict=True)
            cells = [Cell(text_of(v, c.kind), c.kind.value, query) for v, c, query in triples]
            yield Row(key, cells, self.marks.get(key, ""))

    def drawn_totals(self) -> list[Cell]:
        pairs = zip(self.totals(), self.columns, strict=True)
        return [Cell(text_of(value, column.kind), column.kind.value) for value, column in pairs]


@dataclass(frozen=True)
class Stream:
    """A table of any length: its rows are read while they are written, and never all at once.

    Each row has the values in the order of the columns, ready to be written: labels as
    readers see them, years in Buddhist Era, local moments. Read inside `one_moment()`.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    source: Callable[[], Iterator[Sequence[Value]]]
    total: int  # rows
    note: str = ""
    # The keys of the rows in their order, for links from other sheets.
    keys: Callable[[], Iterator[int]] | None = None

    @property
    def headings(self) -> list[str]:
        return [column.title for column in self.columns]

    def rows(self) -> Iterator[Sequence[Value]]:
        return self.source()

    @property
    def is_empty(self) -> bool:
        return self.total == 0


def value_of(raw: object, kind: Kind) -> Value:
    """A frame's value as a plain one: no NA, no numpy, no pandas."""
    if isinstance(raw, list):
        return ", ".join(str(item) for item in raw)
    if raw is None or raw is pd.NaT or pd.isna(raw):  # type: ignore[call-overload]
        return None
    if isinstance(raw, pd.Timestamp):
        return raw.to_pydatetime()
    if isinstance(raw, decimal.Decimal):
        return raw
    if kind is Kind.YEAR:
        return buddhist_year(int(str(raw)))
    if kind.numeric:
        return int(str(raw))
    return str(raw)


def text_of(value: Value, kind: Kind) -> str:
    """A plain value as a reader sees it on a page; "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return f"{short_date(value.date())} {value:%H:%M}"
    if kind is Kind.MONEY:
        return f"{value:,.2f}"
    if kind is Kind.NUMBER and isinstance(value, decimal.Decimal):
        return number_text(value)
    return f"{value:,}" if kind is Kind.COUNT else str(value)


def number_text(value: decimal.Decimal) -> str:
    """1,250.5 for 1250.5000."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
