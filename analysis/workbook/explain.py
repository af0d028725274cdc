"""The read-me: what this file is, from when, of whom, and how its figures were made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from analysis.tables.content import Content
from analysis.tables.table import Kind, Stream, Table, Value
from analysis.wishes import Wish
from analysis.workbook.cells import CellWriter, height_of
from analysis.workbook.forms import Form
from analysis.workbook.method import method_lines
from analysis.workbook.paper import TITLE, WARNING, add_sheet
from analysis.workbook.places import MOST_LINKS, length_of
from analysis.workbook.sheets import moment
from workshops.models import Workshop
from workshops.years import long_date, short_date

Line = tuple[str, Value, Kind]
WIDTHS = (34, 104)
PLACE_LENGTH = 60


@dataclass(frozen=True)
class Told:
    """What the read-me tells of."""

    wish: Wish
    content: Content
    named: Sequence[tuple[str, Table | Stream]]
    forms: Sequence[Form]
    not_supplied: Sequence[str]
    is_large: bool


def mark_of(content: Content) -> str:
    """What stands in every footer: which workshops, read when."""
    codes = ", ".join(workshop.code for workshop in content.counts.workshops)
    return f"{codes[:PLACE_LENGTH]} · {short_date(content.read_at.date())}"


def is_final(content: Content) -> bool:
    return all(workshop.is_closed for workshop in content.counts.workshops)


def draw_readme(
    writer: CellWriter, name: str, mark: str, told: Told, others: tuple[str, str]
) -> None:
    """`others`: the names of the summary and of the dictionary."""
    sheet = add_sheet(writer, name, mark)
    for number, width in enumerate(WIDTHS):
        sheet.set_column(number, number, width)
    title = _("Results of the STEEPI workshop for the provincial plan")
    writer.put(sheet, 0, 0, title, look=TITLE)
    sheet.set_row(0, 26)
    if writer.warning:
        writer.put(sheet, 1, 0, writer.warning, look=WARNING | {"font_size": 14})
        sheet.set_row(1, 26)
    content = told.content
    lines = [*_workshops(content), *_state(content), *_choice(told), *method_lines()]
    for row, (label, value, kind) in enumerate(lines, start=2):
        writer.put(sheet, row, 0, label, look={"bold": True})
        writer.put(sheet, row, 1, value, kind, {"align": "left", "indent": 1})
        sheet.set_row(row, height_of([label, value], WIDTHS))
    row = len(lines) + 3
    writer.put(sheet, row, 0, _("Sheets in this file"), look=TITLE | {"font_size": 12})
    sheet.set_row(row, 24)
    first = row + 1
    for row, (place, words) in enumerate(_sheets(told, others), start=first):
        writer.put_link(sheet, row, 0, place, Kind.TEXT, to=f"'{place}'!A1")
        writer.put(sheet, row, 1, words, Kind.LONG)
        sheet.set_row(row, height_of([place, words], WIDTHS))
    sheet.print_area(0, 0, row, 1)


def _sheets(told: Told, others: tuple[str, str]) -> list[tuple[str, str]]:
    """Each sheet and what is on it, in their order."""
    summary, dictionary = others
    lines = [(summary, _("Summary of the factors"))]
    for name, table in told.named:
        rows = length_of(table)
        words = ngettext("%(title)s: %(rows)s row", "%(title)s: %(rows)s rows", rows)
        lines.append((name, words % {"title": table.title, "rows": f"{rows:,}"}))
    for form in told.forms:
        words = f"{_('Form %(code)s') % {'code': form.code}} {form.title}"
        lines += [(name, words) for name in form.sheets]
    return [*lines, (dictionary, _("Data dictionary"))]


def _workshops(content: Content) -> list[Line]:
    workshops = content.counts.workshops
    lines: list[Line] = [
        (pgettext("workbook", "Workshop"), _what(workshop, content), Kind.LONG)
        for workshop in workshops
    ]
    districts = ", ".join(district.name for district in content.counts.districts)
    lines.append((_("Districts"), districts, Kind.LONG))
    cycle = _("B.E. %(cycle)s") % {"cycle": content.plan.cycle}
    lines.append((pgettext("workbook", "Plan"), cycle, Kind.TEXT))
    return lines


def _what(workshop: Workshop, content: Content) -> str:
    parts = [workshop.title, workshop.venue, long_date(workshop.held_on)]
    parts.append(_("code %(code)s") % {"code": workshop.code})
    parts.append(_("record no. %(n)s") % {"n": workshop.revision})
    if not workshop.is_closed:
        parts.append(_("NOT FINISHED YET: figures may still change"))
    if workshop.is_sample:
        parts.append(_("SAMPLE DATA: made up, not said by real people"))
    if workshop.pk in content.rehearsed:
        parts.append(_("REHEARSAL: figures include pretend participants"))
    return " · ".join(filter(None, parts))


def _state(content: Content) -> list[Line]:
    plan = content.plan
    return [
        (pgettext("workbook", "Read at"), moment(content.read_at), Kind.MOMENT),
        (pgettext("workbook", "Time of reading"), f"{content.read_at:%H:%M}", Kind.TEXT),
        (_("Factors"), content.counts.factors_total, Kind.COUNT),
        (_("Development issues"), len(plan.issues.frame), Kind.COUNT),
        (_("Indicators"), len(plan.indicators.frame), Kind.COUNT),
        (_("Projects"), len(plan.projects.frame), Kind.COUNT),
    ]


def _choice(told: Told) -> list[Line]:
    """What was chosen to be in this file, and what therefore is not."""
    wish = told.wish
    filters = wish.filters or _("No filter is set.")
    names = _("Names of participants are not in this file.")
    if wish.names:
        names = _("Names of participants are in this file. Pass it on only to those who need them.")
    lines = [(_("Filters"), filters), (_("Names of people"), names)]
    if any(wish.left_out.values()):
        words = _("Columns that were left out by choice are not in it; the portal has them.")
        lines.append((_("Columns"), words))
    if told.not_supplied:
        words = _("Not supplied yet, and therefore not in it: %(codes)s")
        codes = ", ".join(told.not_supplied)
        lines.append((_("Plan forms"), words % {"codes": codes}))
    if told.is_large:
        words = _(
            "This file is large: its sheets have filters, but are no Excel tables; on a sheet "
            "with more than %(most)s references they are numbers without a link."
        )
        lines.append((_("Size"), words % {"most": f"{MOST_LINKS:,}"}))
    return [(label, text, Kind.LONG) for label, text in lines]
