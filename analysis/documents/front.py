"""What minutes and annex have in common: how they begin, the steps, who came, rounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from analysis.documents.reading import Meeting, factors_total, meetings_of
from analysis.documents.results import with_sums
from analysis.documents.words import (
    clock_words,
    document_name,
    full_date,
    marks_of,
    moment_words,
    short_mark,
)
from analysis.documents.writer import Own, Writer
from analysis.frames_rounds import SMALLEST
from analysis.layout_values import THAI_DIGITS
from analysis.makers import Made, Progress
from analysis.snapshot import one_moment
from analysis.wishes import Digits, Wish
from workshops.enums import Stage, Track
from workshops.models import Workshop
from workshops.reference import in_thai
from workshops.years import short_date

Draw = Callable[[Writer, Meeting, Wish], None]


def make_document(
    wish: Wish, out: Path, progress: Progress, *, kind: str, title: Callable[[], str], draw: Draw
) -> Made:
    """One part for each workshop; all of them read at one moment. `kind` begins the file's name."""
    with translation.override(wish.language):
        with one_moment():
            meetings = meetings_of(wish.workshops)
        progress(0, len(meetings))
        writer = _begun(wish, meetings, title())
        for number, meeting in enumerate(meetings, 1):
            if len(meetings) > 1:
                _part(writer, meeting)
            draw(writer, meeting, wish)
            progress(number, len(meetings))
        writer.write_to(out)
    workshops = [meeting.workshop for meeting in meetings]
    return Made(
        document_name(kind, workshops, wish.cycle),
        factors_total(meetings),
        {one.code: one.revision for one in workshops},
    )


def _begun(wish: Wish, meetings: Sequence[Meeting], title: str) -> Writer:
    """The document with its first page: what it is, of when, and what is not final."""
    marks = [_marks(one) for one in meetings]
    alone = meetings[0].workshop if len(meetings) == 1 else None
    head = f"{title} · {_which(alone, wish) if alone else wish.cycle}"
    read_at = max((one.read_at for one in meetings), default=timezone.localtime())
    writer = Writer(wish, title=head, mark=short_mark(marks), read_at=read_at)
    writer.text(title, style="Title")
    if alone is not None:
        writer.text(Own(alone.title), style="Subtitle")
        writer.mark(*marks[0])
        _facts(writer, meetings[0])
        return writer
    writer.text(
        _("Provincial plan of %(province)s, B.E. %(cycle)s")
        % {"province": wish.cycle.province.name, "cycle": wish.cycle},
        style="Subtitle",
    )
    writer.mark(*dict.fromkeys(mark for each in marks for mark in each))
    if wish.filters:
        writer.text(wish.filters)
    columns = [
        (pgettext("workbook", "Workshop"), 46),
        (pgettext("document", "Date"), 20),
        (_("Participants"), 12),
        (_("Factors"), 12),
    ]
    rows = [
        [
            Own(one.workshop.title),
            _day(one.workshop),
            one.people.total,
            one.counts.factors,
        ]
        for one in meetings
    ]
    writer.listing(columns, rows)
    return writer


def _which(workshop: Workshop, wish: Wish) -> str:
    """Short enough for the head of each page; a code keeps its digits."""
    day = _day(workshop)
    day = day.translate(THAI_DIGITS) if wish.digits == Digits.THAI else day
    return f"{workshop.code} · {day}"


def _day(workshop: Workshop) -> str:
    return short_date(workshop.held_on) if in_thai() else f"{workshop.held_on:%Y-%m-%d}"


def _part(writer: Writer, meeting: Meeting) -> None:
    writer.part(Own(meeting.workshop.title))
    writer.mark(*_marks(meeting))
    _facts(writer, meeting)


def _marks(meeting: Meeting) -> list[str]:
    return marks_of(meeting.workshop, pretend=bool(meeting.people.pretend))


