"""Suggested groups: sentences about one theme, whatever they say of it.

Source: agglomerative clustering with average linkage (UPGMA), Sokal & Michener (1958), on the
cosine of concepts weighted by how rare they are here (Spärck Jones 1972; by the root of it, which
measured better). Average linkage and a limit to the size keep a chain of neighbours from
swallowing everything.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from workshops.similarity.naming import Vector, name_of
from workshops.similarity.reading import read
from workshops.similarity.vocabulary import FUNCTION_WEIGHT, HEADS, NO_THEME, PLACES

_ALIKE_ENOUGH = 0.15  # mean cosine of two groups that are joined
_WORTH_KEEPING = 0.08  # a smaller cosine counts as none
_LARGEST = 15  # what one person can still read through and name
_LITTLE = 0.3  # that two things happen in one place is hardly a common theme
_SAYS_LITTLE = PLACES | HEADS


@dataclass(frozen=True, slots=True)
class Group:
    """A suggested group: at least two members, sorted, and a name from their own words."""

    members: tuple[int, ...]
    name: str


def groups(
    texts: Mapping[int, str], *, kept_apart: Collection[tuple[int, int]] = ()
) -> list[Group]:
    """Suggest groups, the largest first, then by their first member.

    Each key is in at most one group; keys that belong nowhere are in none. `kept_apart`: pairs
    of keys that never share a group, in either order; unknown keys are ignored. Does not depend
    on the order of `texts`. 2,000 texts take about a second.
    """
    keys = sorted(texts)
    vectors = _vectors({key: texts[key] for key in keys})
    linkage = _Linkage(_cosines(keys, vectors), kept_apart)
    found = [tuple(sorted(members)) for members in linkage.joined() if len(members) > 1]
    found.sort(key=lambda members: (-len(members), members))
    taken: set[str] = set()
    named = []
    for members in found:
        mine = [(texts[key], vectors[key]) for key in members]
        named.append(Group(members, name_of(mine, taken)))
        taken.add(named[-1].name)
    return named


def _vectors(texts: Mapping[int, str]) -> dict[int, Vector]:
    """Key -> concepts, weighted by rarity in the national corpus and here, of length 1."""
    counts = {key: _themes(text) for key, text in texts.items()}
    spread = Counter(concept for count in counts.values() for concept in count)
    limit = _too_common(len(texts))
    vectors = {}
    for key, count in counts.items():
        vector = {
            concept: weight * math.sqrt(math.log((2 + len(texts)) / (1 + spread[concept])))
            for concept, weight in count.items()
            if spread[concept] <= limit
        }
        norm = math.sqrt(sum(weight * weight for weight in vector.values()))
        vectors[key] = (
            {concept: weight / norm for concept, weight in vector.items()} if norm else {}
        )
    return vectors


def _too_common(texts: int) -> float:
    """In how many texts a concept may stand and still join them: beyond, it costs more time than
    it says. 40 % of few texts, 10 % of many.
    """
    return max(25.0, 0.1 * texts, min(0.4 * texts, 150.0))


def _themes(text: str) -> Vector:
    """What a text is about: its words, hardly the places, no numbers and no ends of scales."""
    themes: Vector = {}
    for token in read(text).tokens:
        concept = token.concept
        is_scale = concept[-1] in "+-"
        if is_scale or concept[0].isdigit() or concept in NO_THEME:
            continue
        if token.weight <= FUNCTION_WEIGHT:
            continue
        themes[concept] = token.weight * (_LITTLE if concept in _SAYS_LITTLE else 1.0)
    return themes


def _cosines(keys: list[int], vectors: dict[int, Vector]) -> dict[tuple[int, int], float]:
    """Pairs of keys that have something in common, smaller key first, with their cosine."""
    postings: dict[str, list[tuple[int, float]]] = {}
    cosines: dict[tuple[int, int], float] = {}
    for key in keys:
        sums: dict[int, float] = {}
        for concept, weight in vectors[key].items():
            holders = postings.setdefault(concept, [])
            for other, its_weight in holders:
                sums[other] = sums.get(other, 0.0) + weight * its_weight
            holders.append((key, weight))
        for other, cosine in sums.items():
            if cosine >= _WORTH_KEEPING:
                cosines[other, key] = cosine
    return cosines


class _Linkage:
    """Joins the two groups that are most alike on average, until none are alike enough."""

    def __init__(
        self, cosines: dict[tuple[int, int], float], kept_apart: Collection[tuple[int, int]]
    ) -> None:
        self.members: dict[int, list[int]] = {}
        self.sums: dict[int, dict[int, float]] = {}
        for (first, second), cosine in cosines.items():
            self.sums.setdefault(first, {})[second] = cosine
            self.sums.setdefault(second, {})[first] = cosine
        self.members = {key: [key] for key in self.sums}
        self.apart: dict[int, set[int]] = {}
        for first, second in kept_apart:
            self.apart.setdefault(first, set()).add(second)
            self.apart.setdefault(second, set()).add(first)
        self.heap = [
            (-cosine, first, second)
            for (first, second), cosine in cosines.items()
            if cosine >= _ALIKE_ENOUGH
        ]
        heapq.heapify(self.heap)

    def joined(self) -> list[list[int]]:
        while self.heap:
            negative, first, second = heapq.heappop(self.heap)
            if first not in self.members or second not in self.members:
                continue
            if -negative != self._mean(first, second):
                continue  # one of them has grown since; there is a newer entry
            if self._may_join(first, second):
                self._join(first, second)
        return list(self.members.values())

    def _mean(self, first: int, second: int) -> float:
        """The mean cosine now; the same arithmetic as in `_join`, so that both are equal."""
        pairs = len(self.members[first]) * len(self.members[second])
        return self.sums[first].get(second, 0.0) / pairs

    def _may_join(self, first: int, second: int) -> bool:
        one, other = self.members[first], self.members[second]
        if len(one) + len(other) > _LARGEST:
            return False
        return not any(self.apart.get(key, set()) & set(other) for key in one)

    def _join(self, first: int, second: int) -> None:
        """The group under the smaller key takes the other one in."""
        keep, gone = min(first, second), max(first, second)
        self.members[keep] = sorted(self.members[keep] + self.members.pop(gone))
        sums = self.sums[keep]
        for other, total in self.sums.pop(gone).items():
            self.sums[other].pop(gone)
            if other != keep:
                sums[other] = sums.get(other, 0.0) + total
        room = _LARGEST - len(self.members[keep])
        for other in [other for other in sums if len(self.members[other]) > room]:
            del sums[other]  # both only grow: they will never join
            self.sums[other].pop(keep, None)
        mine = len(self.members[keep])
        for other, total in sums.items():
            self.sums[other][keep] = total
            mean = total / (mine * len(self.members[other]))
            if mean >= _ALIKE_ENOUGH:
                pair = (keep, other) if keep < other else (other, keep)
                heapq.heappush(self.heap, (-mean, *pair))
