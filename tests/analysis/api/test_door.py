"""Who may fetch data, how often and how many at once."""

from __future__ import annotations

import datetime
import threading
import time

import pytest
from django.test import Client
from django.utils import timezone

from analysis.api import answering
from analysis.api.door import Turns, turns
from analysis.api.refusals import Busy
from analysis.models import DataLink
from steepi_portal.logs import HideTokens
from tests.analysis.api.readers import address, bearer, link_of
from tests.factories import (
    create_facilitator,
    create_factor,
    create_planner,
    create_user,
    create_workshop,
)
from tests.workshops.desks import signed_in
from workshops.domain import tokens

pytestmark = pytest.mark.django_db
NOT_OPEN = {
    "error": "This data link does not open: it was revoked, has ended, or never was. "
    "Make a new one in the portal, under Your files."
}


def codes(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [one["code"] for one in response.json()["rows"]]


def test_a_stranger_is_told_how_to_come_in() -> None:
    response = Client(headers={"Accept-Language": "en"}).get(address("factors"))

    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")
    assert response.json() == {
        "error": "Nobody is signed in. Sign in to the portal, or send the token of a data link."
    }


def test_an_account_without_a_role_is_refused() -> None:
    response = signed_in(create_user()).get(address("factors"))

    assert response.status_code == 403
    assert list(response.json()) == ["error"]


def test_a_facilitator_reads_the_own_workshops_only() -> None:
    facilitator = create_facilitator()
    own, other = create_workshop(facilitator=facilitator), create_workshop()
    create_factor(workshop=other)
    client = signed_in(facilitator)

    assert codes(client.get(address("workshops"))) == [own.code]
    assert codes(client.get(address("workshops"), {"workshop": other.code})) == []
    assert client.get(address("factors"), {"workshop": other.code}).json()["rows"] == []


def test_a_link_reads_what_its_owner_may_read_now() -> None:
    facilitator = create_facilitator()
    workshop = create_workshop(facilitator=facilitator)
    client = bearer(link_of(facilitator))
    assert codes(client.get(address("workshops"))) == [workshop.code]

    workshop.facilitators.remove(facilitator)

    assert codes(client.get(address("workshops"))) == []


def test_a_link_is_narrowed_to_its_workshop_or_plan_cycle() -> None:
    planner = create_planner()
    first, second = create_workshop(), create_workshop()

    of_one = bearer(link_of(planner, workshop=first))
    of_cycle = bearer(link_of(planner, cycle=first.plan_cycle))

    assert codes(of_one.get(address("workshops"))) == [first.code]
    assert codes(of_one.get(address("workshops"), {"workshop": second.code})) == []
    assert codes(of_cycle.get(address("workshops"))) == [first.code, second.code]


@pytest.mark.parametrize(
    "what", ["unknown", "revoked", "ended", "switched off", "demo", "no role", "empty", "NUL"]
)
def test_what_does_not_open_is_told_from_nothing_else(what, settings) -> None:
    settings.DEBUG = settings.DEMO = False
    user = create_planner()
    token = link_of(user)
    link = DataLink.objects.get()
    changes = {
        "revoked": (link, {"revoked_at": timezone.now()}),
        "ended": (link, {"ends_at": timezone.now() - datetime.timedelta(seconds=1)}),
        "switched off": (user, {"is_active": False}),
        "demo": (user, {"is_demo": True}),
        "no role": (user, {"is_planner": False}),
    }
    if what in changes:
        row, fields = changes[what]
        for name, value in fields.items():
            setattr(row, name, value)
        row.save(update_fields=list(fields))
    else:
        token = {"unknown": tokens.new_secret(), "empty": "%20", "NUL": "%00"}[what]

    answers = [Client(headers={"Accept-Language": "en"}).get(address("factors", token))]
    if what not in ("empty", "NUL"):
        # A session does not help a token that does not open.
        client = signed_in(create_planner())
        answers.append(client.get(address("factors"), headers={"Authorization": f"Bearer {token}"}))

    for response in answers:
        assert (response.status_code, response.json()) == (401, NOT_OPEN)


def test_whoever_asks_too_often_is_told_how_long_to_wait(settings) -> None:
    settings.DATA_LINK_PER_MINUTE = 2
    client, other = bearer(link_of()), bearer(link_of())

    answers = [client.get(address("tracks")) for _ in range(3)]

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert 1 <= int(answers[2]["Retry-After"]) <= 61
    assert other.get(address("tracks")).status_code == 200


def test_a_fourth_at_once_waits_a_moment_and_is_then_asked_to_come_again(monkeypatch) -> None:
    client = signed_in(create_planner())
    taken = [turns.take(3) for _ in range(3)]

    monkeypatch.setattr(answering, "PATIENCE", 0.01)

    busy = client.get(address("tracks"))
    for number in taken:
        turns.give_back(number)

    assert (busy.status_code, busy["Retry-After"]) == (503, "5")
    assert client.get(address("tracks")).status_code == 200


def test_whoever_waits_gets_the_turn_that_is_given_back() -> None:
    turns = Turns()
    first = turns.take(1)
    later = threading.Timer(0.05, turns.give_back, [first])
    later.start()

    turns.give_back(turns.take(1, patience=5))
    later.join()

    assert turns.taken == 0


def test_only_as_many_wait_as_are_served() -> None:
    turns = Turns()
    number = turns.take(1)
    one = threading.Thread(target=lambda: turns.give_back(turns.take(1, patience=5)))
    one.start()
    while turns._waiting == 0:
        time.sleep(0.001)

    with pytest.raises(Busy):
        turns.take(1, patience=5)
    turns.give_back(number)
    one.join()

    assert turns.taken == 0


def test_use_is_noted_at_most_once_an_hour() -> None:
    client = bearer(link_of())
    client.get(address("tracks"))
    link = DataLink.objects.get()
    first = link.used_at
    assert first is not None

    client.get(address("tracks"))
    link.refresh_from_db()
    assert link.used_at == first

    link.used_at = timezone.now() - datetime.timedelta(hours=1, seconds=1)
    link.save(update_fields=["used_at"])
    client.get(address("tracks"))
    link.refresh_from_db()
    assert link.used_at > first


def test_fetching_is_not_written_into_the_journal() -> None:
    workshop = create_workshop()
    client = bearer(link_of())

    for table in ("factors", "workshops"):
        client.get(address(table))

    assert not workshop.journal.exists()


def test_an_unknown_table_is_answered_in_json() -> None:
    token = link_of()
    client = bearer(token)

    answers = [client.get(path) for path in ("/api/v1/people", f"/api/v1/data/{token}/people.csv")]

    assert [(one.status_code, list(one.json())) for one in answers] == [(404, ["error"])] * 2


def test_nothing_can_be_written() -> None:
    client = signed_in(create_planner())

    for method in (client.post, client.put, client.patch, client.delete):
        assert method(address("factors")).status_code == 405


def test_no_token_stands_in_a_log(settings, caplog) -> None:
    """Django notes every refusal with its address, also that of a link that is open."""
    settings.DATA_LINK_PER_MINUTE = 0
    token = link_of()

    Client().get(address("factors", token))

    [record] = caplog.records
    assert HideTokens().filter(record)
    assert record.getMessage() == "Too Many Requests: /api/v1/data/.../factors.csv"
    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["tokens"]
