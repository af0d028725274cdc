"""How many rows a file will have, about: whether it is made at once, and for its progress."""

from __future__ import annotations

from analysis.files import FileKind
from analysis.wishes import Wish
from workshops.models import Factor, JournalEntry


def rows_of(wish: Wish) -> int:
    """Factors and the journal, which grows with every answer. Two queries; none for what never
    grows long."""
    if wish.kind in (FileKind.ROUND_TRIP, FileKind.BRIEFS):
        return 0
    keys = [workshop.pk for workshop in wish.workshops]
    factors = Factor.objects.filter(workshop__in=keys).count()
    return factors + JournalEntry.objects.filter(workshop__in=keys).count()
