"""Coming back, being one person after all, being entered by a scribe, being ready."""

import contextlib
import datetime
import threading
import uuid

import pytest
from django.utils import timezone, translation

from tests.factories import (
    create_district,
    create_facilitator,
    create_factor,
    create_participant,
    create_workshop,
)
from tests.workshops.domain.threads import at_once
from workshops import access
from workshops.domain import journal, people
from workshops.domain.board import presence_of
from workshops.domain.errors import (
    ClientIdReused,
    DuplicateFactor,
    FactorsLimitReached,
    StageClosed,
    TooManyFactors,
    UnknownDistrict,
    WorkshopClosed,
)
from workshops.domain.factors import submit_factor
from workshops.domain.participants import (
    SeatNeeded,
    SeatTaken,
    erase_names,
    give_reentry_code,
    join_workshop,
)
from workshops.domain.people import CannotMerge, MergedAlready, UnknownReentryCode, UnknownSlip
from workshops.domain.seats import make_seats
from workshops.domain.stages import open_stage
from workshops.enums import Category, Stage, Stance, Track
from workshops.models import CODE_ALPHABET, Participant, Workshop, WorkshopQuerySet

pytestmark = pytest.mark.django_db


def join(workshop: Workshop, name: str = "สมหญิง") -> Participant:
    return join_workshop(workshop, name=name, district=create_district())[0]


def write(participant: Participant, text: str = "น้ำท่วมทุกปี", **more):
    return submit_factor(
        participant,
        client_id=more.pop("client_id", None) or uuid.uuid4(),
        category=Category.ENVIRONMENTAL,
        text=text,
        stance=Stance.THREAT,
        track=Track.BOTH,
        district=create_district(),
        **more,
    )[0]


def verbs(workshop: Workshop) -> list[str]:
    return list(workshop.journal.order_by("revision").values_list("verb", flat=True))


# --- Coming back -----------------------------------------------------------------------------


def test_everybody_gets_a_code_of_six_symbols() -> None:
    workshop = create_workshop()

    codes = [join(workshop).reentry_code for _ in range(20)]

    assert len(set(codes)) == 20
    assert all(len(code) == 6 and set(code) <= set(CODE_ALPHABET) for code in codes)


def test_the_code_brings_the_same_person_back_with_a_new_token() -> None:
    workshop = create_workshop()
    participant, old = join_workshop(workshop, name="สมหญิง", district=create_district())

    found, token = people.come_back(workshop, reentry_code=participant.reentry_code)

    assert (found, workshop.participants.count()) == (participant, 1)
    assert access.participant_by_token(token, workshop) == participant
    assert access.participant_by_token(old, workshop) == participant
    entry = workshop.journal.order_by("-revision")[0]
    assert (entry.verb, entry.facts) == ("participant.returned", {"participant": participant.pk})


@pytest.mark.parametrize("typed", ["{low}", " {code} ", "{start}-{end}", "{start} {end}"])
def test_the_code_may_be_typed_in_any_way(typed: str) -> None:
    workshop = create_workshop()
    code = join(workshop).reentry_code
    written = typed.format(code=code, low=code.lower(), start=code[:3], end=code[3:])

    found, _token = people.come_back(workshop, reentry_code=written)

    assert found.reentry_code == code


def test_thai_digits_work_too() -> None:
    workshop = create_workshop()
    participant = join(workshop)
    Participant.objects.update(reentry_code="AB2345")

    assert people.come_back(workshop, reentry_code="ab๒๓๔๕")[0] == participant


@pytest.mark.parametrize("code", ["", "ZZZZZZ", "\x00", "ก" * 300])
def test_a_wrong_code_opens_nothing_and_leaves_no_trace(code: str) -> None:
    workshop = create_workshop()
    create_participant(workshop=workshop)

    with pytest.raises(UnknownReentryCode):
        people.come_back(workshop, reentry_code=code)

    assert not workshop.journal.exists()


