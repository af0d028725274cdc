"""Indicators that other lists use already, best first for what is looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from analysis.models import Indicator
from workshops.models import User, Workshop
from workshops.similarity.comparing import compare
from workshops.similarity.judging import judge
from workshops.similarity.reading import read
from workshops.text import match_key

SHOWN = 8
LOOKED_AT = 1000  # the newest ones


@dataclass(frozen=True)
class Suggestion:
    """One indicator, for all lists that use the same words."""

    indicator: Indicator
    districts: list[str]
    uses: int
    is_own: bool  # this workshop has it already


def lenders(user: User) -> QuerySet[Indicator]:
    """The indicators in plans that this user may read."""
    readable = Workshop.objects.read_by(user)
    rows: QuerySet[Indicator] = Indicator.objects.filter(
        removed_at=None, issue__removed_at=None, issue__workshop__in=readable
    )
    return rows


def suggestions(user: User, workshop: Workshop, looked_for: str) -> list[Suggestion]:
    """At most `SHOWN`, those that say nearly the same first, then those that share most words.

    Without words to look for: those that most lists use. Three queries at most.
    """
    rows = lenders(user).select_related("issue__workshop").order_by("-pk")[:LOOKED_AT]
    same: dict[tuple[str, str], list[Indicator]] = {}
    for indicator in rows:
        words = match_key(indicator.name), match_key(indicator.unit)
        same.setdefault(words, []).append(indicator)
    groups = _best(list(same.values()), looked_for)[:SHOWN]
    districts = _districts(groups)
    return [
        Suggestion(
            group[0],
            list(dict.fromkeys(d for one in group for d in districts[one.issue.workshop_id])),
            len(group),
            any(one.issue.workshop_id == workshop.pk for one in group),
        )
        for group in groups
    ]


def _best(groups: list[list[Indicator]], looked_for: str) -> list[list[Indicator]]:
    """The groups in the order of the list; with words to look for only those that share some."""
    if not looked_for:
        return sorted(groups, key=len, reverse=True)
    near = zip(_near(looked_for, [group[0].name for group in groups]), groups, strict=True)
    found = [(score, len(group), group) for score, group in near if score > (0.0, 0.0)]
    found.sort(key=lambda each: each[:2], reverse=True)
    return [group for _score, _uses, group in found]


def _near(looked_for: str, names: Sequence[str]) -> list[tuple[float, float]]:
    """Of each name how sure it says the same, then what it shares; (0, 0): nothing in common."""
    wanted, key = read(looked_for), match_key(looked_for)
    found = []
    for name in names:
        reading = read(name)
        shared = compare(wanted, reading)
        inside = 0.5 if key and key in match_key(name) else 0.0
        meant = max(shared.shared, inside) if wanted.tokens and reading.tokens else inside
        found.append((round(judge(shared), 3) if meant else 0.0, meant))
    return [(same if same >= 0.5 else 0.0, meant) for same, meant in found]


def _districts(groups: Sequence[Sequence[Indicator]]) -> dict[int, list[str]]:
    """The names of the districts of each workshop. One query."""
    wanted = {one.issue.workshop_id for group in groups for one in group}
    found: dict[int, list[str]] = {pk: [] for pk in wanted}
    workshops = Workshop.objects.filter(pk__in=wanted).prefetch_related("districts")
    for workshop in workshops:
        found[workshop.pk] = [str(one) for one in workshop.districts.all()]
    return found
