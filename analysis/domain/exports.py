"""Noting who took data out of the portal."""

from __future__ import annotations

from workshops.domain import journal
from workshops.domain.writing import write
from workshops.enums import Verb
from workshops.models import User, Workshop


@write
def note_export(workshop: Workshop, *, by: User | None, factors: int) -> None:
    """Record that a workbook with this many factors left the portal; changes nothing else."""
    workshop = Workshop.objects.locked(workshop.pk)
    journal.record(workshop, Verb.WORKBOOK_EXPORTED, by=by, factors=factors)
