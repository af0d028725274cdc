"""The rules of the list of gaps: each one at its ends, over rows that are in no database."""

import uuid
from decimal import Decimal

import pytest
from django.utils import translation

from analysis.domain import indicators, issues
from analysis.domain.row_comments import add_comment, settle_comment
from analysis.evidence import Sources
from analysis.gap_reading import gaps_of, states_of
from analysis.gaps import CycleRead, IndicatorRead, IssueRead, ProjectRead, gaps_in
from analysis.grounds import Grounds, grounds_of_issues
from analysis.models import (
    Aim,
    DevelopmentIssue,
    Indicator,
    Programme,
    Project,
    Theme,
    WholePlanRule,
)
from tests.analysis.plans import change, create_indicator, create_issue, issue_said
from tests.analysis.review_rows import create
from tests.factories import (
    create_challenge,
    create_cluster,
    create_factor,
    create_planner,
    create_proposal,
    create_user,
    create_workshop,
)
from workshops.domain import factors
from workshops.models import ReferenceItem

CYCLE = CycleRead(range(2023, 2028), "13")
FOUND = Grounds(links=1, sentences=1, shown=1)
FULL = {year: Decimal(50) for year in CYCLE.years}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def issue(**changed):
    said = {"pk": 1, "title": "น้ำ", "goal": "มีน้ำใช้"} | changed
    return DevelopmentIssue(**said)


def indicator(*, targets=FULL, grounds=FOUND, **changed):
    said = {"pk": 2, "baseline_value": Decimal(40), "baseline_year": 2022, "data_owner": "อำเภอ"}
    return IndicatorRead(Indicator(**(said | {"aim": Aim.UP} | changed)), targets, grounds)


def project(*, budgets=None, activities=(), serves=1, grounds=FOUND, **changed):
    said = {"pk": 3, "place": "ชุมแพ", "start_year": 2023, "end_year": 2024}
    row = Project(**(said | {"strategy_id": 1, "master_plan_id": 2} | changed))
    budgets = {2023: Decimal(5), 2024: Decimal(5)} if budgets is None else budgets
    return ProjectRead(row, budgets, activities, serves, grounds)


def rules(*, grounds=FOUND, row=None, indicators=None, programmes=(), projects=None):
    """Which rules find a gap in a plan of one issue that is whole but for what a test names."""
    read = IssueRead(
        row or issue(),
        grounds,
        [indicator()] if indicators is None else indicators,
        programmes,
        [project()] if projects is None else projects,
    )
    return [(gap.kind, gap.rule) for gap in gaps_in([read], CYCLE)]


def sentence(**changed):
    read = IssueRead(issue(), FOUND, *([changed["indicators"]] if "indicators" in changed else []))
    (told,) = [gap.sentence for gap in gaps_in([read], CYCLE) if gap.kind != "issue"]
    return told


def test_a_whole_plan_has_no_gap():
    assert rules() == []


def test_a_plan_without_rows_has_no_gap():
    assert gaps_in([], CYCLE) == []


@pytest.mark.parametrize(
    ("grounds", "rule"),
    [
        (Grounds(), "no-source"),
        (Grounds(links=1), "empty-source"),
        (Grounds(links=1, sentences=2), "hidden-source"),
    ],
)
def test_an_issue_rests_on_what_somebody_wrote(grounds, rule):
    assert rules(grounds=grounds) == [("issue", rule)]


def test_an_issue_has_a_goal_an_indicator_and_a_project():
    assert rules(row=issue(goal="")) == [("issue", "no-goal")]
    assert rules(indicators=()) == [("issue", "no-indicator")]
    assert rules(projects=()) == [("issue", "no-project")]


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"baseline_value": None, "baseline_year": None}, "no-baseline"),
        ({"data_owner": ""}, "no-owner"),
        ({"targets": {}}, "no-target"),
        ({"targets": {2022: Decimal(50)}}, "no-target"),  # a year before this plan
        ({"targets": {2023: Decimal(50)}}, "years-missing"),
        ({"baseline_year": 2024}, "late-baseline"),
        ({"grounds": Grounds(links=1, sentences=1)}, "hidden-source"),
    ],
)
def test_an_indicator_is_whole(changed, rule):
    assert rules(indicators=[indicator(**changed)]) == [("indicator", rule)]


def test_the_baseline_may_be_of_the_first_year_and_an_indicator_needs_no_factor_of_its_own():
    whole = [indicator(baseline_year=2023), indicator(grounds=Grounds())]

    assert rules(indicators=whole) == []


@pytest.mark.parametrize(
    ("aim", "target", "is_astray"),
    [
        (Aim.UP, "39.9999", True),
        (Aim.UP, "40", False),
        (Aim.DOWN, "40.0001", True),
        (Aim.DOWN, "40", False),
        (Aim.KEEP, "40.0000", False),
        (Aim.KEEP, "41", True),
    ],
)
def test_targets_go_the_way_that_the_indicator_shall_go(aim, target, is_astray):
    targets = dict.fromkeys(CYCLE.years, Decimal(40)) | {2025: Decimal(target)}

    found = rules(indicators=[indicator(aim=aim, targets=targets)])

    assert found == ([("indicator", "wrong-way")] if is_astray else [])


@pytest.mark.parametrize(("yearly", "is_astray"), [("7.9", True), ("8", False), ("6", True)])
def test_targets_that_add_up_are_compared_by_their_sum(yearly, is_astray):
    targets = dict.fromkeys(CYCLE.years, Decimal(yearly))

    found = rules(indicators=[indicator(whole_plan_rule=WholePlanRule.SUM, targets=targets)])

    assert found == ([("indicator", "wrong-way")] if is_astray else [])


