"""The file as a planner opens it: every sheet, read back, equals the database."""

import datetime
import io
import time
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import gettext, override

from analysis.export import export
from analysis.workbook.cells import height_of, lines_of
from analysis.workbook.long_texts import LONGEST_TEXT, utf16_units
from analysis.workbook.names import disposition, file_name, shortened
from tests.analysis.rows import new_indicator, new_issue, new_project, source
from tests.factories import create_cluster, create_factor, create_participant, create_workshop
from workshops.enums import Category, Stage
from workshops.models import JournalEntry

pytestmark = pytest.mark.django_db

SHEETS = [
    "อ่านก่อน",
    "สรุป",
    "สรุปตามด้าน",
    "อำเภอ × ด้าน",
    "ปัจจัย",
    "กลุ่มประเด็น",
    "คะแนนเสียงและคะแนนประเมิน",
    "ฉันทามติ",
    "ความท้าทาย",
    "ข้อเสนอ",
    "ประเด็นการพัฒนา",
    "ตัวชี้วัด",
    "แผนงาน",
    "โครงการสำคัญ",
    "รายละเอียดโครงการ",
    "งบประมาณ",
    "เส้นทางหลักฐาน",
    "ผู้เข้าร่วม",
    "บันทึกเหตุการณ์",
    "พจนานุกรมข้อมูล",
]
ATTACKS = [
    "=1+1",
    '=HYPERLINK("http://x","y")',
    "+1",
    "-5",
    "@SUM(A1)",
    "{=1}",
    "https://example.org",
    "mailto:a@example.org",
    "internal:Sheet1!A1",
    "007",
    "1e5",
    "ปีใหม่ <b>&amp;</b>",
]
HEAD = 4  # the row of the headings, as Excel counts


def made(*workshops):
    return export(workshops, workshops[0].plan_cycle)


def opened(*workshops):
    return openpyxl.load_workbook(io.BytesIO(made(*workshops).body))


def values(book, name):
    """The rows below the headings."""
    rows = [[cell.value for cell in row] for row in book[name].iter_rows(min_row=HEAD + 1)]
    return [row for row in rows if any(value is not None for value in row)]


@pytest.fixture
def workshop():
    workshop = create_workshop(stage=Stage.CLOSED)
    person = create_participant(workshop=workshop, name="นางสาวลับ เฉพาะ")
    at = datetime.datetime(2021, 6, 24, 2, 30, tzinfo=datetime.UTC)
    factors = [
        create_factor(participant=person, text=text, created_at=at, evidence=text)
        for text in ATTACKS
    ]
    issue = new_issue(workshop, title="=2+2", goal="@เป้าหมาย", factors=factors[:2])
    indicator = new_indicator(issue, name="+ตัวชี้วัด", factors=factors[2:3])
    new_project(
        issue,
        name="-โครงการ",
        indicators=[indicator],
        factors=factors[3:5],
        budgets={
            (2023, source(number=1)): Decimal("1500000.50"),
            (2023, source(number=2)): Decimal("0.25"),
            (2025, source(number=1)): Decimal("3"),
        },
    )
    return workshop


def test_the_sheets_have_thai_names_in_a_fixed_order(workshop):
    book = opened(workshop)

    assert [sheet.title for sheet in book if sheet.sheet_state == "visible"] == SHEETS
    assert all(utf16_units(name) <= 31 for name in SHEETS)


def test_every_factor_is_there_with_its_types(workshop):
    rows = values(opened(workshop), "ปัจจัย")
    factors = list(workshop.factors.oldest_first())

    assert [(row[0], row[7], row[8]) for row in rows] == [
        (f.pk, f.text, f.evidence) for f in factors
    ]
    assert {row[1] for row in rows} == {datetime.datetime(2021, 6, 24, 9, 30)}  # noqa: DTZ001
    assert {(row[2], row[3]) for row in rows} == {("ชุมแพ", str(category_in_thai("social")))}


