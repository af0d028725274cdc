"""Dates, places and marks as Thai official papers write them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from django.utils import formats
from django.utils.translation import gettext as _

from analysis.workbook.names import shortened
from workshops.models import PlanCycle, Workshop
from workshops.reference import in_thai
from workshops.years import MONTHS, buddhist_year, long_date, short_date

# A file's name stays below 255 bytes, of which a Thai letter takes three.
TITLE_LENGTH, PLACE_LENGTH = 30, 14
WEEKDAYS = "จันทร์ อังคาร พุธ พฤหัสบดี ศุกร์ เสาร์ อาทิตย์".split()


def full_date(day: datetime.date) -> str:
    """วันพฤหัสบดีที่ 24 มิถุนายน พ.ศ. 2564; for English readers with both eras."""
    year = buddhist_year(day.year)
    if in_thai():
        return f"วัน{WEEKDAYS[day.weekday()]}ที่ {day.day} {MONTHS[day.month - 1]} พ.ศ. {year}"
    return f"{formats.date_format(day, 'l j F Y')} (B.E. {year})"


def moment_words(moment: datetime.datetime) -> str:
    """24 มิถุนายน 2564 เวลา 09.30 น."""
    if in_thai():
        return f"{long_date(moment.date())} เวลา {clock_words(moment)}"
    return f"{formats.date_format(moment.date(), 'j F Y')}, {clock_words(moment)}"


def clock_words(moment: datetime.datetime) -> str:
    return f"{moment:%H.%M} น." if in_thai() else f"{moment:%H:%M}"


def marks_of(workshop: Workshop, *, pretend: bool) -> list[str]:
    """What a reader has to know before any figure; nothing for a closed, real workshop."""
    marks = []
    if not workshop.is_closed:
        marks.append(_("NOT FINISHED YET: figures may still change"))
    if workshop.is_sample:
        marks.append(_("SAMPLE DATA: made up, not said by real people"))
    if pretend:
        marks.append(_("REHEARSAL: figures include pretend participants"))
    return marks


def short_mark(all_marks: Iterable[Sequence[str]]) -> str:
    """For the head of each page: each mark once, without its reason."""
    return " · ".join(dict.fromkeys(mark.split(":")[0] for marks in all_marks for mark in marks))


def document_name(kind: str, workshops: Sequence[Workshop], cycle: PlanCycle) -> str:
    """A file name: the kind, then title, place and date; of several the plan's years."""
    if len(workshops) != 1:
        parts = [kind, f"แผนพัฒนาจังหวัด {cycle}"]
    else:
        workshop = workshops[0]
        place = shortened(workshop.venue or workshop.province.name_th, PLACE_LENGTH)
        title = shortened(workshop.title, TITLE_LENGTH)
        parts = [kind, title, place, short_date(workshop.held_on)]
    return f"{' '.join(filter(None, parts))}.docx"
