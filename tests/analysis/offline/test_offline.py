"""The page of files from places without a network: template, paper form, imports, taking back."""

from __future__ import annotations

import io
import uuid

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from analysis.domain import uploads
from analysis.domain.files import sweep_files
from analysis.models import Upload
from analysis.offline.fields import FIELDS
from analysis.workbook.collect import EXAMPLE_ROW, HEAD_ROW, ROWS
from tests.analysis.offline import files
from tests.factories import (
    create_comment,
    create_facilitator,
    create_factor,
    create_participant,
    create_planner,
    create_user,
    create_workshop,
)
from tests.workshops.desks import signed_in
from tests.workshops.domain.test_imports import let_in, row
from workshops.domain import people, stages
from workshops.enums import Stage, Verb
from workshops.models import Factor, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop() -> Workshop:
    return create_workshop()


@pytest.fixture
def desk(workshop) -> Client:
    return signed_in(workshop.facilitators.get())


def url(workshop: Workshop, name: str = "offline", *args: object) -> str:
    return reverse(f"analysis:{name}", args=[workshop.code, *args])


# --- What goes out -------------------------------------------------------------------------------


def test_the_page_lists_nothing_where_there_is_nothing(desk, workshop) -> None:
    page = desk.get(url(workshop)).content.decode()

    assert "Read the file" in page
    assert "Imported files" not in page
    assert "Read, but not imported yet" not in page


def test_a_planner_reads_but_uploads_nothing(workshop) -> None:
    planner = signed_in(create_planner())

    assert "Read the file" not in planner.get(url(workshop)).content.decode()
    for name in ("offline-template", "offline-paper"):
        assert planner.get(url(workshop, name)).status_code == 200
    assert planner.post(url(workshop, "offline-upload"), files.sent(b"")).status_code == 403


def test_strangers_are_kept_out(workshop) -> None:
    for name in ("offline", "offline-template", "offline-paper"):
        assert Client().get(url(workshop, name)).status_code == 302
        assert signed_in(create_user()).get(url(workshop, name)).status_code == 403
        assert signed_in(create_facilitator()).get(url(workshop, name)).status_code == 404


def test_the_template_has_lists_an_example_and_prepared_rows(desk, workshop) -> None:
    answer = desk.get(url(workshop, "offline-template"))

    assert "filename*=UTF-8''" in answer["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert [one.sheet_state for one in book] == ["visible", "visible", "hidden"]
    page, hidden = book.worksheets[0], book.worksheets[2]
    heads = [page.cell(HEAD_ROW + 1, at).value for at in range(1, len(FIELDS) + 1)]
    assert len([head for head in heads if head.endswith(" *")]) == 5
    assert page.cell(EXAMPLE_ROW + 1, 7).value
    assert page.cell(EXAMPLE_ROW + 1, 5).value == "ชุมแพ"
    assert [hidden.cell(at, 1).value for at in (1, 2, 3)] == ["steepi-offline", workshop.code, "1"]
    lists = [one for one in page.data_validations.dataValidation if one.type == "list"]
    assert len(lists) == 5
    assert str(lists[0].sqref) == f"E{EXAMPLE_ROW + 2}:E{EXAMPLE_ROW + 1 + ROWS}"
    assert [hidden.cell(at, 5).value for at in (6, 7)] == ["ชุมแพ", "เวียงเก่า"]


def test_the_paper_form_has_all_six_headings_and_the_way_to_the_room(desk, workshop) -> None:
    page = desk.get(url(workshop, "offline-paper")).content.decode()

    assert page.count('class="paper-category"') == 6
    assert page.count('class="paper"') == 1
    assert workshop.code in page
    assert "Personal Data Protection Act" in page


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"copies": "3", "from": "7"}, ["7", "8", "9"]),
        ({"copies": "2"}, ["1", "2"]),
        ({"copies": "x", "from": "-1"}, [""]),
    ],
)
def test_paper_forms_can_be_numbered(desk, workshop, query, numbers) -> None:
    answer = desk.get(url(workshop, "offline-paper"), query)

    assert list(answer.context["paper"].numbers) == numbers


def test_nobody_prints_a_thousand_at_once(desk, workshop) -> None:
    answer = desk.get(url(workshop, "offline-paper"), {"copies": "1000"})

    assert len(answer.context["paper"].numbers) == 60


# --- What comes back -----------------------------------------------------------------------------


def test_a_file_is_kept_and_its_columns_guessed(desk, workshop) -> None:
    answer = desk.post(url(workshop, "offline-upload"), files.sent(files.sheet()))

    upload = Upload.objects.get()
    assert (answer.status_code, answer.url) == (303, url(workshop, "offline-columns", upload.key))
    assert (upload.file_name, upload.workshop) == ("กระดาษ.xlsx", workshop)
    assert upload.reading == {
        "sheet": "รายการ",
        "head": 1,
        "columns": {"district": 0, "category": 1, "text": 2, "stance": 3, "name": 4, "number": 5},
        "fixed": {"track": "both"},
        "ticks": {},
    }
    assert not workshop.factors.exists()
    assert not workshop.journal.exists()


def test_our_own_template_needs_no_choice_of_columns(desk, workshop) -> None:
    data = files.filled_template(workshop, [{"text": "น้ำท่วม"}])

    answer = desk.post(url(workshop, "offline-upload"), files.sent(data))

    assert answer.url == url(workshop, "offline-preview", Upload.objects.get().key)