def test_a_factor_says_in_which_cluster_it_is(workshop):
    first, second = workshop.factors.oldest_first()[:2]
    cluster = create_cluster(factors=(first,), name="=น้ำท่วม")

    book = opened(workshop)

    assert [row[12:14] for row in values(book, "ปัจจัย")[:2]] == [
        [cluster.pk, "=น้ำท่วม"],
        [None, None],
    ]
    link = book["ปัจจัย"]["M5"].hyperlink
    assert (link.location, book["กลุ่มประเด็น"]["A5"].value) == ("'กลุ่มประเด็น'!A5", cluster.pk)


def category_in_thai(code):
    with override("th"):
        return str(Category(code).label)


def test_dates_are_dates_shown_in_the_buddhist_era(workshop):
    cell = opened(workshop)["ปัจจัย"]["B5"]

    assert cell.is_date
    assert cell.number_format == "[$-107041E]d mmm yyyy hh:mm"


def test_what_people_wrote_is_never_a_formula_or_a_link(workshop):
    data = made(workshop).body
    book = openpyxl.load_workbook(io.BytesIO(data))
    texts = {
        cell.value: cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value in [*ATTACKS, "=2+2", "@เป้าหมาย", "+ตัวชี้วัด", "-โครงการ"]
    }

    assert set(texts) == {*ATTACKS, "=2+2", "@เป้าหมาย", "+ตัวชี้วัด", "-โครงการ"}
    assert {cell.data_type for cell in texts.values()} == {"s"}
    assert not any(cell.hyperlink for cell in texts.values())
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        formulas = [
            part
            for name in package.namelist()
            if name.startswith("xl/worksheets/sheet")
            for part in package.read(name).decode().split("<f>")[1:]
        ]
    assert formulas
    assert all(formula.startswith("SUBTOTAL(109,$") for formula in formulas)


def test_no_name_of_a_participant_is_anywhere_in_the_file(workshop):
    with zipfile.ZipFile(io.BytesIO(made(workshop).body)) as package:
        everything = "".join(
            package.read(name).decode("utf-8", "replace") for name in package.namelist()
        )

    assert "นางสาวลับ" not in everything
    assert "ชุมแพ" in everything


def test_the_plan_is_there_with_its_links_and_numbers(workshop):
    book = opened(workshop)
    factors = [str(pk) for pk in workshop.factors.oldest_first().values_list("pk", flat=True)]
    issue = workshop.issues.get()
    indicator, project = issue.indicators.get(), issue.projects.get()

    (row,) = values(book, "ประเด็นการพัฒนา")
    assert row[:5] == [issue.pk, 1, "=2+2", "@เป้าหมาย", None]
    assert row[-1] == ", ".join(factors[:2])
    told = values(book, "ตัวชี้วัด")[0]
    assert told[:5] == [indicator.pk, issue.pk, "=2+2", "+ตัวชี้วัด", "แห่ง"]
    assert told[6:8] == [12, 2565]
    assert told[8:14] == [5, None, None, None, 7.5, 12.5]
    assert told[-1] == factors[2]
    done, sums = values(book, "โครงการสำคัญ")
    assert done[:2] == [project.pk, issue.pk]
    assert done[14:20] == [1500000.75, None, 3, None, None, 1500003.75]
    assert (done[-3], done[-1]) == (str(indicator.pk), ", ".join(factors[3:5]))
    assert sums[19] == "=SUBTOTAL(109,$T$5)"
    assert values(book, "รายละเอียดโครงการ")[0][5:] == ["สำรวจ\nขุดลอก", "ลำน้ำ 3 สาย", "น้ำไม่ท่วม"]
    assert [row[-1] for row in values(book, "งบประมาณ")[:2]] == [1500003.5, 0.25]


