"""Files of factors that were written elsewhere: let in as a whole, taken back as a whole.

What was in the file is read and judged elsewhere; here only whole and clean rows arrive.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workshops.domain import journal, tokens
from workshops.domain.errors import UnknownDistrict, WorkshopError
from workshops.domain.factors import FactorFields
from workshops.domain.writing import write
from workshops.enums import Category, Verb, WaitsFor
from workshops.models import (
    District,
    Factor,
    FactorImport,
    FactorQuerySet,
    Participant,
    User,
    Workshop,
)
from workshops.text import match_key

ROWS_LIMIT = 5_000  # of one file


class ImportClosed(WorkshopError):
    message = _("This workshop is closed. Open one of its steps again, then import the file.")
    status = 423


class TakeBackClosed(WorkshopError):
    message = _("This workshop is closed. Open one of its steps again, then take the file back.")
    status = 423


class NothingToImport(WorkshopError):
    message = _("No row is ticked. Tick the rows that shall come onto the board.")


class TooManyRows(WorkshopError):
    message = _("One import takes at most 5,000 rows. Split the file into several.")


class RowsCameAlready(WorkshopError):
    message = _("Rows of this file are on the board already. Look at the preview again.")
    status = 409


class SameWordsTwice(WorkshopError):
    message = _("One person has the same words twice in this file. Look at the preview again.")
    status = 409


class PeopleMergedMeanwhile(WorkshopError):
    message = _(
        "People in the room were merged with people of this file. Part them on the page of "
        "people first, then take the file back."
    )
    status = 409


@dataclass(frozen=True)
class Writer:
    """Somebody who wrote on paper; rows with equal writers are one person's."""

    district: District
    number: str = ""  # of the paper form
    name: str = ""
    position: str = ""
    agency: str = ""


@dataclass(frozen=True)
class ImportRow:
    """A row that becomes a factor; its words have been through `clean_text()`."""

    row: int  # as the spreadsheet counts it
    writer: Writer
    fields: FactorFields

    @property
    def words(self) -> tuple[Writer, str, str, str]:
        """What one person may have once."""
        fields = self.fields
        return self.writer, fields["category"], fields["district"].pk, match_key(fields["text"])


@write
def import_factors(
    workshop: Workshop,
    *,
    by: User,
    file_name: str,
    digest: str,
    reading: Mapping[str, object],
    rows: Sequence[ImportRow],
    rows_total: int,
    place: int = 0,
) -> FactorImport:
    """Put all these rows on the board, or none: one entry in the journal for all of them.

    `place` is of the sheet within the file, from 0; `reading` says how its columns were read.

    The rules of the room hold: in a silent round they wait for the reveal; names stay away
    where they would. Whoever lets the file in has approved it. Limits per person do not hold:
    paper was filled in without them.

    Raises `ImportClosed`, `NothingToImport`, `TooManyRows`, `UnknownDistrict`,
    `SameWordsTwice`, and `RowsCameAlready` if one of the rows is on the board from this file.
    """
    workshop = Workshop.objects.locked(workshop.pk)
    if workshop.is_closed:
        raise ImportClosed
    _require_rows(workshop, rows)
    _require_new_rows(workshop, digest, place, rows)
    now = timezone.now()
    made = FactorImport.objects.create(
        workshop=workshop,
        number=last_import_number(workshop) + 1,
        file_name=file_name[:200],
        digest=digest,
        reading=dict(reading) | {"place": place},
        rows_total=rows_total,
        imported_by=by,
        imported_at=now,
    )
    writers = _write_people(made, [row.writer for row in rows], now=now)
    waits_for = _waits_for(workshop)
    factors = Factor.objects.bulk_create(
        Factor(
            workshop=workshop,
            participant=writers[row.writer],
            client_id=uuid.uuid4(),
            sent_hash="",
            match_key=match_key(row.fields["text"]),
            created_at=now,
            waits_for=waits_for,
            is_anonymous=_is_anonymous(workshop, row),
            from_import=made,
            import_row=row.row,
            **row.fields,
        )
        for row in rows
    )
    pks = [factor.pk for factor in factors]
    entry = {"import": made.number, "factors": pks, "people": len(writers)}
    journal.record(workshop, Verb.FACTORS_IMPORTED, by=by, **entry)
    return made


