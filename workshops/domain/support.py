"""Agreeing with what others wrote; one person counts once, whatever was merged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from workshops.domain import journal, people, stages
from workshops.domain.errors import WorkshopError
from workshops.domain.lineage import forest_of, roots, trees_of
from workshops.domain.writing import write
from workshops.enums import Action, Verb
from workshops.models import (
    Challenge,
    Cluster,
    Factor,
    Participant,
    Proposal,
    Support,
    Workshop,
)

Target = Factor | Cluster | Challenge | Proposal


class OwnWords(WorkshopError):
    message = _("These are your own words; they count for you already. Agree with others.")


class NothingThere(WorkshopError):
    message = _("This is not on the board any more. Look again.")
    status = 409


@write
def say_support(participant: Participant, target: Target, *, agrees: bool) -> int:
    """Agree with it, or take that back; twice is once. Returns how many people agree now.

    What stands as one counts as one: who agrees with any of it agrees, until it is taken back.
    Raises `StageClosed`, `OwnWords`, and `NothingThere` for what is hidden, withdrawn or gone.
    """
    workshop = Workshop.objects.locked(participant.workshop_id)
    proposed = isinstance(target, Proposal)
    stages.require(workshop, Action.SUPPORT_PROPOSAL if proposed else Action.SUPPORT)
    target = type(target)._default_manager.get(pk=target.pk)
    members = standing_together(workshop, target)
    require_there(workshop, target, members)
    entries = people.entries_of(participant)
    name = kind_of(target)
    if agrees and _is_own(target, members, entries):
        raise OwnWords
    theirs = Support.objects.filter(participant__in=entries, **{f"{name}__in": members})
    had = theirs.exists()
    if agrees and not had:
        Support.objects.create(participant=participant, **{name: target})
    elif not agrees and had:
        theirs.delete()
    if agrees != had:
        journal.record(
            workshop, Verb.SUPPORT_CHANGED, by=participant, **{name: target.pk}, agrees=agrees
        )
    return len(together(supporters(workshop, name), members))


def supporters(workshop: Workshop, name: str) -> dict[int, set[int]]:
    """Of each thing of one kind who agrees: persons, merged entries once. One query.

    `name` is "factor", "cluster", "challenge" or "proposal".
    """
    found: dict[int, set[int]] = defaultdict(set)
    rows = Support.objects.filter(
        participant__workshop=workshop, **{f"{name}__isnull": False}
    ).values_list(f"{name}_id", "participant_id", "participant__merged_into_id")
    for target, entry, merged_into in rows:
        found[target].add(merged_into or entry)
    return dict(found)


def together(found: dict[int, set[int]], members: Iterable[int]) -> set[int]:
    """Who agrees with any of these that stand as one."""
    return set().union(*(found.get(pk, set()) for pk in members))


def kind_of(target: Target) -> str:
    """The name of the link that points at it."""
    return type(target).__name__.lower()


def standing_together(workshop: Workshop, target: Target) -> list[int]:
    """The keys of all that stand as one with it now, what stands for them first. One query."""
    if isinstance(target, Challenge | Proposal):
        return [target.pk]
    if isinstance(target, Cluster):
        return forest_of(workshop).tree(target.pk) if target.workshop_id == workshop.pk else []
    root_of = roots(dict(workshop.factors.values_list("pk", "merged_into_id")))
    return trees_of(root_of)[root_of[target.pk]] if target.pk in root_of else []


def require_there(workshop: Workshop, target: Target, members: Sequence[int]) -> None:
    """Raise `NothingThere` unless everybody may see it; `members` stand as one with it."""
    if target.workshop_id != workshop.pk:
        raise NothingThere
    if isinstance(target, Factor) and not target.is_on_board:
        raise NothingThere
    if isinstance(target, Challenge | Proposal) and not target.is_shown:
        raise NothingThere
    if isinstance(target, Cluster) and Cluster.objects.get(pk=members[0]).dissolved_at:
        raise NothingThere


def _is_own(target: Target, members: Sequence[int], entries: Collection[int]) -> bool:
    """Whether this person wrote it, or what says the same."""
    if isinstance(target, Factor):
        shown = Factor.objects.on_board().filter(pk__in=members)
        return shown.filter(participant__in=entries).exists()
    return isinstance(target, Challenge | Proposal) and target.participant_id in entries
