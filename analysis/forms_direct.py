"""What a facilitator sends while drafting live, made into clean values. Nothing is saved here."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from analysis.domain.drafting import KINDS
from analysis.evidence import Sources
from analysis.models import DevelopmentIssue, WholePlanRule
from workshops.enums import ProposalKind
from workshops.fields import CleanCharField, YearField
from workshops.models import Challenge, Cluster, Proposal, Workshop

NOT_CHOSEN = _("Nothing is chosen. Choose one.")
UNKNOWN = _("This choice is not known. Choose one from the list.")
CHOICE = dict.fromkeys(("invalid_choice", "invalid_pk_value", "invalid_list"), UNKNOWN)
CHOICE |= {"required": NOT_CHOSEN}
INCOMPLETE = _("The form came back incomplete. Look it through, then save again.")
WHICH_TITLE = _("Several are chosen. Write the title of the issue, or leave this one.")
# A unit in brackets at the end, as the phone's form asks for; and who does it, in the details.
UNIT = re.compile(r"^(?P<name>.+?)\s*[(](?P<unit>[^()]{1,80})[)]\s*$", re.DOTALL)
AGENCY = re.compile(r"(?:ดำเนินการโดย|โดย|หน่วยงาน(?:หลัก|รับผิดชอบ)?|by)\s*[::]?\s*([^,;()\n]{2,200})")
TITLE_LENGTH = 300


class _Own(forms.Form):
    """The form's own id: a double press is one row."""

    client_id = forms.UUIDField(
        widget=forms.HiddenInput, error_messages={"required": INCOMPLETE, "invalid": INCOMPLETE}
    )

    def sentences(self) -> str:
        """What is wrong, each with the name of its field, for a page that shows it in one line."""
        return " ".join(
            f"{self.fields[name].label}: {error}" if self.fields[name].label else str(error)
            for name, errors in self.errors.items()
            for error in errors
            if name in self.fields
        ) or " ".join(str(error) for error in self.non_field_errors())

    def renew(self) -> None:
        """Another id, for what is sent anew."""
        self._put("client_id", str(uuid.uuid4()))

    def _put(self, name: str, value: str) -> None:
        """Show this value instead of what came."""
        assert isinstance(self.data, QueryDict)
        self.data = self.data.copy()
        self.data[name] = value


class DraftForm(_Own):
    """Sources for a new issue, or for one that is drafted already."""

    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    title = CleanCharField(
        label=_("Title of the new issue"),
        max_length=TITLE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )
    clusters = forms.ModelMultipleChoiceField(
        Cluster.objects.none(), required=False, error_messages=CHOICE
    )
    challenges = forms.ModelMultipleChoiceField(
        Challenge.objects.none(), required=False, error_messages=CHOICE
    )
    proposals = forms.ModelMultipleChoiceField(
        Proposal.objects.none(), required=False, error_messages=CHOICE
    )
    issue = forms.ModelChoiceField(
        DevelopmentIssue.objects.none(), required=False, error_messages=CHOICE
    )

    def __init__(self, data: Any = None, *, workshop: Workshop, **options: Any) -> None:
        super().__init__(data, **options)
        for name in KINDS:
            self._offer(name, getattr(workshop, name).all())
        self._offer("issue", DevelopmentIssue.objects.current().filter(workshop=workshop))

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    @staticmethod
    def blank() -> dict[str, Any]:
        return {"client_id": uuid.uuid4()}

    @property
    def sources(self) -> Sources:
        return Sources(*({one.pk for one in self.cleaned_data[name]} for name in KINDS))

    def ticked(self) -> set[str]:
        """As the page names its boxes: kind and key."""
        return {f"{name}-{value}" for name in KINDS for value in self[name].value() or ()}

    def words(self) -> tuple[str, bool]:
        """A title from what was chosen, and whether there is no other one."""
        chosen = self.cleaned_data
        proposed = [one.text for one in chosen["proposals"] if one.kind == ProposalKind.ISSUE]
        others = [one.text for one in (*chosen["proposals"], *chosen["challenges"])]
        found = proposed or [*others, *(one.name for one in chosen["clusters"])]
        return (found[0] if found else ""), len(found) == 1

    def suggest(self, title: str) -> None:
        """Put a title into the field, to be looked at before it is taken."""
        self._put("title", title)
        self.add_error("title", WHICH_TITLE)


class TakeUpForm(_Own):
    """What a row needs besides the words that were proposed."""

    issue = forms.ModelChoiceField(DevelopmentIssue.objects.none(), error_messages=CHOICE)

    def __init__(self, data: Any = None, *, workshop: Workshop, **options: Any) -> None:
        super().__init__(data, **options)
        field = self.fields["issue"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = DevelopmentIssue.objects.current().filter(workshop=workshop)
        field.label = ""

    @property
    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields if name not in OWN}

    def typed(self) -> list[forms.BoundField]:
        """The fields that somebody fills in."""
        return [self[name] for name in self.fields if name not in OWN]


OWN = ("client_id", "issue")


class IndicatorRowForm(TakeUpForm):
    name = CleanCharField(label=_("Indicator"), max_length=300)
    unit = CleanCharField(label=_("Unit"), max_length=80)
    whole_plan_rule = forms.ChoiceField(
        label=_("How the whole-plan value is formed"), choices=WholePlanRule, error_messages=CHOICE
    )


class ProjectRowForm(TakeUpForm):
    name = CleanCharField(label=_("Project"), max_length=300)
    lead_agency = CleanCharField(label=_("Lead agency"), max_length=200)
    start_year = YearField(label=_("First year"))
    end_year = YearField(label=_("Last year"))


def row_form(proposal: Proposal, *, workshop: Workshop, data: Any = None) -> TakeUpForm | None:
    """The form by which this proposal becomes a row; none for a proposed issue."""
    if proposal.kind == ProposalKind.INDICATOR:
        return IndicatorRowForm(data, workshop=workshop, initial=_of_indicator(proposal))
    if proposal.kind == ProposalKind.PROJECT:
        return ProjectRowForm(data, workshop=workshop, initial=_of_project(proposal, workshop))
    return None


def _of_indicator(proposal: Proposal) -> dict[str, Any]:
    found = UNIT.match(proposal.text)
    return {
        "client_id": uuid.uuid4(),
        "name": found["name"] if found else proposal.text,
        "unit": found["unit"].strip() if found else "",
        "whole_plan_rule": WholePlanRule.LAST,
    }


def _of_project(proposal: Proposal, workshop: Workshop) -> dict[str, Any]:
    found = AGENCY.search(proposal.details)
    return {
        "client_id": uuid.uuid4(),
        "name": proposal.text,
        "lead_agency": found[1].strip() if found else "",
        "start_year": workshop.plan_cycle.start_year,
        "end_year": workshop.plan_cycle.end_year,
    }
