"""The projector's page."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import factories
from workshops.enums import Category, Stage
from workshops.live.fragments import Audience
from workshops.live.rooms import Room
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop() -> Workshop:
    return factories.create_workshop()


def board(client: Client, workshop: Workshop, *, key: str = "", **query: str) -> HttpResponse:
    address = reverse("workshops:board", args=[workshop.code, key or workshop.board_key])
    return client.get(address, query)


def test_it_shows_six_columns_in_the_order_of_the_method(client: Client, workshop) -> None:
    for category in Category:
        factories.create_factor(workshop=workshop, category=category, text=f"<b>{category}")
    html = board(client, workshop).content.decode()

    assert re.findall(r'<ol id="column-(\w+)"', html) == list(Category)
    assert re.findall(r"<bdi>(.+?)</bdi>", html) == [f"&lt;b&gt;{c}" for c in Category]
    assert workshop.code in html
    assert f'data-revision="{workshop.revision}"' in html


def test_it_equals_a_snapshot_of_the_stream(client: Client, workshop) -> None:
    for category in Category:
        factories.create_factor(workshop=workshop, category=category)
    html = board(client, workshop).content.decode()
    patches = Room(workshop.pk).missed((Audience.BOARD, "th"), None).patches

    assert len(patches) == 17
    assert [patch["id"] for patch in patches if patch["html"] not in html] == []


def test_it_shows_no_person_and_nothing_hidden(client: Client, workshop) -> None:
    person = factories.create_participant(workshop=workshop, name="นางสาวใจดี มีสุข")
    factories.create_factor(participant=person, text="เห็นได้")
    now = timezone.now()
    factories.create_factor(participant=person, text="ซ่อนแล้ว", hidden_at=now)
    factories.create_factor(participant=person, text="ถอนแล้ว", withdrawn_at=now)
    html = board(client, workshop).content.decode()

    assert re.findall(r"<bdi>(.+?)</bdi>", html) == ["เห็นได้"]
    assert "ใจดี" not in html
    assert "ที่ว่าการอำเภอ" not in html


def test_its_address_goes_nowhere_else(client: Client, workshop) -> None:
    response = board(client, workshop)

    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Cache-Control"] == "no-store"
    assert "script-src" not in response["Content-Security-Policy"]
    assert re.findall(r"style=|onclick|<script>|<style", response.content.decode()) == []


@pytest.mark.parametrize("stage", list(Stage))
def test_it_works_in_every_stage(client: Client, stage: Stage) -> None:
    response = board(client, factories.create_workshop(stage=stage))

    assert response.status_code == 200
    assert f'data-stage="{stage}"' in response.content.decode()


def test_a_wrong_key_or_code_is_not_found(client: Client, workshop) -> None:
    other = factories.create_workshop()

    assert board(client, workshop, key=other.board_key).status_code == 404
    assert board(client, workshop, key="x" * 43).status_code == 404
    unknown = reverse("workshops:board", args=["ZZZZZZ", workshop.board_key])
    assert client.get(unknown).status_code == 404


def test_nothing_can_be_posted(client: Client, workshop) -> None:
    address = reverse("workshops:board", args=[workshop.code, workshop.board_key])
    assert client.post(address).status_code == 405


@pytest.mark.parametrize(
    ("asked", "shown"), [("dark", "dark"), ("light", "light"), ("", "light"), ('"><b>', "light")]
)
def test_it_is_dark_or_light(client: Client, workshop, asked: str, shown: str) -> None:
    html = board(client, workshop, theme=asked).content.decode()
    assert re.findall(r'data-theme="(.*?)"', html) == [shown]


@pytest.mark.parametrize("is_sample", [True, False])
def test_sample_data_is_marked(client: Client, workshop, is_sample) -> None:  # noqa: FBT001
    workshop.is_sample = is_sample
    workshop.save()
    assert ('class="sample-mark"' in board(client, workshop).content.decode()) is is_sample


@pytest.mark.parametrize("many", [1, 30])
def test_its_queries_do_not_grow(client: Client, django_assert_num_queries, workshop, many) -> None:
    for _ in range(many):
        factories.create_factor(workshop=workshop)
    with django_assert_num_queries(7):
        board(client, workshop)
