"""Tallies, priorities and agreement of many workshops, kept until one of them changes.

They need every single answer, and 200 workshops have a quarter of a million: some seconds.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields

from django.core.cache import cache
from django.db.models import Count, Max

from analysis.dashboard_counts import Tallies, Took, tallies_of
from analysis.models import Theme, ThemeStep
from analysis.rollup import clusters_of
from analysis.rollup_answers import Answers, answers_of, by_line, given_in
from analysis.rollup_measures import PointsFigures, points_figures
from analysis.snapshot import one_moment
from analysis.standing import Item, Standing, alone, saying_the_same, standing_of
from workshops.measures.consensus import Verdict, joint_verdict, verdict_of
from workshops.models import Factor, PlanCycle, Round, Workshop

KEPT_SECONDS = 3600


@dataclass(frozen=True)
class Line:
    """A theme, or a cluster that is in none: who speaks of it and what it was given."""

    is_theme: bool
    name: str
    number: int
    category: str
    workshop: int | None  # of a cluster that is in no theme
    by_district: Mapping[str, int]  # factors
    share: float | None  # of the points, 0..1; each person weighs the same
    share_by_district: float | None  # each district weighs the same
    rank: int | None  # 1 for the largest share; equal shares have equal ranks
    rank_by_district: int | None

    @property
    def districts(self) -> int:
        return len(self.by_district)


@dataclass(frozen=True)
class Agreement:
    """Of one workshop how many rated clusters came out how."""

    agreed: int = 0
    disputed: int = 0
    too_few: int = 0

    @property
    def rated(self) -> int:
        return self.agreed + self.disputed + self.too_few


@dataclass(frozen=True)
class Lines:
    lines: list[Line]  # themes by number, then clusters by workshop and number
    agreement: dict[int, Agreement]  # by workshop; those with a revealed rating only
    tallies: Tallies

    def first(self, most: int) -> list[Line]:
        """The first ones by either weight; in the order of the persons' shares."""
        found = [
            one
            for one in self.lines
            if (one.rank or most + 1) <= most or (one.rank_by_district or most + 1) <= most
        ]
        return sorted(found, key=lambda one: (one.rank or 0, one.rank_by_district or 0))

    def shared_by(self, code: str) -> list[Line]:
        """What a district has in common with others; with the most of them first."""
        found = [one for one in self.lines if code in one.by_district and one.districts > 1]
        return sorted(found, key=lambda one: (-one.districts, -one.by_district[code]))

    def peculiar_to(self, code: str) -> list[Line]:
        """What only this district speaks of; the most factors first."""
        found = [one for one in self.lines if set(one.by_district) == {code}]
        return sorted(found, key=lambda one: -one.by_district[code])


# What an older version of the portal kept has other fields, and is not read.
_SHAPE = [
    (one.__name__, [each.name for each in fields(one)])
    for one in (Lines, Line, Agreement, Tallies, Took)
]


def lines_of(workshops: Collection[Workshop], cycle: PlanCycle) -> Lines:
    """One query for the state of the themes, two for the cache; eighteen more after a change."""
    key = _key(workshops, cycle)
    found: Lines | None = cache.get(key)
    if found is None:
        with one_moment():
            found = _read(workshops)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _key(workshops: Collection[Workshop], cycle: PlanCycle) -> str:
    """Every change of a workshop counts its revision up, every change of a theme is a step."""
    steps = ThemeStep.objects.filter(plan_cycle=cycle)
    state = steps.aggregate(Count("pk"), Max("number"), Count("undone_at"))
    parts = [_SHAPE, sorted(state.items()), sorted((one.pk, one.revision) for one in workshops)]
    return f"dashboard-{hashlib.sha256(repr(parts).encode()).hexdigest()}"


def _read(workshops: Collection[Workshop]) -> Lines:
    standing = standing_of(workshops)
    heard = _heard(workshops, standing)
    answers = answers_of(workshops, standing)
    home = {one.pk: one.district for one in standing.people.values()}
    given = given_in(by_line(answers, standing), answers.newest_points.values())
    asked = [item for item, pks in clusters_of(standing).items() if answers.asked_points & set(pks)]
    points = points_figures(given, asked, home)
    persons = ranks({item: one.share for item, one in points.items()})
    districts = ranks({item: one.share_by_district for item, one in points.items()})
    lines = []
    for item in standing.items:
        named, workshop = _named(standing, item)
        got = points.get(item, PointsFigures())
        lines.append(
            Line(
                is_theme=workshop is None,
                name=named[0],
                number=named[1],
                category=named[2],
                workshop=workshop,
                by_district=dict(heard.get(item, {})),
                share=got.share,
                share_by_district=got.share_by_district,
                rank=persons.get(item),
                rank_by_district=districts.get(item),
            )
        )
    return Lines(lines, _agreement(standing, answers), tallies_of(workshops))


def _heard(workshops: Collection[Workshop], standing: Standing) -> dict[Item, Counter[str]]:
    """Of each line its factors by district, as `rollup_counts` counts them. Two queries."""
    found: dict[Item, Counter[str]] = {}
    here = alone(Factor.objects.filter(workshop__in=workshops)).order_by()
    groups = here.values_list("cluster_id", "district_id").annotate(n=Count("pk"))
    same = saying_the_same(workshops).filter(hidden_at=None, withdrawn_at=None, waits_for="")
    rows = [
        *groups,
        *((standing.same.get(pk), code, 1) for pk, code in same.values_list("pk", "district_id")),
    ]
    for cluster, code, number in rows:
        item = standing.item_of(cluster)
        if item is not None:
            found.setdefault(item, Counter())[code] += number
    return found


def ranks(shares: Mapping[Item, float | None]) -> dict[Item, int]:
    """1 for the largest; who has nothing has no rank, equal ones share the better one."""
    given = {item: round(share, 9) for item, share in shares.items() if share}
    order = sorted(given.values(), reverse=True)
    place: dict[float, int] = {}
    for number, share in enumerate(order, 1):
        place.setdefault(share, number)
    return {item: place[share] for item, share in given.items()}


def _named(standing: Standing, item: Item) -> tuple[tuple[str, int, str], int | None]:
    if item.kind == "theme":
        theme: Theme = standing.themes[item.pk]
        return (theme.name, theme.number, theme.category), None
    cluster = standing.clusters[item.pk]
    return (cluster.name, cluster.number, cluster.category), cluster.workshop


def _agreement(standing: Standing, answers: Answers) -> dict[int, Agreement]:
    """By the rule of each cluster's newest round, as `workshops.domain.results`. One query."""
    wanted = set(answers.newest_ratings.values())
    rounds = Round.objects.filter(pk__in=wanted).values_list("pk", "rule", "threshold")
    rules = {pk: (rule, threshold) for pk, rule, threshold in rounds}
    found: dict[int, Counter[Verdict]] = {}
    for cluster, pk in answers.newest_ratings.items():
        given = answers.ratings.get((pk, cluster), {}).values()
        axes = zip(*given, strict=True) if given else ((), ())
        verdict = joint_verdict([verdict_of(axis, *rules[pk]) for axis in axes])
        found.setdefault(standing.clusters[cluster].workshop, Counter())[verdict] += 1
    return {
        pk: Agreement(n[Verdict.AGREED], n[Verdict.DISPUTED], n[Verdict.TOO_FEW])
        for pk, n in found.items()
    }
