"""The file before it is let in: every row, what it will become, and what is there already."""

from __future__ import annotations

import enum
import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from analysis.offline.lines import Line
from workshops.domain.imports import ImportRow, rows_on_board
from workshops.enums import WaitsFor
from workshops.models import Factor, Workshop
from workshops.similarity import Index


class Mark(enum.Enum):
    """What a row is beside those that are there."""

    NEW = "new"
    FAULTY = "faulty"  # something is wrong with it: never let in
    CAME = "came"  # this very row is on the board: never let in again
    AGAIN = "again"  # the same person said it in a row above: never let in
    THERE = "there"  # the same words stand on the board
    TWICE = "twice"  # another person said it in a row above

    @property
    def may_come(self) -> bool:
        return self in (Mark.NEW, Mark.THERE, Mark.TWICE)


@dataclass
class Marked:
    """A row with its mark. `of_row` is the row above that it repeats."""

    line: Line
    mark: Mark
    is_ticked: bool = False
    of_row: int = 0
    similar: list[Factor] = field(default_factory=list)  # only a hint


@dataclass
class Preview:
    """All rows of the chosen sheet, in the order of the file."""

    rows: list[Marked]

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(one.mark.value for one in self.rows)

    @property
    def ticked(self) -> list[Marked]:
        return [one for one in self.rows if one.is_ticked]

    @property
    def people_total(self) -> int:
        return len({one.line.writer for one in self.ticked})

    def as_rows(self) -> list[ImportRow]:
        """The ticked rows, to be let in."""
        return [one.line.as_row() for one in self.ticked]

    @cached_property
    def seal(self) -> str:
        """Changes when a row's mark does: what somebody has looked at is what is let in."""
        said = [(one.line.row, one.mark.value) for one in self.rows]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def preview_of(
    lines: Sequence[Line],
    workshop: Workshop,
    *,
    digest: str,
    place: int,
    ticks: Mapping[int, bool],
) -> Preview:
    """What these rows of a file would become now. Two queries.

    `digest` is the file's and `place` the sheet's; `ticks`: what was ticked or unticked by hand.
    """
    came = rows_on_board(workshop, digest=digest, place=place)
    rows = _marked(lines, set(came.values_list("import_row", flat=True)), _there(workshop))
    for one in rows:
        usual = one.mark is Mark.NEW
        one.is_ticked = one.mark.may_come and ticks.get(one.line.row, usual)
    return Preview(rows)


def hint_at_similar(rows: Collection[Marked], workshop: Workshop) -> None:
    """Add to new rows what on the board says nearly the same. Two queries."""
    asked = [one for one in rows if one.mark is Mark.NEW]
    shown = workshop.factors.on_board().filter(merged_into=None)
    texts = dict(shown.values_list("pk", "text")) if asked else {}
    index = Index(texts)
    found = {
        one.line.row: [alike.key for alike in index.alike(one.line.values["text"], limit=1)]
        for one in asked
    }
    factors = shown.in_bulk({pk for pks in found.values() for pk in pks})
    for one in asked:
        one.similar = [factors[pk] for pk in found[one.line.row] if pk in factors]


def _there(workshop: Workshop) -> set[tuple[str, str, str]]:
    """The words that stand on the board; what waits for a reveal is nobody's to know of."""
    shown = workshop.factors.filter(withdrawn_at=None).exclude(waits_for=WaitsFor.REVEAL)
    return set(shown.values_list("category", "district", "match_key"))


def _marked(
    lines: Iterable[Line], came: Collection[int | None], there: Collection[tuple[str, str, str]]
) -> list[Marked]:
    """Faults first: a row with one is compared with nothing."""
    first: dict[object, int] = {}
    rows = []
    for line in lines:
        if not line.is_clean:
            rows.append(Marked(line, Mark.FAULTY))
            continue
        own = (line.writer, *line.words)
        if line.row in came:
            one = Marked(line, Mark.CAME)
        elif own in first:
            one = Marked(line, Mark.AGAIN, of_row=first[own])
        elif line.words in there:
            one = Marked(line, Mark.THERE)
        elif line.words in first:
            one = Marked(line, Mark.TWICE, of_row=first[line.words])
        else:
            one = Marked(line, Mark.NEW)
        first.setdefault(own, line.row)
        first.setdefault(line.words, line.row)
        rows.append(one)
    return rows


def page_of(rows: Sequence[Marked], number: int, *, size: int) -> Sequence[Marked]:
    start = (number - 1) * size
    return rows[start : start + size]
