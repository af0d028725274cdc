import re

import pytest
import segno
from django.test import Client
from django.urls import reverse

from tests.factories import create_facilitator, create_planner, create_workshop
from tests.workshops.desks import signed_in
from workshops.qr import drawing_of

pytestmark = pytest.mark.django_db


def url(workshop):
    return reverse("workshops:share", args=[workshop.code])


@pytest.fixture
def facilitator():
    return create_facilitator()


@pytest.fixture
def workshop(facilitator):
    return create_workshop(facilitator=facilitator)


def test_it_shows_code_qr_and_links(facilitator, workshop):
    page = signed_in(facilitator).get(url(workshop))

    shown = page.content.decode()
    link = f"http://testserver/join/{workshop.code}/?openExternalBrowser=1"
    board = f"http://testserver/board/{workshop.code}/{workshop.board_key}/"
    assert page.status_code == 200
    assert f'value="{link}"' in shown
    assert f'value="{board}"' in shown
    assert f'd="{drawing_of(link).path}"' in shown
    assert f">{workshop.code}</span>" in shown


def test_its_links_carry_the_public_address(facilitator, workshop, settings):
    settings.PUBLIC_URL = "https://portal.example.go.th/"

    page = signed_in(facilitator).get(url(workshop))

    assert page.context["link"] == (
        f"https://portal.example.go.th/join/{workshop.code}/?openExternalBrowser=1"
    )


def test_a_drawing_has_exactly_the_dark_modules_of_the_code():
    text = "https://portal.example.go.th/join/ABCDEF/?openExternalBrowser=1"
    rows = [list(row) for row in segno.make_qr(text, error="m").matrix_iter(border=4)]
    dark = {(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module}

    qr = drawing_of(text)

    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", qr.path)
    drawn = [(int(x) + step, int(y)) for x, y, run in runs for step in range(int(run))]
    assert qr.size == len(rows)
    assert (set(drawn), len(drawn)) == (dark, len(dark))


def test_a_stranger_is_led_to_the_sign_in(workshop):
    assert Client().get(url(workshop)).url.startswith("/accounts/login/")


def test_the_facilitator_of_another_workshop_finds_nothing(workshop):
    assert signed_in().get(url(workshop)).status_code == 404


def test_a_planner_may_not(workshop):
    assert signed_in(create_planner()).get(url(workshop)).status_code == 403


def test_an_unknown_code_is_not_found():
    assert signed_in().get("/desk/ZZZZZZ/share/").status_code == 404


def test_it_is_only_read(facilitator, workshop):
    assert signed_in(facilitator).post(url(workshop)).status_code == 405
