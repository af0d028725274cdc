import uuid

import pytest

from analysis.domain import issues
from analysis.domain.rows import ChangedMeanwhile, FactorElsewhere, RowRemoved
from analysis.models import DevelopmentIssue
from tests.analysis.plans import change, create_issue, issue_said, verbs
from tests.factories import create_factor, create_planner, create_workshop
from tests.workshops.domain.threads import at_once
from workshops.domain.errors import ClientIdReused
from workshops.enums import Stage, Track

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("stage", list(Stage))
def test_an_issue_is_written_in_any_stage(stage: Stage) -> None:
    workshop, planner = create_workshop(stage=stage), create_planner()
    factor = create_factor(workshop=workshop)

    issue = issues.create_issue(workshop, by=planner, **issue_said(factors=[factor]))

    assert (issue.number, issue.version, issue.plan_cycle) == (1, 1, workshop.plan_cycle)
    assert (issue.title, issue.goal, issue.rationale, issue.track) == (
        "น้ำ",
        "มีน้ำใช้",
        "น้ำแล้ง",
        Track.BOTH,
    )
    assert list(issue.factors.all()) == [factor]
    entry = workshop.journal.get()
    assert (entry.verb, entry.user, entry.facts) == ("issue.added", planner, {"issue": issue.pk})


def test_the_same_again_is_the_same_row_also_after_a_change() -> None:
    workshop, said = create_workshop(), issue_said()
    first = create_issue(workshop=workshop, **said)
    issues.change_issue(first, by=create_planner(), version=1, **change(said, title="ใหม่"))

    again = create_issue(workshop=workshop, **said)

    assert (again, again.title) == (first, "ใหม่")
    assert verbs(workshop) == ["issue.added", "issue.changed"]


def test_a_number_that_was_used_elsewhere_is_refused() -> None:
    number = uuid.uuid4()
    create_issue(client_id=number)

    with pytest.raises(ClientIdReused):
        create_issue(client_id=number)

    assert DevelopmentIssue.objects.count() == 1


def test_a_factor_of_another_workshop_is_refused() -> None:
    workshop = create_workshop()

    with pytest.raises(FactorElsewhere) as refused:
        create_issue(workshop=workshop, factors=[create_factor()])

    assert refused.value.field == "factors"
    assert not DevelopmentIssue.objects.exists()
    assert verbs(workshop) == []


def test_numbers_of_removed_rows_are_not_used_again() -> None:
    workshop = create_workshop()
    create_issue(workshop=workshop)
    issues.remove_issue(create_issue(workshop=workshop), by=create_planner())

    assert create_issue(workshop=workshop).number == 3


def test_a_change_keeps_what_was_before_in_the_journal() -> None:
    workshop, planner = create_workshop(), create_planner()
    factor = create_factor(workshop=workshop)
    issue = create_issue(workshop=workshop, factors=[factor])

    fields = change(issue_said(title="ดิน", goal="", track=Track.SMART))
    changed = issues.change_issue(issue, by=planner, version=1, **fields)

    changed.refresh_from_db()
    assert (changed.title, changed.goal, changed.track, changed.version) == (
        "ดิน",
        "",
        Track.SMART,
        2,
    )
    assert not changed.factors.exists()
    entry = workshop.journal.order_by("-revision")[0]
    assert (entry.verb, entry.user) == ("issue.changed", planner)
    assert entry.facts["before"] == {
        "title": "น้ำ",
        "goal": "มีน้ำใช้",
        "rationale": "น้ำแล้ง",
        "approach": "",
        "track": "both",
        "factors": [factor.pk],
        "criteria": [],
        "sources": {"cluster": [], "challenge": [], "proposal": [], "theme": []},
    }
    newest, first = changed.history.all()
    assert (first.history_type, first.facts) == ("+", entry.facts["before"])
    assert (newest.history_type, newest.title, newest.history_user) == ("~", "ดิน", planner)
    assert newest.facts["factors"] == []


def test_the_same_values_again_change_nothing_even_with_an_old_version() -> None:
    issue, said = create_issue(), change(issue_said())

    issues.change_issue(issue, by=create_planner(), version=0, **said)

    issue.refresh_from_db()
    assert issue.version == 1
    assert verbs(issue.workshop) == ["issue.added"]


def test_whoever_saw_an_older_version_is_told_and_nothing_changes() -> None:
    workshop = create_workshop()
    issue = create_issue(workshop=workshop)
    issues.change_issue(issue, by=create_planner(), version=1, **change(issue_said(title="ก")))
    factor = create_factor(workshop=workshop)

    said = change(issue_said(title="ข", factors=[factor]))
    with pytest.raises(ChangedMeanwhile):
        issues.change_issue(issue, by=create_planner(), version=1, **said)

    issue.refresh_from_db()
    assert (issue.title, issue.version, issue.factors.count()) == ("ก", 2, 0)
    assert verbs(workshop) == ["issue.added", "issue.changed"]


def test_a_removed_issue_is_not_changed_and_comes_back_as_it_was() -> None:
    issue, planner = create_issue(), create_planner()
    for _ in range(2):
        issues.remove_issue(issue, by=planner)
    assert not DevelopmentIssue.objects.current().exists()

    with pytest.raises(RowRemoved):
        issues.change_issue(issue, by=planner, version=1, **change(issue_said(title="ใหม่")))
    for _ in range(2):
        issues.restore_issue(issue, by=planner)

    assert DevelopmentIssue.objects.current().get().title == "น้ำ"
    assert verbs(issue.workshop) == ["issue.added", "issue.removed", "issue.changed"]
    assert issue.workshop.journal.get(revision=3).facts == {"issue": issue.pk, "restored": True}


# --- Races -----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_ten_taps_at_once_are_one_issue() -> None:
    workshop, planner, said = create_workshop(), create_planner(), issue_said()

    given = at_once(*[lambda: issues.create_issue(workshop, by=planner, **said)] * 10)

    assert {getattr(each, "pk", each) for each in given} == {DevelopmentIssue.objects.get().pk}
    assert verbs(workshop) == ["issue.added"]


@pytest.mark.django_db(transaction=True)
def test_ten_issues_at_once_have_ten_numbers() -> None:
    workshop, planner = create_workshop(), create_planner()

    at_once(*[lambda: issues.create_issue(workshop, by=planner, **issue_said()) for _ in range(10)])

    numbers = DevelopmentIssue.objects.current().values_list("number", flat=True)
    assert list(numbers) == list(range(1, 11))
