"""The table of who took part: by role, and with names only where a right says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.tables.placing import CHUNK, Placing, columns_of, local
from analysis.tables.plan import workshop_column
from analysis.tables.table import Column, Kind, Stream, Value
from workshops.models import Challenge, Factor, Participant, Proposal

SHOWN = {"hidden_at": None, "withdrawn_at": None, "is_waiting": False}


def participants_stream(placing: Placing, *, names: bool) -> Stream:
    """Each person once, by workshop and time of joining. Two queries here, four in its rows."""
    people = Participant.objects.counted().filter(workshop__in=placing.workshops)
    columns = columns_of(placing, _columns())
    note = (
        _("Each person once. Names are for the planning office only: do not pass them on.")
        if names
        else _("Each person once, by role. Names are not in this file.")
    )
    return Stream(
        "participants",
        _("Participants"),
        tuple(one for one in columns if names or one.key != "name"),
        lambda: _rows(placing, people, names=names),
        people.count(),
        note,
    )


def _rows(
    placing: Placing, people: QuerySet[Participant], *, names: bool
) -> Iterator[Sequence[Value]]:
    at, ways = local(), _ways()
    factors = _written(placing, Factor.objects.on_board())
    challenges = _written(placing, Challenge.objects.filter(**SHOWN))
    proposals = _written(placing, Proposal.objects.filter(**SHOWN))
    fields = ["pk", "workshop_id", "is_pretend", "from_import", "scribe", "name", "position"]
    fields += ["agency", "district_id", "joined_at"]
    found = people.order_by("workshop__held_on", "workshop_id", "joined_at", "pk")
    for number, row in enumerate(found.values_list(*fields).iterator(CHUNK), start=1):
        pk, workshop, pretend, file, scribe, name, position, agency, district, joined_at = row
        way = "pretend" if pretend else "paper" if file else "scribe" if scribe else "own"
        yield (
            number,
            *placing.codes[workshop],
            *([name or None] if names else []),
            position or None,
            agency or None,
            placing.districts[district],
            ways[way],
            at(joined_at),
            factors.get(pk, 0),
            challenges.get(pk, 0),
            proposals.get(pk, 0),
        )


def _written(placing: Placing, rows: QuerySet[Factor | Challenge | Proposal]) -> dict[int, int]:
    """How many of these each person wrote, under whichever entry. One query."""
    here = rows.filter(workshop__in=placing.workshops, participant__isnull=False).order_by()
    found: dict[int, int] = {}
    for entry, number in here.values_list("participant_id").annotate(n=Count("pk")):
        person = placing.persons[entry]
        found[person] = found.get(person, 0) + number
    return found


def _ways() -> Mapping[str, str]:
    return {
        "own": pgettext("took part", "With a phone of their own"),
        "scribe": pgettext("took part", "Through a scribe"),
        "paper": pgettext("took part", "On paper, brought in with a file"),
        "pretend": pgettext("took part", "Pretend participant of a rehearsal"),
    }


def _columns() -> tuple[Column, ...]:
    text, count = Kind.TEXT, Kind.COUNT
    return (
        Column("", _("No."), Kind.ID, _("Running number; it is in no other sheet"), 8, id="id"),
        workshop_column(),
        Column("name", pgettext("person", "Name"), text, _("As the person wrote it"), 24),
        Column("position", pgettext("person", "Position"), text, _("As the person wrote it"), 24),
        Column("agency", _("Agency"), text, _("As the person wrote it"), 28),
        Column("district", _("District"), text, _("District that the person came for"), 14),
        Column(
            "way",
            _("How they took part"),
            text,
            _("With an own phone, through a scribe, on paper, or as part of a rehearsal"),
            22,
            choices=tuple(_ways().values()),
        ),
        Column("joined_at", _("Joined at"), Kind.MOMENT, _("When they came in"), 20),
        Column("factors", _("Factors"), count, _("Written and on the board now"), 10, total=True),
        Column("challenges", _("Challenges"), count, _("Written and shown now"), 10, total=True),
        Column("proposals", _("Proposals"), count, _("Written and shown now"), 10, total=True),
    )
