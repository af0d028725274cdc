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
    FactorsLimitReached,
    StageClosed,
    TimeIsUp,
    TooManyFactors,
    UnknownDistrict,
    WorkshopClosed,
)
from workshops.enums import Category, HiddenReason, Stage, Stance, WaitsFor
from workshops.models import Factor, Participant, Workshop

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


# --- The room's rules ------------------------------------------------------------------------


def ruled(**rules: object) -> Participant:
    """Somebody in a workshop with these rules."""
    workshop = create_workshop()
    for name, value in rules.items():
        setattr(workshop, name, value)
    workshop.save(update_fields=list(rules))
    return create_participant(workshop=workshop)


def seconds_ago(seconds: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("rules", "waits_for"),
    [
        ({}, ""),
        ({"is_silent": True}, WaitsFor.REVEAL),
        ({"approves_first": True}, WaitsFor.APPROVAL),
        ({"is_silent": True, "approves_first": True}, WaitsFor.REVEAL),
        ({"is_silent": True, "revealed_at": timezone.now()}, ""),
    ],
)
def test_a_factor_waits_as_the_rules_say(rules: dict[str, object], waits_for: str) -> None:
    factor, _ = submit(ruled(**rules))

    assert factor.waits_for == waits_for
    assert factor.is_on_board == (waits_for == "")
    assert Factor.objects.on_board().exists() == (waits_for == "")


def test_approving_puts_it_on_the_board_once() -> None:
    factor, _ = submit(ruled(approves_first=True))
    boss = factor.workshop.facilitators.get()

    for _ in range(2):
        factors.approve_factor(factor, by=boss)

    assert Factor.objects.on_board().get() == factor
    verbs = list(factor.workshop.journal.order_by("revision").values_list("verb", flat=True))
    assert verbs == ["factor.added", "factor.approved"]


def test_what_waits_for_the_reveal_cannot_be_approved() -> None:
    factor, _ = submit(ruled(is_silent=True))

    factors.approve_factor(factor, by=factor.workshop.facilitators.get())

    assert not Factor.objects.on_board().exists()


def test_other_words_than_the_approved_ones_wait_again() -> None:
    participant = ruled(approves_first=True)
    factor, _ = submit(participant)
    factors.approve_factor(factor, by=participant.workshop.facilitators.get())

    factors.change_factor(factor, by=participant, **said(text="อีกอย่างหนึ่ง"))

    factor.refresh_from_db()
    assert factor.waits_for == WaitsFor.APPROVAL


def test_other_words_in_a_silent_round_wait_for_the_reveal() -> None:
    participant = create_participant()
    factor, _ = submit(participant)
    Workshop.objects.update(is_silent=True)

    factors.change_factor(factor, by=participant, **said(text="อีกอย่างหนึ่ง"))

    assert not Factor.objects.on_board().exists()
    assert Factor.objects.get().waits_for == WaitsFor.REVEAL


@pytest.mark.parametrize(
    ("names_shown", "category", "anonymous"),
    [
        (False, Category.SOCIAL, True),
        (False, Category.POLITICAL, True),
        (True, Category.SOCIAL, False),
        (True, Category.POLITICAL, True),
    ],
)
def test_a_factor_is_without_a_name_as_the_rules_say(
    *, names_shown: bool, category: Category, anonymous: bool
) -> None:
    factor, _ = submit(ruled(names_shown=names_shown), category=category)

    assert factor.is_anonymous == anonymous


def test_what_was_said_without_a_name_stays_so() -> None:
    participant = ruled(names_shown=True)
    factor, _ = submit(participant, category=Category.POLITICAL)

    factors.change_factor(factor, by=participant, **said(category=Category.SOCIAL))

    factor.refresh_from_db()
    assert factor.is_anonymous


def test_moving_under_an_anonymous_heading_takes_the_name_off() -> None:
    participant = ruled(names_shown=True)
    factor, _ = submit(participant, category=Category.SOCIAL)

    factors.change_factor(factor, by=participant, **said(category=Category.POLITICAL))

    factor.refresh_from_db()
    assert factor.is_anonymous


def test_more_than_the_limit_is_refused_until_one_is_withdrawn() -> None:
    participant = ruled(factors_limit=2)
    first, _ = submit(participant, text="หนึ่ง")
    submit(participant, text="สอง")
    with pytest.raises(FactorsLimitReached):
        submit(participant, text="สาม")

    factors.withdraw_factor(first, by=participant)

    assert submit(participant, text="สาม")[1]


def test_the_same_again_at_the_limit_is_the_same() -> None:
    participant, number = ruled(factors_limit=1), uuid.uuid4()
    submit(participant, client_id=number)

    assert submit(participant, client_id=number)[1] is False


@pytest.mark.parametrize("stage", list(Stage))
def test_a_late_draft_is_taken_after_its_step_and_marked(stage: Stage) -> None:
    participant = ruled(allows_late=True, stage=stage)
    if stage in (Stage.LOBBY, Stage.LEARN, Stage.CLOSED):
        with pytest.raises(StageClosed):
            submit(participant, late=True)
        return

    factor, _ = submit(participant, late=True)

    assert factor.is_late == (stage != Stage.BRAINSTORM)


def test_late_is_refused_where_it_is_not_allowed() -> None:
    with pytest.raises(StageClosed):
        submit(ruled(stage=Stage.EXCHANGE), late=True)
    with pytest.raises(StageClosed):
        submit(ruled(stage=Stage.EXCHANGE, allows_late=True), late=False)


def test_a_timer_that_closes_refuses_after_zero_and_takes_late_drafts() -> None:
    over = {"timer_ends_at": seconds_ago(1), "timer_closes": True}
    with pytest.raises(TimeIsUp):
        submit(ruled(**over))

    factor, _ = submit(ruled(**over, allows_late=True), late=True)

    assert factor.is_late


@pytest.mark.parametrize(
    "timer",
    [
        {"timer_ends_at": seconds_ago(1), "timer_closes": False},
        {"timer_ends_at": seconds_ago(-3600), "timer_closes": True},
        {"timer_left_seconds": 0, "timer_closes": True},
    ],
    ids=["does not close", "still runs", "is held"],
)
def test_another_timer_refuses_nothing(timer: dict[str, object]) -> None:
    factor, _ = submit(ruled(**timer))

    assert not factor.is_late


def test_after_a_merge_the_same_again_is_the_same_for_the_kept_entry() -> None:
    other, number = create_participant(), uuid.uuid4()
    first, _ = submit(other, client_id=number)
    kept = create_participant(workshop=other.workshop)
    other.merged_into = kept
    other.save(update_fields=["merged_into"])

    assert submit(kept, client_id=number) == (first, False)
    with pytest.raises(ClientIdReused):
        submit(create_participant(workshop=other.workshop), client_id=number)


def test_a_hidden_factor_keeps_its_reason_until_it_is_restored() -> None:
    factor = create_factor()
    boss = factor.workshop.facilitators.get()
    hidden = factors.hide_factor(factor, by=boss, reason=HiddenReason.PERSONAL)
    assert hidden.hidden_reason == HiddenReason.PERSONAL

    restored = factors.restore_factor(factor, by=boss)

    assert restored.hidden_reason == ""
    facts = list(factor.workshop.journal.order_by("revision").values_list("facts", flat=True))
    assert facts == [{"factor": factor.pk, "reason": "personal"}, {"factor": factor.pk}]
