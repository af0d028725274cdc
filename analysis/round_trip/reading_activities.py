"""The sheet of activities: each line belongs to a project."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.utils.translation import gettext as _

from analysis.importing.book import Book, CellValue, SheetCells
from analysis.importing.values import BadCell, typed
from analysis.round_trip.columns import ACTIVITY_PARTS, ActivityColumns
from analysis.round_trip.finding import letters, table_in, whole
from analysis.round_trip.uploaded import FileRow, Place, Problem, Uploaded
from workshops.text import match_key

Line = tuple[int, int, list[str]]  # its number, its row in the sheet, what it says
LAST = 10**9  # where a line without a number goes


def read_activities(found: Uploaded, book: Book, columns: ActivityColumns) -> None:
    """Each line belongs to a project by its id, or by the name of a new one."""
    if "project" not in found.kinds:
        return
    sheet, head, places = table_in(book, columns.sheet, columns.heads[:1])
    if sheet is None or any(match_key(one) not in places for one in columns.labels):
        found.notes.append(
            _("The sheet “%(sheet)s” or one of its columns is gone: activities stay as they are.")
            % {"sheet": columns.sheet}
        )
        return
    projects = [row for row in found.rows if row.kind == "project"]
    owner_of = _owners(projects)
    lines: dict[int, list[Line]] = {row.number: [] for row in projects}
    for number, cells in sheet.rows.items():
        if number <= head:
            continue
        texts, problems = _texts(sheet, number, cells, places, columns.heads)
        found.problems += problems
        said = [texts.get(label, "") for label in columns.labels]
        if problems or not any(text.strip() for text in said):
            continue
        owner = owner_of(texts.get(columns.id_label, ""), texts.get(columns.project_label, ""))
        if owner is None:
            sentence = _("No project of this file has this id or name. Correct it.")
            found.problems.append(Problem(sheet.name, number, "", columns.id_label, sentence))
            continue
        order = whole(texts.get(columns.number_label, ""))
        lines[owner.number].append((LAST if order is None else order, number, said))
    for row in projects:
        _put(row, sorted(lines[row.number]), columns, sheet, places)


def _owners(projects: list[FileRow]) -> Callable[[str, str], FileRow | None]:
    """What finds a project by its id, or by its name if only one has it."""
    by_key = {row.pk: row for row in projects if row.pk is not None}
    by_name: dict[str, list[FileRow]] = {}
    for row in projects:
        by_name.setdefault(match_key(row.name), []).append(row)

    def owner(key: str, name: str) -> FileRow | None:
        if key.strip():
            return by_key.get(whole(key) or 0)
        named = by_name.get(match_key(name), []) if name.strip() else []
        return named[0] if len(named) == 1 else None

    return owner


def _put(
    row: FileRow,
    lines: list[Line],
    columns: ActivityColumns,
    sheet: SheetCells,
    places: Mapping[str, int],
) -> None:
    """The lines of a project in the order of their numbers, however the sheet is sorted."""
    row.activities = [said for _order, _number, said in lines]
    for order, (_place, number, _said) in enumerate(lines):
        for part, label in zip(ACTIVITY_PARTS, columns.labels, strict=True):
            cell = f"{letters(places[match_key(label)])}{number}"
            row.places[f"activity_{order}_{part}"] = Place(sheet.name, number, cell)


def _texts(
    sheet: SheetCells,
    number: int,
    cells: list[CellValue],
    places: Mapping[str, int],
    labels: Iterable[str],
) -> tuple[dict[str, str], list[Problem]]:
    texts, problems = {}, []
    for label in labels:
        place = places.get(match_key(label))
        if place is None:
            continue
        try:
            texts[label] = typed(cells[place] if place < len(cells) else None)
        except BadCell as error:
            where = f"{letters(place)}{number}"
            problems.append(Problem(sheet.name, number, where, label, str(error)))
    return texts, problems
