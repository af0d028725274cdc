"""What a file would change: row by row and cell by cell, with what is wrong and what collides."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.conflicts import Difference, Whose, conflict_of, lines_of, take
from analysis.domain.rows import PlanError
from analysis.forms import PlanRowForm, sent
from analysis.forms_project import ProjectForm
from analysis.round_trip.columns import ACTIVITY_PARTS
from analysis.round_trip.preview import Preview, Step
from analysis.round_trip.row_forms import FORMS, PLAIN, maker, require
from analysis.round_trip.stored import (
    Facts,
    StoredRow,
    activities_of,
    facts_by_version,
    stored_rows,
)
from analysis.round_trip.uploaded import FileRow, Problem, Uploaded
from workshops.domain.errors import WorkshopError
from workshops.models import Workshop
from workshops.text import match_key


class DoesNotFit(WorkshopError):
    message = gettext_lazy(
        "In “%(title)s” the values that stay and those of the file do not fit together. Tick both "
        "or none."
    )

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.title = title

    def __str__(self) -> str:
        return str(self.message) % {"title": self.title}


def preview_of(uploaded: Uploaded, workshop: Workshop) -> Preview:
    """Compare what the file says with the plan as it is now and as it was in the file's version."""
    found = Preview([], [], 0, list(uploaded.problems), list(uploaded.notes))
    formulas = sum(row.formulas for row in uploaded.rows)
    if formulas:
        found.notes.append(
            _("%(n)s cells hold formulas; what they came to when the file was saved is taken.")
            % {"n": formulas}
        )
    for kind in ("indicator", "project"):
        if kind in uploaded.kinds:
            _compare(found, kind, uploaded, workshop)
    return found


def decided(step: Step, taken: Collection[str]) -> dict[str, Any] | None:
    """What the domain takes: collisions stay as they are in the plan, but for those in `taken`.

    None if nothing is left to change. Raises `DoesNotFit`.
    """
    assert step.form is not None
    if step.row is None:
        return step.form.said()
    make = maker(step.kind, step.issue.workshop, step.issue, step.row)
    assert isinstance(step.form.data, QueryDict)
    data = step.form.data.copy()
    stay = [one.name for one in step.to_tick if one.name not in taken]
    if len(stay) == len(step.changes):
        return None
    stored = make(given=FORMS[step.kind].given(PLAIN[step.kind](step.row)))
    for unit in stay:
        take(data, stored, unit)
    form = make(data=data)
    if not form.is_valid():
        raise DoesNotFit(step.title)
    return form.said()


def _compare(found: Preview, kind: str, uploaded: Uploaded, workshop: Workshop) -> None:
    stored = stored_rows(workshop, kind)
    for each in stored:
        each.row.issue.workshop = workshop
    by_key = {each.row.pk: each for each in stored}
    rows = [row for row in uploaded.rows if row.kind == kind]
    versions = facts_by_version(kind, [row.pk for row in rows if row.pk in by_key])
    by_name = {(each.row.issue_id, match_key(str(each.row))): each for each in stored}
    seen: set[int] = set()
    for row in rows:
        one: StoredRow | None = by_key.get(row.pk) if row.pk else _same_name(row, by_name)
        if row.pk is not None and one is None:
            found.problems.append(
                Problem(
                    row.sheet, row.number, "", "",
                    _("The row with this id is not in the plan. Restore it there, or delete the id "
                      "to make a new row."),
                )
            )  # fmt: skip
            continue
        if one is None:
            _new(found, row, workshop)
            continue
        seen.add(one.row.pk)
        before = versions.get((one.row.pk, row.version or 0)) if row.pk is not None else None
        if before is None and row.version == one.row.version:
            before = one.facts
        _changed(found, row, one, before, workshop)
    written = uploaded.written_at
    known = [each for each in stored if written is None or each.row.created_at <= written]
    found.missing += [each for each in known if each.row.pk not in seen]


def _same_name(row: FileRow, by_name: dict[tuple[int, str], StoredRow]) -> StoredRow | None:
    """A row without an id that is in the plan already: the file was let in before."""
    return by_name.get((row.issue.pk, match_key(row.name))) if row.issue and row.name else None


def _new(found: Preview, row: FileRow, workshop: Workshop) -> None:
    if row.problems:
        return
    if row.issue is None:
        sentence = _("A new row needs its development issue. Choose one from the list.")
        found.problems.append(Problem(row.sheet, row.number, "", "", sentence))
        return
    make = maker(row.kind, workshop, row.issue, None)
    blank = make()
    data = _data(blank, {}, row)
    data["client_id"] = str(uuid.uuid4())
    form = make(data=data)
    step = Step(row.kind, row.issue, None, row, row.name, form=form)
    if _is_sound(found, step):
        step.differences = list(_filled(form))
        found.steps.append(step)


