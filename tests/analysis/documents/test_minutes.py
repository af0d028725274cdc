"""Minutes of a workshop: what stands in them is what the database says."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone, translation

from analysis.files import FileKind
from analysis.snapshot import one_moment
from tests.analysis.answers import create_clusters, create_people, rate, revealed, vote
from tests.analysis.documents.made import (
    everything,
    headings,
    make_file,
    minutes,
    moved,
    sentences,
    table_of,
    tables,
)
from tests.analysis.rows import new_indicator, new_issue, new_project
from tests.factories import (
    create_challenge,
    create_cluster,
    create_facilitator,
    create_factor,
    create_participant,
    create_proposal,
    create_round,
    create_workshop,
)
from tests.workshops.domain.test_imports import let_in, row
from workshops.enums import Category, RoundKind, Stage, Stance
from workshops.models import StagePlan, Support, Workshop

pytestmark = pytest.mark.django_db

SECRET = "ความลับที่ต้องไม่ออกไป"


def at(hour: int, minute: int = 0) -> datetime.datetime:
    return datetime.datetime(2021, 6, 24, hour - 7, minute, tzinfo=datetime.UTC)


def test_each_part_of_the_minutes_has_its_heading():
    workshop = create_workshop(stage=Stage.CLOSED)
    create_cluster(factors=(create_factor(workshop=workshop),))

    found = headings(minutes(workshop))

    assert found[:3] == [
        ("Title", "Minutes"),
        ("Subtitle", workshop.title),
        ("Heading 1", "1. Agenda"),
    ]
    assert [text for style, text in found if style == "Heading 1"] == [
        "1. Agenda",
        "2. Participants",
        "3. Factors and clusters by category",
        "4. Results of the rounds",
        "5. Challenges",
        "6. Proposals",
        "7. Draft of the plan",
        "8. Decisions",
        "9. What is still open",
    ]
    with translation.override("en"):
        categories = [str(category.label) for category in Category]
    assert [text for style, text in found if style == "Heading 2"] == categories


def test_the_agenda_has_the_times_of_the_journal():
    facilitator = create_facilitator()
    facilitator.first_name, facilitator.last_name = "สมศรี", "ใจดี"
    facilitator.save()
    workshop = create_workshop(stage=Stage.LOBBY, facilitator=facilitator)
    StagePlan.objects.create(workshop=workshop, stage=Stage.LEARN, minutes=20)
    moved(workshop, Stage.LEARN, at(9, 5), by=facilitator)
    moved(workshop, Stage.BRAINSTORM, at(9, 30), by=facilitator)
    moved(workshop, Stage.LEARN, at(10, 15), by=facilitator)
    moved(workshop, Stage.CLOSED, at(10, 20), by=facilitator)

    document = minutes(workshop)

    assert table_of(document, "No.|Step") == [
        ["1", "Understand STEEPI", "09:05", "09:30", "25", "20", "สมศรี ใจดี"],
        ["2", "Brainstorm", "09:30", "10:15", "45", "", "สมศรี ใจดี"],
        ["3", "Understand STEEPI", "10:15", "10:20", "5", "20", "สมศรี ใจดี"],
    ]
    facts = {row[0]: row[1] for row in tables(document)[0]}
    assert facts["Time"] == "09:05 – 10:20"
    assert facts["Date"] == "Thursday 24 June 2021 (B.E. 2564)"
    assert facts["Run by"] == "สมศรี ใจดี"


def test_a_step_that_goes_on_has_no_end():
    workshop = create_workshop(stage=Stage.LOBBY)
    moved(workshop, Stage.LEARN, at(9))

    assert table_of(minutes(workshop), "No.|Step")[0][3:5] == ["still open", ""]


def test_dates_are_those_of_thai_papers():
    workshop = create_workshop(stage=Stage.CLOSED)

    rows = tables(minutes(workshop, language="th"))[0]

    assert rows[0][1] == "วันพฤหัสบดีที่ 24 มิถุนายน พ.ศ. 2564"


def test_factors_are_counted_as_they_lie_on_the_board():
    workshop = create_workshop(stage=Stage.CLOSED)
    for stance, times in ((Stance.STRENGTH, 3), (Stance.THREAT, 2)):
        for _ in range(times):
            create_factor(workshop=workshop, category=Category.ECONOMIC, stance=stance)
    create_factor(workshop=workshop, category=Category.SOCIAL, stance=Stance.WEAKNESS)
    create_factor(workshop=workshop, hidden_at=timezone.now())

    document, made = make_file(FileKind.MINUTES, workshop)

    rows = {row[0]: row[1:] for row in table_of(document, "Category")}
    assert rows["Social"] == ["0", "1", "0", "0", "1"]
    assert rows["Economic"] == ["3", "0", "0", "2", "5"]
    assert rows["Total"] == ["3", "1", "0", "2", "6"]
    assert made.factors == 6


def test_the_clusters_with_most_support_come_first():
    workshop = create_workshop(stage=Stage.CLOSED)
    people = create_people(workshop)
    first, second = create_clusters(workshop, 2)
    first.category = second.category = Category.SOCIAL
    first.save()
    second.save()
    for person in people[:3]:
        Support.objects.create(participant=person, cluster=second)

    found = table_of(minutes(workshop), "No.|Clusters with most support")

    assert found == [["2", second.name, "3", "1", "1"], ["1", first.name, "0", "1", "1"]]


def test_what_others_may_not_see_is_not_in_the_file():
    workshop = create_workshop(stage=Stage.ANALYSE)
    now = timezone.now()
    for number, state in enumerate(
        ({"hidden_at": now}, {"withdrawn_at": now}, {"waits_for": "reveal"})
    ):
        create_factor(workshop=workshop, text=f"{SECRET} {number}", **state)
    for make in (create_challenge, create_proposal):
        make(workshop=workshop, text=f"{SECRET} ก", hidden_at=now)
        make(workshop=workshop, text=f"{SECRET} ข", withdrawn_at=now)
        make(workshop=workshop, text=f"{SECRET} ค", is_waiting=True)

    assert SECRET not in everything(minutes(workshop))


def test_names_stand_in_it_only_if_they_are_wished_for():
    workshop = create_workshop(stage=Stage.CLOSED)
    person = create_participant(workshop=workshop, name=SECRET)
    create_factor(participant=person)

    assert SECRET not in everything(minutes(workshop))
    rows = table_of(minutes(workshop, names=True), "No.|Name")
    assert rows == [["1", SECRET, "", person.agency, person.district.name_en]]


def test_positions_and_agencies_of_few_are_not_told_apart():
    workshop = create_workshop(stage=Stage.CLOSED)
    for number, position in enumerate(["ปลัดอำเภอ"] * 3 + [SECRET, ""]):
        person = create_participant(workshop=workshop, district=("4005", "4029")[number % 2])
        person.position = position
        person.agency = f"ที่ว่าการอำเภอ{person.district.name_th}"
        person.save()

    document = minutes(workshop)

    rows = [["ปลัดอำเภอ", "3"], ["Others, or not stated", "2"]]
    assert table_of(document, "Participants by position") == rows
    assert table_of(document, "Participants by agency, without the district's name") == [
        ["ที่ว่าการอำเภอ", "5"]
    ]
    assert SECRET not in everything(document)


def test_people_are_counted_by_district():
    workshop = create_workshop(stage=Stage.CLOSED)
    people = create_people(workshop, "4005 4005 4029")
    create_factor(participant=people[0], district="4005")
    create_factor(participant=people[0], district="4005")
    people[1].merged_into = people[0]
    people[1].save()

    assert table_of(minutes(workshop), "District|People") == [
        ["Chum Phae", "1", "1", "2"],
        ["Wiang Kao", "1", "0", "0"],
        ["Total", "2", "1", "2"],
    ]


def test_revealed_points_stand_in_it_and_others_do_not():
    workshop = create_workshop(stage=Stage.ANALYSE)
    people, clusters = create_people(workshop), create_clusters(workshop, 2)
    shown = revealed(workshop, RoundKind.POINTS, clusters)
    open_one = create_round(kind=RoundKind.POINTS, clusters=tuple(clusters))
    for person in people:
        vote(shown, person, 2, 1)
        vote(open_one, person, 0, 3)

    document = minutes(workshop)

    found = [t[1:] for t in tables(document) if t[0][:2] == ["No.", "Cluster"]]
    assert found == [
        [
            ["1", clusters[0].name, "8", "4", "66.7", "66.7"],
            ["2", clusters[1].name, "4", "4", "33.3", "33.3"],
        ]
    ]
    assert "This round is not revealed, so no result of it stands here." in sentences(document)
    assert "Round 2 is not revealed." in sentences(document)


def test_a_result_that_few_stand_behind_is_left_out():
    workshop = create_workshop(stage=Stage.ANALYSE)
    people, clusters = create_people(workshop), create_clusters(workshop, 2)
    points = revealed(workshop, RoundKind.POINTS, clusters)
    for person in people[:2]:
        vote(points, person, 2, 1)

    document = minutes(workshop)

    told = "Fewer than 3 people answered, so the result is left out."
    assert told in sentences(document)
    assert [t for t in tables(document) if t[0][:2] == ["No.", "Cluster"]] == []
    assert ("Heading 2", "What the room put first") not in headings(document)


def test_those_who_answered_are_of_those_in_the_room():
    workshop = create_workshop(stage=Stage.ANALYSE)
    people, clusters = create_people(workshop), create_clusters(workshop, 2)
    points = revealed(workshop, RoundKind.POINTS, clusters)
    for person in people[:3]:
        vote(points, person, 2, 1)
    let_in(workshop, [row(3), row(4, paper="2")])

    told = f"3 people of {workshop.participants.in_room().count()} answered."
    found = [one for one in sentences(minutes(workshop)) if "answered." in one]
    assert [one[: len(told)] for one in found] == [told]


def test_ratings_are_told_by_their_medians_and_verdicts():
    workshop = create_workshop(stage=Stage.ANALYSE)
    people = create_people(workshop, "4005 4005 4005 4005 4029")
    clusters = create_clusters(workshop, 2)
    round_ = revealed(workshop, RoundKind.RATINGS, clusters)
    for person, other in zip(people, (1, 1, 3, 5, 5), strict=True):
        rate(round_, person, (3, 2), (other, 2))

    document = minutes(workshop)

    assert table_of(document, "No.|Cluster") == [
        ["1", clusters[0].name, "3", "2", "Agreed"],
        ["2", clusters[1].name, "3", "2", "Disputed"],
    ]
    assert ("Heading 2", "What the room put first") in headings(document)
    assert f"Disputed after round 1: 2 {clusters[1].name}" in sentences(document)


def test_the_draft_has_its_issues_indicators_and_projects():
    workshop = create_workshop(stage=Stage.CLOSED)
    issue = new_issue(workshop, title="จัดการน้ำ 2 ลุ่ม", goal="มีน้ำใช้")
    new_indicator(issue, name="หมู่บ้าน")
    new_project(issue, name="ขุดลอก", lead_agency="ชลประทาน", budgets={})

    document = minutes(workshop)

    assert ("Heading 2", "1. จัดการน้ำ 2 ลุ่ม") in headings(document)
    assert table_of(document, "Indicator") == [["หมู่บ้าน", "แห่ง", "12", "12.5", "Draft"]]
    assert table_of(document, "Project") == [["ขุดลอก", "ชลประทาน", "2566-2568", "", "Draft"]]
    gaps = {row[1]: row[2] for row in table_of(document, "Kind|Row|Still missing")}
    assert "It has no source. Link one." in gaps["จัดการน้ำ 2 ลุ่ม"]


def test_what_is_not_final_is_marked_on_the_first_page_and_above_each():
    workshop = create_workshop(stage=Stage.ANALYSE)
    workshop.is_sample = True
    workshop.save()

    document = minutes(workshop)

    assert [text for style, text in headings(document) if style == "Mark"] == [
        "NOT FINISHED YET: figures may still change",
        "SAMPLE DATA: made up, not said by real people",
    ]
    head = document.sections[0].header.paragraphs[0].text
    assert head.endswith("· NOT FINISHED YET · SAMPLE DATA")
    closed = minutes(create_workshop(stage=Stage.CLOSED))
    assert [style for style, _ in headings(closed) if style == "Mark"] == []
    assert "NOT FINISHED" not in closed.sections[0].header.paragraphs[0].text


def test_several_workshops_have_a_part_each():
    workshops = [
        create_workshop(stage=stage, title=title)
        for stage, title in ((Stage.CLOSED, "หนึ่ง"), (Stage.ANALYSE, "สอง"))
    ]
    create_factor(workshop=workshops[0])

    document, made = make_file(FileKind.MINUTES, *workshops)

    parts = [text for style, text in headings(document) if style == "Heading 1"]
    assert parts == ["หนึ่ง", "สอง"]
    assert [row[0:1] + row[2:] for row in tables(document)[0][1:]] == [
        ["หนึ่ง", "1", "1"],
        ["สอง", "0", "0"],
    ]
    assert made.name == "รายงานการประชุม แผนพัฒนาจังหวัด 2566-2570.docx"
    assert made.revisions == {one.code: one.revision for one in workshops}


def test_the_file_is_named_after_the_workshop():
    workshop = create_workshop(stage=Stage.CLOSED, title='ประชุม: "น้ำ" 1/2')

    _document, made = make_file(FileKind.MINUTES, workshop)

    assert made.name == "รายงานการประชุม ประชุม น้ำ 1 2 อำเภอชุมแพ 24 มิ.ย. 2564.docx"


def test_thai_digits_are_those_of_figures_and_not_of_peoples_words():
    workshop = create_workshop(stage=Stage.CLOSED, title="ประชุม 4.0")
    create_challenge(workshop=workshop, text="น้ำท่วม 3 ตำบล")

    document = minutes(workshop, digits="thai", language="th")

    assert headings(document)[1] == ("Subtitle", "ประชุม 4.0")
    assert tables(document)[0][0][1] == "วันพฤหัสบดีที่ ๒๔ มิถุนายน พ.ศ. ๒๕๖๔"
    rows = [row for table in tables(document) for row in table if "น้ำท่วม 3 ตำบล" in row]
    assert rows == [["๑", "น้ำท่วม 3 ตำบล", "", "", "๐"]]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(rows, django_assert_num_queries):
    workshop = create_workshop(stage=Stage.ANALYSE)
    people, clusters = create_people(workshop), create_clusters(workshop, rows)
    points = revealed(workshop, RoundKind.POINTS, clusters)
    for person in people:
        vote(points, person, *[1] * rows)
    for _ in range(rows):
        issue = new_issue(workshop)
        new_project(issue, indicators=[new_indicator(issue)])
        create_challenge(workshop=workshop, clusters=tuple(clusters))
        create_proposal(workshop=workshop, clusters=tuple(clusters))
    fresh = Workshop.objects.get(pk=workshop.pk)

    with django_assert_num_queries(QUERIES), one_moment():
        minutes(fresh)


QUERIES = 104
