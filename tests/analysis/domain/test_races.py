"""Two planners at the same row: never a silent overwrite.

Each race starts two threads on a row that both saw in the same version. One of them wins; the
other is told, and the history has what both wrote: that before, and that of the winner. RACES=500
runs more (docs/measurements.md has the last figures). The twin runs the same without the check
of the version: it must overwrite in silence, or the race proves nothing.
"""

from __future__ import annotations

import os
from functools import partial

import pytest

from analysis.domain import judging, rows, versions
from analysis.domain.rows import ChangedMeanwhile
from analysis.models import Status
from tests.analysis.review_rows import EVERY, change, create, workshop_of
from tests.factories import create_planner
from tests.workshops.domain.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
RACES = int(os.environ.get("RACES", "3"))
# All kinds in one test: throwing a database away takes longer than these few races.
KINDS = [[kind] for kind in EVERY] if "RACES" in os.environ else [EVERY]
every = pytest.mark.parametrize("kinds", KINDS)


@pytest.fixture
def unchecked(monkeypatch):
    """The twin: whoever comes is let in as if the form had shown what is stored now."""
    settle = rows.settle

    def blind(row, *, version, **more):
        return settle(row, version=row.version, **more)

    monkeypatch.setattr(rows, "settle", blind)


def raced(row, *works):
    """What each was told, the row as it is now, and the end of its history, oldest first."""
    told = at_once(*works)
    row = type(row).objects.get(pk=row.pk)
    entries = row.history.order_by("-history_id").values_list("version", "facts")[:2]
    assert row.history.count() == row.version  # one entry each, none lost
    return told, row, list(entries)[::-1]


def losers(told):
    """Those who were told that somebody was faster; any other exception is a fault."""
    faults = [each for each in told if isinstance(each, Exception)]
    assert [each for each in faults if not isinstance(each, ChangedMeanwhile)] == []
    return len(faults)


def name_in(facts):
    return facts.get("title") or facts["name"]


@every
def test_of_two_planners_one_wins_and_the_other_is_told(kinds):
    for kind in kinds:
        of_two_planners_one_wins_and_the_other_is_told(kind)


def of_two_planners_one_wins_and_the_other_is_told(kind):
    planners = create_planner(), create_planner()
    row = create(kind)
    for race in range(RACES):
        version, before = row.version, str(row)
        names = f"หนึ่ง {race}", f"สอง {race}"
        works = (
            partial(change, row, version=version, name=name, by=by)
            for name, by in zip(names, planners, strict=True)
        )

        told, row, entries = raced(row, *works)

        assert losers(told) == 1
        assert (str(row) in names, row.version) == (True, version + 1)
        last = [(number, name_in(facts)) for number, facts in entries]
        assert last == [(version, before), (version + 1, str(row))]
    workshop = workshop_of(row)
    assert workshop.journal.filter(verb=f"{kind}.changed").count() == RACES


@every
def test_without_the_check_one_is_overwritten_in_silence(kinds, unchecked):
    """The control: both are told that all is well, and the words of one are gone."""
    for kind in kinds:
        assert overwritten_in_silence(kind) == RACES


def overwritten_in_silence(kind):
    planners = create_planner(), create_planner()
    row = create(kind)
    overwritten = 0
    for race in range(RACES):
        works = (
            partial(change, row, version=row.version, name=f"{number} {race}", by=by)
            for number, by in enumerate(planners)
        )
        told, row, _entries = raced(row, *works)
        overwritten += losers(told) == 0

    return overwritten


@every
def test_a_judgement_never_holds_for_words_that_nobody_saw(kinds):
    for kind in kinds:
        a_judgement_never_holds_for_words_that_nobody_saw(kind)


def a_judgement_never_holds_for_words_that_nobody_saw(kind):
    """Status against edit: a changed row is a draft, or the change is refused."""
    judge, editor = create_planner(), create_planner()
    row = create(kind)
    for race in range(RACES):
        version, before = row.version, str(row)
        told, row, entries = raced(
            row,
            partial(judging.judge_row, row, status="checked", by=judge, version=version),
            partial(change, row, version=version, name=f"ใหม่ {race}", by=editor),
        )

        assert losers(told) == 1
        is_judged = row.status == Status.CHECKED
        assert str(row) == (before if is_judged else f"ใหม่ {race}")
        assert (row.version, entries[-1][0]) == (version + 1, version + 1)
        if is_judged:
            row = judging.judge_row(row, status="draft", by=judge, version=row.version)


@every
def test_bringing_a_version_back_never_overwrites_an_edit(kinds):
    for kind in kinds:
        bringing_a_version_back_never_overwrites_an_edit(kind)


def bringing_a_version_back_never_overwrites_an_edit(kind):
    """Restore against edit."""
    restorer, editor = create_planner(), create_planner()
    row = create(kind)
    first = str(row)
    row = change(row, version=1, name="สอง", by=editor)
    for race in range(RACES):
        version, before = row.version, str(row)
        told, row, entries = raced(
            row,
            partial(versions.restore_version, row, 1, by=restorer, version=version),
            partial(change, row, version=version, name=f"ใหม่ {race}", by=editor),
        )

        assert losers(told) == 1
        assert (str(row) in (first, f"ใหม่ {race}"), row.version) == (True, version + 1)
        last = [(number, name_in(facts)) for number, facts in entries]
        assert last == [(version, before), (version + 1, str(row))]
        if str(row) == first:
            row = change(row, version=row.version, name=f"วน {race}", by=editor)


def test_two_judgements_at_once_are_one():
    """Approve against back to draft, of the same version."""
    planners = create_planner(), create_planner()
    row = create("issue", with_source=True)
    for _ in range(RACES):
        row = judging.judge_row(row, status="checked", by=planners[0], version=row.version)
        works = (
            partial(judging.judge_row, row, status=status, by=by, version=row.version)
            for status, by in zip(("approved", "draft"), planners, strict=True)
        )
        version = row.version
        told, row, entries = raced(row, *works)

        assert losers(told) == 1
        assert (row.version, entries[-1][0]) == (version + 1, version + 1)
        if row.status == Status.APPROVED:
            row = judging.judge_row(row, status="checked", by=planners[0], version=row.version)
            row = judging.judge_row(row, status="draft", by=planners[0], version=row.version)
