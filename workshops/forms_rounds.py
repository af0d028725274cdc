"""A round as a facilitator prepares it, and the buttons' values. Nothing is saved here."""

from __future__ import annotations

import decimal
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workshops.domain.lineage import items_of
from workshops.domain.rounds import RoundSettings
from workshops.enums import AgreementRule, RoundKind, RoundState
from workshops.fields import CleanCharField, NumberField
from workshops.forms_rules import WholeNumberField
from workshops.measures.priority import Quadrant
from workshops.models import Round
from workshops.quadrants import PLACES, QUADRANT_NAME_LENGTH
from workshops.rounds import MOST_POINTS

WIDEST = 2  # an interquartile range beyond it is half of the scale: no agreement of any kind
LOWEST_SHARE = 50  # percent; a smaller share is no majority
MOST_RATERS = 10


class KeysField(forms.Field):
    """Ticked boxes as keys of rows; what is no key is left out, for the domain knows which are."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> list[int]:
        return [int(pk) for pk in value or [] if pk.isascii() and pk.isdecimal() and len(pk) < 12]


class PrepareForm(forms.Form):
    """What each kind of round asks for."""

    kind: RoundKind
    quick_errors: tuple[str, ...] = ()  # of the buttons that tick boxes
    client_id = forms.UUIDField(required=False)
    clusters = KeysField(
        error_messages={"required": _("No cluster is chosen. Choose at least one.")}
    )

    def settings(self) -> RoundSettings:
        raise NotImplementedError


class PointsForm(PrepareForm):
    kind = RoundKind.POINTS
    budget = WholeNumberField(
        label=_("Points per person"),
        help_text=_("About a third of the number of clusters is usual."),
        lowest=1,
        highest=MOST_POINTS,
    )
    cap = WholeNumberField(
        label=_("At most for one cluster"),
        help_text=_("A low limit makes people spread their points."),
        lowest=1,
        highest=MOST_POINTS,
    )
    forbids_own = forms.BooleanField(
        label=_("No points for own factors"),
        help_text=_("Nobody gives points to a cluster that holds an own factor."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        budget, cap = cleaned.get("budget"), cleaned.get("cap")
        if budget and cap and cap > budget:
            self.add_error("cap", _("This is more than a person has. Write a smaller number."))
        return cleaned

    def settings(self) -> RoundSettings:
        return RoundSettings(
            budget=self.cleaned_data["budget"],
            cap=self.cleaned_data["cap"],
            forbids_own=self.cleaned_data["forbids_own"],
        )


class RatingsForm(PrepareForm):
    kind = RoundKind.RATINGS
    asks_likelihood = forms.BooleanField(
        label=_("Ask for the likelihood too"),
        help_text=_("One more question per cluster: how likely, 1 to 5."),
        required=False,
    )
    asks_horizon = forms.BooleanField(
        label=_("Ask when it will be felt"),
        help_text=_("One more question per cluster: now, soon, within the plan, later."),
        required=False,
    )
    rule = forms.ChoiceField(
        label=_("When is a cluster agreed?"),
        choices=AgreementRule.choices,
        error_messages={
            "required": _("No rule is chosen. Choose one."),
            "invalid_choice": _("This rule is unknown. Choose one from the list."),
        },
    )
    width = NumberField(least=0, places=2, required=False)
    share = WholeNumberField(lowest=LOWEST_SHARE, highest=100, required=False)

    def clean(self) -> dict[str, Any]:
        """What belongs to the other rule is not used, so it cannot be wrong."""
        cleaned = super().clean() or {}
        rule = cleaned.get("rule")
        if rule == AgreementRule.IQR:
            self.errors.pop("share", None)
            width = cleaned.get("width")
            if "width" not in self.errors and (width is None or width > WIDEST):
                self.add_error("width", _("Write a number from 0 to 2, like 1 or 1.5."))
        elif rule == AgreementRule.SHARE:
            self.errors.pop("width", None)
            if "share" not in self.errors and cleaned.get("share") is None:
                self.add_error("share", _("The share is missing. Write it like 75."))
        return cleaned

    def settings(self) -> RoundSettings:
        rule = AgreementRule(self.cleaned_data["rule"])
        if rule == AgreementRule.IQR:
            threshold = self.cleaned_data["width"]
        else:
            threshold = decimal.Decimal(self.cleaned_data["share"]) / 100
        return RoundSettings(
            asks_likelihood=self.cleaned_data["asks_likelihood"],
            asks_horizon=self.cleaned_data["asks_horizon"],
            rule=rule,
            threshold=threshold,
        )


class InfluenceForm(PrepareForm):
    kind = RoundKind.INFLUENCE
    raters_per_cell = WholeNumberField(
        label=_("People per pair"),
        help_text=_("The pairs are split among everybody; so many people answer the same one."),
        lowest=1,
        highest=MOST_RATERS,
    )

    def settings(self) -> RoundSettings:
        return RoundSettings(raters_per_cell=self.cleaned_data["raters_per_cell"])


FORMS: dict[RoundKind, type[PrepareForm]] = {
    RoundKind.POINTS: PointsForm,
    RoundKind.RATINGS: RatingsForm,
    RoundKind.INFLUENCE: InfluenceForm,
}


class QuickForm(forms.Form):
    """Which clusters a button ticks: all, none, or the first so many by support or points."""

    choose = forms.ChoiceField(choices=[(one, one) for one in ("all", "none", "support", "points")])
    first = WholeNumberField(lowest=1, highest=999, required=False)


class PressForm(forms.Form):
    """The state of the round when the button was drawn, and the page that it stands on."""

    seen = forms.TypedChoiceField(
        choices=RoundState.choices, coerce=RoundState, required=False, empty_value=None
    )
    back = forms.ChoiceField(choices=[("list", "list"), ("round", "round")], required=False)


class QuadrantsForm(forms.Form):
    """A name for each field of the map; an empty one brings the usual name back."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in Quadrant:
            self.fields[str(field)] = CleanCharField(
                label=PLACES[field], max_length=QUADRANT_NAME_LENGTH, required=False
            )

    def names(self) -> dict[str, str]:
        return {str(field): self.cleaned_data[str(field)] for field in Quadrant}


def suggested_settings() -> dict[str, Any]:
    """What a new round most likely is."""
    return {
        "client_id": uuid.uuid4(),
        "budget": 5,
        "cap": 3,
        "rule": AgreementRule.IQR,
        "width": decimal.Decimal(1),
        "share": 75,
        "raters_per_cell": 3,
    }


def settings_of(round_: Round) -> dict[str, Any]:
    """A round's settings and clusters, for one more like it. Two queries."""
    names = ("budget", "cap", "forbids_own", "asks_likelihood", "asks_horizon", "rule")
    known: dict[str, Any] = {name: getattr(round_, name) for name in names}
    known["raters_per_cell"] = round_.raters_per_cell
    if round_.rule == AgreementRule.IQR:
        known["width"] = round_.threshold
    else:
        known["share"] = round(round_.threshold * 100)
    known["clusters"] = [cluster.pk for cluster in items_of(round_)]
    return suggested_settings() | known
