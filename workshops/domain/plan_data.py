"""What administrators edit: plan cycles, milestones, layouts of forms, chosen words.

Each edit raises the row's version and leaves the whole row in its history; what was edited is
never overwritten by a file.
"""

from __future__ import annotations

import threading
import time
from typing import TypeVar

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workshops import wording
from workshops.domain.errors import WorkshopError
from workshops.domain.writing import write
from workshops.models import User, Wording
from workshops.reference import Kept

Row = TypeVar("Row", bound=Kept)

UNTOUCHED = ("id", "key", "version", "changed_at")

_lock = threading.Lock()
_looked_at: float | None = None


class EditedMeanwhile(WorkshopError):
    message = _(
        "Somebody else has changed this meanwhile. Open it again in a second window and compare."
    )
    status = 409


@write
def keep_edit(row: Row, *, by: User, seen: int) -> Row:
    """Store what an administrator made of `row`; `seen` is the version that the form showed.

    A new row has version 1 and its first entry in the history. Raises `EditedMeanwhile`.
    """
    kind = type(row)
    known = kind._default_manager.select_for_update().filter(pk=row.pk).first()
    if known is None:
        row.save(force_insert=True)
    else:
        if known.version != seen:
            raise EditedMeanwhile
        if known.version == 1 and not kind.history.filter(**_itself(known)).exists():
            _remember(known, by=None, change=False)  # as the file had it
        row.version, row.changed_at = known.version + 1, timezone.now()
        row.save(update_fields=[field.name for field in row._meta.fields if not field.primary_key])
    _remember(row, by=by, change=known is not None)
    if isinstance(row, Wording):
        look_again()
    return row


@write
def restore_edit(row: Row, version: int, *, by: User, seen: int) -> Row:
    """Make of `row` what it was in that version of its history: an edit like any other.

    Raises `EditedMeanwhile`, and DoesNotExist for a version that was never kept.
    """
    then = type(row).history.filter(**_itself(row), version=version).latest("history_id")
    for field in row._meta.fields:
        if field.name not in UNTOUCHED:
            setattr(row, field.attname, getattr(then, field.attname))
    return keep_edit(row, by=by, seen=seen)


def look_again() -> None:
    """Read the chosen words from the database. One query."""
    global _looked_at  # noqa: PLW0603
    rows = Wording.objects.values_list("key", "text_th", "text_en")
    wording.know({key: {"th": thai, "en": english} for key, thai, english in rows})
    _looked_at = time.monotonic()


def know_the_words() -> None:
    """Look again if the words were read longer ago than WORDS_SECONDS; 0: never.

    Another process may have changed them; there is no other channel between processes.
    """
    if not settings.WORDS_SECONDS:
        return
    with _lock:
        if _looked_at is None or time.monotonic() - _looked_at > settings.WORDS_SECONDS:
            look_again()


def _itself(row: Kept) -> dict[str, object]:
    return {row._meta.pk.name: row.pk}


def _remember(row: Kept, *, by: User | None, change: bool) -> None:
    type(row).history.bulk_history_create([row], update=change, default_user=by)
