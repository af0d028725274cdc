"""A round on the projector: its rule, how far it is, and after the reveal what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from workshops.domain.progress import Progress
from workshops.domain.results import RatingResult
from workshops.enums import RoundKind
from workshops.measures.consensus import Verdict
from workshops.models import Round
from workshops.pictures.influence import InfluencePicture
from workshops.pictures.ranking import RankingPicture


@dataclass(frozen=True)
class RatingsSummary:
    """How many clusters the room agrees on, and how far it orders them alike."""

    results: list[RatingResult]  # by number
    agreed: int
    disputed: int
    too_few: int
    words: dict[str, str]  # of each axis: how far the room orders the clusters alike


@dataclass(frozen=True)
class RoundPicture:
    round: Round
    kind: RoundKind
    rule: list[str]  # whole sentences
    items: int  # clusters that it asks about
    progress: Progress
    everybody: int
    ranking: RankingPicture | None = None
    ratings: RatingsSummary | None = None
    influence: InfluencePicture | None = None

    @property
    def percent(self) -> int:
        """How much of the people has answered something."""
        return round(100 * self.progress.people / self.everybody) if self.everybody else 0

    @property
    def answers_percent(self) -> int:
        possible = self.progress.possible
        return min(100, round(100 * self.progress.answers / possible)) if possible else 0


def ratings_summary(results: Sequence[RatingResult], words: dict[str, str]) -> RatingsSummary:
    found = Counter(one.verdict for one in results)
    return RatingsSummary(
        list(results),
        found[Verdict.AGREED],
        found[Verdict.DISPUTED],
        found[Verdict.TOO_FEW],
        words,
    )
