"""What the pages of the roll-up take from their address, besides the selection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from analysis.forms import UNKNOWN
from analysis.rollup import SHARED_BY
from workshops.models import District

MOST_DISTRICTS = 99


class Sort(models.TextChoices):
    """By what the table is in order; all but the names from the highest down."""

    DISTRICTS = "districts", _("Districts")
    NUMBER = "number", pgettext_lazy("picture", "Number")
    FACTORS = "factors", _("Factors")
    PERSONS = "persons", pgettext_lazy("roll-up", "People")
    SUPPORT = "support", pgettext_lazy("roll-up", "Support")
    SHARE = "share", pgettext_lazy("roll-up", "Points, by person")
    WEIGHED = "weighed", pgettext_lazy("roll-up", "Points, by district")
    IMPACT = "impact", pgettext_lazy("roll-up", "Impact")
    UNCERTAINTY = "uncertainty", pgettext_lazy("roll-up", "Uncertainty")
    SPREAD = "spread", pgettext_lazy("roll-up", "Width of the middle half")


class RollupForm(forms.Form):
    sort = forms.ChoiceField(
        label=_("In order of"),
        choices=Sort.choices,
        required=False,
        error_messages={"invalid_choice": UNKNOWN},
    )
    least = forms.IntegerField(
        label=_("Shared from how many districts"),
        required=False,
        min_value=2,
        max_value=MOST_DISTRICTS,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
        error_messages={
            name: _("This is no number of districts. Write one from 2 to 99.")
            for name in ("invalid", "min_value", "max_value")
        },
    )

    def __init__(self, data: Any) -> None:  # noqa: ANN401
        values = {name: data.get(name) or default for name, default in self.defaults().items()}
        super().__init__(values)

    @staticmethod
    def defaults() -> dict[str, Any]:
        return {"sort": Sort.DISTRICTS.value, "least": SHARED_BY}

    @property
    def changed(self) -> dict[str, Any]:
        """What differs from what is meant without saying so, for links."""
        return {
            name: self.cleaned_data[name]
            for name, default in self.defaults().items()
            if self.cleaned_data[name] != default
        }


class OfDistrictForm(forms.Form):
    """The district whose factors are asked for; all without one."""

    of = forms.ChoiceField(
        label=_("District"), required=False, error_messages={"invalid_choice": UNKNOWN}
    )

    def __init__(self, data: Any, *, districts: Sequence[District]) -> None:  # noqa: ANN401
        super().__init__(data)
        field = self.fields["of"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *((one.pk, one.name) for one in districts)]


class FileForm(forms.Form):
    """Which rows of the file are wanted; all without saying so."""

    kind = forms.ChoiceField(
        required=False,
        choices=[(one, one) for one in ("factor", "support", "points", "rating")],
        error_messages={"invalid_choice": UNKNOWN},
    )
    theme = forms.IntegerField(
        required=False, min_value=0, max_value=32_767, error_messages={"invalid": UNKNOWN}
    )
