"""The summary: what was said and what the plan makes of it, by track."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.tables.cluster_rows import Inside
from analysis.tables.placing import frame_of
from analysis.tables.plan_frames import PlanFrames
from analysis.tables.table import Column, Kind, Table
from analysis.tables.words import labels_of
from workshops.enums import Track

ALL = "all"  # key of the last row


def summary_table(
    tallies: pd.DataFrame, inside: Mapping[int | None, Inside], standing: int, plan: PlanFrames
) -> Table:
    """One row per track and one for all, counted from what was read; no query.

    `standing`: how many clusters stand, those without any factor too.
    """
    rows: dict[int | str, list[object]] = {}
    for code, label in labels_of(Track).items():
        rows[code] = [
            label,
            int(tallies.loc[tallies["track"] == code, "n"].sum()),
            sum(code in one.tracks for pk, one in inside.items() if pk is not None),
            *plan.counts(code),
        ]
    whole = [int(tallies["n"].sum()), standing, *plan.counts(None)]
    rows[ALL] = [pgettext("row of sums", "Total"), *whole]
    columns = _columns()
    note = _("A cluster is counted under each track of its factors, and once in the last row.")
    title = _("Summary by track")
    frame = frame_of(columns, rows)
    return Table("track-summary", title, columns, frame, note, marks={ALL: "total"})


def _columns() -> tuple[Column, ...]:
    count = Kind.COUNT
    return (
        Column("name", _("Track"), Kind.TEXT, _("Smart City, MICE City or both"), 30),
        Column("factors", _("Factors"), count, _("Number of factors on the board"), 12),
        Column("clusters", _("Clusters"), count, _("That hold a factor of this track"), 12),
        Column("issues", _("Development issues"), count, _("In the plan"), 12),
        Column("indicators", _("Indicators"), count, _("Of issues of this track"), 12),
        Column("projects", _("Projects"), count, _("In the plan"), 12),
        Column(
            "money",
            _("Budget"),
            Kind.MONEY,
            _("Sum of the years of the plan, baht"),
            18,
            scale="bars",
        ),
    )
