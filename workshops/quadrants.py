"""What the four fields of the map are called: the room's own names, else the usual ones."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from workshops.measures.priority import Quadrant
from workshops.models import Workshop

QUADRANT_NAME_LENGTH = 60

USUAL = {
    Quadrant.ACT: pgettext_lazy("quadrant", "Act on it"),
    Quadrant.WATCH: pgettext_lazy("quadrant", "Watch and prepare alternatives"),
    Quadrant.NOTE: pgettext_lazy("quadrant", "Follow from afar"),
    Quadrant.KEEP: pgettext_lazy("quadrant", "Go on as usual"),
}
# Where on the map each of them lies.
PLACES = {
    Quadrant.ACT: pgettext_lazy("quadrant", "High impact, low uncertainty"),
    Quadrant.WATCH: pgettext_lazy("quadrant", "High impact, high uncertainty"),
    Quadrant.NOTE: pgettext_lazy("quadrant", "Low impact, high uncertainty"),
    Quadrant.KEEP: pgettext_lazy("quadrant", "Low impact, low uncertainty"),
}


def quadrant_names(workshop: Workshop) -> dict[str, str]:
    """The name of each field, by the value of `Quadrant`; in the reader's language."""
    own = workshop.quadrant_names
    return {str(field): own.get(field) or str(usual) for field, usual in USUAL.items()}
