"""What a bad file is: how to make one, and what has to come of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from analysis.importing.bad_files import SENTENCES
from analysis.importing.book import Book, CellValue

Maker = Callable[[random.Random], bytes]
Check = Callable[[Book], bool]
ANY = frozenset(SENTENCES) - {"busy"}


@dataclass(frozen=True)
class Kind:
    """`reasons` may end it; `reads` says whether what was read is right, if it may be read."""

    name: str
    make: Maker
    reasons: frozenset[str]
    reads: Check | None
    is_slow: bool  # only in the soak


KINDS: dict[str, Kind] = {}


def kind(
    *reasons: str, reads: Check | None = None, is_slow: bool = False
) -> Callable[[Maker], Maker]:
    """Register the decorated maker under its own name."""

    def registered(make: Maker) -> Maker:
        name = make.__name__.strip("_")
        assert name not in KINDS, name
        unknown = set(reasons) - SENTENCES.keys()
        assert not unknown, unknown
        KINDS[name] = Kind(name, make, frozenset(reasons), reads, is_slow)
        return make

    return registered


def files_of(maker: Maker, variants: dict[str, tuple[object, ...]], *reasons: str) -> None:
    """One kind for each variant: the maker gets its arguments after the dice."""
    for name, arguments in variants.items():

        def make(dice: random.Random, arguments: tuple[object, ...] = arguments) -> bytes:
            return maker(dice, *arguments)  # type: ignore[call-arg]

        make.__name__ = name
        kind(*reasons)(make)


def cells(book: Book, sheet: int = 0) -> list[list[CellValue]]:
    return list(book.sheets[sheet].rows.values())


def a_table(book: Book) -> bool:
    """What `packages.table` wrote: three heads, and rows below them."""
    found = cells(book)
    return found[0] == ["อำเภอ", "ด้าน", "ข้อความ"] and all(
        one[:2] == ["ชุมแพ", "สังคม"] for one in found[1:]
    )
