"""What a facilitator sends who sorts: ticked cards, names, reasons. Nothing is saved here."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from workshops.enums import Category, HiddenReason
from workshops.exchange import CLUSTER_NAME_LENGTH, COMMENT_LENGTH
from workshops.fields import CleanCharField

WHY_LENGTH = 200
_TICKED = re.compile(r"([0-9]{1,18}):([0-9]{0,18})")
_SEEN_CLUSTER = re.compile(r"([0-9]{1,18}):([0-9]{1,9})")
_UNKNOWN = _("This page is out of date. Look again, then repeat the step.")


class TickedField(forms.Field):
    """Cards as "12:7": the factor, and the cluster in which the screen showed it; "12:" in none.

    The value says of each factor's key the cluster's key, or None.
    """

    widget = forms.MultipleHiddenInput
    default_error_messages = {"required": _("No card is ticked. Tick one or several first.")}

    def to_python(self, value: Any) -> dict[int, int | None]:
        found: dict[int, int | None] = {}
        for text in value or []:
            match = _TICKED.fullmatch(str(text))
            if match is None:
                raise ValidationError(_UNKNOWN, code="invalid")
            found[int(match[1])] = int(match[2]) if match[2] else None
        return found


class KeyField(forms.Field):
    """The key of a row, as the page wrote it; None if it is empty."""

    default_error_messages = {"required": _UNKNOWN}

    def to_python(self, value: Any) -> int | None:
        text = str(value or "")
        if text and not re.fullmatch(r"[0-9]{1,18}", text):
            raise ValidationError(_UNKNOWN, code="invalid")
        return int(text) if text else None


class OtherClusterField(forms.Field):
    """Another cluster as "7:3": its key, and the version that the screen showed."""

    default_error_messages = {
        "required": _("No other cluster is chosen. Choose one from the list.")
    }

    def to_python(self, value: Any) -> tuple[int, int] | None:
        if value in self.empty_values:
            return None
        match = _SEEN_CLUSTER.fullmatch(str(value))
        if match is None:
            raise ValidationError(_UNKNOWN, code="invalid")
        return int(match[1]), int(match[2])


class CategoryField(forms.TypedChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        sentence = _("One of the headings is unknown. Choose from the list.")
        messages = {"invalid_choice": sentence, "required": sentence}
        super().__init__(
            choices=Category.choices,
            coerce=Category,
            empty_value=None,
            error_messages=messages,
            **kwargs,
        )


def _name() -> CleanCharField:
    required = {"required": _("The cluster has no name yet. Write a short one.")}
    return CleanCharField(max_length=CLUSTER_NAME_LENGTH, error_messages=required)


def _why() -> CleanCharField:
    return CleanCharField(max_length=WHY_LENGTH, required=False)


def _id() -> forms.UUIDField:
    return forms.UUIDField(required=False, error_messages={"invalid": _UNKNOWN})


class PlaceForm(forms.Form):
    card = TickedField()
    cluster = KeyField(required=False)  # none: out of their clusters
    # The page's list, if its own button was pressed and not one that stands at a cluster.
    where = KeyField(required=False)
    by_list = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("by_list"):
            values["cluster"] = values.get("where")
        return values


class NewClusterForm(forms.Form):
    name = _name()
    card = TickedField(required=False)
    category = CategoryField(required=False)  # else that of the first card
    client_id = _id()

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if not self.errors and not values["card"] and not values["category"]:
            self.add_error("card", TickedField.default_error_messages["required"])
        return values


class SeenForm(forms.Form):
    """Something done to one cluster: the version of it that the screen showed."""

    seen = KeyField()


class RenameForm(SeenForm):
    name = _name()


class MoveForm(SeenForm):
    category = CategoryField()


class MergeForm(SeenForm):
    other = OtherClusterField()
    stays = forms.ChoiceField(
        choices=[("this", ""), ("other", "")], error_messages={"required": _UNKNOWN}
    )
    why = _why()


class SplitForm(SeenForm):
    card = TickedField()
    name = _name()
    why = _why()
    client_id = _id()


class SameForm(forms.Form):
    """Cards that say the same; without `kept` it is asked which wording stands for all."""

    card = TickedField()
    kept = KeyField(required=False)
    why = _why()

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if not self.errors and len(values["card"]) < 2:
            self.add_error("card", _("One card alone says nothing twice. Tick two or more."))
        elif not self.errors and values["kept"] and values["kept"] not in values["card"]:
            self.add_error("kept", _UNKNOWN)
        return values


class UndoForm(forms.Form):
    revision = KeyField()


class RefuseForm(forms.Form):
    member = TickedField()


class RemarkForm(forms.Form):
    """A comment by a facilitator."""

    text = CleanCharField(max_length=COMMENT_LENGTH, lines=True)
    client_id = forms.UUIDField(error_messages={"invalid": _UNKNOWN, "required": _UNKNOWN})


class HideCommentForm(forms.Form):
    reason = forms.TypedChoiceField(
        choices=HiddenReason.choices, coerce=HiddenReason, required=False, empty_value=""
    )


class SortRulesForm(forms.Form):
    participants_sort = forms.BooleanField(required=False)
    comments_open = forms.BooleanField(required=False)


def first_error(form: forms.Form) -> str:
    return next(str(errors[0]) for errors in form.errors.values())
