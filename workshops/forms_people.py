"""What is typed about people: codes to come back, names a scribe adds, slips. Nothing is saved."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from workshops.domain.errors import WorkshopError
from workshops.domain.participants import SeatNeeded, SeatTaken
from workshops.domain.people import UnknownSlip
from workshops.domain.seats import SEATS_AT_ONCE
from workshops.enums import Stage
from workshops.fields import CleanCharField, NumberField
from workshops.forms import DistrictField, RefusableForm
from workshops.forms_desk import DistrictField as DistrictsField
from workshops.models import District, Participant, Workshop

LABEL_LENGTH = 80


class WholeNumberField(NumberField):
    """A whole number within bounds, in either digits; None if it may stay empty."""

    default_error_messages = {
        "required": _("The number is missing. Write one."),
        "invalid": _("This is not a whole number. Write one like 5."),
        "too_fine": _("This is not a whole number. Write one like 5."),
        "too_small": _("This number is below %(least)s. Check it."),
        "too_big": _("This number is larger than fits here. Write a smaller one."),
    }

    def __init__(self, *, digits: int, **kwargs: Any) -> None:
        super().__init__(least=1, places=0, digits=digits, **kwargs)
        self.widget.attrs["inputmode"] = "numeric"

    def clean(self, value: Any) -> int | None:
        number = super().clean(value)
        return None if number is None else int(number)


class ComeBackForm(forms.Form):
    code = CleanCharField(
        label=_("Your own code"),
        max_length=40,
        error_messages={"required": _("The code is missing. Write the six letters and digits.")},
        widget=forms.TextInput(
            attrs={
                "class": "form-control code-box",
                "autocapitalize": "characters",
                "autocomplete": "off",
                "autocorrect": "off",
                "spellcheck": "false",
                "enterkeyhint": "go",
                "aria-describedby": "code-hint error-code",
            }
        ),
    )

    def refuse(self, error: WorkshopError) -> None:
        self.add_error("code", str(error))


class ReadyForm(forms.Form):
    ready = forms.TypedChoiceField(
        choices=[("1", "yes"), ("0", "no")], coerce=lambda value: value == "1"
    )
    stage = forms.TypedChoiceField(
        choices=Stage.choices, coerce=Stage, empty_value=None, required=False
    )

    def seen(self) -> dict[str, Any]:
        return {"ready": self.cleaned_data["ready"], "seen": self.cleaned_data["stage"] or None}


class PersonForm(RefusableForm):
    """Somebody for whom a scribe will write; without a name they get a number."""

    name = CleanCharField(
        label=_("Name, or empty for a number"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    district = DistrictField()
    position = CleanCharField(
        label=pgettext_lazy("field", "Position"), max_length=120, required=False
    )
    agency = CleanCharField(label=pgettext_lazy("field", "Agency"), max_length=160, required=False)
    seat_number = WholeNumberField(label=_("Number on the printed slip"), digits=4, required=False)
    join_key = forms.Field(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        district = self.fields["district"]
        assert isinstance(district, DistrictField)
        district.offer(workshop)
        if not workshop.needs_seat:
            del self.fields["seat_number"]

    def clean_join_key(self) -> str:
        key = str(self.cleaned_data["join_key"] or "")
        return key if re.fullmatch(r"[A-Za-z0-9_-]{16,64}", key) else ""

    def refuse(self, error: WorkshopError) -> None:
        about_slip = isinstance(error, (SeatNeeded, SeatTaken, UnknownSlip))
        if about_slip and "seat_number" in self.fields:
            self.add_error("seat_number", str(error))
        else:
            super().refuse(error)


class TwoForm(forms.Form):
    """Two entries of one workshop: which stays, and which goes into it."""

    kept = forms.ModelChoiceField(queryset=Participant.objects.all())
    other = forms.ModelChoiceField(queryset=Participant.objects.all())

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.queryset = workshop.participants.all()  # type: ignore[attr-defined]


class SlipsForm(forms.Form):
    """How many slips: for each district that is ticked, each table or label, so many copies."""

    districts = DistrictsField(
        label=_("Districts"), queryset=District.objects.none(), required=False
    )
    tables = WholeNumberField(label=_("Number of tables"), digits=2, required=False)
    labels = CleanCharField(
        label=_("Or what each slip says, one per line: a table, a group or a name"),
        max_length=8_000,
        lines=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    copies = WholeNumberField(label=_("How many of each"), digits=3)
    one_time = forms.BooleanField(
        label=_("Only one person can join with each slip"), required=False
    )
    after = forms.IntegerField(min_value=0, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["districts"].queryset = workshop.districts.as_listed()  # type: ignore[attr-defined]

    def clean_labels(self) -> list[str]:
        lines = [line for line in str(self.cleaned_data["labels"]).split("\n") if line]
        if any(len(line) > LABEL_LENGTH for line in lines):
            raise ValidationError(
                _("One line is longer than %(longest)s characters. Shorten it."),
                params={"longest": LABEL_LENGTH},
            )
        return lines

    def slips(self) -> list[tuple[str, District | None]]:
        """Label and district of each slip, district by district; one beyond what is allowed
        at most, for the domain to refuse."""
        data = self.cleaned_data
        numbers = range(1, (data["tables"] or 0) + 1)
        tables = [gettext("Table %(number)s") % {"number": number} for number in numbers]
        labels = [*tables, *data["labels"]] or [""]
        districts = list(data["districts"]) or [None]
        kinds = ((label, district) for district in districts for label in labels)
        made: list[tuple[str, District | None]] = []
        for kind in kinds:
            made += [kind] * data["copies"]
            if len(made) > SEATS_AT_ONCE:
                break
        return made[: SEATS_AT_ONCE + 1]
