import pytest
from django.core.cache import cache
from django.test import Client

from tests.workshops.desks import signed_in
from workshops.models import User

pytestmark = pytest.mark.django_db
PAGE = "/accounts/login/"
PASSWORD = "บ้านไผ่-ชนบท-๒๕๖๔"


@pytest.fixture(autouse=True)
def no_failures_yet():
    cache.clear()


def account(**flags):
    return User.objects.create_user("somchai", password=PASSWORD, **flags)


def sign_in(password=PASSWORD, *, page=PAGE, client=None):
    client = client or Client(headers={"Accept-Language": "en"})
    return client.post(page, {"login": "somchai", "password": password})


@pytest.mark.parametrize(
    ("flags", "leads_to"),
    [
        ({"is_facilitator": True}, "/desk/"),
        ({"is_facilitator": True, "is_planner": True}, "/desk/"),
        ({"is_planner": True}, "/analysis/"),
        ({"is_superuser": True}, "/desk/"),
        ({}, "/"),
    ],
)
def test_everybody_comes_to_the_own_page(flags, leads_to):
    account(**flags)

    answer = sign_in()

    assert (answer.status_code, answer.url) == (302, leads_to)


def test_who_wanted_another_page_comes_there():
    account(is_facilitator=True)

    assert sign_in(page=f"{PAGE}?next=/desk/new/").url == "/desk/new/"
    assert sign_in(page=f"{PAGE}?next=https://evil.example/").url == "/desk/"


@pytest.mark.parametrize("flags", [{"is_facilitator": True}, {"is_active": False}])
def test_a_wrong_password_gets_a_sentence(flags):
    account(**flags)

    page = sign_in("wrong")

    assert "Name and password do not belong together." in page.content.decode()
    assert 'value="somchai"' in page.content.decode()
    assert "_auth_user_id" not in page.client.session


def test_after_ten_failures_the_right_password_waits_too():
    account(is_facilitator=True)
    for _ in range(10):
        sign_in("wrong")

    page = sign_in()

    assert page.status_code == 200
    assert "locked for one minute" in page.content.decode()


def test_the_lock_ends_after_a_minute(monkeypatch):
    account(is_facilitator=True)
    for _ in range(10):
        sign_in("wrong")
    now = __import__("time").time()
    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: now + 61)

    assert sign_in().status_code == 302


def test_failures_on_one_account_lock_no_other():
    User.objects.create_user("malee", password=PASSWORD, is_facilitator=True)
    account(is_facilitator=True)
    for _ in range(11):
        sign_in("wrong")

    assert Client().post(PAGE, {"login": "malee", "password": PASSWORD}).status_code == 302


def test_the_administration_has_the_same_door():
    answer = Client().get("/admin/login/?next=/admin/")

    assert answer.status_code == 302
    assert answer.url.startswith(PAGE)


def test_nobody_signs_up():
    client = Client(headers={"Accept-Language": "en"})
    fields = {"username": "x", "password1": PASSWORD, "password2": PASSWORD}

    for page in (client.get("/accounts/signup/"), client.post("/accounts/signup/", fields)):
        assert page.status_code == 200
        assert "No sign-up here" in page.content.decode()
    assert not User.objects.exists()


def test_a_forgotten_password_leads_to_the_administrator():
    page = Client(headers={"Accept-Language": "en"}).get("/accounts/password/reset/")

    assert "Ask the administrator" in page.content.decode()


@pytest.mark.parametrize(
    "path", ["email/", "confirm-email/", "confirm-email/x/", "password/reset/key/1-x/", "social/"]
)
def test_pages_without_sense_here_do_not_exist(path):
    assert signed_in().get(f"/accounts/{path}").status_code == 404


def test_signing_out_needs_a_press():
    account(is_facilitator=True)
    client = sign_in().client

    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/desk/").status_code == 200
    assert client.post("/accounts/logout/").url == "/"
    assert client.get("/desk/").status_code == 302


def test_a_password_is_changed_with_the_present_one():
    user = account(is_facilitator=True)
    client = signed_in(user)
    fields = {
        "oldpassword": "wrong",
        "password1": "เวียงเก่า-พล-๒๕๖๕",
        "password2": "เวียงเก่า-พล-๒๕๖๕",
    }

    page = client.post("/accounts/password/change/", fields)
    assert "This is not the present password." in page.content.decode()

    answer = client.post("/accounts/password/change/", fields | {"oldpassword": PASSWORD})
    assert answer.url == "/desk/"
    user.refresh_from_db()
    assert user.check_password("เวียงเก่า-พล-๒๕๖๕")
    assert client.get("/desk/").status_code == 200


def test_nobody_changes_a_password_without_signing_in():
    assert Client().get("/accounts/password/change/").url.startswith(PAGE)
