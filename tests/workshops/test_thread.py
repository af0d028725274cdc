"""`/room/CODE/thread/KIND/PK/` and its forms: short remarks, read and written on a phone."""

import uuid

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import (
    create_challenge,
    create_cluster,
    create_comment,
    create_factor,
    create_participant,
    create_workshop,
)
from tests.workshops.phones import HOSTILE, joined, urlencoded
from workshops.domain import comments
from workshops.domain.arrangement import arrangement_of
from workshops.enums import Stage
from workshops.models import Comment, Factor, Participant, Workshop

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
OPEN = [Stage.EXCHANGE, Stage.REFLECT, Stage.ANALYSE]


def here(*, stage: Stage = Stage.EXCHANGE, **rules: object) -> tuple[Client, Participant, Factor]:
    workshop = create_workshop(stage=stage)
    Workshop.objects.filter(pk=workshop.pk).update(**rules or {"track": "both"})
    workshop.refresh_from_db()
    phone, me = joined(workshop=workshop)
    return phone, me, create_factor(workshop=workshop, text="น้ำท่วมทุกปี")


def url(target: object, part: str = "") -> str:
    kind = type(target).__name__.lower()
    path = f"/room/{target.workshop.code}/thread/{kind}/{target.pk}/"
    return path + (f"?part={part}" if part else "")


def words(target: object, **changed: object) -> dict[str, object]:
    kind = type(target).__name__.lower()
    given = {"client_id": str(uuid.uuid4()), "kind": kind, "pk": target.pk, "text": "ตัวเลขปีไหน"}
    return given | changed


def add(phone: Client, target: object, **changed: object):
    path = f"/room/{target.workshop.code}/comments/"
    return phone.post(path, words(target, **changed), headers=JSON)


@pytest.mark.parametrize("make", [create_factor, create_cluster, create_challenge])
def test_it_works_on_each_kind(make) -> None:
    phone, me, factor = here()
    target = make(workshop=factor.workshop)

    response = add(phone, target)

    comment = Comment.objects.get()
    answer = {"client_id": str(comment.client_id), "saved": comment.pk, "waits": False}
    assert (response.status_code, response.json()) == (201, answer)
    assert (comment.participant, comment.text) == (me, "ตัวเลขปีไหน")
    entry = me.workshop.journal.get()
    assert (entry.verb, entry.facts["comment"]) == ("comment.added", comment.pk)
    assert "ตัวเลขปีไหน" in phone.get(url(target)).content.decode()


def test_a_plain_form_leads_back_to_the_thread() -> None:
    phone, _me, factor = here()

    response = phone.post(f"/room/{factor.workshop.code}/comments/", words(factor))

    assert (response.status_code, response["Location"]) == (303, url(factor))


def test_the_same_again_is_the_same_comment() -> None:
    phone, _me, factor = here()
    key = str(uuid.uuid4())

    answers = [add(phone, factor, client_id=key) for _ in range(2)]
    other = add(phone, factor, client_id=key, text="คำอื่น")

    assert [each.status_code for each in answers] == [201, 200]
    assert (other.status_code, other.json()["client_id"]) == (409, key)
    assert Comment.objects.count() == 1


def test_only_own_ones_that_wait_or_are_hidden_are_shown_and_marked() -> None:
    phone, me, factor = here()
    other = create_participant(workshop=me.workshop)
    now = timezone.now()
    for writer, name in ((me, "ฉัน"), (other, "เขา")):
        create_comment(participant=writer, factor=factor, text=f"{name}ปกติ")
        create_comment(participant=writer, factor=factor, text=f"{name}รอ", is_waiting=True)
        create_comment(participant=writer, factor=factor, text=f"{name}ซ่อน", hidden_at=now)
        create_comment(participant=writer, factor=factor, text=f"{name}ถอน", withdrawn_at=now)

    page = phone.get(url(factor)).content.decode()

    shown = [text for name in ("ฉัน", "เขา") for text in ("ปกติ", "รอ", "ซ่อน", "ถอน")
             if f"{name}{text}" in page]  # fmt: skip
    assert shown == ["ปกติ", "รอ", "ซ่อน", "ปกติ"]
    assert page.count('class="comment-state"') == 2
    assert me.name not in page
    assert other.name not in page


