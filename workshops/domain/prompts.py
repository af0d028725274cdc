"""Prompts of the reflecting step: a disputed cluster asks for a note, or is said to need none."""

from __future__ import annotations

from dataclasses import dataclass

from workshops.domain.arrangement import Arrangement, ShownChallenge
from workshops.domain.results import disputed, final_ratings
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
    rounds = workshop.rounds.revealed().filter(kind=RoundKind.RATINGS)
    newest = rounds.select_related("workshop", "second_of__workshop").order_by("number").last()
    if newest is not None:
        found = disputed(final_ratings(newest))
    else:
        found = [stack.cluster for stack in arrangement.stacks if stack.is_opposed]
    return [
        Prompt(
            cluster,
            newest is not None,
            cluster.pk in tied,
            cluster.prompt_skipped_at is not None,
        )
        for cluster in found
    ]
