import contextlib
import datetime
import uuid
from collections.abc import Iterator

import pytest
from django.db import connection, models
from django.utils import timezone

from tests.factories import (
    create_district,
    create_factor,
    create_participant,
    create_user,
    create_workshop,
)
from tests.workshops.domain.threads import at_once
from tests.workshops.domain.words import said, submit
from workshops.domain import factors
from workshops.domain.errors import (
    ClientIdReused,
    DuplicateFactor,
    FactorChangedMeanwhile,
    StageClosed,
    TooManyFactors,
    UnknownDistrict,
    WorkshopClosed,
)
from workshops.enums import Category, Stage, Stance
from workshops.models import Factor, Workshop

pytestmark = pytest.mark.django_db


# --- Sending ---------------------------------------------------------------------------------


def test_a_factor_is_sent() -> None:
    participant = create_participant()

    factor, new = submit(participant, text="น้ำท่วม", evidence="รายงาน", horizon="soon")

    assert (new, factor.text, factor.evidence, factor.horizon) == (
        True,
        "น้ำท่วม",
        "รายงาน",
        "soon",
    )
    assert factor.is_on_board
    entry = participant.workshop.journal.get()
    assert (entry.verb, entry.facts, entry.participant) == (
        "factor.added",
        {"factor": factor.pk},
        participant,
    )


def test_the_same_again_is_the_same_row_even_after_closing() -> None:
    participant, number = create_participant(), uuid.uuid4()
    first, _ = submit(participant, client_id=number)
    Workshop.objects.update(stage=Stage.CLOSED)

    again, new = submit(participant, client_id=number)

    assert (again, new) == (first, False)
    assert participant.workshop.journal.count() == 1


def test_the_same_again_after_a_change_is_still_the_same() -> None:
    participant, number = create_participant(), uuid.uuid4()
    factor, _ = submit(participant, client_id=number)
    factors.change_factor(factor, by=participant, **said(text="คำใหม่"))

    again, new = submit(participant, client_id=number)

    assert (again.text, new) == ("คำใหม่", False)


def test_empty_and_missing_evidence_are_the_same() -> None:
    participant, number = create_participant(), uuid.uuid4()
    submit(participant, client_id=number)

    _, new = submit(participant, client_id=number, evidence="", horizon="")

    assert not new


def test_a_number_is_for_one_persons_one_text() -> None:
    participant, number = create_participant(), uuid.uuid4()
    neighbour = create_participant(workshop=participant.workshop)
    submit(participant, client_id=number)

    with pytest.raises(ClientIdReused):
        submit(participant, client_id=number, text="คำอื่น")
    with pytest.raises(ClientIdReused):
        submit(neighbour, client_id=number)

    assert Factor.objects.count() == 1


def test_a_number_used_in_another_workshop_is_refused() -> None:
    number = uuid.uuid4()
    submit(create_participant(), client_id=number)

    with pytest.raises(ClientIdReused):
        submit(create_participant(), client_id=number)


@pytest.mark.parametrize("stage", [each for each in Stage if each != Stage.BRAINSTORM])
def test_a_stage_that_does_not_collect_refuses(stage: Stage) -> None:
    participant = create_participant(workshop=create_workshop(stage=stage))

    with pytest.raises(WorkshopClosed if stage == Stage.CLOSED else StageClosed):
        submit(participant)

    assert not Factor.objects.exists()
    assert not participant.workshop.journal.exists()


def test_a_district_that_does_not_take_part_is_refused() -> None:
    with pytest.raises(UnknownDistrict):
        submit(create_participant(), district=create_district(code="4007"))


def test_own_words_twice_in_one_category_and_district_are_refused() -> None:
    participant = create_participant()
    submit(participant, text="น้ำท่วม")

    with pytest.raises(DuplicateFactor):
        submit(participant, text="นํ้า ท่วม", stance=Stance.THREAT)

    submit(participant, text="น้ำท่วม", category=Category.ECONOMIC)
    submit(participant, text="น้ำท่วม", district=create_district(code="4029"))
    submit(create_participant(workshop=participant.workshop), text="น้ำท่วม")
    assert Factor.objects.count() == 4


def test_withdrawn_words_may_be_written_again() -> None:
    participant = create_participant()
    factor, _ = submit(participant)
    factors.withdraw_factor(factor, by=participant)

    _, new = submit(participant)

    assert new


def test_too_many_in_a_minute_wait_for_the_oldest(settings) -> None:
    settings.FACTORS_PER_MINUTE = 2
    participant = create_participant()
    now = timezone.now()
    for seconds in (50, 20):
        sent_at = now - datetime.timedelta(seconds=seconds)
        create_factor(participant=participant, created_at=sent_at)

    with pytest.raises(TooManyFactors) as refused:
        submit(participant)

    assert refused.value.retry_after in (10, 11)


def test_after_a_minute_one_may_go_on(settings) -> None:
    settings.FACTORS_PER_MINUTE = 1
    participant = create_participant()
    create_factor(
        participant=participant, created_at=timezone.now() - datetime.timedelta(seconds=61)
    )

    _, new = submit(participant)

    assert new


