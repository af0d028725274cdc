"""What one person answers in a round: points, ratings, cross-impact. Said again, it replaces.

A scribe answers for others as those persons; who has merged entries answers as one person.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TypedDict, Unpack

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workshops.domain import journal, people
from workshops.domain.errors import WorkshopError
from workshops.domain.lineage import forest_of, items_of, persons_of
from workshops.domain.rounds import open_round_locked
from workshops.domain.writing import write
from workshops.enums import Horizon, RoundKind, Verb
from workshops.models import (
    Cluster,
    Factor,
    Influence,
    Participant,
    Rating,
    Round,
    Vote,
)


class OverBudget(WorkshopError):
    message = _("You have no points left for this. Take some back from another cluster.")


class OverCap(WorkshopError):
    message = _("That is more than one cluster may get. Give it fewer points.")


class OwnCluster(WorkshopError):
    message = _("You wrote a factor in this cluster. Give your points to others.")


class NotAsked(WorkshopError):
    message = _("This round does not ask about that cluster. Look at the list again.")
    status = 409


class RatingFields(TypedDict, total=False):
    """Impact and uncertainty, 1 to 5, or `is_skipped`; the others if the round asks."""

    impact: int | None
    uncertainty: int | None
    likelihood: int | None
    horizon: Horizon | str
    is_skipped: bool


@write
def give_points(participant: Participant, round_: Round, cluster: Cluster, *, points: int) -> int:
    """Let this person's points on the cluster be `points`; 0 takes them back.

    What the person gave to clusters that were merged into this one is replaced too: the
    newest word counts. Returns how many points are left. Raises `OverBudget`, `OverCap`,
    `OwnCluster`, `NotAsked`, `RoundClosed`, `StageClosed`.
    """
    workshop, round_ = open_round_locked(round_)
    cluster, tree = _asked(round_, cluster, kind=RoundKind.POINTS)
    entries = people.entries_of(participant)
    if not 0 <= points <= round_.cap:
        raise OverCap
    if points and round_.forbids_own and _has_own(tree, entries):
        raise OwnCluster
    theirs = Vote.objects.filter(round=round_, participant__in=entries)
    here = theirs.filter(cluster__in=tree)
    elsewhere = theirs.exclude(cluster__in=tree).aggregate(total=Sum("points"))["total"] or 0
    before = {f"{vote.participant_id}/{vote.cluster_id}": vote.points for vote in here}
    had = sum(before.values())
    # Who was two entries may have more than one budget by now: giving less is always possible.
    if points > had and elsewhere + points > round_.budget:
        raise OverBudget
    left = max(0, round_.budget - elsewhere - points)
    if had == points and sum(map(bool, before.values())) <= 1:
        return left
    now = timezone.now()
    for vote in here.exclude(points=0):
        vote.points, vote.changed_at = 0, now
        vote.save(update_fields=["points", "changed_at"])
    Vote.objects.update_or_create(
        round=round_,
        participant=participant,
        cluster=cluster,
        defaults={"points": points, "changed_at": now},
    )
    journal.record(
        workshop,
        Verb.VOTE_CHANGED,
        by=participant,
        round=round_.pk,
        cluster=cluster.pk,
        points=points,
        before=before,
    )
    return left


@write
def rate_cluster(
    participant: Participant, round_: Round, cluster: Cluster, **fields: Unpack[RatingFields]
) -> Rating:
    """Let this be the person's answer about the cluster; skipping is an answer too.

    Raises `NotAsked`, `RoundClosed`, `StageClosed`.
    """
    workshop, round_ = open_round_locked(round_)
    cluster, tree = _asked(round_, cluster, kind=RoundKind.RATINGS)
    said: dict[str, object] = {
        "impact": None,
        "uncertainty": None,
        "likelihood": None,
        "horizon": "",
        "is_skipped": False,
    }
    if fields.get("is_skipped"):
        said["is_skipped"] = True
    else:
        said["impact"], said["uncertainty"] = fields["impact"], fields["uncertainty"]
        if round_.asks_likelihood:
            said["likelihood"] = fields.get("likelihood")
        if round_.asks_horizon:
            said["horizon"] = fields.get("horizon", "")
    theirs = Rating.objects.filter(round=round_, participant__in=people.entries_of(participant))
    # Among merged clusters and entries the newest counts, so only that one can say it already.
    known = theirs.filter(cluster__in=tree).order_by("changed_at", "pk").last()
    if known is not None and all(getattr(known, name) == value for name, value in said.items()):
        return known
    rating, _new = Rating.objects.update_or_create(
        round=round_,
        participant=participant,
        cluster=cluster,
        defaults={**said, "changed_at": timezone.now()},
    )
    journal.record(
        workshop,
        Verb.RATING_CHANGED,
        by=participant,
        round=round_.pk,
        cluster=cluster.pk,
        **said,
    )
    return rating


@write
def say_influence(
    participant: Participant,
    round_: Round,
    source: Cluster,
    target: Cluster,
    *,
    strength: int | None,
    reason: str = "",
) -> Influence:
    """How strongly `source` drives `target`: 0 to 3, or None for P, a potential influence.

    Raises `NotAsked`, `RoundClosed`, `StageClosed`.
    """
    workshop, round_ = open_round_locked(round_)
    source, sources = _asked(round_, source, kind=RoundKind.INFLUENCE)
    target, targets = _asked(round_, target, kind=RoundKind.INFLUENCE)
    if source.pk == target.pk:
        raise NotAsked
    theirs = Influence.objects.filter(round=round_, participant__in=people.entries_of(participant))
    cell = theirs.filter(source__in=sources, target__in=targets)
    known = cell.order_by("changed_at", "pk").last()
    if known is not None and (known.strength, known.reason) == (strength, reason):
        return known
    influence, _new = Influence.objects.update_or_create(
        round=round_,
        participant=participant,
        source=source,
        target=target,
        defaults={"strength": strength, "reason": reason, "changed_at": timezone.now()},
    )
    journal.record(
        workshop,
        Verb.INFLUENCE_CHANGED,
        by=participant,
        round=round_.pk,
        source=source.pk,
        target=target.pk,
        strength=strength,
    )
    return influence


def points_of(participant: Participant, round_: Round) -> dict[int, int]:
    """This person's points, by the cluster that stands now: on merged ones the most counts.

    Three queries.
    """
    forest = forest_of(round_.workshop)
    found: dict[int, int] = defaultdict(int)
    theirs = Vote.objects.filter(round=round_, participant__in=people.entries_of(participant))
    for cluster, points in theirs.exclude(points=0).values_list("cluster_id", "points"):
        root = forest.root_of[cluster]
        found[root] = max(found[root], points)
    return dict(found)


def points_left(participant: Participant, round_: Round) -> int:
    """What this person can still give; 0 for who was two entries and gave more. Two queries."""
    theirs = Vote.objects.filter(round=round_, participant__in=people.entries_of(participant))
    spent: int = theirs.aggregate(total=Sum("points"))["total"] or 0
    return max(0, round_.budget - spent)


def ratings_of(participant: Participant, round_: Round) -> dict[int, Rating]:
    """This person's ratings, by the cluster that stands now: of merged ones the newest counts.

    Three queries.
    """
    forest = forest_of(round_.workshop)
    theirs = Rating.objects.filter(round=round_, participant__in=people.entries_of(participant))
    return {forest.root_of[one.cluster_id]: one for one in theirs.order_by("changed_at", "pk")}


def cells_for(participant: Participant, round_: Round) -> list[tuple[Cluster, Cluster]]:
    """The pairs that this person should answer next: those with the fewest answers first.

    A pair that has `raters_per_cell` answers already, or one of this person's, is not among
    them. So the cells are split among whoever comes, however many they are. Five queries.
    """
    items = items_of(round_)
    persons, forest = persons_of(round_.workshop), forest_of(round_.workshop)
    me = persons.get(participant.pk, participant.pk)
    answered: dict[tuple[int, int], set[int]] = defaultdict(set)
    rows = Influence.objects.filter(round=round_)
    for source, target, who in rows.values_list("source_id", "target_id", "participant_id"):
        answered[forest.root_of[source], forest.root_of[target]].add(persons[who])
    open_cells = [
        (one, other)
        for one in items
        for other in items
        if one.pk != other.pk
        and me not in answered[one.pk, other.pk]
        and len(answered[one.pk, other.pk]) < round_.raters_per_cell
    ]
    # Who begins where: everybody at another place, so that the cells fill evenly.
    start = (me * 37) % max(1, len(open_cells))
    turned = open_cells[start:] + open_cells[:start]
    return sorted(turned, key=lambda cell: len(answered[cell[0].pk, cell[1].pk]))


def own_clusters(participant: Participant, items: Sequence[Cluster]) -> set[int]:
    """Which of these hold a factor that this person wrote. Three queries."""
    if not items:
        return set()
    forest = forest_of(items[0].workshop)
    entries = people.entries_of(participant)
    theirs = Factor.objects.on_board().filter(participant__in=entries, cluster__isnull=False)
    found = theirs.values_list("cluster_id", flat=True)
    # One that was made since the clusters were read stands for itself.
    inside = Counter(forest.root_of.get(pk, pk) for pk in found if pk)
    return {cluster.pk for cluster in items if inside[cluster.pk]}


def _asked(round_: Round, cluster: Cluster, *, kind: RoundKind) -> tuple[Cluster, list[int]]:
    """The cluster whose row the answer is, and all whose rows it replaces. Raises `NotAsked`.

    What the round does not ask about may stand for what it asks: the answer is the asked one's,
    so that it stays in the round when the two are parted.
    """
    if round_.kind != kind or cluster.workshop_id != round_.workshop_id:
        raise NotAsked
    forest = forest_of(round_.workshop)
    tree = forest.tree(cluster.pk)
    asked = set(round_.clusters.values_list("pk", flat=True))
    held = [pk for pk in tree if pk in asked]
    if not held or forest.root(cluster.pk).dissolved_at is not None:
        raise NotAsked
    if cluster.pk not in asked:
        return forest.clusters[held[0]], tree
    # A screen from before a merge names the one that was merged: its own row, as it was meant.
    return cluster, tree if forest.root_of[cluster.pk] == cluster.pk else [cluster.pk]


def _has_own(tree: Sequence[int], entries: Sequence[int]) -> bool:
    own = Factor.objects.on_board().filter(cluster__in=tree, participant__in=entries)
    return own.exists()
