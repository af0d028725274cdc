"""What can be asked of the pages of results; all of it stands in the address. Nothing is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from analysis.forms import UNKNOWN
from workshops.measures.priority import Weights
from workshops.models import Round

HEAVIEST = 10
MOST_KEPT = 100
USUAL = {"points": "1", "impact": "1", "uncertainty": "1", "best": "10"}
BOUNDS = _("A weight is a whole number from 0 to 10. Write it like 2.")
KEPT = _("The line lies after 1 to 100 clusters. Write a number like 10.")


class RankingForm(forms.Form):
    """What-if weights, where the line lies, and which rounds; what is missing is as usual."""

    points = forms.IntegerField(label=_("Weight of the points"))
    impact = forms.IntegerField(label=_("Weight of the impact"))
    uncertainty = forms.IntegerField(label=_("Weight of the uncertainty"))
    best = forms.IntegerField(label=_("How many are above the line"))
    from_points = forms.ChoiceField(label=_("Points from"), required=False)
    from_ratings = forms.ChoiceField(label=_("Ratings from"), required=False)

    def __init__(
        self, data: Mapping[str, Any], *, points: Sequence[Round], ratings: Sequence[Round]
    ) -> None:
        super().__init__({**USUAL, **{name: data[name] for name in data}})
        for name in USUAL:
            field = self.fields[name]
            most, said = (MOST_KEPT, KEPT) if name == "best" else (HEAVIEST, BOUNDS)
            least = 1 if name == "best" else 0
            field.widget.attrs |= {"min": least, "max": most, "inputmode": "numeric"}
            field.error_messages |= {"required": said, "invalid": said}
            field.validators = [_within(least, most, said)]
        self.rounds = {"from_points": points, "from_ratings": ratings}
        for name, rounds in self.rounds.items():
            offer_rounds(self, name, rounds)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        weights = [cleaned.get(name) for name in ("points", "impact", "uncertainty")]
        if weights == [0, 0, 0]:
            raise ValidationError(
                _("All three weights are 0, so nothing can be ranked. Give one of them 1 or more.")
            )
        return cleaned

    @property
    def weights(self) -> Weights:
        said = self.cleaned_data
        return Weights(said["points"], said["impact"], said["uncertainty"])

    def chosen(self, name: str) -> Round | None:
        """The round that was asked for, else the newest one."""
        return chosen_round(self.rounds[name], self.cleaned_data[name])


class RoundForm(forms.Form):
    """Which of several revealed rounds a page shows; without a choice the newest."""

    round = forms.ChoiceField(label=_("Round"), required=False)

    def __init__(self, data: Mapping[str, Any], *, rounds: Sequence[Round]) -> None:
        super().__init__(data)
        self.rounds = rounds
        offer_rounds(self, "round", rounds)

    @property
    def chosen(self) -> Round | None:
        return chosen_round(self.rounds, self.cleaned_data["round"])


def offer_rounds(form: forms.Form, name: str, rounds: Sequence[Round]) -> None:
    """Let this field choose one of these rounds; hidden where there is no choice."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    newest = _("The newest round")
    words = _("Round %(number)s")
    listed = [(str(one.pk), words % {"number": one.number}) for one in rounds]
    field.choices = [("", newest), *listed]
    field.error_messages["invalid_choice"] = UNKNOWN
    if len(rounds) < 2:
        field.widget = forms.HiddenInput()


def chosen_round(rounds: Sequence[Round], wanted: str) -> Round | None:
    return next((one for one in rounds if str(one.pk) == wanted), next(iter(rounds), None))


def _within(least: int, most: int, said: Any) -> Any:  # noqa: ANN401
    def check(value: int) -> None:
        if not least <= value <= most:
            raise ValidationError(said)

    return check
