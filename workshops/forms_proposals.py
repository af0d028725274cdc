"""What is proposed for the plan, on a phone or at the desk, made into clean values."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workshops.direction import PROPOSAL_DETAILS_LENGTH, PROPOSAL_LENGTH
from workshops.domain.errors import WorkshopError
from workshops.domain.proposal_lists import ShownProposal
from workshops.domain.proposals import DuplicateProposal, IssueGone, IssueInUse
from workshops.enums import ProposalKind
from workshops.fields import CleanCharField
from workshops.forms import NOT_A_CHOICE
from workshops.forms_together import NUMBER, KeysField, SentForm
from workshops.models import Proposal
from workshops.plan_link import DraftedIssue

FIELD_OF: dict[type[WorkshopError], str] = {
    DuplicateProposal: "text",
    IssueGone: "issue",
    IssueInUse: "kind",
}
Place = tuple[int | None, int | None]  # the key of a proposed issue, that of a drafted one


class IssueField(forms.Field):
    """The issue that something stands under: "p12" was proposed, "d3" is drafted."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Place:
        if not value:
            return None, None
        found = re.fullmatch(rf"([pd])({NUMBER})", str(value))
        if not found or int(found[2]) >= 2**31:
            raise ValidationError(NOT_A_CHOICE["invalid_choice"], code="invalid")
        key = int(found[2])
        return (key, None) if found[1] == "p" else (None, key)


class WordsForm(SentForm):
    """A proposal's words; for a change as well as for a new one."""

    kind = forms.TypedChoiceField(
        label=_("What you propose"),
        choices=ProposalKind.choices,
        coerce=ProposalKind,
        error_messages=NOT_A_CHOICE,
    )
    text = CleanCharField(
        label=_("Your proposal, in one sentence"),
        max_length=PROPOSAL_LENGTH,
        widget=forms.Textarea(
            attrs={"rows": 3, "class": "form-control", "aria-describedby": "text-count error-text"}
        ),
    )
    details = CleanCharField(
        label=_("More about it (may stay empty)"),
        max_length=PROPOSAL_DETAILS_LENGTH,
        required=False,
        widget=forms.Textarea(
            attrs={"rows": 2, "class": "form-control", "aria-describedby": "error-details"}
        ),
    )
    issue = IssueField(label=_("Under which issue (may stay empty)"), required=False)
    clusters = KeysField(
        label=pgettext_lazy("field", "It grows from these clusters (may stay empty)"),
        required=False,
    )
    challenges = KeysField(
        label=pgettext_lazy("field", "It answers these challenges (may stay empty)"),
        required=False,
    )

    def refuse(self, error: WorkshopError) -> None:
        """Put the domain's sentence where the reader can do something about it."""
        self.add_error(FIELD_OF.get(type(error)), str(error))

    @property
    def chosen_kind(self) -> str:
        return str(self["kind"].value() or "")

    @property
    def chosen_issue(self) -> str:
        return str(self["issue"].value() or "")

    @property
    def ticked(self) -> set[str]:
        """The keys of the clusters that the form shows as chosen."""
        return {str(one) for one in self["clusters"].value() or []}

    @property
    def ticked_challenges(self) -> set[str]:
        return {str(one) for one in self["challenges"].value() or []}

    @property
    def words(self) -> dict[str, Any]:
        names = ("kind", "text", "details", "clusters", "challenges")
        under, drafted = self.cleaned_data["issue"]
        given = {name: self.cleaned_data[name] for name in names}
        return given | {"under": under, "drafted": drafted}


class ProposalForm(WordsForm):
    """A new proposal."""


class ChangeProposalForm(WordsForm):
    """`seen` is the version that the page showed."""

    client_id = None  # type: ignore[assignment]  # it has its number
    seen = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def see(self, version: int) -> None:
        """The page shows this version now."""
        assert isinstance(self.data, QueryDict)
        self.data = self.data.copy()
        self.data["seen"] = str(version)


def blank_proposal(asked: Mapping[str, str]) -> dict[str, Any]:
    """What a form for a new proposal begins with; the address may name its kind and issue."""
    kind = asked.get("kind", "")
    issue = asked.get("issue", "")
    known = re.fullmatch(rf"[pd]{NUMBER}", issue)
    return {
        "client_id": uuid.uuid4(),
        "kind": kind if kind in ProposalKind.values else ProposalKind.ISSUE,
        "issue": issue if known else "",
    }


def words_of(shown: ShownProposal, drafted: Iterable[DraftedIssue]) -> dict[str, Any]:
    """What a form for a change begins with."""
    proposal = shown.proposal
    return {
        "kind": proposal.kind,
        "text": proposal.text,
        "details": proposal.details,
        "issue": issue_value(proposal, drafted),
        "clusters": [one.pk for one in shown.clusters],
        "challenges": [one.pk for one in shown.challenges],
        "seen": proposal.version,
    }


def issue_value(proposal: Proposal, drafted: Iterable[DraftedIssue]) -> str:
    """The issue it stands under, as the form names it; "" for one that is not there any more."""
    if proposal.under_id:
        return f"p{proposal.under_id}"
    return next((one.value for one in drafted if one.number == proposal.issue_number), "")
