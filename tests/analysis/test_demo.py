"""What make_demo makes, made once for all of these tests."""

import csv
import datetime
import json
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.urls import reverse

from analysis.models import DevelopmentIssue, Indicator, Project, Theme, ThemeCluster
from analysis.rollup import rollup_of
from analysis.trail_audit import audit
from workshops.domain.arrangement import arrangement_of, challenges_of
from workshops.domain.results import (
    concordance,
    disputed,
    influence_cells,
    points_results,
    rating_results,
)
from workshops.enums import Category, ProposalKind, RoundKind, Stage, Verb
from workshops.models import (
    Cluster,
    Factor,
    JournalEntry,
    Participant,
    Rating,
    Round,
    Support,
    User,
    Vote,
    Workshop,
)

pytestmark = pytest.mark.django_db

DEMO = Path(__file__).resolve().parents[2] / "fixtures" / "demo"
PLANS = (DevelopmentIssue, Indicator, Project)


def make(*options):
    out = StringIO()
    call_command("make_demo", *options, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def demo(standing):
    with standing(), override_settings(DEBUG=True):
        call_command("load_reference", verbosity=0)
        made = json.loads(make("--json"))
        # Once for all: what waits to be checked would be checked again after each test.
        connection.check_constraints()
        yield made


@pytest.fixture
def finished(demo):
    return Workshop.objects.get(code=demo["workshops"][1]["code"])


@pytest.fixture
def open_one(demo):
    return Workshop.objects.get(code=demo["workshops"][0]["code"])


def sign_in(client, account):
    return client.post(
        reverse("account_login"),
        {"login": account["username"], "password": account["password"]},
    )


def test_the_finished_workshop_is_that_of_chum_phae(finished):
    assert finished.held_on == datetime.date(2021, 6, 24)
    assert finished.venue == "โรงแรม เดอะชีวิน โฮเทล แอนคอนเวนชั่น อ.ชุมแพ"
    assert "ข้อมูลตัวอย่าง" in finished.title
    assert (finished.is_sample, finished.stage) == (True, Stage.CLOSED)
    assert str(finished.plan_cycle) == "2566-2570"
    assert finished.districts.count() == 9


def test_five_people_came_from_each_of_nine_districts(finished):
    people = finished.participants.select_related("district")

    assert set(Counter(person.district.name_th for person in people).values()) == {5}
    assert people.count() == 45
    assert all(person.position and person.agency for person in people)


def test_every_factor_is_that_of_the_file(finished):
    with (DEMO / "factors.csv").open(encoding="utf-8", newline="") as file:
        rows = [tuple(row.values()) for row in csv.DictReader(file)]
    fields = "district_id district__name_th category track stance text evidence".split()

    assert list(finished.factors.on_board().oldest_first().values_list(*fields)) == rows
    assert len(rows) == 126


def test_people_speak_for_their_own_district(finished):
    for factor in finished.factors.select_related("participant"):
        assert factor.participant.district_id == factor.district_id
    assert finished.participants.filter(factors=None).count() == 0


def test_the_journal_is_gapless_and_true(finished, open_one):
    for workshop in (finished, open_one):
        revisions = workshop.journal.order_by("pk").values_list("revision", flat=True)
        assert list(revisions) == list(range(1, workshop.revision + 1))
    assert Counter(finished.journal.values_list("verb", flat=True)) == {
        Verb.WORKSHOP_CREATED: 1,
        Verb.PARTICIPANT_JOINED: 45,
        Verb.STAGE_CHANGED: 8,
        Verb.FACTOR_ADDED: 126,
        Verb.FACTOR_HIDDEN: 1,
        Verb.FACTOR_RESTORED: 1,
        Verb.CLUSTER_ADDED: 23,
        Verb.CLUSTER_RENAMED: 2,
        Verb.CLUSTERS_MERGED: 2,
        Verb.CLUSTER_SPLIT: 1,
        Verb.FACTORS_MERGED: 3,
        Verb.COMMENT_ADDED: 7,
        Verb.SUPPORT_CHANGED: Support.objects.filter(participant__workshop=finished).count(),
        Verb.CHALLENGE_ADDED: 7,
        Verb.ROUND_PREPARED: 4,
        Verb.ROUND_OPENED: 4,
        Verb.ROUND_REVEALED: 4,
        Verb.VOTE_CHANGED: Vote.objects.filter(round__workshop=finished).count(),
        Verb.RATING_CHANGED: Rating.objects.filter(round__workshop=finished).count(),
        Verb.INFLUENCE_CHANGED: 8 * 7 * 3,
        Verb.PROPOSAL_ADDED: 5,
        Verb.ISSUE_ADDED: 4,
        Verb.PROGRAMME_ADDED: 7,
        Verb.ROW_JUDGED: 2 * 9 * 2 + 7,
        Verb.INDICATOR_ADDED: 11,
        Verb.PROJECT_ADDED: 12,
    }
    moves = finished.journal.filter(verb=Verb.STAGE_CHANGED).order_by("revision")
    assert [entry.facts["after"] for entry in moves] == Stage.values[1:]


def test_the_room_sorted_its_factors_into_clusters_of_all_categories(finished):
    found = arrangement_of(finished)

    assert len(found.stacks) == 22
    assert {stack.cluster.category for stack in found.stacks} == set(Category.values)
    assert sum(stack.factors_total for stack in found.stacks) + len(found.loose) == 126
    assert len(found.loose) == 6
    assert all(stack.agreeing_total for stack in found.stacks)
    assert sum(len(stack.merged) for stack in found.stacks) == 2
    assert len(challenges_of(finished)) == 7


def test_every_round_is_revealed_and_some_clusters_are_disputed(finished):
    points, ratings, again, influence = finished.rounds.in_order()

    assert {one.is_revealed for one in (points, ratings, again, influence)} == {True}
    assert [one.kind for one in (points, ratings, again, influence)] == [
        RoundKind.POINTS,
        RoundKind.RATINGS,
        RoundKind.RATINGS,
        RoundKind.INFLUENCE,
    ]
    assert (points.budget, points.cap, again.second_of) == (5, 3, ratings)
    assert sum(one.points for one in points_results(points)) == 38 * 5
    assert 3 <= len(disputed(rating_results(ratings))) <= 4
    assert 1 <= len(disputed(rating_results(again))) < again.clusters.count()
    assert 0.2 < concordance(ratings, "impact").w < 0.9
    clusters, cells = influence_cells(influence)
    assert (len(clusters), len(cells), {cell.n for cell in cells.values()}) == (8, 56, {3})


def test_the_plan_rests_on_the_factors(finished):
    issues = finished.issues.current()

    assert len(issues) >= 3
    for issue in issues:
        indicators, projects = issue.indicators.current(), issue.projects.current()
        assert len(indicators) >= 2
        assert len(projects) >= 2
        assert issue.plan_cycle == finished.plan_cycle
        for row in [issue, *indicators, *projects]:
            assert row.factors.filter(workshop=finished).exists()
        for indicator in indicators:
            years = indicator.targets.order_by("year").values_list("year", flat=True)
            assert list(years) == [2023, 2024, 2025, 2026, 2027]
            assert indicator.unit
            assert indicator.data_owner
            assert indicator.baseline_year == 2022
            assert indicator.baseline_value is not None
        for project in projects:
            assert project.indicators.exists()
            assert all(
                [project.lead_agency, project.place, project.activity_rows.exists()]
                + [project.outputs, project.outcomes]
            )
            funded = {budget.year for budget in project.budgets.all()}
            assert funded == set(range(project.start_year, project.end_year + 1))


def test_the_second_workshop_is_open_for_joining(open_one):
    assert (open_one.stage, open_one.is_sample) == (Stage.BRAINSTORM, True)
    assert open_one.title == "การประชุมเชิงปฏิบัติการ STEEPI (ทดลอง)"
    assert open_one.districts.count() == 9
    assert (open_one.participants.count(), open_one.factors.on_board().count()) == (6, 12)
    assert (open_one.clusters.standing().count(), open_one.rounds.count()) == (2, 0)


def test_three_districts_made_lists_of_their_own_and_the_province_aligned_them(demo, finished):
    others = Workshop.objects.exclude(code__in=[one["code"] for one in demo["workshops"]])

    assert sorted(one.districts.get().pk for one in others) == ["4005", "4018", "4029"]
    for workshop in others:
        assert workshop.is_closed
        assert workshop.is_sample
        assert workshop.plan_cycle == finished.plan_cycle
        assert arrangement_of(workshop).loose == []
        assert [one.is_revealed for one in workshop.rounds.all()] == [True, True]
        kinds = {one.kind for one in workshop.proposals.all()}
        assert kinds >= {ProposalKind.ISSUE, ProposalKind.PROJECT}
        issue = workshop.issues.get()
        assert issue.sources.exists()
        assert all(one.factor_keys for one in issue.sources.all())
        assert issue.projects.get().programme is not None
    themes = Theme.objects.current()
    assert len(themes) == 11
    assert all(one.members.count() >= 2 for one in themes)
    spread = ThemeCluster.objects.values_list("cluster__workshop", flat=True).distinct()
    assert spread.count() == 4


def test_the_roll_up_covers_all_four_lists(demo, finished):
    four = list(Workshop.objects.exclude(code=demo["workshops"][0]["code"]))

    found = rollup_of(four)

    assert len(four) == 4
    assert len(found.districts) == 9
    assert found.factors == Factor.objects.filter(workshop__in=four).count() == 126 + 15 + 14 + 13
    spread = {line.name: sum(map(bool, line.by_district.values())) for line in found.themes}
    assert len(spread) == 11
    assert max(spread.values()) >= 5
    assert {one.year for one in (w.held_on for w in four)} == found.years.keys()
    shares = [line.points.share for line in [*found.themes, *found.loose]]
    assert sum(filter(None, shares)) <= 1


def test_it_prints_one_json_object_the_open_workshop_first(demo):
    pages = Workshop.objects.order_by("-held_on")
    first, second = pages[0], pages.last()

    assert demo == {
        "accounts": [
            {"role": "facilitator", "username": "facilitator", "password": "steepi-facilitator"},
            {"role": "planner", "username": "planner", "password": "steepi-planner"},
            {"role": "administrator", "username": "admin", "password": "steepi-admin"},
        ],
        "workshops": [
            {"code": w.code, "board_key": w.board_key, "title": w.title, "open": not w.is_closed}
            for w in (first, second)
        ],
    }
    assert [workshop["open"] for workshop in demo["workshops"]] == [True, False]


def test_making_it_again_changes_nothing(demo):
    tables = [Workshop, Participant, Factor, Cluster, Round, JournalEntry, User, *PLANS]
    before = [list(table.objects.order_by("pk").values()) for table in tables]

    assert json.loads(make("--json")) == demo
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


@pytest.mark.parametrize("role", [0, 1, 2])
def test_the_accounts_sign_in_while_debug_is_on(demo, client, role):
    response = sign_in(client, demo["accounts"][role])

    assert response.status_code == 302
    assert client.session["_auth_user_id"]


@pytest.mark.parametrize("role", [0, 1, 2])
def test_the_accounts_are_refused_when_debug_is_off(demo, client, settings, role):
    settings.DEBUG = False

    response = sign_in(client, demo["accounts"][role])

    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_session_ends_when_debug_is_switched_off(demo, client, settings):
    sign_in(client, demo["accounts"][0])

    settings.DEBUG = False

    assert client.get(reverse("workshops:desk-list")).status_code == 302


def test_random_passwords_are_new_each_time(demo, client):
    first, second = (json.loads(make("--json", "--passwords", "random")) for _ in range(2))

    passwords = [one["password"] for one in first["accounts"] + second["accounts"]]
    assert len(set(passwords)) == 6
    assert min(map(len, passwords)) >= 12
    assert first["workshops"] == second["workshops"]
    assert sign_in(client, first["accounts"][0]).status_code == 200
    assert sign_in(client, second["accounts"][0]).status_code == 302


def test_it_is_readable_by_people_too(demo):
    answer = make()

    assert "facilitator / steepi-facilitator" in answer
    assert "(open) การประชุมเชิงปฏิบัติการ STEEPI (ทดลอง)" in answer


def test_a_room_without_debug_gets_generated_passwords(demo, client, settings):
    settings.DEBUG, settings.DEMO = False, True

    account = json.loads(make("--json", "--passwords", "random"))["accounts"][0]

    assert len(account["password"]) >= 12
    assert sign_in(client, account).status_code == 302


def test_every_row_of_the_plan_has_a_path_to_sentences(demo):
    for workshop in Workshop.objects.filter(issues__isnull=False).distinct():
        found = audit(workshop.plan_cycle, drafts_too=True)
        assert (found.total.share, found.lacking, found.off_board) == (1.0, [], [])


def test_the_audit_names_the_issue_whose_links_are_removed(demo):
    issue = DevelopmentIssue.objects.order_by("pk").first()
    issue.factors.clear()
    issue.sources.all().delete()

    found = audit(issue.plan_cycle, drafts_too=True)

    lost = [(one.kind, one.pk) for one in found.lacking]
    # Its programmes have no links of their own, its indicators and projects have.
    assert lost[0] == ("issue", issue.pk)
    assert {pk for _kind, pk in lost[1:]} == set(issue.programmes.values_list("pk", flat=True))
