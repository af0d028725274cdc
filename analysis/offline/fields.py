"""What a row of a file can say of a factor, and by which words a heading or a value is known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db import models
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workshops.enums import Category, Horizon, Stance, Track
from workshops.models import FACTOR_LENGTH, District
from workshops.text import match_key

_SIGNS = re.compile(r"[*:：.,;()\[\]/_\-–\"'“”?]+")


@dataclass(frozen=True)
class Field:
    """One thing that a column can hold. `words`: further headings by which it is known."""

    key: str
    label: Promise | str
    words: tuple[str, ...]
    is_needed: bool = False
    longest: int = 0  # characters; 0 for a choice
    choices: type[models.TextChoices] | None = None

    @property
    def is_choice(self) -> bool:
        """Whether one value may stand for all rows of a file that does not say it."""
        return self.choices is not None or self.key == "district"


def _each(words: str) -> tuple[str, ...]:
    return tuple(words.split(" | "))


FIELDS = (
    Field(
        "number",
        _("Form number"),
        _each(
            "เลขที่แบบกรอก | หมายเลขแบบกรอก | เลขที่แบบฟอร์ม | แบบกรอกที่ | ฉบับที่ | "
            "ชุดที่ | form no | form | paper | respondent | respondent id"
        ),
        longest=40,
    ),
    Field(
        "name",
        pgettext_lazy("field", "Name"),
        _each(
            "ชื่อ | ชื่อ-สกุล | ชื่อ-นามสกุล | ชื่อ นามสกุล | ชื่อผู้ให้ข้อมูล | "
            "ผู้ให้ข้อมูล | ผู้ตอบ | ชื่อผู้เข้าร่วม | full name | participant | "
            "written by"
        ),
        longest=80,
    ),
    Field(
        "position",
        pgettext_lazy("field", "Position"),
        _each("ตำแหน่ง | บทบาท | อาชีพ | role | title | job title"),
        longest=120,
    ),
    Field(
        "agency",
        pgettext_lazy("field", "Agency"),
        _each("หน่วยงาน | สังกัด | องค์กร | หน่วยงาน/องค์กร | organisation | organization | office"),
        longest=160,
    ),
    Field(
        "district",
        pgettext_lazy("field", "District"),
        _each("อำเภอ | พื้นที่ | ชื่ออำเภอ | amphoe | area"),
        is_needed=True,
    ),
    Field(
        "category",
        _("STEEPI category"),
        _each("ด้าน | ด้าน steepi | หมวด | ประเภท | steepi | category | heading"),
        is_needed=True,
        choices=Category,
    ),
    Field(
        "text",
        _("Factor"),
        _each(
            "ปัจจัย | ข้อความ | ประเด็น | รายละเอียด | เนื้อหา | ความเห็น | "
            "ข้อคิดเห็น | ปัญหา | factor | text | sentence | statement | description "
            "| idea"
        ),
        is_needed=True,
        longest=FACTOR_LENGTH,
    ),
    Field(
        "stance",
        "SWOT",
        _each(
            "สถานะ swot | สถานะ | จุดแข็ง จุดอ่อน โอกาส อุปสรรค | จุดแข็ง จุดอ่อน "
            "โอกาส ภัยคุกคาม | swot | stance"
        ),
        is_needed=True,
        choices=Stance,
    ),
    Field(
        "track",
        _("It concerns"),
        _each("ด้านการพัฒนา | เกี่ยวกับ | ทิศทาง | smart หรือ mice | smart/mice | track"),
        is_needed=True,
        choices=Track,
    ),
    Field(
        "evidence",
        _("Evidence or source"),
        _each(
            "หลักฐาน | แหล่งข้อมูล | ที่มา | หลักฐานหรือแหล่งข้อมูล | "
            "หลักฐานหรือที่มา | อ้างอิง | evidence | source | reference"
        ),
        longest=500,
    ),
    Field(
        "horizon",
        _("When it will be felt"),
        _each("ช่วงเวลา | ระยะเวลา | เมื่อใด | จะเกิดเมื่อใด | horizon | time horizon | when"),
        choices=Horizon,
    ),
)
BY_KEY = {field.key: field for field in FIELDS}

# How people write the choices beside their labels; each is compared by `plain`.
SYNONYMS: dict[models.TextChoices, tuple[str, ...]] = {
    Category.SOCIAL: _each("สังคม | S | society"),
    Category.TECHNOLOGICAL: _each("เทคโนโลยี | T | technology"),
    Category.ECONOMIC: _each("เศรษฐกิจ | economy | economics"),
    Category.ENVIRONMENTAL: _each("สิ่งแวดล้อม | environment"),
    Category.POLITICAL: _each(
        "การเมือง | การเมืองและการบริหาร | การเมืองและการบริหารจัดการเมือง | P | politics | political"
    ),
    Category.INFRASTRUCTURE: _each("โครงสร้างพื้นฐาน | I | infrastructure"),
    Stance.STRENGTH: _each("จุดแข็ง | S | strengths"),
    Stance.WEAKNESS: _each("จุดอ่อน | W | weaknesses"),
    Stance.OPPORTUNITY: _each("โอกาส | O | opportunities"),
    Stance.THREAT: _each("ภัยคุกคาม | อุปสรรค | T | threats | ข้อจำกัด"),
    Track.SMART: _each("smart | smart city | เมืองอัจฉริยะ | สมาร์ทซิตี้"),
    Track.MICE: _each("mice | mice city | ไมซ์ | เมืองไมซ์"),
    Track.BOTH: _each(
        "both | ทั้งสอง | ทั้งสองด้าน | ทั้งคู่ | smart และ mice | smart city และ mice city | "
        "smart mice | smart city mice city"
    ),
    Horizon.NOW: _each("เกิดขึ้นแล้ว | ปัจจุบัน | ขณะนี้ | now"),
    Horizon.SOON: _each("1-2 ปี | ภายใน 1-2 ปี | ภายใน 1 ถึง 2 ปี | ระยะสั้น | 1 to 2 years"),
    Horizon.PLAN: _each("3-5 ปี | ภายใน 3-5 ปี | ภายใน 3 ถึง 5 ปี | ระยะกลาง | 3 to 5 years"),
    Horizon.LATER: _each("หลัง 5 ปี | มากกว่า 5 ปี | เกิน 5 ปี | ระยะยาว | after 5 years"),
}
PREFIXES = ("ด้าน", "อำเภอ", "อ")  # before a value, as `plain` makes them
SUFFIXES = ("district",)
_BOTH = ("th", "en")


def plain(text: str) -> str:
    """What is compared of a heading or a choice: no signs, no spaces, no case."""
    return match_key(_SIGNS.sub(" ", text))


def field_of_heading(heading: str) -> Field | None:
    """The field that a heading names, by its label in either language or a usual word."""
    return _headings().get(plain(heading))


def words_of(choices: type[models.TextChoices]) -> dict[str, str]:
    """Each choice's value by all words for it, in either language, as `plain` makes them.

    Not kept: an administrator may give the T of SWOT another name at any time.
    """
    known: dict[str, str] = {}
    for one in choices:
        for word in (*labels_of(one.label), *SYNONYMS[one], one.value):
            known.setdefault(plain(word), str(one.value))
    return known


def words_of_districts(districts: Iterable[District]) -> dict[str, str]:
    """Each district's code by its names in either language and its code."""
    known: dict[str, str] = {}
    for one in districts:
        for word in (one.code, one.name_th, one.name_en):
            if word:
                known.setdefault(plain(word), one.code)
    return known


def value_of(said: str, words: Mapping[str, str]) -> str:
    """What somebody meant: the value of `words`; "" for none of them."""
    key = plain(said)
    keys = [key, *(key.removeprefix(each) for each in PREFIXES if key.startswith(each))]
    keys += [key.removesuffix(each) for each in SUFFIXES if key.endswith(each)]
    return next((words[each] for each in keys if each in words), "")


def labels_of(label: Promise | str) -> Iterable[str]:
    for language in _BOTH:
        with translation.override(language):
            yield str(label)


@lru_cache(maxsize=1)
def _headings() -> dict[str, Field]:
    known: dict[str, Field] = {}
    for field in FIELDS:
        for word in (*labels_of(field.label), *field.words, field.key):
            known.setdefault(plain(word), field)
    return known
