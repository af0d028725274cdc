"""The workbook's button: who gets the file, under which name, and what is noted."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    create_facilitator,
    create_factor,
    create_planner,
    create_user,
    create_workshop,
)
from tests.workshops.desks import signed_in

pytestmark = pytest.mark.django_db

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def url(workshop):
    return reverse("analysis:workbook", args=[workshop.code])


def test_it_works():
    factor = create_factor(text="=1+1")
    planner = create_planner()

    response = signed_in(planner).get(url(factor.workshop))

    assert (response.status_code, response["Content-Type"]) == (200, XLSX)
    assert f"steepi-{factor.workshop.code}-2021-06-24.xlsx" in response["Content-Disposition"]
    assert "filename*=UTF-8''" in response["Content-Disposition"]
    assert response["Cache-Control"] == "no-store, private"
    # In Thai also for a planner whose pages are English.
    sheet = openpyxl.load_workbook(io.BytesIO(response.content))["ปัจจัย"]
    assert sheet["H5"].value == "=1+1"
    assert sheet["C5"].value == "ชุมแพ"
    entry = factor.workshop.journal.get()
    assert (entry.verb, entry.user, entry.facts) == ("workbook.exported", planner, {"factors": 1})


def test_asking_for_the_headers_only_notes_nothing():
    workshop = create_workshop()

    assert signed_in(create_planner()).head(url(workshop)).status_code == 200
    assert not workshop.journal.exists()


def test_a_copied_link_gives_nobody_else_the_file():
    workshop = create_workshop()
    people = {
        "stranger": Client(),
        "facilitator elsewhere": signed_in(create_facilitator()),
        "account without a role": signed_in(create_user()),
    }

    answers = {who: browser.get(url(workshop)).status_code for who, browser in people.items()}

    assert answers == {
        "stranger": 302,
        "facilitator elsewhere": 404,
        "account without a role": 403,
    }
    assert not workshop.journal.exists()


def test_an_unknown_code_is_an_unknown_page():
    planner = signed_in(create_planner())

    assert planner.get(reverse("analysis:workbook", args=["ZZZZZZ"])).status_code == 404


def test_a_large_one_holds_no_request_but_is_asked_for_on_the_page_of_files(settings):
    settings.FILE_JOB_ROWS = 1
    factor = create_factor()
    create_factor(workshop=factor.workshop)

    response = signed_in(create_planner()).get(url(factor.workshop), follow=True)

    files = reverse("analysis:files", args=[factor.workshop.code])
    assert response.redirect_chain == [(files, 303)]
    assert "<form" in response.content.decode()
    assert not factor.workshop.journal.filter(verb="workbook.exported").exists()


def test_it_is_not_written_to():
    assert signed_in(create_planner()).post(url(create_workshop())).status_code == 405


def test_more_factors_are_not_more_queries(django_assert_num_queries):
    few, many = create_workshop(), create_workshop()
    create_factor(workshop=few)
    for _ in range(3):
        create_factor(workshop=many)
    planner = signed_in(create_planner())

    with CaptureQueriesContext(connection) as asked:
        planner.get(url(few))

    assert len(asked) <= 70
    with django_assert_num_queries(len(asked)):
        planner.get(url(many))
