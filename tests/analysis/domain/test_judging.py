"""Draft, checked, approved: who may say so, and when it is refused."""

import pytest

from analysis.domain import issues
from analysis.domain.judging import (
    NoSource,
    NotChecked,
    OnlyPlanners,
    UnknownStatus,
    judge_row,
)
from analysis.domain.rows import ChangedMeanwhile, RowRemoved
from analysis.evidence import Sources
from analysis.models import Status
from tests.analysis.plans import create_issue, verbs
from tests.analysis.review_rows import EVERY, change, create, workshop_of
from tests.factories import (
    create_cluster,
    create_facilitator,
    create_factor,
    create_planner,
    create_proposal,
    create_user,
    create_workshop,
)
from workshops.domain import factors

pytestmark = pytest.mark.django_db
every = pytest.mark.parametrize("kind", EVERY)


@pytest.fixture
def by():
    return create_planner()


def judged(row, *path, by):
    """The row after these judgements, one after the other."""
    for status in path:
        row = judge_row(row, status=status, by=by, version=row.version)
    return row


@every
def test_a_row_goes_forward_and_back_and_keeps_its_words(kind, by):
    row = create(kind, with_source=True)
    words = row.history.get().facts

    row = judged(row, "checked", "approved", "checked", "draft", by=by)

    assert (row.status, row.version) == (Status.DRAFT, 5)
    entries = list(row.history.order_by("version"))
    assert [entry.status for entry in entries] == [
        "draft",
        "checked",
        "approved",
        "checked",
        "draft",
    ]
    assert [entry.facts for entry in entries] == [words] * 5
    last = workshop_of(row).journal.order_by("revision").last()
    assert (last.verb, last.user) == ("plan.judged", by)
    assert last.facts == {kind: row.pk, "before": "checked", "after": "draft"}


def test_the_same_status_again_changes_nothing(by):
    row = judged(create("issue"), "checked", by=by)
    before = verbs(row.workshop)

    again = judge_row(row, status="checked", by=by, version=1)

    assert (again.version, verbs(row.workshop)) == (2, before)


@every
def test_a_change_makes_a_draft_of_it(kind, by):
    row = judged(create(kind), "checked", by=by)

    row = change(row, version=2, name="ใหม่", by=by)

    assert (row.status, row.version) == (Status.DRAFT, 3)


@every
def test_what_is_refused(kind, by):
    row = create(kind, with_source=True)

    with pytest.raises(NotChecked):
        judge_row(row, status="approved", by=by, version=1)
    with pytest.raises(ChangedMeanwhile):
        judge_row(row, status="checked", by=by, version=2)
    with pytest.raises(UnknownStatus):
        judge_row(row, status="final", by=by, version=1)
    row.refresh_from_db()
    assert (row.status, row.version, row.history.count()) == (Status.DRAFT, 1, 1)


def test_a_removed_row_is_not_judged(by):
    row = issues.remove_issue(create("issue"), by=by)

    with pytest.raises(RowRemoved):
        judge_row(row, status="checked", by=by, version=row.version)


def test_only_planners_approve_or_take_it_back(by):
    facilitator, administrator = create_facilitator(), create_user(is_superuser=True)
    row = judged(create("issue", with_source=True), "checked", by=facilitator)

    with pytest.raises(OnlyPlanners):
        judge_row(row, status="approved", by=facilitator, version=2)
    row = judged(row, "approved", by=administrator)
    for status in ("checked", "draft"):
        with pytest.raises(OnlyPlanners):
            judge_row(row, status=status, by=facilitator, version=3)
    row = judged(row, "draft", by=by)

    assert row.status == Status.DRAFT


@every
def test_nothing_is_approved_under_an_issue_without_a_source(kind, by):
    row = judged(create(kind), "checked", by=by)

    with pytest.raises(NoSource):
        judge_row(row, status="approved", by=by, version=2)


def approves(workshop, by, **linked):
    row = judged(create_issue(workshop=workshop, **linked), "checked", by=by)
    try:
        return judged(row, "approved", by=by).status == Status.APPROVED
    except NoSource:
        return False


def test_a_source_must_lead_to_something_that_shows(by):
    workshop = create_workshop()
    factor, hidden = (create_factor(workshop=workshop) for _ in range(2))
    full = create_cluster(factors=[factor])
    empty = create_cluster(workshop=workshop)
    proposal = create_proposal(workshop=workshop)
    factors.hide_factor(hidden, by=by)

    assert approves(workshop, by, sources=Sources(clusters=[full.pk]))
    assert approves(workshop, by, sources=Sources(proposals=[proposal.pk]))
    assert approves(workshop, by, factors=[factor, hidden])
    assert not approves(workshop, by, sources=Sources(clusters=[empty.pk]))
    assert not approves(workshop, by, factors=[hidden])
