"""Which cluster and which factor stands for which, now: read from the pointers, never stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from workshops.models import Cluster, Participant, Round, Workshop


@dataclass(frozen=True)
class Forest:
    """All clusters of a workshop, and what each of them has become by merging."""

    clusters: Mapping[int, Cluster]
    root_of: Mapping[int, int]  # also of roots, and of dissolved ones
    trees: Mapping[int, list[int]] = field(default_factory=dict)  # root: its members, root first

    def standing(self) -> list[Cluster]:
        """Those that are a group of their own, by number."""
        roots = (self.clusters[pk] for pk in self.trees)
        kept = (cluster for cluster in roots if cluster.dissolved_at is None)
        return sorted(kept, key=lambda cluster: (cluster.number, cluster.pk))

    def root(self, pk: int) -> Cluster:
        return self.clusters[self.root_of[pk]]

    def tree(self, pk: int) -> list[int]:
        """The keys of all that stand together with this one, the one that stands first."""
        return self.trees[self.root_of[pk]]

    def roots_of(self, pks: Iterable[int]) -> list[Cluster]:
        """What stands for these now, each once, by number; none that was dissolved."""
        roots = {self.root_of[pk] for pk in pks if pk in self.root_of}
        kept = (self.clusters[pk] for pk in roots if self.clusters[pk].dissolved_at is None)
        return sorted(kept, key=lambda cluster: (cluster.number, cluster.pk))


def forest_of(workshop: Workshop) -> Forest:
    """One query."""
    clusters = {cluster.pk: cluster for cluster in workshop.clusters.order_by("number", "pk")}
    parents = {pk: cluster.merged_into_id for pk, cluster in clusters.items()}
    root_of = roots(parents)
    return Forest(clusters, root_of, trees_of(root_of))


def items_of(round_: Round) -> list[Cluster]:
    """What stands now for the clusters that the round asks about, by number. Two queries."""
    asked = round_.clusters.values_list("pk", flat=True)
    return forest_of(round_.workshop).roots_of(asked)


def roots(parents: Mapping[int, int | None]) -> dict[int, int]:
    """Of each key the one at the end of its chain; a parent that is not among them ends it."""
    found: dict[int, int] = {}
    for pk in parents:
        root, seen = pk, {pk}
        while (above := parents.get(root)) is not None and above in parents and above not in seen:
            root = above
            seen.add(root)
        found[pk] = root
    return found


def trees_of(root_of: Mapping[int, int]) -> dict[int, list[int]]:
    """Of each root its members, the root first, the others by key."""
    trees: dict[int, list[int]] = defaultdict(list)
    for pk in sorted(root_of):
        trees[root_of[pk]].append(pk)
    return {root: sorted(found, key=lambda pk: (pk != root, pk)) for root, found in trees.items()}


def persons_of(workshop: Workshop) -> dict[int, int]:
    """Of each entry the entry that counts: merged ones are one person. One query."""
    entries = Participant.objects.filter(workshop=workshop).values_list("pk", "merged_into_id")
    return {pk: merged_into or pk for pk, merged_into in entries}