def test_the_matrix_and_the_summary_agree_with_the_factors(workshop):
    book = opened(workshop)
    total = workshop.factors.count()

    assert values(book, "อำเภอ × ด้าน")[-1][-1] == total
    assert sum(row[-1] for row in values(book, "อำเภอ × ด้าน")[:-1]) == total
    summary = [[c.value for c in row[:2]] for row in book["สรุป"].iter_rows(min_row=1)]
    assert [category_in_thai("social"), total] in summary
    assert len(book["สรุป"]._charts) == 4


def test_every_column_is_explained(workshop):
    book = opened(workshop)
    explained = [(row[0], row[1]) for row in values(book, "พจนานุกรมข้อมูล")]
    shown = [
        (name, cell.value)
        for name in SHEETS[2:-1]
        for cell in book[name][HEAD]
        if cell.value is not None
    ]

    assert explained == shown
    assert all(row[3] for row in values(book, "พจนานุกรมข้อมูล"))


def test_sheets_are_ready_to_filter_and_to_print(workshop):
    book = opened(workshop)

    for name in SHEETS:
        sheet = book[name]
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9), name
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)  # one page wide is what is left out
        assert "&P" in sheet.oddFooter.right.text
    for name in SHEETS[2:]:
        sheet = book[name]
        assert sheet.freeze_panes == "B5", name
        assert sheet.print_title_rows == "$4:$4"
        (found,) = sheet.tables.values()
        assert found.ref.startswith("A4:")
        assert found.autoFilter.ref == found.ref
        assert found.name.isascii()
    assert book["ปัจจัย"]["H5"].font.name == "Tahoma"


def test_the_read_me_says_what_this_is(workshop):
    with override("th"):
        not_finished = gettext("NOT FINISHED YET: figures may still change")
        sample = gettext("SAMPLE DATA: made up, not said by real people")
        rehearsal = gettext("REHEARSAL: figures include pretend participants")

    def readme(of):
        cells = opened(of)["อ่านก่อน"].iter_rows(values_only=True)
        return "\n".join(str(value) for row in cells for value in row if value is not None)

    closed = readme(workshop)
    assert workshop.title in closed
    assert "24 มิถุนายน 2564" in closed
    assert workshop.code in closed
    assert not_finished not in closed
    assert rehearsal not in closed
    workshop.participants.update(is_pretend=True)
    workshop.stage, workshop.is_sample = Stage.BRAINSTORM, True
    workshop.save()
    assert not_finished in readme(workshop)
    assert sample in readme(workshop)
    assert rehearsal in readme(workshop)


def test_an_empty_workshop_makes_a_workbook_too():
    book = opened(create_workshop())

    assert book.sheetnames == SHEETS
    assert values(book, "ปัจจัย") == []
    assert values(book, "อำเภอ × ด้าน")[-1][-1] == 0


def test_126_factors_take_less_than_a_second():
    workshop = create_workshop()
    person = create_participant(workshop=workshop)
    for number in range(126):
        create_factor(participant=person, text=f"{number} " + "น้ำท่วมถนนสายหลัก" * 8)
    made(workshop)  # formats and imports once

    started = time.process_time()  # of this process: others may keep the machine busy
    made(workshop)

    assert time.process_time() - started < 1


