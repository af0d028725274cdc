"""The tables of what came of the rounds: points and ratings, and how far the room agrees."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.frames_rounds import figure
from analysis.tables.answers import Answered, Rated
from analysis.tables.placing import Placing, columns_of, frame_of, local
from analysis.tables.plan import workshop_column
from analysis.tables.table import Column, Kind, Table, Value
from analysis.tables.words import choices_of, labels_of
from workshops.domain.results import AXES, PointsResult
from workshops.enums import Category, RoundKind
from workshops.measures.consensus import SHOWN_MINIMUM, Concordance
from workshops.models import Cluster, Round
from workshops.round_words import AXES as AXIS_LABELS
from workshops.round_words import VERDICTS, rule_words

NUMBER, COUNT, TEXT = Kind.NUMBER, Kind.COUNT, Kind.TEXT
FEW = SHOWN_MINIMUM
Cells = list[object]


def rounds_table(placing: Placing, answered: Answered) -> Table:
    """One row per revealed round and cluster, rounds in their order. No query."""
    rows: dict[int | str, Sequence[object]] = {}
    kinds, at = labels_of(RoundKind), local()
    for round_ in answered.rounds:
        of_round = [
            *placing.codes[round_.workshop_id],
            round_.number,
            kinds[round_.kind],
            _second_of(round_, answered),
            " ".join(rule_words(round_)),
            at(round_.opened_at),
            at(round_.closed_at),
        ]
        for gave in answered.points.get(round_.pk, ()):
            rows[f"{round_.pk}/{gave.cluster.pk}"] = [
                *of_round,
                *_cluster(gave.cluster),
                *points_cells(gave),
                *[None] * (4 + 4 * len(AXES)),
            ]
        for said in answered.rated.get(round_.pk, ()):
            rows[f"{round_.pk}/{said.cluster.pk}"] = [
                *of_round,
                *_cluster(said.cluster),
                *[None] * 4,
                said.n,
                said.skipped,
                *(cell for axis in AXES for cell in axis_cells(said, axis)),
                *(_w(answered.concordance.get((round_.pk, axis))) for axis in AXES[:2]),
            ]
    columns = columns_of(placing, _round_columns())
    note = _(
        "Only rounds whose result was revealed. Figures that fewer than %(least)s people stand "
        "behind are left out."
    ) % {"least": FEW}
    return Table("rounds", _("Votes and ratings"), columns, frame_of(columns, rows), note)


def consensus_table(placing: Placing, answered: Answered) -> Table:
    """One row per cluster that was rated, by its newest revealed round. No query."""
    category = labels_of(Category)
    newest = answered.newest_rated()
    earlier = {
        (said.round.pk, said.cluster.pk): said
        for several in answered.rated.values()
        for said in several
    }
    rows: dict[int | str, Sequence[object]] = {}
    for one in placing.stand:
        if (said := newest.get(one.pk)) is None:
            continue
        first = earlier.get((said.round.second_of_id or 0, one.pk))
        rows[one.pk] = [
            *placing.codes[one.workshop_id],
            one.number,
            one.name,
            category[one.category],
            said.round.number,
            " ".join(rule_words(said.round)),
            str(VERDICTS[said.verdict]),
            said.n,
            *(cell for axis in AXES[:2] for cell in _agreement_cells(said, axis)),
            str(VERDICTS[first.verdict]) if first else None,
            *_stability_cells(said),
        ]
    columns = columns_of(placing, _consensus_columns())
    note = _("By the newest revealed round of ratings that asked about the cluster.")
    title = _("Consensus by cluster")
    return Table("consensus", title, columns, frame_of(columns, rows), note)


def points_cells(gave: PointsResult) -> list[Value]:
    """Points, people, and both shares in per cent; what one or two people gave is left out."""
    if 0 < gave.people < FEW:
        return [None, gave.people, None, None]
    shares: list[Value] = [
        figure(one, times=100, places=1) for one in (gave.share, gave.share_by_district)
    ]
    return [gave.points, gave.people, *shares]


def axis_cells(said: Rated, axis: str) -> Cells:
    """Median, width of the middle half, share that rates alike in per cent, mean of districts."""
    found = said.axes.get(axis)
    if found is None or found.spread is None:
        return [None] * 4
    return [
        figure(found.spread.median),
        figure(found.spread.iqr),
        figure(found.share, times=100, places=0),
        figure(found.by_district),
    ]


def _agreement_cells(said: Rated, axis: str) -> Cells:
    return [*axis_cells(said, axis)[:3], str(VERDICTS[said.axes[axis].verdict])]


def _stability_cells(said: Rated) -> Cells:
    kept = said.stability
    if kept is None:
        return [None] * 3
    enough = kept.both >= FEW
    return [
        kept.both,
        kept.same if enough else None,
        figure(kept.mean_shift) if enough else None,
    ]


def _w(found: Concordance | None) -> Decimal | None:
    return None if found is None else figure(found.w, places=3)


def _second_of(round_: Round, answered: Answered) -> int | None:
    numbers = {one.pk: one.number for one in answered.rounds}
    return numbers.get(round_.second_of_id) if round_.second_of_id else None


def _cluster(one: Cluster) -> Cells:
    return [one.pk, one.number, one.name]


def _cluster_name() -> list[Column]:
    return [
        Column("number", pgettext("picture", "Number"), Kind.ID, _("Its dot in the pictures"), 8),
        Column(
            "name", pgettext("picture", "Cluster"), Kind.LONG, _("Name that the room gave it"), 40
        ),
    ]


def _round_columns() -> list[Column]:
    percent = _("Share of all points, per cent; each person weighs the same")
    columns = [
        workshop_column(),
        Column("round", _("Round"), Kind.ID, _("Number of the round in its workshop"), 8),
        Column(
            "kind", _("Kind of round"), TEXT, _("What was asked"), 18, choices=choices_of(RoundKind)
        ),
        Column("second_of", _("Second round of"), Kind.ID, _("Number of its first round"), 9),
        Column("rule", _("Rule"), Kind.LONG, _("As everybody read it before answering"), 40),
        Column("opened_at", _("Opened at"), Kind.MOMENT, _("When answers began"), 20),
        Column("closed_at", _("Closed at"), Kind.MOMENT, _("When answers ended"), 20),
        Column(
            "cluster", _("Cluster id"), Kind.ID, _("Row of the cluster sheet"), 9, link="clusters"
        ),
        *_cluster_name(),
        Column("points", _("Points"), COUNT, _("Sum of everybody's points"), 9, scale="bars"),
        Column("people", _("Gave points"), COUNT, _("How many people gave it any"), 9),
        Column("share", _("Points, %"), NUMBER, percent, 10),
        Column(
            "share_by_district",
            _("Points by district, %"),
            NUMBER,
            _("Per cent; each district weighs the same"),
            11,
        ),
        Column("n", _("Raters"), COUNT, _("How many rated it"), 8),
        Column("skipped", _("Skipped"), COUNT, _("How many skipped it"), 8),
    ]
    for axis in AXES:
        columns += _axis_columns(axis)
    for axis in AXES[:2]:
        title = _("Kendall's W: %(axis)s") % {"axis": AXIS_LABELS[axis]}
        meaning = _(
            "0: no common order of the clusters, 1: all the same; of the whole round, the same "
            "in each of its rows"
        )
        columns.append(Column(f"w_{axis}", title, NUMBER, meaning, 10))
    return columns


def _axis_columns(axis: str) -> list[Column]:
    label = {"axis": AXIS_LABELS[axis]}
    iqr = _("Interquartile range: how wide the middle half is")
    alike = _("Largest share that rates alike: low, middle or high")
    return [
        Column(axis, _("Median: %(axis)s") % label, NUMBER, _("Median, 1 to 5"), 10, scale="heat"),
        Column(f"{axis}_iqr", _("IQR: %(axis)s") % label, NUMBER, iqr, 10),
        Column(f"{axis}_share", _("Rate alike, %%: %(axis)s") % label, NUMBER, alike, 10),
        Column(
            f"{axis}_by_district",
            _("Mean of district medians: %(axis)s") % label,
            NUMBER,
            _("Each district weighs the same"),
            12,
        ),
    ]


def _consensus_columns() -> list[Column]:
    verdicts = tuple(str(label) for label in VERDICTS.values())
    rule = _("By the rule that was shown before")
    columns = [
        Column(
            "",
            _("Cluster id"),
            Kind.ID,
            _("Row of the cluster sheet"),
            9,
            link="clusters",
            id="id",
        ),
        workshop_column(),
        *_cluster_name(),
        Column("category", _("Category"), TEXT, _("STEEPI category"), 16),
        Column("round", _("Round"), Kind.ID, _("Number of the round in its workshop"), 8),
        Column("rule", _("Rule"), Kind.LONG, _("As everybody read it before answering"), 40),
        Column(
            "verdict",
            _("Verdict"),
            TEXT,
            _("Impact and uncertainty together"),
            14,
            choices=verdicts,
        ),
        Column("n", _("Raters"), COUNT, _("How many rated it"), 8),
    ]
    for axis in AXES[:2]:
        columns += _axis_columns(axis)[:3]
        title = _("Verdict: %(axis)s") % {"axis": AXIS_LABELS[axis]}
        columns.append(Column(f"{axis}_verdict", title, TEXT, rule, 14, choices=verdicts))
    return [
        *columns,
        Column("before", _("Verdict of the first round"), TEXT, rule, 14, choices=verdicts),
        Column("both", _("Rated it twice"), COUNT, _("People who answered in both rounds"), 10),
        Column("same", _("Gave the same"), COUNT, _("Of them, the same impact again"), 10),
        Column(
            "shift",
            _("Mean shift"),
            NUMBER,
            _("Mean of second minus first impact, in steps of the scale"),
            10,
        ),
    ]