def test_a_code_of_another_workshop_opens_nothing() -> None:
    code = join(create_workshop()).reentry_code

    with pytest.raises(UnknownReentryCode):
        people.come_back(create_workshop(), reentry_code=code)


def test_who_joined_before_there_were_codes_gets_one_that_stays() -> None:
    participant = create_participant()
    Participant.objects.update(reentry_code="")
    participant.refresh_from_db()

    code = give_reentry_code(participant).reentry_code

    assert len(code) == 6
    assert give_reentry_code(Participant.objects.get()).reentry_code == code
    assert not participant.workshop.journal.exists()


# --- One person after all --------------------------------------------------------------------


def test_two_entries_of_one_person_count_once() -> None:
    workshop, by = create_workshop(), create_facilitator()
    kept, other = join(workshop), join(workshop)

    people.merge_participants(kept, other, by=by)

    assert list(workshop.participants.counted()) == [kept]
    assert Workshop.objects.with_counts().get().participants_total == 1
    assert [each.participants_total for each in presence_of(workshop)] == [1, 0]
    entry = workshop.journal.order_by("-revision")[0]
    assert (entry.verb, entry.user) == ("participants.merged", by)
    assert entry.facts == {"kept": kept.pk, "other": other.pk}


def test_merged_entries_have_their_factors_together() -> None:
    workshop = create_workshop()
    kept, other = join(workshop), join(workshop)
    first, second = write(kept, "หนึ่ง"), write(other, "สอง")
    write(join(workshop), "ของคนอื่น")

    people.merge_participants(kept, other, by=create_facilitator())

    other.refresh_from_db()
    for entry in (kept, other):
        assert set(people.factors_of(entry)) == {first, second}
    assert people.with_factors(workshop.participants.counted())[0].factors_total == 2


def test_both_browsers_of_a_merged_person_are_the_kept_entry() -> None:
    workshop = create_workshop()
    (kept, first), (other, second) = (
        join_workshop(workshop, name="สมหญิง", district=create_district()) for _ in range(2)
    )

    people.merge_participants(kept, other, by=create_facilitator())

    found = [access.participant_by_token(token, workshop) for token in (first, second)]
    assert found == [kept, kept]


def test_parting_restores_what_was() -> None:
    workshop, by = create_workshop(), create_facilitator()
    kept, other = join(workshop), join(workshop)
    factor = write(other)
    people.merge_participants(kept, other, by=by)

    people.part_participants(other, by=by)
    people.part_participants(other, by=by)

    assert workshop.participants.counted().count() == 2
    assert list(people.factors_of(other)) == [factor]
    assert not people.factors_of(kept).exists()
    assert verbs(workshop)[-2:] == ["participants.merged", "participants.parted"]


def test_the_same_merge_again_changes_nothing() -> None:
    workshop, by = create_workshop(), create_facilitator()
    kept, other = join(workshop), join(workshop)
    people.merge_participants(kept, other, by=by)

    people.merge_participants(kept, other, by=by)

    assert verbs(workshop).count("participants.merged") == 1


def test_three_browsers_of_one_person_can_be_one() -> None:
    workshop, by = create_workshop(), create_facilitator()
    kept, second, third = (join(workshop) for _ in range(3))

    for other in (second, third):
        people.merge_participants(kept, other, by=by)

    assert list(workshop.participants.counted()) == [kept]


def test_chains_are_refused() -> None:
    workshop, by = create_workshop(), create_facilitator()
    kept, other, third = (join(workshop) for _ in range(3))
    people.merge_participants(kept, other, by=by)
    count = workshop.journal.count()

    for one, two in [(third, other), (third, kept), (other, third), (other, kept)]:
        with pytest.raises(MergedAlready):
            people.merge_participants(one, two, by=by)

    assert workshop.journal.count() == count


def test_an_entry_is_not_merged_with_itself_nor_across_workshops() -> None:
    workshop, by = create_workshop(), create_facilitator()
    one = join(workshop)

    for other in (one, join(create_workshop())):
        with pytest.raises(CannotMerge):
            people.merge_participants(one, other, by=by)

    assert workshop.participants.counted().count() == 1


