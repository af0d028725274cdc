import pytest

from tests.factories import create_facilitator, create_planner, create_user, create_workshop
from tests.workshops.domain.threads import at_once
from workshops.domain import facilitators
from workshops.domain.facilitators import LastFacilitator, UnknownFacilitator
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def first():
    return create_facilitator()


@pytest.fixture
def workshop(first):
    return create_workshop(facilitator=first)


def test_a_second_facilitator_steers_too(workshop, first):
    second = create_facilitator()

    facilitators.add_facilitator(workshop, by=first, username=second.username)
    facilitators.add_facilitator(workshop, by=first, username=second.username.upper())

    assert set(workshop.facilitators.all()) == {first, second}
    assert list(Workshop.objects.run_by(second)) == [workshop]
    entry = workshop.journal.get()
    assert (entry.verb, entry.user) == ("workshop.changed", first)
    assert entry.facts == {"facilitators": [first.pk, second.pk]}


def test_an_administrator_may_be_added(workshop, first):
    administrator = create_user(is_superuser=True)

    assert (
        facilitators.add_facilitator(workshop, by=first, username=administrator.username)
        == administrator
    )


@pytest.mark.parametrize("who", ["nobody", "planner", "switched off", ""])
def test_whoever_cannot_steer_is_unknown(workshop, first, who):
    left = create_facilitator()
    left.is_active = False
    left.save()
    names = {"planner": create_planner().username, "switched off": left.username}

    with pytest.raises(UnknownFacilitator):
        facilitators.add_facilitator(workshop, by=first, username=names.get(who, who))

    assert not workshop.journal.exists()


def test_one_goes_and_the_other_goes_on(workshop, first):
    second = create_facilitator()
    facilitators.add_facilitator(workshop, by=first, username=second.username)

    facilitators.remove_facilitator(workshop, first, by=second)
    facilitators.remove_facilitator(workshop, first, by=second)

    assert list(workshop.facilitators.all()) == [second]
    assert workshop.journal.order_by("revision").last().facts == {"facilitators": [second.pk]}
    assert workshop.journal.count() == 2


def test_the_last_one_stays(workshop, first):
    with pytest.raises(LastFacilitator):
        facilitators.remove_facilitator(workshop, first, by=first)

    assert list(workshop.facilitators.all()) == [first]


@pytest.mark.django_db(transaction=True)
def test_two_who_leave_at_once_do_not_leave_the_room_alone():
    first, second = create_facilitator(), create_facilitator()
    workshop = create_workshop(facilitator=first)
    workshop.facilitators.add(second)

    at_once(
        lambda: facilitators.remove_facilitator(workshop, first, by=first),
        lambda: facilitators.remove_facilitator(workshop, second, by=second),
    )

    assert workshop.facilitators.count() == 1
