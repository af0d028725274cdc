"""What raters, items and districts are known by here: any key that can be put in order."""

from __future__ import annotations

from typing import Any, Protocol


class Key(Protocol):
    """Hashable and ordered, as whole numbers, texts and pairs of them are."""

    def __hash__(self) -> int: ...

    def __lt__(self, other: Any, /) -> bool: ...
