import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from workshops.enums import Category, Confidence, ReferenceKind
from workshops.models import CategoryGuide, District, PlanCycle, Province, ReferenceItem

pytestmark = pytest.mark.django_db

SHIPPED = Path(__file__).resolve().parents[2] / "fixtures" / "reference"
UNCHANGED = """\
provinces: 0 added, 0 changed, 1 unchanged
districts: 0 added, 0 changed, 26 unchanged
plan cycles: 0 added, 0 changed, 2 unchanged
list items: 0 added, 0 changed, 78 unchanged
categories: 0 added, 0 changed, 6 unchanged
plan forms: 0 added, 0 changed, 6 unchanged
"""


def load(*paths):
    out = StringIO()
    call_command("load_reference", *(["--path", *map(str, paths)] if paths else []), stdout=out)
    return out.getvalue()


def shipped(name):
    return json.loads((SHIPPED / name).read_text(encoding="utf-8"))


@pytest.fixture
def loaded():
    load()


@pytest.fixture
def province(tmp_path):
    """An invented province in a file; the fixture's value writes another content into it."""
    file = tmp_path / "province-41.json"
    content = {
        "province": {"code": "41", "name_th": "ตัวอย่าง", "confidence": "verified"},
        "districts": {
            "confidence": "uncertain",
            "items": [
                {"code": "4101", "name_th": "เมืองตัวอย่าง", "pilot_order": 1},
                {"code": "4102", "name_th": "หนองสมมติ", "latitude": 17, "confidence": "bk"},
            ],
        },
        "plan_cycles": {"items": [{"start_year": 2566, "end_year": "๒๕๗๐", "confidence": "bk"}]},
    }

    def write(**changes):
        file.write_text(json.dumps(content | changes, ensure_ascii=False), encoding="utf-8")
        return file

    return write


def test_it_loads_all_26_districts_by_code(loaded):
    assert list(District.objects.order_by("pk").values_list("pk", flat=True)) == [
        *(str(code) for code in range(4001, 4026)),
        "4029",
    ]
    rows = District.objects.order_by("pk").values("code", "name_th", "name_en", "latitude")
    items = shipped("province-40.json")["districts"]["items"]
    assert list(rows) == [{name: item[name] for name in rows[0]} for item in items]


def test_the_pilots_stand_in_the_order_of_the_source(loaded):
    assert [district.name_th for district in District.objects.pilot()] == (
        "น้ำพอง บ้านไผ่ ชนบท ชุมแพ ภูเวียง เวียงเก่า พล เขาสวนกวาง อุบลรัตน์".split()
    )


def test_districts_sort_as_in_the_dictionary(loaded):
    names = [district.name_th for district in District.objects.by_name()]

    assert names[:4] == ["กระนวน", "เขาสวนกวาง", "โคกโพธิ์ไชย", "ชนบท"]
    assert names[-3:] == ["หนองเรือ", "หนองสองห้อง", "อุบลรัตน์"]


def test_each_list_is_complete_and_unshortened(loaded):
    for kind, section in shipped("national.json")["lists"].items():
        items = ReferenceItem.objects.of_kind(kind)
        fields = ("code", "number", "name_th", "name_en")

        assert list(items.values(*fields)) == section["items"]
        assert set(items.values_list("source", "note")) == {
            (section["source"], section.get("note", ""))
        }
    assert {kind: ReferenceItem.objects.of_kind(kind).count() for kind in ReferenceKind} == {
        ReferenceKind.STRATEGY: 6,
        ReferenceKind.MASTER_PLAN: 23,
        ReferenceKind.MILESTONE: 13,
        ReferenceKind.SDG: 17,
        ReferenceKind.SMART_DIMENSION: 7,
        ReferenceKind.MICE_CRITERION: 8,
        ReferenceKind.BUDGET_SOURCE: 4,
    }
    assert set(ReferenceItem.objects.of_kind("milestone").values_list("edition", flat=True)) == {
        "13"
    }


