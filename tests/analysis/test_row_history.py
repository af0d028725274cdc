"""The history of a row: what each version changed in words, and bringing a version back."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from analysis.domain import former, indicators, issues, programmes, projects, versions
from analysis.domain.judging import judge_row
from analysis.domain.project_rules import Activity
from analysis.domain.rows import ChangedMeanwhile, RowRemoved
from analysis.evidence import Sources
from analysis.fact_words import FIELDS, gone_words
from analysis.forms_indicator import IndicatorForm
from analysis.forms_issue import IssueForm, ProgrammeForm
from analysis.forms_project import ProjectForm
from analysis.models import Aim, Status
from analysis.row_history import versions_of
from tests.analysis.plans import (
    create_indicator,
    create_issue,
    create_project,
    create_source,
    verbs,
)
from tests.analysis.review_rows import EVERY, change, create, kind_of, said, workshop_of
from tests.factories import (
    create_cluster,
    create_facilitator,
    create_factor,
    create_planner,
    create_proposal,
    create_user,
)
from tests.workshops.desks import signed_in
from workshops.enums import ReferenceKind, Track
from workshops.models import Factor, Proposal

pytestmark = pytest.mark.django_db
every = pytest.mark.parametrize("kind", EVERY)
REMOVE = {
    "issue": issues.remove_issue,
    "indicator": indicators.remove_indicator,
    "programme": programmes.remove_programme,
    "project": projects.remove_project,
}
RESTORE = {
    "issue": issues.restore_issue,
    "indicator": indicators.restore_indicator,
    "programme": programmes.restore_programme,
    "project": projects.restore_project,
}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def by():
    return create_planner()


def url(name, row, *rest):
    return reverse(f"analysis:{name}", args=[workshop_of(row).code, kind_of(row), row.pk, *rest])


def told(row):
    """What the history says, newest first: version, what, and label, old, new."""
    return [
        (each.number, str(each.what), [(d.label, d.old, d.new) for d in each.differences])
        for each in versions_of(row)
    ]


# --- What each version says ----------------------------------------------------------------------


def test_words_off_the_board_are_not_in_the_history(by):
    row = create("issue")
    hidden, withdrawn, read = (create_factor(workshop=row.workshop) for _ in range(3))
    waiting = create_proposal(workshop=row.workshop)
    words = said("issue", factors=[hidden, withdrawn, read])
    sources = Sources(proposals={waiting.pk})
    issues.change_issue(row, by=by, version=1, sources=sources, **words)
    Factor.objects.filter(pk=hidden.pk).update(hidden_at=timezone.now(), hidden_reason="test")
    Factor.objects.filter(pk=withdrawn.pk).update(withdrawn_at=timezone.now())
    Proposal.objects.filter(pk=waiting.pk).update(is_waiting=True)

    came = {label: new for label, _old, new in told(row)[0][2]}

    assert came["Factors that this rests on"] == [
        f"Hidden: It was a test ({hidden.pk})",
        f"Withdrawn ({withdrawn.pk})",
        read.text,
    ]
    assert came["Proposal"] == [f"Waits for the facilitator's approval ({waiting.pk})"]


@every
def test_every_change_judgement_removal_and_return_has_an_entry(kind, by):
    row = create(kind, with_source=True)
    change(row, version=1, name="ใหม่", by=by)
    judge_row(row, status="checked", by=by, version=2)
    judge_row(row, status="draft", by=by, version=3)
    REMOVE[kind](row, by=by)
    RESTORE[kind](row, by=by)

    row.refresh_from_db()
    assert [(number, what) for number, what, _ in told(row)] == [
        (6, "Put back into the plan"),
        (5, "Taken out of the plan"),
        (4, "Made a draft again"),
        (3, "Checked"),
        (2, "Changed"),
        (1, "Added"),
    ]
    assert row.version == 6
    assert [each.is_current for each in versions_of(row)] == [True] * 5 + [False]


def test_the_differences_of_an_issue_are_in_the_words_of_the_form(by):
    issue = create_issue()
    workshop = issue.workshop
    factor = create_factor(workshop=workshop, text="น้ำแล้งทุกปี")
    cluster = create_cluster(workshop=workshop, name="น้ำ")
    dimension = create_source(code="env", kind=ReferenceKind.SMART_DIMENSION)
    issues.change_issue(
        issue,
        by=by,
        version=1,
        **said("issue", goal="ก\nข", rationale="", track=Track.SMART, factors=[factor]),
        criteria=[dimension],
        sources=Sources(clusters=[cluster.pk]),
    )

    assert told(issue)[0] == (
        2,
        "Changed",
        [
            ("Goal", ["มีน้ำใช้"], ["ก", "ข"]),
            ("Rationale", ["น้ำแล้ง"], []),
            ("Track", [str(Track.BOTH.label)], [str(Track.SMART.label)]),
            ("Smart City dimensions and MICE criteria", [], ["env Source env"]),
            ("Cluster", [], ["น้ำ"]),
            ("Factors that this rests on", [], ["น้ำแล้งทุกปี"]),
        ],
    )


def test_the_differences_of_an_indicator_show_years_of_the_buddhist_era(by):
    indicator = create_indicator()
    new = said(
        "indicator",
        aim=Aim.DOWN,
        baseline_value=Decimal("1250.5"),
        baseline_year=2021,
        targets={2023: Decimal(50), 2025: Decimal(70)},
    )
    indicators.change_indicator(indicator, by=by, version=1, **new)

    assert told(indicator)[0][2] == [
        ("Which way it shall go", ["It shall rise"], ["It shall fall"]),
        ("Baseline value", ["40"], ["1,250.5"]),
        ("Baseline year", ["2565"], ["2564"]),
        ("B.E. 2567", ["60.5"], []),
        ("B.E. 2568", [], ["70"]),
    ]


def test_the_differences_of_a_project_name_its_money_and_its_links(by):
    project = create_project()
    source = create_source()
    new = said(
        "project",
        end_year=2025,
        budgets={(2023, source): Decimal("1500000.50")},
        activities=[Activity("ขุดลอก"), Activity("สำรวจ", Decimal(500), "อำเภอ", "เทศบาล")],
        indicators=[create_indicator(issue=project.issue)],
    )
    projects.change_project(project, by=by, version=1, **new)

    assert told(project)[0][2] == [
        ("Last fiscal year", ["2567"], ["2568"]),
        ("Source province, B.E. 2566", [], ["1,500,000.5"]),
        ("Activities", [], ["สำรวจ · 500 baht · อำเภอ · เทศบาล"]),
        ("Indicators that it serves", [], ["หมู่บ้านที่มีน้ำใช้"]),
    ]


def test_what_is_gone_is_called_by_its_number(by):
    issue = create_issue()
    factor = create_factor(workshop=issue.workshop)
    issues.change_issue(issue, by=by, version=1, **said("issue", factors=[factor]))
    key = factor.pk
    Factor.objects.filter(pk=key).delete()

    assert told(issue)[0][2] == [
        ("Factors that this rests on", [], [f"No longer there (number {key})"])
    ]


@every
def test_the_history_knows_every_field_that_is_kept(kind):
    row = create(kind)

    assert set(row.history.get().facts) == set(FIELDS[kind])


def test_the_history_uses_the_words_of_the_forms():
    for form in (IssueForm, IndicatorForm, ProgrammeForm, ProjectForm):
        for name, field in form.base_fields.items():
            own = FIELDS[form.kind]
            label = own.get(name, own.get(f"{name}_id"))
            if field.label and label is not None:
                assert str(label) == str(field.label), (form.kind, name)


# --- Bringing a version back ---------------------------------------------------------------------


@every
def test_a_version_comes_back_as_a_change_of_its_own(kind, by):
    row = create(kind, with_source=True)
    first = row.history.get().facts
    change(row, version=1, name="ใหม่", by=by)
    before = verbs(workshop_of(row))

    done = versions.restore_version(row, 1, by=by, version=2)

    assert (done.is_changed, done.gone) == (True, [])
    row.refresh_from_db()
    newest = row.history.latest("history_id")
    assert (row.version, newest.version, newest.facts, newest.history_user) == (3, 3, first, by)
    assert verbs(workshop_of(row)) == [*before, f"{kind}.changed"]
    assert versions_of(row)[0].restores == 1


def test_everything_of_a_project_comes_back(by):
    source, programme_of = create_source(), create("programme")
    issue = programme_of.issue
    workshop = issue.workshop
    strategy = create_source(code="2", kind=ReferenceKind.STRATEGY)
    new = said(
        "project",
        programme=programme_of,
        strategy=strategy,
        rationale="ก",
        regional_goal="ข",
        budgets={(2023, source): Decimal("7.25"), (2024, source): Decimal(0)},
        activities=[Activity("ก", Decimal(5), "ข", "ค"), Activity("ง")],
        indicators=[create_indicator(issue=issue)],
        factors=[create_factor(workshop=workshop)],
    )
    project = create_project(issue=issue)
    projects.change_project(project, by=by, version=1, **new)
    full = project.history.latest("history_id").facts
    emptied = said("project", programme=None, strategy=None, activities=[], rationale="")
    projects.change_project(project, by=by, version=2, **emptied)

    versions.restore_version(project, 2, by=by, version=3)

    assert projects.plain(project.__class__.objects.get(pk=project.pk)) == full


def test_links_to_what_is_gone_are_left_out_and_named(by):
    indicator = create_indicator()
    project = create_project(issue=indicator.issue, indicators=[indicator])
    stays, gone = (create_factor(workshop=indicator.issue.workshop) for _ in range(2))
    linked = said("project", factors=[stays, gone], indicators=[indicator])
    projects.change_project(project, by=by, version=1, **linked)
    projects.change_project(project, by=by, version=2, **said("project"))
    indicators.remove_indicator(indicator, by=by)
    key = gone.pk
    Factor.objects.filter(pk=key).delete()

    done = versions.restore_version(project, 2, by=by, version=3)

    assert list(done.row.factors.all()) == [stays]
    assert list(done.row.indicators.all()) == []
    assert done.gone == [("indicators", indicator.pk), ("factors", key)]
    assert gone_words(done.gone) == [
        "Indicators that it serves: หมู่บ้านที่มีน้ำใช้",
        f"Factors that this rests on: No longer there (number {key})",
    ]


def test_a_version_is_checked_like_any_other_change(by):
    """Targets of years that the plan no longer has stay away, and are told."""
    indicator = create_indicator()
    change(indicator, version=1, name="ใหม่", by=by)
    cycle = workshop_of(indicator).plan_cycle
    cycle.start_year, cycle.end_year = 2024, 2028
    cycle.save()
    indicator.targets.filter(year=2023).delete()

    done = versions.restore_version(indicator, 1, by=by, version=2)

    assert done.gone == [former.Gone("targets", 2023)]
    assert list(done.row.targets.values_list("year", flat=True)) == [2024]
    assert gone_words(done.gone) == ["Targets: B.E. 2566"]


@every
def test_a_version_that_says_the_same_changes_nothing(kind, by):
    row = create(kind, with_source=True)
    before = verbs(workshop_of(row))

    done = versions.restore_version(row, 1, by=by, version=1)

    row.refresh_from_db()
    assert (done.is_changed, row.version, row.history.count()) == (False, 1, 1)
    assert verbs(workshop_of(row)) == before


@every
def test_restoring_is_refused_like_a_change(kind, by):
    row = create(kind)
    change(row, version=1, name="ใหม่", by=by)

    with pytest.raises(ChangedMeanwhile):
        versions.restore_version(row, 1, by=by, version=1)
    with pytest.raises(versions.NoSuchVersion):
        versions.restore_version(row, 9, by=by, version=2)
    REMOVE[kind](row, by=by)
    with pytest.raises(RowRemoved):
        versions.restore_version(row, 1, by=by, version=3)
    row.refresh_from_db()
    assert str(row) == "ใหม่"


def test_an_approved_row_is_a_draft_after_it_was_brought_back(by):
    issue = create("issue", with_source=True)
    factors = list(issue.factors.all())
    issues.change_issue(issue, by=by, version=1, **said("issue", title="ใหม่", factors=factors))
    judge_row(issue, status="checked", by=by, version=2)
    judge_row(issue, status="approved", by=by, version=3)

    versions.restore_version(issue, 1, by=by, version=4)

    issue.refresh_from_db()
    assert (issue.status, issue.title) == (Status.DRAFT, "น้ำ")


# --- The pages -----------------------------------------------------------------------------------


@every
def test_the_page_shows_each_version_and_brings_one_back(kind, by):
    row, client = create(kind), signed_in(by)
    change(row, version=1, name="ใหม่", by=by)

    page = client.get(url("row-history", row)).content.decode()
    answer = client.post(url("restore-version", row, 1), {"version": 2}, follow=True)

    assert ("Version 1: Added" in page, "Version 2: Changed" in page) == (True, True)
    after = answer.content.decode()
    assert answer.redirect_chain == [(url("row-history", row), 302)]
    assert ("Version 1 is back." in after, "brought back from version 1" in after) == (True, True)
    row.refresh_from_db()
    assert (row.version, str(row) == "ใหม่") == (3, False)


@pytest.mark.parametrize(
    ("sent", "status"), [({"version": 1}, 409), ({}, 422), ({"version": "x"}, 422)]
)
def test_the_page_refuses_in_words(by, sent, status):
    issue = create_issue()
    change(issue, version=1, name="ใหม่", by=by)

    response = signed_in(by).post(url("restore-version", issue, 1), sent)

    assert (response.status_code, 'role="alert"' in response.content.decode()) == (status, True)
    issue.refresh_from_db()
    assert (issue.title, issue.version) == ("ใหม่", 2)


def test_who_may_not_bring_a_version_back(by):
    issue = create_issue()
    change(issue, version=1, name="ใหม่", by=by)
    address = url("restore-version", issue, 1)

    for client, status in (
        (Client(), 302),
        (signed_in(create_facilitator()), 404),
        (signed_in(create_user()), 403),
    ):
        assert client.post(address, {"version": 2}).status_code == status
    assert signed_in(by).get(address).status_code == 405
    assert signed_in(by).post(url("restore-version", issue, 9), {"version": 2}).status_code == 422
    issue.refresh_from_db()
    assert issue.title == "ใหม่"


def test_a_row_from_before_its_history_has_a_page(by):
    issue = create_issue()
    issue.history.all().delete()

    page = signed_in(by).get(url("row-history", issue)).content.decode()

    assert "Nothing is recorded of this row yet." in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_often_for_one_version_as_for_three(django_assert_num_queries, by, count):
    project, client = create_project(), signed_in(by)
    indicator = create_indicator(issue=project.issue)
    factor = create_factor(workshop=workshop_of(project))
    for number in range(1, count + 1):
        links = {"indicators": [indicator], "factors": [factor]}
        new = said("project", name=f"โครงการ {number}", **links)
        projects.change_project(project, by=by, version=number, **new)

    with django_assert_num_queries(9):
        client.get(url("row-history", project))
