"""Every sheet of every kind of workbook, read back, equals the database; through LibreOffice too.

The files are made once: small and streamed, Thai and English, a workshop and a selection.
"""

import re
from decimal import Decimal
from io import StringIO
from types import SimpleNamespace

import openpyxl
import pytest
from django.core.management import call_command
from django.test import override_settings

from analysis.export import make_workbook
from analysis.files import FileKind
from analysis.layout_rows import sheets_of
from analysis.models import DevelopmentIssue, FormLayout, Indicator, Project
from analysis.plan_tree import plan_tree
from analysis.snapshot import one_moment
from analysis.tables.content import content_of
from analysis.wishes import Digits, Heads, Wish
from analysis.workbook import book as books
from analysis.workbook.book import SHEETS, Book, write_book
from analysis.workbook.form_sheets import forms_of
from tests.office import OFFICE, converted, needs_office
from workshops.models import Factor, Workshop

pytestmark = pytest.mark.django_db

FORM = "แบบ จ.1 ส่วนที่ 2"
CODE = "[$-D00041E]"  # Thai digits


@pytest.fixture(scope="module")
def scene(standing, tmp_path_factory):
    """The demo's workshops, and their files by name."""
    folder = tmp_path_factory.mktemp("workbooks")
    with standing():
        with override_settings(DEBUG=True):
            call_command("load_reference", verbosity=0)
            call_command("make_demo", stdout=StringIO())
        found = Workshop.objects.select_related("plan_cycle", "province").order_by("held_on", "pk")
        pilot = max(found, key=lambda one: one.factors.count())
        workshops = tuple(one for one in found if one != pilot)  # reading takes its time
        plan = Wish(FileKind.WORKBOOK, pilot.plan_cycle, workshops, is_plan=True)
        wishes = {
            "workshop": Wish(FileKind.WORKBOOK, pilot.plan_cycle, (pilot,)),
            "plan": plan,
            "streamed": plan,
            "english": Wish(
                FileKind.WORKBOOK,
                pilot.plan_cycle,
                workshops,
                language=Heads.ENGLISH,
                digits=Digits.THAI,
                font="Loma",
                left_out={"factors": ["id", "created_at"], "log": ["about"]},
                filters="ด้าน: เมืองอัจฉริยะ",
                is_plan=True,
            ),
        }
        for name, wish in wishes.items():
            make_it = _stream if name == "streamed" else make_workbook
            make_it(wish, folder / f"{name}.xlsx", lambda done, total: None)
        files = sorted(folder.glob("*.xlsx"))
        saved = converted(files, folder) if OFFICE else []
        yield SimpleNamespace(
            pilot=pilot,
            workshops=workshops,
            wishes=wishes,
            ours={file.stem: openpyxl.load_workbook(file) for file in files},
            theirs={file.stem: openpyxl.load_workbook(file, data_only=True) for file in saved},
        )


def _stream(wish, out, progress):
    with one_moment():
        content = content_of(wish.workshops, wish.cycle, wish=wish)
        forms, missing = forms_of(wish, wish.workshops)
        write_book(Book(wish, content, forms, missing), out, progress, large_rows=0)


def records(sheet, head=4):
    """The rows by their headings, without what stands below a table."""
    names = [cell.value for cell in sheet[head]]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=head + 1)]
    return [dict(zip(names, row, strict=True)) for row in rows if row[0] is not None]