@pytest.mark.parametrize("pretend_kept", [True, False])
def test_nobody_is_merged_with_a_pretend_participant(*, pretend_kept: bool) -> None:
    workshop, district = create_workshop(), create_district()
    real = join(workshop)
    pretend, _ = join_workshop(workshop, name="ซ้อม", district=district, pretend=True)
    kept, other = (pretend, real) if pretend_kept else (real, pretend)

    with pytest.raises(CannotMerge):
        people.merge_participants(kept, other, by=create_facilitator())

    assert workshop.participants.counted().count() == 2


def test_limits_are_per_person_whatever_the_entry(settings) -> None:
    workshop = create_workshop()
    kept, other = join(workshop), join(workshop)
    write(other, "หนึ่ง")
    people.merge_participants(kept, other, by=create_facilitator())

    with pytest.raises(DuplicateFactor):
        write(kept, "หนึ่ง")
    Workshop.objects.update(factors_limit=1)
    with pytest.raises(FactorsLimitReached):
        write(kept, "สอง")
    settings.FACTORS_PER_MINUTE = 1
    with pytest.raises(TooManyFactors):
        write(kept, "สาม")


def test_an_entry_sent_before_the_merge_and_again_after_it_stays_one() -> None:
    workshop = create_workshop()
    kept, other = join(workshop), join(workshop)
    number = uuid.uuid4()
    factor = write(other, client_id=number)
    people.merge_participants(kept, other, by=create_facilitator())

    assert write(kept, client_id=number) == factor
    with pytest.raises(ClientIdReused):
        write(join(workshop), client_id=number)


def _press_at_once(monkeypatch: pytest.MonkeyPatch) -> tuple[Workshop, list[object]]:
    """A into B and B into A, both past the checks before either writes, if that can be."""
    workshop, by = create_workshop(), create_facilitator()
    one, two = join(workshop), join(workshop)
    meeting = threading.Barrier(2)
    save = Participant.save

    def slow(self: Participant, **options: object) -> None:
        with contextlib.suppress(threading.BrokenBarrierError):
            meeting.wait(timeout=0.5)  # in vain, if the other one waits for the lock
        save(self, **options)

    monkeypatch.setattr(Participant, "save", slow)
    merge = people.merge_participants
    given = at_once(lambda: merge(one, two, by=by), lambda: merge(two, one, by=by))
    return workshop, given


