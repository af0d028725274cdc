"""How a room works, as a facilitator types it: its rules, its run sheet, its buttons' values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from workshops.domain.run_sheet import Line, run_sheet_of
from workshops.enums import Category, HiddenReason, ProjectorMode, Stage
from workshops.fields import CleanCharField
from workshops.models import Workshop
from workshops.text import arabic_digits

LONGEST_MINUTES = 480
MOST_FACTORS = 200
MINUTES_MORE = (1, 5)


def _sentence(lowest: int, highest: int) -> str:
    return gettext("Write a whole number from %(lowest)s to %(highest)s.") % {
        "lowest": lowest,
        "highest": highest,
    }


_number_from_to = lazy(_sentence, str)  # in the reader's language, not in the importer's


class WholeNumberField(forms.IntegerField):
    """A whole number in either digits; what is wrong is said with its bounds."""

    def __init__(self, *, lowest: int, highest: int, **kwargs: Any) -> None:
        sentence = _number_from_to(lowest, highest)
        messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), sentence)
        kwargs |= {"min_value": lowest, "max_value": highest, "error_messages": messages}
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        return super().to_python(arabic_digits(value) if isinstance(value, str) else value)


class RulesForm(forms.Form):
    names_shown = forms.BooleanField(
        label=_("Names are shown"),
        help_text=_(
            "Facilitators and planners read who wrote a factor; the projector never shows it. "
            "Otherwise nobody does."
        ),
        required=False,
    )
    anonymous_categories = forms.MultipleChoiceField(
        label=_("Always without a name"),
        help_text=_(
            "Political opinions are specially protected by law: keep that heading without names."
        ),
        choices=Category.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={
            "invalid_choice": _("One of the headings is unknown. Choose from the list."),
            "invalid_list": _("One of the headings is unknown. Choose from the list."),
        },
    )
    is_silent = forms.BooleanField(
        label=_("Silent writing, then reveal"),
        help_text=_("Nobody reads the others' factors until you reveal all of them at once."),
        required=False,
    )
    approves_first = forms.BooleanField(
        label=_("Approval before display"),
        help_text=_("A factor waits at the desk until a facilitator approves it."),
        required=False,
    )
    factors_limit = WholeNumberField(
        label=_("Factors per person"),
        help_text=_("Whoever has sent so many withdraws one to write another. Empty: no limit."),
        lowest=1,
        highest=MOST_FACTORS,
        required=False,
    )
    allows_late = forms.BooleanField(
        label=_("Late drafts are taken"),
        help_text=_(
            "Who had no signal when the step closed may still hand in what is on the phone."
        ),
        required=False,
    )
    needs_seat = forms.BooleanField(
        label=_("Only with a printed slip"),
        help_text=_("People join by scanning the slip that you gave them, not by the code alone."),
        required=False,
    )
    participants_sort = forms.BooleanField(
        label=_("Participants sort too"),
        help_text=_(
            "During the exchange they put factors into clusters on their phones; you can take "
            "each step back."
        ),
        required=False,
    )
    comments_open = forms.BooleanField(
        label=_("Comments are open"),
        help_text=_("Participants write short comments on factors, clusters and challenges."),
        required=False,
    )


class RunSheetForm(forms.Form):
    """Three fields for each stage: `minutes-learn`, `instruction-learn`, `questions-learn`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for stage in Stage:
            self.fields[f"minutes-{stage}"] = WholeNumberField(
                label=pgettext_lazy("run sheet", "Minutes"),
                lowest=1,
                highest=LONGEST_MINUTES,
                required=False,
            )
            self.fields[f"instruction-{stage}"] = CleanCharField(
                label=_("What phones say in this stage"), max_length=500, required=False
            )
            self.fields[f"questions-{stage}"] = CleanCharField(
                label=_("Questions to the room, one per line"),
                max_length=2000,
                lines=True,
                required=False,
            )

    def rows(self) -> list[tuple[Stage, list[forms.BoundField]]]:
        """Each stage with its three fields."""
        parts = ("minutes", "instruction", "questions")
        return [(stage, [self[f"{part}-{stage}"] for part in parts]) for stage in Stage]

    def lines(self) -> dict[Stage, Line]:
        values = self.cleaned_data
        return {
            stage: Line(
                minutes=values[f"minutes-{stage}"],
                instruction=values[f"instruction-{stage}"],
                questions=values[f"questions-{stage}"],
            )
            for stage in Stage
        }


class TimerForm(forms.Form):
    minutes = WholeNumberField(lowest=1, highest=LONGEST_MINUTES)
    closes = forms.BooleanField(required=False)


class MoreTimeForm(forms.Form):
    minutes_more = forms.TypedChoiceField(
        choices=[(minutes, minutes) for minutes in MINUTES_MORE], coerce=int
    )


class ProjectorForm(forms.Form):
    mode = forms.TypedChoiceField(choices=ProjectorMode.choices, coerce=ProjectorMode)
    category = forms.TypedChoiceField(
        choices=Category.choices, coerce=Category, required=False, empty_value=""
    )


class HideForm(forms.Form):
    """Why a factor is hidden; without a reason it is one tap."""

    reason = forms.TypedChoiceField(
        choices=HiddenReason.choices, coerce=HiddenReason, required=False, empty_value=""
    )


def known_rules(workshop: Workshop) -> dict[str, Any]:
    """A workshop's rules, for changing them. A silent round that was revealed is over."""
    rules = {name: getattr(workshop, name) for name in RulesForm.base_fields}
    return rules | {"is_silent": workshop.is_silent and workshop.revealed_at is None}


def known_run_sheet(workshop: Workshop) -> dict[str, Any]:
    sheet = run_sheet_of(workshop)
    return {
        f"{part}-{stage}": value for stage, line in sheet.items() for part, value in line.items()
    }
