"""What planners type into the plan, made into clean values. Nothing is saved here."""

from __future__ import annotations

import decimal
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from analysis.domain.project_rules import Activity
from analysis.models import DevelopmentIssue, Indicator, Project, WholePlanRule
from workshops.enums import Category, ReferenceKind, Track
from workshops.fields import CleanCharField, NumberField, YearField
from workshops.models import Factor, PlanCycle, ReferenceItem, Workshop
from workshops.years import buddhist_year

NOT_CHOSEN = _("Nothing is chosen. Choose one.")
UNKNOWN = _("This choice is not known. Choose one from the list.")
CHOICE = {"required": NOT_CHOSEN, "invalid_choice": UNKNOWN}
GONE = _("A chosen factor is no longer on the board. Choose again.")
INDICATOR_GONE = _("A chosen indicator is no longer in the plan. Choose again.")
INCOMPLETE = _("The form came back incomplete. Look it through, then save again.")


@dataclass(frozen=True)
class FactorChoice:
    factor: Factor
    chosen: bool


@dataclass(frozen=True)
class FactorGroup:
    """One category's factors, as the form lists them."""

    category: Category
    choices: list[FactorChoice]

    @property
    def chosen(self) -> int:
        return sum(choice.chosen for choice in self.choices)


class PlanRowForm(forms.Form):
    """What all three forms share: the form's own id, the version shown, the linked factors."""

    kind = ""  # the word in addresses and template names
    client_id = forms.UUIDField(
        widget=forms.HiddenInput, error_messages={"required": INCOMPLETE, "invalid": INCOMPLETE}
    )
    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, error_messages={"invalid": INCOMPLETE}
    )
    factors = forms.ModelMultipleChoiceField(
        Factor.objects.none(),
        label=_("Factors that this rests on"),
        required=False,
        error_messages={"invalid_choice": GONE, "invalid_pk_value": GONE},
    )

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401
        *,
        workshop: Workshop,
        row: DevelopmentIssue | Indicator | Project | None = None,
    ) -> None:
        self.workshop, self.row = workshop, row
        self.cycle: PlanCycle = workshop.plan_cycle
        super().__init__(data, initial=self.stored(row) if row else self.blank())
        board = workshop.factors.on_board().select_related("district").oldest_first()
        self._pick("factors").queryset = board
        self.add_grid()

    def blank(self) -> dict[str, Any]:
        return {"client_id": uuid.uuid4(), "track": self.workshop.track}

    def stored(self, row: Any) -> dict[str, Any]:  # noqa: ANN401
        """The row as this form's initial values."""
        names = [n for n in self.base_fields if n != "indicators" and hasattr(row, n)]
        values = {name: getattr(row, name) for name in names}
        return values | {"factors": list(row.factors.values_list("pk", flat=True))}

    def add_grid(self) -> None:
        """Add the fields that depend on the plan's years."""

    def factor_groups(self) -> Iterator[FactorGroup]:
        """The board's factors by category, each with whether it is ticked. One query.

        Categories without a factor are left out.
        """
        ticked = {str(value) for value in self["factors"].value() or ()}
        board = self._pick("factors").queryset or Factor.objects.none()
        choices = [FactorChoice(factor, str(factor.pk) in ticked) for factor in board]
        for category in Category:
            if listed := [c for c in choices if c.factor.category == category]:
                yield FactorGroup(category, listed)

    @property
    def shown_version(self) -> int:
        """The version that the form showed; 0 fits no row."""
        return int(self.cleaned_data.get("version") or 0)

    @property
    def own_id(self) -> uuid.UUID:
        """The form's own id as it goes into the page: the one that came, or a new one."""
        came = self.cleaned_data.get("client_id") if self.is_bound else self.initial["client_id"]
        return came or uuid.uuid4()

    def links(self) -> list[Factor]:
        """The ticked factors, and those linked before that are off the board for now."""
        chosen = list(self.cleaned_data["factors"])
        if self.row is None:
            return chosen
        board = self.workshop.factors.on_board().values("pk")
        return [*chosen, *self.row.factors.exclude(pk__in=board)]

    def values(self) -> dict[str, Any]:
        """What the domain takes, but for the links and the grid."""
        own = ("client_id", "version", "factors", "indicators", "activities")
        grid = ("target_", "budget_")
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in own and not name.startswith(grid)
        }

    def differences(self, now: PlanRowForm) -> list[tuple[str, list[str]]]:
        """Where the row as it is `now` differs from what was typed: label and stored lines."""
        told = []
        for bound in now.visible_fields():
            typed = self.cleaned_data.get(bound.name)
            if _comparable(typed) != _comparable(bound.initial):
                told.append((str(bound.label), _lines(bound)))
        return told

    def _pick(self, name: str) -> forms.ModelMultipleChoiceField[Any]:
        field = self.fields[name]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        return field


def _comparable(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, QuerySet | list):
        return sorted(getattr(item, "pk", item) for item in value)
    return value or (value if value == 0 else None)


def _lines(bound: forms.BoundField) -> list[str]:
    """A field's stored value in the words that the form shows."""
    field, value = bound.field, bound.initial
    if isinstance(field, forms.ModelMultipleChoiceField):
        return [str(getattr(row, "text", row)) for row in (field.queryset or ()) if row.pk in value]
    if isinstance(field, forms.ChoiceField):
        return [str(dict(field.choices).get(value, value))]  # type: ignore[arg-type]
    return str(field.prepare_value(value) if value is not None else "").splitlines()


