"""Minutes of a workshop (รายงานการประชุม): steps, people, results, what is open."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from analysis.documents.front import draw_people, draw_steps, make_document
from analysis.documents.plan import draw_decisions, draw_open, draw_plan
from analysis.documents.reading import Meeting
from analysis.documents.results import (
    draw_categories,
    draw_challenges,
    draw_proposals,
    draw_rounds,
    draw_stances,
)
from analysis.documents.writer import Writer
from analysis.makers import Made, Progress
from analysis.wishes import Wish

FILE = "รายงานการประชุม"


def make_minutes(wish: Wish, out: Path, progress: Progress) -> Made:
    return make_document(wish, out, progress, kind=FILE, title=lambda: _("Minutes"), draw=_draw)


def _draw(writer: Writer, meeting: Meeting, wish: Wish) -> None:
    writer.section(_("Agenda"))
    draw_steps(writer, meeting)
    writer.section(_("Participants"))
    draw_people(writer, meeting, wish)
    writer.section(_("Factors and clusters by category"))
    draw_stances(writer, meeting)
    draw_categories(writer, meeting)
    writer.section(_("Results of the rounds"))
    draw_rounds(writer, meeting, brief=True)
    writer.section(_("Challenges"))
    draw_challenges(writer, meeting)
    writer.section(_("Proposals"))
    draw_proposals(writer, meeting)
    writer.section(_("Draft of the plan"))
    draw_plan(writer, meeting)
    writer.section(_("Decisions"))
    draw_decisions(writer, meeting)
    writer.section(_("What is still open"))
    draw_open(writer, meeting)
    for role in (_("Minutes taken by"), _("Minutes checked by")):
        line = writer.text(f"{role} ......................................................")
        line.paragraph_format.space_before = 24 * 12700
        line.paragraph_format.keep_together = True
