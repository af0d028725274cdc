"""A rehearsal: pretend participants come in like real ones and are cleared afterwards."""

from __future__ import annotations

from typing import NamedTuple

from django.core import signing
from django.utils import timezone

from workshops.domain import journal
from workshops.domain.clusters import has_answers, touch
from workshops.domain.lineage import forest_of
from workshops.domain.writing import write
from workshops.enums import Verb
from workshops.models import Factor, User, Workshop

SALT = "workshops.rehearsal"
HOURS = 12


class Pretend(NamedTuple):
    participants: int
    factors: int


def pretend_in(workshop: Workshop) -> Pretend:
    """How much of a workshop is rehearsal. Two queries."""
    people = workshop.participants.filter(is_pretend=True)
    return Pretend(people.count(), workshop.factors.filter(participant__in=people).count())


def pass_for(workshop: Workshop) -> str:
    """What a pretend participant shows at the door; only this server can write it."""
    return signing.dumps(workshop.code, salt=SALT)


def is_pass(workshop: Workshop, shown: str) -> bool:
    try:
        code = signing.loads(shown, salt=SALT, max_age=HOURS * 60 * 60)
    except signing.BadSignature:
        return False
    return bool(code == workshop.code)


@write
def clear_rehearsal(workshop: Workshop, *, by: User | None) -> int:
    """Remove the pretend participants and all they wrote; returns how many people went.

    Rows of the plan that rest on their factors lose these links. A cluster that held nothing but
    their factors is dissolved: it can be restored. Real people and the journal stay as they are.
    """
    workshop = Workshop.objects.locked(workshop.pk)
    pretend = workshop.participants.filter(is_pretend=True)
    theirs = Factor.objects.filter(participant__in=pretend)
    factors = list(theirs.values_list("pk", flat=True))
    people = pretend.count()
    if people:
        held = set(theirs.exclude(cluster=None).values_list("cluster", flat=True))
        Factor.objects.filter(pk__in=factors).delete()
        pretend.delete()
        _dissolve_empty(workshop, held, by=by)
        journal.record(
            workshop, Verb.REHEARSAL_CLEARED, by=by, participants=people, factors=factors
        )
    return people


def _dissolve_empty(workshop: Workshop, held: set[int], *, by: User | None) -> None:
    """Those of these clusters that stand for nothing of real people any more."""
    forest = forest_of(workshop)
    for cluster in forest.roots_of(held):
        tree = forest.tree(cluster.pk)
        if Factor.objects.filter(cluster__in=tree).exists() or has_answers(tree):
            continue
        cluster.dissolved_at = timezone.now()
        touch(cluster, "dissolved_at")
        journal.record(workshop, Verb.CLUSTER_DISSOLVED, by=by, cluster=cluster.pk, factors={})
