"""Merging and splitting clusters and factors, and taking it back: nothing is ever lost by it."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workshops.domain import journal
from workshops.domain.clusters import (
    ClusterChangedMeanwhile,
    ClusterGone,
    NotOnTheBoard,
    cluster_locked,
    has_answers,
    insert_cluster,
    put_in,
    require_sorter,
    shown_factors,
    touch,
)
from workshops.domain.errors import WorkshopError
from workshops.domain.lineage import forest_of, roots
from workshops.domain.writing import write
from workshops.enums import Verb
from workshops.models import Cluster, Factor, User, Workshop


class CannotMergeClusters(WorkshopError):
    message = _("A cluster cannot be merged with itself. Choose another one.")


class NothingToSplit(WorkshopError):
    message = _("Choose some of the cluster's factors, but not all of them.")


class CannotMergeFactors(WorkshopError):
    message = _("These two factors stand together already. Choose another one.")


class PartInOrder(WorkshopError):
    message = _("Something else was done with these since. Undo the newer steps first.")
    status = 409


@write
def merge_clusters(
    kept: Cluster,
    other: Cluster,
    *,
    by: User,
    seen: tuple[int, int] | None = None,
    why: str = "",
) -> Cluster:
    """Let `kept` stand for both, under its own name. One person's points on both count once.

    `seen` are the versions of both that the screen showed. The same merge again changes
    nothing. Raises `CannotMergeClusters`, `ClusterGone`, `ClusterChangedMeanwhile`.
    """
    workshop = Workshop.objects.locked(kept.workshop_id)
    require_sorter(workshop, by)
    kept, other = (Cluster.objects.get(pk=one.pk) for one in (kept, other))
    if other.merged_into_id == kept.pk:
        return kept
    if kept.pk == other.pk or kept.workshop_id != other.workshop_id:
        raise CannotMergeClusters
    if any(one.merged_into_id or one.dissolved_at for one in (kept, other)):
        raise ClusterGone
    if seen is not None and (kept.version, other.version) != seen:
        raise ClusterChangedMeanwhile
    other.merged_into = kept
    touch(other, "merged_into")
    touch(kept)
    reason = {"why": why} if why else {}
    journal.record(workshop, Verb.CLUSTERS_MERGED, by=by, kept=kept.pk, other=other.pk, **reason)
    return kept


@write
def part_clusters(other: Cluster, *, by: User) -> Cluster:
    """Take a merge back, also after votes: both stand again as they were. Twice is once."""
    workshop = Workshop.objects.locked(other.workshop_id)
    require_sorter(workshop, by)
    other = Cluster.objects.select_related("merged_into").get(pk=other.pk)
    kept = other.merged_into
    if kept is not None:
        other.merged_into = None
        touch(other, "merged_into")
        touch(kept)
        journal.record(workshop, Verb.CLUSTERS_PARTED, by=by, kept=kept.pk, other=other.pk)
    return other


@write
def split_cluster(
    cluster: Cluster,
    *,
    by: User,
    factors: Collection[int],
    name: str,
    seen: int | None = None,
    why: str = "",
    client_id: uuid.UUID | None = None,
) -> Cluster:
    """Take some factors out into a new cluster, which it returns; points and ratings stay.

    The same `client_id` again is the same new cluster. Raises `NothingToSplit`,
    `ClusterGone`, `ClusterChangedMeanwhile`, `NotOnTheBoard`.
    """
    workshop = Workshop.objects.locked(cluster.workshop_id)
    known = workshop.clusters.filter(client_id=client_id).first() if client_id else None
    if known is not None:
        return known
    workshop, cluster = cluster_locked(cluster, by=by, seen=seen)
    tree = forest_of(workshop).tree(cluster.pk)
    found = shown_factors(workshop, factors)
    inside = workshop.factors.on_board().filter(cluster__in=tree).count()
    if not found or len(found) >= inside:
        raise NothingToSplit
    if any(factor.cluster_id not in tree for factor in found):
        raise ClusterChangedMeanwhile
    new = insert_cluster(
        workshop, name=name, category=cluster.category, client_id=client_id, split_from=cluster
    )
    moved = put_in(found, new)
    touch(cluster)
    reason = {"why": why} if why else {}
    journal.record(
        workshop,
        Verb.CLUSTER_SPLIT,
        by=by,
        cluster=cluster.pk,
        new=new.pk,
        name=name,
        factors=moved,
        **reason,
    )
    return new


@write
def merge_factors(kept: Factor, other: Factor, *, by: User, why: str = "") -> Factor:
    """Say that `other` says the same as `kept`: one card, both sentences, support counted once.

    The same again changes nothing. Raises `CannotMergeFactors`, `NotOnTheBoard`.
    """
    workshop = Workshop.objects.locked(kept.workshop_id)
    require_sorter(workshop, by)
    kept, other = (Factor.objects.get(pk=one.pk) for one in (kept, other))
    if other.merged_into_id == kept.pk:
        return kept
    if kept.workshop_id != other.workshop_id:
        raise CannotMergeFactors
    if not kept.is_on_board or not other.is_on_board:
        raise NotOnTheBoard
    parents = dict(Factor.objects.filter(workshop=workshop).values_list("pk", "merged_into_id"))
    root_of = roots(parents)
    if root_of[kept.pk] == root_of[other.pk] or other.merged_into_id:
        raise CannotMergeFactors
    kept = Factor.objects.get(pk=root_of[kept.pk])
    other.merged_into = kept
    other.save(update_fields=["merged_into"])
    reason = {"why": why} if why else {}
    journal.record(workshop, Verb.FACTORS_MERGED, by=by, kept=kept.pk, other=other.pk, **reason)
    return kept


@write
def merge_several(kept: Factor, others: Collection[Factor], *, by: User, why: str = "") -> Factor:
    """Let one wording stand for all of these, or change nothing. Raises as `merge_factors`."""
    for other in others:
        kept = merge_factors(kept, other, by=by, why=why)
    return kept


@write
def part_factors(other: Factor, *, by: User) -> Factor:
    """Two cards again, each in the cluster where it was. Twice is once."""
    workshop = Workshop.objects.locked(other.workshop_id)
    require_sorter(workshop, by)
    other = Factor.objects.get(pk=other.pk)
    if other.merged_into_id is not None:
        kept, other.merged_into = other.merged_into_id, None
        other.save(update_fields=["merged_into"])
        journal.record(workshop, Verb.FACTORS_PARTED, by=by, kept=kept, other=other.pk)
    return other


@write
def unsplit_cluster(new: Cluster, *, by: User, moved: dict[str, int | None]) -> Cluster:
    """Put what was split together again: each factor goes back to where it was.

    `moved` is what the split moved, as the journal has it. What was answered about the new
    cluster meanwhile counts for the one it came from. Raises `PartInOrder` if the new one was
    merged, or stands for others, or holds other factors by now, or the old one was dissolved.
    """
    workshop = Workshop.objects.locked(new.workshop_id)
    require_sorter(workshop, by)
    new = Cluster.objects.select_related("split_from").get(pk=new.pk)
    source = new.split_from
    if source is None or new.merged_into_id or new.dissolved_at or new.merged.exists():
        raise PartInOrder
    if forest_of(workshop).root(source.pk).dissolved_at:
        raise PartInOrder
    inside = list(Factor.objects.filter(cluster=new).order_by("pk"))
    if {str(factor.pk) for factor in inside} != set(moved):
        raise PartInOrder
    for factor in inside:
        factor.cluster_id = moved[str(factor.pk)]
        factor.save(update_fields=["cluster"])
    dissolve_or_merge(new, source)
    touch(source)
    journal.record(
        workshop, Verb.CLUSTER_UNSPLIT, by=by, cluster=source.pk, new=new.pk, factors=moved
    )
    return source


def dissolve_or_merge(new: Cluster, source: Cluster) -> None:
    """An empty cluster goes; one that was answered or spoken about stands with its source."""
    spoken = (new.rounds, new.challenges, new.support, new.comments)
    if has_answers([new.pk]) or any(rows.exists() for rows in spoken):
        new.merged_into = source
        touch(new, "merged_into")
        return
    new.dissolved_at = timezone.now()
    touch(new, "dissolved_at")
