"""The sheets in words: what this file is, and what each column means."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.tables.content import Content
from analysis.tables.table import Kind, Table, Value
from analysis.workbook.cells import CellWriter, height_of
from analysis.workbook.sheets import TITLE, add_sheet, draw_sheet, moment, text_column
from workshops.models import Workshop
from workshops.years import long_date, short_date

Line = tuple[str, Value, Kind]
README_WIDTHS = (32, 96)
PLACE_LENGTH = 60


def mark_of(content: Content) -> str:
    """What stands in every footer: which workshops, read when."""
    codes = ", ".join(workshop.code for workshop in content.counts.workshops)
    return f"{codes[:PLACE_LENGTH]} · {short_date(content.read_at.date())}"


def draw_readme(
    writer: CellWriter, name: str, mark: str, content: Content, sheets: Sequence[str]
) -> None:
    sheet = add_sheet(writer, name, mark)
    for number, width in enumerate(README_WIDTHS):
        sheet.set_column(number, number, width)
    title = _("Results of the STEEPI workshop for the provincial plan")
    writer.put(sheet, 0, 0, title, look=TITLE)
    sheet.set_row(0, 26)
    lines = [*_workshops(content), *_state(content), *_method()]
    lines.append((_("Sheets in this file"), "\n".join(sheets), Kind.LONG))
    for row, (label, value, kind) in enumerate(lines, start=2):
        writer.put(sheet, row, 0, label, look={"bold": True})
        writer.put(sheet, row, 1, value, kind, {"align": "left"})
        sheet.set_row(row, height_of([label, value], README_WIDTHS))


def draw_dictionary(
    writer: CellWriter, name: str, mark: str, tables: Sequence[tuple[str, Table]]
) -> None:
    kinds = _kinds()
    rows = [
        (sheet, column.title, kinds[column.kind], column.meaning)
        for sheet, table in tables
        for column in table.columns
    ]
    frame = pd.DataFrame(rows, columns=["sheet", "column", "kind", "meaning"], dtype="string")
    columns = (
        text_column("sheet", pgettext("workbook", "Sheet"), 24),
        text_column("column", pgettext("workbook", "Column"), 32),
        text_column("kind", pgettext("workbook", "Kind of value"), 30),
        text_column("meaning", pgettext("workbook", "Meaning"), 70),
    )
    draw_sheet(writer, name, mark, Table("dictionary", _("Data dictionary"), columns, frame))


def _workshops(content: Content) -> list[Line]:
    workshops = content.counts.workshops
    lines: list[Line] = [
        (pgettext("workbook", "Workshop"), _what(workshop, content), Kind.LONG)
        for workshop in workshops
    ]
    districts = ", ".join(district.name for district in content.counts.districts)
    lines.append((_("Districts"), districts, Kind.LONG))
    lines.append(
        (
            pgettext("workbook", "Plan"),
            _("B.E. %(cycle)s") % {"cycle": content.plan.cycle},
            Kind.TEXT,
        )
    )
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


def _method() -> list[Line]:
    told = [
        (
            _("What is in it"),
            _(
                "All factors on the board. Factors that were hidden or withdrawn, and rows taken "
                "out of the plan, are left out. No filter is set."
            ),
        ),
        (
            _("Names of people"),
            _("Names of participants are not in this file."),
        ),
        (
            _("How it was counted"),
            _(
                "Each factor counts once, in the district and category that its writer chose. "
                "Factors for both tracks count under both tracks together, not under each."
            ),
        ),
        (
            _("Whole-plan value"),
            _(
                "Sum of the years, value of the last year, or mean of the years, as each "
                "indicator says; only years with a target count."
            ),
        ),
        (
            _("How sheets are linked"),
            _(
                "By ids: an indicator and a project name their issue; issues, indicators and "
                "projects name the factors that they rest on."
            ),
        ),
        (
            pgettext("workbook", "Years"),
            _("Years are fiscal years in the Buddhist Era. Money is in baht."),
        ),
    ]
    return [(label, text, Kind.LONG) for label, text in told]


def _kinds() -> dict[Kind, str]:
    return {
        Kind.ID: pgettext("workbook", "Id number"),
        Kind.TEXT: pgettext("workbook", "Text"),
        Kind.LONG: pgettext("workbook", "Text"),
        Kind.COUNT: pgettext("workbook", "Whole number"),
        Kind.NUMBER: pgettext("workbook", "Number"),
        Kind.MONEY: pgettext("workbook", "Money, baht"),
        Kind.YEAR: pgettext("workbook", "Year, Buddhist Era"),
        Kind.MOMENT: pgettext("workbook", "Date and time"),
    }
