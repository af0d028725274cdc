"""What planners type of an indicator, made into clean values. Nothing is saved here."""

from __future__ import annotations

import decimal
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from analysis.forms import CHOICE, EvidenceForm
from analysis.measures import whole_plan_value
from analysis.models import Aim, Indicator, PlanRow, WholePlanRule
from workshops.enums import ProposalKind
from workshops.fields import CleanCharField, NumberField, YearField
from workshops.models import Workshop
from workshops.years import buddhist_year

# What an indicator that is used elsewhere lends to a new one.
LENT = ("name", "unit", "aim", "whole_plan_rule", "data_owner")


class IndicatorForm(EvidenceForm):
    kind = "indicator"
    proposed = ProposalKind.INDICATOR
    plain = (
        "name",
        "unit",
        "aim",
        "baseline_value",
        "baseline_year",
        "whole_plan_rule",
        "data_owner",
    )
    name = CleanCharField(label=_("Indicator"), max_length=300)
    unit = CleanCharField(label=_("Unit"), max_length=80)
    aim = forms.ChoiceField(
        label=_("Which way it shall go"), choices=Aim, initial=Aim.UP, error_messages=CHOICE
    )
    baseline_value = NumberField(label=_("Baseline value"), digits=11, required=False)
    baseline_year = YearField(label=_("Baseline year"), required=False)
    whole_plan_rule = forms.ChoiceField(
        label=_("How the whole-plan value is formed"),
        choices=WholePlanRule,
        initial=WholePlanRule.LAST,
        error_messages=CHOICE,
    )
    data_owner = CleanCharField(label=_("Data owner"), max_length=200, required=False)
    # The indicator of another list whose words are taken over.
    taken_from = forms.ModelChoiceField(
        Indicator.objects.none(),
        required=False,
        widget=forms.HiddenInput,
        error_messages=CHOICE,
    )

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401
        *,
        workshop: Workshop,
        row: PlanRow | None = None,
        given: dict[str, Any] | None = None,
        lenders: QuerySet[Indicator] | None = None,
    ) -> None:
        """`lenders`: the indicators whose words may be taken over."""
        super().__init__(data, workshop=workshop, row=row, given=given)
        if lenders is None:
            del self.fields["taken_from"]
        else:
            lent = self.fields["taken_from"]
            assert isinstance(lent, forms.ModelChoiceField)
            lent.queryset = lenders

    def offer(self) -> None:
        super().offer()
        for year in self.cycle.years:
            label = _("B.E. %(year)s") % {"year": buddhist_year(year)}
            self.fields[f"target_{year}"] = NumberField(label=label, digits=11, required=False)

    @classmethod
    def given(cls, facts: dict[str, Any]) -> dict[str, Any]:
        targets = {
            f"target_{year}": decimal.Decimal(value)
            for year, value in facts.get("targets", {}).items()
        }
        return super().given(facts) | targets

    def said(self) -> dict[str, Any]:
        said = super().said() | {"targets": self._targets(self.cleaned_data)}
        if "taken_from" in self.fields:
            said["taken_from"] = self.cleaned_data["taken_from"]
        return said

    def target_fields(self) -> list[forms.BoundField]:
        return [self[f"target_{year}"] for year in self.cycle.years]

    @property
    def whole_plan(self) -> str:
        """The value for the whole plan of what stands in the form; "" without any target."""
        values = self.cleaned_data if self.is_bound else self.initial
        rule = values.get("whole_plan_rule") or WholePlanRule.LAST
        value = whole_plan_value(rule, self._targets(values))
        return str(self.fields["baseline_value"].prepare_value(value) or "")

    def _targets(self, values: Mapping[str, Any]) -> dict[int, decimal.Decimal]:
        found = {year: values.get(f"target_{year}") for year in self.cycle.years}
        return {year: value for year, value in found.items() if value is not None}
