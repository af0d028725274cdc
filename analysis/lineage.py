"""How the clusters came to be: the journal's steps in words, by role, without a name."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from workshops.domain.undo import SORTING
from workshops.enums import Verb
from workshops.models import JournalEntry, Workshop
from workshops.sorting_steps import SENTENCES, Names

GONE = "…"


@dataclass(frozen=True)
class LineageStep:
    """One step: when, which role, what in words, and why if that was said."""

    at: datetime.datetime
    role: str
    sentence: str
    why: str


def lineage_entries(workshop: Workshop) -> QuerySet[JournalEntry]:
    """The journal's entries about clusters, oldest first."""
    return workshop.journal.filter(verb__in=SORTING).order_by("revision", "pk")


def lineage_of(workshop: Workshop, entries: Sequence[JournalEntry]) -> list[LineageStep]:
    """These entries in words. Two queries. Of what is off the board the words are not repeated."""
    clusters = {
        pk: f"{number} {name}"
        for pk, number, name in workshop.clusters.values_list("pk", "number", "name")
    }
    texts = dict(workshop.factors.on_board().values_list("pk", "text"))
    names = Names(
        cluster=lambda pk: clusters.get(pk or 0, GONE), factor=lambda pk: texts.get(pk or 0, GONE)
    )
    return [
        LineageStep(
            at=entry.recorded_at,
            role=_("Facilitator") if entry.user_id else _("Participant"),
            sentence=SENTENCES[Verb(entry.verb)](entry.facts, names),
            why=entry.facts.get("why", ""),
        )
        for entry in entries
    ]
