"""The journal: audit trail, history and live event in one. Only `record` writes it."""

from __future__ import annotations

from workshops.enums import Verb
from workshops.models import Factor, JournalEntry, Participant, User, Workshop


def record(
    workshop: Workshop, verb: Verb, *, by: Participant | User | None, **facts: object
) -> JournalEntry:
    """Append one entry and move the workshop to its next revision.

    `workshop` must come from `Workshop.objects.locked()`, inside the transaction
    that made the change. So revisions have no gaps and become visible in order,
    and a reader who has seen revision n has seen everything up to n.
    `facts` must be JSON: ids and plain values, never model instances.
    """
    workshop.revision += 1
    workshop.save(update_fields=["revision"])
    return JournalEntry.objects.create(
        workshop=workshop,
        revision=workshop.revision,
        verb=verb,
        participant=by if isinstance(by, Participant) else None,
        user=by if isinstance(by, User) else None,
        facts=facts,
    )


def say_what_it_undoes(workshop: Workshop, revision: int) -> None:
    """Note in the newest entry, which this transaction has just written, what it takes back."""
    entry = JournalEntry.objects.filter(workshop=workshop).latest("revision")
    entry.facts["undoes"] = revision
    entry.save(update_fields=["facts"])


def revision_of(factor: Factor) -> int:
    """The workshop's revision that brought this factor, by itself or with a file."""
    entries = JournalEntry.objects.filter(workshop=factor.workshop_id)
    if factor.from_import is not None:
        brought = {"verb": Verb.FACTORS_IMPORTED, "facts__import": factor.from_import.number}
    else:
        brought = {"verb": Verb.FACTOR_ADDED, "facts__factor": factor.pk}
        entries = entries.filter(participant=factor.participant_id)
    return entries.values_list("revision", flat=True).get(**brought)