@pytest.mark.django_db(transaction=True)
def test_two_who_merge_both_ways_at_once_one_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    workshop, given = _press_at_once(monkeypatch)

    refused = [each for each in given if isinstance(each, Exception)]
    assert [type(each) for each in refused] == [MergedAlready]
    assert workshop.participants.counted().count() == 1
    assert verbs(workshop).count("participants.merged") == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_vanish(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: nobody counts any more, because each became the other."""
    _switch_off_the_lock(monkeypatch, "merge_participants")

    workshop, _given = _press_at_once(monkeypatch)

    assert workshop.participants.counted().count() == 0


def _switch_off_the_lock(monkeypatch: pytest.MonkeyPatch, name: str, module=people) -> None:
    """No lock, no transaction, no numbered journal that would notice the collision."""
    monkeypatch.setattr(WorkshopQuerySet, "locked", lambda rows, pk: rows.get(pk=pk))
    monkeypatch.setattr(journal, "record", lambda *_, **__: None)
    monkeypatch.setattr(module, name, getattr(module, name).__wrapped__)


# --- Writing for others ----------------------------------------------------------------------


def test_a_scribe_adds_people_who_count_once_each() -> None:
    workshop = create_workshop()
    scribe = join(workshop)

    person = people.add_person(scribe, name="ยายมา", district=create_district(code="4029"))

    assert (person.scribe, person.district_id, person.workshop) == (scribe, "4029", workshop)
    assert len(person.reentry_code) == 6
    assert list(people.people_of(scribe)) == [person]
    assert workshop.participants.counted().count() == 2
    entry = workshop.journal.order_by("-revision")[0]
    assert (entry.verb, entry.participant) == ("participant.joined", scribe)
    assert entry.facts == {"participant": person.pk, "district": "4029", "scribe": scribe.pk}


def test_who_has_no_name_gets_a_number() -> None:
    scribe = join(create_workshop())

    with translation.override("en"):
        names = [people.add_person(scribe, district=create_district()).name for _ in range(2)]

    assert names == ["Person 1", "Person 2"]


def test_the_same_form_twice_is_one_person() -> None:
    scribe = join(create_workshop())

    added = {people.add_person(scribe, district=create_district(), join_key="k" * 43).pk} | {
        people.add_person(scribe, district=create_district(), join_key="k" * 43).pk
    }

    assert (len(added), people.people_of(scribe).count()) == (1, 1)


def test_a_scribe_writes_for_at_most_sixty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "PEOPLE_LIMIT", 2)
    scribe = join(create_workshop())
    for _ in range(2):
        people.add_person(scribe, district=create_district())

    with pytest.raises(people.TooManyPeople):
        people.add_person(scribe, district=create_district())


def test_nobody_is_added_after_closing_nor_from_a_district_that_takes_no_part() -> None:
    workshop = create_workshop()
    scribe = join(workshop)

    with pytest.raises(UnknownDistrict):
        people.add_person(scribe, district=create_district(code="4007"))
    Workshop.objects.update(stage=Stage.CLOSED)
    with pytest.raises(WorkshopClosed):
        people.add_person(scribe, district=create_district())

    assert workshop.participants.count() == 1


def test_each_of_the_scribes_people_has_an_own_pace_and_limit(settings) -> None:
    settings.FACTORS_PER_MINUTE = 1
    workshop = create_workshop()
    Workshop.objects.update(factors_limit=1)
    scribe = join(workshop)
    one, two = (people.add_person(scribe, district=create_district()) for _ in range(2))

    for each in (scribe, one, two):
        write(each)

    assert workshop.factors.count() == 3
    assert people.factors_in_care_of(scribe).count() == 3
    assert people.factors_of(scribe).count() == 1


def test_slips_bound_whom_a_scribe_may_add() -> None:
    workshop, by = create_workshop(), create_facilitator()
    scribe = join(workshop)
    Workshop.objects.update(needs_seat=True)
    seat = make_seats(workshop, by=by, labels=[("", None)], one_time=True)[0]
    district = create_district()

    with pytest.raises(SeatNeeded):
        people.add_person(scribe, district=district)
    with pytest.raises(UnknownSlip):
        people.add_person(scribe, district=district, seat_number=99)
    assert people.add_person(scribe, district=district, seat_number=seat.number).seat == seat
    with pytest.raises(SeatTaken):
        people.add_person(scribe, district=district, seat_number=seat.number)


def test_a_merged_scribe_keeps_the_people() -> None:
    workshop = create_workshop()
    kept, other = join(workshop), join(workshop)
    person = people.add_person(other, district=create_district())

    people.merge_participants(kept, other, by=create_facilitator())

    assert list(people.people_of(kept)) == [person]


# --- Ready and active ------------------------------------------------------------------------


def test_being_ready_is_for_the_step_that_is_open() -> None:
    workshop = create_workshop()
    participant = join(workshop)

    people.say_ready(participant, ready=True, seen=Stage.BRAINSTORM)
    people.say_ready(participant, ready=True, seen=Stage.BRAINSTORM)

    assert [each.ready_total for each in presence_of(Workshop.objects.get())] == [1, 0]
    entry = workshop.journal.order_by("-revision")[0]
    assert (entry.verb, entry.participant) == ("ready.changed", participant)
    assert entry.facts == {"participant": participant.pk, "ready": True}
    assert verbs(workshop).count("ready.changed") == 1


def test_being_ready_can_be_taken_back() -> None:
    workshop = create_workshop()
    participant = join(workshop)
    people.say_ready(participant, ready=True)

    people.say_ready(participant, ready=False)

    assert [each.ready_total for each in presence_of(workshop)] == [0, 0]
    assert verbs(workshop).count("ready.changed") == 2


def test_nobody_is_ready_with_the_next_step() -> None:
    workshop, by = create_workshop(), create_facilitator()
    people.say_ready(join(workshop), ready=True)

    open_stage(workshop, Stage.EXCHANGE, by=by)

    assert [each.ready_total for each in presence_of(Workshop.objects.get())] == [0, 0]


def test_being_ready_with_a_step_that_is_over_is_refused() -> None:
    workshop = create_workshop(stage=Stage.EXCHANGE)
    participant = join(workshop)

    with pytest.raises(StageClosed):
        people.say_ready(participant, ready=True, seen=Stage.BRAINSTORM)

    assert Participant.objects.get().ready_stage == ""


def test_a_closed_workshop_has_nobody_ready() -> None:
    workshop = create_workshop()
    participant = join(workshop)
    Workshop.objects.update(stage=Stage.CLOSED)

    with pytest.raises(WorkshopClosed):
        people.say_ready(participant, ready=True)


def test_the_scribes_people_are_as_ready_and_active_as_the_scribe() -> None:
    workshop = create_workshop()
    scribe = join(workshop)
    people.add_person(scribe, district=create_district(code="4029"))
    join(workshop)

    people.say_ready(scribe, ready=True)
    people.mark_seen([scribe.pk])

    counted = [
        (each.participants_total, each.ready_total, each.active_total)
        for each in presence_of(workshop)
    ]
    assert counted == [(2, 1, 1), (1, 1, 1)]


def test_a_phone_is_active_for_45_seconds() -> None:
    workshop = create_workshop()
    participants = [join(workshop) for _ in range(3)]
    for participant, seconds in zip(participants, (40, 50, 0), strict=True):
        seen = timezone.now() - datetime.timedelta(seconds=seconds)
        people.mark_seen([participant.pk], now=seen)

    assert [each.active_total for each in presence_of(workshop)] == [2, 0]


def test_seeing_phones_is_one_statement_and_no_news(django_assert_num_queries) -> None:
    workshop = create_workshop()
    pks = [join(workshop).pk for _ in range(3)]
    before = Workshop.objects.get().revision
    now = timezone.now()

    with django_assert_num_queries(3):  # one, between the two of a savepoint
        marked = people.mark_seen(pks, now=now)

    assert (marked, Workshop.objects.get().revision) == (3, before)
    assert people.mark_seen(pks, now=now + datetime.timedelta(seconds=14)) == 0
    assert people.mark_seen(pks, now=now + datetime.timedelta(seconds=15)) == 3
    assert people.mark_seen([]) == 0


@pytest.mark.parametrize("number", [1, 3])
def test_presence_is_read_in_two_queries(number: int, django_assert_num_queries) -> None:
    workshop = create_workshop()
    for _ in range(number):
        join(workshop)

    with django_assert_num_queries(2):
        presence_of(workshop)


def test_erasing_names_takes_the_names_on_slips_too() -> None:
    workshop, by = create_workshop(), create_facilitator()
    make_seats(workshop, by=by, labels=[("ยายมา ใจดี", None)], one_time=True)
    join(workshop)
    Workshop.objects.update(stage=Stage.CLOSED)

    erased = erase_names(workshop, by=by)

    assert (erased, workshop.seats.get().label) == (1, "")
    assert erase_names(workshop, by=by) == 0
    assert verbs(workshop).count("names.erased") == 1


def test_hidden_and_withdrawn_words_are_still_the_persons_own() -> None:
    participant = create_participant()
    factor = create_factor(participant=participant, hidden_at=timezone.now())

    assert list(people.factors_of(participant)) == [factor]
