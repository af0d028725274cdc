"""Which forms a workbook has: read from the plan, named as sheets."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from analysis.domain.layouts import layouts_for
from analysis.layout_rows import Sheet, sheets_of, words_of
from analysis.layouts import FormLayout, LayoutShape
from analysis.plan_tree import IssueNode, plan_tree
from analysis.wishes import Digits, Wish
from analysis.workbook.forms import Form
from workshops.models import Workshop

LONGEST_NAME = 31  # of a sheet


def forms_of(wish: Wish, workshops: Collection[Workshop]) -> tuple[list[Form], list[str]]:
    """The forms filled in, and the codes of those that are not supplied yet. Eight queries."""
    layouts = layouts_for(wish.cycle.nesdp_number)
    issues = plan_tree(workshops, wish.cycle.years)
    forms = [_form(layout, issues, wish) for layout in layouts if layout.is_supplied]
    return forms, [layout.code for layout in layouts if not layout.is_supplied]


def sheet_name(text: str, taken: Collection[str] = ()) -> str:
    """A name that Excel takes, and that no other sheet has."""
    plain = (
        " ".join(re.sub(r"[\[\]:*?/\\]+", " ", text).split())
        .strip("' ")[:LONGEST_NAME]
        .rstrip("' ")
    )
    known = {name.casefold() for name in taken}
    name, number = plain, 1
    while name.casefold() in known:
        number += 1
        end = f" ({number})"
        name = plain[: LONGEST_NAME - len(end)] + end
    return name


def _form(layout: FormLayout, issues: Sequence[IssueNode], wish: Wish) -> Form:
    title = layout.name_th.format(**words_of(wish.cycle))
    if layout.shape == LayoutShape.PROJECT:
        found = [
            (node.project.name, _in_digits(sheet, wish))
            for issue in issues
            for node in issue.projects
            for sheet in sheets_of(layout, [issue], wish.cycle, brief=node.project.pk)
        ]
        return Form(layout.code, title, [], found, sheet_name(f"แบบ {layout.code}"))
    sheets = [_in_digits(one, wish) for one in sheets_of(layout, issues, wish.cycle)]
    if len(sheets) == 1:
        names = [sheet_name(f"แบบ {layout.code}")]
    else:
        numbers = range(1, len(sheets) + 1)
        names = [sheet_name(f"แบบ {layout.code} ส่วนที่ {number}") for number in numbers]
    return Form(layout.code, title, list(zip(names, sheets, strict=True)), [])


def _in_digits(sheet: Sheet, wish: Wish) -> Sheet:
    """The block in the digits of its form, unless somebody wants others."""
    if wish.digits == Digits.FORM:
        return sheet
    return replace(sheet, thai_digits=wish.digits == Digits.THAI)
