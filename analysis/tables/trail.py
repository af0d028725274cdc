"""The evidence trail as a table: from each row of the plan to the sentences that it rests on."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.frames_rounds import figure
from analysis.models import Theme
from analysis.tables.answers import Answered
from analysis.tables.placing import Placing, columns_of
from analysis.tables.plan import workshop_column
from analysis.tables.plan_frames import PlanFrames
from analysis.tables.table import Column, Kind, Stream, Value
from analysis.tables.trail_rows import ROW_KINDS, Board, Step, steps_of
from analysis.tables.votes import points_cells
from analysis.tables.words import yes_no
from workshops.models import Challenge, Proposal

Names = Mapping[tuple[str, int], str]
LINKED = ("cluster", "challenge", "proposal")  # sources that have a sheet of their own


def trail_stream(placing: Placing, answered: Answered, plan: PlanFrames) -> Stream:
    """One row per row of the plan, source and factor. At most 13 queries, none in its rows."""
    board = Board(placing)
    steps = steps_of(placing, board, plan)
    names = _names(placing, steps, plan)
    columns = columns_of(placing, _columns())
    return Stream(
        "trail",
        _("Evidence trail"),
        columns,
        lambda: _rows(placing, board, steps, names, _figures(answered)),
        sum(step.total for step in steps),
        _(
            "Each row of the plan with each source and each factor on the board behind it. What "
            "a row takes from its issue or an indicator is one line that names that one."
        ),
    )


def _rows(
    placing: Placing,
    board: Board,
    steps: Iterable[Step],
    names: Names,
    figures: Mapping[int, Sequence[Value]],
) -> Iterator[Sequence[Value]]:
    kinds, sources = _row_kinds(), _source_kinds()
    yes, no = yes_no()
    off = _("No longer shown")
    zone = timezone.get_default_timezone()
    codes = {one.pk: one.code for one in placing.workshops}
    for step in steps:
        row, name = step.row, names.get((step.source, step.key or 0))
        ids = [row.issue, *(row.pk if row.kind == kind else None for kind in ROW_KINDS[1:])]
        head: list[Value] = [
            kinds[row.kind],
            *([row.workshop] if placing.with_code else []),
            *ids,
            row.title,
            sources[step.source],
            *(step.key if step.source == kind and name else None for kind in LINKED),
            name or (off if step.source in LINKED else None),
        ]
        if not step.factors:
            yield [*head, *[None] * 5, *[None] * len(_NOTHING)]
        for factor in step.factors:
            at = board.place(factor)
            assert at is not None  # `steps_of` asked the same board
            cluster = board.clusters[at]
            moment = datetime.datetime.fromtimestamp(board.times[at], zone)
            yield [
                *head,
                factor,
                yes if step.now is None or factor in step.now else no,
                placing.districts[board.codes[board.districts[at]]],
                codes[board.workshops[at]],
                moment.replace(tzinfo=None),
                *figures.get(cluster, _NOTHING),
            ]


# Points, people who gave them, raters; of impact and uncertainty median and IQR.
_NOTHING: Sequence[Value] = (None,) * 7


def _figures(answered: Answered) -> dict[int, Sequence[Value]]:
    """Of each cluster what the newest revealed rounds say."""
    points: dict[int, list[Value]] = {
        pk: points_cells(gave)[:2] for pk, (_r, gave) in answered.newest_points().items()
    }
    found: dict[int, Sequence[Value]] = {
        pk: (*cells, *_NOTHING[2:]) for pk, cells in points.items()
    }
    for pk, said in answered.newest_rated().items():
        spreads = [said.axes[axis].spread for axis in ("impact", "uncertainty")]
        cells: list[Value] = [
            cell
            for one in spreads
            for cell in ((None, None) if one is None else (figure(one.median), figure(one.iqr)))
        ]
        found[pk] = (*points.get(pk, (None, None)), said.n, *cells)
    return found


def _names(placing: Placing, steps: Iterable[Step], plan: PlanFrames) -> Names:
    """What each source is called; not if it is hidden, withdrawn or waits. Three queries."""
    wanted: dict[str, set[int]] = {kind: set() for kind in ("challenge", "proposal", "theme")}
    for step in steps:
        if step.source in wanted and step.key:
            wanted[step.source].add(step.key)
    found: dict[tuple[str, int], str] = {
        ("cluster", pk): str(one) for pk, one in placing.clusters.items()
    }
    called = {"issue": plan.issues["title"], "indicator": plan.indicators["name"]}
    for kind, names in called.items():
        found |= {(kind, pk): name for pk, name in zip(names.index, names, strict=True)}
    here = [one.pk for one in placing.workshops]
    for kind, rows in (("challenge", Challenge.objects), ("proposal", Proposal.objects)):
        for one in rows.filter(pk__in=wanted[kind], workshop__in=here):
            if one.is_shown:
                found[kind, one.pk] = one.text
    themes = Theme.objects.filter(pk__in=wanted["theme"])
    return found | {("theme", one.pk): str(one) for one in themes}


def _row_kinds() -> dict[str, str]:
    return {
        "issue": pgettext("trail", "Issue"),
        "indicator": pgettext("trail", "Indicator"),
        "programme": pgettext("trail", "Programme"),
        "project": pgettext("trail", "Project"),
    }


def _source_kinds() -> dict[str, str]:
    return {
        "factor": pgettext("trail", "Factor linked itself"),
        "cluster": pgettext("trail", "Cluster"),
        "challenge": pgettext("trail", "Challenge"),
        "proposal": pgettext("trail", "Proposal"),
        "theme": pgettext("trail", "Provincial theme"),
        "issue": pgettext("trail", "Through its issue"),
        "indicator": pgettext("trail", "Through an indicator"),
    }


def _columns() -> tuple[Column, ...]:
    key, text, long, count = Kind.ID, Kind.TEXT, Kind.LONG, Kind.COUNT
    newest = _("By the newest revealed round that asked about the factor's cluster")
    return (
        Column(
            "kind",
            _("Row of the plan"),
            text,
            _("What kind of row it is"),
            12,
            choices=tuple(_row_kinds().values()),
        ),
        workshop_column(),
        Column("issue", _("Issue id"), key, _("Row of the issue sheet"), 9, link="issues"),
        Column(
            "indicator",
            _("Indicator id"),
            key,
            _("Row of the indicator sheet"),
            9,
            link="indicators",
        ),
        Column(
            "programme",
            _("Programme id"),
            key,
            _("Row of the programme sheet"),
            9,
            link="programmes",
        ),
        Column("project", _("Project id"), key, _("Row of the project sheet"), 9, link="projects"),
        Column("title", _("Title of the row"), long, _("As it stands in the plan"), 36),
        Column(
            "source",
            _("Source"),
            text,
            _("What the row was linked to"),
            18,
            choices=tuple(_source_kinds().values()),
        ),
        Column("cluster", _("Cluster id"), key, _("Row of the cluster sheet"), 9, link="clusters"),
        Column(
            "challenge",
            _("Challenge id"),
            key,
            _("Row of the challenge sheet"),
            9,
            link="challenges",
        ),
        Column(
            "proposal", _("Proposal id"), key, _("Row of the proposal sheet"), 9, link="proposals"
        ),
        Column("name", _("Name of the source"), long, _("As the room wrote it"), 34),
        Column(
            "factor",
            _("Factor id"),
            key,
            _("Row of the factor sheet; empty: no factor on the board, or see the issue"),
            9,
            link="factors",
        ),
        Column(
            "now",
            _("Behind it now"),
            text,
            _("No: it stood behind the source when the row was linked, and was moved since"),
            10,
        ),
        Column("district", _("District"), text, _("District that the factor is about"), 14),
        Column("said_in", _("Said in"), text, _("Code of the workshop of the factor"), 12),
        Column("created_at", _("Written at"), Kind.MOMENT, _("When it reached the portal"), 20),
        Column("points", _("Points"), count, newest, 9),
        Column("people", _("Gave points"), count, _("How many people gave it any"), 9),
        Column("n", _("Raters"), count, _("How many rated it"), 8),
        *_spread_columns(newest),
    )


def _spread_columns(newest: str) -> list[Column]:
    number, wide = Kind.NUMBER, _("Interquartile range: how wide the middle half is")
    return [
        Column("impact", _("Median of impact"), number, newest, 10, scale="heat"),
        Column("impact_iqr", _("IQR of impact"), number, wide, 10),
        Column("uncertainty", _("Median of uncertainty"), number, newest, 10, scale="heat"),
        Column("uncertainty_iqr", _("IQR of uncertainty"), number, wide, 10),
    ]
