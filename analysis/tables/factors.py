"""The table of everything that was said, a row at a time: it may be very long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from analysis.tables.cleaned import cleaned
from analysis.tables.placing import CHUNK, Placing, columns_of, local, saying_the_same
from analysis.tables.plan import workshop_column
from analysis.tables.table import Column, Kind, Stream, Value
from analysis.tables.words import choices_of, labels_of, yes_no
from workshops.enums import Category, Horizon, Stance, Track
from workshops.models import Factor, FactorImport, Support

FIELDS = (
    *("pk", "workshop_id", "created_at", "district_id", "category", "stance", "track", "horizon"),
    *("text", "evidence", "cluster_id", "is_late", "is_anonymous", "from_import", "import_row"),
)


def factors_stream(placing: Placing, total: int) -> Stream:
    """Every factor on the board with its id; labels instead of codes, and nobody's name.

    One query here and two while its rows are read, however many.
    """
    files = FactorImport.objects.filter(workshop__in=placing.workshops)
    numbers = dict(files.values_list("pk", "number"))
    return Stream(
        "factors",
        _("Factors"),
        columns_of(placing, _columns()),
        lambda: _rows(placing, numbers),
        total,
        _("Each sentence once, also where several say the same. Nobody's name is in it."),
        lambda: _in_order(placing).values_list("pk", flat=True).iterator(CHUNK),
    )


def _in_order(placing: Placing) -> QuerySet[Factor]:
    """By workshop, oldest first: keys are given in the order of the journal."""
    shown = Factor.objects.on_board().filter(workshop__in=placing.workshops)
    return shown.order_by("workshop__held_on", "workshop_id", "pk")


def _agreeing() -> Coalesce:
    """How many people agree with it, whoever has several entries once."""
    person = Coalesce(F("participant__merged_into"), F("participant"))
    rows = Support.objects.filter(factor=OuterRef("pk")).order_by().values("factor")
    return Coalesce(Subquery(rows.annotate(n=Count(person, distinct=True)).values("n")), 0)


def _rows(placing: Placing, files: Mapping[int, int]) -> Iterator[Sequence[Value]]:
    category, stance = labels_of(Category), labels_of(Stance)
    track, horizon = labels_of(Track), labels_of(Horizon)
    yes, no = yes_no()
    at = local()
    together = agreeing_together(placing)
    found = _in_order(placing).annotate(agreeing=_agreeing())
    for row in found.values_list(*FIELDS, "agreeing").iterator(CHUNK):
        pk, workshop, created_at, district, *codes = row[:8]
        text, evidence, cluster, late, nameless, file, file_row, agreeing = row[8:]
        kept = placing.same[pk][0] if pk in placing.same else pk
        stands = placing.cluster_of(pk, cluster)
        yield (
            pk,
            *placing.codes[workshop],
            at(created_at),
            placing.districts[district],
            category[codes[0]],
            stance[codes[1]],
            track[codes[2]],
            horizon.get(codes[3]),
            text,
            cleaned(text),
            kept if kept != pk else None,
            placing.copies.get(pk, 1) - 1 or None,
            evidence or None,
            stands.pk if stands else None,
            stands.name if stands else None,
            together.get(pk, agreeing),
            yes if late else no,
            yes if nameless else no,
            None if file is None else files.get(file),
            file_row,
        )


def agreeing_together(placing: Placing) -> dict[int, int]:
    """Of each factor that stands for others how many agree with any of them. One query."""
    people: dict[int, set[int]] = {kept: set() for kept in placing.copies}
    members = Factor.objects.filter(saying_the_same(), workshop__in=placing.workshops)
    given = Support.objects.filter(factor__in=members.values("pk")).order_by("pk")
    for factor, entry in given.values_list("factor_id", "participant_id"):
        if factor in placing.same:
            people[placing.same[factor][0]].add(placing.persons[entry])
    return {kept: len(found) for kept, found in people.items()}


def _columns() -> tuple[Column, ...]:
    text, long, count = Kind.TEXT, Kind.LONG, Kind.COUNT
    return (
        Column("", _("Factor id"), Kind.ID, _("Number that other sheets refer to"), 9, id="id"),
        workshop_column(),
        Column("created_at", _("Written at"), Kind.MOMENT, _("When it reached the portal"), 20),
        Column("district", _("District"), text, _("District that the factor is about"), 14),
        Column(
            "category",
            _("Category"),
            text,
            _("STEEPI category"),
            18,
            choices=choices_of(Category),
        ),
        Column(
            "stance",
            _("SWOT stance"),
            text,
            _("Chosen by the writer"),
            12,
            choices=choices_of(Stance),
        ),
        Column(
            "track",
            _("Track"),
            text,
            _("Smart City, MICE City or both"),
            16,
            choices=choices_of(Track),
        ),
        Column(
            "horizon",
            _("Horizon"),
            text,
            _("When it will make itself felt; empty: not said"),
            16,
            choices=choices_of(Horizon),
        ),
        Column("text", _("Factor"), long, _("The participant's own words, unchanged"), 60),
        Column(
            "cleaned",
            _("Factor, cleaned"),
            long,
            _(
                "The same words with split and doubled Thai marks put right, Arabic digits and "
                "single spaces; no word is replaced"
            ),
            60,
        ),
        Column(
            "kept",
            _("Says the same as"),
            Kind.ID,
            _("Id of the factor that stands for both; empty: it stands for itself"),
            10,
            link="factors",
        ),
        Column(
            "stands_for",
            _("Stands for"),
            count,
            _("How many others say the same and have rows of their own"),
            9,
        ),
        Column("evidence", _("Evidence"), long, _("Figure or source that the writer gave"), 34),
        Column(
            "cluster",
            _("Cluster id"),
            Kind.ID,
            _("Where the room put it; empty: in no cluster"),
            9,
            link="clusters",
        ),
        Column("cluster_name", _("Cluster"), long, _("Name that the room gave it"), 34),
        Column(
            "agreeing",
            _("Agree"),
            count,
            _("People who agree with it or with what it stands for"),
            10,
            scale="bars",
        ),
        Column("late", _("Handed in late"), text, _("After the step had closed"), 10),
        Column("anonymous", _("Without a name"), text, _("Nobody is shown who wrote it"), 10),
        Column(
            "file",
            _("File no."),
            Kind.ID,
            _("Number of the file that it came in with; empty: written in the room"),
            9,
        ),
        Column("file_row", _("Row in the file"), Kind.ID, _("As the spreadsheet counts"), 9),
    )
