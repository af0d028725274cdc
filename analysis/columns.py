"""Which sheets and columns a workbook can have, for those who leave some out."""

from __future__ import annotations

from analysis.tables.content import content_of
from analysis.tables.table import Column
from workshops.models import PlanCycle


def sheets_with_columns() -> list[tuple[str, str, tuple[Column, ...]]]:
    """Name, title and columns of each sheet, from a workbook of nothing."""
    cycle = PlanCycle.objects.order_by("-start_year").first() or PlanCycle(
        start_year=2023, end_year=2027
    )
    sheets = content_of([], cycle).sheets
    return [(sheet.name, sheet.title, tuple(sheet.columns)) for sheet in sheets]
