import csv
import datetime
import json
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from analysis.models import DevelopmentIssue, Indicator, Project
from tests.factories import create_user
from workshops.enums import Stage, Verb
from workshops.models import Factor, JournalEntry, Participant, User, Workshop

pytestmark = pytest.mark.django_db

DEMO = Path(__file__).resolve().parents[2] / "fixtures" / "demo"
PLANS = (DevelopmentIssue, Indicator, Project)


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DEBUG = True


@pytest.fixture
def reference():
    call_command("load_reference", verbosity=0)


def make(*options):
    out = StringIO()
    call_command("make_demo", *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def demo(reference):
    return json.loads(make("--json"))


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
        Verb.ISSUE_ADDED: 4,
        Verb.INDICATOR_ADDED: 11,
        Verb.PROJECT_ADDED: 12,
    }
    moves = finished.journal.filter(verb=Verb.STAGE_CHANGED).order_by("revision")
    assert [entry.facts["after"] for entry in moves] == Stage.values[1:]


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
                [project.lead_agency, project.place, project.activities]
                + [project.outputs, project.outcomes]
            )
            funded = {budget.year for budget in project.budgets.all()}
            assert funded == set(range(project.start_year, project.end_year + 1))


def test_the_second_workshop_is_open_for_joining(open_one):
    assert (open_one.stage, open_one.is_sample) == (Stage.BRAINSTORM, True)
    assert open_one.title == "การประชุมเชิงปฏิบัติการ STEEPI (ทดลอง)"
    assert open_one.districts.count() == 9
    assert (open_one.participants.count(), open_one.factors.on_board().count()) == (6, 12)


def test_it_prints_one_json_object_the_open_workshop_first(demo):
    first, second = Workshop.objects.order_by("-held_on")

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
    tables = [Workshop, Participant, Factor, JournalEntry, User, *PLANS]
    before = [list(table.objects.order_by("pk").values()) for table in tables]

    assert json.loads(make("--json")) == demo
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


def test_random_passwords_are_new_each_time(reference, client):
    first, second = (json.loads(make("--json", "--passwords", "random")) for _ in range(2))

    passwords = [one["password"] for one in first["accounts"] + second["accounts"]]
    assert len(set(passwords)) == 6
    assert min(map(len, passwords)) >= 12
    assert first["workshops"] == second["workshops"]
    assert sign_in(client, first["accounts"][0]).status_code == 200
    assert sign_in(client, second["accounts"][0]).status_code == 302


def test_it_is_readable_by_people_too(reference):
    answer = make()

    assert "facilitator / steepi-facilitator" in answer
    assert "(open) การประชุมเชิงปฏิบัติการ STEEPI (ทดลอง)" in answer


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


def test_it_refuses_when_debug_is_off(reference, settings):
    settings.DEBUG = False

    with pytest.raises(CommandError, match="only while DEBUG is on"):
        make("--passwords", "random")

    assert not User.objects.exists()
    assert not Workshop.objects.exists()


def test_it_asks_for_the_reference_data():
    with pytest.raises(CommandError, match="Run load_reference first"):
        make()

    assert not Workshop.objects.exists()


def test_it_never_takes_over_a_real_account(reference):
    real = create_user(is_superuser=True)
    User.objects.update(username="admin")

    with pytest.raises(CommandError, match="admin"):
        make()

    real.refresh_from_db()
    assert not real.is_demo
    assert not Workshop.objects.exists()


def test_a_room_without_debug_gets_generated_passwords(reference, client, settings):
    settings.DEBUG, settings.DEMO = False, True

    account = json.loads(make("--json", "--passwords", "random"))["accounts"][0]

    assert len(account["password"]) >= 12
    assert sign_in(client, account).status_code == 302


def test_the_passwords_that_everybody_knows_are_only_for_debug(reference, settings):
    settings.DEBUG, settings.DEMO = False, True

    with pytest.raises(CommandError, match="--passwords random"):
        make("--passwords", "demo")

    assert not User.objects.exists()
