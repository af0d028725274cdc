"""Cleaned words look as the raw ones do, and cleaning twice changes nothing more."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.tables.cleaned import cleaned
from workshops.text import clean_text, match_key

# Words as they are typed, rightly and wrongly.
TYPED = ["น้ำ", "นํ้า", "นำ้", "เเล้ง", "แล้ง", "ที่่ดิน", "ป่า", "๓", " ", "กม.", "Ａ", "5", "😀", "=1"]
WORDS = st.lists(st.sampled_from(TYPED), max_size=8).map("".join)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("น้ำท่วม", "น้ำท่วม"),
        ("นํ้าท่วม", "น้ำท่วม"),  # ํ + tone + า
        ("นำ้ท่วม", "น้ำท่วม"),  # tone typed after ำ
        ("เเล้ง ๓ ครั้ง", "แล้ง 3 ครั้ง"),
        ("ที่่ดิน", "ที่ดิน"),
        ("ก  ข", "ก ข"),
        ("ＡＢＣ", "ABC"),
        ("กม.² +5", "กม.² +5"),
    ],
)
def test_marks_digits_and_spaces_are_put_right(raw, clean) -> None:
    assert cleaned(raw) == clean


@given(WORDS)
def test_it_looks_the_same_to_a_reader(text) -> None:
    stored = clean_text(text)

    assert match_key(cleaned(stored)) == match_key(stored)


@given(st.text(max_size=40) | st.text(st.sampled_from("กเแำาํ่้๊ิีุ็์ั ๐1Ａ"), max_size=12))
@example("เเำ่่")
def test_cleaning_twice_changes_nothing_more(text) -> None:
    once = cleaned(clean_text(text))

    assert cleaned(once) == once
