"""The history of a row in words: what each version changed, from what to what.

The history keeps keys and codes (`facts`); a reader sees the labels of the form, names, and
years of the Buddhist Era. A fixed number of queries, however many versions there are.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from analysis.fact_words import FIELDS, Line, Names, lines_of, names_in
from analysis.models import Status
from analysis.row_kinds import Row, kind_of
from workshops.models import User

ADDED = pgettext_lazy("history", "Added")
CHANGED = pgettext_lazy("history", "Changed")
REMOVED = pgettext_lazy("history", "Taken out of the plan")
RETURNED = pgettext_lazy("history", "Put back into the plan")
JUDGED = {
    Status.DRAFT: pgettext_lazy("history", "Made a draft again"),
    Status.CHECKED: pgettext_lazy("history", "Checked"),
    Status.APPROVED: pgettext_lazy("history", "Approved"),
}
# What `domain.versions` writes as the reason, with the number of the version.
FROM_VERSION = "version:"


@dataclass(frozen=True)
class Difference:
    """A field that a version changed; of lists only what went and what came."""

    label: str
    old: list[str]
    new: list[str]


@dataclass(frozen=True)
class Version:
    """One entry of a row's history."""

    number: int
    what: str | Promise
    at: datetime.datetime
    by: str
    differences: list[Difference]
    facts: dict[str, Any]
    is_current: bool  # the words that stand in the plan now
    is_first: bool
    restores: int | None = None  # the version that was brought back


def versions_of(row: Row) -> list[Version]:
    """The history of a row, newest first; empty for rows older than their history."""
    entries = list(row.history.order_by("version", "history_id"))
    kind = kind_of(row)
    names = names_in(kind, [entry.facts for entry in entries])
    people = _people({entry.history_user_id for entry in entries})
    told = []
    latest = entries[-1].facts if entries else None
    for before, entry in zip([None, *entries], entries, strict=False):
        old = before.facts if before is not None else {}
        told.append(
            Version(
                number=entry.version,
                what=_what(before, entry),
                at=entry.history_date,
                by=people.get(entry.history_user_id, ""),
                differences=differences(kind, old, entry.facts, names),
                facts=entry.facts,
                is_current=entry.facts == latest,
                is_first=before is None,
                restores=_restored(entry.history_change_reason),
            )
        )
    return told[::-1]


def differences(
    kind: str, old: dict[str, Any], new: dict[str, Any], names: Names
) -> list[Difference]:
    """The fields in which two versions of a row differ, in the order of the form."""
    told = []
    for name in FIELDS[kind]:
        before, after = lines_of(name, old.get(name), names), lines_of(name, new.get(name), names)
        for label in dict.fromkeys([*before, *after]):
            gone, come = before.get(label, Line()), after.get(label, Line())
            if gone.texts != come.texts:
                told.append(_difference(label, gone, come))
    return told


def _difference(label: str, gone: Line, come: Line) -> Difference:
    if not (gone.is_list or come.is_list):
        return Difference(label, gone.texts, come.texts)
    left = [text for text in gone.texts if text not in come.texts]
    new = [text for text in come.texts if text not in gone.texts]
    if not left and not new:  # the same in another order, or one of two that are alike
        left, new = gone.texts, come.texts
    return Difference(label, left, new)


def _what(before: Any, entry: Any) -> str | Promise:  # noqa: ANN401  historical models
    """Added, changed, judged, removed or put back; what happened tells itself from the columns."""
    if before is None:
        return ADDED if entry.history_type == "+" else CHANGED
    if (before.removed_at is None) != (entry.removed_at is None):
        return RETURNED if entry.removed_at is None else REMOVED
    if before.facts == entry.facts and before.status != entry.status:
        return JUDGED[Status(entry.status)]
    return CHANGED


def _restored(reason: str | None) -> int | None:
    if reason and reason.startswith(FROM_VERSION):
        return int(reason.removeprefix(FROM_VERSION))
    return None


def _people(keys: set[int | None]) -> dict[int, str]:
    users = User.objects.filter(pk__in=[key for key in keys if key is not None])
    return {user.pk: name_of(user) for user in users}


def name_of(user: User | None) -> str:
    """How a page names somebody with an account."""
    return (user.get_full_name() or user.get_username()) if user else _("Somebody who has left")
