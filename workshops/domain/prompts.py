"""Prompts of the reflecting step: a disputed cluster asks for a note, or is said to need none."""

from __future__ import annotations

from dataclasses import dataclass

from workshops.domain.arrangement import Arrangement, ShownChallenge
from workshops.domain.results import RatingResult, disputed, rating_results
from workshops.enums import RoundKind
from workshops.models import Cluster, Workshop


@dataclass(frozen=True)
class Prompt:
    """A cluster about which the room does not agree: why, who is affected, what is missing?"""

    cluster: Cluster
    by_ratings: bool  # its ratings differ; else its factors say opposite things of it
    is_answered: bool  # a challenge is tied to it
    is_skipped: bool

    @property
    def is_open(self) -> bool:
        return not self.is_answered and not self.is_skipped


def prompts_of(
    workshop: Workshop, arrangement: Arrangement, challenges: list[ShownChallenge]
) -> list[Prompt]:
    """By number. After a round of ratings was revealed its disputed clusters; before, those whose
    factors are strengths to some and weaknesses to others, or chances and dangers."""
    tied = {cluster.pk for one in challenges for cluster in one.clusters}
    rated = _newest_ratings(workshop)
    found = disputed(rated) if rated else [s.cluster for s in arrangement.stacks if s.is_opposed]
    return [
        Prompt(cluster, bool(rated), cluster.pk in tied, cluster.prompt_skipped_at is not None)
        for cluster in found
    ]


def _newest_ratings(workshop: Workshop) -> list[RatingResult]:
    """Every cluster that was ever rated, by the newest revealed round that asked about it."""
    rounds = workshop.rounds.revealed().filter(kind=RoundKind.RATINGS)
    results: dict[int, RatingResult] = {}
    for one in rounds.select_related("workshop", "second_of__workshop").in_order():
        results |= {result.cluster.pk: result for result in rating_results(one)}
    return sorted(results.values(), key=lambda one: one.cluster.number)
