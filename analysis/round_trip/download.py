"""The workbook for editing: what it holds, read at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from analysis.makers import Made, Progress
from analysis.models import DevelopmentIssue
from analysis.round_trip.columns import (
    ActivityColumns,
    SheetColumns,
    activity_columns,
    columns_of,
    issue_words,
)
from analysis.round_trip.row_forms import KINDS
from analysis.round_trip.stored import StoredRow, activities_of, stored_rows
from analysis.snapshot import one_moment
from analysis.tables.table import Value
from analysis.wishes import Wish
from analysis.workbook.names import PLACE_LENGTH, TITLE_LENGTH, shortened
from analysis.workbook.round_trip import EditSheet, write_edit_book
from workshops.models import Workshop
from workshops.years import short_date

MARK = "steepi-plan-1"  # of the hidden sheet: which kind of file this is


@dataclass(frozen=True)
class EditBook:
    """Everything in the file. `key`: what the hidden sheet says, line by line."""

    sheets: list[EditSheet]
    key: list[str]
    title: str
    about: str


def make_round_trip(wish: Wish, out: Path, progress: Progress) -> Made:
    """The indicators and projects of one workshop, to be edited and uploaded again."""
    (workshop,) = wish.workshops
    with translation.override(wish.language):
        with one_moment():
            fresh = Workshop.objects.select_related("plan_cycle").get(pk=workshop.pk)
            book = edit_book(fresh, language=wish.language)
        progress(1, 2)
        write_edit_book(out, book.sheets, key=book.key, about=book.about, font=wish.sheet_font)
        title = shortened(fresh.title, TITLE_LENGTH)
        name = _("Indicators and projects to edit") + f" {title}"[: TITLE_LENGTH + PLACE_LENGTH]
    return Made(f"{name} {short_date(timezone.localdate())}.xlsx", 0, {fresh.code: fresh.revision})


def edit_book(workshop: Workshop, *, language: str) -> EditBook:
    """In the active language, which is `language`. Call inside `one_moment()`."""
    issues = DevelopmentIssue.objects.current().filter(workshop=workshop).order_by("number", "pk")
    names = [issue_words(issue) for issue in issues]
    sheets, projects = [], []
    for kind in KINDS:
        rows = stored_rows(workshop, kind)
        columns = columns_of(kind, workshop, rows)
        sheets.append(_sheet(columns, rows, names))
        if kind == "project":
            projects = rows
    sheets.append(_activities(activity_columns(), projects))
    now = timezone.now().isoformat()
    key = [MARK, workshop.code, str(workshop.plan_cycle_id), language, now]
    about = f"{workshop.title} · {short_date(workshop.held_on)} · {workshop.code}"
    return EditBook(sheets, key, columns.sheet, about)


def _sheet(columns: SheetColumns, rows: list[StoredRow], issues: list[str]) -> EditSheet:
    found: list[list[Value]] = []
    for one in rows:
        own: list[Value] = [one.row.pk, one.row.version, issue_words(one.row.issue)]
        found.append([*own, *(each.value(one.values.get(each.name)) for each in columns.fields)])
    return EditSheet(
        name=columns.sheet,
        heads=columns.heads,
        rows=found,
        kinds=[each.kind for each in columns.fields],
        widths=[each.width for each in columns.fields],
        choices=[list(each.choices.values()) for each in columns.fields],
        issues=issues,
    )


def _activities(columns: ActivityColumns, rows: list[StoredRow]) -> EditSheet:
    found: list[list[Value]] = [
        [one.row.pk, str(one.row), number, *activity]
        for one in rows
        for number, activity in enumerate(activities_of(one.values), 1)
    ]
    return EditSheet(name=columns.sheet, heads=columns.heads, rows=found, is_activities=True)
