"""Unchanged data are not sent again; a long table lies in a file while it is sent."""

from __future__ import annotations

import csv
import io
import uuid

import pytest
from django.db import OperationalError, connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from analysis.api import answering, rendering
from analysis.api.app import api
from analysis.api.door import long_ones, turns
from analysis.domain.themes import create_theme
from tests.analysis.api.readers import address, bearer, furnished, link_of
from tests.analysis.rows import new_issue
from tests.factories import create_factor, create_planner, create_workshop
from tests.workshops.desks import signed_in
from workshops.domain.factors import hide_factor
from workshops.enums import HiddenReason
from workshops.models import District, PlanCycle

pytestmark = pytest.mark.django_db


def test_what_has_not_changed_is_not_read_again() -> None:
    furnished()
    token = link_of()
    client = bearer(token)
    for path in (address("projects"), address("projects", token)):
        first = client.get(path)
        with CaptureQueriesContext(connection) as asked:
            again = client.get(path, headers={"If-None-Match": first["ETag"]})

        assert (again.status_code, b"".join(again)) == (304, b"")
        assert again["ETag"] == first["ETag"]
        assert "private" in first["Cache-Control"]
        assert not any("analysis_project" in one["sql"] for one in asked)


def change_nothing(workshop) -> None:
    pass


def say_something(workshop) -> None:
    hide_factor(workshop.factors.first(), by=create_planner(), reason=HiddenReason.TEST)


def plan_something(workshop) -> None:
    new_issue(workshop)


def align_something(workshop) -> None:
    create_theme(workshop.plan_cycle, by=create_planner(), client_id=uuid.uuid4(), name="น้ำ")


def prepare_another(workshop) -> None:
    create_workshop()


def edit_reference(workshop) -> None:
    PlanCycle.objects.update(end_year=2030)


def load_reference(workshop) -> None:
    District.objects.filter(pk="4005").update(name_th="ชุมแพใหม่")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (change_nothing, 304),
        (say_something, 200),
        (plan_something, 200),
        (align_something, 200),
        (prepare_another, 200),
        (edit_reference, 200),
        (load_reference, 200),
    ],
)
def test_every_change_brings_a_new_mark(change, status) -> None:
    factor = create_factor()
    client = bearer(link_of())
    tag = client.get(address("factors"))["ETag"]

    change(factor.workshop)

    assert client.get(address("factors"), headers={"If-None-Match": tag}).status_code == status


def test_other_filters_and_other_readers_have_other_marks() -> None:
    workshop = create_factor().workshop
    client, of_one = bearer(link_of()), bearer(link_of(workshop=create_workshop()))

    tags = [
        client.get(address("factors"))["ETag"],
        client.get(address("factors"), {"workshop": workshop.code})["ETag"],
        client.get(address("factors"), {"page_size": 1})["ETag"],
        client.get(address("clusters"))["ETag"],
        of_one.get(address("factors"))["ETag"],
    ]

    assert len(set(tags)) == len(tags)


def test_a_head_has_the_mark_and_reads_no_rows() -> None:
    furnished()
    token = link_of()
    client = bearer(token)
    tag = client.get(address("projects", token))["ETag"]

    with CaptureQueriesContext(connection) as asked:
        response = client.head(address("projects", token))

    assert (response.status_code, response["ETag"], response.content) == (200, tag, b"")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert not any("analysis_project" in one["sql"] for one in asked)


def test_a_long_table_is_sent_from_a_file_and_gives_its_turn_back(monkeypatch) -> None:
    monkeypatch.setattr("analysis.api.answering.IN_MEMORY", 500)
    monkeypatch.setattr(rendering, "ROWS_AT_ONCE", 7)
    workshop = create_workshop()
    expected = [create_factor(workshop=workshop).pk for _ in range(30)]
    token = link_of()

    response = bearer(token).get(address("factors", token))
    assert response.streaming
    assert turns.taken == 1
    body = b"".join(response)
    response.close()

    found = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert [int(one["id"]) for one in found] == expected
    assert int(response["Content-Length"]) == len(body)
    assert turns.taken == 0


def test_a_second_long_table_waits_for_the_first(monkeypatch) -> None:
    monkeypatch.setattr(answering, "LONG", 0)
    monkeypatch.setattr(answering, "PATIENCE", 0.01)
    create_factor()
    token = link_of()
    number = long_ones.take(1)

    busy = bearer(token).get(address("factors", token))
    page = bearer(token).get(address("factors"))
    long_ones.give_back(number)

    assert (busy.status_code, page.status_code) == (503, 200)
    assert bearer(token).get(address("factors", token)).status_code == 200


def test_too_many_rows_are_refused_rather_than_cut_off(settings) -> None:
    settings.DATA_LINK_ROWS = 2
    workshop = create_workshop()
    for _ in range(3):
        create_factor(workshop=workshop)
    token = link_of()

    response = bearer(token).get(address("factors", token))

    assert response.status_code == 413
    assert response.json() == {
        "error": "There are too many rows for one answer. Ask for one workshop at a time."
    }


def test_no_cache_on_the_way_keeps_data() -> None:
    client = signed_in(create_planner())

    assert client.get(address("factors"))["Cache-Control"] == "private, no-cache"
    assert "no-store" in client.get(address("people"))["Cache-Control"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL gives up by itself")
def test_a_question_that_takes_too_long_is_given_up(monkeypatch) -> None:
    monkeypatch.setattr(answering, "SECONDS", 0.05)
    short = answering._one_moment()

    with pytest.raises(OperationalError) as given_up, transaction.atomic(), short:
        connection.cursor().execute("SELECT pg_sleep(5)")
    response = api.on_exception(RequestFactory().get("/"), given_up.value)

    assert (response.status_code, response["Retry-After"]) == (503, "60")
