"""What the forms of the plan's rows share. Each kind has its own module. Nothing is saved here."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from analysis.models import PlanRow
from workshops.enums import Category, ProposalKind
from workshops.fields import NumberField, YearField
from workshops.models import Factor, PlanCycle, Proposal, Workshop

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise
else:
    StrPromise = str

# A sentence, or one that is translated when it is shown.
Words: TypeAlias = str | StrPromise

NOT_CHOSEN = _("Nothing is chosen. Choose one.")
UNKNOWN = _("This choice is not known. Choose one from the list.")
CHOICE = {"required": NOT_CHOSEN, "invalid_choice": UNKNOWN, "invalid_pk_value": UNKNOWN}
GONE = _("A chosen factor is no longer on the board. Choose again.")
PROPOSAL_GONE = _("A chosen proposal is no longer there. Choose again.")
INCOMPLETE = _("The form came back incomplete. Look it through, then save again.")


@dataclass(frozen=True)
class Choice:
    """One line to tick; `notes` stand small behind its words."""

    pk: int
    text: str
    chosen: bool
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Group:
    """Lines to tick that unfold together; `category` where they are factors of one."""

    name: str  # of the form's field
    label: str
    choices: list[Choice]
    category: Category | None = None

    @property
    def chosen(self) -> int:
        return sum(choice.chosen for choice in self.choices)


def picks(rows: QuerySet[Any], label: Words, gone: Words = UNKNOWN) -> forms.Field:
    """A field for any number of these rows."""
    said = {"invalid_choice": gone, "invalid_pk_value": gone, "invalid_list": gone}
    return forms.ModelMultipleChoiceField(rows, label=label, required=False, error_messages=said)


class PlanRowForm(forms.Form):
    """What all kinds share: the form's own id and the version that it showed.

    `plain`: the fields that the domain takes as they are. `linked`: those that tick rows.
    """

    kind: ClassVar[str] = ""  # the word in addresses and template names
    plain: ClassVar[tuple[str, ...]] = ()
    linked: ClassVar[tuple[str, ...]] = ()
    client_id = forms.UUIDField(
        widget=forms.HiddenInput, error_messages={"required": INCOMPLETE, "invalid": INCOMPLETE}
    )
    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, error_messages={"invalid": INCOMPLETE}
    )

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401
        *,
        workshop: Workshop,
        row: PlanRow | None = None,
        given: dict[str, Any] | None = None,
    ) -> None:
        """`given`: what the fields begin with; for a row, how it is stored."""
        self.workshop, self.row = workshop, row
        self.cycle: PlanCycle = workshop.plan_cycle
        own = {"client_id": row and getattr(row, "client_id", None), "version": row and row.version}
        super().__init__(data, initial=(given or {}) | own if row else self.blank() | (given or {}))
        self.offer()

    def blank(self) -> dict[str, Any]:
        return {"client_id": uuid.uuid4(), "track": self.workshop.track}

    def offer(self) -> None:
        """Add what depends on the workshop: the rows that can be ticked, the plan's years."""

    @classmethod
    def given(cls, facts: dict[str, Any]) -> dict[str, Any]:
        """What journal and history keep of a row (`plain()`), as this form's initial values."""
        values = {name: facts.get(name, []) for name in cls.linked}
        for name in cls.plain:
            kept = facts.get(name, facts.get(f"{name}_id"))
            values[name] = _initial(cls.base_fields[name], kept)
        return values

    def said(self) -> dict[str, Any]:
        """What the domain takes; for a valid form."""
        return {name: self.cleaned_data[name] for name in self.plain}

    def units(self) -> Iterator[tuple[str, str, list[str]]]:
        """What two planners may change apart: name, label, and its fields."""
        for bound in self.visible_fields():
            yield bound.name, str(bound.label), [bound.name]

    @property
    def shown_version(self) -> int:
        """The version that the form showed; 0 fits no row."""
        return int(self.cleaned_data.get("version") or 0)

    @property
    def own_id(self) -> uuid.UUID:
        """The form's own id as it goes into the page: the one that came, or a new one."""
        came = self.cleaned_data.get("client_id") if self.is_bound else self.initial["client_id"]
        return came or uuid.uuid4()

    def picker_errors(self) -> list[str]:
        """What is wrong with the ticked rows; they have no field of their own on the page."""
        ticks = [name for name in self.fields if name in self.errors and name != "criteria"]
        multiple = forms.ModelMultipleChoiceField
        return [
            str(error)
            for name in ticks
            if isinstance(self.fields[name], multiple)
            for error in self.errors[name]
        ]

    def pick(self, name: str) -> forms.ModelMultipleChoiceField[Any]:
        found = self.fields[name]
        assert isinstance(found, forms.ModelMultipleChoiceField)
        return found

    def ticked(self, name: str) -> set[str]:
        return {str(value) for value in self[name].value() or ()}

    def kept(self, name: str) -> list[Any]:
        """The ticked rows, and those linked before that cannot be ticked for now."""
        chosen = list(self.cleaned_data[name])
        if self.row is None:
            return chosen
        offered = [one.pk for one in self.offered(name)]
        return [*chosen, *getattr(self.row, name).exclude(pk__in=offered)]

    def offered(self, name: str) -> Iterable[Any]:
        """The rows that can be ticked. One query."""
        return self.pick(name).queryset or ()


