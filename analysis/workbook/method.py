"""How the figures of a workbook were made, in words for whoever reads it without the portal."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.frames_rounds import SMALLEST
from analysis.tables.table import Kind


def method_lines() -> list[tuple[str, str, Kind]]:
    """Label and sentences."""
    told = [*_counting(), *_scores(), *_reading()]
    return [(label, text, Kind.LONG) for label, text in told]


def _counting() -> list[tuple[str, str]]:
    return [
        (
            _("What is in it"),
            _(
                "What is on the board. What was hidden or withdrawn, what waits for approval, and "
                "rows taken out of the plan are left out."
            ),
        ),
        (
            _("How it was counted"),
            _(
                "Each factor counts once, in the district and category that its writer chose. "
                "Factors for both tracks count under both tracks together, not under each."
            ),
        ),
    ]


def _scores() -> list[tuple[str, str]]:
    return [
        (
            _("Points"),
            _(
                "Each person's points are scaled to a sum of 1, so that everybody weighs the "
                "same; a cluster's share is the mean of these, in per cent."
            ),
        ),
        (
            _("Ratings"),
            _(
                "Impact and uncertainty on a scale from 1 to 5. Shown are the median and the "
                "interquartile range (Hyndman & Fan 1996, definition 7)."
            ),
        ),
        (
            pgettext("ranking", "Score"),
            _(
                "Weighted mean, 0 to 100, of the share of points (relative to the largest share), "
                "impact and uncertainty, each scaled to 0 to 1. What is missing is left out with "
                "its weight. It is given twice: each person, or each district, weighs the same."
            ),
        ),
        (
            _("Consensus"),
            _(
                "By the rule that the room saw before it answered: the interquartile range, or the "
                "share that rates alike, compared with a threshold."
            ),
        ),
        (
            _("Few answers"),
            _("A figure that fewer than %(n)s people stand behind is not shown.") % {"n": SMALLEST},
        ),
    ]


def _reading() -> list[tuple[str, str]]:
    return [
        (
            _("Whole-plan value"),
            _(
                "Sum of the years, value of the last year, or mean of the years, as each "
                "indicator says; only years with a target count."
            ),
        ),
        (
            _("How sheets are linked"),
            _(
                "By ids: an indicator and a project name their issue; issues, indicators and "
                "projects name the factors that they rest on. A blue number leads to its row."
            ),
        ),
        (
            pgettext("workbook", "Years"),
            _("Years are fiscal years in the Buddhist Era. Money is in baht."),
        ),
    ]
