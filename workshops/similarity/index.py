"""Who says the same: the index that answers while somebody types, and the suggested duplicates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from threading import RLock

from workshops.similarity.comparing import compare
from workshops.similarity.judging import LIKELY, SAME, judge, likeness
from workshops.similarity.reading import Reading, read
from workshops.similarity.spelling import by_ear
from workshops.similarity.vocabulary import FUNCTION_WEIGHT

# How many of the texts that share most are looked at closely.
_LOOKED_AT = 40
# Below this share of common meaning nothing can be judged the same.
_LEAST_SHARED = 0.4
# Texts this short may share no word at all when one letter is wrong; they are found by letters.
_SHORT = 40
# A word that stands in more texts than this does not make two of them candidates by itself.
_TOO_COMMON = 150


@dataclass(frozen=True, slots=True)
class Alike:
    """One existing text that says the same, and how sure that is, 0..1."""

    key: int
    score: float


@dataclass(frozen=True, slots=True)
class Pair:
    """A suggested duplicate, `first` < `second`, and how sure it is, 0..1."""

    first: int
    second: int
    score: float


class Index:
    """The texts of one workshop, by what they say. Threads may share one."""

    def __init__(self, texts: Mapping[int, str] | None = None) -> None:
        self._lock = RLock()
        self._readings: dict[int, Reading] = {}
        self._by_concept: dict[str, set[int]] = {}
        self._by_letters: dict[str, set[int]] = {}
        for key, text in (texts or {}).items():
            self.put(key, text)

    def __len__(self) -> int:
        return len(self._readings)

    def put(self, key: int, text: str) -> None:
        """Add a text or replace the one of this key. Takes no longer in a large index."""
        reading = read(text)
        with self._lock:
            self.drop(key)
            self._readings[key] = reading
            for concept in _content(reading):
                self._by_concept.setdefault(concept, set()).add(key)
            for letters in _letters(reading):
                self._by_letters.setdefault(letters, set()).add(key)

    def drop(self, key: int) -> None:
        """Forget a text; nothing happens if there is none of this key."""
        with self._lock:
            reading = self._readings.pop(key, None)
            if reading is not None:
                _forget(self._by_concept, _content(reading), key)
                _forget(self._by_letters, _letters(reading), key)

    def alike(self, text: str, *, limit: int = 3, besides: Collection[int] = ()) -> list[Alike]:
        """At most `limit` texts that say the same, the surest first, among equals the oldest key.

        `besides`: keys that are not offered. [] if nothing really says the same, also for an
        empty text. A wrong offer costs a person's words, so doubtful ones are left out.
        """
        return [Alike(key, score) for key, score in self.scored(text, SAME, besides)][:limit]

    def scored(
        self, text: str, least: float, besides: Collection[int] = ()
    ) -> list[tuple[int, float]]:
        """Keys with their score, the surest first, of all that reach `least`."""
        reading = read(text)
        if not reading.tokens:
            return []
        with self._lock:
            near = {key: self._readings[key] for key in self._candidates(reading, set(besides))}
        scores = {key: judge(compare(reading, other)) for key, other in near.items()}
        found = [(key, score) for key, score in scores.items() if score >= least]
        return sorted(found, key=lambda each: (-each[1], each[0]))

    def _candidates(self, reading: Reading, besides: set[int]) -> list[int]:
        """The keys that share most with the reading, and short ones that look like it."""
        common = self._in_common(reading)
        estimate = {
            key: 2 * weight / (reading.total + self._readings[key].total)
            for key, weight in common.items()
            if key not in besides
        }
        likely = [key for key, share in estimate.items() if share >= _LEAST_SHARED]
        likely.sort(key=lambda key: (-estimate[key], key))
        return list(dict.fromkeys(likely[:_LOOKED_AT] + self._look_alikes(reading, besides)))

    def _in_common(self, reading: Reading) -> dict[int, float]:
        """Key -> weight of the concepts that it shares with the reading."""
        common: dict[int, float] = {}
        concepts = _content(reading)
        holders = {concept: self._by_concept.get(concept, ()) for concept in concepts}
        for concept in sorted(concepts, key=lambda one: (len(holders[one]), one)):
            keys: Iterable[int] = holders[concept]
            if len(holders[concept]) > _TOO_COMMON and common:
                keys = common.keys() & holders[concept]
            weight = concepts[concept]
            for key in keys:
                common[key] = common.get(key, 0.0) + weight
        return common

    def _look_alikes(self, reading: Reading, besides: set[int]) -> list[int]:
        shares: dict[int, int] = {}
        letters = _letters(reading)
        for each in letters:
            for key in self._by_letters.get(each, ()):
                shares[key] = shares.get(key, 0) + 1
        near = [key for key, share in shares.items() if 2 * share >= len(letters)]
        near = [key for key in near if key not in besides]
        return sorted(near, key=lambda key: (-shares[key], key))[: _LOOKED_AT // 2]


def duplicates(texts: Mapping[int, str]) -> list[Pair]:
    """Pairs that probably say the same, the surest first, then by their keys.

    The same words again are paired with the first of their kind only. More generous than
    `Index.alike`, because a person decides on each. Does not depend on the order of `texts`.
    [] for fewer than two.
    """
    index = Index()
    seen: dict[tuple[str, ...], int] = {}
    pairs = []
    for key in sorted(texts):
        words = read(texts[key]).words
        if words in seen:  # the same words again: one pair says it, however many there are
            pairs.append(Pair(seen[words], key, likeness(texts[key], texts[key])))
            continue
        seen[words] = key
        pairs += [Pair(old, key, score) for old, score in index.scored(texts[key], LIKELY)]
        index.put(key, texts[key])
    pairs = [pair for pair in pairs if pair.score >= LIKELY]
    return sorted(pairs, key=lambda pair: (-pair.score, pair.first, pair.second))


def _content(reading: Reading) -> dict[str, float]:
    """The concepts that say something, with their weights; of a text of grammar only, all."""
    content = {
        token.concept: token.weight for token in reading.tokens if token.weight > FUNCTION_WEIGHT
    }
    return content or {token.concept: token.weight for token in reading.tokens}


def _letters(reading: Reading) -> set[str]:
    """Three-letter pieces by ear, of a short text only."""
    text = by_ear("".join(token.surface for token in reading.tokens))[: _SHORT + 1]
    if len(text) > _SHORT:
        return set()
    return {text[at : at + 3] for at in range(max(1, len(text) - 2))}


def _forget(postings: dict[str, set[int]], names: Iterable[str], key: int) -> None:
    for name in names:
        postings[name].discard(key)
        if not postings[name]:
            del postings[name]
