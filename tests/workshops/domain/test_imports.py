"""Files of factors: in as a whole, back as a whole, by the rules of the room."""

from __future__ import annotations

from functools import partial

import pytest

from tests import factories
from tests.workshops.domain.threads import at_once
from workshops.domain import factors, imports, journal, people, room, stages
from workshops.domain.board import presence_of
from workshops.domain.clusters import place_factors
from workshops.domain.errors import UnknownDistrict
from workshops.domain.imports import ImportRow, Writer
from workshops.enums import Category, Stage, Stance, Track, Verb, WaitsFor
from workshops.models import Factor, FactorImport, Participant, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop() -> Workshop:
    return factories.create_workshop()


@pytest.fixture
def by(workshop: Workshop):
    return workshop.facilitators.get()


def row(number: int, *, text: str = "", paper: str = "1", name: str = "", **fields) -> ImportRow:
    district = factories.create_district(code="4005")
    said = {
        "category": Category.SOCIAL,
        "text": text or f"น้ำท่วมซ้ำซากแถวที่ {number}",
        "stance": Stance.THREAT,
        "track": Track.BOTH,
        "district": district,
    }
    return ImportRow(number, Writer(district, number=paper, name=name), said | fields)


def let_in(workshop: Workshop, rows: list[ImportRow], *, digest: str = "d", **more) -> FactorImport:
    values = {"file_name": "กระดาษ.xlsx", "reading": {}, "rows_total": len(rows)}
    return imports.import_factors(
        workshop,
        by=workshop.facilitators.get(),
        digest=digest,
        rows=rows,
        **(values | more),
    )


def test_all_rows_come_in_at_once_with_one_entry(workshop, by) -> None:
    rows = [row(3), row(4, paper="2", name="สมชาย ใจดี"), row(5, text="ถนนขาด", evidence="ข่าว")]

    made = let_in(workshop, rows, rows_total=7)

    found = list(Factor.objects.filter(from_import=made).order_by("pk"))
    assert [(one.import_row, one.text, one.participant.name) for one in found] == [
        (3, "น้ำท่วมซ้ำซากแถวที่ 3", "แบบกรอกเลขที่ 1"),
        (4, "น้ำท่วมซ้ำซากแถวที่ 4", "สมชาย ใจดี"),
        (5, "ถนนขาด", "แบบกรอกเลขที่ 1"),
    ]
    assert (found[2].evidence, found[2].match_key, found[2].is_on_board) == ("ข่าว", "ถนนขาด", True)
    entry = workshop.journal.get()
    assert (entry.verb, entry.user) == (Verb.FACTORS_IMPORTED, by)
    assert entry.facts == {"import": 1, "factors": [one.pk for one in found], "people": 2}
    assert (made.number, made.rows_total, made.imported_by) == (1, 7, by)
    assert [journal.revision_of(one) for one in found] == [1, 1, 1]


def test_its_people_have_no_browser_and_no_way_back(workshop) -> None:
    let_in(workshop, [row(3)])

    person = workshop.participants.get()
    assert person.reentry_code == ""
    assert person.join_key_hash is None
    assert not person.tokens.exists()


def test_people_without_a_number_are_one_of_each_district(workshop) -> None:
    made = let_in(workshop, [row(3, paper=""), row(4, paper="")])

    assert [one.name for one in made.people.all()] == ["แบบกรอกที่ไม่ระบุชื่อ"]


def test_they_have_a_voice_but_are_not_in_the_room(workshop) -> None:
    factories.create_participant(workshop=workshop)
    let_in(workshop, [row(3), row(4, paper="2")])

    assert workshop.participants.counted().count() == 3
    assert workshop.participants.in_room().count() == 1
    assert [one.participants_total for one in presence_of(workshop)] == [1, 0]
    counted = Workshop.objects.with_counts().get(pk=workshop.pk)
    assert (counted.participants_total, counted.factors_total) == (3, 2)


