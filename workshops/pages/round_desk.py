"""What the desk's page of rounds shows: the rounds with how far they are, and the clusters to
choose from. Reads only; never what was answered before a reveal."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from workshops.domain.arrangement import arrangement_of
from workshops.domain.progress import Progress, progress_of_rounds
from workshops.domain.results import points_results
from workshops.enums import ProjectorMode, RoundKind
from workshops.models import Cluster, Round, Workshop
from workshops.round_words import rule_words
from workshops.rounds import INFLUENCE_LIMIT

# What the projector can show of a round, once it is revealed.
MODES: dict[str, tuple[ProjectorMode, ...]] = {
    RoundKind.POINTS: (ProjectorMode.RANKING,),
    RoundKind.RATINGS: (ProjectorMode.MAP, ProjectorMode.RANKING),
    RoundKind.INFLUENCE: (ProjectorMode.INFLUENCE,),
}


@dataclass(frozen=True)
class RoundLine:
    round: Round
    clusters_total: int
    progress: Progress
    rule: list[str]
    seconds: list[int]  # numbers of the kept rounds that ask again what was disputed
    is_latest: bool = True  # none of them, and of those that ask the same again, came later

    @property
    def kind(self) -> RoundKind:
        return RoundKind(self.round.kind)

    @property
    def may_have_second(self) -> bool:
        return self.round.is_revealed and self.kind == RoundKind.RATINGS and self.is_latest

    @property
    def modes(self) -> list[ProjectorMode]:
        revealed = MODES[self.kind] if self.round.is_revealed else ()
        return [ProjectorMode.ROUND, *revealed]


@dataclass(frozen=True)
class Choice:
    """A cluster that a round may ask about."""

    cluster: Cluster
    factors_total: int
    agreeing_total: int
    points: int | None  # of the newest revealed round of points, if there is one
    is_chosen: bool


def lines_of(workshop: Workshop) -> list[RoundLine]:
    """All rounds, the newest first. Seven queries at most, however many there are."""
    rounds = workshop.rounds.select_related("second_of").prefetch_related("clusters")
    newest_first = list(rounds.order_by("-number", "-pk"))
    known = progress_of_rounds(workshop, newest_first)
    return [
        RoundLine(
            one,
            len(one.clusters.all()),
            known[one.pk],
            rule_words(one),
            [
                again.number
                for again in reversed(newest_first)
                if again.second_of_id == one.pk and not again.is_discarded
            ],
            not any(
                again.second_of_id in (one.pk, one.second_of_id or one.pk)
                for again in newest_first
                if again.number > one.number and not again.is_discarded
            ),
        )
        for one in newest_first
    ]


def line_of(round_: Round) -> RoundLine:
    return next(line for line in lines_of(round_.workshop) if line.round.pk == round_.pk)


def choices_of(workshop: Workshop, chosen: Collection[int]) -> list[Choice]:
    """The clusters that stand, by number."""
    revealed = workshop.rounds.revealed().filter(kind=RoundKind.POINTS)
    newest = revealed.select_related("workshop").order_by("number").last()
    given = {one.cluster.pk: one.points for one in points_results(newest)} if newest else None
    return [
        Choice(
            stack.cluster,
            stack.factors_total,
            stack.agreeing_total,
            given.get(stack.cluster.pk, 0) if given is not None else None,
            stack.cluster.pk in chosen,
        )
        for stack in arrangement_of(workshop).stacks
    ]


def ticked(choices: Sequence[Choice], *, how: str, first: int) -> list[int]:
    """The keys that a quick choice ticks; the first so many by points or by support."""
    if how == "none":
        return []
    if how == "all":
        return [one.cluster.pk for one in choices]

    def rank(one: Choice) -> tuple[int, int]:
        much = (one.points or 0) if how == "points" else one.agreeing_total
        return -much, one.cluster.number

    return [one.cluster.pk for one in sorted(choices, key=rank)[:first]]


def usual(choices: Sequence[Choice], kind: RoundKind) -> list[int]:
    """What a new round most likely asks about: everything; for cross-impact what leads."""
    if kind != RoundKind.INFLUENCE:
        return ticked(choices, how="all", first=0)
    has_points = any(one.points is not None for one in choices)
    how = "points" if has_points else "support"
    return ticked(choices, how=how, first=INFLUENCE_LIMIT)


def with_ticks(choices: Sequence[Choice], chosen: Collection[int]) -> list[Choice]:
    return [replace(one, is_chosen=one.cluster.pk in chosen) for one in choices]