def test_a_text_that_no_cell_holds_is_whole_on_a_sheet_of_its_own(workshop):
    text = "😀กี่" * (LONGEST_TEXT // 3)
    workshop.issues.update(rationale=text)

    book = opened(workshop)

    (shown,) = [row[4] for row in values(book, "ประเด็นการพัฒนา")]
    assert text.startswith(shown.split("\n")[0])
    assert "ข้อความยาว" in shown.split("\n")[1]
    rows = values(book, "ข้อความยาว")
    assert {tuple(row[:3]) for row in rows} == {(1, "ประเด็นการพัฒนา", "E5")}
    assert [row[3] for row in rows] == list(range(1, len(rows) + 1))
    assert "".join(row[4] for row in rows) == text
    assert all(utf16_units(row[4]) <= LONGEST_TEXT for row in rows)
    assert not any(row[4].startswith(("ี", "่")) for row in rows)


def test_a_row_is_as_high_as_its_longest_text():
    assert lines_of("", 10) == 1
    assert lines_of("ก" * 8, 10) == 1
    assert lines_of("กี่" * 8, 10) == 1  # marks above take no width
    assert lines_of("ก" * 9, 10) == 2
    assert lines_of("ก\nข", 10) == 2
    assert height_of(["ก" * 40, 5, None], [10, 10, 10]) > height_of(["ก", 5, None], [10, 10, 10])


def test_the_file_name_says_which_workshop_where_and_when():
    workshop = create_workshop(title="การประชุมเชิงปฏิบัติการ STEEPI/อำเภอชุมแพ: รอบที่ 1")

    name = file_name([workshop], workshop.plan_cycle)
    open_name = file_name([workshop], workshop.plan_cycle, is_final=False)

    assert open_name == name.replace(".xlsx", " (ยังไม่สิ้นสุด).xlsx")
    assert len(open_name.encode()) < 255
    assert name.endswith("อำเภอชุมแพ 24 มิ.ย. 2564.xlsx")
    assert name.startswith("การประชุมเชิงปฏิบัติการ STEEPI")
    assert not set(name) & set('\\/:*?"<>|')
    assert len(name.encode()) < 255
    assert file_name([workshop, workshop], workshop.plan_cycle) == (
        "STEEPI แผนพัฒนาจังหวัด 2566-2570.xlsx"
    )


@pytest.mark.parametrize("longest", range(1, 24))
def test_a_name_is_never_cut_between_a_letter_and_its_vowel(longest):
    cut = shortened("น้ำท่วมที่เมืองเก่า", longest)

    assert len(cut) <= longest
    rest = "น้ำท่วมที่เมืองเก่า"[len(cut) :]
    assert rest[:1] not in set("้่๊๋์ิีึืุูัำะา")
    assert not cut.endswith(("เ", "แ", "โ", "ใ", "ไ"))


def test_a_name_is_cut_at_a_space_where_there_is_one():
    assert shortened("การประชุม STEEPI อำเภอนำร่อง 9 อำเภอ", 22) == "การประชุม STEEPI"


def test_the_download_header_is_plain_ascii_with_the_thai_name_encoded():
    workshop = create_workshop()

    header = disposition(workshop, "ชุมแพ.xlsx")

    assert header == (
        f'attachment; filename="steepi-{workshop.code}-2021-06-24.xlsx"; '
        "filename*=UTF-8''%E0%B8%8A%E0%B8%B8%E0%B8%A1%E0%B9%81%E0%B8%9E.xlsx"
    )


def test_the_command_writes_one_workshop_or_a_whole_plan(workshop, tmp_path, capsys):
    other = create_workshop()
    one, plan = tmp_path / "one.xlsx", tmp_path / "plan.xlsx"

    call_command("export_workbook", workshop=workshop.code.lower(), out=one)
    call_command("export_workbook", plan=workshop.plan_cycle_id, out=plan)

    assert len(values(openpyxl.load_workbook(one), "ปัจจัย")) == len(ATTACKS)
    assert values(openpyxl.load_workbook(plan), "ประเด็นการพัฒนา")[0][1] == workshop.code
    noted = JournalEntry.objects.filter(verb="workbook.exported")
    assert [noted.filter(workshop=w).count() for w in (workshop, other)] == [2, 1]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"workshop": "ZZZZZZ"}, "There is no workshop with the code ZZZZZZ."),
        ({"plan": 0}, "There is no plan cycle 0."),
    ],
)
def test_the_command_says_what_it_did_not_find(options, sentence, tmp_path):
    with pytest.raises(CommandError, match=sentence):
        call_command("export_workbook", out=tmp_path / "x.xlsx", **options)

    assert list(tmp_path.iterdir()) == []
