"""Taking back a step of the sorting: at once, or an hour later, if nothing was built upon it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workshops.domain import journal
from workshops.domain.clusters import (
    By,
    ClusterGone,
    FactorPlacedMeanwhile,
    move_cluster,
    rename_cluster,
    require_sorter,
    touch,
)
from workshops.domain.lineage import forest_of
from workshops.domain.regroup import (
    PartInOrder,
    part_clusters,
    part_factors,
    unsplit_cluster,
)
from workshops.domain.writing import write
from workshops.enums import Verb
from workshops.models import Cluster, Factor, JournalEntry, User, Workshop

SORTING = (
    Verb.CLUSTER_ADDED,
    Verb.CLUSTER_RENAMED,
    Verb.CLUSTER_MOVED,
    Verb.CLUSTERS_MERGED,
    Verb.CLUSTERS_PARTED,
    Verb.CLUSTER_SPLIT,
    Verb.CLUSTER_UNSPLIT,
    Verb.CLUSTER_DISSOLVED,
    Verb.CLUSTER_RESTORED,
    Verb.FACTORS_PLACED,
    Verb.FACTORS_MERGED,
    Verb.FACTORS_PARTED,
)


def can_be_undone(verb: str) -> bool:
    """Whether there is a way back from such a step; it may still be refused."""
    return verb in UNDO


@write
def undo_step(workshop: Workshop, revision: int, *, by: User) -> None:
    """Take back the step of the sorting with this revision; votes and texts stay.

    Raises `PartInOrder` if it cannot be undone, or what it did was changed since;
    `JournalEntry.DoesNotExist` for an unknown revision.
    """
    workshop = Workshop.objects.locked(workshop.pk)
    require_sorter(workshop, by)
    entry = JournalEntry.objects.get(workshop=workshop, revision=revision)
    if entry.verb not in UNDO:
        raise PartInOrder
    UNDO[entry.verb](workshop, entry.facts, by)
    journal.say_what_it_undoes(workshop, revision)


def _unrename(workshop: Workshop, facts: dict[str, Any], by: User) -> None:
    cluster = _cluster(workshop, facts["cluster"])
    if cluster.name != facts["after"]:
        raise PartInOrder
    rename_cluster(cluster, by=by, name=facts["before"])


def _move_back(workshop: Workshop, facts: dict[str, Any], by: User) -> None:
    cluster = _cluster(workshop, facts["cluster"])
    if cluster.category != facts["after"]:
        raise PartInOrder
    move_cluster(cluster, by=by, category=facts["before"])


def _part(workshop: Workshop, facts: dict[str, Any], by: User) -> None:
    other = _cluster(workshop, facts["other"])
    if other.merged_into_id != facts["kept"]:
        raise PartInOrder
    part_clusters(other, by=by)


def _part_factors(workshop: Workshop, facts: dict[str, Any], by: User) -> None:
    other = Factor.objects.filter(workshop=workshop, pk=facts["other"]).first()
    if other is None or other.merged_into_id != facts["kept"]:
        raise PartInOrder
    part_factors(other, by=by)


def _unsplit(workshop: Workshop, facts: dict[str, Any], by: User) -> None:
    unsplit_cluster(_cluster(workshop, facts["new"]), by=by, moved=facts["factors"])


def _put_back(workshop: Workshop, facts: dict[str, Any], by: User) -> None:
    """Each card to where it was; `back` is where such a step put each, which had no one goal."""
    now = facts.get("back") or dict.fromkeys(facts["factors"], facts["cluster"])
    _return_factors(workshop, facts["factors"], now=now)
    journal.record(
        workshop, Verb.FACTORS_PLACED, by=by, cluster=None, factors=now, back=facts["factors"]
    )


def _unmake(workshop: Workshop, facts: dict[str, Any], by: User) -> None:
    """A cluster that was just made: away with it, if nothing came of it."""
    cluster = _cluster(workshop, facts["cluster"])
    inside = {str(pk) for pk in Factor.objects.filter(cluster=cluster).values_list("pk", flat=True)}
    used = cluster.merged.exists() or cluster.votes.exists() or cluster.ratings.exists()
    used = used or cluster.rounds.exists() or cluster.challenges.exists()
    if cluster.merged_into_id or cluster.dissolved_at or used or inside != set(facts["factors"]):
        raise PartInOrder
    _return_factors(workshop, facts["factors"], now=dict.fromkeys(facts["factors"], cluster.pk))
    _dissolve(workshop, cluster, by, facts["factors"])


def _dissolve(workshop: Workshop, cluster: Cluster, by: By, moved: dict[str, int | None]) -> None:
    cluster.dissolved_at = cluster.created_at
    touch(cluster, "dissolved_at")
    inside = dict.fromkeys(moved, cluster.pk)
    journal.record(workshop, Verb.CLUSTER_DISSOLVED, by=by, cluster=cluster.pk, factors=inside)


def _restore(workshop: Workshop, facts: dict[str, Any], by: User) -> None:
    cluster = _cluster(workshop, facts["cluster"])
    if cluster.dissolved_at is None:
        raise PartInOrder
    cluster.dissolved_at = None
    touch(cluster, "dissolved_at")
    _return_factors(workshop, facts["factors"], now=dict.fromkeys(facts["factors"]))
    journal.record(
        workshop, Verb.CLUSTER_RESTORED, by=by, cluster=cluster.pk, factors=facts["factors"]
    )


def _return_factors(
    workshop: Workshop, before: Mapping[str, int | None], *, now: Mapping[str, int | None]
) -> None:
    """Each factor to where it was. Raises `FactorPlacedMeanwhile` if one is elsewhere by now."""
    found = {str(f.pk): f for f in Factor.objects.filter(workshop=workshop, pk__in=before)}
    forest = forest_of(workshop)
    if any(factor.cluster_id != now[pk] for pk, factor in found.items()):
        raise FactorPlacedMeanwhile
    goals = {pk for pk in before.values() if pk is not None}
    if any(forest.root(pk).dissolved_at for pk in goals):
        raise ClusterGone
    for pk, factor in found.items():
        factor.cluster_id = before[pk]
        factor.save(update_fields=["cluster"])
    for changed in goals | {pk for pk in now.values() if pk is not None}:
        touch(forest.clusters[changed])


def _cluster(workshop: Workshop, pk: int) -> Cluster:
    return Cluster.objects.get(workshop=workshop, pk=pk)


UNDO: dict[str, Callable[[Workshop, dict[str, Any], User], None]] = {
    Verb.CLUSTER_ADDED: _unmake,
    Verb.CLUSTER_RENAMED: _unrename,
    Verb.CLUSTER_MOVED: _move_back,
    Verb.CLUSTERS_MERGED: _part,
    Verb.CLUSTER_SPLIT: _unsplit,
    Verb.CLUSTER_DISSOLVED: _restore,
    Verb.FACTORS_PLACED: _put_back,
    Verb.FACTORS_MERGED: _part_factors,
}