@pytest.mark.parametrize(
    ("kind", "thai", "english"),
    [
        ("strategy", True, False),
        ("master_plan", True, False),
        ("milestone", True, False),
        ("sdg", True, False),
        ("smart_dimension", True, True),
        ("mice_criterion", False, True),
        ("budget_source", True, False),
    ],
)
def test_only_what_was_read_in_its_source_is_official(loaded, kind, thai, english):
    for item in ReferenceItem.objects.of_kind(kind):
        with translation.override("th"):
            assert item.official is thai
        with translation.override("en"):
            assert item.official is english


def test_the_plan_cycles_say_what_is_known_and_no_more(loaded):
    past, coming = PlanCycle.objects.order_by("start_year")

    assert (str(past), past.nesdp_number, past.confidence) == ("2561-2565", None, "verified")
    assert past.goal_th == ("มหานครน่าอยู่ มุ่งสู่เมืองนวัตกรรม ศูนย์กลางเชื่อมโยงอนุภูมิภาคลุ่มน้ำโขง")
    assert past.missions_th[2] == (
        "ส่งเสริมการพัฒนาด้านนวัตกรรม และเทคโนโลยี สู่การเป็น Smart City และ MICE City"
    )
    assert len(past.missions_th) == 3
    assert len(past.indicators_th) == 2
    assert (str(coming), coming.nesdp_number, coming.goal_th) == ("2566-2570", 13, "")
    assert (coming.missions_th, coming.indicators_th) == ([], [])
    assert coming.confidence == Confidence.UNCERTAIN
    assert "not found" in coming.note


def test_each_category_asks_in_both_languages(loaded):
    guides = CategoryGuide.objects.order_by("order")

    assert [guide.category for guide in guides] == Category.values
    assert [len(guide.questions) for guide in guides] == [5, 5, 5, 5, 6, 6]
    items = shipped("categories.json")["categories"]["items"]
    for guide, item in zip(guides, items, strict=True):
        assert guide.questions == item["questions"]
        assert all(
            [guide.name_th, guide.name_en, guide.definition_th, guide.definition_en]
            + [guide.example_th, guide.example_en]
        )


def test_loading_again_changes_nothing(loaded):
    assert load() == UNCHANGED


def test_it_says_nothing_when_asked_to_be_quiet():
    out = StringIO()

    call_command("load_reference", verbosity=0, stdout=out)

    assert (out.getvalue(), District.objects.count()) == ("", 26)


def test_another_province_leaves_the_first_alone(loaded, province):
    before = list(District.objects.filter(province="40").order_by("pk").values())

    answer = load(province())

    assert answer.startswith(
        "provinces: 1 added, 0 changed, 0 unchanged\ndistricts: 2 added, 0 changed, 0 unchanged\n"
    )
    assert list(District.objects.filter(province="40").order_by("pk").values()) == before
    own = Province.objects.get(code="41").districts.order_by("pk")
    assert list(own.values_list("pk", "pilot", "latitude", "confidence")) == [
        ("4101", True, None, "uncertain"),
        ("4102", False, 17.0, "bk"),
    ]
    cycle = PlanCycle.objects.get(province="41")
    assert (cycle.start_year, cycle.end_year) == (2023, 2027)


def test_a_folder_is_loaded_with_all_its_files(province):
    load(province().parent)

    assert District.objects.count() == 2


def refusal(*paths):
    with pytest.raises(CommandError) as caught:
        load(*paths)
    assert not Province.objects.exists()
    first, *sentences = str(caught.value).splitlines()
    assert first == "Nothing was loaded."
    return sentences


def cycle(start, end):
    item = {"start_year": start, "end_year": end, "confidence": "bk"}
    return {"plan_cycles": {"items": [item]}}


