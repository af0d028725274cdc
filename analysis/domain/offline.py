"""Files of factors between reading and letting in: kept, ticked, let in, put away."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from analysis.models import Upload
from analysis.offline.lines import Line, lines_of
from analysis.offline.preview import Preview, preview_of
from analysis.offline.reading import Reading, Sheet, reading_of, sheets_of
from workshops.domain import imports
from workshops.domain.errors import WorkshopError
from workshops.domain.writing import write
from workshops.models import FactorImport, User, Workshop


class FileGone(WorkshopError):
    message = _("This file is not kept any more. Upload it again.")
    status = 404


class ImportedMeanwhile(WorkshopError):
    message = _("This file was imported already. Look at the list of imports.")
    status = 409


class MarksChanged(WorkshopError):
    message = _("The board has changed meanwhile. Look at the marked rows again, then import.")
    status = 409


def kept_reading(reading: Reading) -> dict[str, Any]:
    """How a file is read, as `Upload.reading` has it, with nothing ticked by hand."""
    return reading.plain() | {"ticks": {}}


@write
def say_reading(upload: Upload, reading: Reading) -> Upload:
    """Read the file in this way from now on; what was ticked is as usual again."""
    upload = _locked(upload)
    if reading_of(upload.reading) != reading:
        upload.reading = kept_reading(reading)
        upload.save(update_fields=["reading"])
    return upload


@write
def say_ticks(upload: Upload, *, shown: Collection[int], ticked: Collection[int]) -> Upload:
    """Of the rows that a page showed, these are to come and the others are not."""
    upload = _locked(upload)
    ticks = upload.reading.get("ticks", {}) | {str(row): row in ticked for row in shown}
    upload.reading = upload.reading | {"ticks": ticks}
    upload.save(update_fields=["reading"])
    return upload


def let_in(upload: Upload, *, by: User, seal: str) -> FactorImport:
    """Put the ticked rows on the board, all or none.

    `seal` is of the preview that was looked at. Raises `ImportedMeanwhile`, `FileGone`,
    `MarksChanged`, and what `imports.import_factors` raises.
    """
    return _let_in(upload, _lines(upload), by=by, seal=seal)  # the room waits for no reading


@write
def _let_in(upload: Upload, lines: Sequence[Line], *, by: User, seal: str) -> FactorImport:
    workshop = Workshop.objects.locked(upload.workshop_id)
    seen, upload = reading_of(upload.reading), _locked(upload)
    preview = _preview(upload, lines, workshop)
    if preview.seal != seal or reading_of(upload.reading) != seen:
        raise MarksChanged
    made = imports.import_factors(
        workshop,
        by=by,
        file_name=upload.file_name,
        digest=upload.digest,
        reading=seen.plain(),
        rows=preview.as_rows(),
        rows_total=len(preview.rows),
        place=_chosen(upload)[0],
    )
    upload.applied_at = timezone.now()
    upload.book = {}  # the rows are on the board; nobody needs the rest any more
    upload.save(update_fields=["applied_at", "book"])
    return made


def preview_of_upload(upload: Upload) -> Preview:
    """The rows as they would become now. Three queries."""
    return _preview(upload, _lines(upload), upload.workshop)


def _lines(upload: Upload) -> list[Line]:
    """Raises `ImportedMeanwhile`: then nothing is kept of the file."""
    if upload.applied_at is not None:
        raise ImportedMeanwhile
    return lines_of(_chosen(upload)[1], reading_of(upload.reading), upload.workshop)


def _preview(upload: Upload, lines: Sequence[Line], workshop: Workshop) -> Preview:
    ticks = {int(row): bool(on) for row, on in upload.reading.get("ticks", {}).items()}
    place, _sheet = _chosen(upload)
    return preview_of(lines, workshop, digest=upload.digest, place=place, ticks=ticks)


def _chosen(upload: Upload) -> tuple[int, Sheet]:
    """The sheet that is read, and its place within the file."""
    sheets, name = enumerate(sheets_of(upload.book)), reading_of(upload.reading).sheet
    return next((place, sheet) for place, sheet in sheets if sheet.name == name)


def _locked(upload: Upload) -> Upload:
    """The file as it is now. Raises `FileGone` and `ImportedMeanwhile`."""
    found = Upload.objects.kept().select_for_update().filter(pk=upload.pk).first()
    if found is None:
        raise FileGone
    if found.applied_at is not None:
        raise ImportedMeanwhile
    return found
