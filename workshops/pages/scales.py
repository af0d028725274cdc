"""The scales of a rating with their worded ends, as a phone shows them.

A page has up to eighty of them and few differ: each is drawn once per language and choice.
"""

from __future__ import annotations

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workshops.enums import Horizon
from workshops.models import Rating, Round
from workshops.round_words import AXES

STEPS = range(1, 6)
ENDS = {
    "impact": (_("Very little impact"), _("The greatest impact")),
    "uncertainty": (_("Certain, foreseeable"), _("Not foreseeable at all")),
    "likelihood": (_("Hardly likely"), _("Almost certain")),
}


def scales_of(round_: Round, rating: Rating | None) -> list[str]:
    """What the round asks of one cluster, with the answers so far."""
    language = get_language()
    asked = [axis for axis in AXES if axis != "likelihood" or round_.asks_likelihood]
    scales = [_scale(axis, getattr(rating, axis, None), language) for axis in asked]
    if round_.asks_horizon:
        scales.append(_horizons(rating.horizon if rating else "", language))
    return scales


@lru_cache(maxsize=64)
def _scale(axis: str, chosen: int | None, _language: str | None) -> str:
    low, high = ENDS[axis]
    context = {
        "name": axis,
        "legend": AXES[axis],
        "low": low,
        "high": high,
        "chosen": chosen,
        "steps": STEPS,
    }
    return render_to_string("workshops/_scale.html", context)


@lru_cache(maxsize=64)
def _horizons(chosen: str, _language: str | None) -> str:
    context = {"chosen": chosen, "horizons": Horizon.choices}
    return render_to_string("workshops/_horizons.html", context)
