"""Project briefs: the form of each project of the plan, filled in."""

from __future__ import annotations

from decimal import Decimal

import pytest

from analysis.domain.layouts import load_layouts
from analysis.domain.projects import remove_project
from analysis.files import FileKind
from analysis.layout_rows import sheets_of
from analysis.layout_values import THAI_DIGITS, text_of
from analysis.models import FormLayout
from analysis.plan_tree import plan_tree
from analysis.snapshot import one_moment
from tests.analysis.documents.made import briefs, headings, make_file, sentences, tables
from tests.analysis.rows import new_issue, new_project, source
from tests.factories import create_planner, create_workshop
from workshops.enums import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    load_layouts()
    workshop = create_workshop(stage=Stage.CLOSED)
    issue = new_issue(workshop, title="จัดการน้ำ")
    new_project(issue, name="ขุดลอก 2 สาย", budgets={(2023, source()): Decimal("1250000.5")})
    new_project(issue, name="ฝายชะลอน้ำ")
    return workshop


def test_each_project_has_its_form_on_a_page_of_its_own(workshop):
    document = briefs(workshop)

    names = [p for p in document.paragraphs if p.style.name == "Heading 2"]
    assert [p.text for p in names] == ["ขุดลอก 2 สาย", "ฝายชะลอน้ำ"]
    codes = [p for p in document.paragraphs if p.text == "Form จ.1-1"]
    assert [bool(p.paragraph_format.page_break_before) for p in codes] == [False, True]


def test_the_form_says_what_the_page_of_the_form_says(workshop):
    cycle = workshop.plan_cycle
    issues = plan_tree([workshop], list(cycle.years))
    layout = FormLayout.objects.get(code="จ.1-1")
    expected = []
    for node in issues[0].projects:
        for sheet in sheets_of(layout, issues, cycle, brief=node.project.pk):
            expected.append([[head, text_of(value) or "…"] for head, value in sheet.pairs])
            rows = [[text_of(value) for value in line.values] for line in sheet.lines]
            expected.append([[head.text for head in sheet.heads[0]], *rows])

    assert tables(briefs(workshop)) == expected
    assert ["9. งบประมาณ", "1,250,000.5"] in expected[1]


def test_digits_are_those_of_the_form_unless_others_are_wished(workshop):
    plain = tables(briefs(workshop))

    assert tables(briefs(workshop, digits="arabic")) == plain
    assert tables(briefs(workshop, digits="thai")) == [
        [[text.translate(THAI_DIGITS) for text in row] for row in table] for table in plain
    ]


def test_a_project_that_was_taken_out_has_no_brief(workshop):
    project = workshop.issues.get().projects.get(name="ฝายชะลอน้ำ")
    remove_project(project, by=create_planner())

    names = [text for style, text in headings(briefs(workshop)) if style == "Heading 2"]

    assert names == ["ขุดลอก 2 สาย"]


def test_it_says_when_there_is_no_project():
    load_layouts()

    document, made = make_file(FileKind.BRIEFS, create_workshop(stage=Stage.CLOSED))

    assert sentences(document) == ["No project is in the plan yet."]
    assert made.name == "แบบฟอร์มโครงการ การประชุมเชิงปฏิบัติการ STEEPI อำเภอชุมแพ 24 มิ.ย. 2564.docx"


def test_it_says_when_the_form_is_not_supplied():
    document = briefs(create_workshop(stage=Stage.CLOSED))

    assert sentences(document) == [
        "The form of a project brief is not supplied for this plan. An administrator can fill it "
        "in under the plan forms."
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(rows, django_assert_num_queries):
    load_layouts()
    workshop = create_workshop(stage=Stage.CLOSED)
    issue = new_issue(workshop)
    for _ in range(rows):
        new_project(issue)

    with django_assert_num_queries(9), one_moment():
        briefs(workshop)
