"""The steps of the alignment in words: who did what, when, and what can be taken back."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analysis.models import Theme, ThemeStep, ThemeVerb
from workshops.models import Cluster, PlanCycle, User, Workshop

PER_PAGE = 60


@dataclass(frozen=True)
class Step:
    number: int
    at: datetime.datetime
    by: str
    sentence: str
    undoes: int | None
    is_undone: bool


def steps_of(
    cycle: PlanCycle, *, user: User, before: int | None = None, most: int = PER_PAGE
) -> tuple[list[Step], int | None]:
    """Newest first, and from which number on there are older ones. Three queries.

    Clusters of workshops that `user` may not read are called by their number.
    """
    found = cycle.theme_steps.select_related("user").order_by("-number")
    if before is not None:
        found = found.filter(number__lt=before)
    rows = list(found[: most + 1])
    older = rows[most - 1].number if len(rows) > most else None
    rows = rows[:most]
    themes = {one.pk: one.name for one in Theme.objects.filter(plan_cycle=cycle)}
    readable = Cluster.objects.filter(workshop__in=Workshop.objects.read_by(user))
    clusters = readable.in_bulk({pk for row in rows for pk in _single(row)})
    return [_in_words(row, themes, clusters) for row in rows], older


def _single(row: ThemeStep) -> Iterable[int]:
    """The cluster that a step is about, if it is about one."""
    moved = [int(pk) for pk in row.facts.get("after", ())]
    if "cluster" in row.facts:
        return [row.facts["cluster"]]
    return moved if len(moved) == 1 else []


def _in_words(row: ThemeStep, themes: dict[int, str], clusters: dict[int, Cluster]) -> Step:
    by = row.user.get_username() if row.user else ""
    return Step(
        row.number,
        row.recorded_at,
        by,
        _sentence(row, themes, clusters),
        row.facts.get("undoes"),
        row.undone_at is not None,
    )


def _sentence(row: ThemeStep, themes: dict[int, str], clusters: dict[int, Cluster]) -> str:
    facts = row.facts
    theme = themes.get(facts.get("theme", 0), "")
    if row.verb == ThemeVerb.PLACED:
        return _placed(row, themes, clusters)
    if row.verb == ThemeVerb.REFUSED:
        words = {"cluster": _name(facts["cluster"], clusters), "theme": theme}
        if facts["refused"]:
            return _("refused “%(cluster)s” for “%(theme)s”") % words
        return _("lets “%(cluster)s” be offered for “%(theme)s” again") % words
    if row.verb == ThemeVerb.RENAMED:
        was, now = facts["was"]["name"], facts["now"]["name"]
        if was == now:
            return _("put the theme “%(theme)s” under another heading") % {"theme": now}
        return _("renamed the theme “%(was)s” to “%(now)s”") % {"was": was, "now": now}
    total, name = len(facts["after"]), facts["name"]
    sentences = {
        ThemeVerb.ADDED: ngettext(
            "made the theme “%(name)s” with %(total)s cluster",
            "made the theme “%(name)s” with %(total)s clusters",
            total,
        ),
        ThemeVerb.REMOVED: ngettext(
            "took out the theme “%(name)s” with %(total)s cluster",
            "took out the theme “%(name)s” with %(total)s clusters",
            total,
        ),
        ThemeVerb.RESTORED: ngettext(
            "put back the theme “%(name)s” with %(total)s cluster",
            "put back the theme “%(name)s” with %(total)s clusters",
            total,
        ),
    }
    return sentences[ThemeVerb(row.verb)] % {"name": name, "total": total}


def _placed(row: ThemeStep, themes: dict[int, str], clusters: dict[int, Cluster]) -> str:
    after = row.facts["after"]
    goals = set(after.values())
    goal = next(iter(goals)) if len(goals) == 1 else None
    words = {"total": len(after), "theme": themes.get(goal or 0, "")}
    if len(after) == 1:
        words["cluster"] = _name(int(next(iter(after))), clusters)
        if goal is None:
            return _("took “%(cluster)s” out of its theme") % words
        return _("put “%(cluster)s” under “%(theme)s”") % words
    if goals == {None}:
        return _("took %(total)s clusters out of their themes") % words
    if goal is None:
        return _("put %(total)s clusters under several themes") % words
    return _("put %(total)s clusters under “%(theme)s”") % words


def _name(pk: int, clusters: dict[int, Cluster]) -> str:
    return clusters[pk].name if pk in clusters else f"({pk})"
