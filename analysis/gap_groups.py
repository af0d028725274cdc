"""The gaps of a plan as pages list them: by row, with an address for each, and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from analysis.gap_reading import RowState, States
from analysis.gaps import Gap, Severity
from workshops.models import Workshop


@dataclass(frozen=True)
class Mend:
    """A gap, and where it is mended."""

    gap: Gap
    address: str


@dataclass(frozen=True)
class GapGroup:
    """The gaps of one row."""

    state: RowState
    mends: list[Mend]


@dataclass(frozen=True)
class GapList:
    groups: list[GapGroup]
    counts: list[tuple[Severity, str | Promise, int]]  # gravest first, none left out

    @property
    def total(self) -> int:
        return sum(count for _severity, _label, count in self.counts)


def grouped(workshop: Workshop, states: States) -> GapList:
    """The rows that have gaps, in the order of the plan. No query."""
    with_gaps = [state for state in states.values() if state.gaps]
    counts = Counter(gap.severity for state in with_gaps for gap in state.gaps)
    return GapList(
        [GapGroup(state, list(_mends(workshop, state.gaps))) for state in with_gaps],
        [(severity, severity.label, counts[severity]) for severity in Severity],
    )


def mends(workshop: Workshop, gaps: Iterable[Gap]) -> list[Mend]:
    return list(_mends(workshop, gaps))


def _mends(workshop: Workshop, gaps: Iterable[Gap]) -> Iterable[Mend]:
    for gap in gaps:
        yield Mend(gap, address_of(workshop, gap))


def address_of(workshop: Workshop, gap: Gap) -> str:
    """The form, at the field that is empty or wrong; for a row that is missing, its new form."""
    missing = {"no-indicator": "create-indicator", "no-project": "create-project"}
    if gap.kind == "issue" and gap.rule in missing:
        return reverse(f"analysis:{missing[gap.rule]}", args=[workshop.code, gap.pk])
    address = reverse(f"analysis:change-{gap.kind}", args=[workshop.code, gap.pk])
    return f"{address}#id_{gap.field}" if gap.field else address
