"""Lists to choose from that are too long for a rule: on a hidden sheet, each in its column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlsxwriter.utility import xl_range_abs  # type: ignore[import-untyped]


class Lists:
    """Choices that need a sheet; it is drawn last, and hidden."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, ...], int] = {}  # and the column of each

    def range_of(self, choices: Sequence[str]) -> str:
        place = self.found.setdefault(tuple(choices), len(self.found))
        return str(xl_range_abs(0, place, len(choices) - 1, place))

    def rows(self) -> Iterator[tuple[int, int, str]]:
        """(row, column, word), row by row."""
        longest = max((len(choices) for choices in self.found), default=0)
        for row in range(longest):
            for choices, place in self.found.items():
                if row < len(choices):
                    yield row, place, choices[row]
