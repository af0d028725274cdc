"""A plan form filled in: heads over several rows, then lines of values, as data.

Values keep their type, so that a sheet can sum them; `layout_values.text_of` makes words of
them at the edge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from analysis.layout_values import BRIEF_VALUES, INDICATOR, PROJECT, Value, activity_words
from analysis.measures import total_thb
from analysis.models import FormLayout
from analysis.plan_tree import IssueNode, ProgrammeNode, ProjectNode
from workshops.models import PlanCycle
from workshops.years import buddhist_year


@dataclass(frozen=True)
class Head:
    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True)
class Line:
    """One row of the form. `level`: issue, programme, project or row; `key` of its plan row."""

    values: list[Value]
    level: str = "row"
    key: int = 0


@dataclass(frozen=True)
class Sheet:
    """One block, filled in. `pairs` are the lines above it that have a value of their own."""

    rows: str
    above: list[str]
    heads: list[list[Head]]
    lines: list[Line]
    thai_digits: bool
    pairs: list[tuple[str, Value]] = field(default_factory=list)


def sheets_of(
    layout: FormLayout, issues: Sequence[IssueNode], cycle: PlanCycle, *, brief: int | None = None
) -> list[Sheet]:
    """The layout's blocks with what the plan says; `brief` is the project of a project's form."""
    known = words_of(cycle)
    sheets = []
    for block in layout.blocks:
        if block["rows"] == "brief":
            found = next(
                ((issue, one) for issue in issues for one in issue.projects
                 if one.project.pk == brief),
                None,
            )  # fmt: skip
            if found is not None:
                sheets.append(_brief(block, *found, cycle, known))
        else:
            sheets.append(_table(block, issues, cycle, known))
    return sheets


def words_of(cycle: PlanCycle) -> dict[str, object]:
    """What the brackets in titles and heads stand for."""
    return {
        "first": buddhist_year(cycle.start_year),
        "last": buddhist_year(cycle.end_year),
        "nesdp": cycle.nesdp_number or "…",
        "province": cycle.province.name_th,
        "goal": cycle.goal_th or "…",
        "year": "",
    }


def _table(
    block: Mapping[str, Any],
    issues: Sequence[IssueNode],
    cycle: PlanCycle,
    known: dict[str, object],
) -> Sheet:
    columns = list(_columns(block, cycle, known))
    make = _indicator_lines if block["rows"] == "indicators" else _project_lines
    return Sheet(
        rows=block["rows"],
        above=[line.format(**known) for line in block.get("above", [])],
        heads=_heads(columns),
        lines=list(make([key for key, _head, _group in columns], issues)),
        thai_digits=block.get("digits") == "thai",
    )


def _columns(
    block: Mapping[str, Any], cycle: PlanCycle, known: dict[str, object]
) -> Iterator[tuple[tuple[str, int], str, str]]:
    """Of each column (key, year), head and group; a yearly one is one column per year."""
    for column in block["columns"]:
        key, group = column["key"], column.get("group", "").format(**known)
        for year in cycle.years if key in ("target", "budget") else (0,):
            now = known | {"year": buddhist_year(year) if year else ""}
            yield (key, year), column["head"].format(**now), group


def _heads(columns: list[tuple[tuple[str, int], str, str]]) -> list[list[Head]]:
    """One row of heads, or two where some columns have a group."""
    names = [(group, head) for _key, head, group in columns]
    if not any(group for group, _head in names):
        return [[Head(head, len(list(same))) for head, same in groupby(head for _g, head in names)]]
    first, second = [], []
    for group, inside in groupby(names, key=lambda name: name[0]):
        heads = [(head, len(list(same))) for head, same in groupby(head for _g, head in inside)]
        if group:
            first.append(Head(group, sum(number for _head, number in heads)))
            second += [Head(head, number) for head, number in heads]
        else:
            first += [Head(head, number, rows=2) for head, number in heads]
    return [first, second]


def _indicator_lines(keys: list[tuple[str, int]], issues: Sequence[IssueNode]) -> Iterator[Line]:
    for issue in issues:
        for place, node in enumerate(issue.indicators):
            values = [
                (issue.issue.title if place == 0 else "") if key == "issue"
                else INDICATOR[key](node, year)
                for key, year in keys
            ]  # fmt: skip
            yield Line(values, key=node.indicator.pk)
        if not issue.indicators:
            values = [issue.issue.title if key == "issue" else None for key, _year in keys]
            yield Line(values, level="issue", key=issue.issue.pk)


def _project_lines(keys: list[tuple[str, int]], issues: Sequence[IssueNode]) -> Iterator[Line]:
    """Issue, then programme, then project; the two upper levels show the sums below them."""
    for number, issue in enumerate(issues, 1):
        projects = issue.projects
        title = (str(number), issue.issue.title)
        yield Line([_sum(k, y, title, projects) for k, y in keys], "issue", issue.issue.pk)
        for place, group in enumerate(issue.programmes, 1):
            if group.programme is not None:
                title = (f"{number}.{place}", group.programme.name)
                line = [_sum(k, y, title, group.projects) for k, y in keys]
                yield Line(line, "programme", group.programme.pk)
            yield from _projects(keys, group, f"{number}.{place}")


def _projects(keys: list[tuple[str, int]], group: ProgrammeNode, prefix: str) -> Iterator[Line]:
    for place, node in enumerate(group.projects, 1):
        values = [
            f"{prefix}.{place}" if key == "number" else PROJECT[key](node, year)
            for key, year in keys
        ]
        yield Line(values, "project", node.project.pk)


def _sum(key: str, year: int, title: tuple[str, str], projects: list[ProjectNode]) -> Value:
    if key == "number":
        return title[0]
    if key == "name":
        return title[1]
    if key == "budget":
        return total_thb(money for one in projects if (money := one.of_year(year)) is not None)
    if key == "budget_total":
        return total_thb(money for one in projects if (money := one.total) is not None)
    return None


def _brief(
    block: Mapping[str, Any],
    issue: IssueNode,
    node: ProjectNode,
    cycle: PlanCycle,
    known: dict[str, object],
) -> Sheet:
    def value(entry: Mapping[str, Any]) -> Value:
        return BRIEF_VALUES[entry["key"]](issue, node)

    lines = []
    for number, item in enumerate(block["items"], 1):
        lines.append(Line([f"{number}. {item['head'].format(**known)}", value(item)]))
        if item["key"] == "activities":
            lines += [
                Line([f"{number}.{place} {one.name}", activity_words(one)], level="activity")
                for place, one in enumerate(node.activities, 1)
            ]
    return Sheet(
        rows="brief",
        above=[],
        heads=[[Head(text) for text in block["heads"]]],
        lines=lines,
        thai_digits=block.get("digits") == "thai",
        pairs=[(one["head"].format(**known), value(one)) for one in block.get("above", [])],
    )
