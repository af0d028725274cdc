"""What one answer in a round consists of, made into clean values. Nothing is saved here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from workshops.enums import Horizon
from workshops.fields import CleanCharField
from workshops.forms import NOT_A_CHOICE

UNREADABLE = _("This answer arrived incomplete. Tap it again.")
POTENTIAL = "P"
REASON_LENGTH = 200


class WholeField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        names = ("required", "invalid", "min_value", "max_value")
        super().__init__(error_messages=dict.fromkeys(names, UNREADABLE), **kwargs)


class ScaleField(forms.TypedChoiceField):
    """One of five steps; None if it may stay open."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=[(str(step), step) for step in range(1, 6)],
            coerce=int,
            empty_value=None,
            required=False,
            error_messages=NOT_A_CHOICE,
            **kwargs,
        )


class PointsForm(forms.Form):
    cluster = WholeField(min_value=1)
    points = WholeField(min_value=0)


class RatingForm(forms.Form):
    """Impact and uncertainty, or `skip`; the other two may stay open."""

    cluster = WholeField(min_value=1)
    impact = ScaleField()
    uncertainty = ScaleField()
    likelihood = ScaleField()
    horizon = forms.TypedChoiceField(
        choices=[("", ""), *Horizon.choices],
        coerce=Horizon,
        empty_value="",
        required=False,
        error_messages=NOT_A_CHOICE,
    )
    skip = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        said["is_skipped"] = said.pop("skip", "") == "1"
        axes = ("impact", "uncertainty")
        if not said["is_skipped"] and any(said.get(axis) is None for axis in axes):
            raise ValidationError(_("Choose a step on both scales, or skip this one."))
        return said


class InfluenceForm(forms.Form):
    """`strength` becomes 0 to 3, or None for P."""

    source = WholeField(min_value=1)
    target = WholeField(min_value=1)
    strength = forms.ChoiceField(
        choices=[(each, each) for each in ("0", "1", "2", "3", POTENTIAL)],
        error_messages=NOT_A_CHOICE,
    )
    reason = CleanCharField(max_length=REASON_LENGTH, required=False)

    def clean_strength(self) -> int | None:
        said = self.cleaned_data["strength"]
        return None if said == POTENTIAL else int(said)
