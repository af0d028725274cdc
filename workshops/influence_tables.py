"""A revealed cross-impact round as tables: the matrix, the ranks, the classes, the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workshops.domain.lineage import forest_of
from workshops.domain.results import influence_cells, influence_matrix
from workshops.measures.influence import Cell, classes, direct, indirect
from workshops.models import Cluster, Influence, Round
from workshops.round_words import CLASSES


@dataclass(frozen=True)
class MatrixRow:
    cluster: Cluster
    cells: list[Cell | None]  # None on the diagonal and for pairs that nobody answered
    driving: int


@dataclass(frozen=True)
class RankRow:
    """One cluster: sums and ranks (1 is the most), by direct paths and by all."""

    cluster: Cluster
    driving: int
    driving_rank: int
    dependence: int
    dependence_rank: int
    indirect_driving_rank: int
    indirect_dependence_rank: int
    class_label: str
    indirect_class_label: str

    @property
    def has_moved(self) -> bool:
        return self.class_label != self.indirect_class_label


@dataclass(frozen=True)
class Reason:
    source: Cluster
    target: Cluster
    strength: int | None  # None: P
    text: str


@dataclass(frozen=True)
class InfluenceTable:
    rows: list[MatrixRow]
    dependence: list[int]
    ranks: list[RankRow]  # the strongest drivers first
    power: int
    is_stable: bool
    answered: int
    pairs: int
    has_potential: bool
    reasons: list[Reason]


def influence_table(round_: Round) -> InfluenceTable:
    """Seven queries."""
    items, cells = influence_cells(round_)
    matrix, potential = influence_matrix(items, cells)
    near, far = direct(matrix), indirect(matrix)
    known = {cluster.pk: cluster for cluster in items}
    columns = zip(
        items,
        near.driving,
        _ranks(near.driving),
        near.dependence,
        _ranks(near.dependence),
        _ranks(far.driving),
        _ranks(far.dependence),
        [str(CLASSES[one]) for one in classes(near)],
        [str(CLASSES[one]) for one in classes(far)],
        strict=True,
    )
    ranks = [RankRow(*row) for row in columns]
    return InfluenceTable(
        rows=[
            MatrixRow(one, [cells.get((one.pk, other.pk)) for other in items], driving)
            for one, driving in zip(items, near.driving, strict=True)
        ],
        dependence=near.dependence,
        ranks=sorted(ranks, key=lambda row: (row.driving_rank, row.cluster.number)),
        power=far.power,
        is_stable=far.is_stable,
        answered=sum(1 for pair in cells if known.keys() >= set(pair)),
        pairs=len(items) * (len(items) - 1),
        has_potential=bool(potential),
        reasons=_reasons(round_, known),
    )


def _reasons(round_: Round, known: dict[int, Cluster]) -> list[Reason]:
    """In the order of the pairs; without names. Two queries."""
    forest = forest_of(round_.workshop)
    rows = Influence.objects.filter(round=round_).exclude(reason="").order_by("changed_at", "pk")
    found = []
    for one in rows:
        source, target = (forest.root_of[pk] for pk in (one.source_id, one.target_id))
        if source != target and source in known and target in known:
            found.append(Reason(known[source], known[target], one.strength, one.reason))
    return sorted(found, key=lambda one: (one.source.number, one.target.number))


def _ranks(sums: Sequence[int]) -> list[int]:
    return [1 + sum(other > one for other in sums) for one in sums]
