"""What the room said and decided, drawn: clusters by category, rounds, challenges, proposals."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from analysis.documents.charts import Series
from analysis.documents.reading import Meeting
from analysis.documents.rounds import RANKED_AXES, RoundRead
from analysis.documents.words import clock_words
from analysis.documents.writer import Own, Writer
from analysis.frames_rounds import SMALLEST, figure, is_enough
from analysis.tables.table import Table
from analysis.workbook.names import shortened
from workshops.domain.arrangement import Stack
from workshops.domain.results import RatingResult
from workshops.enums import Category, ProposalKind, Stance
from workshops.models import Cluster, Round
from workshops.round_words import AXES, VERDICTS

MOST_SUPPORTED = 5  # clusters of each category
ON_CHART = 12  # bars
LABEL_LENGTH = 34
BAR = "1F7A6D"
# What a page that stands upright has room for, by the first word of a table's name; the workbook
# has all columns.
COLUMNS = {
    "agreement": ("number", "name", "median", "iqr", "share", "n", "verdict"),
    "again": ("number", "name", "median", "verdict", "median_again", "verdict_again"),
    "classes": ("number", "name", "d", "d_rank", "p", "p_rank", "class"),
    "ranking": (
        "rank", "number", "name", "share", "impact", "uncertainty", "score", "rank_by_district",
    ),
    "map": ("number", "name", "impact", "uncertainty", "field", "verdict"),
    "clusters": ("number", "name", "factors", "districts", "agreeing", "challenges"),
}  # fmt: skip


def number_head() -> str:
    """Above the numbers of clusters: short, because they are."""
    return pgettext("cluster", "No.")


def draw_stances(writer: Writer, meeting: Meeting) -> None:
    """Categories by SWOT stance, with sums both ways."""
    counts = meeting.counts.stances
    rows: list[list[object]] = []
    for category in Category:
        numbers = [counts[category.value, stance.value] for stance in Stance]
        rows.append([str(category.label), *numbers, sum(numbers)])
    columns = [(_("Category"), 30), *((str(stance.label), 14) for stance in Stance)]
    columns.append((pgettext("row of sums", "Total"), 12))
    title = _("Factors by category and SWOT stance")
    writer.listing([*columns], with_sums(rows), caption=title, last_is_total=True)


def with_sums(rows: list[list[object]]) -> list[list[object]]:
    """The rows, and one more with what each column of numbers adds up to."""
    columns = list(zip(*rows, strict=True))[1:]
    sums = [sum(n for n in column if isinstance(n, int)) for column in columns]
    return [*rows, [pgettext("row of sums", "Total"), *sums]]


def draw_categories(writer: Writer, meeting: Meeting) -> None:
    """Of each category how many factors, and the clusters that most people agree with."""
    for category in Category:
        found = meeting.counts.of_category(category)
        stacks = [s for s in meeting.arrangement.stacks if s.cluster.category == category]
        writer.below(str(category.label))
        writer.text(
            ngettext("%(n)s factor", "%(n)s factors", found) % {"n": found},
            " · ",
            ngettext("%(n)s cluster", "%(n)s clusters", len(stacks)) % {"n": len(stacks)},
        )
        best = sorted(stacks, key=_by_support)[:MOST_SUPPORTED]
        if best:
            columns = [
                (number_head(), 8),
                (_("Clusters with most support"), 54),
                (_("Agree"), 12),
                (_("Factors"), 10),
                (_("Districts"), 10),
            ]
            rows = [
                [
                    one.cluster.number,
                    Own(one.cluster.name),
                    one.agreeing_total,
                    one.factors_total,
                    len(one.districts),
                ]
                for one in best
            ]
            writer.listing(columns, rows)


def _by_support(stack: Stack) -> tuple[int, int, int]:
    return -stack.agreeing_total, -stack.factors_total, stack.cluster.number


def draw_rounds(writer: Writer, meeting: Meeting, *, brief: bool) -> None:
    """Each round: how many answered and what came of it; the rule and all figures unless brief."""
    if not meeting.rounds:
        writer.text(_("There was no round of points, ratings or cross-impact."))
    for read in meeting.rounds:
        round_ = read.round
        kind = round_.get_kind_display()
        writer.below(_("Round %(n)s: %(kind)s") % {"n": round_.number, "kind": kind})
        if not brief:
            writer.bullets(read.rule)
        if read.progress is None:
            writer.text(_("This round is not revealed, so no result of it stands here."))
            continue
        answered = ngettext(
            "%(n)s person of %(all)s answered.",
            "%(n)s people of %(all)s answered.",
            read.progress.people,
        )
        numbers = {"n": read.progress.people, "all": meeting.people.in_room}
        writer.text(answered % numbers, " ", _period(round_))
        if read.too_few:
            told = _("Fewer than %(least)s people answered, so the result is left out.")
            writer.text(told % {"least": SMALLEST})
        elif round_.second_of is not None:
            told = _("It asked the disputed clusters of round %(n)s again; see there.")
            writer.text(told % {"n": round_.second_of.number})
        else:
            _draw_result(writer, read, brief=brief)


def _period(round_: Round) -> str:
    if round_.opened_at is None or round_.closed_at is None:
        return ""
    first, last = (_clock(moment) for moment in (round_.opened_at, round_.closed_at))
    return _("Open from %(first)s to %(last)s.") % {"first": first, "last": last}


def _clock(moment: datetime.datetime) -> str:
    return clock_words(timezone.localtime(moment))


def _draw_result(writer: Writer, read: RoundRead, *, brief: bool) -> None:
    if read.points:
        _draw_points(writer, read, brief=brief)
    if read.verdicts:
        told = ", ".join(f"{label} {n}" for label, n in read.verdicts.items())
        writer.text(_("Clusters by verdict: %(counts)s.") % {"counts": told})
    if brief and read.ratings:
        _draw_ratings(writer, read)
    for table in read.tables:
        if not brief or table.name.startswith("classes"):
            draw_table(writer, table)


def draw_table(writer: Writer, table: Table) -> None:
    heads = {"number": number_head()}
    writer.table(table, only=COLUMNS.get(table.name.split("-")[0], ()), heads=heads)


def _draw_ratings(writer: Writer, read: RoundRead) -> None:
    """Each cluster by its newest round, impact first: two medians and whether the room agrees."""

    def median(one: RatingResult, axis: str) -> Decimal | None:
        found = one.axes[axis]
        return figure(found.spread.median) if found.spread and is_enough(found) else None

    columns = [
        (number_head(), 8),
        (pgettext("picture", "Cluster"), 52),
        *((str(AXES[axis]), 14) for axis in RANKED_AXES),
        (_("Verdict"), 18),
    ]
    ranked = sorted(
        read.ratings, key=lambda one: (-(median(one, "impact") or 0), one.cluster.number)
    )
    rows = [
        [
            one.cluster.number,
            Own(one.cluster.name),
            *(median(one, axis) for axis in RANKED_AXES),
            str(VERDICTS[one.verdict]),
        ]
        for one in ranked
    ]
    writer.listing(columns, rows)
    writer.text(_("Medians from 1 to 5, of each cluster's newest revealed round."))


def _draw_points(writer: Writer, read: RoundRead, *, brief: bool) -> None:
    given = [one for one in read.points if one.points]
    if not brief:
        picture = _("Points of round %(n)s") % {"n": read.round.number}
        shown = given[:ON_CHART]
        told = "; ".join(f"{one.cluster.number}: {one.points}" for one in shown)
        names = [label_of(one.cluster) for one in shown]
        if shown:
            values = [one.points for one in shown]
            writer.bars(picture, names, [Series(_("Points"), BAR, values)], told)
    columns = [
        (number_head(), 8),
        (pgettext("picture", "Cluster"), 46),
        (pgettext("round", "Points"), 10),
        (_("People"), 9),
        (_("Share, %"), 11),
        (_("Share by district, %"), 14),
    ]
    rows = [
        [
            one.cluster.number,
            Own(one.cluster.name),
            one.points,
            one.people,
            figure(one.share, times=100, places=1),
            figure(one.share_by_district, times=100, places=1),
        ]
        for one in (given if brief else read.points)
    ]
    writer.listing(columns, rows)


def label_of(cluster: Cluster) -> str:
    """The name beside a bar; the whole of it stands in the table."""
    name = shortened(cluster.name, LABEL_LENGTH)
    return f"{cluster.number} {name}{'' if len(name) >= len(cluster.name.strip()) else '…'}"


def draw_challenges(writer: Writer, meeting: Meeting) -> None:
    if not meeting.challenges:
        writer.text(_("No challenge was written."))
        return
    columns = [
        (pgettext("document", "No."), 6),
        (pgettext("document", "Challenge"), 42),
        (_("Who is affected"), 22),
        (_("Evidence that is missing"), 22),
        (_("Agree"), 9),
    ]
    rows = [
        [
            number,
            Own(one.challenge.text + _tied(one.clusters)),
            Own(one.challenge.affected),
            Own(one.challenge.evidence_missing),
            one.agreeing_total,
        ]
        for number, one in enumerate(meeting.challenges, 1)
    ]
    writer.listing(columns, rows)


def _tied(clusters: list[Cluster]) -> str:
    numbers = ", ".join(str(one.number) for one in clusters)
    return "\n" + _("Clusters: %(numbers)s") % {"numbers": numbers} if numbers else ""


def draw_proposals(writer: Writer, meeting: Meeting) -> None:
    """By what each wants to become, most support first."""
    if not meeting.proposals:
        writer.text(_("Nothing was proposed."))
    for kind in ProposalKind:
        found = [one for one in meeting.proposals if one.proposal.kind == kind]
        if not found:
            continue
        columns = [(pgettext("document", "No."), 6), (str(kind.label), 80), (_("Agree"), 12)]
        rows = []
        for number, one in enumerate(found, 1):
            words = "\n".join(filter(None, (one.proposal.text, one.proposal.details)))
            rows.append([number, Own(words), one.agreeing_total])
        writer.listing(columns, rows, caption=str(kind.label))
