"""Two planners changed one row: what each field is in the form, in the plan, and was at first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from analysis.forms import PlanRowForm, sent

STORED = "stored"  # what a field's choice sends for "as it is in the plan now"


class Whose(StrEnum):
    MINE = "mine"  # only this planner changed it
    THEIRS = "theirs"  # only somebody else did: it is taken over
    BOTH = "both"


@dataclass(frozen=True)
class Difference:
    """A field that is not the same in the form and in the plan; lines as the form shows them."""

    name: str
    label: str
    whose: Whose
    mine: list[str]
    now: list[str]
    before: list[str] | None  # None: nobody knows


@dataclass(frozen=True)
class Conflict:
    differences: list[Difference]
    form: PlanRowForm  # what was typed, and what only others changed

    @property
    def taken_over(self) -> list[Difference]:
        return [one for one in self.differences if one.whose == Whose.THEIRS]

    @property
    def to_decide(self) -> list[Difference]:
        return [one for one in self.differences if one.whose != Whose.THEIRS]


Make = Callable[..., PlanRowForm]


def conflict_of(
    typed: PlanRowForm, make: Make, *, now: dict[str, Any], before: dict[str, Any] | None
) -> Conflict:
    """`typed` is valid; `make` makes a form like it from `data` or what is `given`.

    `now` and `before`: the row as `plain()` says it, as it is, and as the form showed it.
    """
    states = [typed, make(given=type(typed).given(now))]
    if before is not None:
        states.append(make(given=type(typed).given(before)))
    fields = {name: one for form in reversed(states) for name, one in form.fields.items()}
    values = [typed.cleaned_data, *(form.initial for form in states[1:])]
    units: dict[str, tuple[str, list[str]]] = {}
    for form in states:
        for name, label, names in form.units():
            known = units.setdefault(name, (label, []))[1]
            known += [one for one in names if one not in known]
    assert isinstance(typed.data, QueryDict)
    found, data = [], typed.data.copy()
    for unit, (label, names) in units.items():
        said = [[sent(fields[name], each.get(name)) for name in names] for each in values]
        if said[0] == said[1]:
            continue
        whose = _whose(*said)
        shown = [lines_of(unit, {name: fields[name] for name in names}, each) for each in values]
        first = shown[2] if before is not None else None
        found.append(Difference(unit, label, whose, shown[0], shown[1], first))
        if whose == Whose.THEIRS:
            take(data, states[1], unit)
    merged = make(data=data)
    merged.is_valid()
    return Conflict(found, merged)


def decided(data: QueryDict, stored: Callable[[], PlanRowForm]) -> QueryDict:
    """What came, with the fields that shall stay as they are in the plan taken from there."""
    wanted = [name[5:] for name in data if name.startswith("keep_") and data[name] == STORED]
    if not wanted:
        return data
    data, form = data.copy(), stored()
    for unit in wanted:
        take(data, form, unit)
    return data


def take(data: QueryDict, stored: PlanRowForm, unit: str) -> None:
    """Put a unit's fields into the data as they are stored."""
    for name, _label, names in stored.units():
        if name != unit:
            continue
        if len(names) > 1 or names != [unit]:
            for old in [one for one in data if one.startswith("activity_")]:
                del data[old]
        for each in names:
            data.setlist(each, sent(stored.fields[each], stored.initial.get(each)))


def _whose(mine: Any, now: Any, before: Any = None) -> Whose:  # noqa: ANN401
    if before is None:
        return Whose.BOTH
    if mine == before:
        return Whose.THEIRS
    return Whose.MINE if now == before else Whose.BOTH


def lines_of(unit: str, fields: Mapping[str, forms.Field], values: Mapping[str, Any]) -> list[str]:
    """A unit's value in the words that the form shows; an activity is one line."""
    lines = [_words(field, values.get(name)) for name, field in fields.items()]
    if unit != "activities":
        return [line for each in lines for line in each]
    rows = [lines[start : start + 4] for start in range(0, len(lines), 4)]
    return [" · ".join(part for each in row for part in each) for row in rows if any(row)]


def _words(field: forms.Field, value: Any) -> list[str]:  # noqa: ANN401
    keys = sent(field, value)
    if isinstance(field, forms.ModelChoiceField):
        known = {str(one.pk): one for one in field.queryset or ()} if keys else {}
        number = _("No. %(number)s")
        return [
            _name(field, known[key]) if key in known else number % {"number": key} for key in keys
        ]
    if isinstance(field, forms.ChoiceField):
        labels = {str(code): str(label) for code, label in field.choices}  # type: ignore[misc, union-attr]
        return [labels.get(key, key) for key in keys]
    return [line for key in keys for line in key.splitlines()]


def _name(field: forms.ModelChoiceField[Any], row: object) -> str:
    if not isinstance(field, forms.ModelMultipleChoiceField):
        return field.label_from_instance(row)
    return str(getattr(row, "text", row))
