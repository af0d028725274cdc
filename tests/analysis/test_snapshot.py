import pytest
from django.db import connection, transaction

from analysis.snapshot import one_moment
from tests.factories import create_factor, create_participant
from tests.workshops.domain.threads import at_once
from workshops.models import Factor

pytestmark = [pytest.mark.data, pytest.mark.django_db(transaction=True)]


def test_what_is_written_meanwhile_is_not_seen_and_not_held_up():
    person = create_participant()
    create_factor(participant=person)

    with one_moment():
        before = Factor.objects.count()
        # In a thread: another connection, as another person in the room.
        (written,) = at_once(lambda: create_factor(participant=person))
        after = Factor.objects.count()

    assert isinstance(written, Factor)
    assert (before, after, Factor.objects.count()) == (1, 1, 2)


def test_without_it_the_sums_would_not_agree():
    person = create_participant()

    before = Factor.objects.count()
    at_once(lambda: create_factor(participant=person))

    assert (before, Factor.objects.count()) == (0, 1)


def test_inside_a_transaction_it_joins_that_one():
    with transaction.atomic(), one_moment():
        assert Factor.objects.count() == 0


def test_it_ends_even_when_reading_fails():
    with pytest.raises(ZeroDivisionError), one_moment():
        _ = Factor.objects.count() / 0

    assert not connection.in_atomic_block
    create_factor()
    assert Factor.objects.count() == 1
