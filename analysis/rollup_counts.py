"""What was said in many workshops, by the line of the roll-up: factors, persons, support.

The databases group the factors; only the few that say the same as others are looked at singly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from django.db.models import Count

from analysis.standing import Item, Standing, alone, saying_the_same
from workshops.models import Factor, Support, Workshop

CHUNK = 5_000


@dataclass
class Said:
    """On one line. Each sentence is one factor, also where several say the same."""

    by_district: Counter[str] = field(default_factory=Counter)  # factors
    by_year: Counter[int] = field(default_factory=Counter)  # factors
    persons: set[int] = field(default_factory=set)  # who wrote
    supporters: set[int] = field(default_factory=set)  # who agrees with any of it

    @property
    def factors(self) -> int:
        return self.by_district.total()


def said_of(workshops: Collection[Workshop], standing: Standing) -> dict[Item | None, Said]:
    """Of each line that anybody said something on; None: in no cluster. Five queries."""
    years = {one.pk: one.held_on.year for one in workshops}
    lines: dict[int | None, Item | None] = {}
    said: dict[Item | None, Said] = {}

    def on(cluster: int | None) -> Said:
        if cluster not in lines:
            lines[cluster] = standing.item_of(cluster)
        return said.setdefault(lines[cluster], Said())

    for workshop, cluster, district, entry, number in factor_groups(workshops, standing):
        line = on(cluster)
        line.by_district[district] += number
        line.by_year[years[workshop]] += number
        line.persons.add(standing.people[entry].pk)
    for cluster, entry in _support(workshops, standing):
        on(cluster).supporters.add(standing.people[entry].pk)
    return said


def factor_groups(
    workshops: Collection[Workshop], standing: Standing
) -> Iterator[tuple[int, int | None, str, int, int]]:
    """Workshop, cluster, district, entry, how many factors. Two queries."""
    here = Factor.objects.filter(workshop__in=workshops)
    names = ("workshop_id", "cluster_id", "district_id", "participant_id")
    groups = alone(here).order_by().values_list(*names).annotate(n=Count("pk"))
    yield from groups.iterator(CHUNK)
    same = saying_the_same(workshops).filter(hidden_at=None, withdrawn_at=None, waits_for="")
    for pk, workshop, district, entry in same.values_list("pk", *names[::2], names[3]):
        yield workshop, standing.same.get(pk), district, entry, 1


def _support(
    workshops: Collection[Workshop], standing: Standing
) -> Iterator[tuple[int | None, int]]:
    """Cluster, entry; of what is on the board."""
    clusters = Support.objects.filter(cluster__workshop__in=workshops)
    yield from clusters.values_list("cluster_id", "participant_id").iterator(CHUNK)
    shown = {f"factor__{name}": None for name in ("hidden_at", "withdrawn_at", "merged_into")}
    factors = Support.objects.filter(
        factor__workshop__in=workshops, factor__waits_for="", **shown
    ).exclude(factor__in=saying_the_same(workshops).values("pk"))
    groups = factors.order_by().values_list("factor__cluster_id", "participant_id").distinct()
    yield from groups.iterator(CHUNK)
    same = Support.objects.filter(factor__in=saying_the_same(workshops).values("pk"))
    for factor, entry in same.values_list("factor_id", "participant_id"):
        if factor in standing.same:
            yield standing.same[factor], entry