def _changed(
    found: Preview, row: FileRow, one: StoredRow, before: Facts | None, workshop: Workshop
) -> None:
    """`before`: the row in the version that the file shows; None: nobody knows."""
    issue = one.row.issue
    if row.issue is not None and row.issue.pk != issue.pk:
        sentence = _("A row cannot go to another issue by a file. Move it in the portal.")
        found.problems.append(Problem(row.sheet, row.number, "", "", sentence))
        return
    if row.problems:
        return
    base = FORMS[row.kind].given(before) if before is not None else one.values
    make = maker(row.kind, workshop, issue, one.row)
    pattern = make(given=base)
    if _is_same(pattern, row, base):
        found.unchanged += 1
        return
    typed = make(data=_data(pattern, base, row))
    step = Step(row.kind, issue, one.row, row, str(one.row), form=typed, version=one.row.version)
    step.losing = row.activities is not None and len(row.activities) < len(activities_of(base))
    if not typed.is_valid():
        _tell(found, step)
        return
    conflict = conflict_of(typed, make, now=one.facts, before=before)
    shown = {*row.said, "activities"}
    step.differences = [d for d in conflict.differences if d.name in shown]
    step.form = conflict.form
    if not step.changes:
        found.unchanged += 1
        return
    if _is_sound(found, step):
        found.steps.append(step)


def _data(pattern: PlanRowForm, base: dict[str, Any], row: FileRow) -> QueryDict:
    """What a browser would send: the stored values, and over them what the file says."""
    data = QueryDict(mutable=True)
    for name, field_ in pattern.fields.items():
        values = sent(field_, pattern.initial.get(name, base.get(name)))
        if isinstance(field_, forms.ModelMultipleChoiceField) and values:
            offered = {str(one.pk) for one in field_.queryset or ()}
            values = [value for value in values if value in offered]
        data.setlist(name, values)
    for name, values in row.said.items():
        data.setlist(name, values)
    if row.activities is not None:
        for name in [one for one in data if one.startswith("activity_")]:
            del data[name]
        for number, parts in enumerate(row.activities):
            for part, text in zip(ACTIVITY_PARTS, parts, strict=True):
                data[f"activity_{number}_{part}"] = text
    return data


def _is_same(pattern: PlanRowForm, row: FileRow, base: dict[str, Any]) -> bool:
    """Whether the file says what its version said, without asking the database again."""
    for name, values in row.said.items():
        field_, value = pattern.fields[name], base.get(name)
        if values not in (sent(field_, value), _retyped(field_, value)):
            return False
    return row.activities is None or _said_activities(row) == [
        [_retyped(field_, value) for field_, value in zip(_parts(), parts, strict=True)]
        for parts in activities_of(base)
    ]


def _retyped(bound: forms.Field, value: Any) -> list[str]:  # noqa: ANN401
    """A stored value as if somebody had typed it: files of before may hold what no form sends."""
    return sent(bound, bound.to_python(value) if isinstance(value, str) else value)


def _said_activities(row: FileRow) -> list[list[list[str]]]:
    said = []
    for parts in row.activities or []:
        line = []
        for field_, text in zip(_parts(), parts, strict=True):
            try:
                line.append(sent(field_, field_.to_python(text)))
            except forms.ValidationError:
                line.append([text])
        said.append(line)
    return said


def _parts() -> list[forms.Field]:
    """Fields of an activity, as the form of a project has them."""
    fields = ProjectForm.activity_fields(0)
    return [fields[f"activity_0_{part}"] for part in ACTIVITY_PARTS]


def _filled(form: PlanRowForm) -> Iterator[Difference]:
    """What a new row says, unit by unit."""
    for unit, label, names in form.units():
        fields = {name: form.fields[name] for name in names}
        if lines := lines_of(unit, fields, form.cleaned_data):
            yield Difference(unit, label, Whose.MINE, lines, [], None)


def _is_sound(found: Preview, step: Step) -> bool:
    """Whether it can be saved; if not, why goes to the problems."""
    assert step.form is not None
    if not step.form.is_valid():
        _tell(found, step)
        return False
    try:
        require(step.kind, step.issue, step.form.said())
    except PlanError as error:
        label = _label(step.form, error.field)
        found.problems.append(step.file_row.problem(error.field, label, str(error)))
        return False
    return True


def _tell(found: Preview, step: Step) -> None:
    assert step.form is not None
    for name, sentences in step.form.errors.items():
        for sentence in sentences:
            problem = step.file_row.problem(name, _label(step.form, name), str(sentence))
            found.problems.append(problem)


def _label(form: PlanRowForm, name: str | None) -> str:
    return str(form.fields[name].label or "") if name in form.fields else ""
