"""What a participant sends in the exchange and reflect steps, made into clean values."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workshops.domain.challenges import DuplicateChallenge
from workshops.domain.errors import WorkshopError
from workshops.enums import Category
from workshops.exchange import CHALLENGE_LENGTH, CLUSTER_NAME_LENGTH, COMMENT_LENGTH
from workshops.fields import CleanCharField
from workshops.forms import NOT_A_CHOICE
from workshops.models import Challenge, Cluster

KINDS = [(kind, kind) for kind in ("factor", "cluster", "challenge")]
AGREED_WITH = [*KINDS, ("proposal", "proposal")]
NUMBER = r"\d{1,18}"
CLIENT_ID = {
    "required": _("The entry's number is missing. Load the page again, then send."),
    "invalid": _("The entry's number is damaged. Load the page again, then send."),
}
UNKNOWN = _("Nothing was chosen. Press the button again.")
FIELD_OF: dict[type[WorkshopError], str] = {DuplicateChallenge: "text"}


class SentForm(forms.Form):
    """A form that a phone may send again under the same number."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, error_messages=CLIENT_ID)

    def refuse(self, error: WorkshopError) -> None:
        """Put the domain's sentence where the reader can do something about it."""
        self.add_error(FIELD_OF.get(type(error)), str(error))

    def renew(self) -> None:
        """Give what was typed a new number, so that it can be sent as a new entry."""
        self.data = _changed(self.data, "client_id", str(uuid.uuid4()))

    @property
    def first_error(self) -> str:
        return str(next(iter(self.errors.values()))[0])


def _changed(data: Mapping[str, Any], name: str, value: str) -> QueryDict:
    """What was sent, with one value changed; several ticks of one name stay several."""
    assert isinstance(data, QueryDict)
    changed = data.copy()
    changed[name] = value
    return changed


class SupportForm(forms.Form):
    kind = forms.ChoiceField(choices=AGREED_WITH)
    pk = forms.IntegerField(min_value=1)
    agrees = forms.TypedChoiceField(
        choices=[("0", "0"), ("1", "1")], coerce=lambda value: value == "1"
    )

    @classmethod
    def sent(cls, data: QueryDict) -> SupportForm:
        """From a script's fields, or from a plain button that says all three in one."""
        found = re.fullmatch(rf"([a-z]+)-({NUMBER})-([01])", data.get("say", ""))
        given = dict(zip(("kind", "pk", "agrees"), found.groups(), strict=True)) if found else data
        return cls(given)


class CommentForm(SentForm):
    kind = forms.ChoiceField(choices=KINDS, widget=forms.HiddenInput)
    pk = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    text = CleanCharField(
        label=_("Your comment"),
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(
            attrs={"rows": 3, "class": "form-control", "aria-describedby": "text-count error-text"}
        ),
    )

    @property
    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("client_id", "text")}


class ChosenField(forms.Field):
    """Cards that were ticked; the value says of each in which cluster the screen showed it.

    Each comes as "factor.cluster", with the cluster 0 where there was none.
    """

    widget = forms.MultipleHiddenInput
    default_error_messages = {"required": _("No card is chosen. Tick one or more first.")}

    def to_python(self, value: Any) -> dict[int, int | None]:
        found = [re.fullmatch(rf"({NUMBER})\.({NUMBER})", str(one)) for one in value or []]
        if not all(found):
            raise ValidationError(UNKNOWN, code="invalid")
        pairs = (map(int, match.groups()) for match in found if match)
        return {factor: cluster or None for factor, cluster in pairs}


class PlaceForm(forms.Form):
    chosen = ChosenField()
    cluster = forms.IntegerField(  # 0: in none
        min_value=0,
        error_messages={"required": _("No cluster is chosen. Choose where the cards go.")},
    )


class NewClusterForm(forms.Form):
    chosen = ChosenField()
    name = CleanCharField(label=_("Name of the new cluster"), max_length=CLUSTER_NAME_LENGTH)
    category = forms.TypedChoiceField(
        choices=Category.choices, coerce=Category, required=False, empty_value=""
    )
    client_id = forms.UUIDField(required=False)


class KeysField(forms.Field):
    """Rows that were ticked; which of them still stand is for the domain to say."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> list[int]:
        found = [str(one) for one in value or []]
        if not all(re.fullmatch(NUMBER, one) for one in found):
            raise ValidationError(NOT_A_CHOICE["invalid_choice"], code="invalid")
        return [int(one) for one in found]


class WordsForm(SentForm):
    """A challenge's words; for a change as well as for a new one."""

    text = CleanCharField(
        label=_("What must be overcome, in one sentence"),
        max_length=CHALLENGE_LENGTH,
        widget=forms.Textarea(
            attrs={"rows": 3, "class": "form-control", "aria-describedby": "text-count error-text"}
        ),
    )
    affected = CleanCharField(
        label=_("Who is affected (may stay empty)"),
        max_length=200,
        required=False,
        widget=forms.Textarea(
            attrs={"rows": 2, "class": "form-control", "aria-describedby": "error-affected"}
        ),
    )
    evidence_missing = CleanCharField(
        label=_("Which evidence is missing (may stay empty)"),
        max_length=280,
        required=False,
        widget=forms.Textarea(
            attrs={"rows": 2, "class": "form-control", "aria-describedby": "error-evidence_missing"}
        ),
    )
    clusters = KeysField(label=pgettext_lazy("field", "It concerns these clusters"), required=False)

    @property
    def ticked(self) -> set[str]:
        """The keys of the clusters that the form shows as chosen."""
        return {str(one) for one in self["clusters"].value() or []}

    @property
    def words(self) -> dict[str, Any]:
        names = ("text", "affected", "evidence_missing", "clusters")
        return {name: self.cleaned_data[name] for name in names}


class ChallengeForm(WordsForm):
    """A new challenge."""


class ChangeChallengeForm(WordsForm):
    """`seen` is the version that the page showed."""

    client_id = None  # type: ignore[assignment]  # it has its number
    seen = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def see(self, version: int) -> None:
        """The page shows this version now."""
        self.data = _changed(self.data, "seen", str(version))


def blank_challenge(about: str) -> dict[str, Any]:
    """What a form for a new challenge begins with; `about` may be the key of a cluster."""
    ticked = [int(about)] if re.fullmatch(NUMBER, about) else []
    return {"client_id": uuid.uuid4(), "clusters": ticked}


def words_of(challenge: Challenge, tied: list[Cluster]) -> Mapping[str, Any]:
    """What a form for a change begins with."""
    names = ("text", "affected", "evidence_missing")
    given = {name: getattr(challenge, name) for name in names}
    return given | {"clusters": [one.pk for one in tied], "seen": challenge.version}
