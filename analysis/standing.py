"""What stands for what in many workshops: clusters, themes, persons, factors that say the same.

The rule is that of `workshops.domain.lineage` and `analysis.clusters`, read for all at once.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q, QuerySet

from analysis.domain.themes import theme_of
from analysis.models import Theme
from workshops.domain.lineage import roots, trees_of
from workshops.models import Cluster, Factor, Participant, Workshop


class Item(NamedTuple):
    """What one line of the roll-up is about: a theme, or a cluster that is in none."""

    kind: str  # "theme" or "cluster"
    pk: int


class ClusterFacts(NamedTuple):
    pk: int
    workshop: int
    number: int
    name: str
    category: str


class Person(NamedTuple):
    """Who counts for an entry, and from which district."""

    pk: int
    district: str


@dataclass(frozen=True)
class Standing:
    themes: dict[int, Theme]  # of the workshops' plan cycles, by number
    clusters: dict[int, ClusterFacts]  # those that stand, by workshop and number
    root_of: dict[int, int]  # of each cluster, merged ones too, the one that stands for it
    theme_of: dict[int, int]  # of the clusters that stand in one
    people: dict[int, Person]  # of each entry
    same: dict[int, int | None]  # of factors that say the same as others: the cluster of all

    def item_of(self, cluster: int | None) -> Item | None:
        """The line on which a cluster counts; None for none and for a dissolved one."""
        root = None if cluster is None else self.root_of.get(cluster)
        if root is None or root not in self.clusters:
            return None
        theme = self.theme_of.get(root)
        return Item("cluster", root) if theme is None else Item("theme", theme)

    @property
    def items(self) -> list[Item]:
        """Each theme by number, then each cluster in none."""
        loose = [Item("cluster", pk) for pk in self.clusters if pk not in self.theme_of]
        return [Item("theme", pk) for pk in self.themes] + loose


def standing_of(workshops: Collection[Workshop]) -> Standing:
    """Four queries."""
    cycles = {one.plan_cycle_id for one in workshops}
    themes = {one.pk: one for one in Theme.objects.current().filter(plan_cycle__in=cycles)}
    found = Cluster.objects.filter(workshop__in=workshops).order_by("workshop", "number", "pk")
    fields = ("pk", "workshop_id", "number", "name", "category")
    links = ("merged_into_id", "dissolved_at", "in_theme__theme_id")
    rows = list(found.values_list(*fields, *links))
    root_of = roots({row[0]: row[5] for row in rows})
    clusters = {row[0]: ClusterFacts(*row[:5]) for row in rows if row[5] is None and row[6] is None}
    own = {str(row[0]): row[7] for row in rows if row[7] in themes}
    themed = {
        pk: theme
        for pk, members in trees_of(root_of).items()
        if pk in clusters and (theme := theme_of(members, own)) is not None
    }
    return Standing(themes, clusters, root_of, themed, _people(workshops), _same(workshops))


def alone(factors: QuerySet[Factor]) -> QuerySet[Factor]:
    """Those on the board that say the same as no other: all but a few."""
    return factors.filter(hidden_at=None, withdrawn_at=None, waits_for="").exclude(_SAME)


_SAME = Q(merged_into__isnull=False) | Q(
    pk__in=Factor.objects.filter(merged_into__isnull=False).values("merged_into")
)


def saying_the_same(workshops: Collection[Workshop]) -> QuerySet[Factor]:
    return Factor.objects.filter(_SAME, workshop__in=workshops)


def _people(workshops: Collection[Workshop]) -> dict[int, Person]:
    rows = Participant.objects.filter(workshop__in=workshops)
    found = {
        pk: (kept, code)
        for pk, kept, code in rows.values_list("pk", "merged_into_id", "district_id")
    }
    return {
        pk: Person(kept, found[kept][1]) if kept in found else Person(pk, code)
        for pk, (kept, code) in found.items()
    }


def _same(workshops: Collection[Workshop]) -> dict[int, int | None]:
    """Where the one lies that stands for all of them: the kept one, or the oldest on the board."""
    names = ("merged_into_id", "cluster_id", "hidden_at", "withdrawn_at", "waits_for")
    found = {row[0]: row[1:] for row in saying_the_same(workshops).values_list("pk", *names)}
    same: dict[int, int | None] = {}
    for members in trees_of(roots({pk: row[0] for pk, row in found.items()})).values():
        shown = [pk for pk in members if not any(found[pk][2:])]
        if shown:
            same |= dict.fromkeys(members, found[shown[0]][1])
    return same


def factors_of_theme(
    standing: Standing, workshops: Collection[Workshop], theme: Theme
) -> QuerySet[Factor]:
    """Those on the board that count for the theme, also by saying the same as one of its own."""
    inside = [
        pk for pk, root in standing.root_of.items() if standing.theme_of.get(root) == theme.pk
    ]
    placed = set(inside)
    here = [pk for pk, cluster in standing.same.items() if cluster in placed]
    lone = Q(cluster__in=inside) & ~Q(pk__in=list(standing.same))
    found = Factor.objects.on_board().filter(workshop__in=workshops)
    return found.filter(lone | Q(pk__in=here))