@write
def take_back(made: FactorImport, *, by: User) -> FactorImport:
    """Take all of a file off the board; its people count nowhere any more. Twice is once.

    The rows stay, as those do that somebody withdrew: groups, agreement and comments that hang
    on them are found again by whoever asks where they came from, and votes stay with the group.
    Raises `TakeBackClosed`, and `PeopleMergedMeanwhile` if others count as one of its people.
    """
    workshop = Workshop.objects.locked(made.workshop_id)
    made = FactorImport.objects.get(pk=made.pk)
    if made.taken_back_at is not None:
        return made
    if workshop.is_closed:
        raise TakeBackClosed
    if merged_with_others(made):
        raise PeopleMergedMeanwhile
    made.taken_back_at, made.taken_back_by = timezone.now(), by
    made.save(update_fields=["taken_back_at", "taken_back_by"])
    standing = Factor.objects.filter(from_import=made, withdrawn_at=None)
    pks = list(standing.order_by("pk").values_list("pk", flat=True))
    standing.update(withdrawn_at=made.taken_back_at)
    Participant.objects.filter(from_import=made).update(taken_back_at=made.taken_back_at)
    entry = {"import": made.number, "factors": pks}
    journal.record(workshop, Verb.IMPORT_TAKEN_BACK, by=by, **entry)
    return made


def last_import_number(workshop: Workshop) -> int:
    """0 before the first file."""
    return workshop.imports.aggregate(last=Max("number"))["last"] or 0


def rows_on_board(workshop: Workshop, *, digest: str, place: int) -> FactorQuerySet:
    """The factors that came from this sheet of this very file and were not taken back.

    Sheets are known by their place: a text table is named after the file, which may change.
    """
    same = FactorImport.objects.standing().filter(workshop=workshop, digest=digest)
    return Factor.objects.filter(from_import__in=same.filter(reading__place=place))


def merged_with_others(made: FactorImport) -> bool:
    """Whether somebody who is not of this file counts as one of its people."""
    others = Participant.objects.filter(merged_into__from_import=made)
    return others.exclude(from_import=made).exists()


def _require_rows(workshop: Workshop, rows: Sequence[ImportRow]) -> None:
    if not rows:
        raise NothingToImport
    if len(rows) > ROWS_LIMIT:
        raise TooManyRows
    named = {row.fields["district"].pk for row in rows} | {row.writer.district.pk for row in rows}
    if not named <= set(workshop.districts.values_list("pk", flat=True)):
        raise UnknownDistrict
    if len({row.words for row in rows}) < len(rows):
        raise SameWordsTwice


def _require_new_rows(
    workshop: Workshop, digest: str, place: int, rows: Sequence[ImportRow]
) -> None:
    there = rows_on_board(workshop, digest=digest, place=place)
    known = set(there.values_list("import_row", flat=True))
    if any(row.row in known for row in rows):
        raise RowsCameAlready


def _write_people(
    made: FactorImport, writers: Iterable[Writer], *, now: datetime.datetime
) -> dict[Writer, Participant]:
    """One participant for each writer, in the order of the file; none has a browser."""
    each = list(dict.fromkeys(writers))
    people = Participant.objects.bulk_create(
        Participant(
            workshop=made.workshop,
            from_import=made,
            token_hash=tokens.hashed(tokens.new_secret()),
            name=_name_of(writer),
            position=writer.position,
            agency=writer.agency,
            district=writer.district,
            joined_at=now,
        )
        for writer in each
    )
    return dict(zip(each, people, strict=True))


def _name_of(writer: Writer) -> str:
    if writer.name:
        return writer.name
    if writer.number:
        return gettext("Paper form %(number)s") % {"number": writer.number}
    return gettext("Paper forms without a name")


def _waits_for(workshop: Workshop) -> WaitsFor | str:
    """What a facilitator lets in needs nobody's approval, but no silent round is disturbed."""
    silent = workshop.is_silent and workshop.revealed_at is None
    return WaitsFor.REVEAL if silent else ""


def _is_anonymous(workshop: Workshop, row: ImportRow) -> bool:
    kept_secret = Category(row.fields["category"]) in workshop.anonymous_categories
    return not workshop.names_shown or kept_secret or not row.writer.name
