"""A whole table as CSV or JSON: formed at one moment, laid aside, then sent.

A table that fits into memory is sent at once, and its thread is free; a longer one lies in a
temporary file meanwhile. Nothing is sent before all of it is there: a file that breaks off
would pass for a complete one.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import IO

from django.utils import translation

from analysis.api.asked import DataTable
from analysis.api.columns import Column, Kind, Row, Source, plain, plain_row
from analysis.rollup_rows import safe

IN_MEMORY = 1_000_000  # bytes
ROWS_AT_ONCE = 2_000
CHUNK = 262_144
BOM = b"\xef\xbb\xbf"


class Body:
    """A file that is sent in chunks; `ended` is called once, whatever happens."""

    def __init__(self, file: IO[bytes], ended: Callable[[], None]) -> None:
        self.file, self.ended = file, ended

    def __iter__(self) -> Iterator[bytes]:
        while chunk := self.file.read(CHUNK):
            yield chunk

    def close(self) -> None:
        self.file.close()
        self.ended()


def laid_aside(table: DataTable, source: Source, *, kind: str, thai: bool) -> tuple[IO[bytes], int]:
    """The file, at its beginning, and its size in bytes."""
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  who sends it closes it
    for part in _csv(table, source, thai=thai) if kind == "csv" else _json(source):
        out.write(part)
    size = out.tell()
    out.seek(0)
    return out, size


def pages_of(source: Source) -> Iterator[list[Row]]:
    after = None
    while found := source.page(after, ROWS_AT_ONCE):
        yield [row for _key, row in found]
        after = found[-1][0]
        if len(found) < ROWS_AT_ONCE:
            return


def in_files(table: DataTable) -> list[Column]:
    return [column for column in table.columns if column.kind is not Kind.LIST]


def heads_of(table: DataTable, *, thai: bool) -> list[str]:
    if not thai:
        return [column.name for column in in_files(table)]
    with translation.override("th"):
        return [str(column.title) for column in in_files(table)]


def _csv(table: DataTable, source: Source, *, thai: bool) -> Iterator[bytes]:
    """RFC 4180 in UTF-8; the byte order mark is for Excel, which else takes it for Windows-874."""
    names = [column.name for column in in_files(table)]
    yield BOM + _lines([heads_of(table, thai=thai)])
    for rows in pages_of(source):
        yield _lines([[_cell(row[name]) for name in names] for row in rows])


def _lines(rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def _cell(value: object) -> str:
    if type(value) is str:  # nearly all of them
        return str(safe(value))
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return _digits(value)
    shown = plain(value)
    return str(safe(shown)) if isinstance(shown, str) else str(shown)


def _digits(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _json(source: Source) -> Iterator[bytes]:
    yield b"["
    comma = b""
    for rows in pages_of(source):
        for row in rows:
            yield comma + json.dumps(plain_row(row), ensure_ascii=False).encode()
            comma = b",\n"
    yield b"]\n"
