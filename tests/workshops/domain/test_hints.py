import pytest

from tests.factories import create_factor, create_participant, create_workshop
from workshops.domain import hints
from workshops.domain.arrangement import arrangement_of
from workshops.enums import Category, Stage

pytestmark = pytest.mark.django_db
FLOOD = "น้ำท่วมตลาดทุกปีเพราะท่อระบายน้ำเล็กเกินไป"
FLOOD_AGAIN = "ท่อระบายน้ำเล็กเกินไป ทำให้น้ำท่วมตลาดทุกปี"
SCHOOL = "โรงเรียนขนาดเล็กขาดครูภาษาอังกฤษ"


@pytest.fixture
def workshop():
    return create_workshop(stage=Stage.BRAINSTORM)


@pytest.fixture
def person(workshop):
    return create_participant(workshop=workshop)


def alike(person, text=FLOOD_AGAIN):
    return hints.alike_to(person, text)


def test_it_offers_what_somebody_else_wrote_already(workshop, person):
    flood = create_factor(workshop=workshop, text=FLOOD)
    create_factor(workshop=workshop, text=SCHOOL)

    assert alike(person) == [flood]


def test_own_words_and_a_few_letters_are_no_hint(workshop, person):
    create_factor(participant=person, text=FLOOD)

    assert alike(person) == []
    assert alike(create_participant(workshop=workshop), "น้ำ") == []


@pytest.mark.parametrize(
    "unseen", [{"waits_for": "reveal"}, {"waits_for": "approval"}, {"hidden_at": "now"}]
)
def test_it_never_offers_what_nobody_may_read(workshop, person, unseen):
    unseen = {
        name: workshop.created_at if value == "now" else value for name, value in unseen.items()
    }
    create_factor(workshop=workshop, text=FLOOD, **unseen)

    assert alike(person) == []


def test_it_follows_what_comes_and_goes(workshop, person):
    flood = create_factor(workshop=workshop, text=FLOOD)
    assert alike(person) == [flood]

    flood.text = SCHOOL
    flood.save(update_fields=["text"])
    assert alike(person) == []
    assert alike(person, SCHOOL) == [flood]

    flood.withdrawn_at = workshop.created_at
    flood.save(update_fields=["withdrawn_at"])
    assert alike(person, SCHOOL) == []


def test_another_workshops_words_stay_there(person):
    create_factor(text=FLOOD)

    assert alike(person) == []


def test_it_takes_three_queries(workshop, person, django_assert_num_queries):
    for _ in range(3):
        create_factor(workshop=workshop, text=FLOOD)

    with django_assert_num_queries(3):
        assert all(factor.district.name for factor in alike(person))


# --- For the facilitator ----------------------------------------------------------------------


def test_a_refused_pair_is_not_suggested_again(workshop):
    pair = [create_factor(workshop=workshop, text=text) for text in (FLOOD, FLOOD_AGAIN)]
    create_factor(workshop=workshop, text=SCHOOL)
    arrangement = arrangement_of(workshop)
    found = hints.suggested_duplicates(workshop, arrangement)
    assert [(one.first, one.second) for one in found] == [tuple(pair)]

    by = workshop.facilitators.get()
    for _ in range(2):
        hints.refuse_hint(workshop, by=by, factors=[factor.pk for factor in reversed(pair)])

    assert hints.suggested_duplicates(workshop, arrangement) == []
    assert [entry.verb for entry in workshop.journal.all()] == ["hint.refused"]


def test_groups_stay_within_a_category(workshop):
    texts = (FLOOD, FLOOD_AGAIN)
    same = [create_factor(workshop=workshop, text=text) for text in texts]
    create_factor(workshop=workshop, text=FLOOD, category=Category.ECONOMIC)

    (group,) = hints.suggested_groups(workshop, arrangement_of(workshop))

    assert (group.category, group.factors) == (Category.SOCIAL, same)
    assert group.name
