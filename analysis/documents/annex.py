"""The annex of the plan: how needs were gathered and ranked with participation."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from analysis.documents.charts import Series
from analysis.documents.front import draw_people, draw_steps, make_document
from analysis.documents.reading import Meeting
from analysis.documents.results import (
    BAR,
    ON_CHART,
    draw_rounds,
    draw_stances,
    draw_table,
    label_of,
    with_sums,
)
from analysis.documents.writer import Own, Writer
from analysis.makers import Made, Progress
from analysis.tables.clusters import clusters_table
from analysis.wishes import Wish
from workshops.enums import Category, HiddenReason, Stance
from workshops.models import Workshop
from workshops.round_words import AXES

FILE = "ภาคผนวก การมีส่วนร่วม"
STANCE_COLOURS = {
    Stance.STRENGTH: "1F7A4D",
    Stance.WEAKNESS: "C96A12",
    Stance.OPPORTUNITY: "1F5FA8",
    Stance.THREAT: "A32A2A",
}


def make_annex(wish: Wish, out: Path, progress: Progress) -> Made:
    return make_document(wish, out, progress, kind=FILE, title=_title, draw=_draw)


def _title() -> str:
    return _("How needs were gathered and ranked with participation")


def _draw(writer: Writer, meeting: Meeting, wish: Wish) -> None:
    writer.section(_("Who was invited and who came"))
    _draw_invited(writer, meeting)
    draw_people(writer, meeting, wish)
    _draw_people_chart(writer, meeting)
    writer.section(_("Steps and times"))
    draw_steps(writer, meeting)
    writer.section(_("Rules that the room worked under"))
    writer.bullets(room_rules(meeting.workshop))
    writer.section(_("What was gathered"))
    _draw_gathered(writer, meeting)
    writer.section(_("How it was ranked: rounds, rules and results"))
    draw_rounds(writer, meeting, brief=False)
    if meeting.ranking is not None:
        writer.section(_("Ranking"))
        _draw_ranking(writer, meeting)
    writer.section(_("From needs to the draft of the plan"))
    _draw_grounds(writer, meeting)
    writer.section(_("What was left out"))
    _draw_left_out(writer, meeting)
    writer.section(_("How it was counted"))
    writer.bullets(_method())


def _draw_invited(writer: Writer, meeting: Meeting) -> None:
    seats, people = meeting.people.seats, meeting.people
    writer.text(
        _("Invited were the districts %(names)s.") % {"names": ", ".join(meeting.districts)}
    )
    if seats.printed:
        told = _("%(printed)s seat slips were printed, %(used)s of them were used.")
        writer.text(told % {"printed": seats.printed, "used": seats.used})
    else:
        writer.text(_("No seat slips were printed: whoever had the code could join."))
    columns = [
        (_("District"), 28),
        (_("Seat slips"), 12),
        (_("Took part"), 12),
        (_("Wrote"), 12),
        (_("Agreed"), 12),
        (_("Gave points"), 12),
        (_("Rated"), 12),
    ]
    rows: list[list[object]] = [
        [
            district.name,
            people.seats_by_district[district.pk],
            took.people,
            took.wrote,
            took.agreed,
            took.gave_points,
            took.rated,
        ]
        for district, took in people.took
    ]
    if free := people.seats_by_district[""]:
        rows.append([_("Slips without a district"), free, 0, 0, 0, 0, 0])
    writer.listing(
        columns, with_sums(rows), caption=_("Taking part, in people"), last_is_total=True
    )


def _draw_people_chart(writer: Writer, meeting: Meeting) -> None:
    took = [(district.name, one.people) for district, one in meeting.people.took]
    if not any(people for _name, people in took):
        return
    told = "; ".join(f"{name}: {people}" for name, people in took)
    series = Series(_("People"), BAR, [people for _name, people in took])
    writer.bars(_("Participants by district"), [name for name, _people in took], [series], told)


def room_rules(workshop: Workshop) -> list[str]:
    """As participants read them before they wrote."""
    if workshop.names_shown:
        rules = [_("Facilitators and planners read names beside the words; screens do not.")]
        if workshop.anonymous_categories:
            told = _("Without a name stays what is written under: %(headings)s.")
            rules.append(told % {"headings": workshop.anonymous_labels})
    else:
        rules = [_("Words are shown with the district, never with a name.")]
    if workshop.is_silent:
        rules.append(_("Others see the factors only when the facilitator reveals all at once."))
    if workshop.approves_first:
        rules.append(_("A facilitator reads each factor before it is shown."))
    if limit := workshop.factors_limit:
        told = ngettext(
            "Each person may send %(limit)s factor.",
            "Each person may send %(limit)s factors.",
            limit,
        )
        rules.append(told % {"limit": limit})
    else:
        rules.append(_("Each person may send as many factors as they like."))
    if workshop.allows_late:
        rules.append(_("Drafts can be handed in after the step has closed."))
    if workshop.participants_sort:
        rules.append(_("Participants sort the factors into clusters during the exchange."))
    if not workshop.comments_open:
        rules.append(_("Comments are switched off."))
    if workshop.needs_seat:
        rules.append(_("Joining takes a printed slip."))
    return rules


def _draw_gathered(writer: Writer, meeting: Meeting) -> None:
    counts = [
        (_("Factors on the board"), meeting.counts.factors),
        (_("Clusters"), len(meeting.arrangement.stacks)),
        (_("People who agreed with others"), meeting.agreeing),
        (_("Comments"), meeting.comments),
        (_("Challenges"), len(meeting.challenges)),
        (_("Proposals"), len(meeting.proposals)),
    ]
    writer.listing([(_("What"), 76), (_("How many"), 20)], counts, caption=_("In numbers"))
    if meeting.counts.factors:
        _draw_stances_chart(writer, meeting)
    draw_stances(writer, meeting)
    _draw_matrix(writer, meeting)
    if meeting.arrangement.stacks:
        draw_table(writer, clusters_table(meeting.arrangement, meeting.challenges))


def _draw_stances_chart(writer: Writer, meeting: Meeting) -> None:
    counts = meeting.counts.stances
    names = [str(category.label) for category in Category]
    series = [
        Series(
            str(stance.label),
            STANCE_COLOURS[stance],
            [counts[category.value, stance.value] for category in Category],
        )
        for stance in Stance
    ]
    told = "; ".join(
        f"{name}: {sum(int(one.values[place]) for one in series)}"
        for place, name in enumerate(names)
    )
    writer.bars(_("Factors by category and SWOT stance"), names, series, told)


def _draw_matrix(writer: Writer, meeting: Meeting) -> None:
    counts = meeting.counts
    rows: list[list[object]] = []
    for district in counts.districts:
        numbers = [counts.placed[category.value, district.pk] for category in Category]
        rows.append([district.name, *numbers, sum(numbers)])
    if rows:
        columns = [(_("District"), 16), *((str(category.label), 14) for category in Category)]
        columns.append((pgettext("row of sums", "Total"), 10))
        title = _("Factors by district and category")
        writer.listing([*columns], with_sums(rows), caption=title, last_is_total=True)


def _draw_ranking(writer: Writer, meeting: Meeting) -> None:
    ranking = meeting.ranking
    assert ranking is not None
    writer.text(
        _(
            "Points, impact and uncertainty weigh the same here. Each cluster has two ranks: one "
            "where each person weighs the same, one where each district does."
        )
    )
    frame = ranking.table.frame
    scored = frame[frame["score"].notna()].head(ON_CHART)
    if len(scored):
        clusters = {one.cluster.pk: one.cluster for one in meeting.arrangement.stacks}
        names = [
            label_of(clusters[pk]) if pk in clusters else str(scored.loc[pk, "number"])
            for pk in scored.index
        ]
        values = [float(score) for score in scored["score"]]
        told = "; ".join(f"{name}: {value:g}" for name, value in zip(names, values, strict=True))
        series = [Series(pgettext("ranking", "Score"), BAR, values)]
        writer.bars(_("Score, 0 to 100"), names, series, told)
    draw_table(writer, ranking.table)
    if ranking.map is not None:
        told = "; ".join(
            f"{dot.label}: {dot.x:g}, {dot.y:g}".replace("\n", " ") for dot in ranking.dots
        )
        across, up = str(AXES["uncertainty"]), str(AXES["impact"])
        writer.map(_("Impact and uncertainty"), ranking.dots, across, up, told)
        writer.text(_("The numbers are those of the clusters in the table."))
        draw_table(writer, ranking.map)


def _draw_grounds(writer: Writer, meeting: Meeting) -> None:
    if not meeting.plan:
        writer.text(_("No issue is drafted yet."))
        return
    columns = [
        (pgettext("document", "No."), 6),
        (_("Development issue"), 48),
        (_("Sources linked"), 13),
        (_("Sentences behind it"), 14),
        (_("Indicators"), 12),
        (_("Projects"), 12),
    ]
    rows = []
    for node in meeting.plan:
        grounds = meeting.grounds.get(node.issue.pk)
        behind = (grounds.links, grounds.shown) if grounds else (0, 0)
        own = (len(node.indicators), len(node.projects))
        rows.append([node.issue.number, Own(node.issue.title), *behind, *own])
    writer.listing(columns, rows)
    writer.text(
        _("Sentences are factors and proposals that still show; each counts once per issue.")
    )


def _draw_left_out(writer: Writer, meeting: Meeting) -> None:
    left = meeting.left_out
    labels = dict(HiddenReason.choices)
    rows: list[list[object]] = [
        [
            _("Factors hidden: %(reason)s") % {"reason": labels[code]}
            if code
            else _("Factors hidden"),
            number,
        ]
        for code, number in left.hidden.items()
    ]
    rows += [
        [_("Factors withdrawn by their writers"), left.withdrawn],
        [_("Factors that wait for the reveal or for approval"), left.waiting],
        [_("Factors of files that were taken back"), left.taken_back],
    ]
    names = {
        "comments": _("Comments hidden, withdrawn or waiting"),
        "challenges": _("Challenges hidden, withdrawn or waiting"),
        "proposals": _("Proposals hidden, withdrawn or waiting"),
    }
    rows += [[names[kind], sum(numbers)] for kind, *numbers in left.texts]
    rows.append([_("Entries that were merged into another of the same person"), left.merged_people])
    writer.listing([(_("What"), 76), (_("How many"), 20)], rows)
    writer.text(_("Only their number is told; their words stand in no file."))


def _method() -> list[str]:
    return [
        _(
            "Each factor counts once, in the district and category that its writer chose. "
            "Factors for both tracks count under both tracks together, not under each."
        ),
        _("Each person counts once, whichever phone they used and whatever was merged later."),
        _("Kendall's W counts who rated every cluster of the round; it is corrected for ties."),
        _("All figures were read at one moment, so they agree with each other."),
    ]
