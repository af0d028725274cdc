import uuid
from functools import partial

import pytest

from analysis.domain import issues
from analysis.domain.rows import ChangedMeanwhile, FactorElsewhere, RowRemoved
from analysis.domain.themes import remove_theme
from analysis.evidence import Sources
from analysis.models import DevelopmentIssue
from tests.analysis.plans import change, create_issue, issue_said, verbs
from tests.analysis.rollup_scene import create_theme
from tests.factories import create_factor, create_planner, create_workshop
from tests.workshops.domain.threads import at_once
from workshops.domain.errors import ClientIdReused, WorkshopError
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


def test_an_issue_comes_to_rest_on_no_theme_that_was_taken_out() -> None:
    workshop, planner = create_workshop(), create_planner()
    gone, kept = create_theme("ก"), create_theme("ข")
    issue = create_issue(workshop=workshop, sources=Sources(themes=[gone.pk]))
    type(gone).objects.filter(pk=gone.pk).update(removed_at=workshop.created_at)

    with pytest.raises(issues.ThemeGone):
        issues.create_issue(
            workshop, by=planner, **issue_said(sources=Sources(themes=[gone.pk, kept.pk]))
        )

    # What rested on it before may be changed without losing it.
    said = issue_said(title="ใหม่", sources=Sources(themes=[gone.pk, kept.pk]))
    said.pop("client_id", None)
    changed = issues.change_issue(issue, by=planner, version=1, **said)
    assert changed.sources.filter(theme__isnull=False).count() == 2


@pytest.mark.django_db(transaction=True)
def test_linking_a_theme_and_taking_it_out_at_once_leaves_no_issue_on_a_removed_theme() -> None:
    workshop, planner = create_workshop(), create_planner()
    for _ in range(3):
        theme = create_theme(f"น้ำ {uuid.uuid4()}")
        said = issue_said(client_id=uuid.uuid4(), sources=Sources(themes=[theme.pk]))

        ends = at_once(
            partial(issues.create_issue, workshop, by=planner, **said),
            partial(remove_theme, theme, by=planner),
        )

        theme.refresh_from_db()
        rests = DevelopmentIssue.objects.filter(sources__theme=theme).exists()
        assert (theme.removed_at is None) == rests, ends
        assert sum(isinstance(end, WorkshopError) for end in ends) == 1
