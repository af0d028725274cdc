"""Words, numbers and slips: what the comparison rests on."""

from __future__ import annotations

from pathlib import Path

import pytest

from workshops import similarity
from workshops.similarity import vocabulary
from workshops.similarity.cutting import cut
from workshops.similarity.reading import read
from workshops.similarity.spelling import is_slip, one_edit
from workshops.similarity.vocabulary import plain


def test_it_cuts_thai_into_words():
    text = "ชาวบ้านใช้น้ำจากเขื่อนอุบลรัตน์ในหน้าแล้ง"

    assert cut(text) == ["ชาวบ้าน", "ใช้", "น้ำ", "จาก", "เขื่อน", "อุบลรัตน์", "ใน", "หน้าแล้ง"]


@pytest.mark.parametrize("text", ["เเก่งละว้าซซซฟฟก", "กํา", "์์ก", "ฯลฯ", "Smart City๒๐ แห่ง", "a.b.c"])
def test_no_letter_is_lost_in_cutting(text):
    assert "".join(cut(plain(text))) == plain(text).replace(" ", "")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("ยี่สิบเอ็ดคน", {21}),
        ("๒๘,๐๐๐ ล้านบาท", {28e9}),
        ("สองหมื่นแปดพันล้านบาท", {28e9}),
        ("หกหมื่นกว่าล้านบาท", {60e9}),
        ("1.2 แสนคน", {120_000}),
        ("ทุกสองสามปี", {2, 3}),
        ("2566–2570", {2566, 2570}),
        ("บางแสน", set()),
        ("พันธุ์ข้าวห้าชนิด", {5}),
        ("ศูนย์กลาง", set()),
    ],
)
def test_it_reads_numbers_as_values(text, numbers):
    assert read(text).numbers == numbers


def test_a_negation_turns_a_scale_round():
    enough, short = (0, 1), (0, -1)

    assert short in read("ครูไม่เพียงพอ").ends
    assert short in read("ขาดแคลนครู").ends
    assert short in read("ไม่มีครู").ends
    assert enough in read("ครูเพียงพอ").ends


@pytest.mark.parametrize(
    ("written", "meant"),
    [("รณรงกัน", "รณรงค์กัน"), ("พลังงาณ", "พลังงาน"), ("เขือน", "เขื่อน"), ("ชุมชม", "ชุมชน")],
)
def test_it_forgives_a_slip(written, meant):
    assert is_slip(written, meant, known=False)


def test_a_short_word_is_forgiven_in_its_place_only():
    assert is_slip("แนท", "แนว", known=False, in_place=True)
    assert not is_slip("แนท", "แนว", known=False)


@pytest.mark.parametrize(
    ("one", "other"), [("2564", "2554"), ("โรงงาน", "โรงแรม"), ("ดิน", "หิน"), ("ใกล้", "ไกล")]
)
def test_known_words_and_numbers_are_no_slips(one, other):
    assert not is_slip(one, other, known=True, in_place=True)


def test_names_have_to_sound_alike():
    assert not is_slip("โนนทัน", "โนนหัน", known=False, in_place=True, a_name=True)
    assert is_slip("โนนหั่น", "โนนหัน", known=False, a_name=True)


def test_one_edit_counts_letters():
    assert one_edit("abcd", "abcd")
    assert one_edit("abcd", "abdc")
    assert one_edit("abcd", "abd")
    assert not one_edit("abcd", "badc")
    assert not one_edit("abcd", "ab")
    assert one_edit("", "a")


def test_the_word_list_is_ready_for_looking_up():
    path = Path(similarity.__file__).with_name("words.txt")
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    words = [word for line in lines for word in line.split()]

    assert len(words) == 9000 == len(set(words))
    assert [word for word in words if plain(word) != word] == []


def test_no_word_is_on_both_ends_of_a_scale():
    for word, ends in vocabulary.ENDS.items():
        assert len({scale for scale, _ in ends}) == len(ends), word
