"""Of each factor the cluster that it stands in now, also of those that were merged or say the same.

The rule is that of `workshops.domain.arrangement`, for several workshops and in two queries.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from workshops.domain.lineage import roots, trees_of
from workshops.models import Cluster, Factor, Workshop


@dataclass(frozen=True)
class ClustersOfFactors:
    standing: list[Cluster]  # by workshop and number
    by_factor: Mapping[int, Cluster | None]  # of all factors on the board

    def inside(self, pk: int | None) -> list[int]:
        """The keys of the factors in this cluster; None: of those in no cluster."""
        return [
            factor
            for factor, cluster in self.by_factor.items()
            if (cluster.pk if cluster else None) == pk
        ]


def clusters_of_factors(workshops: Collection[Workshop]) -> ClustersOfFactors:
    """Two queries."""
    found = Cluster.objects.filter(workshop__in=workshops).order_by("workshop", "number", "pk")
    clusters = {cluster.pk: cluster for cluster in found}
    root_of = roots({pk: cluster.merged_into_id for pk, cluster in clusters.items()})
    factors = {one.pk: one for one in Factor.objects.filter(workshop__in=workshops).order_by("pk")}
    by_factor: dict[int, Cluster | None] = {}
    for members in trees_of(
        roots({pk: one.merged_into_id for pk, one in factors.items()})
    ).values():
        shown = [pk for pk in members if factors[pk].is_on_board]
        for pk in shown:
            # Where the one that stands for all of them lies.
            by_factor[pk] = _standing(clusters, root_of, factors[shown[0]])
    standing = [one for one in clusters.values() if not one.merged_into_id and not one.dissolved_at]
    return ClustersOfFactors(standing, by_factor)


def _standing(
    clusters: Mapping[int, Cluster], root_of: Mapping[int, int], factor: Factor
) -> Cluster | None:
    if factor.cluster_id is None:
        return None
    cluster = clusters[root_of[factor.cluster_id]]
    return None if cluster.dissolved_at else cluster
