"""The word list and the lexica, made ready for looking up: what a stretch of Thai letters means.

Read once, when the package is imported.
"""

from __future__ import annotations

import math
import re
from pathlib import Path

from workshops.similarity import contrasts, lexicon
from workshops.text import match_key

UNITS = {
    word: value
    for value, words in enumerate("ศูนย์ หนึ่ง/เอ็ด สอง/ยี่ สาม สี่ ห้า หก เจ็ด แปด เก้า".split())
    for word in words.split("/")
    if word != "ศูนย์"  # it is a centre far more often than a nought
}
SCALES = {"สิบ": 10, "ร้อย": 100, "พัน": 1000, "หมื่น": 10_000, "แสน": 100_000, "ล้าน": 1_000_000}
_NUMBER = re.compile("(?:" + "|".join([*UNITS, *SCALES]) + ")+")
_INNER_DOT = re.compile(r"([เก-ฮิี]{1,4})\.(?=[ก-ฮ]{1,4}\.)")
_CONSONANTS = re.compile("[ก-ฮ]{3,}")

FUNCTION_WEIGHT = 0.12
END_WEIGHT = 0.6  # of a word that stands on a scale


def plain(text: str) -> str:
    """`match_key` with the spaces that divide numbers and Latin words, and รพ.สต. as รพสต."""
    joined = " ".join(map(match_key, text.split()))
    joined = re.sub(r"(?<![0-9a-z]) | (?![0-9a-z])", "", joined)
    return _INNER_DOT.sub(r"\1", joined)


def _variants(table: str) -> dict[str, tuple[str, ...]]:
    """Each spelling in a table of `lexicon` and the concepts that it stands for."""
    found: dict[str, tuple[str, ...]] = {}
    for line in filter(None, table.splitlines()):
        first, _, others = line.partition(" = ")
        concept = tuple(plain(part) for part in first.split())
        for spelling in (first.replace(" ", ""), *others.split()):
            found.setdefault(plain(spelling), concept)
            bare = plain(spelling).rstrip(".")
            if _CONSONANTS.fullmatch(bare):  # an abbreviation, with its dot and without
                found.setdefault(bare, concept)
                found.setdefault(f"{bare}.", concept)
    return found


def _resolved(spellings: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The same, with a concept that has itself another name followed to its end."""

    def last(concept: str, spelling: str) -> tuple[str, ...]:
        return (concept,) if concept == spelling else spellings.get(concept, (concept,))

    return {
        spelling: tuple(one for concept in concepts for one in last(concept, spelling))
        for spelling, concepts in spellings.items()
    }


def _frequent() -> dict[str, float]:
    """Word -> weight: the rarer in the national corpus, the more it says."""
    path = Path(__file__).with_name("words.txt")
    lines = path.read_text("utf-8").splitlines()
    words = [word for line in lines if not line.startswith("#") for word in line.split()]
    figures = {*UNITS, *SCALES}
    words = [word for word in words if word in figures or not _NUMBER.fullmatch(word)]
    last = math.log(len(words))
    return {word: 0.45 + 0.55 * math.log(rank) / last for rank, word in enumerate(words, 1)}


CONCEPTS = _resolved(
    _variants("".join((contrasts.NAMES, lexicon.OFFICES, lexicon.LOANS, lexicon.SYNONYMS)))
)


def concepts_of(word: str) -> tuple[str, ...]:
    """What a word is compared as."""
    return CONCEPTS.get(word, (word,))


def _ends() -> dict[str, list[tuple[int, int]]]:
    """Word -> the scales it lies on, each with its end, 1 or -1."""
    found: dict[str, list[tuple[int, int]]] = {}
    for scale, line in enumerate(contrasts.SCALES.strip().splitlines()):
        for end, words in zip((1, -1), line.split(" / "), strict=True):
            for word in words.split():
                found.setdefault(plain(word), []).append((scale, end))
    return found


def _kinds() -> dict[str, list[tuple[int, int]]]:
    """Concept -> the kinds it is one of, each with its number in that kind."""
    found: dict[str, list[tuple[int, int]]] = {}
    for kind, line in enumerate(contrasts.KINDS.strip().splitlines()):
        for number, words in enumerate(line.split(" | ")):
            for word in words.split():
                found.setdefault(plain(word), []).append((kind, number))
    return found


ENDS = _ends()
KINDS = _kinds()
PLACES = {
    concept
    for word in (contrasts.PROVINCES + contrasts.DISTRICTS).split()
    for concept in concepts_of(plain(word))
}
HEADS = {concept for word in contrasts.HEADS.split() for concept in concepts_of(plain(word))}
NEGATORS = {plain(word) for word in contrasts.NEGATORS}
BRINGS_ABOUT = {plain(word): 1 for word in contrasts.BRINGS_ABOUT}
BRINGS_ABOUT |= {plain(word): -1 for word in contrasts.IS_BROUGHT_ABOUT}
NO_THEME = {concept for word in lexicon.NO_THEME for concept in concepts_of(plain(word))}
FUNCTION = {plain(word) for word in lexicon.FUNCTION}
WEIGHTS = _frequent()
_NAMES = (contrasts.PROVINCES + contrasts.DISTRICTS + contrasts.PLAIN_NAMES).split()
KNOWN = {
    *WEIGHTS,
    *CONCEPTS,
    *ENDS,
    *KINDS,
    *PLACES,
    *NEGATORS,
    *FUNCTION,
    *BRINGS_ABOUT,
    *map(plain, _NAMES),
}
KNOWN |= {*map(plain, _NAMES)}
KNOWN |= {concept for concepts in CONCEPTS.values() for concept in concepts}


def weight_of(concept: str) -> float:
    """How much a concept says, 0.12 (grammar) to 1 (a rare word)."""
    if concept in FUNCTION:
        return FUNCTION_WEIGHT
    return WEIGHTS.get(concept, 1.0)
