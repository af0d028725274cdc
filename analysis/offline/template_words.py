"""The words that stand on the template and on the paper form."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workshops.enums import Category, Horizon, Stance, Track

# The template's grey row. An import passes it over, as long as it is marked and reads like this.
EXAMPLE: dict[str, Promise | str] = {
    "number": pgettext_lazy("row of the template", "Example"),
    "name": _("Somchai Jaidee"),
    "position": _("Village headman"),
    "agency": _("Subdistrict administrative organization"),
    "category": Category.INFRASTRUCTURE.label,
    "text": _("The main road into the town is flooded every September."),
    "stance": Stance.WEAKNESS.label,
    "track": Track.BOTH.label,
    "evidence": _("Flood records of the district office, B.E. 2563-2566"),
    "horizon": Horizon.NOW.label,
}
INSTRUCTIONS: tuple[Promise | str, ...] = (
    _("One row is one factor: one sentence under one STEEPI category."),
    _("Rows with the same form number belong to one person, so each person is counted once."),
    _(
        "Without a form number, the same name, agency and district are one person; rows without "
        "number and name count as one person of each district."
    ),
    _("Choose district, category, SWOT, track and time from the lists of the cells."),
    _("What is marked with * is needed. A factor has at most 280 characters."),
    _("Leave the grey example as it is: it is not imported."),
    _("Do not rename the headings. Rows that stay empty do no harm; more rows can be added."),
    _("A file has at most 5,000 rows and 5 MB."),
)
PRIVACY: tuple[Promise | str, ...] = (
    _(
        "Name, position and agency may stay empty. They serve this workshop only: the "
        "facilitators and the province's planners see them, the screen shows the words and the "
        "district."
    ),
    _(
        "The names are deleted within one year after the workshop; to see, correct or delete "
        "yours, ask the facilitator or the provincial office (Personal Data Protection Act)."
    ),
)
