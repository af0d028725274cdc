"""What a participant types, made into clean values. Nothing is saved here."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workshops.domain.errors import DuplicateFactor, UnknownDistrict, WorkshopError
from workshops.enums import Category, Horizon, Stance, Track
from workshops.fields import CleanCharField
from workshops.models import FACTOR_LENGTH, District, Factor, Participant, Workshop

NOT_A_CHOICE = {
    "required": _("Nothing is chosen here. Choose one."),
    "invalid_choice": _("This is not one of the choices. Choose one of those shown."),
}
STANCE_HINTS = {
    Stance.STRENGTH: _("What the district already does well"),
    Stance.WEAKNESS: _("What is missing or does not work yet"),
    Stance.OPPORTUNITY: _("What comes from outside and helps"),
    Stance.THREAT: _("What comes from outside and may harm"),
}
# The field that a refusal is about; the others stand above the form.
FIELD_OF: dict[type[WorkshopError], str] = {DuplicateFactor: "text", UnknownDistrict: "district"}


class DistrictField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic at run time
    """Offers the workshop's districts; whether one takes part is for the domain to say."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            District.objects.all(),
            label=pgettext_lazy("field", "District"),
            error_messages=NOT_A_CHOICE,
            **kwargs,
        )

    def offer(self, workshop: Workshop) -> None:
        empty = [("", _("Choose a district"))]
        districts = [(each.pk, each.name) for each in workshop.districts.as_listed()]
        self.widget.choices = districts if len(districts) == 1 else empty + districts


class RefusableForm(forms.Form):
    def refuse(self, error: WorkshopError) -> None:
        """Put the domain's sentence where the reader can do something about it."""
        self.add_error(FIELD_OF.get(type(error)), str(error))


class JoinForm(RefusableForm):
    name = CleanCharField(
        label=pgettext_lazy("field", "Name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    district = DistrictField()
    position = CleanCharField(
        label=pgettext_lazy("field", "Position"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    agency = CleanCharField(
        label=pgettext_lazy("field", "Agency"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    join_key = forms.Field(required=False, widget=forms.HiddenInput)
    seat_key = forms.CharField(required=False, widget=forms.HiddenInput)  # of a printed slip

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        district = self.fields["district"]
        assert isinstance(district, DistrictField)
        district.offer(workshop)

    def clean_join_key(self) -> str:
        """The form's own secret; anything too short to be one counts as none."""
        key = str(self.cleaned_data["join_key"] or "")
        return key if re.fullmatch(r"[A-Za-z0-9_-]{16,64}", key) else ""


class WordsForm(RefusableForm):
    """A factor's words; for a change as well as for a new one."""

    category = forms.TypedChoiceField(
        label=_("STEEPI category"),
        choices=Category.choices,
        coerce=Category,
        error_messages=NOT_A_CHOICE,
    )
    text = CleanCharField(
        label=_("Your factor, in one sentence"),
        max_length=FACTOR_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    stance = forms.TypedChoiceField(
        label=_("In the SWOT, this is"),
        choices=Stance.choices,
        coerce=Stance,
        error_messages=NOT_A_CHOICE,
    )
    track = forms.TypedChoiceField(
        label=_("It concerns"), choices=Track.choices, coerce=Track, error_messages=NOT_A_CHOICE
    )
    district = DistrictField()
    evidence = CleanCharField(
        label=_("Evidence or source"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    horizon = forms.TypedChoiceField(
        label=_("When it will be felt"),
        choices=[("", _("Not said")), *Horizon.choices],
        coerce=Horizon,
        empty_value="",
        required=False,
        error_messages=NOT_A_CHOICE,
    )

    def __init__(self, *args: Any, participant: Participant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        district = self.fields["district"]
        assert isinstance(district, DistrictField)
        district.offer(participant.workshop)
        for name, field in self.fields.items():
            if field.widget.is_hidden:
                continue
            written = name in ("text", "evidence")
            field.widget.attrs["class"] = "form-control" if written else "form-select"
            field.widget.attrs["aria-describedby"] = f"error-{name}"
        self.fields["text"].widget.attrs["aria-describedby"] = "text-count error-text"

    @property
    def stances(self) -> list[tuple[str, str, Promise | str]]:
        """Value, label and a hint, in the order of SWOT."""
        return [(each.value, str(each.label), STANCE_HINTS[each]) for each in Stance]


class FactorForm(WordsForm):
    """A new factor. `client_id` is made on the phone, or here for a phone without script."""

    client_id = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("The entry's number is missing. Load the page again, then send."),
            "invalid": _("The entry's number is damaged. Load the page again, then send."),
        },
    )

    def renew(self) -> None:
        """Give what was typed a new number, so that it can be sent as a new entry."""
        self.data = dict(self.data.items()) | {"client_id": str(uuid.uuid4())}


def blank_factor(participant: Participant) -> dict[str, Any]:
    """What a form for a new factor begins with."""
    track = participant.workshop.track
    return {
        "client_id": uuid.uuid4(),
        "district": participant.district_id,
        "track": "" if track == Track.BOTH else track,
    }


def words_of(factor: Factor) -> dict[str, Any]:
    """What a form for a change begins with."""
    names = ("category", "text", "stance", "track", "evidence", "horizon")
    return {name: getattr(factor, name) for name in names} | {"district": factor.district_id}
