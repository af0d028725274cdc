"""The steps of the sorting in words: who did what, when and why, and what can be taken back."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workshops.domain.undo import SORTING, can_be_undone
from workshops.enums import Category, Verb
from workshops.models import JournalEntry, User, Workshop

WITHIN_REACH = 30  # entries among which the last own step is looked for
PER_PAGE = 60
Facts = dict[str, Any]
Words = Callable[[int | None], str]


@dataclass(frozen=True)
class Step:
    revision: int
    at: datetime.datetime
    by: str
    sentence: str
    why: str
    undoes: int | None  # the step that this one took back
    is_undone: bool

    @property
    def can_be_undone(self) -> bool:
        return not self.is_undone and self._has_way_back

    _has_way_back: bool = False


@dataclass(frozen=True)
class Names:
    """What the keys in the journal are called now."""

    cluster: Words
    factor: Words


def steps_of(workshop: Workshop, *, before: int | None = None) -> tuple[list[Step], int | None]:
    """Newest first, and from which revision on there are older ones. Four queries."""
    entries = _entries(workshop)
    if before is not None:
        entries = entries.filter(revision__lt=before)
    found = list(entries[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    older = shown[-1].revision if len(found) > PER_PAGE else None
    return _in_words(workshop, shown, _undone(workshop)), older


def last_step_of(workshop: Workshop, user: User) -> Step | None:
    """This user's newest step that can still be taken back. Three queries, or one if none."""
    entries = list(_entries(workshop)[:WITHIN_REACH])
    undone = {entry.facts["undoes"] for entry in entries if "undoes" in entry.facts}
    for entry in entries:
        is_step = "undoes" not in entry.facts and entry.revision not in undone
        if is_step and entry.user_id == user.pk and can_be_undone(entry.verb):
            return _in_words(workshop, [entry], undone)[0]
    return None


def step_in_words(workshop: Workshop, revision: int) -> str:
    """What a step did, for the sentence that announces it."""
    entries = [*_entries(workshop).filter(revision=revision)]
    return _in_words(workshop, entries, set())[0].sentence if entries else ""


def _entries(workshop: Workshop) -> Any:
    found = JournalEntry.objects.filter(workshop=workshop, verb__in=SORTING)
    return found.select_related("user", "participant__district").order_by("-revision")


def _undone(workshop: Workshop) -> set[int]:
    undoing = JournalEntry.objects.filter(
        workshop=workshop, verb__in=SORTING, facts__has_key="undoes"
    )
    return set(undoing.values_list("facts__undoes", flat=True))


def _in_words(workshop: Workshop, entries: list[JournalEntry], undone: set[int]) -> list[Step]:
    names = _names(workshop, [entry.facts for entry in entries])
    return [
        Step(
            revision=entry.revision,
            at=entry.recorded_at,
            by=_who(entry),
            sentence=_sentence(entry, names),
            why=entry.facts.get("why", ""),
            undoes=entry.facts.get("undoes"),
            is_undone=entry.revision in undone,
            _has_way_back=can_be_undone(entry.verb),
        )
        for entry in entries
    ]


def _who(entry: JournalEntry) -> str:
    """Facilitators by name; of the participants only where they come from."""
    if entry.user:
        return entry.user.display_name
    if entry.participant:
        district = entry.participant.district.name
        return _("A participant from %(district)s") % {"district": district}
    return ""


def _names(workshop: Workshop, facts: Iterable[Facts]) -> Names:
    """Two queries, however many steps there are."""
    clusters = {
        pk: f"{number} {name}"
        for pk, number, name in workshop.clusters.values_list("pk", "number", "name")
    }
    wanted = {pk for each in facts for pk in _factors_named(each)}
    texts = dict(workshop.factors.filter(pk__in=wanted).values_list("pk", "text"))
    gone = "…"
    return Names(
        cluster=lambda pk: clusters.get(pk or 0, gone), factor=lambda pk: texts.get(pk or 0, gone)
    )


def _factors_named(facts: Facts) -> list[int]:
    """Factors whose words the sentence says: only where it is one, or one that says the same."""
    moved = facts.get("factors", {})
    if moved:
        return [int(pk) for pk in moved] if len(moved) == 1 else []
    return [facts[name] for name in ("kept", "other") if name in facts]