def test_the_template_of_another_workshop_is_told(desk, workshop) -> None:
    other = create_workshop()
    data = files.filled_template(other, [{"text": "น้ำท่วม"}])

    answer = desk.post(url(workshop, "offline-upload"), files.sent(data))

    assert answer.status_code == 422
    assert other.code in answer.context["problem"]
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "No file is chosen"),
        ({"whole": ""}, "The file arrived incomplete"),
        ({"file": ("a.xlsx", b"")}, "The file is empty"),
        ({"file": ("a.pdf", b"%PDF")}, "This is a PDF"),
        ({"file": ("a.csv", b"x" * 5_300_000)}, "more than 5 MB"),
        ({"file": ("a.xlsx", b"PK\x03\x04 half")}, ""),
        ({"file": ("a.csv", b"\n\n")}, ""),
    ],
)
def test_what_cannot_be_read_ends_in_a_sentence(desk, workshop, fields, said) -> None:
    body = {"whole": "1"} | fields
    if "file" in body:
        name, data = body["file"]
        body["file"] = files.sent(data, name=name)["file"]

    answer = desk.post(url(workshop, "offline-upload"), body)

    assert answer.status_code == 422
    assert said in answer.context["problem"]
    assert not Upload.objects.exists()


def test_uploading_is_for_those_who_run_it_and_only_by_post(desk, workshop) -> None:
    assert desk.get(url(workshop, "offline-upload")).status_code == 405
    other = signed_in(create_facilitator())
    assert other.post(url(workshop, "offline-upload"), files.sent(b"")).status_code == 404


def test_only_the_newest_files_are_kept_and_for_a_day(workshop, desk, monkeypatch) -> None:
    monkeypatch.setattr(uploads, "KEPT_FILES", 2)
    for name in ("a.csv", "b.csv", "c.csv"):
        desk.post(url(workshop, "offline-upload"), files.sent(files.comma_separated(), name=name))
    assert set(Upload.objects.values_list("file_name", flat=True)) == {"b.csv", "c.csv"}

    Upload.objects.update(uploaded_at="2020-01-01T00:00:00Z")
    sweep_files()
    assert not Upload.objects.exists()


def test_a_file_is_put_away(desk, workshop) -> None:
    away = url(workshop, "offline-put-away", files.create_upload(workshop).key)

    assert desk.get(away).status_code == 405
    assert desk.post(away).status_code == 303
    assert desk.post(away).status_code == 303  # twice is once
    assert not Upload.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_many_files(
    desk, workshop, rows, django_assert_num_queries
) -> None:
    for number in range(rows):
        let_in(workshop, [row(3)], digest=str(number))
        files.create_upload(workshop)

    with django_assert_num_queries(7):
        page = desk.get(url(workshop)).content.decode()
    assert page.count('id="import-') == rows


# --- Taking back ---------------------------------------------------------------------------------


def test_taking_back_says_first_what_hangs_on_it(desk, workshop) -> None:
    made = let_in(workshop, [row(3)])
    brought = made.factors.get()
    here = create_factor(workshop=workshop)
    Factor.objects.filter(pk=here.pk).update(merged_into=brought)
    create_comment(participant=here.participant, factor=brought)

    page = desk.get(url(workshop, "take-back-import", 1))

    assert page.context["hangs"] == [
        "Somebody commented on 1 of them.",
        "1 other factor that says the same stands for itself again.",
    ]
    assert brought.withdrawn_at is None


def test_taking_back_works_and_again_is_no_harm(desk, workshop) -> None:
    made = let_in(workshop, [row(3)])
    back = url(workshop, "take-back-import", 1)

    answer = desk.post(back)

    assert (answer.status_code, answer.url) == (303, f"{url(workshop)}#imports")
    assert not Factor.objects.on_board().filter(from_import=made).exists()
    assert workshop.journal.latest("revision").verb == Verb.IMPORT_TAKEN_BACK
    assert desk.post(back).status_code == 303
    assert "It was taken back already" in desk.get(back).content.decode()
    assert "Taken back" in desk.get(url(workshop)).content.decode()


def test_what_stands_in_the_way_is_told(desk, workshop) -> None:
    first, second = let_in(workshop, [row(3)]), let_in(workshop, [row(3)], digest="other")
    by = workshop.facilitators.get()
    people.merge_participants(first.people.get(), second.people.get(), by=by)

    assert "Part them" in desk.get(url(workshop, "take-back-import", 1)).context["problem"]
    assert desk.post(url(workshop, "take-back-import", 1)).status_code == 409
    stages.open_stage(workshop, Stage.CLOSED, by=by)
    assert desk.post(url(workshop, "take-back-import", 2)).status_code == 423


def test_only_those_who_run_it_take_back(desk, workshop) -> None:
    let_in(workshop, [row(3)])
    create_participant(workshop=workshop)

    for client, status in [
        (Client(), 302),
        (signed_in(create_planner()), 403),
        (signed_in(create_facilitator()), 404),
    ]:
        assert client.post(url(workshop, "take-back-import", 1)).status_code == status
    assert desk.post(url(workshop, "take-back-import", 7)).status_code == 404
    assert Factor.objects.on_board().filter(workshop=workshop).count() == 1


def test_an_unknown_workshop_or_file_is_not_there(desk, workshop) -> None:
    assert desk.get(reverse("analysis:offline", args=["AAAAAA"])).status_code == 404
    for name in ("offline-preview", "offline-columns"):
        answer = desk.get(url(workshop, name, uuid.uuid4()))
        assert (answer.status_code, answer.context["problem"]) == (
            404,
            "This file is not kept any more. Upload it again.",
        )
