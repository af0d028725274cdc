"""Two texts side by side: the words that one of them lacks, and slips of the keyboard put right.

A word that is only misspelt is read as the word that the other text has in its place, so that a
negation, a scale or a kind that it stands for counts again.
"""

from __future__ import annotations

from workshops.similarity.reading import Reading, read_words
from workshops.similarity.spelling import is_slip
from workshops.similarity.vocabulary import HEADS, KNOWN


def left_over(first: Reading, second: Reading) -> tuple[list[int], list[int]]:
    """The places of the tokens that the other text does not have."""
    free: dict[str, list[int]] = {}
    for at, token in enumerate(second.tokens):
        free.setdefault(token.concept, []).append(at)
    left = []
    for at, token in enumerate(first.tokens):
        if free.get(token.concept):
            free[token.concept].pop(0)
        else:
            left.append(at)
    return left, sorted(at for places in free.values() for at in places)


def runs_of(places: list[int]) -> list[list[int]]:
    """Neighbouring places together."""
    runs: list[list[int]] = []
    for at in places:
        if runs and at == runs[-1][-1] + 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def mended(first: Reading, second: Reading) -> tuple[Reading, Reading]:
    """Both readings, with each misspelt word read as the one that was meant."""
    left, right = left_over(first, second)
    others = [Stretch(second, run) for run in runs_of(right)]
    to_first: list[tuple[Stretch, Stretch]] = []
    to_second: list[tuple[Stretch, Stretch]] = []
    for mine in [Stretch(first, run) for run in runs_of(left)]:
        slip = next((other for other in others if _is_slip(mine, other)), None)
        if slip is None:
            continue
        others.remove(slip)
        if mine.is_known or not slip.is_known:
            to_second.append((slip, mine))
        else:
            to_first.append((mine, slip))
    return _with(first, to_first), _with(second, to_second)


class Stretch:
    """Neighbouring tokens of one text, with what stands around them."""

    def __init__(self, reading: Reading, run: list[int]) -> None:
        tokens = reading.tokens
        self.start, self.end = tokens[run[0]].start, tokens[run[-1]].end
        self.words = reading.words[self.start : self.end]
        self.text = "".join(self.words)
        self.is_known = all(word in KNOWN for word in self.words)
        self.before = tokens[run[0] - 1].concept if run[0] else "^"
        # Behind "บ้าน" or "ตำบล" stands a name, unless it is one word that everybody knows.
        self.may_name = self.before in HEADS and not (self.is_known and len(self.words) == 1)
        self.behind = tokens[run[-1] + 1].concept if run[-1] + 1 < len(tokens) else "$"


def _is_slip(one: Stretch, other: Stretch) -> bool:
    return is_slip(
        one.text,
        other.text,
        known=one.is_known and other.is_known and len(one.words) == len(other.words),
        in_place=(one.before, one.behind) == (other.before, other.behind),
        a_name=one.may_name and other.may_name,
    )


def _with(reading: Reading, changes: list[tuple[Stretch, Stretch]]) -> Reading:
    """The reading of the same words, but for the stretches that are replaced."""
    if not changes:
        return reading
    words = list(reading.words)
    for old, new in sorted(changes, key=lambda change: -change[0].start):
        words[old.start : old.end] = new.words
    return read_words(words)
