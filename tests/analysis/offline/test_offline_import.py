"""A file on its way in: columns, preview, letting in."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.test import Client
from django.urls import reverse

from analysis.domain import offline as domain
from analysis.domain import uploads
from analysis.importing.reading import digest_of
from analysis.models import Upload, UploadKind
from analysis.offline.reading import Sheet, guess
from analysis.offline.stored import kept
from analysis.views import offline_import
from tests.analysis.offline import files
from tests.factories import (
    create_facilitator,
    create_factor,
    create_planner,
    create_workshop,
)
from tests.workshops.desks import signed_in
from workshops.domain import imports, stages
from workshops.enums import Category, Stage, Stance, Track, Verb
from workshops.models import Factor, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop() -> Workshop:
    return create_workshop()


@pytest.fixture
def desk(workshop) -> Client:
    return signed_in(workshop.facilitators.get())


def uploaded(desk: Client, workshop: Workshop, data: bytes, *, name: str = "ก.xlsx") -> Upload:
    address = reverse("analysis:offline-upload", args=[workshop.code])
    answer = desk.post(address, files.sent(data, name=name))
    assert answer.status_code == 303, answer.context["problem"]
    return Upload.objects.get(applied_at=None)


def read(workshop: Workshop, rows: Sequence[Sequence[str]] = (files.HEADS, *files.ROWS)) -> Upload:
    """As the parser gives such a sheet, without asking it."""
    sheet = Sheet("รายการ", {row: list(cells) for row, cells in enumerate(rows, 1)})
    return uploads.keep_upload(
        workshop,
        UploadKind.FACTORS,
        by=workshop.facilitators.get(),
        file_name="ก.xlsx",
        digest=digest_of(str(rows).encode()),
        book=kept([sheet]),
        reading=domain.kept_reading(guess([sheet], workshop)),
    )


def url(upload: Upload, name: str = "offline-preview") -> str:
    return reverse(f"analysis:{name}", args=[upload.workshop.code, upload.key])


def marks(answer) -> list[str]:
    return [one.mark.value for one in answer.context["preview"].rows]


def faults(answer) -> list[tuple[int, str, str]]:
    return [
        (one.line.row, fault.column, fault.sentence)
        for one in answer.context["preview"].rows
        for fault in one.line.faults
    ]


def ticked(answer) -> list[int]:
    return [one.line.row for one in answer.context["preview"].ticked]


def let_in(desk: Client, upload: Upload, **more: object):
    """As the page sends it: what it shows, with its ticks."""
    seen = desk.get(url(upload))
    page = [one for one in seen.context["page"] if one.mark.may_come]
    body = {
        "seal": seen.context["preview"].seal,
        "shown": [one.line.row for one in page],
        "row": [one.line.row for one in page if one.is_ticked],
        "import": "1",
    }
    return desk.post(url(upload), body | more)


# --- Columns -------------------------------------------------------------------------------------


def test_columns_are_offered_with_heading_and_example(desk, workshop) -> None:
    upload = read(workshop)

    form = desk.get(url(upload, "offline-columns")).context["form"]

    offered = form.fields["column_text"].choices
    assert ("2", "C · ข้อความ (ผู้สูงอายุเพิ่มขึ้นทุกปี)") in offered
    assert form["column_text"].value() == "2"
    assert form["fixed_track"].value() == "both"


def test_other_columns_and_fixed_values_are_chosen(desk, workshop) -> None:
    rows = [["ปัญหา", "หมายเหตุ"], ["น้ำท่วม", "ถนนขาด"]]
    upload = read(workshop, (rows))
    chosen = {
        "column_text": "1",
        "column_evidence": "0",
        "fixed_district": "4029",
        "fixed_category": "environmental",
        "fixed_stance": "threat",
        "fixed_track": "mice",
        "act": "go",
    }

    answer = desk.post(url(upload, "offline-columns"), chosen)

    assert (answer.status_code, answer.url) == (303, url(upload))
    let_in(desk, upload)
    factor = workshop.factors.get()
    assert (factor.text, factor.evidence) == ("ถนนขาด", "น้ำท่วม")
    assert (factor.district_id, factor.category) == ("4029", Category.ENVIRONMENTAL)
    assert (factor.stance, factor.track) == (Stance.THREAT, Track.MICE)


def test_what_is_needed_is_asked_for(desk, workshop) -> None:
    upload = read(workshop, ([["ก", "ข"], ["น้ำท่วม", "x"]]))

    answer = desk.post(url(upload, "offline-columns"), {"act": "go", "fixed_track": "both"})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {
        f"column_{key}" for key in ("text", "district", "category", "stance")
    }
    assert desk.get(url(upload)).status_code == 303  # back to the columns


def test_one_column_is_not_two_things(desk, workshop) -> None:
    upload = read(workshop)
    chosen = {"column_text": "2", "column_evidence": "2", "act": "go"}

    answer = desk.post(url(upload, "offline-columns"), chosen)

    assert "already" in str(answer.context["form"].errors["column_evidence"])


def test_another_sheet_and_row_of_headings_are_read_anew(desk, workshop) -> None:
    rows = [["ส่วนราชการ ก"], ["ด้าน", "ข้อความ"], ["สังคม", "น้ำท่วม"]]
    upload = read(workshop, (rows))
    assert upload.reading["head"] == 2

    look = {"act": "look", "sheet": "รายการ", "head": "1"}
    assert desk.post(url(upload, "offline-columns"), look).status_code == 303
    upload.refresh_from_db()
    assert (upload.reading["head"], upload.reading["columns"]) == (1, {})

    for head in ("99", "x", ""):
        answer = desk.post(url(upload, "offline-columns"), look | {"head": head})
        assert (answer.status_code, list(answer.context["sheet_form"].errors)) == (422, ["head"])
    answer = desk.post(url(upload, "offline-columns"), look | {"sheet": "ไม่มี"})
    assert answer.status_code == 422


def test_of_two_columns_with_one_heading_the_first_is_taken(desk, workshop) -> None:
    rows = [["ข้อความ", "ข้อความ", "ด้าน"], ["น้ำท่วม", "ถนนขาด", "สังคม"]]

    assert read(workshop, (rows)).reading["columns"]["text"] == 0


# --- Preview -------------------------------------------------------------------------------------


def test_every_row_says_what_it_becomes(desk, workshop) -> None:
    upload = read(workshop)

    answer = desk.get(url(upload))

    assert marks(answer) == ["new", "new", "new"]
    assert ticked(answer) == [2, 3, 4]
    line = answer.context["preview"].rows[1].line
    assert (line.district.pk, line.category_label, line.stance_label) == (
        "4029",
        "Economic",
        "Weakness",
    )
    assert answer.context["preview"].people_total == 2  # forms ๑ and 1 are one person's
    assert not workshop.factors.exists()


def test_faults_say_where_they_are_and_such_rows_stay_out(desk, workshop) -> None:
    rows = [
        files.HEADS,
        ["ดุสิต", "สังคม", "น้ำท่วม", "จุดอ่อน", "", ""],
        ["ชุมแพ", "ดนตรี", "น้ำ" * 200, "", "", ""],
        ["ชุมแพ", "สังคม", "", "จุดแข็ง", "", ""],
        ["ชุมแพ", "สังคม", "เรียนต่อ", "จุดแข็ง", "", ""],
    ]
    upload = read(workshop, (rows))

    answer = desk.get(url(upload))

    assert [(row, column) for row, column, _ in faults(answer)] == [
        (2, "A"),
        (3, "B"),
        (3, "C"),
        (3, "D"),
        (4, "C"),
    ]
    assert "Chum Phae, Wiang Kao" in faults(answer)[0][2]
    assert "280 characters fit here; this is 320 too long" in faults(answer)[2][2]
    assert ticked(answer) == [5]
    page = desk.get(url(upload)).content.decode()
    assert "Sheet “รายการ”, row 2, column A:" in page
    forged = desk.post(
        url(upload),
        {"seal": answer.context["preview"].seal, "shown": [2, 5], "row": [2, 5], "import": "1"},
    )
    assert forged.status_code == 303
    assert [one.text for one in workshop.factors.all()] == ["เรียนต่อ"]


def test_one_number_is_one_person(desk, workshop) -> None:
    rows = [
        files.HEADS,
        ["ชุมแพ", "สังคม", "ก", "S", "สมชาย", "5"],
        ["ชุมแพ", "สังคม", "ข", "S", "", "๐๕"],
        ["ชุมแพ", "สังคม", "ค", "S", "สมหญิง", "5"],
    ]

    answer = desk.get(url(read(workshop, (rows))))

    assert marks(answer) == ["new", "new", "faulty"]
    assert "สมชาย in row 2" in faults(answer)[0][2]
    assert answer.context["preview"].people_total == 1


def test_what_is_there_is_marked_and_unticked(desk, workshop) -> None:
    create_factor(workshop=workshop, text="น้ำ ท่วม", category=Category.SOCIAL)
    rows = [
        files.HEADS,
        ["ชุมแพ", "สังคม", "น้ำท่วม", "S", "", "1"],
        ["เวียงเก่า", "สังคม", "น้ำท่วม", "S", "", "1"],
        ["เวียงเก่า", "สังคม", "น้ำท่วม", "S", "", "1"],
        ["เวียงเก่า", "สังคม", "น้ำท่วม", "S", "", "2"],
    ]
    upload = read(workshop, (rows))

    answer = desk.get(url(upload))

    assert marks(answer) == ["there", "new", "again", "twice"]
    assert ticked(answer) == [3]
    assert let_in(desk, upload, row=[3, 4, 5]).status_code == 303
    assert list(
        workshop.factors.filter(from_import__number=1).values_list("import_row", flat=True)
    ) == [3, 5]


def test_what_is_similar_is_only_hinted_at(desk, workshop) -> None:
    create_factor(workshop=workshop, text="น้ำท่วมถนนสายหลักทุกปี", category=Category.SOCIAL)
    rows = [files.HEADS, ["ชุมแพ", "สังคม", "น้ำท่วมถนนสายหลักเป็นประจำทุกปี", "W", "", ""]]

    answer = desk.get(url(read(workshop, (rows))))

    assert [one.text for one in answer.context["page"][0].similar] == ["น้ำท่วมถนนสายหลักทุกปี"]
    assert ticked(answer) == [2]


def test_the_example_is_passed_over_unless_somebody_wrote_over_it(desk, workshop) -> None:
    data = files.filled_template(workshop, [{"text": "น้ำท่วม", "district": "ชุมแพ"}])
    upload = uploaded(desk, workshop, data)

    assert [one.line.row for one in desk.get(url(upload)).context["preview"].rows] == [6]
    book = upload.book
    row_five = next(cells for number, cells in book["sheets"][0]["rows"] if number == 5)
    row_five[6] = "ของฉันเอง"
    upload.save(update_fields=["book"])
    answer = desk.get(url(upload))
    assert [(row, column) for row, column, _ in faults(answer)][0] == (5, "A")


def test_ticks_stay_over_pages_and_reloads(desk, workshop, monkeypatch) -> None:
    monkeypatch.setattr(offline_import, "PER_PAGE", 2)
    upload = read(workshop)

    answer = desk.post(url(upload), {"shown": [2, 3], "row": [3], "go": "show=all&page=2"})

    assert answer.url == f"{url(upload)}?show=all&page=2"
    second = desk.get(answer.url)
    assert [one.line.row for one in second.context["page"]] == [4]
    assert ticked(second) == [3, 4]
    let_in(desk, upload)
    assert sorted(workshop.factors.values_list("import_row", flat=True)) == [3, 4]


@pytest.mark.parametrize(
    "query", [{"page": "99"}, {"page": "-1"}, {"page": "๑"}, {"show": "x"}, {"show": "faulty"}]
)
def test_an_odd_address_still_shows_the_page(desk, workshop, query) -> None:
    assert desk.get(url(read(workshop)), query).status_code == 200


def test_a_button_leads_nowhere_else(desk, workshop) -> None:
    upload = read(workshop)

    for go in ("//evil.example", "next=https://evil.example", "show=all\r\nX: y"):
        assert desk.post(url(upload), {"go": go}).url == url(upload)


# --- Letting in ----------------------------------------------------------------------------------


def test_it_works(desk, workshop) -> None:
    upload = read(workshop)

    answer = let_in(desk, upload)

    assert (answer.status_code, answer.url) == (
        303,
        f"{reverse('analysis:offline', args=[workshop.code])}#imports",
    )
    rows = workshop.factors.order_by("import_row")
    assert [(one.import_row, one.category, one.participant.name) for one in rows] == [
        (2, Category.SOCIAL, "สมชาย ใจดี"),
        (3, Category.ECONOMIC, "Paper form 2"),
        (4, Category.TECHNOLOGICAL, "สมชาย ใจดี"),
    ]
    made = workshop.imports.get()
    assert (made.file_name, made.rows_total, made.reading["sheet"]) == ("ก.xlsx", 3, "รายการ")
    assert workshop.journal.get().verb == Verb.FACTORS_IMPORTED
    upload.refresh_from_db()
    assert upload.applied_at is not None
    assert upload.book == {}
    page = desk.get(answer.url).content.decode()
    assert "3 factors of “ก.xlsx” are in." in page


def test_nothing_ticked_is_told(desk, workshop) -> None:
    answer = let_in(desk, read(workshop), row=[])

    assert (answer.status_code, answer.context["problem"]) == (
        422,
        str(imports.NothingToImport()),
    )
    assert not workshop.imports.exists()


def test_a_second_facilitator_is_told(desk, workshop) -> None:
    upload = read(workshop)
    seal = desk.get(url(upload)).context["preview"].seal
    let_in(desk, upload)

    answer = desk.post(url(upload), {"seal": seal, "shown": [2], "row": [2], "import": "1"})

    assert (answer.status_code, workshop.imports.count()) == (409, 1)
    assert "imported already" in answer.context["problem"]
    assert desk.get(url(upload)).status_code == 200  # the back button
    assert "imported already" in desk.get(url(upload, "offline-columns")).context["problem"]


def test_a_board_that_changed_is_told_before_anything_comes_in(desk, workshop) -> None:
    upload = read(workshop)
    seal = desk.get(url(upload)).context["preview"].seal
    create_factor(workshop=workshop, text=files.ROWS[0][2], category=Category.SOCIAL)

    answer = desk.post(url(upload), {"seal": seal, "import": "1"})

    assert (answer.status_code, marks(answer)) == (409, ["there", "new", "new"])
    assert let_in(desk, upload).status_code == 303
    assert workshop.imports.get().factors.count() == 2


def test_a_stage_that_closed_meanwhile_is_told(desk, workshop) -> None:
    upload = read(workshop)
    stages.open_stage(workshop, Stage.CLOSED, by=workshop.facilitators.get())

    answer = let_in(desk, upload)

    assert (answer.status_code, answer.context["problem"]) == (423, str(imports.ImportClosed()))
    assert not workshop.factors.exists()


def test_the_same_file_twice_brings_nothing_new_until_it_is_taken_back(desk, workshop) -> None:
    let_in(desk, read(workshop))

    again = read(workshop)
    assert marks(desk.get(url(again))) == ["came", "came", "came"]
    assert let_in(desk, again, shown=[2, 3], row=[2, 3]).status_code == 422
    assert workshop.factors.count() == 3

    imports.take_back(workshop.imports.get(), by=workshop.facilitators.get())
    assert let_in(desk, again).status_code == 303
    assert Factor.objects.on_board().filter(workshop=workshop).count() == 3


def test_the_same_words_in_another_file_are_marked(desk, workshop) -> None:
    let_in(desk, read(workshop))

    again = uploaded(desk, workshop, files.comma_separated(), name="ก.csv")

    assert marks(desk.get(url(again))) == ["there", "there", "there"]
    assert let_in(desk, again).status_code == 422


def test_only_those_who_run_it_come_near(desk, workshop) -> None:
    upload = read(workshop)
    other = create_workshop(facilitator=workshop.facilitators.get())

    for name in ("offline-preview", "offline-columns"):
        address = url(upload, name)
        for client, status in [
            (Client(), 302),
            (signed_in(create_planner()), 403),
            (signed_in(create_facilitator()), 404),
        ]:
            assert client.get(address).status_code == status
            assert client.post(address, {"import": "1"}).status_code == status
        # Of another workshop of the same facilitator.
        address = reverse(f"analysis:{name}", args=[other.code, upload.key])
        assert desk.get(address).status_code == 404
        assert desk.delete(address).status_code == 405
    assert not Factor.objects.exists()
