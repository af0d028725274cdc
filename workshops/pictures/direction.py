"""The plan as it is drafted in the room: issues with their indicators and projects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workshops.plan_link import DraftedIndicator, DraftedIssue

AT_MOST = 5  # indicators, and projects, of one issue


@dataclass(frozen=True)
class DirectionIssue:
    number: int
    title: str
    goal: str
    support: int
    indicators: list[DraftedIndicator]
    more_indicators: int
    projects: list[str]
    more_projects: int


@dataclass(frozen=True)
class DirectionPicture:
    issues: list[DirectionIssue]
    indicators: int
    projects: int

    @property
    def is_empty(self) -> bool:
        return not self.issues


def direction_picture(drafted: Sequence[DraftedIssue]) -> DirectionPicture:
    """In the plan's order."""
    issues = [
        DirectionIssue(
            number=one.number,
            title=one.title,
            goal=one.goal,
            support=one.support,
            indicators=list(one.indicators[:AT_MOST]),
            more_indicators=max(0, len(one.indicators) - AT_MOST),
            projects=list(one.projects[:AT_MOST]),
            more_projects=max(0, len(one.projects) - AT_MOST),
        )
        for one in drafted
    ]
    indicators = sum(len(one.indicators) for one in drafted)
    return DirectionPicture(issues, indicators, sum(len(one.projects) for one in drafted))
