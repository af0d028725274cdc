"""Agreeing with what others wrote; one person counts once, whatever was merged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from workshops.domain import journal, people, stages
from workshops.domain.errors import WorkshopError
from workshops.domain.writing import write
from workshops.enums import Action, Verb
from workshops.models import Challenge, Cluster, Factor, Participant, Support, Workshop

Target = Factor | Cluster | Challenge


class OwnWords(WorkshopError):
    message = _("These are your own words; they count for you already. Agree with others.")


class NothingThere(WorkshopError):
    message = _("This is not on the board any more. Look again.")
    status = 409


@write
def say_support(participant: Participant, target: Target, *, agrees: bool) -> int:
    """Agree with it, or take that back; twice is once. Returns how many people agree now.

    Raises `StageClosed`, `OwnWords`, and `NothingThere` for what is hidden, withdrawn or gone.
    """
    workshop = Workshop.objects.locked(participant.workshop_id)
    stages.require(workshop, Action.SUPPORT)
    target = type(target)._default_manager.get(pk=target.pk)
    _require_there(workshop, target)
    entries = people.entries_of(participant)
    name = kind_of(target)
    if name != "cluster" and agrees and getattr(target, "participant_id", None) in entries:
        raise OwnWords
    theirs = Support.objects.filter(participant__in=entries, **{name: target})
    had = theirs.exists()
    if agrees and not had:
        Support.objects.create(participant=participant, **{name: target})
    elif not agrees and had:
        theirs.delete()
    if agrees != had:
        journal.record(
            workshop, Verb.SUPPORT_CHANGED, by=participant, **{name: target.pk}, agrees=agrees
        )
    return supporters(workshop, name).get(target.pk, set()).__len__()


def supporters(workshop: Workshop, name: str) -> dict[int, set[int]]:
    """Of each factor, cluster or challenge who agrees: persons, merged entries once. One query.

    `name` is "factor", "cluster" or "challenge".
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


def _require_there(workshop: Workshop, target: Target) -> None:
    if target.workshop_id != workshop.pk:
        raise NothingThere
    if isinstance(target, Factor) and not target.is_on_board:
        raise NothingThere
    if isinstance(target, Challenge) and not target.is_shown:
        raise NothingThere
    if isinstance(target, Cluster) and target.dissolved_at is not None:
        raise NothingThere
