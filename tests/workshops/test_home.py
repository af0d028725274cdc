import pytest
from django.test import Client

from tests.factories import create_facilitator

pytestmark = pytest.mark.django_db


def test_it_has_a_code_box_and_the_way_to_sign_in(client: Client) -> None:
    page = client.get("/").content.decode()

    assert 'action="/join/" method="get"' in page
    assert 'autocapitalize="characters"' in page
    assert "/accounts/login/" in page


def test_it_leads_a_facilitator_to_the_desk(client: Client) -> None:
    client.force_login(create_facilitator())

    page = client.get("/").content.decode()

    assert 'href="/desk/"' in page
    assert "/accounts/login/" not in page


def test_it_takes_no_post(client: Client) -> None:
    assert client.post("/").status_code == 405
