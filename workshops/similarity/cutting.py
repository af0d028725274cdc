"""Thai text cut into words, without a library: the fewest words of the list that fill it.

Thai has no spaces between words. A cut is never made before a mark or a vowel that belongs to
the consonant in front of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from workshops.similarity.vocabulary import KNOWN, SCALES, UNITS, WEIGHTS

_PIECES = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|[a-z]+|[ก-๛.]+|.", re.DOTALL)
# One consonant with what belongs to it: never cut inside.
_CLUSTER = re.compile("[เแโใไ]?[ก-ฮ][ัิ-ฺ็-๎ะาๅำๆฯ]*|.", re.DOTALL)
_ATTACHED = set("ะัาำิีึืฺุูๅ็่้๊๋์ํ๎ๆฯ")
_UNKNOWN = 1.6


class _Node(dict[str, "_Node"]):
    """One letter of the tree of known words; `price` is what the word that ends here costs."""

    price: float | None = None


def _tree(words: Iterable[str]) -> _Node:
    root = _Node()
    for word in words:
        node = root
        for letter in word:
            node = node.setdefault(letter, _Node())
        # A rare word is a little dearer, so that of two cuts the common words win.
        node.price = 1.0 if _is_figure(word) else 0.86 + 0.3 * WEIGHTS.get(word, 0.5)
    return root


def _is_figure(word: str) -> bool:
    return word in UNITS or word in SCALES


_TREE = _tree(KNOWN)


def cut(text: str) -> list[str]:
    """The words of a text that went through `plain`; joined they are the text, but for spaces."""
    return [text[start:end] for start, end in spans(text)]


def spans(text: str) -> list[tuple[int, int]]:
    """Where each word of a text begins and ends; signs are words too, spaces are not."""
    found: list[tuple[int, int]] = []
    for match in _PIECES.finditer(text):
        piece, start = match[0], match.start()
        if len(piece) > 1 and "ก" <= piece[0] <= "๛":
            for word in _cut_thai(piece):
                found.append((start, start + len(word)))
                start += len(word)
        elif not piece.isspace():
            found.append(match.span())
    return found


def _cut_thai(text: str) -> list[str]:
    """The cheapest way through the text: one step per known word, dearer ones over the unknown."""
    size = len(text)
    never = float("inf")
    best = [0.0] + [never] * size
    came = [0] * (size + 1)
    may_end = [letter not in _ATTACHED for letter in text] + [True]
    for start in range(size):
        cost = best[start]
        if cost == never:
            continue
        node = _TREE
        for end in range(start, size):
            found = node.get(text[end])
            if found is None:
                break
            node = found
            price = node.price
            if price is not None and may_end[end + 1] and cost + price < best[end + 1]:
                best[end + 1], came[end + 1] = cost + price, start
        match = _CLUSTER.match(text, start)
        end = match.end() if match else start + 1
        if cost + _UNKNOWN < best[end]:
            best[end], came[end] = cost + _UNKNOWN, start
    return _joined(text, came)


def _joined(text: str, came: list[int]) -> list[str]:
    """The words along the way back, with neighbours that are unknown made one."""
    cuts = [len(text)]
    while cuts[-1]:
        cuts.append(came[cuts[-1]])
    cuts.reverse()
    words: list[str] = []
    was_unknown = False
    for start, end in zip(cuts, cuts[1:], strict=False):
        word = text[start:end]
        unknown = word not in KNOWN
        if unknown and was_unknown:
            words[-1] += word
        else:
            words.append(word)
        was_unknown = unknown
    return words
