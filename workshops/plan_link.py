"""What the live room may ask of the plan. `analysis` fills it in when it starts.

This app does not know the plan; without `analysis` the room has no drafted issues, and works.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workshops.models import Workshop


@dataclass(frozen=True)
class DraftedIndicator:
    name: str
    unit: str


@dataclass(frozen=True)
class DraftedIssue:
    """An issue of this workshop's plan, as the room sees it.

    Its `key` stays for good. When issues change places they exchange numbers, and so do the
    proposals under them; what a phone sends later is therefore told by the key.
    """

    number: int
    title: str
    goal: str
    indicators: Sequence[DraftedIndicator]
    projects: Sequence[str]
    support: int  # people who agree with the proposals that it grew from
    key: int

    @property
    def value(self) -> str:
        """What stands for it in forms."""
        return f"d{self.key}"


Reader = Callable[[Workshop], list[DraftedIssue]]


def _none(workshop: Workshop) -> list[DraftedIssue]:
    return []


_reader: Reader = _none


def provide(reader: Reader) -> None:
    """Say who knows the drafts; called once, when the app that knows is ready."""
    global _reader  # noqa: PLW0603
    _reader = reader


def drafted_issues(workshop: Workshop) -> list[DraftedIssue]:
    """What the plan says so far, in its order; rows that were removed are left out."""
    return _reader(workshop)
