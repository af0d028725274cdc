"""A short name for a group, in words that one of its own sentences uses."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from workshops.similarity.cutting import spans
from workshops.similarity.vocabulary import (
    ENDS,
    FUNCTION_WEIGHT,
    NEGATORS,
    concepts_of,
    plain,
    weight_of,
)
from workshops.text import arabic_digits, clean_text

Vector = dict[str, float]
Member = tuple[str, Vector]

SHORTEST, LONGEST = 3, 40
_MOST_WORDS = 6
_LISTENED_TO = 6  # the most central sentences, from which the name is taken
_PER_WORD = 0.03  # of two phrases that say the same, the shorter
# Grammar that a heading may have inside.
_INSIDE = set("ของ และ ใน จาก เพื่อ การ ความ ด้าน สาย แห่ง ต่อ กับ".split())
_AS_WRITTEN = 0.1  # of two spellings, the one that more of them write
_ENOUGH = 0.5  # share of the members that the phrase has to fit


def name_of(members: Sequence[Member], taken: Collection[str] = ()) -> str:
    """A phrase that most members share, 3 to 40 letters, cut between words.

    members: texts with their concepts, at least one. `taken`: names that other groups have; they
    are avoided. Where no phrase fits half of them, the beginning of the most central sentence.
    """
    centre = _centre([vector for _, vector in members])
    central = _most_central_first(members, centre)
    scores: dict[str, float] = {}
    fitting: dict[frozenset[str], int] = {}
    for text, _ in central[:_LISTENED_TO]:
        for phrase, concepts, words in _phrases(clean_text(text)):
            if concepts not in fitting:
                fitting[concepts] = sum(concepts <= vector.keys() for _, vector in members)
            share = fitting[concepts] / len(members)
            if phrase not in scores and share >= _ENOUGH and share > 1 / len(members):
                weight = sum(centre[one] for one in concepts)
                written = sum(phrase in text for text, _ in members) / len(members)
                scores[phrase] = share * weight + _AS_WRITTEN * written - _PER_WORD * words
    free = [phrase for phrase, score in scores.items() if phrase not in taken and score > 0]
    if free:
        return min(free, key=lambda phrase: (-round(scores[phrase], 9), len(phrase), phrase))
    return _shortened(central[0][0])


def _centre(vectors: list[Vector]) -> Vector:
    """The mean of the vectors."""
    centre: Vector = {}
    for vector in vectors:
        for concept, weight in vector.items():
            centre[concept] = centre.get(concept, 0.0) + weight / len(vectors)
    return centre


def _phrases(text: str) -> Iterator[tuple[str, frozenset[str], int]]:
    """Each stretch of the text that could be a heading, with its concepts and how many words."""
    lowered = _lowered(text)
    words = spans(lowered)
    named = [_named(lowered[start:end]) for start, end in words]
    for first, (start, _) in enumerate(words):
        if not named[first]:
            continue
        concepts: frozenset[str] = frozenset()
        for last in range(first, min(first + _MOST_WORDS, len(words))):
            end = words[last][1]
            if end - start > LONGEST or not (last == first or _joins(lowered, words, last)):
                break
            concepts |= named[last]
            if named[last] and end - start >= SHORTEST:
                yield text[start:end], concepts, last - first + 1


@lru_cache(maxsize=4096)
def _named(word: str) -> frozenset[str]:
    """The concepts of a word that may stand at the edge of a heading, else nothing."""
    key = plain(word)
    if not key or key in NEGATORS or key in ENDS or key[0].isdigit() or not _is_word(key):
        return frozenset()
    return frozenset(one for one in concepts_of(key) if weight_of(one) > FUNCTION_WEIGHT)


def _is_word(word: str) -> bool:
    return word[0].isalnum() or "ก" <= word[0] <= "๛"


def _joins(text: str, words: list[tuple[int, int]], at: int) -> bool:
    """Whether a word continues the phrase in front of it.

    No sign, no space in Thai, and of the grammar only what a heading may have.
    """
    start, end = words[at]
    begun, before = words[at - 1]
    word = text[start:end]
    if not _is_word(word) or not (_named(word) or word in _INSIDE):
        return False
    return before == start or (word.isascii() and text[begun:before].isascii())


def _most_central_first(members: Sequence[Member], centre: Vector) -> list[Member]:
    def distance(member: Member) -> tuple[float, int, str]:
        text, vector = member
        near = sum(weight * centre[concept] for concept, weight in vector.items())
        return (-round(near, 9), len(text), text)

    return sorted(members, key=distance)


def _shortened(text: str) -> str:
    """The beginning of a sentence, cut between words, without grammar at its end."""
    text = clean_text(text)
    words = spans(_lowered(text))
    end = 0
    for start, stop in words:
        if stop > LONGEST:
            break
        if _named(_lowered(text)[start:stop]) or not end:
            end = stop
    return text[:end] or text[:LONGEST]


def _lowered(text: str) -> str:
    """For looking words up; as long as the text, letter by letter."""
    lowered = arabic_digits(text).lower()
    return lowered if len(lowered) == len(text) else arabic_digits(text)
