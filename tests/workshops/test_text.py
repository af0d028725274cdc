import random

import pytest

from tests.factories import PILOTS
from tests.workshops.phones import HOSTILE
from workshops.text import arabic_digits, clean_text, match_key, sort_key

# What looks the same to a Thai reader but is typed in different ways.
LOOK_ALIKES = [
    ("น้ำท่วม", "นํ้าท่วม"),  # nikhahit and aa instead of sara am
    ("น้ำท่วม", "น้ํา" + "ท่วม"),  # the tone before nikhahit and aa
    ("กำลังคน", "กํา" + "ลังคน"),
    ("น้ำประปา", "นำ้ประปา"),  # the tone typed after sara am
    ("แหล่งน้ำ", "เเหล่งน้ำ"),  # two sara e instead of one sara ae
    ("ที่ดิน", "ท\u0e48\u0e35ดิน"),  # the tone before the vowel
    ("ผู้สูงอายุ", "ผ\u0e49\u0e39สูงอายุ"),
    ("ที่อยู่", "ที่่อยู่"),  # a doubled tone
    ("สินค้า", "สิินค้า"),  # a doubled vowel
    ("ขยะ 5 ตัน", "ขยะ ๕ ตัน"),
    ("ถนนมิตรภาพ", "ถนน\u200bมิตรภาพ"),
    ("ถนนมิตรภาพ", "ถนน มิตรภาพ"),
    ("ถนน มิตรภาพ", "ถนน\u00a0\u00a0มิตรภาพ"),
    ("Smart City", "ＳＭＡＲＴ ｃｉｔｙ"),
    ("ไมซ์", "\ufeffไมซ์\u200d"),
    ("50%", "๕๐％"),
]
DIFFERENT = [
    ("ราคาข้าวสูงขึ้น", "ราคาข้าวสูงขึน"),
    ("เพิ่มขึ้น", "ลดลง"),
    ("เสือ", "เสื้อ"),
    ("ขาว", "ข้าว"),
    ("น้ำ 22 %", "น้ำ 128 %"),
    ("+5", "-5"),
    ("ป่า", "ป้า"),
    ("นา", "น่า"),
]


@pytest.mark.parametrize(("one", "other"), LOOK_ALIKES)
def test_look_alikes_have_one_key(one: str, other: str) -> None:
    assert one != other
    assert match_key(clean_text(one)) == match_key(clean_text(other))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_words_have_different_keys(one: str, other: str) -> None:
    assert match_key(one) != match_key(other)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  ข้าว   หอม ", "ข้าว หอม"),
        ("หนึ่ง\r\nสอง\rสาม\x0bสี่", "หนึ่ง สอง สาม สี่"),
        ("\u200b\ufeff\u2060", ""),
        ("\x00\x01\x02", ""),
        ("ก\udc00ข\ufffe", "กข"),
        ("\u202eกลับหัว\u202c", "กลับหัว"),
        ("=1+1", "=1+1"),
        ("<b>", "<b>"),
        ("👨\u200d🌾", "👨\u200d🌾"),
        ("e\u0301", "é"),
        ("น้ำ < 20 %", "น้ำ < 20 %"),
    ],
)
def test_what_nobody_can_see_goes_and_the_rest_stays(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


def test_lines_can_be_kept() -> None:
    assert clean_text(" หนึ่ง \r\n\u2028 สอง\x0b", lines=True) == "หนึ่ง\n\nสอง"


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("lines", [False, True])
def test_cleaning_twice_is_cleaning_once(name: str, *, lines: bool) -> None:
    once = clean_text(HOSTILE[name], lines=lines)

    assert clean_text(once, lines=lines) == once
    once.encode()  # no surrogate is left
    assert "\x00" not in once


def test_the_nine_pilots_stand_as_in_a_thai_dictionary() -> None:
    names = [name for _, name, _ in PILOTS]
    random.Random(1).shuffle(names)

    assert sorted(names, key=sort_key) == [
        "เขาสวนกวาง",
        "ชนบท",
        "ชุมแพ",
        "น้ำพอง",
        "บ้านไผ่",
        "พล",
        "ภูเวียง",
        "เวียงเก่า",
        "อุบลรัตน์",
    ]


@pytest.mark.parametrize(
    "ordered",
    [
        ["กา", "ก้าน", "เกา", "ขา"],
        ["ขาว", "ข่าว", "ข้าว", "ขำ"],
        ["แกง", "โกง", "ไก่", "ขอ"],
        ["ข้อ 2", "ข้อ ๓", "ข้อ 4"],
    ],
)
def test_tone_marks_count_last_and_vowels_stand_behind(ordered: list[str]) -> None:
    assert sorted(sorted(ordered), key=sort_key) == ordered


def test_digits_in_both_scripts() -> None:
    assert arabic_digits("พ.ศ. ๒๕๖๖") == "พ.ศ. 2566"
