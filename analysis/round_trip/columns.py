"""The columns of the sheets, from the fields of the forms: one column for each field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.forms import PlanRowForm, sent
from analysis.models import DevelopmentIssue, Programme
from analysis.round_trip.row_forms import maker
from analysis.round_trip.stored import StoredRow
from analysis.tables.table import Kind, Value
from workshops.fields import CleanCharField, NumberField, YearField
from workshops.models import ReferenceItem, Workshop
from workshops.text import match_key
from workshops.years import buddhist_year

ACTIVITY_PARTS = ("name", "budget", "agency", "partners")
# What a browser would send for a field: no value, one, or several.
Sent = list[str]


@dataclass(frozen=True)
class FieldColumn:
    """A field of the form as a column. `choices`: what it can be, by code, in words."""

    name: str
    label: str
    kind: Kind
    width: int
    bound: forms.Field
    choices: Mapping[str, str] = field(default_factory=dict)

    def value(self, raw: Any) -> Value:  # noqa: ANN401
        """A field's value as the cell holds it."""
        if raw is None or raw == "":
            return None
        if self.choices:
            return self.choices.get(str(raw), "")
        if self.kind is Kind.YEAR:
            return buddhist_year(int(raw))
        return raw if isinstance(raw, str) or self.kind.numeric else str(raw)

    def said(self, text: str, known: Mapping[str, str]) -> Sent:
        """What somebody typed into the cell, as a browser would send it.

        `known`: codes by the choices' words. What cannot be understood stays as it was typed:
        the form says what is wrong with it.
        """
        if not text.strip():
            return []
        if self.choices or known:
            return [known.get(match_key(text), text)]
        try:
            return sent(self.bound, self.bound.to_python(text))
        except ValidationError:
            return [text]


@dataclass(frozen=True)
class SheetColumns:
    """A sheet's columns, in a language; the first ones say which row it is."""

    kind: str
    sheet: str
    id_label: str
    version_label: str
    issue_label: str
    fields: tuple[FieldColumn, ...]
    # Programmes have the same name under different issues: codes by issue, then by name.
    programmes: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    @property
    def heads(self) -> list[str]:
        own = [self.id_label, self.version_label, self.issue_label]
        return [*own, *(one.label for one in self.fields)]

    def known(self, column: FieldColumn, issue: DevelopmentIssue | None) -> Mapping[str, str]:
        """The codes of a column's choices by their words."""
        if column.name == "programme":
            return self.programmes.get(issue.pk, {}) if issue else {}
        return {match_key(label): code for code, label in column.choices.items()}


@dataclass(frozen=True)
class ActivityColumns:
    sheet: str
    id_label: str
    project_label: str
    number_label: str  # so that sorted lines find their order again
    labels: tuple[str, ...]  # as ACTIVITY_PARTS

    @property
    def heads(self) -> list[str]:
        return [self.id_label, self.project_label, self.number_label, *self.labels]


def columns_of(kind: str, workshop: Workshop, stored: Iterable[StoredRow]) -> SheetColumns:
    """In the active language. A few queries, however many rows.

    `stored`: the rows, which may say what cannot be chosen any more.
    """
    is_project = kind == "project"
    used: dict[str, set[str]] = {}
    for each in stored:
        for name, value in each.values.items():
            used.setdefault(name, set()).add(str(value))
    programmes: dict[int, dict[str, str]] = {}
    names: dict[str, str] = {}
    if is_project:
        programmes, names = _programmes(workshop, used.get("programme", set()))
    form = maker(kind, workshop, None, None)()
    return SheetColumns(
        kind=kind,
        sheet=_("Projects") if is_project else _("Indicators"),
        id_label=_("Project id") if is_project else _("Indicator id"),
        version_label=pgettext("round trip", "Version"),
        issue_label=_("Development issue"),
        fields=tuple(_columns(form, names, used)),
        programmes=programmes,
    )


def activity_columns() -> ActivityColumns:
    """In the active language."""
    return ActivityColumns(
        sheet=_("Activities"),
        id_label=_("Project id"),
        project_label=_("Project"),
        number_label=pgettext("round trip", "No."),
        labels=(
            pgettext("round trip", "Activity"),
            _("Budget, baht"),
            pgettext("round trip", "Agency"),
            pgettext("round trip", "Partners"),
        ),
    )


def issue_words(issue: DevelopmentIssue) -> str:
    """How the workbook names an issue."""
    return f"{issue.number} {issue.title}"


def _programmes(
    workshop: Workshop, used: set[str]
) -> tuple[dict[int, dict[str, str]], dict[str, str]]:
    """Keys by issue and name, and names by key; removed ones only where a row still has them."""
    by_issue: dict[int, dict[str, str]] = {}
    names: dict[str, str] = {}
    found = Programme.objects.filter(issue__workshop=workshop)
    for one in found.order_by("issue__number", "number", "pk"):
        key = str(one.pk)
        if one.removed_at is None or key in used:
            known = by_issue.setdefault(one.issue_id, {})
            names[key] = _alone(one.name, one.pk, known)
            known[match_key(names[key])] = key
    return by_issue, names


def _alone(words: str, pk: int, known: Iterable[str]) -> str:
    """The words, told apart from others that read the same."""
    return f"{words} ({pk})" if match_key(words) in known else words


def _columns(
    form: PlanRowForm, programmes: Mapping[str, str], used: Mapping[str, set[str]]
) -> list[FieldColumn]:
    return [
        _column(bound.name, str(bound.label), bound.field, programmes, used.get(bound.name, set()))
        for bound in form.visible_fields()
        if not isinstance(bound.field, forms.ModelMultipleChoiceField)
        and not bound.name.startswith("activity_")
    ]


def _column(
    name: str, label: str, bound: forms.Field, programmes: Mapping[str, str], used: set[str]
) -> FieldColumn:
    if name == "programme":
        return FieldColumn(name, label, Kind.TEXT, 26, bound, programmes)
    if isinstance(bound, forms.ModelChoiceField):
        return FieldColumn(name, label, Kind.TEXT, 24, bound, _choices(bound, used))
    if isinstance(bound, forms.ChoiceField):
        pairs: Any = bound.choices
        return FieldColumn(
            name, label, Kind.TEXT, 18, bound, {str(code): str(words) for code, words in pairs}
        )
    if isinstance(bound, YearField):
        return FieldColumn(name, label, Kind.YEAR, 10, bound)
    if isinstance(bound, NumberField):
        kind = Kind.MONEY if name.startswith("budget_") else Kind.NUMBER
        return FieldColumn(name, label, kind, 14, bound)
    is_long = isinstance(bound, CleanCharField) and bound.longest > 100
    return FieldColumn(name, label, Kind.LONG, 36 if is_long else 16, bound)


def _choices(bound: forms.ModelChoiceField[Any], used: set[str]) -> dict[str, str]:
    """What can be chosen, and what some row still says although it cannot be chosen any more."""
    offered = list(bound.queryset or ())
    gone = [key for key in used - {str(one.pk) for one in offered} if key.isdecimal()]
    if gone:
        offered += ReferenceItem.objects.filter(pk__in=gone).order_by("pk")
    choices: dict[str, str] = {}
    known: set[str] = set()
    for one in offered:
        choices[str(one.pk)] = words = _alone(bound.label_from_instance(one), one.pk, known)
        known.add(match_key(words))
    return choices