def _sentence(entry: JournalEntry, names: Names) -> str:
    return SENTENCES[Verb(entry.verb)](entry.facts, names)


def _added(facts: Facts, names: Names) -> str:
    total = len(facts["factors"])
    return ngettext(
        "made the cluster “%(cluster)s” with %(total)s card",
        "made the cluster “%(cluster)s” with %(total)s cards",
        total,
    ) % {"cluster": names.cluster(facts["cluster"]), "total": total}


def _renamed(facts: Facts, names: Names) -> str:
    return _("renamed “%(before)s” to “%(after)s”") % facts


def _moved(facts: Facts, names: Names) -> str:
    values = {
        "cluster": names.cluster(facts["cluster"]),
        "category": Category(facts["after"]).label,
    }
    return _("moved the cluster “%(cluster)s” to %(category)s") % values


def _merged(facts: Facts, names: Names) -> str:
    values = {"kept": names.cluster(facts["kept"]), "other": names.cluster(facts["other"])}
    return _("merged “%(other)s” into “%(kept)s”") % values


def _parted(facts: Facts, names: Names) -> str:
    values = {"kept": names.cluster(facts["kept"]), "other": names.cluster(facts["other"])}
    return _("parted “%(other)s” from “%(kept)s” again") % values


def _split(facts: Facts, names: Names) -> str:
    total = len(facts["factors"])
    return ngettext(
        "split %(total)s card off “%(cluster)s” into “%(new)s”",
        "split %(total)s cards off “%(cluster)s” into “%(new)s”",
        total,
    ) % {
        "cluster": names.cluster(facts["cluster"]),
        "new": names.cluster(facts["new"]),
        "total": total,
    }


def _unsplit(facts: Facts, names: Names) -> str:
    values = {"cluster": names.cluster(facts["cluster"]), "new": names.cluster(facts["new"])}
    return _("put “%(new)s” back into “%(cluster)s”") % values


def _dissolved(facts: Facts, names: Names) -> str:
    return _("dissolved “%(cluster)s”") % {"cluster": names.cluster(facts["cluster"])}


def _restored(facts: Facts, names: Names) -> str:
    return _("restored “%(cluster)s”") % {"cluster": names.cluster(facts["cluster"])}


def _placed(facts: Facts, names: Names) -> str:
    goal, total = facts["cluster"], len(facts["factors"])
    values = {"cluster": names.cluster(goal), "total": total}
    if "back" in facts:
        return ngettext(
            "put %(total)s card back where it was",
            "put %(total)s cards back where they were",
            total,
        ) % {"total": total}
    if total == 1:
        values["text"] = names.factor(int(next(iter(facts["factors"]))))
        if goal is None:
            return _("took “%(text)s” out of its cluster") % values
        return _("moved “%(text)s” to “%(cluster)s”") % values
    if goal is None:
        return _("took %(total)s cards out of their clusters") % values
    return _("moved %(total)s cards to “%(cluster)s”") % values


def _same(facts: Facts, names: Names) -> str:
    values = {"kept": names.factor(facts["kept"]), "other": names.factor(facts["other"])}
    return _("said that “%(other)s” says the same as “%(kept)s”") % values


def _not_same(facts: Facts, names: Names) -> str:
    values = {"kept": names.factor(facts["kept"]), "other": names.factor(facts["other"])}
    return _("parted “%(other)s” and “%(kept)s” again") % values


SENTENCES: dict[Verb, Callable[[Facts, Names], str]] = {
    Verb.CLUSTER_ADDED: _added,
    Verb.CLUSTER_RENAMED: _renamed,
    Verb.CLUSTER_MOVED: _moved,
    Verb.CLUSTERS_MERGED: _merged,
    Verb.CLUSTERS_PARTED: _parted,
    Verb.CLUSTER_SPLIT: _split,
    Verb.CLUSTER_UNSPLIT: _unsplit,
    Verb.CLUSTER_DISSOLVED: _dissolved,
    Verb.CLUSTER_RESTORED: _restored,
    Verb.FACTORS_PLACED: _placed,
    Verb.FACTORS_MERGED: _same,
    Verb.FACTORS_PARTED: _not_same,
}