# --- Changing, withdrawing, hiding -----------------------------------------------------------


def test_a_change_keeps_the_words_before_in_the_journal() -> None:
    participant = create_participant()
    factor, _ = submit(participant, text="คำเดิม")

    changed = factors.change_factor(factor, by=participant, **said(text="คำใหม่"))

    assert (changed.text, changed.changed_at is not None) == ("คำใหม่", True)
    entry = participant.workshop.journal.order_by("-revision")[0]
    assert (entry.verb, entry.facts["before"]["text"]) == ("factor.changed", "คำเดิม")


def test_a_change_that_changes_nothing_is_none() -> None:
    participant = create_participant()
    factor, _ = submit(participant)

    factors.change_factor(factor, by=participant, **said(evidence="", horizon=""))

    factor.refresh_from_db()
    assert factor.changed_at is None
    assert participant.workshop.journal.count() == 1


def test_a_changed_text_is_compared_by_its_new_words() -> None:
    participant = create_participant()
    factor, _ = submit(participant, text="คำเดิม")
    factors.change_factor(factor, by=participant, **said(text="คำใหม่"))

    submit(participant, text="คำเดิม")
    with pytest.raises(DuplicateFactor):
        submit(participant, text="คำ ใหม่")


def test_a_change_needs_its_stage_its_district_and_a_factor_that_is_there() -> None:
    participant = create_participant()
    factor, _ = submit(participant)

    with pytest.raises(UnknownDistrict):
        factors.change_factor(factor, by=participant, **said(district=create_district(code="4007")))
    factors.withdraw_factor(factor, by=participant)
    with pytest.raises(FactorChangedMeanwhile):
        factors.change_factor(factor, by=participant, **said(text="คำใหม่"))
    Workshop.objects.update(stage=Stage.REFLECT)
    with pytest.raises(StageClosed):
        factors.change_factor(factor, by=participant, **said(text="คำใหม่"))


def test_hiding_and_restoring_are_once_each() -> None:
    factor, user = create_factor(), create_user()

    for _ in range(2):
        factors.hide_factor(factor, by=user)
    assert not Factor.objects.on_board().exists()
    for _ in range(2):
        factors.restore_factor(factor, by=user)

    assert Factor.objects.on_board().get() == factor
    verbs = list(factor.workshop.journal.order_by("revision").values_list("verb", flat=True))
    assert verbs == ["factor.hidden", "factor.restored"]


def test_a_withdrawn_factor_stays_off_the_board_when_restored() -> None:
    factor, user = create_factor(), create_user()
    factors.withdraw_factor(factor, by=factor.participant)

    factors.hide_factor(factor, by=user)
    factors.restore_factor(factor, by=user)

    assert not Factor.objects.on_board().exists()


# --- Races -----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_twenty_equal_factors_at_once_are_one() -> None:
    participant, number = create_participant(), uuid.uuid4()

    given = at_once(*[lambda: submit(participant, client_id=number)] * 20)

    rows = {factor.pk for factor, _ in given}
    assert (len(rows), sum(new for _, new in given)) == (1, 1)
    assert Factor.objects.count() == 1
    assert participant.workshop.journal.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_unique_column_holds_without_the_look_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """And without lock and pace: what keeps a factor single is the column alone."""
    _switch_off_all_but_the_column(monkeypatch)
    participant, number = create_participant(), uuid.uuid4()

    given = at_once(*[lambda: submit(participant, client_id=number)] * 20)

    assert Factor.objects.count() == 1
    assert {factor.pk for factor, _ in filter(_is_answer, given)} == {Factor.objects.get().pk}


@pytest.mark.django_db(transaction=True)
def test_without_the_unique_column_one_factor_becomes_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: the tests above must fail without the column."""
    _switch_off_all_but_the_column(monkeypatch)
    participant, number = create_participant(), uuid.uuid4()

    with _client_id_not_unique():
        at_once(*[lambda: submit(participant, client_id=number)] * 20)
        total = Factor.objects.count()
        Factor.objects.all().delete()

    assert total > 1


def _is_answer(given: object) -> bool:
    return isinstance(given, tuple)


def _switch_off_all_but_the_column(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(factors, "_sent_before", lambda client_id: None)
    monkeypatch.setattr(factors, "_require_new_words", lambda *_, **__: None)


@contextlib.contextmanager
def _client_id_not_unique() -> Iterator[None]:
    """The table as if the column were an ordinary one."""
    unique = Factor._meta.get_field("client_id")
    plain = models.UUIDField()
    plain.set_attributes_from_name("client_id")
    plain.model = Factor
    with _editor() as editor:
        editor.alter_field(Factor, unique, plain)
    try:
        yield
    finally:
        with _editor() as editor:
            editor.alter_field(Factor, plain, unique)


@contextlib.contextmanager
def _editor() -> Iterator[object]:
    """A schema editor; SQLite remakes the table and must not check keys meanwhile."""
    connection.disable_constraint_checking()
    try:
        with connection.schema_editor() as editor:
            yield editor
    finally:
        connection.enable_constraint_checking()
