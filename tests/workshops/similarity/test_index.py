"""Already there: what is offered to somebody who types, and what to the facilitator."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workshops.similarity.labelled import pairs, themes
from workshops.similarity import Alike, Index, Pair, duplicates, likeness
from workshops.similarity.judging import SAME

TEXTS = {
    1: "น้ำประปาไม่เพียงพอในหน้าแล้ง",
    2: "ถนนในหมู่บ้านเป็นหลุมบ่อ",
    3: "หน้าแล้งขาดแคลนน้ำประปา",
    4: "น้ำประปาเพียงพอในหน้าแล้ง",
    5: "ผู้สูงอายุเพิ่มขึ้น",
}


def keys(found: list[Alike]) -> list[int]:
    return [alike.key for alike in found]


def test_it_offers_what_says_the_same():
    found = Index(TEXTS).alike("ในหน้าแล้ง น้ำประปาไม่พอ")

    assert sorted(keys(found)) == [1, 3]
    assert found == sorted(found, key=lambda alike: (-alike.score, alike.key))


def test_the_same_words_come_first():
    assert Index(TEXTS).alike(TEXTS[5])[0].key == 5


def test_it_offers_nothing_where_nothing_says_the_same():
    index = Index(TEXTS)

    assert index.alike("ผู้สูงอายุลดลง") == []
    assert index.alike("") == []
    assert Index().alike("น้ำประปา") == []


def test_it_keeps_to_the_limit_and_leaves_out_what_it_is_told():
    index = Index(dict.fromkeys(range(6), "ขยะล้นตลาด"))

    assert keys(index.alike("ขยะล้นตลาด")) == [0, 1, 2]
    assert keys(index.alike("ขยะล้นตลาด", limit=2, besides=[0, 2])) == [1, 3]
    assert index.alike("ขยะล้นตลาด", limit=0) == []


def test_it_follows_what_comes_changes_and_goes():
    index = Index(TEXTS)
    index.put(9, "ผู้สูงวัยมีมากขึ้น")
    index.put(2, "ขยะล้นตลาด")
    index.drop(1)
    index.drop(77)

    assert len(index) == 5
    assert index.alike("ถนนในหมู่บ้านเป็นหลุมบ่อ") == []
    assert keys(index.alike("ขยะล้นตลาด")) == [2]
    assert keys(index.alike("น้ำประปาไม่เพียงพอในหน้าแล้ง")) == [3]
    for key in (2, 3, 4, 5, 9):
        index.drop(key)
    assert (len(index), index._by_concept, index._by_letters) == (0, {}, {})


def test_a_short_text_is_found_by_its_letters():
    index = Index({1: "ยาเสพติด", 2: "อาชญากรรม"})

    assert keys(index.alike("ยาเสพติต")) == [1]


def test_it_finds_among_all_what_it_would_judge_the_same():
    """The candidates leave nobody out whom the comparison would have offered."""
    rows = [row for row in pairs("tune") if row.same][::3]
    index = Index(dict(enumerate(sorted({row.first for row in rows}))))
    texts = {text: key for key, text in enumerate(sorted({row.first for row in rows}))}

    missed = [
        row.second
        for row in rows
        if likeness(row.first, row.second) >= SAME
        and texts[row.first] not in keys(index.alike(row.second, limit=5))
    ]

    assert missed == []


def test_it_suggests_duplicates_once_and_in_order():
    found = duplicates(TEXTS)

    assert [(pair.first, pair.second) for pair in found] == [(1, 3)]
    assert isinstance(found[0], Pair)
    assert duplicates({}) == duplicates({1: "ขยะ"}) == []


def test_the_same_words_over_and_over_are_paired_with_the_first():
    found = duplicates(dict.fromkeys(range(400), "ขยะ ล้นตลาด") | {7: "ขยะล้นตลาด", 500: "ตลาดสะอาด"})

    assert [(pair.first, pair.second) for pair in found] == [(0, key) for key in range(1, 400)]


def test_no_two_of_126_different_sentences_are_suggested():
    texts = {number: text for number, (_, text) in enumerate(themes())}

    assert duplicates(texts) == []


@settings(max_examples=15, deadline=None)
@given(st.permutations(sorted(TEXTS)))
def test_the_order_does_not_matter(order):
    shuffled = {key: TEXTS[key] for key in order}

    assert duplicates(shuffled) == duplicates(TEXTS)
    assert Index(shuffled).alike(TEXTS[1]) == Index(TEXTS).alike(TEXTS[1])


@pytest.mark.parametrize("text", ["🎉" * 10, "ก" * 280, "   ", "12 34", "%%", "\u200b", "่"])
def test_nothing_odd_disturbs_it(text):
    index = Index({1: text, 2: "ขยะล้นตลาด"})

    assert 2 not in keys(index.alike(text))
    index.drop(1)
    assert len(index) == 1
