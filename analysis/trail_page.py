"""What the pages of the evidence trail show: one row down to its sentences, or the way up."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from analysis.evidence import Sources, factors_behind
from analysis.models import DevelopmentIssue, Indicator, IssueSource, Theme
from analysis.trail import (
    Origins,
    Resting,
    challenge_origins,
    cluster_origins,
    factor_origins,
    proposal_origins,
    reached_from,
    rows_above,
)
from analysis.trail_down import paths_of
from analysis.trail_links import Reached
from analysis.trail_steps import Ground, Reader, Shown, ground_of, shown
from workshops.enums import ProposalKind
from workshops.models import Challenge, Cluster, Proposal, Support, Workshop

WISHES = {
    "challenge": _("Challenge"),
    "proposal": _("Proposal"),
    "theme": _("Theme of the province"),
}
PROPOSED = {
    ProposalKind.ISSUE.value: _("Proposal for a development issue"),
    ProposalKind.INDICATOR.value: _("Proposal for an indicator"),
    ProposalKind.PROJECT.value: _("Proposal for a project"),
}
ORIGINS = {
    "factor": factor_origins,
    "cluster": cluster_origins,
    "challenge": challenge_origins,
    "proposal": proposal_origins,
}


@dataclass(frozen=True)
class Wish:
    """A challenge, a proposal or a theme on the way."""

    kind: str
    pk: int
    label: str  # the kind in words; of a proposal what it proposes
    shown: Shown
    written_at: datetime.datetime
    clusters: list[Cluster]  # that it stands on now, as far as the reader sees them
    agreeing: int = 0


@dataclass(frozen=True)
class RowStep:
    """A row of the plan, and what of the trail belongs to itself."""

    kind: str
    row: Any
    workshop: Workshop
    wishes: list[Wish] = field(default_factory=list)


@dataclass(frozen=True)
class DownPage:
    steps: list[RowStep]  # the row itself, the indicators that it serves, its issue
    sources: list[Wish]  # challenges, proposals and themes that the issue grew from
    direct: set[int]  # clusters that the issue is linked to
    ground: Ground


@dataclass(frozen=True)
class IssueGroup:
    issue: DevelopmentIssue
    rows: list[Resting]  # without the issue itself
    is_direct: bool
    rests: bool  # the issue itself, not only a row below it


@dataclass(frozen=True)
class UpPage:
    itself: Wish | None  # where it begins, if that is a challenge or a proposal
    wishes: list[Wish]  # what it led to in the room, and in the province's themes
    groups: list[IssueGroup]
    unread: int  # rows in workshops that the reader may not open
    ground: Ground  # the sentence, or those in the cluster


def down_page(kind: str, row: Any, reader: Reader) -> DownPage:
    """From a row with its issue and workshop to all its sentences. A fixed number of queries."""
    issue = row if kind == "issue" else row.issue
    paths = paths_of([issue.pk])
    served = (
        list(row.indicators.filter(issue__removed_at=None).current()) if kind == "project" else []
    )
    found = IssueSource.objects.filter(issue=issue).order_by("pk")
    links = list(found.select_related("theme", "challenge", "proposal"))
    sources = [one for link in links if (one := link.challenge or link.proposal or link.theme)]
    wishes = _own_wishes(kind, row, served)
    direct = {one.cluster_id for one in links if one.cluster_id}
    tied = _tied([*sources, *(one for found in wishes.values() for one in found)])
    ground = ground_of(
        paths.below.get((kind, row.pk), frozenset()),
        reader,
        now=paths.now.get((kind, row.pk), frozenset()),
        clusters={*direct, *(pk for found in tied.values() for pk in found)},
    )
    make = _Wishes(reader, ground, tied)
    chain = [(kind, row), *(("indicator", one) for one in served)]
    chain += [("issue", issue)] if kind != "issue" else []
    steps = [
        RowStep(
            name,
            one,
            issue.workshop,
            [make.of(wish) for wish in wishes.get((name, one.pk), ())],
        )
        for name, one in chain
    ]
    return DownPage(
        steps,
        [make.of(one) for one in sources],
        {ground.together.cluster_root.get(pk, pk) for pk in direct},
        ground,
    )


def up_page(kind: str, one: Any, reader: Reader) -> UpPage:
    """From a factor, cluster, challenge or proposal to all that rests on it."""
    pk = one.pk
    origins: Origins = ORIGINS[kind]([pk])
    origin = origins[0][pk]
    reached = reached_from(origins)[pk]
    resting = rows_above({pk: reached})[pk]
    sentences = [pk] if kind == "factor" else sorted(origin.factors)
    if kind in WISHES:
        named = Sources(**{f"{kind}s": [pk]})
        sentences = factors_behind(named)[kind, pk]
    around = _reached_wishes(kind, pk, reached)
    is_wish = kind in WISHES
    tied = _tied([*around, *([one] if is_wish else [])])
    clusters = set(origin.clusters) | {one for found in tied.values() for one in found}
    ground = ground_of(
        sentences, reader, now=sentences, clusters=() if kind == "factor" else clusters
    )
    make = _Wishes(reader, ground, tied)
    seen = [one for one in resting if one.issue.workshop_id in reader.reads]
    return UpPage(
        make.of(one) if is_wish else None,
        [make.of(one) for one in around],
        _grouped(seen),
        len(resting) - len(seen),
        ground,
    )


def _own_wishes(
    kind: str, row: Any, served: Sequence[Indicator]
) -> dict[tuple[str, int], list[Proposal]]:
    """The proposals that the row and its indicators are linked to themselves. Two queries."""
    found: dict[tuple[str, int], list[Proposal]] = {}
    if kind in ("indicator", "project"):
        proposals = row.proposals.oldest_first()
        found[kind, row.pk] = list(proposals)
    through = Indicator.proposals.through.objects.filter(indicator__in=[one.pk for one in served])
    for link in through.select_related("proposal").order_by("pk"):
        found.setdefault(("indicator", link.indicator_id), []).append(link.proposal)
    return found


def _reached_wishes(kind: str, pk: int, reached: Reached) -> list[Any]:
    """What was reached besides the origin itself. Three queries."""
    others = {name: getattr(reached, name) for name in ("challenges", "proposals", "themes")}
    if f"{kind}s" in others:
        others[f"{kind}s"] = others[f"{kind}s"] - {pk}
    challenges = Challenge.objects.filter(pk__in=others["challenges"])
    proposals = Proposal.objects.filter(pk__in=others["proposals"])
    themes = Theme.objects.filter(pk__in=others["themes"]).order_by("number", "pk")
    return [*challenges.order_by("pk"), *proposals.oldest_first(), *themes]


Tied = dict[tuple[str, int], set[int]]


def _kind(one: Any) -> str:
    return type(one).__name__.lower()


def _tied(wishes: Iterable[Any]) -> Tied:
    """Of each challenge, proposal and theme the clusters that it stands on. Four queries."""
    found: Tied = {(_kind(one), one.pk): set() for one in wishes}
    keys = {name: [pk for kind, pk in found if kind == name] for name in WISHES}
    ways = (
        ("challenge", Challenge.objects.filter(pk__in=keys["challenge"]), "clusters"),
        ("proposal", Proposal.objects.filter(pk__in=keys["proposal"]), "clusters"),
        ("proposal", Proposal.objects.filter(pk__in=keys["proposal"]), "challenges__clusters"),
        ("theme", Theme.objects.filter(pk__in=keys["theme"]), "members__cluster"),
    )
    for kind, rows, below in ways:
        for pk, cluster in rows.values_list("pk", below).order_by():
            if cluster is not None:
                found[kind, pk].add(cluster)
    return found


class _Wishes:
    """Makes what a page shows of challenges, proposals and themes. One query."""

    def __init__(self, reader: Reader, ground: Ground, tied: Tied) -> None:
        self.reader, self.tied = reader, tied
        self.clusters = ground.clusters
        self.agreeing: dict[tuple[str, int], set[int]] = defaultdict(set)
        wanted = Q(challenge__in=[pk for kind, pk in tied if kind == "challenge"])
        wanted |= Q(proposal__in=[pk for kind, pk in tied if kind == "proposal"])
        fields = ("challenge_id", "proposal_id", "participant_id", "participant__merged_into_id")
        for challenge, proposal, who, kept in Support.objects.filter(wanted).values_list(*fields):
            key = ("challenge", challenge) if challenge else ("proposal", proposal)
            self.agreeing[key].add(kept or who)

    def of(self, one: Any) -> Wish:
        kind = _kind(one)
        standing = {
            cluster.pk: cluster
            for pk in self.tied[kind, one.pk]
            if (cluster := self.clusters.get(pk)) is not None
        }
        words = Shown(one.name) if isinstance(one, Theme) else shown(one, self.reader)
        return Wish(
            kind,
            one.pk,
            str(WISHES[kind]) if kind != "proposal" else str(PROPOSED[one.kind]),
            words,
            one.created_at,
            sorted(standing.values(), key=lambda cluster: (cluster.workshop_id, cluster.number)),
            len(self.agreeing[kind, one.pk]),
        )


def _grouped(resting: Iterable[Resting]) -> list[IssueGroup]:
    """By issue, in the order in which they come."""
    found: dict[int, IssueGroup] = {}
    for one in resting:
        is_issue = one.kind == "issue"
        group = found.setdefault(
            one.issue.pk, IssueGroup(one.issue, [], is_issue and one.is_direct, is_issue)
        )
        if not is_issue:
            group.rows.append(one)
    return list(found.values())
