import pytest

from tests.factories import create_user
from workshops.domain.accounts import AccountTaken, set_up_demo_account
from workshops.models import User

pytestmark = pytest.mark.django_db


def test_it_makes_a_demo_account():
    account = set_up_demo_account("planner", password="steepi-planner", is_planner=True)

    account.refresh_from_db()
    assert (account.is_demo, account.is_planner, account.is_facilitator) == (True, True, False)
    assert account.check_password("steepi-planner")


def test_the_same_again_leaves_the_password_hash_alone():
    first = set_up_demo_account("planner", password="steepi-planner")

    again = set_up_demo_account("planner", password="steepi-planner")

    assert (again.pk, again.password) == (first.pk, first.password)


def test_another_password_replaces_the_first():
    set_up_demo_account("planner", password="steepi-planner")

    set_up_demo_account("planner", password="another-password", is_planner=True)

    account = User.objects.get()
    assert account.check_password("another-password")
    assert account.is_planner


def test_it_never_takes_over_a_real_account():
    real = create_user(is_superuser=True)

    with pytest.raises(AccountTaken, match=real.username):
        set_up_demo_account(real.username, password="steepi-admin")

    real.refresh_from_db()
    assert not real.is_demo
    assert not real.check_password("steepi-admin")