def test_a_comment_waits_where_the_rules_ask_for_approval() -> None:
    phone, _me, factor = here(approves_first=True)

    assert add(phone, factor).json()["waits"] is True
    assert Comment.objects.get().is_waiting


def test_what_was_said_of_a_merged_factor_stands_in_the_thread() -> None:
    phone, me, factor = here()
    same = create_factor(workshop=me.workshop, merged_into=factor)
    create_comment(participant=me, factor=same, text="ว่าด้วยอีกใบ")

    assert "ว่าด้วยอีกใบ" in phone.get(url(factor)).content.decode()


def test_what_was_said_of_a_hidden_factor_is_not_shown_with_what_says_the_same() -> None:
    phone, me, factor = here()
    hidden = create_factor(workshop=factor.workshop, merged_into=factor)
    for one, text in ((factor, "เห็นชัด"), (hidden, "ถ้อยคำที่ซ่อน")):
        create_comment(participant=me, factor=one, text=text)
    assert [one.comment.text for one in phone.get(url(factor)).context["comments"]] == [
        "เห็นชัด",
        "ถ้อยคำที่ซ่อน",
    ]

    hidden.hidden_at = timezone.now()
    hidden.save(update_fields=["hidden_at"])

    page = phone.get(url(factor))
    assert [one.comment.text for one in page.context["comments"]] == ["เห็นชัด"]
    assert page.context["said"].comments == 1
    (card,) = arrangement_of(factor.workshop).loose
    assert card.comments == 1


@pytest.mark.parametrize("stage", Stage)
def test_the_stage_decides_and_typed_words_come_back(stage: Stage) -> None:
    phone, _me, factor = here(stage=stage)

    scripted = add(phone, factor)
    plain = phone.post(f"/room/{factor.workshop.code}/comments/", words(factor, text="พิมพ์ไว้"))

    if stage in OPEN:
        assert (scripted.status_code, plain.status_code) == (201, 303)
    else:
        assert (scripted.status_code, plain.status_code) == (423, 423)
        assert "พิมพ์ไว้" in plain.content.decode()
        assert not Comment.objects.exists()


def test_each_refusal_gives_the_typed_words_back() -> None:
    phone, me, factor = here()
    for _ in range(3):
        create_comment(participant=me, factor=factor)
    assert add(phone, factor).json()["error"] == str(comments.EnoughComments())

    crowd = create_participant(workshop=me.workshop)
    full = create_factor(workshop=me.workshop)
    for _ in range(20):
        create_comment(participant=crowd, factor=full)
    plain = phone.post(f"/room/{me.workshop.code}/comments/", words(full, text="ข้อที่ 21"))
    assert plain.status_code == 422
    assert str(comments.ThreadFull()) in plain.content.decode()
    assert "ข้อที่ 21" in plain.content.decode()

    Workshop.objects.update(comments_open=False)
    off = phone.post(f"/room/{me.workshop.code}/comments/", words(factor, text="ปิดอยู่"))
    assert off.status_code == 423
    assert "ปิดอยู่" in off.content.decode()


@pytest.mark.parametrize(
    "changed",
    [{"text": ""}, {"text": "ก" * 201}, {"client_id": "x"}, {"client_id": ""}],
)
def test_an_invalid_form_is_refused(changed: dict[str, str]) -> None:
    phone, _me, factor = here()

    assert add(phone, factor, **changed).status_code == 422
    plain = phone.post(f"/room/{factor.workshop.code}/comments/", words(factor, **changed))
    assert plain.status_code == 422
    assert not Comment.objects.exists()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_whatever_is_sent_gets_an_answer_in_words(text: str) -> None:
    phone, _me, factor = here()
    form = {name: str(value) for name, value in words(factor, text=text).items()}

    response = phone.post(f"/room/{factor.workshop.code}/comments/", **urlencoded(form))

    assert response.status_code in (303, 422)
    assert "<script>alert" not in phone.get(url(factor)).content.decode()