class EvidenceForm(PlanRowForm):
    """A row that rests on factors and proposals."""

    linked: ClassVar[tuple[str, ...]] = ("factors", "proposals")
    proposed: ClassVar[ProposalKind]
    factors = picks(Factor.objects.none(), _("Factors that this rests on"), GONE)
    proposals = picks(Proposal.objects.none(), _("Proposals that this takes up"), PROPOSAL_GONE)

    def offer(self) -> None:
        board = self.workshop.factors.on_board().select_related("district").oldest_first()
        self.pick("factors").queryset = board
        wanted = Q(kind=self.proposed) | Q(pk__in=self.initial.get("proposals", []))
        shown = self.workshop.proposals.shown().filter(wanted).oldest_first()
        self.pick("proposals").queryset = shown

    def said(self) -> dict[str, Any]:
        links = {name: self.kept(name) for name in ("factors", "proposals")}
        return super().said() | links

    def groups(self) -> list[Group]:
        """Proposals, then the board's factors by category; empty groups are left out."""
        return [*self.proposal_groups(), *self.factor_groups()]

    def proposal_groups(self) -> list[Group]:
        label = pgettext_lazy("plan form", "Proposals of the room")
        listed = self.choices("proposals", lambda one: (one.text, [str(one.pk)]))
        return [Group("proposals", str(label), listed)] if listed else []

    def factor_groups(self) -> Iterator[Group]:
        ticked = self.ticked("factors")
        by_category: dict[str, list[Choice]] = {}
        for one in self.offered("factors"):
            notes = [str(one.district), str(one.get_stance_display()), str(one.pk)]
            choice = Choice(one.pk, one.text, str(one.pk) in ticked, notes)
            by_category.setdefault(one.category, []).append(choice)
        for category in Category:
            if listed := by_category.get(category):
                yield Group("factors", str(category.label), listed, category)

    def choices(self, name: str, words: Any) -> list[Choice]:  # noqa: ANN401
        """The rows that can be ticked; `words` gives text and notes of one."""
        ticked = self.ticked(name)
        found = []
        for one in self.offered(name):
            text, notes = words(one)
            found.append(Choice(one.pk, text, str(one.pk) in ticked, notes))
        return found


def sent(bound: forms.Field, value: Any) -> list[str]:  # noqa: ANN401
    """A value as a browser would send it, the same for all ways to write it."""
    prepared = bound.prepare_value(value)
    if isinstance(prepared, list | tuple | set | QuerySet):
        return sorted(str(getattr(one, "pk", one)) for one in prepared)
    if isinstance(prepared, Model):
        prepared = prepared.pk
    return [] if prepared is None or prepared == "" else [str(prepared)]


def _initial(bound: forms.Field, kept: Any) -> Any:  # noqa: ANN401
    if kept is None or kept == "":
        return None if kept is None else ""
    if isinstance(bound, NumberField):
        return bound.to_python(kept)
    if isinstance(bound, YearField | forms.ModelChoiceField):
        return int(kept)
    return kept