def test_the_sentence_names_the_years_of_the_buddhist_era():
    targets = FULL | {2024: Decimal(1), 2026: Decimal(0)}

    told = sentence(indicators=[indicator(targets=targets)])

    assert told == "It shall rise, but the target of 2567, 2569 is below the baseline."


def test_a_programme_has_a_project():
    programme = Programme(pk=4)

    assert rules(programmes=[programme]) == [("programme", "no-project")]
    assert rules(programmes=[programme], projects=[project(programme_id=4)]) == []


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"serves": 0}, "no-indicator"),
        ({"budgets": {}}, "no-budget"),
        ({"budgets": {2023: Decimal(0)}}, "no-budget"),
        ({"budgets": {2023: Decimal(5)}}, "year-without-budget"),
        ({"budgets": dict.fromkeys((2023, 2024, 2025), Decimal(5))}, "budget-outside"),
        ({"place": ""}, "no-place"),
        ({"strategy_id": None}, "no-strategy"),
        ({"master_plan_id": None}, "no-master-plan"),
        ({"milestone": ReferenceItem(edition="12")}, "other-milestone"),
        ({"activities": (Decimal(10), Decimal("0.01"))}, "activities-above-budget"),
        ({"grounds": Grounds(links=1, sentences=1)}, "hidden-source"),
    ],
)
def test_a_project_is_whole(changed, rule):
    assert rules(projects=[project(**changed)]) == [("project", rule)]


@pytest.mark.parametrize(
    "changed",
    [
        {"milestone": ReferenceItem(edition="13")},
        {"activities": (Decimal(10), None)},
        {"start_year": 2021},  # years before this plan need no money of this plan
        {"budgets": {2023: Decimal(5), 2024: Decimal(5), 2025: Decimal(0)}},
    ],
)
def test_what_is_no_gap(changed):
    assert rules(projects=[project(**changed)]) == []


def test_gaps_stand_in_the_order_of_the_plan():
    reads = [IssueRead(issue(pk=9), FOUND), IssueRead(issue(goal=""), FOUND, [indicator()])]

    found = [(gap.pk, gap.rule) for gap in gaps_in(reads, CYCLE)]

    assert found == [(9, "no-indicator"), (9, "no-project"), (1, "no-goal"), (1, "no-project")]


# --- Read from the database ----------------------------------------------------------------------


def found_in(workshop):
    return [(gap.kind, gap.rule) for gap in gaps_of(workshop)]


@pytest.mark.django_db
def test_removed_rows_have_no_gaps_and_fill_none():
    indicator = create_indicator(data_owner="")
    planner = create_planner()
    before = found_in(indicator.issue.workshop)
    indicators.remove_indicator(indicator, by=planner)

    after = found_in(indicator.issue.workshop)

    assert ("indicator", "no-owner") in before
    assert ("issue", "no-indicator") in after
    assert [kind for kind, _ in after if kind == "indicator"] == []
    issues.remove_issue(indicator.issue, by=planner)
    assert found_in(indicator.issue.workshop) == []


@pytest.mark.django_db
def test_an_issue_whose_factor_was_hidden_rests_on_nothing_that_shows():
    row = create("issue", with_source=True)
    before = found_in(row.workshop)
    factors.hide_factor(row.factors.get(), by=create_user())

    assert ("issue", "hidden-source") not in before
    assert ("issue", "hidden-source") in found_in(row.workshop)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["clusters", "challenges", "proposals", "themes"])
def test_each_kind_of_source_leads_to_what_was_written(name):
    workshop = create_workshop()
    cluster = create_cluster(factors=[create_factor(workshop=workshop)])
    source = SOURCES[name](workshop, cluster)
    row = create_issue(workshop=workshop, sources=Sources(**{name: [source.pk]}))

    (grounds,) = grounds_of_issues([row]).values()

    own = 1 if name == "proposals" else 0  # a proposal is a sentence of its own
    assert grounds == Grounds(links=1, sentences=1 + own, shown=1 + own)


def theme_of(workshop, cluster):
    theme = Theme.objects.create(
        plan_cycle=workshop.plan_cycle, client_id=uuid.uuid4(), number=1, name="น้ำ"
    )
    theme.members.create(cluster=cluster)
    return theme


def challenge_of(workshop, cluster):
    return create_challenge(workshop=workshop, clusters=(cluster,))


def proposal_of(workshop, cluster):
    return create_proposal(workshop=workshop, clusters=(cluster,))


SOURCES = {
    "clusters": lambda _workshop, cluster: cluster,
    "challenges": challenge_of,
    "proposals": proposal_of,
    "themes": theme_of,
}


@pytest.mark.django_db
def test_a_source_stays_one_when_its_cluster_is_emptied():
    workshop = create_workshop()
    factor = create_factor(workshop=workshop)
    cluster = create_cluster(factors=[factor])
    row = create_issue(workshop=workshop, sources=Sources(clusters=[cluster.pk]))
    factor.cluster = None
    factor.save()

    (grounds,) = grounds_of_issues([row]).values()

    assert grounds == Grounds(links=1, sentences=1, shown=1)


@pytest.mark.django_db
def test_the_badges_of_a_row_count_its_gaps_and_open_comments():
    row = create_issue(goal="")
    planner = create_planner()
    one, _two = (add_comment(row, text="ก", by=planner, client_id=uuid.uuid4()) for _ in range(2))
    settle_comment(one, settled=True, by=planner)
    issues.change_issue(row, by=planner, version=1, **change(issue_said(goal="", title="ใหม่")))

    (state,) = states_of(row.workshop).values()

    assert (state.kind, state.pk, state.name, state.comments) == ("issue", row.pk, "ใหม่", 1)
    found = ["no-source", "no-goal", "no-indicator", "no-project"]
    assert [gap.rule for gap in state.gaps] == found
    assert state.blocks
