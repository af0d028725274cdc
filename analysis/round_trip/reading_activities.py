"""The sheet of activities: each line belongs to a project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from analysis.importing.book import Book, CellValue, SheetCells
from analysis.importing.values import BadCell, typed
from analysis.round_trip.columns import ACTIVITY_PARTS, ActivityColumns
from analysis.round_trip.finding import letters, table_in, whole
from analysis.round_trip.uploaded import Place, Problem, Uploaded
from workshops.text import match_key


def read_activities(found: Uploaded, book: Book, columns: ActivityColumns) -> None:
    """Each line belongs to a project by its id, or by the name of a new one."""
    sheet, head, places = table_in(book, columns.sheet, columns.heads[:1])
    if sheet is None or not all(match_key(one) in places for one in columns.labels[:1]):
        return
    projects = [row for row in found.rows if row.kind == "project"]
    by_key = {row.pk: row for row in projects if row.pk is not None}
    by_name = {match_key(row.name): row for row in projects if row.pk is None and row.name}
    for row in projects:
        row.activities = []
    for number, cells in sheet.rows.items():
        if number <= head:
            continue
        texts, problems = _texts(sheet, number, cells, places, columns.heads)
        found.problems += problems
        said = [texts.get(label, "") for label in columns.labels]
        if not any(text.strip() for text in said):
            continue
        pk = whole(texts.get(columns.id_label, ""))
        named = match_key(texts.get(columns.project_label, ""))
        owner = by_key.get(pk) if pk is not None else by_name.get(named)
        if owner is None:
            sentence = _("No project of this file has this id or name. Correct it.")
            found.problems.append(Problem(sheet.name, number, "", columns.id_label, sentence))
            continue
        assert owner.activities is not None
        part = f"activity_{len(owner.activities)}"
        for name, label in zip(ACTIVITY_PARTS, columns.labels, strict=True):
            if (place := places.get(match_key(label))) is not None:
                where = Place(sheet.name, number, f"{letters(place)}{number}")
                owner.places[f"{part}_{name}"] = where
        owner.activities.append(said)


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
