import uuid

import pytest
from django.test import Client

from tests.factories import (
    create_cluster,
    create_facilitator,
    create_factor,
    create_participant,
    create_workshop,
)
from tests.workshops.desks import signed_in
from tests.workshops.phones import joined
from tests.workshops.sorting import AS_SCRIPT, verbs
from workshops.domain import comments
from workshops.enums import Stage
from workshops.models import Cluster, Comment, Factor, User, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return create_facilitator()


@pytest.fixture
def workshop(user: User) -> Workshop:
    return create_workshop(facilitator=user, stage=Stage.EXCHANGE)


@pytest.fixture
def desk(user: User) -> Client:
    return signed_in(user)


@pytest.fixture
def card(workshop: Workshop) -> Factor:
    return create_factor(workshop=workshop)


def url(workshop: Workshop, act: str = "") -> str:
    return f"/desk/{workshop.code}/comments/{act}"


def said(target: Factor | Cluster, text: str = "ควรบอกตำบล", *, waits: bool = False) -> Comment:
    """A comment by somebody in the room."""
    Workshop.objects.update(approves_first=waits)
    person = create_participant(workshop=target.workshop, name="สมหญิง")
    return comments.add_comment(person, target, text=text, client_id=uuid.uuid4())[0]


def test_a_facilitator_writes_for_the_room(desk, user, workshop, card) -> None:
    cluster = create_cluster(factors=(card,))
    Workshop.objects.update(approves_first=True, comments_open=False)

    for kind, target, sheet in (("factor", card, "cards"), ("cluster", cluster, "clusters")):
        sent = {"text": "ดูตัวเลขของอำเภอ", "client_id": str(uuid.uuid4())}
        answers = [desk.post(url(workshop, f"on/{kind}/{target.pk}/"), sent) for _ in range(2)]
        address = f"/desk/{workshop.code}/sort/{sheet}/{target.pk}/"
        assert [answer.url for answer in answers] == [f"{address}#thread"] * 2
        assert "ดูตัวเลขของอำเภอ" in desk.get(address).content.decode()

    assert [(c.user, c.is_waiting) for c in Comment.objects.all()] == [(user, False)] * 2
    assert verbs(workshop) == ["comment.added", "comment.added"]


@pytest.mark.parametrize("sent", [{}, {"text": ""}, {"text": "ก" * 201}, {"client_id": "x"}])
def test_an_invalid_comment_is_refused(desk, workshop, card, sent: dict[str, str]) -> None:
    sent = {"text": "ก", "client_id": str(uuid.uuid4())} | sent if sent else {}

    answer = desk.post(url(workshop, f"on/factor/{card.pk}/"), sent)

    assert answer.status_code == 422
    assert verbs(workshop) == []


def test_a_full_thread_says_so(desk, user, workshop, card) -> None:
    for _ in range(comments.PER_THREAD):
        comments.add_comment(user, card, text="ก", client_id=uuid.uuid4())

    sent = {"text": "อีกหนึ่ง", "client_id": str(uuid.uuid4())}
    answer = desk.post(url(workshop, f"on/factor/{card.pk}/"), sent, headers=AS_SCRIPT)

    assert answer.status_code == 422
    assert answer.json()["error"].startswith("There are 20 comments")


def test_a_comment_is_hidden_with_a_reason_and_shown_again(desk, user, workshop, card) -> None:
    comment = said(card)
    sheet = f"/desk/{workshop.code}/sort/cards/{card.pk}/"

    hidden = desk.post(url(workshop, f"{comment.pk}/hide/"), {"reason": "personal"})
    page = desk.get(sheet).content.decode()
    shown = desk.post(url(workshop, f"{comment.pk}/restore/"))

    assert [answer.url for answer in (hidden, shown)] == [f"{sheet}#thread"] * 2
    assert "Hidden: It names or hurts a person" in page
    assert "สมหญิง" not in page
    comment.refresh_from_db()
    assert comment.is_shown
    assert verbs(workshop) == ["comment.added", "comment.hidden", "comment.restored"]


def test_what_waits_is_listed_and_approved(desk, workshop, card) -> None:
    cluster = create_cluster(factors=(card,))
    waiting = [said(card, "หนึ่ง", waits=True), said(cluster, "สอง", waits=True)]

    sorting = desk.get(f"/desk/{workshop.code}/sort/").content.decode()
    listed = desk.get(url(workshop)).context["waiting"]
    answer = desk.post(url(workshop, f"{waiting[0].pk}/approve/"), {"back": "sort-comments"})

    assert "2 comments wait for approval" in sorting
    assert list(listed) == waiting
    assert (answer.status_code, answer.url) == (303, url(workshop))
    assert list(desk.get(url(workshop)).context["waiting"]) == waiting[1:]


def test_the_script_gets_a_sentence_to_announce(desk, workshop, card) -> None:
    comment = said(card)

    answer = desk.post(url(workshop, f"{comment.pk}/hide/"), headers=AS_SCRIPT)

    assert answer.json() == {"revision": 2, "said": "Hidden from everybody but the desk."}


def test_an_unknown_reason_hides_nothing(desk, workshop, card) -> None:
    comment = said(card)

    answer = desk.post(url(workshop, f"{comment.pk}/hide/"), {"reason": "x"})

    assert answer.status_code == 422
    comment.refresh_from_db()
    assert comment.is_shown


def test_comments_of_another_workshop_are_unknown(desk, workshop) -> None:
    theirs = said(create_factor(workshop=create_workshop(stage=Stage.EXCHANGE)))

    acts = [f"{theirs.pk}/{act}/" for act in ("hide", "restore", "approve")]
    acts += [f"on/factor/{theirs.factor_id}/", f"on/cluster/{create_cluster().pk}/"]

    sent = {"text": "ก", "client_id": str(uuid.uuid4())}
    assert [desk.post(url(workshop, act), sent).status_code for act in acts] == [404] * 5


def test_nobody_but_the_facilitators_moderates(client, workshop, card) -> None:
    comment = said(card)
    phone, _ = joined(workshop=workshop)

    answers = [
        browser.post(url(workshop, f"{comment.pk}/hide/")).status_code
        for browser in (client, phone, signed_in())
    ]

    assert answers == [302, 302, 404]
    assert verbs(workshop) == ["comment.added"]


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_the_database_a_fixed_number_of_times(
    count: int, desk, workshop, card, django_assert_num_queries
) -> None:
    for number in range(count):
        said(card, f"ความเห็น {number}", waits=True)

    with django_assert_num_queries(4):
        desk.get(url(workshop))