@pytest.mark.parametrize("stage", [one for one in Stage if one != Stage.CLOSED])
def test_it_works_in_every_step_but_the_last(stage) -> None:
    workshop = factories.create_workshop(stage=stage)

    assert let_in(workshop, [row(3)]).factors.count() == 1


def test_a_closed_workshop_takes_no_file_and_gives_none_back(workshop, by) -> None:
    made = let_in(workshop, [row(3)])
    stages.open_stage(workshop, Stage.CLOSED, by=by)

    with pytest.raises(imports.ImportClosed):
        let_in(workshop, [row(9)], digest="other")
    with pytest.raises(imports.TakeBackClosed):
        imports.take_back(made, by=by)

    assert Factor.objects.filter(workshop=workshop, withdrawn_at=None).count() == 1


def test_in_a_silent_round_it_waits_for_the_reveal(workshop, by) -> None:
    rules = {"approves_first": True, "names_shown": True, "allows_late": False}
    room.change_rules(workshop, by=by, is_silent=True, **rules)
    made = let_in(workshop, [row(3)])
    assert made.factors.get().waits_for == WaitsFor.REVEAL

    room.reveal_factors(workshop, by=by)
    assert made.factors.get().is_on_board  # a facilitator has read it


def test_what_a_facilitator_lets_in_is_approved(workshop, by) -> None:
    rules = {"is_silent": False, "names_shown": True, "allows_late": False}
    room.change_rules(workshop, by=by, approves_first=True, **rules)

    assert let_in(workshop, [row(3)]).factors.get().is_on_board


@pytest.mark.parametrize(
    ("names_shown", "name", "category", "anonymous"),
    [
        (False, "สมชาย", Category.SOCIAL, True),
        (True, "สมชาย", Category.SOCIAL, False),
        (True, "สมชาย", Category.POLITICAL, True),
        (True, "", Category.SOCIAL, True),
    ],
)
def test_names_are_kept_away_as_the_rules_say(
    workshop, names_shown, name, category, anonymous
) -> None:
    Workshop.objects.filter(pk=workshop.pk).update(names_shown=names_shown)

    made = let_in(workshop, [row(3, name=name, category=category)])

    assert made.factors.get().is_anonymous == anonymous


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        (lambda: [], imports.NothingToImport),
        (lambda: [row(3, text="ก"), row(4, text=" ก ")], imports.SameWordsTwice),
        (
            lambda: [row(3), row(4, district=factories.create_district(code="4012"))],
            UnknownDistrict,
        ),
    ],
)
def test_one_bad_row_keeps_the_whole_file_out(workshop, rows, error) -> None:
    with pytest.raises(error):
        let_in(workshop, rows())

    assert not workshop.imports.exists()
    assert not workshop.participants.exists()
    assert not workshop.journal.exists()


def test_too_many_rows_are_refused(workshop, monkeypatch) -> None:
    monkeypatch.setattr(imports, "ROWS_LIMIT", 1)

    with pytest.raises(imports.TooManyRows):
        let_in(workshop, [row(3), row(4)])


def test_two_people_may_say_the_same(workshop) -> None:
    same = [row(3, text="น้ำ", paper="1"), row(4, text="น้ำ", paper="2")]

    assert let_in(workshop, same).factors.count() == 2


def test_the_same_rows_of_the_same_file_come_once(workshop, by) -> None:
    made = let_in(workshop, [row(3)])

    with pytest.raises(imports.RowsCameAlready):
        let_in(workshop, [row(3), row(4)])
    assert let_in(workshop, [row(4)]).number == 2  # the rows that were left out before

    imports.take_back(made, by=by)
    assert let_in(workshop, [row(3)]).number == 3


