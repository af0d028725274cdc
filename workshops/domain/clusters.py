"""Clusters: made, named, moved, filled; by facilitators at any time, by participants if let.

What is merged and split is in `regroup`. `seen` is always what the person's screen showed;
if it is no longer so, the change is refused and the person looks again.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workshops.domain import journal, stages
from workshops.domain.errors import StageClosed, WorkshopClosed, WorkshopError
from workshops.domain.lineage import Forest, forest_of
from workshops.domain.writing import write
from workshops.enums import Action, Category, Verb
from workshops.models import Cluster, Factor, Participant, User, Workshop

By = Participant | User
MOST_CLUSTERS = 500
# Where the screen showed the factors: all in one cluster, in none, or of each its own.
Seen = Mapping[int, int | None] | int | None | str


class ClusterChangedMeanwhile(WorkshopError):
    message = _("Somebody has changed this cluster meanwhile. Look at it, then decide again.")
    status = 409


class FactorPlacedMeanwhile(WorkshopError):
    message = _("Somebody has moved this factor meanwhile. Look at it, then decide again.")
    status = 409


class ClusterGone(WorkshopError):
    message = _("This cluster was merged or dissolved meanwhile. Look again.")
    status = 409


class ClusterHasAnswers(WorkshopError):
    message = _("This cluster has points or ratings. Merge it into another instead.")
    status = 409


class TooManyClusters(WorkshopError):
    message = _("There are 500 clusters already. Merge or dissolve some first.")


class NotYours(WorkshopError):
    message = _("The facilitator sorts the factors in this workshop. Tell them what you see.")
    status = 403


class NotOnTheBoard(WorkshopError):
    message = _("This factor is not on the board any more. Look again.")
    status = 409


@write
def create_cluster(
    workshop: Workshop,
    *,
    by: By,
    name: str,
    category: Category | str,
    factors: Collection[int] = (),
    client_id: uuid.UUID | None = None,
    seen: Seen = "",
) -> Cluster:
    """A new cluster, with these factors in it wherever they were before.

    The same `client_id` again is the same cluster. Raises `NotYours`, `StageClosed`,
    `WorkshopClosed`, `NotOnTheBoard`, and with `seen` `FactorPlacedMeanwhile`.
    """
    workshop = Workshop.objects.locked(workshop.pk)
    known = workshop.clusters.filter(client_id=client_id).first() if client_id else None
    if known is not None:
        return known
    require_sorter(workshop, by)
    found = shown_factors(workshop, factors)
    _require_seen(forest_of(workshop), found, seen)
    cluster = insert_cluster(workshop, name=name, category=category, client_id=client_id)
    moved = put_in(found, cluster)
    journal.record(
        workshop, Verb.CLUSTER_ADDED, by=by, cluster=cluster.pk, name=name, factors=moved
    )
    return cluster


@write
def rename_cluster(cluster: Cluster, *, by: By, name: str, seen: int | None = None) -> Cluster:
    """Another name; the one before stays in the journal.

    Raises `ClusterChangedMeanwhile`, `ClusterGone`, `NotYours`, `StageClosed`.
    """
    workshop, cluster = cluster_locked(cluster, by=by, seen=seen)
    if cluster.name == name:
        return cluster
    before, cluster.name = cluster.name, name
    touch(cluster, "name")
    journal.record(
        workshop, Verb.CLUSTER_RENAMED, by=by, cluster=cluster.pk, before=before, after=name
    )
    return cluster


@write
def move_cluster(
    cluster: Cluster, *, by: By, category: Category | str, seen: int | None = None
) -> Cluster:
    """Hang it under another heading; its factors keep theirs. Raises as `rename_cluster`."""
    workshop, cluster = cluster_locked(cluster, by=by, seen=seen)
    before, after = cluster.category, str(category)
    if before == after:
        return cluster
    cluster.category = after
    touch(cluster, "category")
    journal.record(
        workshop, Verb.CLUSTER_MOVED, by=by, cluster=cluster.pk, before=before, after=after
    )
    return cluster


@write
def place_factors(
    workshop: Workshop,
    *,
    by: By,
    factors: Sequence[int],
    cluster: Cluster | None,
    seen: Seen = "",
) -> list[Factor]:
    """Put these factors into a cluster, or into none; each is in one at most.

    `seen` is the key of the cluster where the screen showed them, None for none, of each factor
    its own where they lay apart, "" if it does not matter. Raises `FactorPlacedMeanwhile`,
    `ClusterGone`, `NotOnTheBoard`, `NotYours`, `StageClosed`.
    """
    workshop = Workshop.objects.locked(workshop.pk)
    require_sorter(workshop, by)
    found = shown_factors(workshop, factors)
    forest = forest_of(workshop)
    if cluster is not None:
        cluster = forest.clusters.get(cluster.pk)
        if cluster is None or cluster.merged_into_id or cluster.dissolved_at:
            raise ClusterGone
    _require_seen(forest, found, seen)
    moved = put_in(found, cluster)
    if moved:
        # What facilitators see of a cluster does not grow old by every tap on forty phones.
        if isinstance(by, User):
            for pk in {forest.root_of[before] for before in moved.values() if before}:
                touch(forest.clusters[pk])
            if cluster is not None:
                touch(cluster)
        into = cluster.pk if cluster else None
        journal.record(workshop, Verb.FACTORS_PLACED, by=by, cluster=into, factors=moved)
    return found


@write
def dissolve_cluster(cluster: Cluster, *, by: User, seen: int | None = None) -> Cluster:
    """Take a cluster apart; its factors are in none. Can be restored.

    Raises `ClusterHasAnswers` if anybody gave it points or ratings, and as `rename_cluster`.
    """
    workshop, cluster = cluster_locked(cluster, by=by, seen=seen)
    forest = forest_of(workshop)
    tree = forest.tree(cluster.pk)
    if has_answers(tree):
        raise ClusterHasAnswers
    inside = Factor.objects.filter(cluster__in=tree).order_by("pk")
    moved = {str(factor.pk): factor.cluster_id for factor in inside}
    for factor in inside:
        factor.cluster = None
        factor.save(update_fields=["cluster"])
    cluster.dissolved_at = timezone.now()
    touch(cluster, "dissolved_at")
    journal.record(workshop, Verb.CLUSTER_DISSOLVED, by=by, cluster=cluster.pk, factors=moved)
    return cluster


# --- What `regroup` and `undo` use too --------------------------------------------------------


def require_sorter(workshop: Workshop, by: By) -> None:
    """Facilitators sort at any time until the workshop is closed; participants if they are let."""
    if workshop.is_closed:
        raise WorkshopClosed
    if isinstance(by, User):
        return
    if not workshop.participants_sort:
        raise NotYours
    if not stages.allows(workshop, Action.SORT):
        raise StageClosed


def cluster_locked(cluster: Cluster, *, by: By, seen: int | None) -> tuple[Workshop, Cluster]:
    """The workshop, locked, and the cluster as it is now."""
    workshop = Workshop.objects.locked(cluster.workshop_id)
    require_sorter(workshop, by)
    cluster = Cluster.objects.get(pk=cluster.pk)
    if cluster.merged_into_id or cluster.dissolved_at:
        raise ClusterGone
    if seen is not None and cluster.version != seen:
        raise ClusterChangedMeanwhile
    return workshop, cluster


def shown_factors(workshop: Workshop, pks: Collection[int]) -> list[Factor]:
    """These factors of the workshop, by key. Raises `NotOnTheBoard` if one is missing."""
    wanted = set(pks)
    found = list(workshop.factors.on_board().filter(pk__in=wanted).order_by("pk"))
    if len(found) != len(wanted):
        raise NotOnTheBoard
    return found


def insert_cluster(
    workshop: Workshop,
    *,
    name: str,
    category: Category | str,
    client_id: uuid.UUID | None = None,
    split_from: Cluster | None = None,
) -> Cluster:
    """Under the workshop's lock: the next number is nobody else's."""
    if workshop.clusters.standing().count() >= MOST_CLUSTERS:
        raise TooManyClusters
    last = workshop.clusters.aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            return Cluster.objects.create(
                workshop=workshop,
                number=last + 1,
                name=name,
                category=str(category),
                client_id=client_id,
                split_from=split_from,
            )
    except IntegrityError as error:  # the id of another workshop's cluster
        raise ClusterChangedMeanwhile from error


def _require_seen(forest: Forest, factors: Collection[Factor], seen: Seen) -> None:
    """Raise `FactorPlacedMeanwhile` unless each lies where the screen showed it."""
    if isinstance(seen, str):
        return
    for factor in factors:
        root = forest.root(factor.cluster_id) if factor.cluster_id else None
        now = root.pk if root and root.dissolved_at is None else None
        if now != (seen.get(factor.pk) if isinstance(seen, Mapping) else seen):
            raise FactorPlacedMeanwhile


def put_in(factors: Collection[Factor], cluster: Cluster | None) -> dict[str, int | None]:
    """Of each factor that moved the cluster it was in, as the journal keeps it."""
    moved: dict[str, int | None] = {}
    for factor in factors:
        if factor.cluster_id == (cluster.pk if cluster else None):
            continue
        moved[str(factor.pk)] = factor.cluster_id
        factor.cluster = cluster
        factor.save(update_fields=["cluster"])
    return moved


def touch(cluster: Cluster, *fields: str) -> None:
    cluster.version += 1
    cluster.save(update_fields=[*fields, "version"])


def has_answers(pks: Collection[int]) -> bool:
    """Whether anybody gave points to one of these clusters, rated it or tied it to another."""
    found = Cluster.objects.filter(pk__in=pks)
    return any(
        found.filter(**{f"{name}__isnull": False}).exists()
        for name in ("votes", "ratings", "driving", "driven")
    )
