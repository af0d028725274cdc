"""What all tables of one workbook share: codes, names, what stands for what. Small maps only."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from django.db.models import Q
from django.utils import timezone

from analysis.tables.table import Column, Kind
from workshops.domain.lineage import roots, trees_of
from workshops.models import Cluster, District, Factor, Participant, Workshop

CHUNK = 2_000  # rows that a stream holds at once


@dataclass(frozen=True)
class Placing:
    """Of the workshops of one workbook, read at one moment."""

    workshops: Sequence[Workshop]
    with_code: bool  # whether each row says of which workshop it is
    codes: Mapping[int, tuple[str, ...]]  # what stands in each row; () without code
    districts: Mapping[str, str]  # names by official code
    clusters: Mapping[int, Cluster]  # all that there ever were, by workshop and number
    root_of: Mapping[int, int]
    # Of factors that say the same as others: what stands for all on the board, and where it lies.
    same: Mapping[int, tuple[int, int | None]]
    copies: Mapping[int, int]  # of what stands for all: how many are on the board, itself too
    persons: Mapping[int, int]  # of each entry the one that counts
    home: Mapping[int, str]  # of each person the district

    def standing(self, cluster: int | None) -> Cluster | None:
        """What stands for this cluster now; None for none and for a dissolved one."""
        root = None if cluster is None else self.root_of.get(cluster)
        found = None if root is None else self.clusters[root]
        return None if found is None or found.dissolved_at else found

    def cluster_of(self, factor: int, cluster: int | None) -> Cluster | None:
        """Where a factor on the board stands; `cluster` is its own."""
        return self.standing(self.same[factor][1] if factor in self.same else cluster)

    @property
    def stand(self) -> list[Cluster]:
        """The clusters that are a group of their own now, by workshop and number."""
        return [
            one for one in self.clusters.values() if not one.merged_into_id and not one.dissolved_at
        ]


def placing_of(workshops: Sequence[Workshop], *, with_code: bool) -> Placing:
    """Four queries."""
    order = {one.pk: place for place, one in enumerate(workshops)}
    found = Cluster.objects.filter(workshop__in=workshops).order_by("number", "pk")
    in_order = sorted(found, key=lambda one: order[one.workshop_id])
    clusters = {one.pk: one for one in in_order}
    people = Participant.objects.filter(workshop__in=workshops).order_by("pk")
    entries = list(people.values_list("pk", "merged_into_id", "district_id"))
    same, copies = _same(workshops)
    return Placing(
        workshops=workshops,
        with_code=with_code,
        codes={one.pk: (one.code,) if with_code else () for one in workshops},
        districts={one.pk: one.name for one in District.objects.order_by("pk")},
        clusters=clusters,
        root_of=roots({pk: one.merged_into_id for pk, one in clusters.items()}),
        same=same,
        copies=copies,
        persons={pk: kept or pk for pk, kept, _district in entries},
        home={pk: district for pk, _kept, district in entries},
    )


def saying_the_same() -> Q:
    """Factors that were merged into others, and those others: all but a few are neither."""
    kept = Factor.objects.filter(merged_into__isnull=False).values("merged_into")
    return Q(merged_into__isnull=False) | Q(pk__in=kept)


def _same(
    workshops: Sequence[Workshop],
) -> tuple[dict[int, tuple[int, int | None]], dict[int, int]]:
    """As `domain.arrangement` puts it: the kept one stands, or the oldest that is on the board."""
    names = ("merged_into_id", "cluster_id", "hidden_at", "withdrawn_at", "waits_for")
    rows = Factor.objects.filter(saying_the_same(), workshop__in=workshops)
    found = {row[0]: row[1:] for row in rows.order_by("pk").values_list("pk", *names)}
    same: dict[int, tuple[int, int | None]] = {}
    copies: dict[int, int] = {}
    for members in trees_of(roots({pk: row[0] for pk, row in found.items()})).values():
        shown = [pk for pk in members if not any(found[pk][2:])]
        if shown:
            same |= dict.fromkeys(members, (shown[0], found[shown[0]][1]))
            copies[shown[0]] = len(shown)
    return same, copies


def columns_of(placing: Placing, columns: Sequence[Column]) -> tuple[Column, ...]:
    """Without the workshop's code where one workshop is meant anyway."""
    return tuple(one for one in columns if placing.with_code or one.key != "workshop")


def frame_of(columns: Sequence[Column], rows: Mapping[int | str, Sequence[object]]) -> pd.DataFrame:
    """Rows by their key, each with the values of all columns but the key's own."""
    names = [column.key for column in columns if column.key != ""]
    frame = pd.DataFrame(list(rows.values()), columns=names, dtype="object")
    frame.index = pd.Index(list(rows), dtype="object")
    moments = [column.key for column in columns if column.kind is Kind.MOMENT]
    return frame.astype(dict.fromkeys(moments, "datetime64[us]"))


def local() -> Callable[[datetime.datetime | None], datetime.datetime | None]:
    """Moments as the portal's clock shows them, without a zone, as spreadsheets keep them."""
    zone = timezone.get_default_timezone()
    return lambda at: None if at is None else at.astimezone(zone).replace(tzinfo=None)
