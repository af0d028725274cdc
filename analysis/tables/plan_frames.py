"""The frames of one plan, read once for all tables that are made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from analysis import frames
from workshops.models import PlanCycle, Workshop


@dataclass(frozen=True)
class PlanFrames:
    issues: pd.DataFrame
    indicators: pd.DataFrame
    programmes: pd.DataFrame
    projects: pd.DataFrame
    budgets: pd.DataFrame

    def counts(self, track: str | None) -> list[int | Decimal]:
        """Issues, indicators, projects, baht; None: of all tracks.

        An indicator is of its issue's track.
        """
        issues, projects = self.issues["track"], self.projects["track"]
        indicators = self.indicators["issue"].map(issues.to_dict())
        columns = (issues, indicators, projects)
        counts = [len(one) if track is None else int((one == track).sum()) for one in columns]
        baht = self.projects["total"] if track is None else self._baht(track)
        return [*counts, sum((one for one in baht if one is not None), Decimal(0))]

    def factors_of(self, kind: str, pk: int) -> list[int]:
        """The factors that a row is linked to itself."""
        frame = {"issue": self.issues, "indicator": self.indicators, "project": self.projects}
        found: list[int] = frame[kind]["factors"].get(pk) if kind in frame else []  # type: ignore[assignment]
        return found

    def serves(self, project: int) -> list[int]:
        """The indicators in the plan that a project serves."""
        found: list[int] = self.projects["indicators"].get(project)  # type: ignore[assignment]
        return found

    def _baht(self, track: str) -> pd.Series:
        return self.projects.loc[self.projects["track"] == track, "total"]


def frames_of(workshops: Sequence[Workshop], cycle: PlanCycle) -> PlanFrames:
    """Thirteen queries."""
    years = list(cycle.years)
    return PlanFrames(
        frames.issues_frame(workshops),
        frames.indicators_frame(workshops, years),
        frames.programmes_frame(workshops),
        frames.projects_frame(workshops, years),
        frames.budgets_frame(workshops, years),
    )
