"""Whether the sheets of one workbook say the same: sums, rows that others refer to, lengths.

For tests and for measurements under load; reads every stream to its end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from analysis.tables.content import Content
from analysis.tables.table import Stream, Table, Value

Row = dict[str, Value]


def disagreements(content: Content) -> list[str]:
    """One line for each thing that does not agree; none if all is well.

    Call it within the moment in which the content was read.
    """
    rows = {sheet.name: rows_of(sheet) for sheet in content.sheets}
    return [
        *_lengths(content, rows),
        *_sums(content, rows),
        *_links(content, rows),
        *_records(content, rows["log"]),
    ]


def rows_of(sheet: Table | Stream) -> list[Row]:
    """The rows by the names of their columns."""
    names = [column.name for column in sheet.columns]
    return [dict(zip(names, values, strict=True)) for values in sheet.rows()]


def _lengths(content: Content, rows: dict[str, list[Row]]) -> Iterable[str]:
    for sheet in content.sheets:
        if isinstance(sheet, Stream):
            yield from _same(f"rows of {sheet.name}", sheet.total, len(rows[sheet.name]))
            if sheet.keys is not None:
                keys = [row["id"] for row in rows[sheet.name]]
                yield from _same(f"keys of {sheet.name}", list(sheet.keys()), keys)


def _sums(content: Content, rows: dict[str, list[Row]]) -> Iterable[str]:
    total = content.counts.factors_total
    *tracks, whole = rows["track-summary"]
    *districts, last = rows["matrix"]
    sums: dict[str, list[object]] = {
        "factors": [total, len(rows["factors"]), whole["factors"], last["total"]],
        "factors by track": [total, _sum(tracks, "factors")],
        "factors by district": [total, _sum(districts, "total")],
        "factors by person": [total, _sum(rows["participants"], "factors")],
        "money": [_sum(rows[one], "total") for one in ("projects", "budgets")],
    }
    sums["money"] += [whole["money"], _sum(tracks, "money")]
    for name in ("issues", "indicators", "projects"):
        sums[name] = [len(rows[name]), whole[name], _sum(tracks, name)]
    for name in ("challenges", "proposals"):
        sums[f"{name} at most"] = [_sum(rows["participants"], name) <= len(rows[name]), True]
    for name, values in sums.items():
        yield from _same(name, *values)
    said = Counter(row["cluster"] for row in rows["factors"])
    for row in rows["clusters"]:
        if row["factors"] is not None:
            yield from _same(f"factors of cluster {row['id']}", row["factors"], said[row["id"]])
    yield from _same("factors in clusters", total - said[None], _sum(rows["clusters"], "factors"))


def _links(content: Content, rows: dict[str, list[Row]]) -> Iterable[str]:
    """Whatever refers to a row of another sheet finds it there."""
    keys = {name: {row.get("id") for row in found} for name, found in rows.items()}
    for sheet in content.sheets:
        for column in sheet.columns:
            if not column.link:
                continue
            named = {row[column.name] for row in rows[sheet.name]} - {None}
            for key in sorted(named - keys[column.link], key=str):
                yield f"{sheet.name}.{column.name}: no row {key} in {column.link}"


def _records(content: Content, log: list[Row]) -> Iterable[str]:
    """The log of each workshop ends with the revision that the read-me names."""
    counted = sum(workshop.revision for workshop in content.counts.workshops)
    yield from _same("records", counted, len(log))


def _sum(rows: Iterable[Row], name: str) -> Decimal:
    values = (row[name] for row in rows)
    return sum((Decimal(one) for one in values if isinstance(one, int | Decimal)), Decimal(0))


def _same(what: str, *values: object) -> Iterable[str]:
    if any(value != values[0] for value in values):
        yield f"{what}: {', '.join(map(str, values))}"
