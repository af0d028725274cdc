"""Misspelt Thai: whether two stretches are one word that somebody typed in a hurry."""

from __future__ import annotations

import re
from functools import lru_cache

from workshops.similarity.vocabulary import KNOWN

# Letters that sound alike, and so are exchanged when one writes by ear.
_PAIRS = "ณน ญน ฬล รล ฎด ฏต ฐท ฑท ฒท ธท ถท ฆค ฅค ขค ศส ษส ใไ ฝฟ ผพ ภพ ฌช ฉช ีิ ืึ ูุ".split()
_ALIKE = {ord(pair[0]): pair[1] for pair in _PAIRS}
_SILENT = re.compile("[ก-ฮ][ิุ]?์")
_MARKS = re.compile("[็-๎]")


@lru_cache(maxsize=8192)
def by_ear(word: str) -> str:
    """The word without tones, silent letters and the choice between letters that sound alike."""
    word = _MARKS.sub("", _SILENT.sub("", word))
    return word.translate(_ALIKE)


def near(first: str, second: str) -> float:
    """1 if both are one word but for a slip, else 0. Numbers and short words have no slips.

    A slip is another spelling of the same sound, or, if one of them is no known word, one letter
    more, less, other or two exchanged, in at least four letters.
    """
    if first[:1].isdigit() or second[:1].isdigit() or abs(len(first) - len(second)) > 6:
        return 0.0
    if by_ear(first) == by_ear(second):
        return 1.0
    if first in KNOWN and second in KNOWN:
        return 0.0
    shorter = min(len(first), len(second))
    return float(shorter >= 4 and one_edit(first, second, most=1 if shorter < 9 else 2))


def one_edit(first: str, second: str, *, most: int = 1) -> bool:
    """Whether at most `most` letters were put in, left out, replaced or exchanged.

    Source: optimal string alignment, Damerau (1964), "A technique for computer detection and
    correction of spelling errors".
    """
    if abs(len(first) - len(second)) > most:
        return False
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, one in enumerate(first, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (one != other))
            if i > 1 and j > 1 and one == second[j - 2] and first[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return False
    return row[-1] <= most
