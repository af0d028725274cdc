"""The challenges, with a bar for how many agree with each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workshops.domain.arrangement import ShownChallenge
from workshops.models import Cluster


@dataclass(frozen=True)
class ChallengeBar:
    text: str
    affected: str
    clusters: list[Cluster]  # that it is tied to, by number
    agreeing: int
    bar: float  # 0 to 100; the most agreed one reaches 100


@dataclass(frozen=True)
class ChallengesPicture:
    bars: list[ChallengeBar]

    @property
    def is_empty(self) -> bool:
        return not self.bars


def challenges_picture(challenges: Sequence[ShownChallenge]) -> ChallengesPicture:
    """In the order given: most support first."""
    most = max((one.agreeing_total for one in challenges), default=0)
    return ChallengesPicture(
        [
            ChallengeBar(
                text=one.challenge.text,
                affected=one.challenge.affected,
                clusters=one.clusters,
                agreeing=one.agreeing_total,
                bar=round(100 * one.agreeing_total / most, 1) if most else 0.0,
            )
            for one in challenges
        ]
    )
