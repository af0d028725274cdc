"""The labelled pairs and themes of fixtures/similarity, and counting what was judged right."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parents[3] / "fixtures" / "similarity"


class Labelled(NamedTuple):
    first: str
    second: str
    same: bool
    kind: str
    part: str


class Counts(NamedTuple):
    """Right offers, wrong offers, missed ones, rightly silent."""

    tp: int
    fp: int
    fn: int
    tn: int

    @property
    def precision(self) -> float:
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0

    @property
    def recall(self) -> float:
        return self.tp / (self.tp + self.fn)

    @property
    def f1(self) -> float:
        return 2 * self.tp / (2 * self.tp + self.fp + self.fn)


def pairs(part: str | None = None) -> list[Labelled]:
    with (FOLDER / "pairs.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            Labelled(row["first"], row["second"], row["label"] == "same", row["kind"], row["part"])
            for row in csv.DictReader(file)
        ]
    return [row for row in rows if part in (None, row.part)]


def themes() -> list[tuple[str, str]]:
    """Theme, "" for none, and text."""
    with (FOLDER / "themes.csv").open(encoding="utf-8", newline="") as file:
        return [(row["theme"], row["text"]) for row in csv.DictReader(file)]


def counts(scores: Iterable[float], labels: Iterable[bool], least: float) -> Counts:
    judged = [(score >= least, same) for score, same in zip(scores, labels, strict=True)]
    return Counts(*(judged.count(each) for each in
                    ((True, True), (True, False), (False, True), (False, False))))  # fmt: skip


def judged(likeness: Callable[[str, str], float], part: str, least: float) -> Counts:
    mine = pairs(part)
    scores = [likeness(row.first, row.second) for row in mine]
    return counts(scores, [row.same for row in mine], least)
