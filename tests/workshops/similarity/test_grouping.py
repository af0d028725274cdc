"""Suggested groups and their names."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workshops.similarity.labelled import themes
from workshops.similarity import Group, groups
from workshops.text import clean_text

TEXTS = {
    1: "น้ำท่วมถนนหลายสายทุกปี",
    2: "นาข้าวเสียหายเพราะน้ำท่วม",
    3: "น้ำท่วมขังในเขตเทศบาล",
    4: "กลุ่มทอผ้าไหมมีฝีมือ",
    5: "ผ้าไหมมัดหมี่มีชื่อเสียง",
    6: "สัญญาณอินเทอร์เน็ตหลุดบ่อย",
}
FACTORS = {number: text for number, (_, text) in enumerate(themes(), 1)}
LEADING, ATTACHED = set("เแโใไ"), set("ะัาำิีึืฺุูๅ็่้๊๋์ํ๎ๆ")


def members(found: list[Group]) -> list[tuple[int, ...]]:
    return [group.members for group in found]


def test_it_groups_by_theme_and_leaves_the_rest_alone():
    assert members(groups(TEXTS)) == [(1, 2, 3), (4, 5)]


def test_the_name_is_what_the_members_share():
    assert [group.name for group in groups(TEXTS)] == ["น้ำท่วม", "ผ้าไหม"]


@pytest.mark.parametrize("texts", [{}, {1: "น้ำท่วม"}, {1: "", 2: ""}, {1: "ขยะ", 2: "น้ำตก"}])
def test_there_may_be_none(texts):
    assert groups(texts) == []


def test_the_same_words_are_one_group():
    assert groups({3: "ขยะล้นตลาด", 8: "ขยะล้นตลาด"}) == [Group((3, 8), "ขยะ")]


def test_it_keeps_apart_whom_it_is_told():
    found = groups(TEXTS, kept_apart=[(2, 1), (3, 1), (4, 99)])

    assert members(found) == [(2, 3), (4, 5)]


@settings(max_examples=10, deadline=None)
@given(st.permutations(sorted(TEXTS)))
def test_the_order_does_not_matter(order):
    assert groups({key: TEXTS[key] for key in order}) == groups(TEXTS)


def test_what_a_third_of_the_room_writes_is_still_a_group():
    places = [f"น้ำท่วม{place}" for place in ("ตลาด", "โรงเรียน", "นาข้าว", "วัด", "ถนน", "สถานีรถไฟ")]
    others = "ขยะ ผ้าไหม ฝุ่น โดรน หนี้สิน ไดโนเสาร์ สวนสัตว์ อาหาร ภาษาอังกฤษ กีฬา ดนตรี สะพาน".split()

    found = groups(dict(enumerate(places + others)))

    assert [group.name for group in found] == ["น้ำท่วม"]
    assert members(found) == [(0, 1, 2, 3, 4, 5)]


def test_real_factors_form_sensible_groups():
    found = groups(FACTORS)
    shuffled = list(FACTORS.items())
    random.Random(7).shuffle(shuffled)
    grouped = [key for group in found for key in group.members]

    assert groups(dict(shuffled)) == found
    assert len(grouped) == len(set(grouped))
    assert all(group.members == tuple(sorted(group.members)) for group in found)
    assert all(2 <= len(group.members) <= 15 for group in found)
    assert len({group.name for group in found}) == len(found)
    assert len(found) > 25


def test_the_names_are_words_of_a_member():
    for group in groups(FACTORS):
        texts = [clean_text(FACTORS[key]) for key in group.members]
        holder = next(text for text in texts if group.name in text)
        behind = holder[holder.index(group.name) + len(group.name) :]

        assert 3 <= len(group.name) <= 40
        assert group.name[0] not in ATTACHED
        assert group.name[-1] not in LEADING
        assert behind[:1] not in ATTACHED


def test_most_that_stand_together_belong_together():
    theme = {number: name or f"none {number}" for number, (name, _) in enumerate(themes(), 1)}
    together = [
        theme[first] == theme[second]
        for group in groups(FACTORS)
        for first in group.members
        for second in group.members
        if first < second
    ]

    assert sum(together) / len(together) >= 0.8
    assert sum(together) >= 80


def test_unrelated_sentences_never_collapse():
    """A chain of neighbours, each sharing a word with the next, is not one theme."""
    words = "ขยะ ตลาด รถไฟ เขื่อน ผ้าไหม โรงเรียน ข้าว ฝุ่น สะพาน พลังงาน สนามบิน วัด ป่าไม้ ปลา".split()
    chain = {n: f"{one}กับ{other}" for n, (one, other) in enumerate(zip(words, words[1:]))}  # noqa: B905

    assert max((len(group.members) for group in groups(chain)), default=0) <= 3


@pytest.mark.parametrize("odd", ["🎉🎉", "ก" * 280, "่่่", "123 456", "   ", "๑๒", "= 1+1", "x" * 300])
def test_nothing_odd_disturbs_it(odd):
    found = groups(TEXTS | {7: odd, 8: odd + " "})

    assert members(found)[:2] == [(1, 2, 3), (4, 5)]
    for group in found[2:]:
        assert group.members == (7, 8)
        assert 1 <= len(group.name) <= 40