class IssueForm(PlanRowForm):
    kind = "issue"
    title = CleanCharField(label=_("Development issue"), max_length=300)
    goal = CleanCharField(label=_("Goal"), max_length=2000, lines=True, required=False)
    rationale = CleanCharField(label=_("Rationale"), max_length=4000, lines=True, required=False)
    track = forms.ChoiceField(label=_("Track"), choices=Track, error_messages=CHOICE)


class IndicatorForm(PlanRowForm):
    kind = "indicator"
    name = CleanCharField(label=_("Indicator"), max_length=300)
    unit = CleanCharField(label=_("Unit"), max_length=80)
    baseline_value = NumberField(label=_("Baseline value"), digits=11, required=False)
    baseline_year = YearField(label=_("Baseline year"), required=False)
    whole_plan_rule = forms.ChoiceField(
        label=_("How the whole-plan value is formed"),
        choices=WholePlanRule,
        error_messages=CHOICE,
    )
    data_owner = CleanCharField(label=_("Data owner"), max_length=200, required=False)

    def add_grid(self) -> None:
        for year in self.cycle.years:
            label = _("B.E. %(year)s") % {"year": buddhist_year(year)}
            self.fields[f"target_{year}"] = NumberField(label=label, digits=11, required=False)

    def stored(self, row: Indicator) -> dict[str, Any]:
        targets = {f"target_{target.year}": target.value for target in row.targets.all()}
        return super().stored(row) | targets

    def target_fields(self) -> list[forms.BoundField]:
        return [self[f"target_{year}"] for year in self.cycle.years]

    def targets(self) -> dict[int, decimal.Decimal]:
        values = {year: self.cleaned_data[f"target_{year}"] for year in self.cycle.years}
        return {year: value for year, value in values.items() if value is not None}


class ProjectForm(PlanRowForm):
    kind = "project"
    name = CleanCharField(label=_("Project"), max_length=300)
    lead_agency = CleanCharField(label=_("Lead agency"), max_length=200)
    place = CleanCharField(label=_("Place"), max_length=300, required=False)
    start_year = YearField(label=_("First fiscal year (B.E.)"))
    end_year = YearField(label=_("Last fiscal year (B.E.)"))
    track = forms.ChoiceField(label=_("Track"), choices=Track, error_messages=CHOICE)
    activities = CleanCharField(label=_("Activities"), max_length=4000, lines=True, required=False)
    outputs = CleanCharField(label=_("Outputs"), max_length=4000, lines=True, required=False)
    outcomes = CleanCharField(label=_("Outcomes"), max_length=4000, lines=True, required=False)
    indicators = forms.ModelMultipleChoiceField(
        Indicator.objects.none(),
        label=_("Indicators that it serves"),
        required=False,
        error_messages={"invalid_choice": INDICATOR_GONE, "invalid_pk_value": INDICATOR_GONE},
    )

    def add_grid(self) -> None:
        self.sources = list(ReferenceItem.objects.of_kind(ReferenceKind.BUDGET_SOURCE))
        for source in self.sources:
            for year in self.cycle.years:
                label = _("%(source)s, B.E. %(year)s") % {
                    "source": source.name,
                    "year": buddhist_year(year),
                }
                field = NumberField(label=label, least=0, places=2, digits=13, required=False)
                self.fields[f"budget_{year}_{source.pk}"] = field
        indicators = Indicator.objects.current().filter(issue__workshop=self.workshop)
        indicators = indicators.filter(issue__removed_at=None).select_related("issue")
        self._pick("indicators").queryset = indicators.order_by("issue__number", "number", "pk")

    def stored(self, row: Project) -> dict[str, Any]:
        money = {f"budget_{b.year}_{b.source_id}": b.amount_thb for b in row.budgets.all()}
        linked = list(row.indicators.values_list("pk", flat=True))
        names = row.activity_rows.order_by("number").values_list("name", flat=True)
        lines = {"activities": "\n".join(names)}
        return super().stored(row) | money | lines | {"indicators": linked}

    def listed_activities(self) -> list[Activity]:
        lines = self.cleaned_data["activities"].splitlines()
        return [Activity(line.strip()) for line in lines if line.strip()]

    def budget_rows(self) -> list[tuple[ReferenceItem, list[forms.BoundField]]]:
        """The grid: for each source its fields, one per year."""
        return [
            (source, [self[f"budget_{year}_{source.pk}"] for year in self.cycle.years])
            for source in self.sources
        ]

    def indicator_choices(self) -> list[tuple[Indicator, bool]]:
        """The plan's indicators, each with whether it is ticked. One query."""
        ticked = {str(value) for value in self["indicators"].value() or ()}
        listed = self._pick("indicators").queryset or Indicator.objects.none()
        return [(indicator, str(indicator.pk) in ticked) for indicator in listed]

    def budgets(self) -> dict[tuple[int, ReferenceItem], decimal.Decimal]:
        cells = {
            (year, source): self.cleaned_data[f"budget_{year}_{source.pk}"]
            for source in self.sources
            for year in self.cycle.years
        }
        return {cell: amount for cell, amount in cells.items() if amount is not None}

    def kept_indicators(self) -> list[Indicator]:
        """The ticked indicators, and those linked before that are out of the plan for now."""
        chosen = list(self.cleaned_data["indicators"])
        if not isinstance(self.row, Project):
            return chosen
        gone = Q(removed_at__isnull=False) | Q(issue__removed_at__isnull=False)
        return [*chosen, *self.row.indicators.filter(gone)]
