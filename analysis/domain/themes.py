"""Provincial themes: made, named, filled with clusters, taken out. Only planners write here.

Each step is locked by the plan cycle's row and written down with what was before, so that
`theme_undo` can take it back. `seen` is what the planner's screen showed.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from analysis.models import (
    DevelopmentIssue,
    RefusedTheme,
    Theme,
    ThemeCluster,
    ThemeStep,
    ThemeVerb,
)
from workshops.domain.errors import ClientIdReused, WorkshopError
from workshops.domain.lineage import roots, trees_of
from workshops.domain.writing import write
from workshops.enums import Category
from workshops.models import Cluster, PlanCycle, User

Places = dict[str, int | None]  # cluster: theme, as JSON keeps it
MOST_THEMES = 500


class ThemeChangedMeanwhile(WorkshopError):
    message = _("Somebody has changed this theme meanwhile. Look at it, then decide again.")
    status = 409


class ThemeTakenOut(WorkshopError):
    message = _("This theme was taken out meanwhile. Put it back, or choose another one.")
    status = 409


class ThemeInPlan(WorkshopError):
    message = _("An issue of the plan rests on this theme. Take it out of the issue first.")
    status = 409


class ThemeNamedTwice(WorkshopError):
    message = _("There is a theme of this name already. Put the clusters under it instead.")


class TooManyThemes(WorkshopError):
    message = _("There are 500 themes already. Take some out first.")


class ClusterPutElsewhere(WorkshopError):
    message = _("Somebody has put this cluster elsewhere meanwhile. Look again, then decide.")
    status = 409


class ClusterNotThere(WorkshopError):
    message = _("This cluster was merged or dissolved meanwhile. Look again.")
    status = 409


@write
def create_theme(
    cycle: PlanCycle,
    *,
    by: User,
    client_id: uuid.UUID,
    name: str,
    category: Category | str = "",
    clusters: Mapping[int, int | None] | None = None,
) -> Theme:
    """A new theme with these clusters in it, each with the theme that the screen showed it in.

    The same `client_id` again is the same theme. Raises `ThemeNamedTwice`, `TooManyThemes`,
    `ClusterPutElsewhere`, `ClusterNotThere`, `ClientIdReused`.
    """
    cycle = locked(cycle)
    known = Theme.objects.filter(client_id=client_id).first()
    if known is not None:
        if known.plan_cycle_id != cycle.pk:
            raise ClientIdReused
        return known
    _require_free_name(cycle, name)
    last = cycle.themes.aggregate(last=Max("number"))["last"] or 0
    if cycle.themes.current().count() >= MOST_THEMES:
        raise TooManyThemes
    theme = Theme.objects.create(
        plan_cycle=cycle,
        client_id=client_id,
        number=last + 1,
        name=name,
        category=str(category),
    )
    seen = clusters or {}
    before, after = _put(cycle, dict.fromkeys(seen, theme.pk), seen=seen)
    record(cycle, ThemeVerb.ADDED, by=by, theme=theme.pk, name=name, before=before, after=after)
    return theme


@write
def rename_theme(
    theme: Theme, *, by: User, name: str, category: Category | str, seen: int | None = None
) -> Theme:
    """Another name or heading. Raises `ThemeChangedMeanwhile`, `ThemeTakenOut`,
    `ThemeNamedTwice`."""
    cycle, theme = theme_locked(theme, seen=seen)
    before = {"name": theme.name, "category": theme.category}
    after = {"name": name, "category": str(category)}
    if before == after:
        return theme
    if theme.name != name:
        _require_free_name(cycle, name)
    theme.name, theme.category = name, str(category)
    touch(theme, "name", "category")
    record(cycle, ThemeVerb.RENAMED, by=by, theme=theme.pk, was=before, now=after)
    return theme


@write
def remove_theme(theme: Theme, *, by: User, seen: int | None = None) -> Theme:
    """Take it out; its clusters are in no theme then. Raises `ThemeChangedMeanwhile`,
    `ThemeTakenOut`, `ThemeInPlan`."""
    cycle, theme = theme_locked(theme, seen=seen)
    if DevelopmentIssue.objects.filter(sources__theme=theme, removed_at=None).exists():
        raise ThemeInPlan
    inside = theme.members.order_by("cluster").values_list("cluster", flat=True)
    before: Places = {str(pk): theme.pk for pk in inside}
    theme.members.all().delete()
    theme.removed_at = timezone.now()
    touch(theme, "removed_at")
    after: Places = dict.fromkeys(before)
    facts = {"theme": theme.pk, "name": theme.name, "before": before, "after": after}
    record(cycle, ThemeVerb.REMOVED, by=by, **facts)
    return theme


@write
def restore_theme(theme: Theme, *, by: User) -> Theme:
    """Put it back with those of its clusters that are in no theme since. Twice is once.

    Raises `ThemeNamedTwice` if another one has taken its name.
    """
    cycle = locked(theme.plan_cycle)
    theme = Theme.objects.get(pk=theme.pk)
    if theme.removed_at is None:
        return theme
    _require_free_name(cycle, theme.name)
    steps = cycle.theme_steps.filter(verb=ThemeVerb.REMOVED).order_by("-number")
    removed = next((one for one in steps if one.facts["theme"] == theme.pk), None)
    inside = [int(pk) for pk in removed.facts["before"]] if removed else []
    taken = ThemeCluster.objects.filter(cluster__in=inside).values_list("cluster", flat=True)
    there = Cluster.objects.filter(pk__in=inside).values_list("pk", flat=True)
    before: Places = dict.fromkeys(map(str, sorted(set(there) - set(taken))))
    bring_back(cycle, theme, before, dict.fromkeys(before, theme.pk), by=by)
    return theme


@write
def place_clusters(
    cycle: PlanCycle,
    *,
    by: User,
    goals: Mapping[int, int | None],
    seen: Mapping[int, int | None],
) -> ThemeStep | None:
    """Put each cluster under its theme (None: under none); one step, or none if nothing moves.

    `seen`: the theme that the screen showed each in. A cluster that others were merged into
    takes them along. Raises `ClusterPutElsewhere`, `ClusterNotThere`, `ThemeTakenOut`.
    """
    cycle = locked(cycle)
    require_themes(cycle, {pk for pk in goals.values() if pk is not None})
    before, after = _put(cycle, goals, seen=seen)
    if not after:
        return None
    return record(cycle, ThemeVerb.PLACED, by=by, before=before, after=after)


@write
def refuse_suggestion(cycle: PlanCycle, *, by: User, theme: int, cluster: int) -> None:
    """Do not offer this cluster for this theme again. Twice is once."""
    cycle = locked(cycle)
    require_themes(cycle, {theme})
    _require_standing(cycle, [cluster])
    _row, new = RefusedTheme.objects.get_or_create(theme_id=theme, cluster_id=cluster)
    if new:
        record(cycle, ThemeVerb.REFUSED, by=by, theme=theme, cluster=cluster, refused=True)


def locked(cycle: PlanCycle) -> PlanCycle:
    """The plan cycle, with its row held until the transaction ends."""
    return PlanCycle.objects.select_for_update().get(pk=cycle.pk)


def theme_locked(theme: Theme, *, seen: int | None = None) -> tuple[PlanCycle, Theme]:
    """The locked cycle and the theme as it is now; refuses another version than `seen`."""
    cycle = locked(theme.plan_cycle)
    theme = Theme.objects.get(pk=theme.pk)
    if theme.removed_at is not None:
        raise ThemeTakenOut
    if seen is not None and theme.version != seen:
        raise ThemeChangedMeanwhile
    return cycle, theme


def record(cycle: PlanCycle, verb: ThemeVerb, *, by: User, **facts: Any) -> ThemeStep:  # noqa: ANN401
    """Write down one step; `cycle` must be locked, so that the numbers have no gaps."""
    last = cycle.theme_steps.aggregate(last=Max("number"))["last"] or 0
    return ThemeStep.objects.create(
        plan_cycle=cycle, number=last + 1, verb=verb, user=by, facts=facts
    )


def bring_back(cycle: PlanCycle, theme: Theme, before: Places, after: Places, *, by: User) -> None:
    """Put a theme back that was taken out, and these clusters where `after` says."""
    theme.removed_at = None
    touch(theme, "removed_at")
    set_places(after)
    facts = {"theme": theme.pk, "name": theme.name, "before": before, "after": after}
    record(cycle, ThemeVerb.RESTORED, by=by, **facts)


def touch(theme: Theme, *fields: str) -> None:
    theme.version += 1
    theme.save(update_fields=[*fields, "version"])


def places_of(clusters: Collection[int]) -> Places:
    """Under which theme each of these clusters is by its own row."""
    rows = ThemeCluster.objects.filter(cluster__in=clusters).values_list("cluster", "theme")
    found = dict(rows)
    return {str(pk): found.get(pk) for pk in clusters}


def set_places(goals: Places) -> None:
    ThemeCluster.objects.filter(cluster__in=[int(pk) for pk in goals]).delete()
    now = timezone.now()
    ThemeCluster.objects.bulk_create(
        ThemeCluster(cluster_id=int(pk), theme_id=theme, placed_at=now)
        for pk, theme in goals.items()
        if theme is not None
    )


def require_themes(cycle: PlanCycle, themes: Collection[int]) -> None:
    if cycle.themes.current().filter(pk__in=themes).count() != len(set(themes)):
        raise ThemeTakenOut


def _put(
    cycle: PlanCycle, goals: Mapping[int, int | None], *, seen: Mapping[int, int | None]
) -> tuple[Places, Places]:
    """Move what is not there yet, merged clusters with a place of their own too.

    Of each that moved where it was, and where it is now.
    """
    _require_standing(cycle, goals)
    trees = trees_standing(goals)
    own = places_of([pk for root in goals for pk in trees[root]])
    # A workshop may have come from another plan, whose themes no screen of this one shows.
    here = set(cycle.themes.values_list("pk", flat=True))
    shown = {pk: theme if theme in here else None for pk, theme in own.items()}
    after: Places = {}
    for root, goal in goals.items():
        if theme_of(trees[root], shown) != seen.get(root):
            raise ClusterPutElsewhere
        whole = [str(pk) for pk in trees[root] if pk == root or own[str(pk)] is not None]
        after |= {pk: goal for pk in whole if own[pk] != goal}
    set_places(after)
    return {pk: own[pk] for pk in after}, after


def trees_standing(clusters: Collection[int]) -> dict[int, list[int]]:
    """Of each cluster that stands those that were merged into it, itself first."""
    workshops = Cluster.objects.filter(pk__in=clusters).values("workshop")
    pointers = Cluster.objects.filter(workshop__in=workshops).values_list("pk", "merged_into_id")
    return trees_of(roots(dict(pointers)))


def theme_of(tree: Collection[int], own: Mapping[str, int | None]) -> int | None:
    """The theme of what stands together: its own, else that of the first that was merged in."""
    return next((theme for pk in tree if (theme := own.get(str(pk))) is not None), None)


def _require_standing(cycle: PlanCycle, clusters: Collection[int]) -> None:
    standing = Cluster.objects.standing().filter(workshop__plan_cycle=cycle, pk__in=clusters)
    if standing.count() != len(set(clusters)):
        raise ClusterNotThere


def _require_free_name(cycle: PlanCycle, name: str) -> None:
    if cycle.themes.current().filter(name=name).exists():
        raise ThemeNamedTwice
