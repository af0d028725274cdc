import time

import pytest
from django.db import connection

from tests.factories import create_district, create_participant, create_user, create_workshop
from tests.workshops.domain.threads import at_once
from tests.workshops.domain.words import submit
from workshops.domain import journal, stages
from workshops.domain.errors import StageClosed
from workshops.domain.participants import join_workshop
from workshops.domain.writing import write
from workshops.enums import Stage, Verb
from workshops.models import Workshop, WorkshopQuerySet

pytestmark = pytest.mark.django_db
only_postgres = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one writer at a time anyway"
)


def revisions(workshop: Workshop) -> list[int]:
    return list(workshop.journal.order_by("revision").values_list("revision", flat=True))


def test_an_entry_says_who_did_what() -> None:
    participant, user = create_participant(), create_user()
    workshop = participant.workshop

    first = _record(workshop, by=participant, factor=1)
    second = _record(workshop, by=user, factor=2)

    workshop.refresh_from_db()
    assert (first.revision, second.revision, workshop.revision) == (1, 2, 2)
    assert (first.participant, first.user) == (participant, None)
    assert (second.participant, second.user) == (None, user)
    assert second.facts == {"factor": 2}


def test_a_factors_revision_is_that_of_its_first_entry() -> None:
    participant = create_participant()
    submit(participant, text="หนึ่ง")
    factor, _ = submit(participant, text="สอง")
    submit(participant, text="สาม")

    assert journal.revision_of(factor) == 2


@pytest.mark.django_db(transaction=True)
def test_forty_writers_leave_no_gap_and_no_double() -> None:
    workshop, district = create_workshop(), create_district()
    people = [create_participant(workshop=workshop) for _ in range(20)]
    writers = [lambda p=person: submit(p) for person in people]
    joiners = [lambda: join_workshop(workshop, name="ก", district=district) for _ in range(20)]

    given = at_once(*writers, *joiners)

    assert [each for each in given if isinstance(each, Exception)] == []
    assert revisions(workshop) == list(range(1, 41))
    workshop.refresh_from_db()
    assert workshop.revision == 40


@pytest.mark.django_db(transaction=True)
def test_nothing_gets_in_after_the_stage_closes() -> None:
    workshop = create_workshop()
    people = [create_participant(workshop=workshop) for _ in range(39)]

    given = at_once(
        *[lambda p=person: submit(p) for person in people],
        lambda: stages.open_stage(workshop, Stage.EXCHANGE, by=create_user()),
    )

    refused = [each for each in given if isinstance(each, StageClosed)]
    closed_at = workshop.journal.get(verb=Verb.STAGE_CHANGED).revision
    assert workshop.journal.count() == closed_at == workshop.factors.count() + 1
    assert workshop.factors.count() + len(refused) == 39
    assert revisions(workshop) == list(range(1, closed_at + 1))


@only_postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_writers_collide(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the tests above: they hold because of the lock, not by luck."""
    monkeypatch.setattr(WorkshopQuerySet, "locked", _read_without_lock)
    workshop = create_workshop()
    people = [create_participant(workshop=workshop) for _ in range(40)]

    given = at_once(*[lambda p=person: submit(p) for person in people])

    assert any(isinstance(each, Exception) for each in given)
    assert workshop.journal.count() < 40


@only_postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_a_factor_gets_in_after_closing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WorkshopQuerySet, "locked", _read_without_lock)
    workshop = create_workshop()
    participant = create_participant(workshop=workshop)

    def close_soon() -> None:
        time.sleep(0.03)
        Workshop.objects.filter(pk=workshop.pk).update(stage=Stage.EXCHANGE)

    given = at_once(lambda: submit(participant), close_soon)

    assert [each for each in given if isinstance(each, Exception)] == []
    closed = Workshop.objects.get(pk=workshop.pk).stage == Stage.EXCHANGE
    assert (closed, workshop.factors.count()) == (True, 1)


@write
def _record(workshop: Workshop, **said):
    return journal.record(Workshop.objects.locked(workshop.pk), Verb.FACTOR_ADDED, **said)


def _read_without_lock(rows: WorkshopQuerySet, pk: int) -> Workshop:
    workshop = rows.get(pk=pk)
    time.sleep(0.1)  # what another writer does meanwhile
    return workshop
