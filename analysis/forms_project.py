"""What planners type of a project, made into clean values. Nothing is saved here."""

from __future__ import annotations

import decimal
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from analysis.domain.project_rules import ALIGNED, Activity
from analysis.forms import CHOICE, EvidenceForm, Group, Words, picks
from analysis.measures import total_thb
from analysis.models import DevelopmentIssue, Indicator, PlanRow, Programme
from workshops.enums import ProposalKind, ReferenceKind, Track
from workshops.fields import CleanCharField, NumberField, YearField
from workshops.models import ReferenceItem, Workshop
from workshops.years import buddhist_year

INDICATOR_GONE = _("A chosen indicator is no longer in the plan. Choose again.")
SPARE = 3  # empty rows for activities
MOST = 60
ACTIVITY = re.compile(r"activity_([0-9]{1,3})_(name|budget|agency|partners)")
PARTS = ("name", "budget", "agency", "partners")
NOT_CHECKED = _("%(name)s (name not checked against its source)")


class AlignedField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One item of a national list, by its number; a name that was not checked says so."""

    def label_from_instance(self, obj: ReferenceItem) -> str:
        name = obj.name if obj.official else NOT_CHECKED % {"name": obj.name}
        return f"{obj.number} {name}"


@dataclass(frozen=True)
class BudgetRow:
    """A source's line of the grid."""

    source: ReferenceItem
    fields: list[forms.BoundField]
    total: str


def words(label: Words, longest: int) -> CleanCharField:
    return CleanCharField(label=label, max_length=longest, lines=True, required=False)


def aligned(label: Words) -> AlignedField:
    nothing = ReferenceItem.objects.none()
    return AlignedField(nothing, label=label, required=False, error_messages=CHOICE)


