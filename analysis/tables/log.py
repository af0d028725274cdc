"""The table of what happened, from the journal: when, what, by whom in which role; no words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.tables.placing import CHUNK, Placing, columns_of, local
from analysis.tables.plan import workshop_column
from analysis.tables.table import Column, Kind, Stream, Value
from analysis.tables.words import labels_of
from workshops.enums import Verb
from workshops.models import JournalEntry, User, Workshop

# What a participant does under their name. All else a name would tie to words or answers that
# were given without one: the time alone leads from here to the row.
OPEN = frozenset({Verb.PARTICIPANT_JOINED, Verb.PARTICIPANT_RETURNED})
# Of these not even the cluster or the factor is named; nor which entries are one person.
SECRET = frozenset(
    {
        Verb.VOTE_CHANGED,
        Verb.RATING_CHANGED,
        Verb.INFLUENCE_CHANGED,
        Verb.SUPPORT_CHANGED,
        Verb.READY_CHANGED,
        Verb.PARTICIPANTS_MERGED,
        Verb.PARTICIPANTS_PARTED,
    }
)


def log_stream(placing: Placing, *, names: bool) -> Stream:
    """One row per entry of the journal. One query here, three in its rows."""
    entries = JournalEntry.objects.filter(workshop__in=placing.workshops)
    columns = columns_of(placing, _columns())
    return Stream(
        "log",
        _("Log"),
        tuple(one for one in columns if names or one.key != "name"),
        lambda: _rows(placing, entries, names=names),
        entries.count(),
        _("What happened, by role. Words are in the other sheets; points and ratings are secret."),
    )


def _rows(
    placing: Placing, entries: QuerySet[JournalEntry], *, names: bool
) -> Iterator[Sequence[Value]]:
    at, verbs, things = local(), labels_of(Verb), _things()
    participant, portal = pgettext("role", "Participant"), pgettext("role", "The portal itself")
    roles, called = _accounts(entries, placing)
    fields = ("workshop_id", "revision", "recorded_at", "verb", "participant_id", "user_id")
    found = entries.order_by("workshop__held_on", "workshop_id", "revision")
    rows = found.values_list(*fields, "participant__name", "facts")
    for workshop, revision, moment, verb, person, user, name, facts in rows.iterator(CHUNK):
        role = participant if person else portal if user is None else roles[user, workshop]
        who = called.get(user) if user else name if verb in OPEN else None
        yield (
            revision,
            *placing.codes[workshop],
            at(moment),
            verbs.get(verb, verb),
            role,
            *([who or None] if names else []),
            None if verb in SECRET else _about(things, facts),
        )


def _about(things: Mapping[str, str], facts: Mapping[str, object]) -> str | None:
    """The ids of what it was about, never its words."""
    found = [f"{things[key]} {facts[key]}" for key in things if _is_key(facts.get(key))]
    return ", ".join(found) or None


def _is_key(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _accounts(
    entries: QuerySet[JournalEntry], placing: Placing
) -> tuple[Mapping[tuple[int, int], str], Mapping[int, str]]:
    """Of each account its role in each workshop, and its name. Two queries."""
    users = User.objects.filter(pk__in=entries.values("user").distinct())
    through = Workshop.facilitators.through.objects.filter(workshop__in=placing.workshops)
    steers = set(through.values_list("user_id", "workshop_id"))
    facilitator, planner = pgettext("role", "Facilitator"), pgettext("role", "Planner")
    administrator = pgettext("role", "Administrator")
    roles = {}
    called = {}
    for user in users:
        called[user.pk] = user.display_name
        other = planner if user.is_planner or user.is_facilitator else administrator
        for workshop in placing.codes:
            roles[user.pk, workshop] = facilitator if (user.pk, workshop) in steers else other
    return roles, called


def _things() -> dict[str, str]:
    """What an entry can be about, by the name that the journal gives its key."""
    return {
        "factor": pgettext("log", "factor"),
        "cluster": pgettext("log", "cluster"),
        "kept": pgettext("log", "kept"),
        "other": pgettext("log", "other"),
        "challenge": pgettext("log", "challenge"),
        "comment": pgettext("log", "comment"),
        "proposal": pgettext("log", "proposal"),
        "round": pgettext("log", "round"),
        "import": pgettext("log", "file"),
        "issue": pgettext("log", "issue"),
        "indicator": pgettext("log", "indicator"),
        "programme": pgettext("log", "programme"),
        "project": pgettext("log", "project"),
    }


def _columns() -> tuple[Column, ...]:
    text = Kind.TEXT
    return (
        Column(
            "", _("Record no."), Kind.ID, _("Counts the changes of a workshop, gapless"), 9, id="id"
        ),
        workshop_column(),
        Column("recorded_at", _("When it happened"), Kind.MOMENT, _("By the portal's clock"), 20),
        Column("verb", _("What happened"), text, _("In the words of the portal"), 34),
        Column("role", _("By whom"), text, _("Role, not a name"), 18),
        Column(
            "name",
            pgettext("person", "Name"),
            text,
            _("Of accounts, and of participants only for joining: what they said stays unnamed"),
            24,
        ),
        Column("about", _("About"), text, _("Ids of the rows that it is about"), 24),
    )