@pytest.mark.django_db(transaction=True)
def test_two_facilitators_at_once_import_it_once(workshop) -> None:
    once = partial(let_in, workshop, [row(3)])

    given = at_once(once, once)

    assert {type(one) for one in given} == {FactorImport, imports.RowsCameAlready}
    assert Factor.objects.filter(workshop=workshop).count() == 1


def test_taking_back_leaves_nothing_that_counts(workshop, by) -> None:
    here = factories.create_factor(workshop=workshop)
    made = let_in(workshop, [row(3), row(4, paper="2")])
    pks = [one.pk for one in made.factors.order_by("pk")]

    imports.take_back(made, by=by)

    assert list(Factor.objects.on_board().filter(workshop=workshop)) == [here]
    assert list(Participant.objects.counted().filter(workshop=workshop)) == [here.participant]
    entry = workshop.journal.latest("revision")
    assert (entry.verb, entry.user, entry.facts) == (
        Verb.IMPORT_TAKEN_BACK,
        by,
        {"import": 1, "factors": pks},
    )
    made.refresh_from_db()
    assert made.taken_back_by == by


def test_taking_back_twice_is_once(workshop, by) -> None:
    made = let_in(workshop, [row(3)])

    imports.take_back(made, by=by)
    imports.take_back(made, by=by)

    assert workshop.journal.filter(verb=Verb.IMPORT_TAKEN_BACK).count() == 1


def test_what_lies_in_a_group_leaves_it_and_is_still_found(workshop, by) -> None:
    here = factories.create_factor(workshop=workshop)
    made = let_in(workshop, [row(3)])
    brought = made.factors.get()
    cluster = factories.create_cluster(factors=(here,))
    place_factors(workshop, factors=[brought.pk], cluster=cluster, by=by)

    imports.take_back(made, by=by)

    assert list(cluster.factors.on_board()) == [here]
    assert set(cluster.factors.all()) == {here, brought}  # where it lay stays known
    assert list(workshop.clusters.standing()) == [cluster]


def test_what_said_the_same_as_a_row_stands_for_itself_again(workshop, by) -> None:
    here = factories.create_factor(workshop=workshop, text="น้ำท่วม")
    made = let_in(workshop, [row(3, text="น้ำท่วมขัง")])
    Factor.objects.filter(pk=here.pk).update(merged_into=made.factors.get())

    imports.take_back(made, by=by)

    assert list(Factor.objects.on_board().filter(workshop=workshop)) == [here]


def test_a_factor_that_was_hidden_is_taken_back_too(workshop, by) -> None:
    made = let_in(workshop, [row(3)])
    factors.hide_factor(made.factors.get(), by=by)

    imports.take_back(made, by=by)

    assert not made.factors.filter(withdrawn_at=None).exists()


def test_people_of_two_files_that_count_as_one_stand_in_the_way(workshop, by) -> None:
    first, second = let_in(workshop, [row(3)]), let_in(workshop, [row(3)], digest="other")
    people.merge_participants(first.people.get(), second.people.get(), by=by)

    with pytest.raises(imports.PeopleMergedMeanwhile):
        imports.take_back(first, by=by)
    imports.take_back(second, by=by)  # the other way round nobody is lost

    assert workshop.participants.counted().get() == first.people.get()


def test_who_is_in_the_room_keeps_the_own_entry(workshop, by) -> None:
    here = factories.create_participant(workshop=workshop)
    made = let_in(workshop, [row(3)])
    paper = made.people.get()

    with pytest.raises(people.KeepWhoIsInTheRoom):
        people.merge_participants(paper, here, by=by)
    people.merge_participants(here, paper, by=by)
    imports.take_back(made, by=by)

    assert workshop.participants.counted().get() == here
    with pytest.raises(people.CannotMerge):
        people.merge_participants(here, let_in_and_back(workshop, by), by=by)


def let_in_and_back(workshop: Workshop, by) -> Participant:
    made = let_in(workshop, [row(3)], digest="again")
    imports.take_back(made, by=by)
    return made.people.get()
