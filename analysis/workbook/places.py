"""Where each row stands, so that a number can lead to the row that it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.tables.table import Column, Stream, Table, Value

MOST_LINKS = 65_530  # that Excel reads on one sheet
FIRST_ROW = 5  # of values, as Excel counts


@dataclass(frozen=True)
class Places:
    """`rows`: of each table that others refer to, its sheet and each key's row.

    `leading`: the tables whose references are links. `hidden`: {table: names of its columns that
    stay, because others refer to them, but are not shown}.
    """

    rows: Mapping[str, tuple[str, Mapping[int, int]]] = field(default_factory=dict)
    leading: frozenset[str] = frozenset()
    hidden: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def is_hidden(self, table: Table | Stream, column: Column) -> bool:
        return column.name in self.hidden.get(table.name, ())

    def leads(self, table: Table | Stream, column: Column) -> bool:
        return column.link in self.rows and table.name in self.leading

    def has_links(self, table: Table | Stream) -> bool:
        return any(self.leads(table, column) for column in table.columns)

    def of(self, table: Table | Stream, column: Column, value: Value) -> str:
        """The address that a value leads to; "" for none."""
        if not isinstance(value, int) or not self.leads(table, column):
            return ""
        sheet, rows = self.rows[column.link]
        row = rows.get(value)
        return f"'{sheet}'!A{row}" if row else ""


def places_of(
    sheets: Sequence[tuple[str, Table | Stream]], hidden: Mapping[str, frozenset[str]]
) -> Places:
    """Of these named sheets. Reads the keys of the tables that others refer to."""
    wanted = {column.link for _name, table in sheets for column in table.columns if column.link}
    rows = {
        table.name: (name.replace("'", "''"), _rows(table))
        for name, table in sheets
        if table.name in wanted and length_of(table) <= MOST_LINKS
    }
    leading = frozenset(table.name for _name, table in sheets if _links(table) <= MOST_LINKS)
    return Places(rows, leading, hidden)


def length_of(table: Table | Stream) -> int:
    return table.total if isinstance(table, Stream) else len(table.frame)


def _links(table: Table | Stream) -> int:
    return length_of(table) * sum(bool(column.link) for column in table.columns)


def _rows(table: Table | Stream) -> dict[int, int]:
    return {key: row for row, key in enumerate(_keys(table), start=FIRST_ROW)}


def _keys(table: Table | Stream) -> Iterator[int]:
    if isinstance(table, Table):
        yield from table.frame.index
    elif table.keys is not None:
        yield from table.keys()
