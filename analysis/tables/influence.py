"""Tables of cross-impact: the matrix, and what its sums make of each cluster."""

from __future__ import annotations

import pandas as pd
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.tables.rounds import cluster_columns
from analysis.tables.table import Column, Kind, Table
from workshops.influence_tables import InfluenceTable
from workshops.measures.influence import Cell


def matrix_table(found: InfluenceTable) -> Table:
    """Rows drive columns; a column per cluster, named by its number."""
    numbers = [row.cluster.number for row in found.rows]
    rows = [
        [row.cluster.number, row.cluster.name, *map(_cell, row.cells), row.driving]
        for row in found.rows
    ]
    names = ["number", "name", *map(str, numbers), "driving"]
    index = pd.Index([row.cluster.pk for row in found.rows], dtype="int64", name="cluster")
    frame = pd.DataFrame(rows, index=index, columns=names, dtype="object")
    columns = (
        *cluster_columns(with_category=False),
        *(
            Column(str(row.cluster.number), str(row.cluster.number), Kind.TEXT, row.cluster.name, 6)
            for row in found.rows
        ),
        Column("driving", pgettext("influence", "Drives"), Kind.COUNT, _("Sum of the row"), 10),
    )
    note = _(
        "How strongly the row drives the column: 0 not at all, 3 strongly; P may come and is "
        "not counted. Each cell is the median of those who answered it."
    )
    return Table("matrix-influence", _("Who drives whom"), columns, frame, note)


def classes_table(found: InfluenceTable) -> Table:
    """Driving power and dependence of each cluster, by direct paths and with detours."""
    rows = [
        [
            row.cluster.number,
            row.cluster.name,
            row.driving,
            row.driving_rank,
            row.dependence,
            row.dependence_rank,
            row.class_label,
            row.indirect_driving_rank,
            row.indirect_dependence_rank,
            row.indirect_class_label,
        ]
        for row in found.ranks
    ]
    count, text = Kind.COUNT, Kind.TEXT
    columns = (
        *cluster_columns(with_category=False),
        Column("d", pgettext("influence", "Drives"), count, _("Sum of its row"), 10),
        Column("d_rank", _("Rank of driving"), count, _("1 drives most"), 10),
        Column("p", pgettext("influence", "Depends"), count, _("Sum of its column"), 10),
        Column("p_rank", _("Rank of dependence"), count, _("1 depends most"), 10),
        Column("class", pgettext("influence", "Class"), text, _("Cut at the means"), 14),
        Column("far_d", _("Rank of driving, with detours"), count, _("1 drives most"), 12),
        Column("far_p", _("Rank of dependence, with detours"), count, _("1 depends most"), 12),
        Column("far_class", _("Class with detours"), text, _("Cut at the means"), 14),
    )
    index = pd.Index([row.cluster.pk for row in found.ranks], dtype="int64", name="cluster")
    names = [str(column.key) for column in columns]
    frame = pd.DataFrame(rows, index=index, columns=names, dtype="object")
    return Table("classes-influence", _("Driving power and dependence"), columns, frame)


def _cell(cell: Cell | None) -> str:
    if cell is None:
        return ""
    return "P" if cell.is_potential else str(cell.strength)
