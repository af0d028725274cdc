"""What the history keeps of a row (`facts`), in the words of its form: labels, names, years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from analysis.models import Aim, Indicator, Programme, Theme, WholePlanRule
from analysis.trail_steps import Reader, shown
from workshops.enums import ReferenceKind, Track
from workshops.models import Challenge, Cluster, Factor, Proposal, ReferenceItem
from workshops.years import buddhist_year

# In the order of the forms, and with their labels.
FIELDS: dict[str, dict[str, Promise]] = {
    "issue": {
        "title": gettext_lazy("Development issue"),
        "goal": gettext_lazy("Goal"),
        "rationale": gettext_lazy("Rationale"),
        "approach": gettext_lazy("Approaches"),
        "track": gettext_lazy("Track"),
        "criteria": gettext_lazy("Smart City dimensions and MICE criteria"),
        "sources": gettext_lazy("Sources"),
        "factors": gettext_lazy("Factors that this rests on"),
    },
    "indicator": {
        "name": gettext_lazy("Indicator"),
        "unit": gettext_lazy("Unit"),
        "aim": gettext_lazy("Which way it shall go"),
        "baseline_value": gettext_lazy("Baseline value"),
        "baseline_year": gettext_lazy("Baseline year"),
        "whole_plan_rule": gettext_lazy("How the whole-plan value is formed"),
        "data_owner": gettext_lazy("Data owner"),
        "targets": gettext_lazy("Targets"),
        "proposals": gettext_lazy("Proposals that this takes up"),
        "factors": gettext_lazy("Factors that this rests on"),
    },
    "programme": {
        "name": pgettext_lazy("plan", "Programme"),
        "main_programme": gettext_lazy("Main programme of the 20-year goal"),
        "part_programme": gettext_lazy("Part of that main programme"),
    },
    "project": {
        "name": gettext_lazy("Project"),
        "programme_id": gettext_lazy("Programme that it belongs to"),
        "lead_agency": gettext_lazy("Lead agency"),
        "place": gettext_lazy("Place"),
        "start_year": gettext_lazy("First fiscal year"),
        "end_year": gettext_lazy("Last fiscal year"),
        "track": gettext_lazy("Track"),
        "rationale": gettext_lazy("Rationale"),
        "objectives": gettext_lazy("Objectives of the project"),
        "measures": gettext_lazy("Indicators and targets of the project"),
        "strategy_id": gettext_lazy("National strategy"),
        "master_plan_id": gettext_lazy("Master plan under the national strategy"),
        "milestone_id": gettext_lazy("Milestone of the national development plan"),
        "regional_goal": gettext_lazy("Goal and approach of regional development"),
        "budgets": gettext_lazy("Budget"),
        "activities": gettext_lazy("Activities"),
        "outputs": gettext_lazy("Outputs"),
        "outcomes": gettext_lazy("Outcomes"),
        "indicators": gettext_lazy("Indicators that it serves"),
        "proposals": gettext_lazy("Proposals that this takes up"),
        "factors": gettext_lazy("Factors that this rests on"),
    },
}
ALL_LABELS = {name: label for fields in FIELDS.values() for name, label in fields.items()}
CHOICES: dict[str, Mapping[str, object]] = {
    "track": dict(Track.choices),
    "aim": dict(Aim.choices),
    "whole_plan_rule": dict(WholePlanRule.choices),
}
SOURCES: dict[str, Promise] = {
    "cluster": gettext_lazy("Cluster"),
    "challenge": gettext_lazy("Challenge"),
    "proposal": gettext_lazy("Proposal"),
    "theme": gettext_lazy("Provincial theme"),
}
YEARS = ("baseline_year", "start_year", "end_year")
NUMBERS = ("baseline_value",)
# Which table the keys in a field are of; of sources, the keys below each name.
TABLES: dict[str, tuple[type[Model], str]] = {
    "factors": (Factor, "text"),
    "proposals": (Proposal, "text"),
    "indicators": (Indicator, "name"),
    "programme_id": (Programme, "name"),
    "cluster": (Cluster, "name"),
    "challenge": (Challenge, "text"),
    "proposal": (Proposal, "text"),
    "theme": (Theme, "name"),
}
SAID = (Factor, Challenge, Proposal)
NOBODY = Reader(frozenset(), frozenset())  # the history is for all who read the plan
REFERENCES = ("criteria", "strategy_id", "master_plan_id", "milestone_id")
Names = Mapping[type[Model], Mapping[int, str]]


@dataclass(frozen=True)
class Line:
    """The words under one label; of a list, one text for each thing in it."""

    texts: list[str] = field(default_factory=list)
    is_list: bool = False


def names_in(kind: str, facts: Sequence[Mapping[str, Any]]) -> Names:
    """The names of everything that these facts refer to; one query for each table in use."""
    wanted: dict[type[Model], set[int]] = {}
    for fact in facts:
        for model, key in _references(kind, fact):
            wanted.setdefault(model, set()).add(key)
    found: dict[type[Model], dict[int, str]] = {}
    columns: dict[type[Model], str] = dict(TABLES.values())
    for model, keys in wanted.items():
        rows = model._default_manager.filter(pk__in=keys)
        if model is ReferenceItem:
            found[model] = {row.pk: _reference(row) for row in rows}
        elif model in SAID:
            found[model] = {row.pk: _said(row) for row in rows}
        else:
            found[model] = dict(rows.values_list("pk", columns[model]))
    return found


def lines_of(name: str, value: Any, names: Names) -> dict[str, Line]:  # noqa: ANN401  JSON
    """What a field says, by label: most have one, targets one per year, sources one per kind."""
    label = str(ALL_LABELS[name])
    if name == "targets":
        return {_year_label(year): Line([_number(text)]) for year, text in (value or {}).items()}
    if name == "budgets":
        return {
            _budget_label(cell, names): Line([_number(text)])
            for cell, text in (value or {}).items()
        }
    if name == "sources":
        return {
            str(SOURCES[kind]): Line(
                [named(TABLES[kind][0], key, names) for key in keys], is_list=True
            )
            for kind, keys in (value or {}).items()
        }
    if name == "activities":
        return {label: Line([_activity(each) for each in value or ()], is_list=True)}
    if isinstance(value, list):
        model = ReferenceItem if name == "criteria" else TABLES[name][0]
        return {label: _linked(model, value, names)}
    return {label: Line(_texts(name, value, names))}


def named(model: type[Model], key: int, names: Names) -> str:
    """The name of what is linked; what is gone is called by its number."""
    return names.get(model, {}).get(key) or _("No longer there (number %(key)s)") % {"key": key}


def _linked(model: type[Model], keys: Sequence[int], names: Names) -> Line:
    return Line([named(model, key, names) for key in keys], is_list=True)


def _texts(name: str, value: Any, names: Names) -> list[str]:  # noqa: ANN401  JSON
    if value in (None, ""):
        return []
    if name in CHOICES:
        return [str(CHOICES[name].get(value, value))]
    if name in YEARS:
        return [str(buddhist_year(int(value)))]
    if name in NUMBERS:
        return [_number(value)]
    if name == "programme_id":
        return [named(Programme, int(value), names)]
    if name in REFERENCES:
        return [named(ReferenceItem, int(value), names)]
    return str(value).splitlines()


def _references(kind: str, fact: Mapping[str, Any]) -> Iterable[tuple[type[Model], int]]:
    """What a version of a row refers to: table and key."""
    for name in FIELDS[kind]:
        value = fact.get(name)
        if not value:
            continue
        if name == "sources":
            yield from ((TABLES[part][0], key) for part, keys in value.items() for key in keys)
        elif name == "budgets":
            yield from ((ReferenceItem, int(cell.split("/")[1])) for cell in value)
        elif name in REFERENCES:
            keys = value if isinstance(value, list) else [value]
            yield from ((ReferenceItem, int(key)) for key in keys)
        elif name in TABLES:
            keys = value if isinstance(value, list) else [value]
            yield from ((TABLES[name][0], int(key)) for key in keys)


def _year_label(year: str) -> str:
    return _("B.E. %(year)s") % {"year": buddhist_year(int(year))}


def _budget_label(cell: str, names: Names) -> str:
    year, source = cell.split("/")
    return _("%(source)s, B.E. %(year)s") % {
        "source": named(ReferenceItem, int(source), names),
        "year": buddhist_year(int(year)),
    }


def _activity(each: Sequence[Any]) -> str:
    """What is done, for how much, by whom and with whom; parts that are empty are left out."""
    name, money, agency, partners = each
    baht = _("%(amount)s baht") % {"amount": _number(money)} if money is not None else ""
    return " · ".join(part for part in (name, baht, agency, partners) if part)


def _number(text: str) -> str:
    return f"{Decimal(text):,f}"


def _reference(row: Any) -> str:  # noqa: ANN401  Model of one of many tables
    return f"{row.code} {row.name}" if row.kind != ReferenceKind.BUDGET_SOURCE else str(row.name)


def _said(row: Any) -> str:  # noqa: ANN401  Model of one of many tables
    """What people wrote; of what is off the board why it is, and its number."""
    words = shown(row, NOBODY)
    return words.text or f"{words.mark} ({row.pk})"


def gone_words(gone: Sequence[tuple[str, int]]) -> list[str]:
    """What could not be brought back, each by its field and its number or year."""
    labels = ALL_LABELS | SOURCES
    return [
        f"{labels[name]}: {_year_label(str(key))}"
        if name in ("targets", "budgets")
        else f"{labels[name]}: {_gone_name(name, key)}"
        for name, key in gone
    ]


def _gone_name(name: str, key: int) -> str:
    """Its name if the row is still there but out of the plan, else its number."""
    model = ReferenceItem if name in REFERENCES else TABLES[name][0]
    row = model._default_manager.filter(pk=key).first()
    column = "name" if model is ReferenceItem else TABLES[name][1]
    return str(getattr(row, column)) if row is not None else named(model, key, {})