def grid(sheet):
    """All values of a sheet; a sum that a program worked out counts as the sum."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    while rows and not any(value is not None for value in rows[-1]):
        rows.pop()
    wide = max((n + 1 for row in rows for n, v in enumerate(row) if v is not None), default=0)
    return [row[:wide] for row in rows]


def test_the_factors_are_those_of_the_database(scene):
    for kind in ("workshop", "plan", "streamed"):
        rows = records(scene.ours[kind]["ปัจจัย"])
        shown = Factor.objects.on_board().filter(workshop__in=scene.wishes[kind].workshops)
        assert {row["รหัสปัจจัย"]: row["ปัจจัย"] for row in rows} == dict(
            shown.values_list("pk", "text")
        ), kind


def test_the_plan_s_rows_are_those_of_the_database(scene):
    for kind in ("workshop", "plan"):
        book, here = scene.ours[kind], scene.wishes[kind].workshops
        rows = {
            "ประเด็นการพัฒนา": DevelopmentIssue.objects.filter(removed_at=None, workshop__in=here),
            "ตัวชี้วัด": Indicator.objects.current().filter(issue__workshop__in=here),
            "โครงการสำคัญ": Project.objects.current().filter(issue__workshop__in=here),
        }
        for name, wanted in rows.items():
            keys = [row[0].value for row in book[name].iter_rows(min_row=5)]
            shown = {key for key in keys if isinstance(key, int)}
            assert shown == set(wanted.values_list("pk", flat=True)), (kind, name)


def test_sums_agree_between_the_sheets(scene):
    for kind, book in scene.ours.items():
        if kind == "english":
            continue
        factors = len(records(book["ปัจจัย"]))
        assert records(book["อำเภอ × ด้าน"])[-1]["รวม"] == factors, kind
        assert f" {factors} " in f"{book['สรุป']['A2'].value} ", kind


def test_a_streamed_workbook_has_the_same_values_as_a_small_one(scene):
    small, streamed = scene.ours["plan"], scene.ours["streamed"]

    assert streamed.sheetnames == small.sheetnames
    for name in small.sheetnames[1:]:  # the read-me says which it is
        assert grid(streamed[name]) == grid(small[name]), name
    assert streamed["ปัจจัย"].auto_filter.ref.startswith("A4:")
    assert not streamed["ปัจจัย"].tables


def test_a_form_has_what_the_portal_shows_as_numbers(scene):
    layout = FormLayout.objects.get(code="จ.1")
    cycle = scene.pilot.plan_cycle
    _indicators, projects = sheets_of(layout, plan_tree([scene.pilot], cycle.years), cycle)
    sheet = scene.ours["workshop"][FORM]

    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6)]
    money = [[v for v in row if isinstance(v, int | float)] for row in rows]
    assert money == [
        [float(v) for v in line.values if isinstance(v, Decimal | int)] for line in projects.lines
    ]
    assert [row[1] for row in rows] == [
        re.sub("[0-9]", lambda digit: chr(ord(digit[0]) + 0x0E20), line.values[1])
        for line in projects.lines
    ]
    assert sheet.print_title_rows == "$4:$5"
    merged = {str(one) for one in sheet.merged_cells.ranges}
    assert merged == {"A4:G4", "H4:M4", "A5:B5"}
    formats = {c.number_format for row in sheet.iter_rows(min_row=6, min_col=8) for c in row}
    assert formats <= {f"{CODE}#,##0", "General"}


def test_a_brief_of_each_project_has_a_page_of_its_own(scene):
    sheet = scene.ours["workshop"]["แบบ จ.1-1"]
    of_it = Project.objects.current().filter(issue__workshop=scene.pilot)
    names = {project.name for project in of_it}
    shown = [row[1].value for row in sheet.iter_rows() if row[0].value == "1. ชื่อโครงการสำคัญ"]

    assert set(shown) == names
    assert len(sheet.row_breaks.brk) == len(shown) - 1


def test_forms_that_nobody_has_supplied_are_named_not_made_up(scene):
    book = scene.ours["plan"]
    told = "\n".join(str(row[1].value) for row in book["อ่านก่อน"].iter_rows())

    assert "จ.2, จ.3, กจ.1" in told
    assert [name for name in book.sheetnames if "จ.2" in name] == []


def test_digits_headings_font_and_columns_are_as_wished(scene):
    book = scene.ours["english"]
    sheet = book["ปัจจัย"]

    assert [cell.value for cell in sheet[4]][:3] == ["Factor id", "Workshop code", "District"]
    assert sheet.column_dimensions["A"].hidden  # other sheets lead to it
    assert sheet["B5"].font.name == "Loma"
    assert "About" not in [cell.value for cell in book["บันทึกเหตุการณ์"][4]]
    first = book["แบบ จ.1 ส่วนที่ 1"]
    assert first["A1"].value.startswith("Form จ.1 ")
    assert first["D7"].number_format.startswith(CODE)
    told = [row[1].value for row in book["อ่านก่อน"].iter_rows()]
    assert "ด้าน: เมืองอัจฉริยะ" in told


def test_numbers_lead_to_their_rows(scene):
    for kind, book in scene.ours.items():
        wrong, seen = [], 0
        for sheet in book:
            for row in sheet.iter_rows(min_row=5):
                for cell in row:
                    if cell.hyperlink is None or not isinstance(cell.value, int):
                        continue
                    seen += 1
                    name, place = cell.hyperlink.location.rsplit("!", 1)
                    if book[name.strip("'")][place].value != cell.value:
                        wrong.append((sheet.title, cell.coordinate))
        assert (wrong, seen > 100) == ([], True), kind


def test_what_is_not_final_says_so_everywhere(scene):
    closed, not_closed = scene.ours["workshop"], scene.ours["plan"]
    sentence = not_closed["อ่านก่อน"]["A2"].value

    for sheet in not_closed:
        if sheet.sheet_state == "visible":
            assert sentence in sheet.oddHeader.center.text, sheet.title
            assert sentence in sheet.oddFooter.left.text, sheet.title
    assert not any(sheet.oddHeader.center.text for sheet in closed)


def test_sheet_names_are_short_known_and_unique(scene):
    for book in scene.ours.values():
        assert all(len(name) <= 31 for name in book.sheetnames)
        assert len(set(book.sheetnames)) == len(book.sheetnames)
    content = {table.name for table in content_of([], scene.pilot.plan_cycle).sheets}
    assert content == set(SHEETS), "each table has a fixed name in Thai"
    assert len(set(SHEETS.values()) | {books.README, books.SUMMARY}) == len(SHEETS) + 2


def test_headings_repeat_and_every_sheet_is_one_page_wide(scene):
    for book in scene.ours.values():
        for sheet in book:
            if sheet.sheet_state == "visible":
                assert sheet.page_setup.orientation == "landscape"
                assert sheet.page_setup.paperSize == 9
                assert sheet.sheet_properties.pageSetUpPr.fitToPage
                assert "&P" in sheet.oddFooter.right.text
                assert sheet.print_area or sheet.title == books.SUMMARY  # its charts float
        assert book["ปัจจัย"].print_title_rows == "$4:$4"


@needs_office
@pytest.mark.parametrize("kind", ["workshop", "plan", "english", "streamed"])
def test_libreoffice_opens_it_and_saves_the_same_values(scene, kind):
    ours, theirs = scene.ours[kind], scene.theirs[kind]

    assert theirs.sheetnames == ours.sheetnames
    for name in ours.sheetnames:
        for number, (mine, saved) in enumerate(
            zip(grid(ours[name]), grid(theirs[name]), strict=True), start=1
        ):
            known = [None if str(v).startswith("=SUBTOTAL") else v for v in mine]
            same = [None if known[n] is None else v for n, v in enumerate(saved)]
            assert same == known, (name, number)
