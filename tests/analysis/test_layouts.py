"""The forms of the provincial plan: data that is checked, filled in, and never invented."""

import json
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from analysis.domain.layouts import FILE, LayoutFileError, layouts_for, load_layouts
from analysis.domain.programmes import create_programme
from analysis.domain.project_rules import Activity
from analysis.domain.projects import change_project
from analysis.layout_rows import sheets_of
from analysis.layout_rules import wrong_with
from analysis.layout_values import text_of
from analysis.models import FormLayout
from analysis.plan_tree import plan_tree
from tests.analysis.plans import (
    change,
    create_indicator,
    create_issue,
    create_project,
    create_source,
    project_said,
)
from tests.factories import create_facilitator, create_planner, create_user, create_workshop
from tests.workshops.desks import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    load_layouts()
    return create_workshop()


def filled(workshop, code, **more):
    cycle = workshop.plan_cycle
    layout = FormLayout.objects.get(code=code)
    return sheets_of(layout, plan_tree([workshop], cycle.years), cycle, **more)


def money(*amounts):
    source = create_source()
    return {(2023 + year, source): Decimal(amount) for year, amount in enumerate(amounts)}


def test_the_first_form_has_the_heads_of_its_source(workshop):
    indicators, projects = filled(workshop, "จ.1")

    assert [head.text for head in indicators.heads[0]] == [
        "ประเด็นการพัฒนา", "ตัวชี้วัดของประเด็นการพัฒนา", "ค่าฐาน",
        *(f"พ.ศ. {year}" for year in range(2566, 2571)), "พ.ศ. 2566-2570",
    ]  # fmt: skip
    assert [(head.text, head.columns) for head in projects.heads[0]] == [
        ("บัญชีรายการชุดโครงการสำคัญ", 7),
        ("งบประมาณดำเนินการ", 6),
    ]
    assert projects.heads[1][0].columns == 2  # number and name under one head
    assert sum(head.columns for head in projects.heads[1]) == 13
    assert (indicators.thai_digits, projects.thai_digits) == (False, True)


def test_values_keep_their_type_and_upper_levels_sum(workshop):
    issue = create_issue(workshop=workshop, title="จัดการน้ำ")
    create_indicator(issue=issue)
    programme = create_programme(issue, by=create_planner(), client_id="a" * 32, name="แผนน้ำ")
    create_project(issue=issue, budgets=money(1000, "250.5"), programme=programme)
    create_project(issue=issue, budgets=money(500))

    indicators, projects = filled(workshop, "จ.1")

    assert indicators.lines[0].values[:5] == [
        "จัดการน้ำ", "หมู่บ้านที่มีน้ำใช้ (หมู่บ้าน)", Decimal(40), Decimal(50), Decimal("60.5"),
    ]  # fmt: skip
    assert [(line.level, line.values[0]) for line in projects.lines] == [
        ("issue", "1"), ("programme", "1.1"), ("project", "1.1.1"), ("project", "1.2.1"),
    ]  # fmt: skip
    assert [line.values[-1] for line in projects.lines] == [
        Decimal("1750.50"), Decimal("1250.50"), Decimal("1250.50"), Decimal(500),
    ]  # fmt: skip


def test_a_removed_programme_leaves_its_projects_under_the_issue(workshop):
    issue = create_issue(workshop=workshop)
    programme = create_programme(issue, by=create_planner(), client_id="b" * 32, name="แผน")
    create_project(issue=issue, programme=programme)
    programme.removed_at = programme.created_at
    programme.save(update_fields=["removed_at"])

    _indicators, projects = filled(workshop, "จ.1")

    assert [line.level for line in projects.lines] == ["issue", "project"]


def test_the_brief_has_the_eleven_items_and_the_activities(workshop):
    project = create_project(issue=create_issue(workshop=workshop), budgets=money(2000))
    activities = [Activity("ขุดลอก", Decimal(1500), "อบจ.", "เทศบาล"), Activity("ตรวจรับ")]
    said = change(project_said(activities=activities, budgets=money(2000)))
    change_project(project, by=create_planner(), version=1, **said)

    [sheet] = filled(workshop, "จ.1-1", brief=project.pk)

    numbered = [line for line in sheet.lines if line.level == "row"]
    assert [line.values[0].split(".")[0] for line in numbered] == [str(n) for n in range(1, 12)]
    first, second = (line for line in sheet.lines if line.level == "activity")
    assert first.values[0] == "6.1 ขุดลอก"
    assert all(part in first.values[1] for part in ("1,500", "อบจ.", "เทศบาล"))
    assert second.values == ["6.2 ตรวจรับ", ""]
    assert numbered[8].values[1] == Decimal(2000)


@pytest.mark.parametrize(
    ("value", "text", "thai"),
    [
        (Decimal("1250000.50"), "1,250,000.5", "๑,๒๕๐,๐๐๐.๕"),
        (Decimal("1000.0000"), "1,000", "๑,๐๐๐"),
        (None, "", ""),
        (2566, "2566", "๒๕๖๖"),
    ],
)
def test_a_value_reads_in_the_digits_of_its_block(value, text, thai):
    assert (text_of(value), text_of(value, thai_digits=True)) == (text, thai)


def test_our_own_file_has_no_fault_and_says_what_is_missing():
    layouts = json.loads(FILE.read_text(encoding="utf-8"))["layouts"]

    assert {one["code"]: wrong_with(one["blocks"]) for one in layouts} == {
        code: [] for code in ("จ.1", "จ.1-1", "จ.2", "จ.3", "กจ.1", "กจ.1-1")
    }
    assert [one["code"] for one in layouts if one["blocks"]] == ["จ.1", "จ.1-1"]


