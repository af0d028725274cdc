"""Taking back a step of the alignment: by the contrary step, if nothing newer stands on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from analysis.domain.themes import (
    Places,
    bring_back,
    locked,
    places_of,
    record,
    rename_theme,
    require_themes,
    set_places,
    touch,
)
from analysis.models import DevelopmentIssue, RefusedTheme, Theme, ThemeStep, ThemeVerb
from workshops.domain.regroup import PartInOrder
from workshops.domain.writing import write
from workshops.models import Cluster, PlanCycle, User


@write
def undo_theme_step(cycle: PlanCycle, number: int, *, by: User) -> None:
    """Take back the step of this number; the contrary is a step of its own, which can be too.

    Raises `PartInOrder` if it was taken back already or something newer stands on it, and
    `ThemeStep.DoesNotExist` for an unknown number.
    """
    cycle = locked(cycle)
    step = ThemeStep.objects.get(plan_cycle=cycle, number=number)
    if step.undone_at is not None:
        raise PartInOrder
    UNDO[ThemeVerb(step.verb)](cycle, step.facts, by)
    step.undone_at = timezone.now()
    step.save(update_fields=["undone_at"])
    contrary = ThemeStep.objects.filter(plan_cycle=cycle).latest("number")
    contrary.facts["undoes"] = number
    contrary.save(update_fields=["facts"])


def _unmake(cycle: PlanCycle, facts: dict[str, Any], by: User) -> None:
    """A theme that was just made or put back: out with it, if it is as it was then."""
    theme = _theme(cycle, facts, removed=False)
    inside = {str(pk) for pk in theme.members.values_list("cluster", flat=True)}
    in_plan = DevelopmentIssue.objects.filter(sources__theme=theme, removed_at=None).exists()
    if theme.name != facts["name"] or inside != set(facts["after"]) or in_plan:
        raise PartInOrder
    _return(cycle, facts)
    theme.removed_at = timezone.now()
    touch(theme, "removed_at")
    record(cycle, ThemeVerb.REMOVED, by=by, theme=theme.pk, name=theme.name, **_contrary(facts))


def _unrename(cycle: PlanCycle, facts: dict[str, Any], by: User) -> None:
    theme = _theme(cycle, facts, removed=False)
    if {"name": theme.name, "category": theme.category} != facts["now"]:
        raise PartInOrder
    rename_theme(theme, by=by, **facts["was"])


def _put_theme_back(cycle: PlanCycle, facts: dict[str, Any], by: User) -> None:
    """A theme that was taken out: back with all that was in it, or not at all."""
    theme = _theme(cycle, facts, removed=True)
    if cycle.themes.current().filter(name=theme.name).exists():
        raise PartInOrder
    _require_places(facts["after"])
    require_themes(cycle, _themes(facts["before"]) - {theme.pk})
    bring_back(cycle, theme, _there(facts["after"]), _there(facts["before"]), by=by)


def _put_back(cycle: PlanCycle, facts: dict[str, Any], by: User) -> None:
    _return(cycle, facts)
    record(cycle, ThemeVerb.PLACED, by=by, **_contrary(facts))


def _offer_again(cycle: PlanCycle, facts: dict[str, Any], by: User) -> None:
    """What was refused is offered again; and the other way round."""
    pair = {"theme_id": facts["theme"], "cluster_id": facts["cluster"]}
    refused = RefusedTheme.objects.filter(**pair)
    if refused.exists() != facts["refused"]:
        raise PartInOrder
    if facts["refused"]:
        refused.delete()
    else:
        RefusedTheme.objects.create(**pair)
    both = {"theme": facts["theme"], "cluster": facts["cluster"]}
    record(cycle, ThemeVerb.REFUSED, by=by, refused=not facts["refused"], **both)


def _return(cycle: PlanCycle, facts: dict[str, Any]) -> None:
    """Each cluster to where it was before; all of them must be where the step put them."""
    _require_places(facts["after"])
    goals = _themes(facts["before"])
    if cycle.themes.current().filter(pk__in=goals).count() != len(goals):
        raise PartInOrder
    set_places(_there(facts["before"]))


def _require_places(places: Places) -> None:
    found = _there(places)
    if places_of([int(pk) for pk in found]) != found:
        raise PartInOrder


def _there(places: Places) -> Places:
    """Without clusters that are gone for good, with their workshop."""
    pks = [int(pk) for pk in places]
    known = {str(pk) for pk in Cluster.objects.filter(pk__in=pks).values_list("pk", flat=True)}
    return {pk: theme for pk, theme in places.items() if pk in known}


def _contrary(facts: dict[str, Any]) -> dict[str, Places]:
    return {"before": facts["after"], "after": facts["before"]}


def _themes(places: Places) -> set[int]:
    return {theme for theme in places.values() if theme is not None}


def _theme(cycle: PlanCycle, facts: dict[str, Any], *, removed: bool) -> Theme:
    theme = Theme.objects.get(plan_cycle=cycle, pk=facts["theme"])
    if (theme.removed_at is not None) != removed:
        raise PartInOrder
    return theme


UNDO: dict[ThemeVerb, Callable[[PlanCycle, dict[str, Any], User], None]] = {
    ThemeVerb.ADDED: _unmake,
    ThemeVerb.RENAMED: _unrename,
    ThemeVerb.REMOVED: _put_theme_back,
    ThemeVerb.RESTORED: _unmake,
    ThemeVerb.PLACED: _put_back,
    ThemeVerb.REFUSED: _offer_again,
}
