"""The table of everything that was said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd
from django.utils.translation import gettext as _

from analysis.tables.plan import named, workshop_column
from analysis.tables.table import Column, Kind, Table
from workshops.enums import Category, Horizon, Stance, Track
from workshops.models import District


def factors_table(
    factors: pd.DataFrame, districts: Iterable[District], clusters: Mapping[int, str]
) -> Table:
    """Every factor on the board with its id; labels instead of codes, and nobody's name.

    `clusters`: number and name by the key of the factor; without those in no cluster.
    """
    frame = factors.copy()
    told = [clusters.get(pk, "") for pk in frame.index]
    frame["cluster"] = pd.Series(told, frame.index, dtype="string")
    frame["district"] = named(frame["district"], {d.pk: d.name for d in districts})
    for name, choices in (("category", Category), ("stance", Stance), ("track", Track)):
        frame[name] = named(frame[name], dict(choices.choices))
    frame["horizon"] = named(frame["horizon"], {**dict(Horizon.choices), "": ""})
    text, long = Kind.TEXT, Kind.LONG
    columns = (
        Column("", _("Factor id"), Kind.ID, _("Number that other sheets refer to"), 9),
        workshop_column(),
        Column("created_at", _("Written at"), Kind.MOMENT, _("When it reached the board"), 20),
        Column("district", _("District"), text, _("District that the factor is about"), 14),
        Column("category", _("Category"), text, _("STEEPI category"), 18),
        Column("stance", _("SWOT stance"), text, _("Chosen by the writer"), 12),
        Column("track", _("Track"), text, _("Smart City, MICE City or both"), 16),
        Column("horizon", _("Horizon"), text, _("When it will make itself felt"), 16),
        Column("text", _("Factor"), long, _("The participant's own words, unchanged"), 60),
        Column("evidence", _("Evidence"), long, _("Figure or source that the writer gave"), 34),
        Column("cluster", _("Cluster"), long, _("Where the room put it; empty: in no cluster"), 34),
    )
    return Table("factors", _("Factors"), columns, frame)
