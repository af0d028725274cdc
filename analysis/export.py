"""Reading and writing a workbook in one go, for the button and for the command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.snapshot import one_moment
from analysis.tables.content import content_of
from analysis.workbook.book import in_thai, workbook_bytes
from analysis.workbook.names import file_name
from workshops.models import PlanCycle, Workshop


@dataclass(frozen=True)
class Export:
    name: str
    body: bytes
    factors: int  # how many are in it


def export(workshops: Sequence[Workshop], cycle: PlanCycle) -> Export:
    """The workbook of these workshops of one plan cycle, all read at one moment."""
    with in_thai():
        with one_moment():
            # Read again, so that stage and revision belong to the same moment as the rows.
            rows = Workshop.objects.filter(pk__in=[workshop.pk for workshop in workshops])
            fresh = list(rows.select_related("province").order_by("held_on", "pk"))
            content = content_of(fresh, cycle)
        body = workbook_bytes(content)
    return Export(file_name(fresh, cycle), body, content.counts.factors_total)
