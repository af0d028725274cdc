"""One row of each kind, and how each is changed, for what all four kinds share."""

from __future__ import annotations

import uuid
from functools import partial

from analysis.domain import indicators, issues, programmes, projects
from analysis.row_kinds import kind_of, workshop_of
from tests.analysis import plans
from tests.factories import create_factor, create_planner, create_workshop

__all__ = ["CHANGES", "EVERY", "change", "create", "kind_of", "said", "workshop_of"]
CHANGES = {
    "issue": issues.change_issue,
    "indicator": indicators.change_indicator,
    "programme": programmes.change_programme,
    "project": projects.change_project,
}
EVERY = list(CHANGES)
SAID = {
    "issue": plans.issue_said,
    "indicator": plans.indicator_said,
    "programme": lambda **changed: {"client_id": uuid.uuid4(), "name": "แผนงานน้ำ"} | changed,
    "project": plans.project_said,
}


def said(kind, **changed):
    """What a form says of such a row to change it."""
    return plans.change(SAID[kind](), **changed)


def create(kind, *, workshop=None, with_source=False, **changed):
    """A row in version 1, in a workshop of its own."""
    workshop = workshop or create_workshop()
    by = create_planner()
    factors = [create_factor(workshop=workshop)] if with_source else ()
    issue = issues.create_issue(workshop, by=by, **plans.issue_said(factors=factors))
    if kind == "issue":
        return issue
    make = {
        "indicator": indicators.create_indicator,
        "programme": programmes.create_programme,
        "project": projects.create_project,
    }[kind]
    return make(issue, by=by, **(SAID[kind]() | changed))


def change(row, *, version, name, by=None):
    """Another name for a row, as its form sends it."""
    kind = kind_of(row)
    word = "title" if kind == "issue" else "name"
    return partial(CHANGES[kind], row, by=by or create_planner(), version=version)(
        **said(kind, **{word: name})
    )
