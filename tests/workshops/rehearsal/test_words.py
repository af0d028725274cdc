import random

import pytest

from workshops.enums import Category, Stance, Track
from workshops.models import FACTOR_LENGTH
from workshops.rehearsal import words


def test_the_same_seed_draws_the_same_words():
    first, again = (words.drafts(random.Random(7), "ชุมแพ", 20) for _ in range(2))

    assert first == again
    assert first != words.drafts(random.Random(8), "ชุมแพ", 20)


@pytest.mark.parametrize("total", [0, 1, 126, 300])
def test_nobody_writes_the_same_twice(total):
    drafts = words.drafts(random.Random(7), "ชุมแพ", total)

    assert len(drafts) == len({draft.text for draft in drafts}) == total
    assert all(0 < len(draft.text) <= FACTOR_LENGTH for draft in drafts)


def test_one_district_speaks_in_all_categories_and_of_itself_first():
    drafts = words.drafts(random.Random(7), "ชุมแพ", 126)

    assert {draft.category for draft in drafts} == set(Category.values)
    assert {draft.stance for draft in drafts} == set(Stance.values)
    assert {draft.track for draft in drafts} == set(Track.values)
    assert "ชุมแพ" in drafts[0].text


def test_the_name_says_that_it_is_a_rehearsal():
    names = [words.person(number).name for number in range(100)]

    assert len(set(names)) == 100
    assert names[0].startswith("ซ้อม 1 · ")
