"""What is still missing in the plan, or contradicts itself: pure rules over rows already read.

`gap_reading` reads the rows; pages draw the gaps. A gap never stops anybody from saving; only
an issue without a source cannot be approved (`domain.judging`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from analysis.grounds import NO_GROUNDS, Grounds
from analysis.models import Aim, DevelopmentIssue, Indicator, Programme, Project, WholePlanRule
from workshops.years import buddhist_year


class Severity(models.TextChoices):
    """How much a gap matters, gravest first."""

    BLOCKS = "blocks", pgettext_lazy("gap", "Stops the approval")
    WRONG = "wrong", pgettext_lazy("gap", "Does not fit together")
    MISSING = "missing", pgettext_lazy("gap", "Missing")


@dataclass(frozen=True)
class Gap:
    """One thing to mend in one row."""

    kind: str  # issue, indicator, programme or project
    pk: int
    rule: str  # the rule's name; stays the same when its sentence is worded anew
    severity: Severity
    sentence: str
    field: str = ""  # in the row's form, where it can be mended

    @property
    def severity_label(self) -> str | Promise:
        return self.severity.label


@dataclass(frozen=True)
class IndicatorRead:
    indicator: Indicator
    targets: Mapping[int, Decimal] = field(default_factory=dict)  # by Gregorian year
    grounds: Grounds = NO_GROUNDS


@dataclass(frozen=True)
class ProjectRead:
    project: Project  # with its milestone
    budgets: Mapping[int, Decimal] = field(default_factory=dict)  # sum of the sources, by year
    activities: Sequence[Decimal | None] = ()  # their budgets
    serves: int = 0  # how many indicators of the plan
    grounds: Grounds = NO_GROUNDS


@dataclass(frozen=True)
class IssueRead:
    """An issue of the plan with what hangs on it; removed rows are left out."""

    issue: DevelopmentIssue
    grounds: Grounds = NO_GROUNDS
    indicators: Sequence[IndicatorRead] = ()
    programmes: Sequence[Programme] = ()
    projects: Sequence[ProjectRead] = ()


@dataclass(frozen=True)
class CycleRead:
    years: range
    edition: str  # number of the national development plan, as the milestones' edition


def gaps_in(issues: Sequence[IssueRead], cycle: CycleRead) -> list[Gap]:
    """Every gap, in the order of the plan: each issue, then what hangs on it."""
    found: list[Gap] = []
    for read in issues:
        found += _of_issue(read)
        for indicator in read.indicators:
            found += _of_indicator(indicator, cycle)
        for programme in read.programmes:
            found += _of_programme(programme, read.projects)
        for project in read.projects:
            found += _of_project(project, cycle)
    return found


def _of_issue(read: IssueRead) -> Iterator[Gap]:
    pk, grounds = read.issue.pk, read.grounds
    blocks, missing = Severity.BLOCKS, Severity.MISSING
    if not grounds.links:
        yield Gap("issue", pk, "no-source", blocks, _("It has no source. Link one."), "factors")
    elif not grounds.sentences:
        told = _("Its sources lead to nothing that anybody wrote. Link another one.")
        yield Gap("issue", pk, "empty-source", blocks, told, "factors")
    elif not grounds.shown:
        yield Gap("issue", pk, "hidden-source", blocks, _all_hidden(), "factors")
    if not read.issue.goal:
        yield Gap("issue", pk, "no-goal", missing, _("It has no goal."), "goal")
    if not read.indicators:
        yield Gap("issue", pk, "no-indicator", missing, _("It has no indicator."), "")
    if not read.projects:
        yield Gap("issue", pk, "no-project", missing, _("It has no project."), "")


def _of_indicator(read: IndicatorRead, cycle: CycleRead) -> Iterator[Gap]:
    row, pk = read.indicator, read.indicator.pk
    wrong, missing = Severity.WRONG, Severity.MISSING
    if row.baseline_value is None:
        told = _("It has no baseline.")
        yield Gap("indicator", pk, "no-baseline", missing, told, "baseline_value")
    if not row.data_owner:
        told = _("Nobody is named who supplies the values.")
        yield Gap("indicator", pk, "no-owner", missing, told, "data_owner")
    yield from _of_targets(read, cycle)
    if row.baseline_year is not None and read.targets and row.baseline_year > min(read.targets):
        told = _("The baseline is of %(year)s, after the first target, of %(first)s.") % {
            "year": buddhist_year(row.baseline_year),
            "first": buddhist_year(min(read.targets)),
        }
        yield Gap("indicator", pk, "late-baseline", wrong, told, "baseline_year")
    if read.grounds.sentences and not read.grounds.shown:
        yield Gap("indicator", pk, "hidden-source", wrong, _all_hidden(), "factors")


def _of_targets(read: IndicatorRead, cycle: CycleRead) -> Iterator[Gap]:
    row, pk = read.indicator, read.indicator.pk
    targets = {year: read.targets[year] for year in cycle.years if year in read.targets}
    first = f"target_{cycle.years[0]}"
    if not targets:
        told = _("It has no target.")
        yield Gap("indicator", pk, "no-target", Severity.MISSING, told, first)
        return
    if empty := [year for year in cycle.years if year not in targets]:
        told = _("No target for %(years)s.") % {"years": _years(empty)}
        yield Gap("indicator", pk, "years-missing", Severity.MISSING, told, f"target_{empty[0]}")
    if row.whole_plan_rule == WholePlanRule.SUM:
        # Each year's target comes on top of the others: only their sum says where it leads.
        if row.aim == Aim.UP and _is_astray(row, sum(targets.values(), Decimal(0))):
            told = _("It shall rise, but all years together are below the baseline.")
            yield Gap("indicator", pk, "wrong-way", Severity.WRONG, told, first)
        return
    astray = [year for year, value in targets.items() if _is_astray(row, value)]
    if astray:
        told = _astray(Aim(row.aim)) % {"years": _years(astray)}
        yield Gap("indicator", pk, "wrong-way", Severity.WRONG, told, f"target_{astray[0]}")


def _is_astray(row: Indicator, target: Decimal) -> bool:
    """Whether a target lies on the wrong side of the baseline."""
    if row.baseline_value is None:
        return False
    if row.aim == Aim.UP:
        return target < row.baseline_value
    if row.aim == Aim.DOWN:
        return target > row.baseline_value
    return target != row.baseline_value


def _astray(aim: Aim) -> str:
    if aim == Aim.UP:
        return _("It shall rise, but the target of %(years)s is below the baseline.")
    if aim == Aim.DOWN:
        return _("It shall fall, but the target of %(years)s is above the baseline.")
    return _("It shall stay, but the target of %(years)s differs from the baseline.")


def _of_programme(row: Programme, projects: Sequence[ProjectRead]) -> Iterator[Gap]:
    if all(read.project.programme_id != row.pk for read in projects):
        told = _("No project belongs to it.")
        yield Gap("programme", row.pk, "no-project", Severity.MISSING, told, "")


def _of_project(read: ProjectRead, cycle: CycleRead) -> Iterator[Gap]:
    row, pk = read.project, read.project.pk
    missing = Severity.MISSING
    if not read.serves:
        told = _("It serves no indicator.")
        yield Gap("project", pk, "no-indicator", missing, told, "indicators")
    yield from _of_money(read, cycle)
    if not row.place:
        yield Gap("project", pk, "no-place", missing, _("It has no place."), "place")
    if row.strategy_id is None:
        told = _("It is not aligned to the national strategy.")
        yield Gap("project", pk, "no-strategy", missing, told, "strategy")
    if row.master_plan_id is None:
        told = _("It is not aligned to a master plan.")
        yield Gap("project", pk, "no-master-plan", missing, told, "master_plan")
    if row.milestone is not None and row.milestone.edition != cycle.edition:
        told = _("Its milestone is of national plan %(edition)s; this plan follows %(own)s.") % {
            "edition": row.milestone.edition or "-",
            "own": cycle.edition or "-",
        }
        yield Gap("project", pk, "other-milestone", Severity.WRONG, told, "milestone")
    if read.grounds.sentences and not read.grounds.shown:
        yield Gap("project", pk, "hidden-source", Severity.WRONG, _all_hidden(), "factors")


def _of_money(read: ProjectRead, cycle: CycleRead) -> Iterator[Gap]:
    row, pk = read.project, read.project.pk
    own = range(row.start_year, row.end_year + 1)
    money = {year: amount for year, amount in read.budgets.items() if amount}
    total = sum(money.values(), Decimal(0))
    activities = sum((amount for amount in read.activities if amount is not None), Decimal(0))
    if not money:
        told = _("It has no budget.")
        yield Gap("project", pk, "no-budget", Severity.MISSING, told, "budget")
    elif empty := [year for year in own if year in cycle.years and year not in money]:
        told = _("No budget for %(years)s.") % {"years": _years(empty)}
        yield Gap("project", pk, "year-without-budget", Severity.MISSING, told, "budget")
    if outside := sorted(year for year in money if year not in own):
        told = _("Money in %(years)s, but the project runs from %(first)s to %(last)s.") % {
            "years": _years(outside),
            "first": buddhist_year(row.start_year),
            "last": buddhist_year(row.end_year),
        }
        yield Gap("project", pk, "budget-outside", Severity.WRONG, told, "budget")
    if money and activities > total:
        told = _("Its activities cost %(activities)s baht, more than its budget of %(total)s.") % {
            "activities": f"{activities:,.2f}",
            "total": f"{total:,.2f}",
        }
        yield Gap(
            "project", pk, "activities-above-budget", Severity.WRONG, told, "activity_0_budget"
        )


def _all_hidden() -> str:
    return _("Every sentence that it rests on was hidden or withdrawn. Link others.")


def _years(years: Sequence[int]) -> str:
    """2566, 2568: Buddhist Era."""
    return ", ".join(str(buddhist_year(year)) for year in years)
