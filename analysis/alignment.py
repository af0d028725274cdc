"""Clusters of different workshops beside the themes of the province, and what might fit.

Suggestions come from the words of the names; people decide on each, nothing moves by itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.models import RefusedTheme, Theme
from analysis.rollup_counts import factor_groups
from analysis.standing import ClusterFacts, Standing, standing_of
from workshops.enums import Category
from workshops.models import District, Workshop
from workshops.similarity import groups
from workshops.text import match_key

MOST_NAMES = 1_500  # different names of one category that are compared; more take too long
NAMES_OF_THEME = 6  # that stand for it when others are compared with it


@dataclass(frozen=True)
class Placed:
    """A cluster that stands, with who says something in it."""

    facts: ClusterFacts
    workshop: Workshop
    districts: list[str]  # names, as listed
    factors: int
    theme: int | None

    @property
    def key(self) -> str:
        """The cluster and the theme that the screen shows it in, for the form."""
        return f"{self.facts.pk}:{self.theme or ''}"

    @property
    def category(self) -> str:
        return str(Category(self.facts.category).label)


@dataclass(frozen=True)
class ThemeStack:
    theme: Theme
    by_district: list[tuple[str, list[Placed]]]  # a cluster of two districts stands in both

    @property
    def clusters(self) -> dict[int, Placed]:
        return {one.facts.pk: one for _, inside in self.by_district for one in inside}

    @property
    def districts_total(self) -> int:
        return len([name for name, _ in self.by_district if name])


@dataclass(frozen=True)
class Fit:
    """A cluster that might belong under a theme that there is."""

    cluster: Placed
    theme: Theme

    @property
    def key(self) -> str:
        return f"{self.cluster.facts.pk}:{self.theme.pk}"


@dataclass(frozen=True)
class NewTheme:
    """Clusters of different workshops that might make a theme, with a name from their words."""

    name: str
    category: str
    clusters: list[Placed]


@dataclass(frozen=True)
class Alignment:
    stacks: list[ThemeStack]
    loose: list[Placed]
    districts_total: int
    fits: list[Fit] = field(default_factory=list)
    new: list[NewTheme] = field(default_factory=list)


def alignment_of(workshops: Sequence[Workshop], themes: Sequence[Theme]) -> Alignment:
    """Eight queries, however many clusters. `themes`: all of the cycle, by number."""
    standing = standing_of(workshops)
    placed, districts = _placed(workshops, standing)
    stacks = [ThemeStack(theme, _by_district(theme, placed, districts)) for theme in themes]
    loose = [one for one in placed.values() if one.theme is None]
    refused = set(RefusedTheme.objects.filter(theme__in=themes).values_list("theme", "cluster"))
    fits, new = suggestions(stacks, loose, refused)
    return Alignment(stacks, loose, len(districts), fits, new)


def suggestions(
    stacks: Sequence[ThemeStack], loose: Sequence[Placed], refused: Collection[tuple[int, int]]
) -> tuple[list[Fit], list[NewTheme]]:
    """By category: which theme a cluster fits, and which clusters would make a new one."""
    fits: list[Fit] = []
    new: list[NewTheme] = []
    for category in Category:
        here = [one for one in loose if one.facts.category == category]
        if here:
            found = _Comparison(category, stacks, here, refused)
            fits += found.fits()
            new += found.new()
    return fits, sorted(new, key=lambda one: (-len(one.clusters), one.clusters[0].facts.pk))


class _Comparison:
    """The names of one category: those that stand for a theme, and those of loose clusters."""

    def __init__(
        self,
        category: Category,
        stacks: Sequence[ThemeStack],
        loose: Sequence[Placed],
        refused: Collection[tuple[int, int]],
    ) -> None:
        self.category, self.refused = category, refused
        self.themes = {stack.theme.pk: stack.theme for stack in stacks}
        self.texts: dict[int, str] = {}
        self.theme_of: dict[int, int] = {}  # of each text that stands for a theme
        self.loose_of: dict[int, list[Placed]] = {}  # of each other text
        for stack in stacks:
            for text in _names_of(stack, category):
                self.theme_of[len(self.texts)] = stack.theme.pk
                self.texts[len(self.texts)] = text
        same: defaultdict[str, list[Placed]] = defaultdict(list)
        for one in loose:
            same[match_key(one.facts.name)].append(one)
        for inside in list(same.values())[:MOST_NAMES]:
            self.loose_of[len(self.texts)] = inside
            self.texts[len(self.texts)] = inside[0].facts.name
        self.groups = groups(self.texts, kept_apart=self._apart())

    def fits(self) -> list[Fit]:
        by_name = {match_key(self.texts[key]): pk for key, pk in self.theme_of.items()}
        found: dict[int, Fit] = {}
        for inside in self.loose_of.values():
            self._add(found, by_name.get(match_key(inside[0].facts.name)), inside)
        for group in self.groups:
            theme = next(
                (self.theme_of[key] for key in group.members if key in self.theme_of), None
            )
            for key in group.members:
                self._add(found, theme, self.loose_of.get(key, []))
        return [found[pk] for pk in sorted(found)]

    def new(self) -> list[NewTheme]:
        found, taken = [], {one.cluster.facts.pk for one in self.fits()}
        grouped = {key for group in self.groups for key in group.members}
        named = [(group.name, group.members) for group in self.groups]
        named += [
            (self.texts[key], (key,)) for key in self.loose_of if key not in grouped
        ]  # the same name in several workshops
        for name, members in named:
            if any(key in self.theme_of for key in members):
                continue
            inside = [one for key in members for one in self.loose_of[key]]
            inside = [one for one in inside if one.facts.pk not in taken]
            if len({one.workshop.pk for one in inside}) > 1:
                found.append(NewTheme(name, self.category.value, inside))
        return found

    def _add(self, found: dict[int, Fit], theme: int | None, inside: Iterable[Placed]) -> None:
        for one in inside:
            pk = one.facts.pk
            if theme is not None and pk not in found and (theme, pk) not in self.refused:
                found[pk] = Fit(one, self.themes[theme])

    def _apart(self) -> list[tuple[int, int]]:
        """No group holds two themes, nor a cluster beside a theme that was refused for it."""
        keys = list(self.theme_of)
        apart = [
            (one, other)
            for place, one in enumerate(keys)
            for other in keys[place + 1 :]
            if self.theme_of[one] != self.theme_of[other]
        ]
        for key, inside in self.loose_of.items():
            themes = {theme for theme, pk in self.refused if pk in {p.facts.pk for p in inside}}
            apart += [(key, one) for one in keys if self.theme_of[one] in themes]
        return apart


def _names_of(stack: ThemeStack, category: Category) -> list[str]:
    """The theme's own name and the most frequent ones of its clusters of this category."""
    inside = [one.facts.name for one in stack.clusters.values() if one.facts.category == category]
    if stack.theme.category != category and not inside and stack.theme.category:
        return []
    names = [stack.theme.name, *(name for name, _ in Counter(inside).most_common(NAMES_OF_THEME))]
    return list({match_key(name): name for name in reversed(names)}.values())


