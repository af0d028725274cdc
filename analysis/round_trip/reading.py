"""From an uploaded book to rows: which row of the plan each is, and what each cell says.

Sheets and columns are found by their headings, rows by their ids: whoever sorted, moved columns
or deleted what they did not need is understood.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.importing.book import Book, CellValue, SheetCells
from analysis.importing.values import BadCell, is_formula, typed
from analysis.models import DevelopmentIssue
from analysis.round_trip.columns import (
    SheetColumns,
    activity_columns,
    columns_of,
    issue_words,
)
from analysis.round_trip.finding import letters, table_in, text_of, whole
from analysis.round_trip.reading_activities import read_activities
from analysis.round_trip.row_forms import KINDS
from analysis.round_trip.stored import StoredRow, stored_rows
from analysis.round_trip.uploaded import FileRow, Place, Problem, Uploaded
from analysis.workbook.round_trip import HIDDEN_SHEET
from workshops.domain.errors import WorkshopError
from workshops.models import Workshop
from workshops.text import match_key

MARK = "steepi-plan-1"
MOST_ROWS = 1_000  # indicators and projects: a new one takes some 10 ms of each look at the file


class NotOurs(WorkshopError):
    message = gettext_lazy(
        "This is not a workbook for editing indicators and projects. Download one on this page, "
        "edit it, and upload it here."
    )


class OfAnother(WorkshopError):
    message = gettext_lazy(
        "This file is of another workshop or another plan. Upload it on the page of its workshop."
    )


class TooManyRows(WorkshopError):
    message = gettext_lazy(
        "The file has more than 1,000 indicators and projects. Split it into several."
    )


def read_upload(book: Book, workshop: Workshop) -> Uploaded:
    """The rows of a file that was made for this workshop. Raises `NotOurs`, `OfAnother`,
    `TooManyRows`."""
    key = _key(book)
    if key[0] != MARK:
        raise NotOurs
    if key[1:3] != [workshop.code, str(workshop.plan_cycle_id)]:
        raise OfAnother
    stored = {kind: stored_rows(workshop, kind) for kind in KINDS}
    with translation.override(key[3] if key[3] in ("th", "en") else "th"):
        columns = {kind: columns_of(kind, workshop, stored[kind]) for kind in KINDS}
        activities = activity_columns()
    found = Uploaded([], _moment(key[4]), set(), [], [])
    issues = list(DevelopmentIssue.objects.current().filter(workshop=workshop))
    for issue in issues:
        issue.workshop = workshop
    for kind in KINDS:
        _read_sheet(found, book, columns[kind], _Issues(issues, stored[kind]))
    if len(found.rows) > MOST_ROWS:
        raise TooManyRows
    read_activities(found, book, activities)
    return found


class _Issues:
    """The issues of the plan. `of`: by the id of the row that is under it."""

    def __init__(self, issues: list[DevelopmentIssue], stored: list[StoredRow]) -> None:
        self.issues = issues
        self.of = {one.row.pk: one.row.issue for one in stored}

    def named(self, text: str) -> DevelopmentIssue | None:
        """By number and title; by either; by the title if it has another number by now."""
        wanted, title = match_key(text), match_key(text.strip().partition(" ")[2])
        ways: list[Callable[[DevelopmentIssue], bool]] = [
            lambda one: wanted == match_key(issue_words(one)),
            lambda one: wanted in (match_key(one.title), str(one.number)),
            lambda one: title == match_key(one.title),
        ]
        return next((one for fits in ways for one in self.issues if fits(one)), None)


def _key(book: Book) -> list[str]:
    hidden = next((one for one in book.sheets if one.name == HIDDEN_SHEET), None)
    rows = hidden.rows if hidden else {}
    words = [text_of((rows.get(row) or [None])[0]) for row in range(1, 6)]
    return words + [""] * (5 - len(words))


def _moment(text: str) -> datetime.datetime | None:
    """None for what somebody changed: a moment without its zone is compared with nothing."""
    try:
        found = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _read_sheet(found: Uploaded, book: Book, columns: SheetColumns, issues: _Issues) -> None:
    sheet, head, places = table_in(book, columns.sheet, columns.heads[:1])
    if sheet is None:
        found.notes.append(
            _("The sheet “%(sheet)s” is not in the file, so nothing in it changes.")
            % {"sheet": columns.sheet}
        )
        return
    found.kinds.add(columns.kind)
    missing = [each.label for each in columns.fields if match_key(each.label) not in places]
    if missing:
        found.notes.append(
            _("In “%(sheet)s” these columns are not there, so they stay as they are: %(columns)s")
            % {"sheet": sheet.name, "columns": ", ".join(missing)}
        )
    for number, cells in sheet.rows.items():
        if number <= head:
            continue
        row = _row(sheet, number, cells, places, columns, issues)
        if row is not None:
            found.rows.append(row)
            found.problems += row.problems
    _refuse_twice(found, columns.kind)


def _row(
    sheet: SheetCells,
    number: int,
    cells: list[CellValue],
    places: Mapping[str, int],
    columns: SheetColumns,
    issues: _Issues,
) -> FileRow | None:
    """None for a row that says nothing of its own."""
    texts: dict[str, str] = {}
    row = FileRow(columns.kind, sheet.name, number, None, None, None)
    for label in columns.heads:
        place = places.get(match_key(label))
        if place is None:
            continue
        cell = cells[place] if place < len(cells) else None
        row.formulas += is_formula(cell)
        try:
            texts[label] = typed(cell)
        except BadCell as error:
            texts[label] = ""
            row.problems.append(
                Problem(sheet.name, number, f"{letters(place)}{number}", label, str(error))
            )
    if not any(text.strip() for text in texts.values()) and not row.problems:
        return None
    row.pk = whole(texts.get(columns.id_label, ""))
    row.version = whole(texts.get(columns.version_label, ""))
    row.issue = issues.named(texts.get(columns.issue_label, ""))
    if texts.get(columns.id_label, "").strip() and row.pk is None:
        sentence = _("This is no id. Leave ids as they are; a new row has none.")
        row.problems.append(_problem(row, columns.id_label, places, sentence))
    issue = row.issue or issues.of.get(row.pk or 0)
    for each in columns.fields:
        if each.label in texts:
            row.said[each.name] = each.said(texts[each.label], columns.known(each, issue))
            place = places[match_key(each.label)]
            row.places[each.name] = Place(sheet.name, number, f"{letters(place)}{number}")
    return row


def _refuse_twice(found: Uploaded, kind: str) -> None:
    seen: dict[object, int] = {}
    for row in [one for one in found.rows if one.kind == kind]:
        if row.pk is None and not (row.issue and row.name):
            continue
        who = row.pk if row.issue is None or row.pk else (row.issue.pk, match_key(row.name))
        if who in seen:
            sentence = (
                _("This id stands in row %(row)s too. Delete one of the two rows, or the id.")
                if row.pk
                else _("Row %(row)s is new and has the same name. Give one of them another name.")
            )
            problem = Problem(row.sheet, row.number, "", "", sentence % {"row": seen[who]})
            row.problems.append(problem)
            found.problems.append(problem)
        seen.setdefault(who, row.number)


def _problem(
    row: FileRow, label: str, places: Mapping[str, int], sentence: Promise | str
) -> Problem:
    place = places[match_key(label)]
    return Problem(row.sheet, row.number, f"{letters(place)}{row.number}", label, str(sentence))