@pytest.mark.parametrize(
    "blocks",
    [
        {"rows": "projects"},
        [{"rows": "poem"}],
        [{"rows": "projects", "columns": []}],
        [{"rows": "projects", "columns": [{"key": "salary", "head": "x"}]}],
        [{"rows": "projects", "columns": [{"key": "name"}]}],
        [{"rows": "projects", "columns": [{"key": "name", "head": "{secret}"}]}],
        [{"rows": "projects", "columns": [{"key": "name", "head": "{"}]}],
        [{"rows": "projects", "columns": [{"key": "name", "head": "{}"}]}],
        [{"rows": "projects", "columns": [{"key": "name", "head": "x"}], "digits": "roman"}],
        [{"rows": "projects", "columns": [{"key": "name", "head": "x"}], "above": "y"}],
        [{"rows": "brief", "items": [{"key": "name", "head": "x"}], "heads": ["a"]}],
        [{"rows": "brief", "items": [{"key": "name", "head": "{year.__class__}"}]}],
        ["x"],
    ],
)
def test_blocks_that_cannot_be_used_are_told_in_sentences(blocks):
    assert all(len(sentence) > 10 for sentence in wrong_with(blocks))
    assert wrong_with(blocks)


def test_a_file_with_a_fault_loads_nothing(tmp_path):
    file = tmp_path / "layouts.json"
    rows = [{"code": "จ.9", "blocks": [], "name_th": "x"}, {"code": "จ.8", "blocks": [{}]}]
    file.write_text(json.dumps({"layouts": rows}))

    with pytest.raises(LayoutFileError, match=r"จ\.8"):
        load_layouts(file)
    assert not FormLayout.objects.exists()


def test_the_next_national_plan_may_have_a_form_of_its_own(workshop):
    FormLayout.objects.create(code="จ.1", edition="14", order=1, name_th="แบบใหม่")

    assert [one.edition for one in layouts_for(14)][0] == "14"
    assert [one.edition for one in layouts_for(13)][0] == ""


def test_an_administrator_supplies_a_form_without_code(workshop):
    layout = FormLayout.objects.get(code="จ.2")
    administrator = signed_in(create_user(is_superuser=True, is_staff=True))
    page = reverse("admin:analysis_formlayout_change", args=[layout.pk])
    fields = {"code": "จ.2", "edition": "", "order": 3, "shape": "plan", "name_th": "แบบ จ.2"}
    fields |= {"name_en": "", "confidence": "verified", "source": "", "note": "", "seen": 1}
    blocks = [{"rows": "projects", "columns": [{"key": "name", "head": "โครงการ"}]}]

    wrong = administrator.post(page, fields | {"blocks": '[{"rows": "poem"}]'})
    right = administrator.post(page, fields | {"blocks": json.dumps(blocks)})

    assert (wrong.status_code, right.status_code) == (200, 302)
    layout.refresh_from_db()
    assert (layout.blocks, layout.version) == (blocks, 2)
    load_layouts()
    layout.refresh_from_db()
    assert layout.blocks == blocks
    planner = signed_in(create_planner())
    create_project(issue=create_issue(workshop=workshop))
    answer = planner.get(reverse("analysis:plan-form", args=[workshop.plan_cycle_id, layout.pk]))
    assert "ขุดลอกลำน้ำ" in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_the_pages_take_as_many_queries_whatever_they_hold(
    workshop, rows, django_assert_num_queries
):
    planner = signed_in(create_planner())
    for _ in range(rows):
        issue = create_issue(workshop=workshop)
        create_indicator(issue=issue)
        project = create_project(issue=issue, budgets=money(1, 2))
    cycle = workshop.plan_cycle_id
    form, brief = (FormLayout.objects.get(code=code) for code in ("จ.1", "จ.1-1"))

    # Session, account, cycle, forms, workshops; province; seven of the tree.
    with django_assert_num_queries(13):
        planner.get(reverse("analysis:plan-form", args=[cycle, form.pk]))
    with django_assert_num_queries(13):
        planner.get(reverse("analysis:project-form", args=[cycle, brief.pk, project.pk]))
    with django_assert_num_queries(13):
        planner.get(reverse("analysis:plan-forms", args=[cycle]))


def test_what_is_not_supplied_says_so_and_has_no_page(workshop):
    planner = signed_in(create_planner())
    cycle = workshop.plan_cycle_id
    missing = FormLayout.objects.get(code="กจ.1")

    shown = planner.get(reverse("analysis:plan-forms", args=[cycle]))
    answer = planner.get(reverse("analysis:plan-form", args=[cycle, missing.pk]))

    assert shown.content.decode().count("text-bg-secondary") == 4
    assert answer.status_code == 404


def test_refusals(workshop):
    cycle = workshop.plan_cycle_id
    page = reverse("analysis:plan-forms", args=[cycle])
    form = FormLayout.objects.get(code="จ.1")
    brief = FormLayout.objects.get(code="จ.1-1")
    mine = create_workshop()
    foreign = create_project(issue=create_issue(workshop=workshop))
    own = create_project(issue=create_issue(workshop=mine))
    facilitator = create_facilitator()
    mine.facilitators.add(facilitator)
    client = signed_in(facilitator)

    assert Client().get(page).status_code == 302
    assert signed_in(create_user()).get(page).status_code == 403
    assert client.post(page).status_code == 405
    assert client.get(reverse("analysis:plan-forms", args=[999])).status_code == 404
    pages = {
        one: client.get(reverse("analysis:project-form", args=[cycle, brief.pk, one.pk]))
        for one in (own, foreign)
    }
    assert [answer.status_code for answer in pages.values()] == [200, 404]
    wrong = reverse("analysis:project-form", args=[cycle, form.pk, own.pk])
    assert client.get(wrong).status_code == 404
