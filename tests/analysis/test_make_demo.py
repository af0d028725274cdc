"""What the command refuses. What it makes and says: test_demo.py."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

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


def test_the_passwords_that_everybody_knows_are_only_for_debug(reference, settings):
    settings.DEBUG, settings.DEMO = False, True

    with pytest.raises(CommandError, match="--passwords random"):
        make("--passwords", "demo")

    assert not User.objects.exists()
