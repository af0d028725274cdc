"""The table that says the same as the map of impact and uncertainty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from django.utils.translation import gettext as _

from analysis.frames_rounds import clusters_frame, figure
from analysis.tables.rounds import cluster_columns
from analysis.tables.table import Column, Kind, Table
from workshops.domain.results import RatingResult
from workshops.measures.priority import quadrant
from workshops.round_words import AXES, VERDICTS

SHOWN = ("impact", "uncertainty")


def map_table(results: Sequence[RatingResult], names: Mapping[str, str]) -> Table:
    """`names` of the four fields, by the value of `Quadrant`; each cluster has ratings."""
    frame = _frame(results, names)
    columns = cluster_columns(with_category=False)
    for axis in SHOWN:
        columns += [
            Column(axis, str(AXES[axis]), Kind.NUMBER, _("Median, 1 to 5"), 10),
            Column(
                f"{axis}_iqr",
                _("Middle half"),
                Kind.TEXT,
                _("From the lower to the upper quartile"),
                12,
            ),
        ]
    columns += [
        Column("n", _("Raters"), Kind.COUNT, _("How many rated it"), 8),
        Column("field", _("Field of the map"), Kind.TEXT, _("High begins at 3"), 20),
        Column("verdict", _("Verdict"), Kind.TEXT, _("Impact and uncertainty together"), 14),
    ]
    return Table("map", _("Impact and uncertainty"), tuple(columns), frame)


def _frame(results: Sequence[RatingResult], names: Mapping[str, str]) -> pd.DataFrame:
    rows = {}
    for one in results:
        spreads = [one.axes[axis].spread for axis in SHOWN]
        impact, uncertainty = spreads
        assert impact is not None
        assert uncertainty is not None
        row: dict[str, object] = {
            "number": one.cluster.number,
            "name": one.cluster.name,
            "category": one.cluster.category,
            "n": impact.n,
            "field": names[quadrant(impact.median, uncertainty.median)],
            "verdict": str(VERDICTS[one.verdict]),
        }
        for axis, spread in zip(SHOWN, (impact, uncertainty), strict=True):
            row[axis] = figure(spread.median)
            row[f"{axis}_iqr"] = f"{spread.low:g}–{spread.high:g}"
        rows[one.cluster.pk] = row
    columns = ["number", "name", "category", "n", "field", "verdict"]
    columns += [f"{axis}{end}" for axis in SHOWN for end in ("", "_iqr")]
    return clusters_frame(rows, list(rows), columns)
