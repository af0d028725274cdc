"""Reading and writing a workbook in one go: for the page, the command and the worker."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils import translation

from analysis.files import FileKind
from analysis.makers import Made, Progress, make
from analysis.snapshot import one_moment
from analysis.tables.content import content_of
from analysis.wishes import Wish
from analysis.workbook.book import Book, write_book
from analysis.workbook.explain import is_final
from analysis.workbook.form_sheets import forms_of
from analysis.workbook.names import file_name
from workshops.models import PlanCycle, Workshop


@dataclass(frozen=True)
class Export:
    name: str
    body: bytes
    factors: int  # how many are in it


def make_workbook(wish: Wish, out: Path, progress: Progress) -> Made:
    """The workbook of the wished workshops, all of it read at one moment.

    Its long tables are read while they are written: the moment lasts until the file is there.
    """
    with translation.override(wish.language), one_moment():
        # Read again, so that stage and revision belong to the same moment as the rows.
        rows = Workshop.objects.filter(pk__in=[workshop.pk for workshop in wish.workshops])
        fresh = list(rows.select_related("province").order_by("held_on", "pk"))
        content = content_of(fresh, wish.cycle, wish=wish)
        forms, not_supplied = forms_of(wish, fresh)
        write_book(Book(wish, content, forms, not_supplied), out, progress)
    return Made(
        name=file_name(fresh, wish.cycle, is_final=is_final(content)),
        factors=content.counts.factors_total,
        revisions={workshop.code: workshop.revision for workshop in fresh},
    )


def export(workshops: Sequence[Workshop], cycle: PlanCycle) -> Export:
    """The workbook of these workshops as bytes, as the portal has it."""
    wish = Wish(FileKind.WORKBOOK, cycle, tuple(workshops))
    with tempfile.TemporaryDirectory(prefix="steepi-") as folder:
        out = Path(folder) / "file.xlsx"
        made = make(wish, out)
        return Export(made.name, out.read_bytes(), made.factors)