def test_what_is_gone_is_told_with_the_entrys_number() -> None:
    phone, me, factor = here()
    Factor.objects.filter(pk=factor.pk).update(hidden_at=timezone.now())

    for changed in ({}, {"kind": "x"}, {"pk": 0}, {"pk": create_factor().pk}):
        response = add(phone, factor, **changed)
        assert (response.status_code, list(response.json())) == (409, ["client_id", "error"])
    assert phone.get(url(factor)).status_code == 404
    assert (
        phone.get(url(create_challenge(workshop=me.workshop, is_waiting=True))).status_code == 404
    )


def test_before_the_reveal_a_factor_has_no_thread_not_even_for_its_writer() -> None:
    phone, me, _factor = here(is_silent=True)
    mine = create_factor(participant=me, waits_for="reveal")
    theirs = create_factor(workshop=me.workshop, waits_for="reveal")

    for target in (mine, theirs):
        assert phone.get(url(target)).status_code == 404
        assert add(phone, target).status_code == 409


def test_own_comments_can_be_withdrawn() -> None:
    phone, me, factor = here()
    comment = create_comment(participant=me, factor=factor)
    path = f"/room/{me.workshop.code}/comments/{comment.pk}/withdraw/"

    response = phone.post(path)

    assert (response.status_code, response["Location"]) == (303, url(factor))
    comment.refresh_from_db()
    assert comment.withdrawn_at is not None
    assert me.workshop.journal.get().verb == "comment.withdrawn"
    assert phone.get(path)["Location"] == f"/room/{me.workshop.code}/clusters/"


def test_only_own_ones_and_only_while_comments_are_open() -> None:
    phone, me, factor = here()
    theirs = create_comment(participant=create_participant(workshop=me.workshop), factor=factor)
    mine = create_comment(participant=me, factor=factor)
    path = f"/room/{me.workshop.code}/comments/{{}}/withdraw/"

    assert phone.post(path.format(theirs.pk)).status_code == 404
    Workshop.objects.update(stage=Stage.DIRECT)
    assert "alert" in phone.post(path.format(mine.pk), follow=True).content.decode()
    assert not Comment.objects.exclude(withdrawn_at=None).exists()


def test_a_scribe_writes_and_withdraws_for_its_people() -> None:
    phone, me, factor = here()
    person = create_participant(workshop=me.workshop)
    person.scribe = me
    person.save()

    assert add(phone, factor, person=person.pk).status_code == 201
    comment = Comment.objects.get()
    assert comment.participant == person
    path = f"/room/{me.workshop.code}/comments/{comment.pk}/withdraw/"
    assert phone.post(path, {"person": person.pk})["Location"] == url(factor) + (
        f"?person={person.pk}"
    )
    assert add(phone, factor, person=create_participant().pk).status_code == 409


@pytest.mark.parametrize("rows", [1, 15])
def test_it_takes_the_same_queries_for_few_and_many(django_assert_num_queries, rows: int) -> None:
    phone, me, factor = here()
    for _ in range(rows):
        create_comment(participant=me, factor=factor)

    with django_assert_num_queries(13):
        phone.get(url(factor))


def test_it_is_for_those_who_are_in(client: Client) -> None:
    _phone, _me, factor = here()
    elsewhere, _ = joined()
    code = factor.workshop.code

    for browser in (client, elsewhere):
        assert browser.get(url(factor))["Location"] == f"/join/{code}/"
        assert browser.post(f"/room/{code}/comments/", words(factor)).status_code == 403
    assert client.get(f"/room/ZZZZZZ/thread/factor/{factor.pk}/").status_code == 404
    assert client.get(f"/room/{code}/thread/person/1/").status_code == 404
    assert elsewhere.post(url(factor)).status_code == 405
    assert client.get(f"/room/{code}/comments/").status_code == 405
