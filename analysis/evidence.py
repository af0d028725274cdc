"""Which factors stand behind a cluster, challenge, proposal or theme at this moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from analysis.models import DevelopmentIssue, Theme
from workshops.domain.lineage import roots, trees_of
from workshops.models import Challenge, Cluster, Factor, Proposal


@dataclass(frozen=True)
class Sources:
    """Keys of what an issue grew from, besides single factors."""

    clusters: Collection[int] = ()
    challenges: Collection[int] = ()
    proposals: Collection[int] = ()
    themes: Collection[int] = ()

    def keys(self) -> dict[str, list[int]]:
        """By the name of the link, sorted: as the history keeps them."""
        return {
            "cluster": sorted(set(self.clusters)),
            "challenge": sorted(set(self.challenges)),
            "proposal": sorted(set(self.proposals)),
            "theme": sorted(set(self.themes)),
        }


NO_SOURCES = Sources()


def sources_of(issue: DevelopmentIssue) -> Sources:
    """What the issue is linked to now. One query."""
    found: dict[str, list[int]] = {"cluster": [], "challenge": [], "proposal": [], "theme": []}
    for row in issue.sources.all():
        for name, keys in found.items():
            if (key := getattr(row, f"{name}_id")) is not None:
                keys.append(key)
    return Sources(found["cluster"], found["challenge"], found["proposal"], found["theme"])


def factors_behind(sources: Sources) -> dict[tuple[str, int], list[int]]:
    """Of each source, by ("cluster", key) and so on, the keys of the factors behind it now.

    Clusters are followed through merges, both ways. Hidden and withdrawn factors are among
    them: whoever shows them decides. At most six queries.
    """
    named = {("cluster", pk): {pk} for pk in sources.clusters}
    challenges = Challenge.clusters.through.objects
    proposals = Proposal.clusters.through.objects
    _add(named, "challenge", sources.challenges, challenges, "challenge_id", "cluster_id")
    _add(named, "proposal", sources.proposals, proposals, "proposal_id", "cluster_id")
    of_proposal = Proposal.challenges.through.objects.filter(proposal__in=list(sources.proposals))
    pairs = of_proposal.values_list("proposal_id", "challenge__clusters")
    for proposal, cluster in pairs:
        if cluster is not None:
            named["proposal", proposal].add(cluster)
    members = Theme.objects.filter(pk__in=list(sources.themes), members__isnull=False)
    _seed(named, "theme", sources.themes)
    for theme, cluster in members.values_list("pk", "members__cluster"):
        named["theme", theme].add(cluster)
    return _followed(named)


def _seed(named: dict[tuple[str, int], set[int]], kind: str, keys: Iterable[int]) -> None:
    for pk in keys:
        named.setdefault((kind, pk), set())


def _add(
    named: dict[tuple[str, int], set[int]],
    kind: str,
    keys: Collection[int],
    links: object,
    own: str,
    cluster: str,
) -> None:
    _seed(named, kind, keys)
    rows = links.filter(**{f"{own}__in": list(keys)})  # type: ignore[attr-defined]
    for key, linked in rows.values_list(own, cluster):
        named[kind, key].add(linked)


def _followed(named: dict[tuple[str, int], set[int]]) -> dict[tuple[str, int], list[int]]:
    """The factors of all clusters that stand together with those named."""
    wanted = set().union(*named.values()) if named else set()
    if not wanted:
        return {key: [] for key in named}
    workshops = Cluster.objects.filter(pk__in=wanted).values("workshop")
    pointers = Cluster.objects.filter(workshop__in=workshops).values_list("pk", "merged_into_id")
    root_of = roots(dict(pointers))
    trees = trees_of(root_of)
    standing = {pk: trees[root_of[pk]] for pk in wanted if pk in root_of}
    together = {one for members in standing.values() for one in members}
    factors: dict[int, list[int]] = {}
    rows = Factor.objects.filter(cluster__in=together).order_by("pk")
    for pk, cluster in rows.values_list("pk", "cluster_id"):
        factors.setdefault(cluster or 0, []).append(pk)
    return {
        key: sorted(
            {
                factor
                for pk in clusters
                for member in standing.get(pk, [])
                for factor in factors.get(member, [])
            }
        )
        for key, clusters in named.items()
    }
