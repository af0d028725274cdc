"""What is the same to a Thai reader, and what is not however much it looks alike."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workshops.similarity.labelled import judged, pairs
from workshops.similarity import likeness
from workshops.similarity.judging import LIKELY, SAME

SAME_TO_A_READER = [
    # typed in a hurry
    ("ขาดแคลนบุคลากรทางการแพทย์", "ขาดเเคลนบุคคลากรทางการเเพทย์"),
    ("ถนนในหมู่บ้านชำรุดเสียหายหลายสาย", "ถนน ใน หมู่บ้านชำรุด เสียหายหลายสาย"),
    ("ยาเสพติดระบาดในหมู่บ้าน", "ยาเสพติตระบาดในหมู่บ้าน"),
    ("น้ำท่วมซ้ำซาก", "นํ้าท่วมซํ้าซาก"),
    # figures
    ("ประชากร 22 % เป็นผู้สูงอายุ", "ประชากรร้อยละ ๒๒ เป็นผู้สูงอายุ"),
    ("มีผู้สูงอายุ 120,000 คน", "มีผู้สูงอายุหนึ่งแสนสองหมื่นคน"),
    ("งบประมาณ 1.5 ล้านบาท", "งบประมาณ ๑,๕๐๐,๐๐๐ บาท"),
    # loan words
    ("โครงการสมาร์ตซิตี้คืบหน้า", "โครงการสมาร์ทซิตี้คืบหน้า"),
    ("โครงการสมาร์ตซิตี้คืบหน้า", "โครงการ Smart City คืบหน้า"),
    ("โครงการสมาร์ตซิตี้คืบหน้า", "โครงการเมืองอัจฉริยะคืบหน้า"),
    ("สินค้า OTOP ขายออนไลน์", "สินค้าโอท็อปขาย Online"),
    # offices
    ("อปท. ขาดงบประมาณ", "องค์กรปกครองส่วนท้องถิ่นขาดงบประมาณ"),
    ("อบต.บ้านค้อมีรถขยะใหม่", "องค์การบริหารส่วนตำบลบ้านค้อมีรถขยะใหม่"),
    ("รพ.สต. มีหมอประจำ", "โรงพยาบาลส่งเสริมสุขภาพตำบลมีแพทย์ประจำ"),
    ("มทร.อีสาน ร่วมวิจัย", "มหาวิทยาลัยเทคโนโลยีราชมงคลอีสานร่วมวิจัย"),
    ("สสจ. ติดตามผู้ป่วย", "สำนักงานสาธารณสุขจังหวัดติดตามคนไข้"),
    # said otherwise
    ("น้ำประปาไม่เพียงพอ", "ขาดแคลนน้ำประปา"),
    ("เด็กและเยาวชนติดเกม", "เยาวชนติดเกมส์"),
    ("เดินทางสะดวก", "การคมนาคมสะดวก"),
    ("ไฟฟ้าดับบ่อย", "ไฟฟ้าดับบ่อยๆ"),
    ("น้ำท่วมเพราะขยะอุดท่อ", "ขยะอุดท่อทำให้น้ำท่วม"),
    ("ประชาชนไม่มีส่วนร่วมในการทำแผน", "ประชาชนขาดการมีส่วนร่วมในการจัดทำแผน"),
]

NOT_THE_SAME = [
    ("นักท่องเที่ยวเพิ่มขึ้น", "นักท่องเที่ยวลดลง"),
    ("มีโรงพยาบาลในอำเภอ", "ไม่มีโรงพยาบาลในอำเภอ"),
    ("งบประมาณเพียงพอ", "งบประมาณไม่เพียงพอ"),
    ("ประชากร 22 % เป็นผู้สูงอายุ", "ประชากร 128 % เป็นผู้สูงอายุ"),
    ("ปลูกข้าวเป็นหลัก", "ปลูกข้าวโพดเป็นหลัก"),
    ("น้ำท่วมทุกปี", "น้ำแล้งทุกปี"),
    ("หนี้ครัวเรือนสูง", "หนี้ครัวเรือนต่ำ"),
    ("น้ำดิบขาดในหน้าแล้ง", "น้ำดิบเกินในหน้าแล้ง"),
    ("น้ำท่วมขอนแก่น", "น้ำท่วมอุดรธานี"),
    ("ตำบลโนนหันมีไฟป่า", "ตำบลหนองเขียดมีไฟป่า"),
    ("อบต.โปร่งใสตรวจสอบได้", "อบจ.โปร่งใสตรวจสอบได้"),
    ("ผู้สูงอายุใช้มือถือเป็น", "ผู้สูงอายุใช้มือถือไม่เป็น"),
    ("ประชาชนสนับสนุนโครงการเขื่อน", "ประชาชนคัดค้านโครงการเขื่อน"),
    ("โรงพยาบาลแออัด", "โรงเรียนแออัด"),
    ("เลือกตั้งเดือนมกราคม", "เลือกตั้งเดือนมิถุนายน"),
    ("น้ำท่วมทำให้ขยะล้นเมือง", "ขยะล้นเมืองทำให้น้ำท่วม"),
    ("ขยะล้นตลาด", "สัญญาณอินเทอร์เน็ตหลุดบ่อย"),
]


def name(pair: tuple[str, str]) -> str:
    return pair[1]


@pytest.mark.parametrize("pair", SAME_TO_A_READER, ids=name)
def test_it_knows_the_same_in_other_letters(pair):
    assert likeness(*pair) >= SAME


@pytest.mark.parametrize("pair", NOT_THE_SAME, ids=name)
def test_it_keeps_apart_what_only_looks_alike(pair):
    assert likeness(*pair) < LIKELY


def test_it_is_as_good_on_the_unseen_part_as_documented():
    found = judged(likeness, "unseen", SAME)

    assert found.tp + found.fn == 112
    assert found.fp + found.tn == 107
    assert found.precision >= 0.94
    assert found.recall >= 0.92


def test_the_labelled_set_is_what_it_says():
    rows = pairs()
    hard = [row for row in rows if not row.same and row.kind != "unrelated"]
    parts: dict[str, set[str]] = {}
    for row in rows:
        parts.setdefault(row.first, set()).add(row.part)

    assert len(rows) >= 420
    assert len(hard) * 3 >= len(rows)
    assert len({(row.first, row.second) for row in rows}) == len(rows)
    assert all(len(of) == 1 for of in parts.values())


@pytest.mark.parametrize("text", ["", " ", "๑๒๓ 456", "🎉🎉", "ก" * 280, "่" * 280, "...", "\u200b"])
def test_nothing_odd_disturbs_it(text):
    assert 0 <= likeness(text, text) <= 1
    assert likeness(text, "น้ำประปาไม่เพียงพอ") < LIKELY
    assert likeness("", text) == 0.0


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="กขนมเแาิี่้ำไม่ร ๆ.12๓a%", max_size=40), st.text(max_size=30))
def test_it_does_not_matter_which_text_comes_first(first, second):
    assert likeness(first, second) == pytest.approx(likeness(second, first))
