"""The run sheet: how long each stage should take, and what is said in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from workshops.domain import journal
from workshops.domain.writing import write
from workshops.enums import Stage, Verb
from workshops.models import StagePlan, User, Workshop


class Line(TypedDict):
    minutes: int | None
    instruction: str
    questions: str  # one per line


# What the STEEPI template plans for half a day, in minutes.
MINUTES = {
    Stage.LEARN: 20,
    Stage.BRAINSTORM: 30,
    Stage.EXCHANGE: 40,
    Stage.REFLECT: 30,
    Stage.ANALYSE: 30,
    Stage.DIRECT: 40,
    Stage.FEEDBACK: 15,
}


def run_sheet_of(workshop: Workshop) -> dict[Stage, Line]:
    """A line for every stage, the template's where none was written. One query."""
    written = {line.stage: line for line in workshop.run_sheet.all()}
    sheet = {}
    for stage in Stage:
        line = written.get(stage)
        sheet[stage] = (
            Line(minutes=line.minutes, instruction=line.instruction, questions=line.questions)
            if line
            else Line(minutes=MINUTES.get(stage), instruction="", questions="")
        )
    return sheet


@write
def change_run_sheet(workshop: Workshop, lines: Mapping[Stage, Line], *, by: User) -> Workshop:
    """Write the lines of these stages; the other stages keep theirs."""
    workshop = Workshop.objects.locked(workshop.pk)
    before = run_sheet_of(workshop)
    changed = {stage: line for stage, line in lines.items() if before[stage] != line}
    for stage, line in changed.items():
        StagePlan.objects.update_or_create(workshop=workshop, stage=stage, defaults=dict(line))
    if changed:
        journal.record(
            workshop, Verb.RUN_SHEET_CHANGED, by=by, stages=[str(stage) for stage in changed]
        )
    return workshop


@write
def copy_run_sheet(source: Workshop, target: Workshop) -> None:
    """Use the run sheet of one workshop as the template of another, new one."""
    for line in source.run_sheet.all():
        StagePlan.objects.update_or_create(
            workshop=target,
            stage=line.stage,
            defaults={
                "minutes": line.minutes,
                "instruction": line.instruction,
                "questions": line.questions,
            },
        )
