"""What came of each round, as the pages of results show it; of rounds that are not revealed
not one figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from analysis.documents.charts import Dot
from analysis.forms_results import USUAL
from analysis.frames_rounds import (
    SMALLEST,
    Rated,
    axis_frame,
    horizons_frame,
    is_enough,
    priority_frame,
    rated,
    revealed_rounds,
)
from analysis.tables.influence import classes_table
from analysis.tables.map import map_table
from analysis.tables.rounds import (
    again_table,
    agreement_table,
    concordance_table,
    horizons_table,
    ranking_table,
)
from analysis.tables.table import Table
from workshops.domain.progress import Progress, progress_of_rounds
from workshops.domain.proposal_lists import grounds_of
from workshops.domain.results import PointsResult, RatingResult, concordance, points_results
from workshops.enums import RoundKind
from workshops.influence_tables import influence_table
from workshops.measures.priority import Weights
from workshops.models import Cluster, Round, Workshop
from workshops.quadrants import quadrant_names
from workshops.round_words import VERDICTS, rule_words

RANKED_AXES = ("impact", "uncertainty")


@dataclass(frozen=True)
class RoundRead:
    """A round; its result only where it is revealed and enough people answered."""

    round: Round
    rule: list[str]
    progress: Progress | None = None  # None: not revealed
    points: list[PointsResult] = field(default_factory=list)
    ratings: list[RatingResult] = field(default_factory=list)  # each by its newest round
    tables: list[Table] = field(default_factory=list)
    verdicts: dict[str, int] = field(default_factory=dict)  # of ratings: label, how many clusters
    disputed: list[Cluster] = field(default_factory=list)

    @property
    def is_shown(self) -> bool:
        return self.progress is not None

    @property
    def too_few(self) -> bool:
        return self.progress is not None and self.progress.people < SMALLEST


@dataclass(frozen=True)
class Ranking:
    """The newest points and ratings in one order, as the ranking page has it by itself."""

    table: Table
    dots: list[Dot]
    map: Table | None


def rounds_of(workshop: Workshop) -> list[RoundRead]:
    """First rounds in their order; second ones are in the tables of their first."""
    kept = list(workshop.rounds.kept().select_related("workshop", "second_of__workshop").in_order())
    progress = progress_of_rounds(workshop, [one for one in kept if one.is_revealed])
    return [_read(one, progress.get(one.pk)) for one in kept]


def _read(round_: Round, progress: Progress | None) -> RoundRead:
    read = RoundRead(round_, rule_words(round_), progress)
    if progress is None or read.too_few:
        return read
    if round_.kind == RoundKind.POINTS:
        return RoundRead(round_, read.rule, progress, points=points_results(round_))
    if round_.kind == RoundKind.INFLUENCE:
        return RoundRead(
            round_, read.rule, progress, tables=[classes_table(influence_table(round_))]
        )
    if round_.second_of_id is not None:
        return read
    found = rated(round_)
    verdicts = {str(VERDICTS[code]): 0 for code in VERDICTS}
    for one in found.final:
        verdicts[str(VERDICTS[one.verdict])] += 1
    disputed = [one.cluster for one in found.final if one.verdict == "disputed"]
    return RoundRead(
        round_,
        read.rule,
        progress,
        ratings=found.final,
        tables=_tables(found),
        verdicts=verdicts,
        disputed=disputed,
    )


def _tables(found: Rated) -> list[Table]:
    tables = []
    for axis in found.axes:
        frame = axis_frame(found, axis)
        tables.append(agreement_table(frame, axis))
        if found.seconds:
            tables.append(again_table(frame, axis))
    if found.round.asks_horizon:
        tables.append(horizons_table(horizons_frame(found.final)))
    rounds = [(_("First round"), found.round)]
    rounds += [(_("Second round"), second) for second in found.seconds]
    together = [
        (name, axis, concordance(one, axis)) for name, one in rounds for axis in RANKED_AXES
    ]
    return [*tables, concordance_table(together)]


def ranking_of(workshop: Workshop) -> Ranking | None:
    """By the weights that the ranking page has to begin with; none before a result is shown."""
    points = revealed_rounds(workshop, RoundKind.POINTS)[:1]
    ratings = revealed_rounds(workshop, RoundKind.RATINGS)[:1]
    counted = progress_of_rounds(workshop, points)
    points = [one for one in points if counted[one.pk].people >= SMALLEST]
    if not points and not ratings:
        return None
    found = rated(ratings[0]) if ratings else None
    weights = Weights(*(float(USUAL[name]) for name in ("points", "impact", "uncertainty")))
    frame = priority_frame(points[0] if points else None, found, weights)
    shown = [
        one
        for one in (found.final if found else [])
        if all(is_enough(one.axes[axis]) for axis in RANKED_AXES)
    ]
    places: dict[tuple[float, float], list[int]] = {}
    for one in shown:
        impact, uncertainty = one.axes["impact"].spread, one.axes["uncertainty"].spread
        if impact and uncertainty:
            places.setdefault((uncertainty.median, impact.median), []).append(one.cluster.number)
    # Clusters at the same place share one dot, or their numbers would lie on each other.
    dots = [Dot(_in_lines(numbers), x, y) for (x, y), numbers in places.items()]
    placed = map_table(shown, quadrant_names(workshop)) if shown else None
    return Ranking(ranking_table(frame, int(USUAL["best"])), dots, placed)


def _in_lines(numbers: list[int]) -> str:
    """Three in a line: further ones would run into the next dot."""
    lines = [numbers[start : start + 3] for start in range(0, len(numbers), 3)]
    return ",\n".join(", ".join(map(str, line)) for line in lines)


def put_first(workshop: Workshop, reads: Sequence[RoundRead]) -> list[Cluster]:
    """What the newest revealed round of points or ratings put first; none before one is, nor of
    so few people that it would be their answer."""
    kinds = (RoundKind.POINTS, RoundKind.RATINGS)
    shown = [one for one in reads if one.is_shown and one.round.kind in kinds]
    if not shown or shown[-1].too_few:
        return []
    return grounds_of(workshop).clusters
