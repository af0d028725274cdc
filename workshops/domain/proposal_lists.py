"""What was proposed, and what it can be proposed under. Reads, never writes."""

from __future__ import annotations

from dataclasses import dataclass

from workshops.domain.arrangement import ShownChallenge, challenges_of
from workshops.domain.lineage import forest_of
from workshops.domain.results import final_ratings, points_results
from workshops.domain.support import supporters
from workshops.enums import RoundKind
from workshops.models import Challenge, Cluster, Proposal, Round, Workshop

FIRST = 5  # so many stand before the others


@dataclass(frozen=True)
class ShownProposal:
    """A proposal with what it is tied to now, and who agrees: persons, each once."""

    proposal: Proposal
    clusters: list[Cluster]
    challenges: list[Challenge]  # that everybody may read
    agreeing: frozenset[int]

    @property
    def agreeing_total(self) -> int:
        return len(self.agreeing)


@dataclass(frozen=True)
class Grounds:
    """What a proposal can grow from: first what won, then everything else."""

    clusters: list[Cluster]
    other_clusters: list[Cluster]
    challenges: list[Challenge]
    other_challenges: list[Challenge]

    @property
    def is_empty(self) -> bool:
        return not (self.clusters or self.other_clusters or self.challenges)


def proposals_of(workshop: Workshop, *, with_hidden: bool = False) -> list[ShownProposal]:
    """Most support first, then oldest; hidden and waiting ones only for the desk and for who
    wrote them. Five queries."""
    forest, agree = forest_of(workshop), supporters(workshop, "proposal")
    found = workshop.proposals.filter(withdrawn_at=None).prefetch_related("clusters", "challenges")
    shown = [
        ShownProposal(
            one,
            forest.roots_of([cluster.pk for cluster in one.clusters.all()]),
            sorted((each for each in one.challenges.all() if each.is_shown), key=_by_age),
            frozenset(agree.get(one.pk, set())),
        )
        for one in found.order_by("pk")
        if with_hidden or one.is_shown
    ]
    return sorted(shown, key=lambda one: (-one.agreeing_total, one.proposal.pk))


def grounds_of(workshop: Workshop) -> Grounds:
    """The clusters by the newest revealed round, the challenges by support; the rest after them.

    A fixed number of queries, some more for each second round of ratings.
    """
    standing = forest_of(workshop).standing()
    won = [one for one in _by_result(workshop) if one in standing][:FIRST]
    challenges = [one.challenge for one in _tied_first(challenges_of(workshop), won)]
    if not won:
        won = standing if len(standing) <= FIRST else []
    others = [one for one in standing if one not in won]
    return Grounds(won, others, challenges[:FIRST], challenges[FIRST:])


def _by_result(workshop: Workshop) -> list[Cluster]:
    """What got points, most first, or the rated by their impact; none before a result is shown."""
    rounds = workshop.rounds.revealed().filter(kind__in=[RoundKind.POINTS, RoundKind.RATINGS])
    newest = rounds.select_related("workshop", "second_of__workshop").in_order().last()
    if newest is None:
        return []
    if newest.kind == RoundKind.POINTS:
        return [one.cluster for one in points_results(newest) if one.points]
    return _by_impact(newest)


def _by_impact(round_: Round) -> list[Cluster]:
    rated = [
        (-spread.median, one.cluster.number, one.cluster)
        for one in final_ratings(round_)
        if (spread := one.axes["impact"].spread) is not None
    ]
    return [cluster for *_key, cluster in sorted(rated, key=lambda one: one[:2])]


def _tied_first(challenges: list[ShownChallenge], won: list[Cluster]) -> list[ShownChallenge]:
    """Those with support, most first, then those that are tied to a cluster that won."""
    return sorted(
        challenges,
        key=lambda one: (-one.agreeing_total, not any(c in won for c in one.clusters)),
    )


def _by_age(challenge: Challenge) -> int:
    return challenge.pk
