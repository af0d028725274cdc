"""The roll-up: what many workshops say together, by theme and by cluster that is in none.

`rollup_rows` writes down the rows from which each of these figures can be formed again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from django.db.models import Q

from analysis.models import Theme
from analysis.rollup_answers import Answers, Given, Rated, answers_of, by_line, given_in
from analysis.rollup_counts import Said, said_of
from analysis.rollup_measures import (
    AxisFigures,
    PointsFigures,
    axis_figures,
    one_answer,
    points_figures,
    share_of,
)
from analysis.standing import ClusterFacts, Item, Standing, standing_of
from workshops.models import District, Workshop

SHARED_BY = 5  # districts, unless the address says otherwise


@dataclass(frozen=True)
class Line:
    """One theme, or one cluster that is in none, over all workshops that were picked."""

    item: Item
    name: str
    number: int
    category: str
    theme: Theme | None
    workshop: Workshop | None  # of a cluster that is in no theme
    clusters: int  # that stand in it now
    by_district: dict[str, int]  # factors, in the order of the districts
    persons: int
    support: int
    points: PointsFigures
    impact: AxisFigures
    uncertainty: AxisFigures

    @property
    def factors(self) -> int:
        return sum(self.by_district.values())

    @property
    def districts(self) -> int:
        return len(self.by_district)


@dataclass(frozen=True)
class YearFigures:
    factors: int
    factors_share: float | None  # of the year's factors
    points: PointsFigures


@dataclass(frozen=True)
class Change:
    """What a line got first and what last, in workshops that were asked more than once."""

    line: Line
    points: tuple[PointsFigures, PointsFigures]
    impact: tuple[AxisFigures, AxisFigures]
    uncertainty: tuple[AxisFigures, AxisFigures]

    @property
    def has_points(self) -> bool:
        return any(one.people for one in self.points)

    @property
    def has_ratings(self) -> bool:
        return any(one.people for one in self.impact)


@dataclass(frozen=True)
class Rollup:
    districts: list[District]  # those that the workshops were held for, or that said something
    themes: list[Line]  # by number
    loose: list[Line]  # by workshop and number
    factors: int
    factors_in_none: int  # in no cluster
    persons: int  # who wrote a factor
    givers: int  # who gave points
    changes: list[Change]
    years: dict[int, dict[Item, YearFigures]] = field(default_factory=dict)  # Gregorian

    @property
    def lines(self) -> list[Line]:
        return [*self.themes, *self.loose]

    def shared(self, least: int) -> list[Line]:
        """Those of at least so many districts, the most first."""
        found = [one for one in self.lines if one.districts >= least]
        return sorted(found, key=lambda one: (-one.districts, -one.factors))

    def peculiar(self) -> dict[str, list[Line]]:
        """Those of exactly one district, by its code; the most factors first."""
        found: dict[str, list[Line]] = {one.pk: [] for one in self.districts}
        for line in sorted(self.lines, key=lambda one: -one.factors):
            if line.districts == 1:
                found[next(iter(line.by_district))].append(line)
        return {code: lines for code, lines in found.items() if lines}


def rollup_of(workshops: Sequence[Workshop]) -> Rollup:
    """Thirteen queries, however many workshops and factors."""
    standing = standing_of(workshops)
    said = said_of(workshops, standing)
    answers = answers_of(workshops, standing)
    seen = {code for one in said.values() for code in one.by_district}
    districts = _districts(workshops, seen)
    home = {one.pk: one.district for one in standing.people.values()}
    given = by_line(answers, standing)
    newest = given_in(given, answers.newest_points.values())
    points = points_figures(newest, standing.items, home)
    order = [one.pk for one in districts]
    lines = _lines(workshops, standing, said, answers, points, order, home)
    return Rollup(
        districts=districts,
        themes=[one for one in lines if one.theme],
        loose=[one for one in lines if not one.theme],
        factors=sum(one.factors for one in said.values()),
        factors_in_none=said[None].factors if None in said else 0,
        persons=len({person for one in said.values() for person in one.persons}),
        givers=sum(any(mine.values()) for mine in newest.values()),
        changes=_changes(lines, standing, answers, given, home),
        years=_years(workshops, lines, said, answers, given, home),
    )


def _districts(workshops: Iterable[Workshop], seen: set[str]) -> list[District]:
    held_for = Workshop.districts.through.objects.filter(workshop__in=workshops)
    here = Q(pk__in=held_for.values("district")) | Q(pk__in=seen)
    return list(District.objects.filter(here).as_listed())


def _lines(  # noqa: PLR0913
    workshops: Iterable[Workshop],
    standing: Standing,
    said: dict[Item | None, Said],
    answers: Answers,
    points: dict[Item, PointsFigures],
    order: list[str],
    home: dict[int, str],
) -> list[Line]:
    held = {one.pk: one for one in workshops}
    inside = clusters_of(standing)
    place = {code: number for number, code in enumerate(order)}
    found = []
    for item in standing.items:
        one = said.get(item, Said())
        rated = answers.ratings_of(inside[item], answers.newest_ratings)
        theme, cluster = _named(standing, item)
        words = theme or cluster
        assert words is not None
        found.append(
            Line(
                item=item,
                name=words.name,
                number=words.number,
                category=words.category,
                theme=theme,
                workshop=held[cluster.workshop] if cluster else None,
                clusters=len(inside[item]),
                by_district=dict(sorted(one.by_district.items(), key=lambda of: place[of[0]])),
                persons=len(one.persons),
                support=len(one.supporters),
                # What nobody was asked about has no share, not a share of 0.
                points=(
                    points[item]
                    if answers.asked_points.intersection(inside[item])
                    else PointsFigures()
                ),
                impact=_axis(rated, "impact", home),
                uncertainty=_axis(rated, "uncertainty", home),
            )
        )
    return found


def clusters_of(standing: Standing) -> dict[Item, list[int]]:
    """Of each line the clusters that stand in it."""
    inside: dict[Item, list[int]] = {item: [] for item in standing.items}
    for pk in standing.clusters:
        item = standing.item_of(pk)
        assert item is not None
        inside[item].append(pk)
    return inside


def _changes(
    lines: list[Line],
    standing: Standing,
    answers: Answers,
    given: dict[int, Given],
    home: dict[int, str],
) -> list[Change]:
    """Only of workshops that gave points in two rounds, and of clusters that were rated twice."""
    again = [answers.newest_points[key] for key in answers.first_points]
    items = [one.item for one in lines]
    first, newest = (
        points_figures(given_in(given, chosen), items, home)
        for chosen in (answers.first_points.values(), again)
    )
    inside = clusters_of(standing)
    found = []
    for line in lines:
        twice = [pk for pk in inside[line.item] if pk in answers.first_ratings]
        rated = [answers.ratings_of(twice, answers.first_ratings)]
        rated.append(answers.ratings_of(twice, answers.newest_ratings))
        axes = [
            tuple(_axis(one, axis, home) for one in rated) for axis in ("impact", "uncertainty")
        ]
        points = (first[line.item], newest[line.item])
        change = Change(line, points, *axes)  # type: ignore[arg-type]
        if change.has_points or change.has_ratings:
            found.append(change)
    return found


def _years(  # noqa: PLR0913
    workshops: Iterable[Workshop],
    lines: list[Line],
    said: dict[Item | None, Said],
    answers: Answers,
    given: dict[int, Given],
    home: dict[int, str],
) -> dict[int, dict[Item, YearFigures]]:
    """By the year in which the workshops were held; nothing if that is one year only."""
    held: dict[int, list[int]] = defaultdict(list)
    for one in workshops:
        held[one.held_on.year].append(one.pk)
    if len(held) < 2:  # noqa: PLR2004
        return {}
    found = {}
    for year, pks in sorted(held.items()):
        total = sum(one.by_year[year] for one in said.values())
        chosen = [answers.newest_points[pk] for pk in pks if pk in answers.newest_points]
        items = [one.item for one in lines]
        points = points_figures(given_in(given, chosen), items, home)
        of_year = partial(_of_year, said, year)
        found[year] = {
            one.item: YearFigures(
                of_year(one.item), share_of(of_year(one.item), total), points[one.item]
            )
            for one in lines
        }
    return found


def _of_year(said: dict[Item | None, Said], year: int, item: Item) -> int:
    return said[item].by_year[year] if item in said else 0


def _axis(rated: list[dict[int, Rated]], axis: str, home: dict[int, str]) -> AxisFigures:
    place = 0 if axis == "impact" else 1
    given = ({person: answer[place] for person, answer in one.items()} for one in rated)
    return axis_figures(one_answer(given), home)


def _named(standing: Standing, item: Item) -> tuple[Theme | None, ClusterFacts | None]:
    if item.kind == "theme":
        return standing.themes[item.pk], None
    return None, standing.clusters[item.pk]
