"""Project briefs: the ministry's form of one project, filled in, a page for each project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from analysis.documents.grid import GridCell
from analysis.documents.words import document_name, marks_of, short_mark
from analysis.documents.writer import Own, Writer
from analysis.domain.layouts import layouts_for
from analysis.layout_rows import Head, Sheet, sheets_of, words_of
from analysis.layout_values import THAI_DIGITS, Value, text_of
from analysis.makers import Made, Progress
from analysis.models import FormLayout, LayoutShape
from analysis.plan_tree import IssueNode, plan_tree
from analysis.snapshot import one_moment
from analysis.wishes import Digits, Wish
from workshops.models import Participant, Workshop

FILE = "แบบฟอร์มโครงการ"
BRIEF_WIDTHS = (38, 62)


def make_briefs(wish: Wish, out: Path, progress: Progress) -> Made:
    with translation.override(wish.language):
        with one_moment():
            rows = Workshop.objects.filter(pk__in=[workshop.pk for workshop in wish.workshops])
            workshops = list(rows.select_related("province").order_by("code"))
            issues = plan_tree(workshops, list(wish.cycle.years))
            layout = _layout(wish)
            writer = _begun(wish, workshops, layout)
        if layout is None:
            told = _(
                "The form of a project brief is not supplied for this plan. An administrator "
                "can fill it in under the plan forms."
            )
            writer.text(told)
        else:
            _draw_all(writer, wish, layout, issues, progress)
        writer.write_to(out)
    revisions = {one.code: one.revision for one in workshops}
    return Made(document_name(FILE, workshops, wish.cycle), 0, revisions)


def _draw_all(
    writer: Writer, wish: Wish, layout: FormLayout, issues: list[IssueNode], progress: Progress
) -> None:
    projects = [one.project for issue in issues for one in issue.projects]
    if not projects:
        writer.text(_("No project is in the plan yet."))
    for number, project in enumerate(projects, 1):
        progress(number, len(projects))
        _draw(writer, wish, layout, issues, project.pk, is_first=number == 1)


def _layout(wish: Wish) -> FormLayout | None:
    supplied = (one for one in layouts_for(wish.cycle.nesdp_number) if one.is_supplied)
    return next((one for one in supplied if one.shape == LayoutShape.PROJECT), None)


def _begun(wish: Wish, workshops: Sequence[Workshop], layout: FormLayout | None) -> Writer:
    rehearsed = Participant.objects.filter(workshop__in=workshops, is_pretend=True)
    pretend = set(rehearsed.values_list("workshop", flat=True))
    marks = [marks_of(one, pretend=one.pk in pretend) for one in workshops]
    title = _("Project briefs")
    if layout is not None:
        title = _("Form %(code)s · B.E. %(cycle)s") % {"code": layout.code, "cycle": wish.cycle}
    writer = Writer(wish, title=title, mark=short_mark(marks), read_at=timezone.localtime())
    writer.mark(*dict.fromkeys(mark for each in marks for mark in each))
    return writer


def _draw(
    writer: Writer,
    wish: Wish,
    layout: FormLayout,
    issues: list[IssueNode],
    project: int,
    *,
    is_first: bool,
) -> None:
    code = writer.text(_("Form %(code)s") % {"code": layout.code})
    code.alignment = 2  # type: ignore[assignment]
    code.paragraph_format.page_break_before = not is_first
    name = next(
        one.project.name for issue in issues for one in issue.projects if one.project.pk == project
    )
    writer.text(layout.name_th.format(**words_of(wish.cycle)), style="Caption")
    writer.text(Own(name), style="Heading 2")
    for sheet in sheets_of(layout, issues, wish.cycle, brief=project):
        draw_sheet(writer, wish, sheet)


def draw_sheet(writer: Writer, wish: Wish, sheet: Sheet) -> None:
    """One block of a form; figures in the digits of the form, unless the wish says others."""
    thai = is_thai(wish, sheet)

    def cell(value: Value, *, bold: bool = False) -> GridCell:
        return GridCell(text_of(value, thai_digits=thai), bold=bold)

    for line in sheet.above:
        writer.text(Own(line.translate(THAI_DIGITS) if thai else line))
    if sheet.pairs:
        pairs = [[cell(head, bold=True), cell(value or "…")] for head, value in sheet.pairs]
        writer.grid([], pairs, BRIEF_WIDTHS)
    heads = [
        [
            Head(head.text.translate(THAI_DIGITS) if thai else head.text, head.columns, head.rows)
            for head in row
        ]
        for row in sheet.heads
    ]
    columns = sum(head.columns for head in sheet.heads[0])
    widths = BRIEF_WIDTHS if columns == 2 else (1,) * columns
    rows = [
        [cell(value, bold=place == 0) for place, value in enumerate(line.values)]
        for line in sheet.lines
    ]
    writer.grid(heads, rows, widths)
    if sheet.rows != "indicators":
        writer.text(_("Budgets in baht."))


def is_thai(wish: Wish, sheet: Sheet) -> bool:
    if wish.digits == Digits.FORM:
        return sheet.thai_digits
    return wish.digits == Digits.THAI