DISTRICTS = "province-41.json, districts, entry 1"


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        (
            {"code": "4001"},
            " (4001): code does not begin with the province's 41. Check both.",
        ),
        ({"code": 4101}, " (4101): code is no code of 4 digits in double quotes. Correct it."),
        ({"name_th": "\u200b"}, " (4101): name_th is missing. Fill it in."),
        ({"name_th": 5}, " (4101): name_th is no text. Put it in double quotes."),
        ({"name_en": "x" * 301}, " (4101): name_en has 301 characters; 300 fit. Shorten it."),
        (
            {"confidence": "sure"},
            " (4101): confidence is none of: verified, bk, uncertain. Choose one.",
        ),
        ({"pilot_order": 0}, " (4101): pilot_order is no whole number from 1 to 999. Correct it."),
        ({"latitude": 91}, " (4101): latitude is no number from -90 to 90. Correct it."),
    ],
)
def test_a_wrong_district_is_named(province, item, sentence):
    right = {"code": "4101", "name_th": "เมืองตัวอย่าง", "confidence": "verified"}

    assert refusal(province(districts={"items": [right | item]})) == [DISTRICTS + sentence]


def test_an_unknown_field_is_named(province):
    item = {"code": "4101", "name_th": "เมืองตัวอย่าง", "confidence": "bk", "pilots": 1}

    (sentence,) = refusal(province(districts={"items": [item]}))

    assert sentence.startswith(f"{DISTRICTS} (4101): pilots is no known field. Remove it or use")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"districts": []},
            'districts: is no object with a list of "items". See fixtures/README.md.',
        ),
        (
            {"districts": {"items": ["4101"]}},
            'districts, entry 1: is no object. Write it as {"...": ...}.',
        ),
        ({"province": "41"}, 'province: is no object. Write it as {"code": ...}.'),
        (
            cycle(2566, 2565),
            "plan_cycles, entry 1 (2566): end_year is before start_year. Check both.",
        ),
        (
            cycle("soon", 2565),
            "plan_cycles, entry 1 (soon): start_year is no year. Write it like 2023 or 2566.",
        ),
        (
            {"lists": {"goals": {}}},
            f"lists, goals: is no known list. Use one of: {', '.join(ReferenceKind.values)}.",
        ),
        ({"lists": []}, "lists: is no object. See fixtures/README.md."),
        (
            {"parts": {}},
            "parts: is no known section. Use one of: province, districts, plan_cycles, lists, "
            "categories.",
        ),
    ],
)
def test_a_wrong_section_is_named(province, changes, sentence):
    assert f"province-41.json, {sentence}" in refusal(province(**changes))


def test_a_wrong_question_is_named(tmp_path):
    content = shipped("categories.json")
    content["categories"]["items"][1]["questions"][0]["en"] = " "
    (tmp_path / "own.json").write_text(json.dumps(content), encoding="utf-8")

    assert refusal(tmp_path) == [
        "own.json, categories, entry 2 (technological): questions is no list of "
        '{"th": "...", "en": "..."}, both filled in. Correct it.'
    ]


def test_an_entry_that_is_there_twice_is_named(province):
    assert refusal(province(), province()) == [
        "district 4101 is there twice. Remove one of the two.",
        "district 4102 is there twice. Remove one of the two.",
        "pilot_order of 41 1 is there twice. Remove one of the two.",
        "plan cycle 41 2023 is there twice. Remove one of the two.",
        "province 41 is there twice. Remove one of the two.",
    ]


def test_districts_without_their_province_are_refused(tmp_path):
    (tmp_path / "own.json").write_text('{"districts": {"items": []}}', encoding="utf-8")

    assert refusal(tmp_path) == [
        'own.json: has no "province". Add it, so that it is clear whose entries these are.'
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'{\n"province": \n}', "own.json, line 3: is not JSON (Expecting value). Correct it."),
        (b"[]", 'own.json: is no JSON object. Begin with "{" as fixtures/README.md shows.'),
        ("{'ก'}".encode("cp874"), "own.json: is not UTF-8 text. Save it as UTF-8."),
    ],
)
def test_a_file_that_cannot_be_understood_is_named(tmp_path, content, sentence):
    (tmp_path / "own.json").write_bytes(content)

    assert refusal(tmp_path) == [sentence]


def test_a_file_or_folder_without_data_is_named(tmp_path):
    assert refusal(tmp_path, tmp_path / "none.json") == [
        f"{tmp_path}: no .json file is in this folder. Name another one.",
        "none.json: cannot be read (No such file or directory). Check the path.",
    ]


def test_a_file_from_windows_notepad_can_be_read(province):
    file = province()
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())

    load(file)

    assert Province.objects.get().pk == "41"
