"""The table of clusters: how much is in each, from how many districts, and what is tied to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.frames_rounds import clusters_frame
from analysis.tables.rounds import cluster_columns
from analysis.tables.table import Column, Kind, Table
from workshops.domain.arrangement import Arrangement, ShownChallenge
from workshops.enums import Category, Stance


def clusters_table(arrangement: Arrangement, challenges: Sequence[ShownChallenge]) -> Table:
    """One row per cluster that stands, by number."""
    tied = Counter(cluster.pk for one in challenges for cluster in one.clusters)
    rows = {
        stack.cluster.pk: {
            "number": stack.cluster.number,
            "name": stack.cluster.name,
            "category": str(Category(stack.cluster.category).label),
            "factors": stack.factors_total,
            "districts": len(stack.districts),
            **{stance.value: stack.stances.get(stance, 0) for stance in Stance},
            "agreeing": stack.agreeing_total,
            "challenges": tied[stack.cluster.pk],
            "merged": "; ".join(f"{one.number} {one.name}" for one in stack.merged),
        }
        for stack in arrangement.stacks
    }
    count = Kind.COUNT
    columns = (
        *cluster_columns(),
        Column("factors", _("Factors"), count, _("Number of factors"), 10, total=True),
        Column("districts", _("Districts"), count, _("How many speak of it"), 10),
        *(
            Column(s.value, str(s.label), count, _("Number of factors of this stance"), 10)
            for s in Stance
        ),
        Column("agreeing", _("Agree"), count, _("People who agree with the cluster"), 10),
        Column("challenges", _("Challenges"), count, _("Challenges tied to it"), 10),
        Column(
            "merged",
            pgettext("cluster", "Stands for"),
            Kind.LONG,
            _("Clusters that were merged into it"),
            30,
        ),
    )
    frame = clusters_frame(rows, list(rows), [str(column.key) for column in columns])
    return Table("clusters", _("Clusters"), columns, frame)
