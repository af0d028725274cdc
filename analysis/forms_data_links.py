"""What a data link is for, and until when. Nothing is saved here."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analysis.forms import UNKNOWN
from workshops.fields import CleanCharField, DateField
from workshops.models import PlanCycle, Workshop
from workshops.years import short_date

NAME_LENGTH = 80
ALL = "all"


class DataLinkForm(forms.Form):
    """Opens all that the account may read, one plan cycle, or one workshop."""

    name = CleanCharField(label=_("What it is for"), max_length=NAME_LENGTH)
    scope = forms.ChoiceField(label=_("What it opens"))
    ends_on = DateField(label=_("Last day on which it opens"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        workshops: Sequence[Workshop],
        cycles: Sequence[PlanCycle],
        today: datetime.date,
    ) -> None:
        initial = {"scope": ALL, "ends_on": today + datetime.timedelta(days=365)}
        super().__init__(data, initial=initial)
        self.today = today
        self.cycles = {f"cycle-{one.pk}": one for one in cycles}
        self.workshops = {f"workshop-{one.code}": one for one in workshops}
        scope = self.fields["scope"]
        assert isinstance(scope, forms.ChoiceField)
        scope.choices = [
            (ALL, _("All workshops that I may read, now and later")),
            *(
                (key, gettext("Plan B.E. %(cycle)s") % {"cycle": one})
                for key, one in self.cycles.items()
            ),
            *(
                (key, f"{one.title} · {short_date(one.held_on)}")
                for key, one in self.workshops.items()
            ),
        ]
        scope.error_messages["invalid_choice"] = UNKNOWN

    def clean_ends_on(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["ends_on"]
        if day is not None and day < self.today:
            raise forms.ValidationError(
                _("This day has passed. Write a later one, or leave it empty.")
            )
        return day

    @property
    def made_of(self) -> dict[str, Any]:
        """As `domain.data_links.make_link` takes it; the last day counts to its end."""
        chosen, day = self.cleaned_data["scope"], self.cleaned_data["ends_on"]
        ends = None
        if day is not None:
            after = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time())
            ends = timezone.make_aware(after)
        return {
            "name": self.cleaned_data["name"],
            "cycle": self.cycles.get(chosen),
            "workshop": self.workshops.get(chosen),
            "ends_at": ends,
        }
