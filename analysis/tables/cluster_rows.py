"""The table of all clusters, those that were merged or dissolved too, for many workshops."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.tables.placing import CHUNK, Placing, columns_of, frame_of, saying_the_same
from analysis.tables.plan import workshop_column
from analysis.tables.table import Column, Kind, Table
from analysis.tables.words import choices_of, labels_of
from workshops.enums import Category, Stance
from workshops.models import Challenge, Cluster, Comment, Factor, Support, Workshop


@dataclass
class Inside:
    """What lies in one cluster that stands."""

    factors: int = 0
    districts: set[str] = field(default_factory=set)
    persons: set[int] = field(default_factory=set)
    tracks: set[str] = field(default_factory=set)
    stances: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Stance.values, 0))


def clusters_table(placing: Placing, inside: Mapping[int | None, Inside]) -> Table:
    """One row per cluster that there ever was, by workshop and number. Four queries."""
    agreeing, tied, said = _agreeing(placing), _challenges(placing), _comments(placing)
    districts = Workshop.districts.through.objects.filter(workshop__in=placing.workshops).order_by()
    held_for = dict(districts.values_list("workshop_id").annotate(n=Count("pk")))
    category = labels_of(Category)
    stand = {one.pk for one in placing.stand}
    rows: dict[int | str, list[object]] = {}
    for pk, one in placing.clusters.items():
        lies = inside.get(pk, Inside())
        counts = [
            lies.factors,
            *lies.stances.values(),
            len(lies.districts),
            held_for.get(one.workshop_id, 0),
            len(lies.persons),
            len(agreeing.get(pk, ())),
            tied.get(pk, 0),
            said.get(pk, 0),
        ]
        rows[pk] = [
            *placing.codes[one.workshop_id],
            one.number,
            one.name,
            category[one.category],
            _standing(one),
            placing.root_of[pk] if one.merged_into_id else None,
            one.split_from_id,
            *(counts if pk in stand else [None] * len(counts)),
        ]
    columns = columns_of(placing, _columns())
    note = _("Numbers are of clusters that stand; what was merged counts where it went.")
    return Table("clusters", _("Clusters"), columns, frame_of(columns, rows), note)


def inside_of(placing: Placing) -> dict[int | None, Inside]:
    """By the cluster that stands now; None: in no cluster. Two queries."""
    found: dict[int | None, Inside] = defaultdict(Inside)
    for factor, cluster, district, stance, track, entry, number in _groups(placing):
        stands = placing.cluster_of(factor, cluster) if factor else placing.standing(cluster)
        lies = found[stands.pk if stands else None]
        lies.factors += number
        lies.stances[stance] += number
        lies.districts.add(district)
        lies.tracks.add(track)
        lies.persons.add(placing.persons[entry])
    return found


def _groups(placing: Placing) -> Iterator[tuple[int, int | None, str, str, str, int, int]]:
    """Factor (0: of many), cluster, district, stance, track, entry, how many."""
    # The database counts: a long board makes few groups.
    shown = Factor.objects.on_board().filter(workshop__in=placing.workshops).order_by()
    names = ("cluster_id", "district_id", "stance", "track", "participant_id")
    alone = shown.exclude(saying_the_same()).values_list(*names).annotate(n=Count("pk"))
    for row in alone.iterator(CHUNK):
        yield 0, *row
    for row in shown.filter(saying_the_same()).values_list("pk", *names):
        yield *row, 1


def _agreeing(placing: Placing) -> dict[int, set[int]]:
    """Who agrees with what stands together, each once. One query."""
    people: dict[int, set[int]] = defaultdict(set)
    rows = Support.objects.filter(cluster__workshop__in=placing.workshops)
    for cluster, entry in rows.values_list("cluster_id", "participant_id").iterator(CHUNK):
        people[placing.root_of[cluster]].add(placing.persons[entry])
    return people


def _challenges(placing: Placing) -> dict[int, int]:
    """How many challenges that are shown are tied to what stands together. One query."""
    tied: dict[int, set[int]] = defaultdict(set)
    links = Challenge.clusters.through.objects.filter(
        challenge__workshop__in=placing.workshops,
        challenge__hidden_at=None,
        challenge__withdrawn_at=None,
        challenge__is_waiting=False,
    )
    for challenge, cluster in links.values_list("challenge_id", "cluster_id").iterator(CHUNK):
        tied[placing.root_of[cluster]].add(challenge)
    return {pk: len(found) for pk, found in tied.items()}


def _comments(placing: Placing) -> dict[int, int]:
    """How many comments that are shown are on what stands together. One query."""
    shown = Comment.objects.filter(
        cluster__workshop__in=placing.workshops,
        hidden_at=None,
        withdrawn_at=None,
        is_waiting=False,
    )
    found: dict[int, int] = defaultdict(int)
    for cluster, number in shown.order_by().values_list("cluster_id").annotate(n=Count("pk")):
        found[placing.root_of[cluster]] += number
    return found


def _standing(one: Cluster) -> str:
    stands, merged, dissolved = _standings()
    return merged if one.merged_into_id else dissolved if one.dissolved_at else stands


def _standings() -> tuple[str, str, str]:
    return (
        pgettext("cluster", "Stands"),
        pgettext("cluster", "Merged into another"),
        pgettext("cluster", "Dissolved"),
    )


def _columns() -> tuple[Column, ...]:
    count, key = Kind.COUNT, Kind.ID
    return (
        Column("", _("Cluster id"), key, _("Number that other sheets refer to"), 9, id="id"),
        workshop_column(),
        Column("number", pgettext("picture", "Number"), key, _("Its dot in the pictures"), 8),
        Column("name", _("Cluster"), Kind.LONG, _("Name that the room gave it"), 44),
        Column(
            "category",
            _("Category"),
            Kind.TEXT,
            _("STEEPI category"),
            18,
            choices=choices_of(Category),
        ),
        Column(
            "standing",
            pgettext("cluster", "What became of it"),
            Kind.TEXT,
            _("Whether it is a group of its own now"),
            16,
            choices=_standings(),
        ),
        Column(
            "into",
            _("Merged into"),
            key,
            _("Id of the cluster that stands for it"),
            10,
            link="clusters",
        ),
        Column(
            "split_from",
            _("Split from"),
            key,
            _("Id of the cluster that it was split from"),
            10,
            link="clusters",
        ),
        Column(
            "factors",
            _("Factors"),
            count,
            _("Number of factors in it"),
            10,
            total=True,
            scale="bars",
        ),
        *(
            Column(s.value, str(s.label), count, _("Number of factors of this stance"), 10)
            for s in Stance
        ),
        Column("districts", _("Districts"), count, _("How many districts speak of it"), 10),
        Column("of_districts", _("Of districts"), count, _("How many the workshop is for"), 10),
        Column("people", _("People"), count, _("How many people wrote the factors in it"), 10),
        Column("agreeing", _("Agree"), count, _("People who agree with the cluster"), 10),
        Column("challenges", _("Challenges"), count, _("Challenges tied to it"), 10),
        Column("comments", _("Comments"), count, _("Comments on it that are shown"), 10),
    )
