"""Misspelt Thai: whether two stretches are one word that somebody typed in a hurry."""

from __future__ import annotations

import re
from functools import lru_cache

from workshops.similarity.vocabulary import ENDS, KINDS

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


def is_slip(
    first: str, second: str, *, known: bool, in_place: bool = False, a_name: bool = False
) -> bool:
    """Whether both are one word but for a slip. Numbers and opposites are never slips.

    A slip is another spelling of the same sound, or one letter more, less, other or two
    exchanged, in at least four letters. `known`: both are words that exist, so they must sound
    alike and stand `in_place`, between the same neighbours, where two letters are enough.
    `a_name`: names differ in one letter too often, so they must sound alike.
    """
    if first[:1].isdigit() or second[:1].isdigit() or abs(len(first) - len(second)) > 6:
        return False
    if known and (not in_place or _is_opposite(first, second)):
        return False
    if by_ear(first) == by_ear(second):
        return True
    shorter = min(len(first), len(second))
    if known or a_name or shorter < (2 if in_place else 4):
        return False
    return one_edit(first, second, most=1 if shorter < 9 else 2)


def _is_opposite(first: str, second: str) -> bool:
    """ใกล้ and ไกล sound alike and mean the opposite; ป่า and ปลา may be of one kind."""
    return first in ENDS or second in ENDS or (first in KINDS and second in KINDS)


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
