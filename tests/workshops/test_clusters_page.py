"""`/room/CODE/clusters/`: what the room wrote, as it lies now, on a phone."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from tests import factories
from tests.factories import create_cluster, create_factor, create_participant, create_workshop
from tests.workshops.phones import joined
from workshops.enums import Stage
from workshops.models import Support, Workshop

pytestmark = pytest.mark.django_db
READING = [Stage.EXCHANGE, Stage.REFLECT, Stage.ANALYSE, Stage.DIRECT, Stage.FEEDBACK, Stage.CLOSED]
AGREEING = [Stage.EXCHANGE, Stage.REFLECT, Stage.ANALYSE]


def url(workshop: Workshop, part: str = "") -> str:
    return f"/room/{workshop.code}/clusters/" + (f"?part={part}" if part else "")


def here(*, stage: Stage = Stage.EXCHANGE, **rules: object) -> tuple[Client, Workshop]:
    workshop = create_workshop(stage=stage)
    Workshop.objects.filter(pk=workshop.pk).update(**rules or {"track": "both"})
    phone, _ = joined(workshop=workshop)
    return phone, workshop


def said(page: str, key: str) -> str:
    """What stands below one card or cluster, without tags."""
    found = re.search(rf'data-said="{key}">(.*?)</p>', page, re.DOTALL)
    assert found
    return " ".join(re.sub("<[^>]+>", " ", found[1]).split())


def test_it_shows_clusters_and_loose_cards_with_who_agrees() -> None:
    phone, workshop = here()
    inside, loose = (create_factor(workshop=workshop, text=text) for text in ("ในกลุ่ม", "นอกกลุ่ม"))
    cluster = create_cluster(factors=(inside,), name="น้ำ")
    Support.objects.create(participant=create_participant(workshop=workshop), cluster=cluster)

    page = phone.get(url(workshop)).content.decode()

    assert page.index("น้ำ") < page.index("ในกลุ่ม") < page.index("นอกกลุ่ม")
    assert said(page, f"cluster-{cluster.pk}") == "เห็นด้วย 1 ความเห็น 0"
    assert f'value="factor-{loose.pk}-1" aria-pressed="false"' in page
    assert not re.search("ผู้เข้าร่วม \\d", page)  # no name of anybody


def test_own_words_are_marked_and_cannot_be_agreed_with() -> None:
    workshop = create_workshop(stage=Stage.EXCHANGE)
    phone, me = joined(workshop=workshop)
    mine = create_factor(participant=me)
    theirs = create_factor(workshop=workshop, text="เหมือนกัน")
    create_factor(participant=me, text="ของฉันด้วย", merged_into=theirs)

    page = phone.get(url(workshop)).content.decode()

    assert f'value="factor-{mine.pk}' not in page
    assert f'value="factor-{theirs.pk}' not in page  # says the same as an own one
    assert page.count('class="own-mark"') == 2


@pytest.mark.parametrize("stage", Stage)
def test_each_stage_shows_what_it_allows(stage: Stage) -> None:
    phone, workshop = here(stage=stage)
    create_factor(workshop=workshop, text="เรื่องของห้อง")

    page = phone.get(url(workshop)).content.decode()

    assert ("เรื่องของห้อง" in page) == (stage in READING)
    assert ('class="agree"' in page) == (stage in AGREEING)
    assert ('id="list-note"' in page) == (stage not in AGREEING)


@pytest.mark.parametrize("part", ["", "1", "counts"])
def test_before_the_reveal_it_shows_nobodys_words(part: str) -> None:
    phone, workshop = here(is_silent=True)
    waiting = create_factor(workshop=workshop, text="คำลับ", waits_for="reveal")
    hidden = create_factor(workshop=workshop, text="คำซ่อน", hidden_at=timezone.now())
    create_cluster(factors=(waiting, hidden), name="กลุ่ม")

    answer = phone.get(url(workshop, part)).content.decode()

    assert "คำลับ" not in answer
    assert "คำซ่อน" not in answer
    assert f"factor-{waiting.pk}" not in answer


@pytest.mark.parametrize("part", ["", "1", "counts"])
def test_while_words_are_off_it_shows_none(part: str) -> None:
    phone, workshop = here(blanked_at=timezone.now())
    factor = create_factor(workshop=workshop, text="คำแรง")
    create_cluster(factors=(factor,), name="ชื่อแรง")

    answer = phone.get(url(workshop, part)).content.decode()

    assert "แรง" not in answer


def test_the_numbers_come_alone() -> None:
    workshop = create_workshop(stage=Stage.EXCHANGE)
    phone, me = joined(workshop=workshop)
    factor = create_factor(workshop=workshop)
    other = create_factor(workshop=workshop)
    factories.create_comment(participant=create_participant(workshop=workshop), factor=other)
    Support.objects.create(participant=me, factor=factor)

    answer = phone.get(url(workshop, "counts")).json()

    counts = [["factor", factor.pk, 1, 0, 1], ["factor", other.pk, 0, 1, 0]]
    assert answer == {"person": me.pk, "counts": counts}


def test_the_list_comes_alone_for_the_script() -> None:
    phone, workshop = here()

    part = phone.get(url(workshop, "1")).content.decode().strip()

    assert part.startswith('<div id="list"')
    assert part.endswith("</div>")


def test_participants_get_ticks_only_where_they_are_let() -> None:
    let, workshop = here(participants_sort=True)
    factor = create_factor(workshop=workshop)
    tick = f'name="chosen" value="{factor.pk}.0"'

    assert tick in let.get(url(workshop)).content.decode()
    Workshop.objects.update(stage=Stage.REFLECT)
    assert tick not in let.get(url(workshop)).content.decode()
    Workshop.objects.update(stage=Stage.EXCHANGE, participants_sort=False)
    assert tick not in let.get(url(workshop)).content.decode()


def test_a_scribe_reads_it_for_the_person_it_writes_for() -> None:
    workshop = create_workshop(stage=Stage.EXCHANGE)
    phone, scribe = joined(workshop=workshop)
    person = create_participant(workshop=workshop)
    person.scribe = scribe
    person.save()
    theirs, mine = create_factor(participant=person), create_factor(participant=scribe)

    page = phone.get(url(workshop) + f"?person={person.pk}").content.decode()

    assert f'data-person="{person.pk}"' in page
    assert f'value="factor-{theirs.pk}-1"' not in page
    assert f'value="factor-{mine.pk}-1"' in page
    assert f"/thread/factor/{mine.pk}/?person={person.pk}" in page


@pytest.mark.parametrize("cards", [1, 30])
def test_it_takes_the_same_queries_for_few_and_many(django_assert_num_queries, cards: int) -> None:
    phone, workshop = here()
    found = [create_factor(workshop=workshop) for _ in range(cards)]
    create_cluster(factors=tuple(found[: cards // 2 + 1]))

    with django_assert_num_queries(14):
        phone.get(url(workshop))
    with django_assert_num_queries(10):
        phone.get(url(workshop, "1"))


def test_the_service_worker_keeps_none_of_these_pages(client: Client) -> None:
    script = client.get("/sw.js").content.decode()
    found = re.search(r"const PAGE = /(.*)/i;", script)
    assert found
    kept = re.compile(found[1].replace("\\/", "/"), re.IGNORECASE)

    assert kept.match("/room/ABC234/")
    for path in ("clusters/", "challenges/", "thread/factor/1/", "alike/"):
        assert not kept.match(f"/room/ABC234/{path}")


def test_it_is_for_those_who_are_in(client: Client) -> None:
    _phone, workshop = here()
    elsewhere, _ = joined()

    for browser in (client, elsewhere):
        assert browser.get(url(workshop))["Location"] == f"/join/{workshop.code}/"
    assert client.get("/room/ZZZZZZ/clusters/").status_code == 404
    assert elsewhere.post(url(workshop)).status_code == 405
