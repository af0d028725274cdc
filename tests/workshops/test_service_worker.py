"""`/sw.js`, `workshops/views/participate.py` naming its pages, and half a form."""

import socket
import time
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import connection
from django.test import Client

from steepi_portal.views import static_version
from tests.factories import create_participant, create_workshop
from tests.workshops.phones import joined, words
from workshops import access
from workshops.models import Factor

pytestmark = pytest.mark.django_db


def test_it_comes_from_the_root_with_the_state_of_the_files(client: Client) -> None:
    response = client.get("/sw.js")

    script = response.content.decode()
    assert response.status_code == 200
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Service-Worker-Allowed"] == "/"
    assert response["Cache-Control"] == "no-cache"
    assert script.startswith(f'self.VERSION = "{static_version()}";\n// @ts-check')
    assert len(static_version()) == 12


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_read(client: Client, method: str) -> None:
    assert getattr(client, method)("/sw.js").status_code == 405


def test_the_pages_it_may_keep_say_that_they_are_ours(client: Client) -> None:
    phone, participant = joined()
    code = participant.workshop.code

    assert phone.get(f"/room/{code}/")["X-Portal-Page"] == "room"
    assert client.get(f"/join/{code}/")["X-Portal-Page"] == "room"
    assert "X-Portal-Page" not in client.get(f"/room/{code}/")  # leads away
    assert "X-Portal-Page" not in client.get("/")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("missing", "kept"), [(9, 0), (0, 1)])
def test_half_a_form_is_no_factor(portal: str, missing: int, kept: int) -> None:
    workshop = create_workshop()
    create_participant(workshop=workshop, token="t" * 40)
    form = {"csrfmiddlewaretoken": "c" * 32} | words(evidence="a report of the year")
    body = urlencode(form).encode()
    head = (
        f"POST /room/{workshop.code}/factors/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Cookie: {access.cookie_name(workshop)}={'t' * 40}; csrftoken={'c' * 32}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", urlsplit(portal).port), timeout=5) as wire:
        wire.sendall(head.encode() + body[: len(body) - missing])
        time.sleep(0.7)

    time.sleep(0.3)
    assert Factor.objects.count() == kept
    connection.close()