def _placed(
    workshops: Sequence[Workshop], standing: Standing
) -> tuple[dict[int, Placed], list[District]]:
    """Each cluster that stands, by workshop and number; all districts as listed."""
    said: dict[int, Counter[str]] = defaultdict(Counter)
    for _, cluster, district, _, number in factor_groups(workshops, standing):
        root = None if cluster is None else standing.root_of.get(cluster)
        if root is not None:
            said[root][district] += number
    held_for = Workshop.districts.through.objects.filter(workshop__in=workshops)
    seen = {code for one in said.values() for code in one}
    districts = list(
        (
            District.objects.filter(pk__in=held_for.values("district"))
            | District.objects.filter(pk__in=seen)
        ).as_listed()
    )
    held = {one.pk: one for one in workshops}
    placed = {
        pk: Placed(
            facts,
            held[facts.workshop],
            [one.name for one in districts if one.pk in said[pk]],
            said[pk].total(),
            standing.theme_of.get(pk),
        )
        for pk, facts in standing.clusters.items()
    }
    return placed, districts


def _by_district(
    theme: Theme, placed: Mapping[int, Placed], districts: Sequence[District]
) -> list[tuple[str, list[Placed]]]:
    inside = [one for one in placed.values() if one.theme == theme.pk]
    names = [one.name for one in districts]
    found = [(name, [one for one in inside if name in one.districts]) for name in names]
    silent = [one for one in inside if not one.districts]
    return [(name, those) for name, those in [*found, ("", silent)] if those]
