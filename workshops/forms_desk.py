"""What a facilitator types about a workshop, as clean values. Nothing is saved here."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workshops.domain.workshops import cycle_for
from workshops.enums import Stage, Track
from workshops.fields import CleanCharField, DateField
from workshops.models import District, PlanCycle, Province, Workshop
from workshops.years import buddhist_year

TITLE_LENGTH = 200
# Each workshop's title gets the name of its district behind it.
SHARED_TITLE_LENGTH = 150


class DistrictField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    widget = forms.CheckboxSelectMultiple
    default_error_messages = {
        "required": _("No district is chosen. Choose at least one."),
        "invalid_choice": _("One of the districts is unknown. Choose from the list."),
        "invalid_pk_value": _("One of the districts is unknown. Choose from the list."),
        "invalid_list": _("One of the districts is unknown. Choose from the list."),
    }

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class WorkshopForm(forms.Form):
    """Title, date, venue, track and plan cycle: what every way to a workshop asks for."""

    title_length = TITLE_LENGTH

    title = CleanCharField(label=_("Title"), max_length=TITLE_LENGTH)
    held_on = DateField(
        label=_("Date"),
        help_text=_("Like 24/6/2564 or 24 มิ.ย. 2564. Buddhist and Christian years both work."),
    )
    venue = CleanCharField(label=_("Venue"), max_length=200, required=False)
    track = forms.ChoiceField(
        label=_("Track"),
        choices=Track.choices,
        error_messages={"invalid_choice": _("This track is unknown. Choose one from the list.")},
    )
    plan_cycle = forms.ModelChoiceField(
        label=_("Plan cycle"),
        queryset=PlanCycle.objects.none(),
        empty_label=None,
        error_messages={
            "required": _("No plan cycle is chosen. Choose one."),
            "invalid_choice": _("This plan cycle is unknown. Choose one from the list."),
        },
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, province: Province, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cycles = PlanCycle.objects.filter(province=province)
        self.fields["plan_cycle"].queryset = cycles.order_by("start_year", "pk")  # type: ignore[attr-defined]
        title = self.fields["title"]
        title.longest = self.title_length  # type: ignore[attr-defined]
        title.widget.attrs["data-longest"] = self.title_length


class NewWorkshopForm(WorkshopForm):
    districts = DistrictField(label=_("Districts"), queryset=District.objects.none())

    def __init__(self, *args: Any, province: Province, **kwargs: Any) -> None:
        super().__init__(*args, province=province, **kwargs)
        districts = District.objects.filter(province=province)
        self.fields["districts"].queryset = districts.as_listed()  # type: ignore[attr-defined]

    def clean_districts(self) -> list[District]:
        return list(self.cleaned_data["districts"])


class PerDistrictForm(NewWorkshopForm):
    title_length = SHARED_TITLE_LENGTH


class StageForm(forms.Form):
    """Which stage a button asks for, and which one was open when the button was drawn."""

    stage = forms.ChoiceField(choices=Stage.choices)
    seen = forms.ChoiceField(choices=Stage.choices, required=False)

    def clean_stage(self) -> Stage:
        return Stage(self.cleaned_data["stage"])

    def clean_seen(self) -> Stage | None:
        seen = self.cleaned_data["seen"]
        return Stage(seen) if seen else None


def suggested(province: Province) -> dict[str, Any]:
    """What a new workshop most likely is: today, everything, the pilot districts."""
    today = timezone.localdate()
    return {
        "title": gettext("STEEPI workshop"),
        "held_on": typed_date(today),
        "track": Track.BOTH,
        "plan_cycle": cycle_for(province, today),
        "districts": list(District.objects.filter(province=province).pilot()),
        "client_id": uuid.uuid4(),
    }


def known(workshop: Workshop) -> dict[str, Any]:
    """A workshop's own values, for changing it."""
    return {
        "title": workshop.title,
        "held_on": typed_date(workshop.held_on),
        "venue": workshop.venue,
        "track": workshop.track,
        "plan_cycle": workshop.plan_cycle,
        "districts": list(workshop.districts.as_listed()),
    }


def copied(workshop: Workshop) -> dict[str, Any]:
    """A workshop's values for one more like it, today."""
    today = timezone.localdate()
    return known(workshop) | {"held_on": typed_date(today), "client_id": uuid.uuid4()}


def typed_date(day: datetime.date) -> str:
    """A date in figures, which read the same in both languages."""
    return f"{day.day}/{day.month}/{buddhist_year(day.year)}"
