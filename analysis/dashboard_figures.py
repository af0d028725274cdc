"""The figures by which the map of the districts can be shaded, and their one short form."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.db import models
from django.utils.translation import pgettext_lazy

from analysis.dashboard_counts import Counts
from analysis.dashboard_plan import PlanProgress
from analysis.forms import UNKNOWN
from analysis.pictures.districts import scaled, written
from workshops.models import District


class Figure(models.TextChoices):
    FACTORS = "factors", pgettext_lazy("map", "Factors")
    PEOPLE = "people", pgettext_lazy("map", "Participants")
    PER_PERSON = "per-person", pgettext_lazy("map", "Factors per participant")
    POINTS = "points", pgettext_lazy("map", "Participants who gave points, percent")
    EMPTY = "empty", pgettext_lazy("map", "Categories without a factor")
    ISSUES = "issues", pgettext_lazy("map", "Development issues that rest on factors from here")


DECIMALS = {Figure.PER_PERSON: 1}
UNITS = {Figure.POINTS: " %"}


class FigureForm(forms.Form):
    """An unknown figure is refused, not ignored."""

    figure = forms.ChoiceField(
        label=pgettext_lazy("map", "Figure"),
        choices=Figure.choices,
        required=False,
        error_messages={"invalid_choice": UNKNOWN},
    )

    @property
    def chosen(self) -> Figure:
        return Figure(self.cleaned_data.get("figure") or Figure.FACTORS)


@dataclass(frozen=True)
class FigureRow:
    """A district in the table beside the map; `text` is empty where there is no figure."""

    district: District
    text: str


def values_of(figure: Figure, counts: Counts, plan: PlanProgress) -> dict[str, float | None]:
    """By the code of each district that a workshop was held for, or that people spoke of.

    None where fewer than three people stand behind a figure per person.
    """
    return {one.pk: _value(figure, one.pk, counts, plan) for one in counts.districts}


def figure_rows(
    figure: Figure, values: dict[str, float | None], districts: list[District]
) -> list[FigureRow]:
    """As the map writes them, of these districts."""
    decimals, unit = DECIMALS.get(figure, 0), UNITS.get(figure, "")
    rows = []
    for one in districts:
        number = scaled(values.get(one.pk), decimals)
        rows.append(FigureRow(one, "" if number is None else written(number, decimals, unit)))
    return rows


def _value(figure: Figure, code: str, counts: Counts, plan: PlanProgress) -> float | None:
    took = counts.of(code)
    if figure is Figure.PER_PERSON:
        return took.per_person
    if figure is Figure.POINTS:
        return None if took.points_share is None else 100 * took.points_share
    return {
        Figure.FACTORS: counts.factors_of(code),
        Figure.PEOPLE: took.people,
        Figure.EMPTY: len(counts.empty_of(code)),
        Figure.ISSUES: len(plan.resting_on(code)),
    }[figure]
