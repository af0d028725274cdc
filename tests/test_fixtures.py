"""The files in fixtures/ agree with each other and hold only what may be shown."""

import csv
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from workshops import reference_files
from workshops.enums import Category, Stance, Track
from workshops.models import FACTOR_LENGTH, Factor
from workshops.text import clean_text

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
DEMO = FIXTURES / "demo"
FILES = sorted(path for path in FIXTURES.rglob("*") if path.is_file())
PILOTS = "น้ำพอง บ้านไผ่ ชนบท ชุมแพ ภูเวียง เวียงเก่า พล เขาสวนกวาง อุบลรัตน์".split()


def table(name: str):
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plan():
    return json.loads((DEMO / "plan.json").read_text(encoding="utf-8"))["issues"]


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)


def test_each_file_is_described_in_the_readme():
    readme = (FIXTURES / "README.md").read_text(encoding="utf-8")

    folders = "reference|demo|forms|similarity"
    named = set(re.findall(rf"^\| `((?:{folders})/[^`]+)`", readme, flags=re.M))

    found = {path.relative_to(FIXTURES).as_posix() for path in FILES}
    assert named == found - {"README.md"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_file_names_what_only_its_makers_could_look_up(path):
    text = path.read_text(encoding="utf-8")

    assert re.findall(r"(?<![\w.])/(?:home|root|tmp|Users)/", text) == []


def test_the_readmes_example_of_another_province_can_be_loaded(tmp_path):
    readme = (FIXTURES / "README.md").read_text(encoding="utf-8")
    example = re.search(r"```json\n(.*?)```", readme, flags=re.S)[1]
    (tmp_path / "province-41.json").write_text(example, encoding="utf-8")

    rows = reference_files.read([tmp_path])

    assert [row["code"] for row in rows.districts] == ["4101", "4102"]
    assert [row["start_year"] for row in rows.plan_cycles] == [2023]


def test_the_boundaries_are_those_of_the_districts():
    boundaries = json.loads((FIXTURES / "reference/districts-40.geojson").read_text("utf-8"))
    rows = reference_files.read([FIXTURES / "reference"])

    drawn = {one["properties"]["code"]: one["properties"] for one in boundaries["features"]}

    assert {code: one["name_th"] for code, one in drawn.items()} == {
        row["code"]: row["name_th"] for row in rows.districts
    }
    assert {code for code, one in drawn.items() if one["pilot"]} == {
        row["code"] for row in rows.districts if row["pilot"]
    }
    assert boundaries["attribution"] == (
        "Royal Thai Survey Department / OCHA COD-AB Thailand (HDX cod-ab-tha), CC BY-IGO; "
        "via github.com/prasertcbs/thailand_gis@1682c1da; simplified"
    )


def test_the_factors_are_126_in_known_words():
    rows = table("factors.csv")

    assert len(rows) == len({row["text"] for row in rows}) == 126
    assert {row["category"] for row in rows} == set(Category.values)
    assert Counter(row["stance"] for row in rows) == {
        Stance.STRENGTH: 46,
        Stance.WEAKNESS: 31,
        Stance.OPPORTUNITY: 30,
        Stance.THREAT: 19,
    }
    assert Counter(row["track"] for row in rows) == {
        Track.SMART: 51,
        Track.BOTH: 41,
        Track.MICE: 34,
    }
    assert sum("illustrative" in row["evidence"] for row in rows) == 17


def test_each_district_has_the_factors_of_the_source():
    rows = table("factors.csv")

    found = Counter(row["district_th"] for row in rows)

    assert [found[name] for name in PILOTS] == [16, 15, 16, 14, 12, 13, 13, 14, 13]
    assert min(Counter((row["district_th"], row["category"]) for row in rows).values()) == 2


def test_every_text_is_stored_as_it_stands_in_the_file():
    rows = table("factors.csv") + table("participants.csv")
    texts = [value for row in rows for value in row.values()]
    open_workshop = json.loads((DEMO / "open.json").read_text(encoding="utf-8"))

    texts += [*strings(plan()), *strings(open_workshop)]

    assert [text for text in texts if clean_text(text, lines=True) != text] == []
    assert max(len(row["text"]) for row in table("factors.csv")) <= FACTOR_LENGTH
    longest = Factor._meta.get_field("evidence").max_length
    assert max(len(row["evidence"]) for row in table("factors.csv")) <= longest


def test_five_invented_officials_come_from_each_pilot_district():
    rows = table("participants.csv")

    assert Counter(row["district_th"] for row in rows) == dict.fromkeys(PILOTS, 5)
    assert len({row["name"] for row in rows}) == 45
    invented = ("สมมติ", "ตัวอย่าง", "จำลอง")
    assert [row for row in rows if not row["name"].split(" ")[1].startswith(invented)] == []


def test_the_plan_is_marked_as_invented_and_rests_on_factors():
    for issue in plan():
        assert issue["rationale"].startswith("ข้อมูลตัวอย่าง")
        assert len(issue["indicators"]) >= 2
        assert len(issue["projects"]) >= 2
        for row in [*issue["indicators"], *issue["projects"]]:
            assert row["factors"]
            assert set(row["factors"]) <= set(issue["factors"]), row["name"]
        assert set(issue["factors"]) <= set(range(1, 127))
