"""What leads upwards from a sentence: clusters, challenges, proposals, themes, rows of the plan.

Links only, by key; `trail` makes sentences and rows of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from analysis.models import DevelopmentIssue, Indicator, IssueSource, Project, Theme
from workshops.domain.lineage import roots, trees_of
from workshops.models import Challenge, Cluster, Factor, Proposal

Keys = Mapping[int, set[int]]
Through = type[Any]


@dataclass(frozen=True)
class Together:
    """In some workshops: which clusters stand as one, and which factors say the same."""

    cluster_root: Mapping[int, int]
    cluster_trees: Mapping[int, list[int]]  # root: its members, root first
    factor_root: Mapping[int, int]  # only of those that say the same as another
    factor_trees: Mapping[int, list[int]]

    def clusters(self, keys: Iterable[int]) -> set[int]:
        """These and all that stand together with them."""
        found = (
            self.cluster_trees[self.cluster_root[pk]] for pk in keys if pk in self.cluster_root
        )
        return {one for tree in found for one in tree}

    def factors(self, keys: Iterable[int]) -> set[int]:
        """These and all that say the same."""
        return {one for pk in keys for one in self.same(pk)}

    def same(self, pk: int) -> list[int]:
        """All that say the same as this one, itself too; the one that stands for them first."""
        return self.factor_trees[self.factor_root[pk]] if pk in self.factor_root else [pk]


def together_in(workshops: Collection[int]) -> Together:
    """Two queries."""
    clusters = Cluster.objects.filter(workshop__in=workshops).order_by("pk")
    cluster_root = roots(dict(clusters.values_list("pk", "merged_into_id")))
    merged = Factor.objects.filter(workshop__in=workshops, merged_into__isnull=False)
    above: dict[int, int | None] = {}
    for pk, kept in merged.order_by("pk").values_list("pk", "merged_into_id"):
        above[pk] = kept
        if kept is not None:
            above.setdefault(kept, None)
    factor_root = roots(above)
    return Together(cluster_root, trees_of(cluster_root), factor_root, trees_of(factor_root))


@dataclass(frozen=True)
class Origin:
    """Where a walk upwards begins: all that stands for one sentence, cluster or wish."""

    factors: Collection[int] = ()
    clusters: Collection[int] = ()
    challenges: Collection[int] = ()
    proposals: Collection[int] = ()


@dataclass(frozen=True)
class Reached:
    """What one origin leads to; rows of the plan only where they are linked themselves."""

    challenges: set[int] = field(default_factory=set)
    proposals: set[int] = field(default_factory=set)
    themes: set[int] = field(default_factory=set)
    issues: set[int] = field(default_factory=set)
    indicators: set[int] = field(default_factory=set)
    projects: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Links:
    """One step upwards each, from the keys that were asked for."""

    cluster_challenges: Keys
    cluster_proposals: Keys
    challenge_proposals: Keys
    cluster_themes: Keys
    issues: Mapping[str, Keys]  # by the kind of what they rest on
    indicators: Mapping[str, Keys]
    projects: Mapping[str, Keys]

    def reached(self, origin: Origin) -> Reached:
        challenges = set(origin.challenges) | _of(self.cluster_challenges, origin.clusters)
        proposals = set(origin.proposals) | _of(self.cluster_proposals, origin.clusters)
        proposals |= _of(self.challenge_proposals, challenges)
        themes = _of(self.cluster_themes, origin.clusters)
        below = {"factor": origin.factors, "cluster": origin.clusters, "challenge": challenges}
        below |= {"proposal": proposals, "theme": themes}
        rows = [
            {pk for kind, keys in below.items() for pk in _of(links.get(kind, {}), keys)}
            for links in (self.issues, self.indicators, self.projects)
        ]
        return Reached(challenges, proposals, themes, *rows)


def links_from(origins: Iterable[Origin], workshops: Collection[int]) -> Links:
    """All links of these origins at once. Ten queries, however many they are."""
    whole = list(origins)
    factors = {pk for one in whole for pk in one.factors}
    clusters = {pk for one in whole for pk in one.clusters}
    of_clusters = {"cluster__in": clusters}
    cluster_challenges = _pairs(Challenge.clusters.through, "cluster_id", "challenge_id", clusters)
    challenges = {pk for one in whole for pk in one.challenges} | _all(cluster_challenges)
    cluster_proposals = _pairs(Proposal.clusters.through, "cluster_id", "proposal_id", clusters)
    through = Proposal.challenges.through
    challenge_proposals = _pairs(through, "challenge_id", "proposal_id", challenges)
    proposals = {pk for one in whole for pk in one.proposals}
    proposals |= _all(cluster_proposals) | _all(challenge_proposals)
    members = Theme.objects.filter(members__cluster__in=clusters)
    cluster_themes = _grouped(members.values_list("members__cluster", "pk"))
    cluster_themes = {pk: found for pk, found in cluster_themes.items() if pk in clusters}
    sources = Q(challenge__in=challenges) | Q(proposal__in=proposals) | Q(**of_clusters)
    sources |= Q(theme__in=_all(cluster_themes))
    # What was split away or removed since: own workshops' sources, and every theme's.
    sources |= Q(issue__workshop__in=workshops) | Q(theme__isnull=False) if factors else Q()
    issues = _issue_sources(IssueSource.objects.filter(sources), factors)
    issues["factor"] = _merged(
        issues["factor"],
        _pairs(DevelopmentIssue.factors.through, "factor_id", "developmentissue_id", factors),
    )
    return Links(
        cluster_challenges,
        cluster_proposals,
        challenge_proposals,
        cluster_themes,
        issues,
        {
            "factor": _pairs(Indicator.factors.through, "factor_id", "indicator_id", factors),
            "proposal": _pairs(
                Indicator.proposals.through, "proposal_id", "indicator_id", proposals
            ),
        },
        {
            "factor": _pairs(Project.factors.through, "factor_id", "project_id", factors),
            "proposal": _pairs(Project.proposals.through, "proposal_id", "project_id", proposals),
        },
    )


def _issue_sources(rows: QuerySet[IssueSource], factors: set[int]) -> dict[str, Keys]:
    """Issues by what they are linked to, and by the sentences that stood behind it then."""
    found: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    kinds = ("cluster", "challenge", "proposal", "theme")
    fields = [f"{kind}_id" for kind in kinds]
    for issue, frozen, *keys in rows.values_list("issue_id", "factor_keys", *fields):
        for kind, key in zip(kinds, keys, strict=True):
            if key is not None:
                found[kind][key].add(issue)
        for pk in factors.intersection(frozen):
            found["factor"][pk].add(issue)
    return {kind: found[kind] for kind in (*kinds, "factor")}


def _pairs(through: Through, below: str, above: str, keys: Collection[int]) -> Keys:
    name = below.removesuffix("_id")
    rows = through.objects.filter(**{f"{name}__in": keys})
    return _grouped(rows.values_list(below, above))


def _grouped(pairs: Iterable[tuple[Any, Any]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for below, above in pairs:
        found[below].add(above)
    return dict(found)


def _merged(one: Keys, other: Keys) -> Keys:
    return {pk: one.get(pk, set()) | other.get(pk, set()) for pk in {*one, *other}}


def _of(links: Keys, keys: Iterable[int]) -> set[int]:
    return {above for pk in keys for above in links.get(pk, ())}


def _all(links: Keys) -> set[int]:
    return {above for found in links.values() for above in found}
