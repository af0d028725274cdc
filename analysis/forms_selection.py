"""Which workshops a page over many of them is about: the filters in its address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from analysis.forms import UNKNOWN
from workshops.enums import Track
from workshops.fields import DateField
from workshops.models import District, Workshop
from workshops.years import short_date


class Samples(models.TextChoices):
    """Whether workshops that are marked as sample data count."""

    WITHOUT = "without", pgettext_lazy("filter", "Without sample data")
    ONLY = "only", pgettext_lazy("filter", "Only sample data")


class SelectionForm(forms.Form):
    """An unknown value is refused, not ignored. Nothing chosen: all that may be read."""

    district = forms.MultipleChoiceField(
        label=_("District"), required=False, widget=forms.CheckboxSelectMultiple
    )
    track = forms.ChoiceField(label=_("Track"), required=False)
    since = DateField(label=_("Held from"), required=False)
    until = DateField(label=_("Held until"), required=False)
    sample = forms.ChoiceField(label=_("Sample data"), required=False)
    workshop = forms.MultipleChoiceField(
        label=_("Single workshops"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        data: Any,  # noqa: ANN401
        *,
        workshops: Sequence[Workshop],
        districts: Sequence[District],
    ) -> None:
        """`workshops` are those that may be picked, `districts` are theirs."""
        super().__init__(data)
        self._offer("track", [("", _("All")), *Track.choices])
        self._offer("sample", [("", _("All")), *Samples.choices])
        self._offer("district", [(one.pk, one.name) for one in districts])
        titles = [(one.code, f"{one.title} · {short_date(one.held_on)}") for one in workshops]
        self._offer("workshop", titles)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and since > until:
            self.add_error(
                "until", _("This day is before the first one. Write a later day, or leave it out.")
            )
        return found

    def takes(self, workshop: Workshop, *, districts: set[str]) -> bool:
        """Whether this workshop, held for these districts, passes the filters."""
        chosen = self.cleaned_data
        return (
            (not chosen["district"] or bool(districts & set(chosen["district"])))
            and (not chosen["track"] or workshop.track in (chosen["track"], Track.BOTH))
            and (not chosen["since"] or workshop.held_on >= chosen["since"])
            and (not chosen["until"] or workshop.held_on <= chosen["until"])
            and (not chosen["sample"] or workshop.is_sample == (chosen["sample"] == Samples.ONLY))
            and (not chosen["workshop"] or workshop.code in chosen["workshop"])
        )

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        field.error_messages["invalid_choice"] = UNKNOWN