def _facts(writer: Writer, meeting: Meeting) -> None:
    workshop = meeting.workshop
    opened = [step for step in meeting.steps if step.stage != Stage.LOBBY]
    times = ""
    if opened:
        last = opened[-1]
        ended = last.opened_at if last.stage == Stage.CLOSED else None
        moments = [opened[0].opened_at, last.opened_at]
        here = all(moment.date() == workshop.held_on for moment in moments)
        when = clock_words if here else moment_words
        times = f"{when(moments[0])} – {when(ended) if ended else _('still open')}"
    writer.facts(
        [
            (pgettext("document", "Date"), full_date(workshop.held_on)),
            (pgettext("document", "Time"), times or _("No step was opened yet.")),
            (pgettext("document", "Place"), Own(workshop.venue or workshop.province.name)),
            (_("Districts"), ", ".join(meeting.districts)),
            (_("Track"), str(Track(workshop.track).label)),
            (
                pgettext("workbook", "Plan"),
                _("B.E. %(cycle)s") % {"cycle": workshop.plan_cycle},
            ),
            (_("Run by"), Own(", ".join(meeting.facilitators) or "–")),
            (
                _("Code and record"),
                Own(
                    _("code %(code)s, record no. %(n)s")
                    % {"code": workshop.code, "n": workshop.revision}
                ),
            ),
            (pgettext("workbook", "Read at"), moment_words(meeting.read_at)),
        ]
    )


def draw_steps(writer: Writer, meeting: Meeting) -> None:
    """Each step with its real times, and how long it was meant to take."""
    steps = [step for step in meeting.steps if step.stage != Stage.CLOSED]
    if not steps:
        writer.text(_("No step was opened yet."))
        return
    columns = [
        (pgettext("document", "No."), 6),
        (pgettext("document", "Step"), 32),
        (pgettext("document", "From"), 17),
        (pgettext("document", "Until"), 17),
        (pgettext("duration", "Minutes"), 9),
        (_("Planned"), 9),
        (_("Opened by"), 20),
    ]
    days = {step.opened_at.date() for step in steps}
    when = clock_words if len(days) == 1 else moment_words
    rows = [
        [
            number,
            str(step.stage.label),
            when(step.opened_at),
            when(step.ended_at) if step.ended_at else _("still open"),
            step.minutes,
            step.planned,
            Own(step.by),
        ]
        for number, step in enumerate(steps, 1)
    ]
    writer.listing(columns, rows)
    if len(days) == 1 and meeting.workshop.held_on not in days:
        day = full_date(steps[0].opened_at.date())
        writer.text(_("The times are of %(day)s.") % {"day": day})


def draw_people(writer: Writer, meeting: Meeting, wish: Wish) -> None:
    """How many came, from where and as what; names only where the wish says so."""
    people = meeting.people
    writer.text(
        ngettext("%(n)s person took part.", "%(n)s people took part.", people.total)
        % {"n": people.total},
    )
    if people.on_paper:
        told = _("%(room)s in the room, %(paper)s on paper beforehand.")
        writer.text(told % {"room": people.in_room, "paper": people.on_paper})
    if people.by_scribe:
        writer.text(
            _("%(n)s of them were entered by somebody at a laptop.") % {"n": people.by_scribe}
        )
    if people.pretend:
        writer.text(_("%(n)s of them are pretend participants.") % {"n": people.pretend})
    rows: list[list[object]] = [
        [district.name, took.people, took.wrote, took.factors] for district, took in people.took
    ]
    columns = [
        (_("District"), 40),
        (_("People"), 18),
        (_("Wrote factors"), 18),
        (_("Factors"), 18),
    ]
    writer.listing(
        columns, with_sums(rows), caption=_("Participants by district"), last_is_total=True
    )
    for caption, groups in (
        (_("Participants by position"), people.positions),
        (_("Participants by agency, without the district's name"), people.agencies),
    ):
        named = [[Own(name) if name else _("Others, or not stated"), n] for name, n in groups]
        if named:
            writer.listing([(caption, 76), (_("People"), 18)], named, caption=caption)
    writer.text(
        _("Positions and agencies that fewer than %(least)s people named are among the others.")
        % {"least": SMALLEST}
    )
    if wish.names:
        _draw_names(writer, meeting)


def _draw_names(writer: Writer, meeting: Meeting) -> None:
    listed = [
        [number, *(Own(text) for text in (one.name, one.position, one.agency, one.district.name))]
        for number, one in enumerate(meeting.people.listed, 1)
    ]
    columns = [
        (pgettext("document", "No."), 7),
        (pgettext("person", "Name"), 28),
        (_("Position"), 22),
        (_("Agency"), 26),
        (_("District"), 15),
    ]
    writer.listing(columns, listed, caption=_("List of participants"))
