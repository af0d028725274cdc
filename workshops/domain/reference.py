"""Writes reference data: what `load_reference` has read and checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import models

from workshops.domain.writing import write
from workshops.models import CategoryGuide, District, PlanCycle, Province, ReferenceItem
from workshops.reference import Kept
from workshops.text import sort_key

Row = dict[str, Any]

# What an administrator types in for a cycle whose plan was not known to the file.
TYPED_IN = ("goal_th", "missions_th", "indicators_th")
SAID_OF_IT = ("confidence", "source", "note")


@dataclass(frozen=True)
class Reference:
    """Checked rows, ready to be stored; each is a dict of the model's own fields."""

    provinces: list[Row] = field(default_factory=list)
    districts: list[Row] = field(default_factory=list)
    plan_cycles: list[Row] = field(default_factory=list)
    items: list[Row] = field(default_factory=list)
    guides: list[Row] = field(default_factory=list)


class Tally(NamedTuple):
    added: int
    changed: int
    unchanged: int


@write
def store(reference: Reference) -> dict[str, Tally]:
    """Add what is new, change what differs, leave the rest; nothing is ever removed.

    Returns a tally for each kind of row. What an administrator has edited stays as it is.
    """
    return {
        "provinces": _store(Province, reference.provinces, key=["code"]),
        "districts": _store(District, list(map(_sortable, reference.districts)), key=["code"]),
        "plan cycles": _store(
            PlanCycle,
            list(map(_besides_typed_in, reference.plan_cycles)),
            key=["province_id", "start_year"],
        ),
        "list items": _store(ReferenceItem, reference.items, key=["kind", "edition", "code"]),
        "categories": _store(CategoryGuide, reference.guides, key=["category"]),
    }


def _store(model: type[models.Model], rows: list[Row], *, key: list[str]) -> Tally:
    outcomes = [_put(model, row, key=key) for row in rows]
    return Tally(*(outcomes.count(name) for name in Tally._fields))


def _put(model: type[models.Model], row: Row, *, key: list[str]) -> str:
    known = model._default_manager.filter(**{name: row[name] for name in key}).first()
    if known is None:
        model._default_manager.create(**row)
        return "added"
    if isinstance(known, Kept) and known.version > 1:
        return "unchanged"  # an administrator has edited it, and that stands
    differing = [name for name, value in row.items() if getattr(known, name) != value]
    if not differing:
        return "unchanged"
    for name in differing:
        setattr(known, name, row[name])
    known.save(update_fields=differing)
    return "changed"


def _sortable(row: Row) -> Row:
    return row | {"sort_key": sort_key(row["name_th"])}


def _besides_typed_in(row: Row) -> Row:
    """The row without what the file leaves empty but an administrator has filled in."""
    known = PlanCycle.objects.filter(
        province=row["province_id"], start_year=row["start_year"]
    ).first()
    kept = [name for name in TYPED_IN if not row[name] and known and getattr(known, name)]
    if kept:
        kept += SAID_OF_IT  # they speak of what was typed in
    return {name: value for name, value in row.items() if name not in kept}
