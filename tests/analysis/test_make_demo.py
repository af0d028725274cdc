"""The command by itself: what it says and what it refuses. What it makes: test_demo.py."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests.factories import create_user
from workshops.models import User, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def debugging(settings):
    settings.DEBUG = True


@pytest.fixture
def reference():
    call_command("load_reference", verbosity=0)


def make(*options):
    out = StringIO()
    call_command("make_demo", *options, stdout=out)
    return out.getvalue()


def sign_in(client, account):
    return client.post(
        reverse("account_login"),
        {"login": account["username"], "password": account["password"]},
    )


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
