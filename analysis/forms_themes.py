"""What a planner sends who aligns clusters to themes. Nothing is saved here."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from analysis.forms import UNKNOWN
from analysis.themes import THEME_NAME_LENGTH
from workshops.enums import Category
from workshops.fields import CleanCharField

_PAIR = re.compile(r"([0-9]{1,18}):([0-9]{0,18})")
OUT_OF_DATE = _("This page is out of date. Look again, then repeat the step.")
NOT_CHOSEN = _("No theme is chosen. Choose one from the list.")


class PairsField(forms.Field):
    """Clusters as "12:7": the cluster and a theme; "12:" without one."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {"required": _("No cluster is ticked. Tick one or several first.")}

    def to_python(self, value: Any) -> dict[int, int | None]:
        found: dict[int, int | None] = {}
        for text in value or []:
            match = _PAIR.fullmatch(str(text))
            if match is None:
                raise ValidationError(OUT_OF_DATE, code="invalid")
            found[int(match[1])] = int(match[2]) if match[2] else None
        return found


class NewThemeForm(forms.Form):
    """A name, a heading if wished, and the clusters that go in at once; none are fine."""

    client_id = forms.UUIDField(error_messages=dict.fromkeys(("required", "invalid"), OUT_OF_DATE))
    name = CleanCharField(max_length=THEME_NAME_LENGTH)
    category = forms.ChoiceField(
        required=False,
        choices=[("", ""), *Category.choices],
        error_messages={"invalid_choice": UNKNOWN},
    )
    cluster = PairsField(required=False)


class ThemeForm(forms.Form):
    """Another name or heading; `seen` is the version that the page showed."""

    name = CleanCharField(max_length=THEME_NAME_LENGTH)
    category = NewThemeForm.base_fields["category"]
    seen = forms.IntegerField(
        min_value=1, error_messages=dict.fromkeys(("required", "invalid"), OUT_OF_DATE)
    )


class SeenForm(forms.Form):
    seen = ThemeForm.base_fields["seen"]


class PlaceForm(forms.Form):
    """Ticked clusters, and the theme that they go under; none: out of theirs."""

    cluster = PairsField()
    theme = forms.RegexField(
        r"^([0-9]{1,18}|none)$",
        error_messages={"required": NOT_CHOSEN, "invalid": OUT_OF_DATE},
    )

    @property
    def goals(self) -> dict[int, int | None]:
        theme = self.cleaned_data["theme"]
        goal = None if theme == "none" else int(theme)
        return dict.fromkeys(self.cleaned_data["cluster"], goal)


class FitsForm(forms.Form):
    """Suggestions that were ticked, each a cluster and its theme."""

    fit = PairsField(
        error_messages={"required": _("No suggestion is ticked. Tick one or several first.")}
    )

    def clean_fit(self) -> dict[int, int | None]:
        found: dict[int, int | None] = self.cleaned_data["fit"]
        if None in found.values():
            raise ValidationError(OUT_OF_DATE, code="invalid")
        return found


def first_error(form: forms.Form) -> str:
    return next(str(error) for errors in form.errors.values() for error in errors)
