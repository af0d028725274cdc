"""One text as a planner reads it: concepts, numbers, which end of each scale, names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from workshops.similarity import numbers
from workshops.similarity.cutting import cut
from workshops.similarity.vocabulary import (
    BRINGS_ABOUT,
    END_WEIGHT,
    ENDS,
    FUNCTION,
    FUNCTION_WEIGHT,
    KINDS,
    KNOWN,
    NEGATORS,
    PLACES,
    concepts_of,
    plain,
    weight_of,
)

_REACH = 3  # how many words after "ไม่" its negation still takes hold
_ABILITIES = ("เป็น", "ได้", "ไหว", "อยู่", "ถึง")  # behind "ไม่" and a verb
_TRENDS = {"ขึ้น": 1, "ลง": -1}  # only at the end of a clause; ลงทุน, ลงท่อ are no trends
_MISSING = ("ไม่มี", "ยังไม่มี", "ปราศจาก")  # they are the lower end of the scale of "enough"


@dataclass(frozen=True, slots=True)
class Token:
    """One concept of the text, in its order."""

    surface: str
    concept: str
    weight: float
    start: int  # its words in the reading, from ...
    end: int  # ... up to here


@dataclass(frozen=True, slots=True)
class Reading:
    """What is compared of one text."""

    words: tuple[str, ...]
    tokens: tuple[Token, ...]
    total: float
    numbers: frozenset[float]
    ends: frozenset[tuple[int, int]]
    negated: frozenset[str]
    negations: int
    kinds: frozenset[tuple[int, int]]
    places: frozenset[str]
    causes: frozenset[str]
    effects: frozenset[str]


@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    """Read one text. Never fails; an empty text has no tokens."""
    return read_words(cut(plain(text)))


def read_words(words: list[str]) -> Reading:
    """Read a text that has been cut."""
    return _Reader(words).reading()


class _Reader:
    """Goes through the words once, keeping what a negation in front of a word does to it."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.tokens: list[Token] = []
        self.numbers: set[float] = set()
        self.ends: set[tuple[int, int]] = set()
        self.negated: set[str] = set()
        self.negations = 0
        self.reach = 0
        self.at = self.end = 0
        self.follows = ""
        self.last = ""

    def reading(self) -> Reading:
        while self.at < len(self.words):
            number = numbers.read(self.words, self.at)
            self.end = self.at + 1 if number is None else number[1]
            self.follows = self.words[self.end] if self.end < len(self.words) else ""
            if number is None:
                self._word(self.words[self.at])
            else:
                self.numbers.add(number[0])
                self._add("".join(self.words[self.at : self.end]), f"{number[0]:g}", 1.0)
            self.at = self.end
        concepts = {token.concept for token in self.tokens}
        causes, effects = self._causes_and_effects()
        return Reading(
            words=tuple(self.words),
            tokens=tuple(self.tokens),
            total=sum(token.weight for token in self.tokens),
            numbers=frozenset(self.numbers),
            ends=frozenset(self.ends),
            negated=frozenset(self.negated),
            negations=self.negations,
            kinds=frozenset(one for concept in concepts for one in KINDS.get(concept, ())),
            places=frozenset(concepts & PLACES),
            causes=causes,
            effects=effects,
        )

    def _causes_and_effects(self) -> tuple[frozenset[str], frozenset[str]]:
        """What brings about what, around the first word that says so; nothing without one."""
        for at, word in enumerate(self.words):
            way = BRINGS_ABOUT.get(word)
            if way is not None:
                content = [token for token in self.tokens if token.weight > FUNCTION_WEIGHT]
                before = frozenset(token.concept for token in content if token.start < at)
                behind = frozenset(token.concept for token in content if token.start > at)
                return (before, behind) if way > 0 else (behind, before)
        return frozenset(), frozenset()

    def _add(self, surface: str, concept: str, weight: float) -> None:
        self.tokens.append(Token(surface, concept, weight, self.at, self.end))

    def _word(self, word: str) -> None:
        if word in NEGATORS:
            self._negator(word)
        elif word.isalnum() or "ก" <= word[0] <= "๛" or word == "%":
            concepts = concepts_of(word)
            ends = ENDS.get(word) or (ENDS.get(concepts[0]) if len(concepts) == 1 else None)
            if ends:
                self._end(word, concepts[0], ends)
            else:
                self._plain(word, concepts)
            self.reach = max(0, self.reach - 1)

    def _negator(self, word: str) -> None:
        """“ไม่มี” says itself what is missing; “ไม่” turns round the word behind it.

        “ไม่ได้” and “ไม่เป็น” behind a verb turn round what stands in front of them.
        """
        is_cut_off = self.follows.startswith("มี") and self.follows[2:] in KNOWN  # ไม่|มีส่วนร่วม
        if word in _MISSING or is_cut_off:
            self.ends.add((0, -1))
            self._add(word, "0-", END_WEIGHT)
            return
        self._add(word, word, FUNCTION_WEIGHT)
        self.negations += 1
        if word == "ไม่ได้" and self._is_over():
            self.negated.add(self.last)
        else:
            self.reach = _REACH

    def _is_over(self) -> bool:
        """Whether the clause seems to end here: nothing follows, or grammar does."""
        return not self.follows or self.follows in FUNCTION

    def _end(self, word: str, concept: str, ends: list[tuple[int, int]]) -> None:
        """A word on a scale: compared as that end of the scale, so that ไม่พอ meets ขาดแคลน."""
        sign = -1 if self.reach else 1
        if self.reach:  # the negation is used up; it says no more than the end itself
            self.negations -= 1
            self.reach = 0
        turned = [(scale, end * sign) for scale, end in ends]
        self.ends.update(turned)
        self.last = concept
        if concept in KINDS:
            self._add(word, concept, weight_of(concept))
        else:
            scale, end = turned[0]
            self._add(word, f"{scale}{'+' if end > 0 else '-'}", END_WEIGHT)

    def _plain(self, word: str, concepts: tuple[str, ...]) -> None:
        if word == "มี" and not self.reach:
            self.ends.add((0, 1))
        if word in _TRENDS and self._is_over():
            self._end(word, concepts[0], [(1, _TRENDS[word])])
            return
        for concept in concepts:
            weight = weight_of(concept)
            self._add(word, concept, weight)
            if weight > FUNCTION_WEIGHT:
                if self.reach:
                    self.negated.add(concept)
                    self.reach = 0
                self.last = concept
        if self.reach and word in _ABILITIES and self._is_over():
            self.negated.add(self.last)
            self.reach = 0
