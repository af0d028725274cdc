"""`/room/CODE/alike/`: while somebody types, what says the same and may be read by everybody."""

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import create_factor, create_participant, create_workshop
from tests.workshops.phones import HOSTILE, joined
from workshops import limits
from workshops.enums import Stage
from workshops.models import Factor, Participant, Support, Workshop

pytestmark = pytest.mark.django_db
TEXT = "โรงพยาบาลชุมแพขาดแคลนพยาบาลวิชาชีพดูแลผู้สูงอายุ"
OPEN = [Stage.BRAINSTORM, Stage.EXCHANGE, Stage.REFLECT, Stage.ANALYSE]


def here(stage: Stage = Stage.BRAINSTORM) -> tuple[Client, Participant, Workshop]:
    phone, me = joined(workshop=create_workshop(stage=stage))
    return phone, me, me.workshop


def ask(phone: Client, workshop: Workshop, text: str = TEXT, **more: object):
    return phone.get(f"/room/{workshop.code}/alike/", {"text": text} | more)


def test_it_tells_what_says_the_same_and_who_agrees() -> None:
    phone, me, workshop = here()
    factor = create_factor(workshop=workshop, text=TEXT)
    create_factor(workshop=workshop, text="อินเทอร์เน็ตในหมู่บ้านช้า")
    for person in (me, create_participant(workshop=workshop)):
        Support.objects.create(participant=person, factor=factor)

    response = ask(phone, workshop, f"{TEXT}  ")

    assert response.json() == [
        {"factor": factor.pk, "text": TEXT, "district": "ชุมแพ", "total": 2, "agrees": True}
    ]
    assert not workshop.journal.exists()


def test_at_most_three_and_none_for_a_few_letters() -> None:
    phone, _me, workshop = here()
    for _ in range(5):
        create_factor(workshop=workshop, text=TEXT)

    assert len(ask(phone, workshop).json()) == 3
    assert ask(phone, workshop, "โรงพย").json() == []


@pytest.mark.parametrize(
    "fields",
    [{"waits_for": "reveal"}, {"waits_for": "approval"}, {"hidden_at": timezone.now()}],
    ids=["silent", "waiting", "hidden"],
)
def test_words_that_not_everybody_may_read_stay_unseen(fields: dict[str, object]) -> None:
    phone, _me, workshop = here()
    create_factor(workshop=workshop, text=TEXT, **fields)

    assert ask(phone, workshop).json() == []
    Factor.objects.update(waits_for="", hidden_at=None)
    assert len(ask(phone, workshop).json()) == 1  # the control


def test_own_words_and_those_of_other_workshops_are_no_hint() -> None:
    phone, me, workshop = here()
    create_factor(participant=me, text=TEXT)
    create_factor(text=TEXT)

    assert ask(phone, workshop).json() == []


def test_while_words_are_off_there_is_no_hint() -> None:
    phone, _me, workshop = here()
    create_factor(workshop=workshop, text=TEXT)
    Workshop.objects.update(blanked_at=timezone.now())

    assert ask(phone, workshop).json() == []


@pytest.mark.parametrize("stage", Stage)
def test_hints_come_where_agreeing_is_open(stage: Stage) -> None:
    phone, _me, workshop = here(stage)
    create_factor(workshop=workshop, text=TEXT)

    assert bool(ask(phone, workshop).json()) == (stage in OPEN)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_whatever_is_typed_gets_an_answer(text: str) -> None:
    phone, _me, workshop = here()
    create_factor(workshop=workshop, text=TEXT)

    assert ask(phone, workshop, text.encode(errors="replace").decode()).status_code == 200


def test_a_phone_that_asks_without_end_is_told_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "QUESTIONS", 2)
    monkeypatch.setattr(limits.time, "time", lambda: 1_000_000.0)
    phone, _me, workshop = here()
    other, _ = joined(workshop=workshop)

    statuses = [ask(phone, workshop).status_code for _ in range(3)]

    assert statuses == [200, 200, 429]
    assert ask(other, workshop).status_code == 200


def test_it_is_for_those_who_are_in(client: Client) -> None:
    _phone, _me, workshop = here()
    elsewhere, _ = joined()

    for browser in (client, elsewhere):
        assert ask(browser, workshop).status_code == 302
    assert client.get("/room/ZZZZZZ/alike/").status_code == 404
    assert elsewhere.post(f"/room/{workshop.code}/alike/").status_code == 405
