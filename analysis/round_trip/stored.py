"""The rows as they are in the plan, and as they were in the version that a file shows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from analysis.round_trip.row_forms import FORMS, MODELS, PLAIN, EditedRow
from workshops.models import Workshop

Facts = dict[str, Any]


@dataclass(frozen=True)
class StoredRow:
    """`values`: what each field of the form begins with."""

    kind: str
    row: EditedRow
    facts: Facts
    values: dict[str, Any]


def stored_rows(workshop: Workshop, kind: str) -> list[StoredRow]:
    """What is in the plan now, in its order. Two queries."""
    found = MODELS[kind].objects.current().filter(issue__workshop=workshop, issue__removed_at=None)
    rows = list(
        found.select_related("issue__workshop__plan_cycle").order_by(
            "issue__number", "issue", "number", "pk"
        )
    )
    former = facts_by_version(kind, [row.pk for row in rows])
    result = []
    for row in rows:
        facts = former.get((row.pk, row.version)) or PLAIN[kind](row)
        result.append(StoredRow(kind, row, facts, FORMS[kind].given(facts)))
    return result


def facts_by_version(kind: str, keys: Collection[int]) -> dict[tuple[int, int], Facts]:
    """How rows were in each version, from their history. One query."""
    entries = MODELS[kind].history.filter(id__in=keys).order_by("history_id")
    found = entries.values_list("id", "version", "facts")
    return {(pk, version): facts for pk, version, facts in found if facts}


def activities_of(values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The activities among a form's values: name, budget, agency, partners."""
    found: list[tuple[Any, ...]] = []
    while f"activity_{len(found)}_name" in values:
        parts = ("name", "budget", "agency", "partners")
        found.append(tuple(values.get(f"activity_{len(found)}_{part}") for part in parts))
    return found