class ProjectForm(EvidenceForm):
    kind = "project"
    proposed = ProposalKind.PROJECT
    plain = (
        *("name", "programme", "lead_agency", "place", "start_year", "end_year", "track"),
        *("rationale", "objectives", "measures", "outputs", "outcomes"),
        *("strategy", "master_plan", "milestone", "regional_goal"),
    )
    linked = ("factors", "proposals", "indicators")
    name = CleanCharField(label=_("Project"), max_length=300)
    programme = forms.ModelChoiceField(
        Programme.objects.none(),
        label=_("Programme that it belongs to"),
        required=False,
        empty_label=_("None: directly under the issue"),
        error_messages=CHOICE,
    )
    lead_agency = CleanCharField(label=_("Lead agency"), max_length=200)
    place = CleanCharField(label=_("Place"), max_length=300, required=False)
    start_year = YearField(label=_("First fiscal year"))
    end_year = YearField(label=_("Last fiscal year"))
    track = forms.ChoiceField(label=_("Track"), choices=Track, error_messages=CHOICE)
    rationale = words(_("Rationale"), 4000)
    objectives = words(_("Objectives of the project"), 4000)
    measures = words(_("Indicators and targets of the project"), 4000)
    outputs = words(_("Outputs"), 4000)
    outcomes = words(_("Outcomes"), 4000)
    strategy = aligned(_("National strategy"))
    master_plan = aligned(_("Master plan under the national strategy"))
    milestone = aligned(_("Milestone of the national development plan"))
    regional_goal = CleanCharField(
        label=_("Goal and approach of regional development"), max_length=500, required=False
    )
    indicators = picks(Indicator.objects.none(), _("Indicators that it serves"), INDICATOR_GONE)

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401
        *,
        workshop: Workshop,
        issue: DevelopmentIssue,
        row: PlanRow | None = None,
        given: dict[str, Any] | None = None,
    ) -> None:
        self.issue = issue
        super().__init__(data, workshop=workshop, row=row, given=given)

    def offer(self) -> None:
        super().offer()
        self._offer_lists()
        self.sources = list(ReferenceItem.objects.of_kind(ReferenceKind.BUDGET_SOURCE))
        for source in self.sources:
            for year in self.cycle.years:
                label = _("%(source)s, B.E. %(year)s") % {
                    "source": source.name,
                    "year": buddhist_year(year),
                }
                self.fields[f"budget_{year}_{source.pk}"] = _money(label)
        for number in range(self._activity_count()):
            self.fields |= self.activity_fields(number)

    def _offer_lists(self) -> None:
        indicators = Indicator.objects.current().filter(issue__workshop=self.workshop)
        indicators = indicators.filter(issue__removed_at=None).select_related("issue")
        self.pick("indicators").queryset = indicators.order_by("issue__number", "number", "pk")
        before = self.initial.get
        programmes = Programme.objects.filter(issue=self.issue)
        known = programmes.filter(Q(removed_at=None) | Q(pk=before("programme")))
        self._choose("programme").queryset = known.order_by("number", "pk")
        items = ReferenceItem.objects
        for name, kind in ALIGNED.items():
            self._choose(name).queryset = items.of_kind(kind)
        edition = Q(edition=str(self.cycle.nesdp_number or "")) | Q(pk=before("milestone"))
        self._choose("milestone").queryset = items.of_kind(ReferenceKind.MILESTONE).filter(edition)

    def _activity_count(self) -> int:
        """Rows of the form: what came or is stored, and spare ones."""
        names = self.data if self.is_bound else self.initial
        numbers = [int(found[1]) for name in names if (found := ACTIVITY.fullmatch(name))]
        used = max(numbers, default=-1) + 1
        return min(max(used, SPARE) if self.is_bound else used + SPARE, MOST)

    @staticmethod
    def activity_fields(number: int) -> dict[str, forms.Field]:
        """The fields of one activity, numbered from 0."""

        def text(label: Words, longest: int) -> CleanCharField:
            return CleanCharField(
                label=label % {"number": number + 1}, max_length=longest, required=False
            )

        return {
            f"activity_{number}_name": text(_("Activity %(number)s"), 4000),
            f"activity_{number}_budget": _money(
                _("Budget of activity %(number)s, baht") % {"number": number + 1}
            ),
            f"activity_{number}_agency": text(_("Agency of activity %(number)s"), 200),
            f"activity_{number}_partners": text(_("Partners of activity %(number)s"), 300),
        }

    def clean(self) -> dict[str, Any]:
        """An activity without a name is not one."""
        cleaned = self.cleaned_data
        for number in range(self._activity_count()):
            rest = [cleaned.get(f"activity_{number}_{part}") for part in PARTS[1:]]
            name = f"activity_{number}_name"
            if any(one not in (None, "") for one in rest) and cleaned.get(name) == "":
                self.add_error(name, _("This activity has no name. Write what is done."))
        return cleaned

    @classmethod
    def given(cls, facts: dict[str, Any]) -> dict[str, Any]:
        values = super().given(facts)
        for cell, amount in facts.get("budgets", {}).items():
            year, source = cell.split("/")
            values[f"budget_{year}_{source}"] = decimal.Decimal(amount)
        for number, (name, money, *rest) in enumerate(facts.get("activities", [])):
            parts = (name, None if money is None else decimal.Decimal(money), *rest)
            values |= {
                f"activity_{number}_{part}": value for part, value in zip(PARTS, parts, strict=True)
            }
        return values

    def said(self) -> dict[str, Any]:
        return super().said() | {
            "budgets": self._budgets(self.cleaned_data),
            "activities": self._activities(self.cleaned_data),
            "indicators": self.kept("indicators"),
        }

    def units(self) -> Iterator[tuple[str, str, list[str]]]:
        """The activities are one unit: a row in between moves all that follow."""
        yield from (unit for unit in super().units() if not unit[0].startswith("activity_"))
        names = [name for name in self.fields if name.startswith("activity_")]
        yield "activities", str(_("Activities")), names

    def activity_rows(self) -> list[list[forms.BoundField]]:
        return [
            [self[f"activity_{number}_{part}"] for part in PARTS]
            for number in range(self._activity_count())
        ]

    def budget_rows(self) -> list[BudgetRow]:
        """The grid: for each source its fields, one per year, and its sum."""
        budgets = self._budgets(self._values)
        return [
            BudgetRow(
                source,
                [self[f"budget_{year}_{source.pk}"] for year in self.cycle.years],
                _baht(total_thb(m for (_y, s), m in budgets.items() if s == source)),
            )
            for source in self.sources
        ]

    def year_totals(self) -> list[str]:
        budgets = self._budgets(self._values)
        return [
            _baht(total_thb(amount for (y, _s), amount in budgets.items() if y == year))
            for year in self.cycle.years
        ]

    @property
    def budget_total(self) -> str:
        return _baht(total_thb(self._budgets(self._values).values()))

    @property
    def activities_total(self) -> str:
        return _baht(self._activity_sum())

    @property
    def sums_differ(self) -> bool:
        """Whether the activities and the years add up to different amounts."""
        activities, budget = self._activity_sum(), total_thb(self._budgets(self._values).values())
        return activities is not None and budget is not None and activities != budget

    @property
    def plan_code(self) -> str:
        """As จ.1 writes it: strategy.masterplan, e.g. 2.6; "" until both are chosen."""
        chosen = [str(self[name].value() or "") for name in ("strategy", "master_plan")]
        items = {
            str(one.pk): one.number
            for name in ("strategy", "master_plan")
            for one in self._choose(name).queryset or ()
        }
        numbers = [str(items[pk]) for pk in chosen if pk in items]
        return ".".join(numbers) if len(numbers) == 2 else ""

    def groups(self) -> list[Group]:
        notes = self.choices("indicators", lambda one: (one.name, [one.issue.title, str(one.pk)]))
        own = [Group("indicators", str(self.fields["indicators"].label), notes)] if notes else []
        return [*own, *super().groups()]

    @property
    def _values(self) -> Mapping[str, Any]:
        return self.cleaned_data if self.is_bound else self.initial

    def _budgets(
        self, values: Mapping[str, Any]
    ) -> dict[tuple[int, ReferenceItem], decimal.Decimal]:
        cells = {
            (year, source): values.get(f"budget_{year}_{source.pk}")
            for source in self.sources
            for year in self.cycle.years
        }
        return {cell: amount for cell, amount in cells.items() if amount is not None}

    def _activities(self, values: Mapping[str, Any]) -> list[Activity]:
        rows: Iterator[list[Any]] = (
            [values.get(f"activity_{number}_{part}") for part in PARTS]
            for number in range(self._activity_count())
        )
        return [
            Activity(name, money, agency or "", partners or "")
            for name, money, agency, partners in rows
            if name
        ]

    def _activity_sum(self) -> decimal.Decimal | None:
        amounts = (one.budget_thb for one in self._activities(self._values))
        return total_thb(amount for amount in amounts if amount is not None)

    def _choose(self, name: str) -> forms.ModelChoiceField[Any]:
        found = self.fields[name]
        assert isinstance(found, forms.ModelChoiceField)
        return found


def _money(label: str) -> NumberField:
    return NumberField(label=label, least=0, places=2, digits=13, required=False)


def _baht(amount: decimal.Decimal | None) -> str:
    return "" if amount is None else f"{amount:,.2f}"
