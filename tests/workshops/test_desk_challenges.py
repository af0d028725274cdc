import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    create_challenge,
    create_cluster,
    create_facilitator,
    create_factor,
    create_participant,
    create_planner,
    create_round,
    create_workshop,
)
from tests.workshops.desks import sentences, signed_in
from tests.workshops.phones import joined
from workshops.domain import answers, challenges, comments, rounds, support
from workshops.enums import Stage, Stance

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}
ACTS = ["hide-challenge", "restore-challenge", "approve-challenge"]


@pytest.fixture
def facilitator():
    return create_facilitator()


@pytest.fixture
def workshop(facilitator):
    return create_workshop(facilitator=facilitator, stage=Stage.REFLECT)


@pytest.fixture
def cluster(workshop):
    """Some call it a strength, others a weakness."""
    return create_cluster(
        factors=(
            create_factor(workshop=workshop, stance=Stance.STRENGTH),
            create_factor(workshop=workshop, stance=Stance.WEAKNESS),
        )
    )


@pytest.fixture
def desk(facilitator):
    return signed_in(facilitator)


def url(workshop):
    return reverse("workshops:desk-challenges", args=[workshop.code])


def url_of(challenge, name="desk-change-challenge"):
    return reverse(f"workshops:{name}", args=[challenge.workshop.code, challenge.pk])


def prompt_url(cluster):
    return reverse("workshops:skip-prompt", args=[cluster.workshop.code, cluster.pk])


def words(**changed):
    return {
        "client_id": str(uuid.uuid4()),
        "text": "น้ำประปาไม่พอในหน้าแล้ง",
        "affected": "ครัวเรือนนอกเขต",
        "evidence_missing": "",
    } | changed


def test_it_lists_all_with_support_comments_and_clusters(desk, workshop, cluster):
    person, other = (create_participant(workshop=workshop) for _ in range(2))
    first = create_challenge(participant=person, text="หนึ่ง")
    second = create_challenge(participant=person, clusters=(cluster,), text="สอง")
    create_challenge(participant=person, text="ซ่อน", hidden_at=timezone.now())
    create_challenge(participant=person, text="รอ", is_waiting=True)
    create_challenge(participant=person, text="ถอนแล้ว", withdrawn_at=timezone.now())
    support.say_support(other, second, agrees=True)
    comments.add_comment(other, first, text="จริง", client_id=uuid.uuid4())

    page = desk.get(url(workshop))

    lines = page.context["lines"]
    assert [(line.challenge.text, line.shown.agreeing_total) for line in lines] == [
        ("สอง", 1),
        ("หนึ่ง", 0),
        ("ซ่อน", 0),
        ("รอ", 0),
    ]
    assert [one.text for one in lines[1].comments] == ["จริง"]
    assert lines[0].shown.clusters == [cluster]
    shown = page.content.decode()
    assert "ถอนแล้ว" not in shown
    assert [shown.count(mark) for mark in (" data-hidden>", " data-waiting>")] == [1, 1]


# --- Writing ---------------------------------------------------------------------------------


def test_it_writes_one_for_the_room(desk, facilitator, workshop, cluster):
    answer = desk.post(url(workshop), words(clusters=[str(cluster.pk)]))

    made = workshop.challenges.get()
    assert (answer.status_code, answer.url) == (303, f"{url(workshop)}#challenge-{made.pk}")
    assert (made.text, made.affected, made.participant) == (
        "น้ำประปาไม่พอในหน้าแล้ง",
        "ครัวเรือนนอกเขต",
        None,
    )
    assert list(made.clusters.all()) == [cluster]
    entry = workshop.journal.get()
    assert (entry.verb, entry.user) == ("challenge.added", facilitator)


def test_a_double_tap_is_one_challenge(desk, workshop):
    twice = words()

    assert [desk.post(url(workshop), twice).status_code for _ in range(2)] == [303, 303]
    assert workshop.challenges.count() == 1


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"text": " "}, {"text": ["This is empty. Write something here."]}),
        (
            {"text": "ก" * 281},
            {"text": ["280 characters fit here; this is 1 too long. Shorten it."]},
        ),
        (
            {"clusters": ["x"]},
            {"clusters": ["This is not one of the choices. Choose one of those shown."]},
        ),
    ],
)
def test_it_says_what_is_wrong_and_keeps_what_was_typed(desk, workshop, changed, wrong):
    page = desk.post(url(workshop), words(**changed))

    assert (page.status_code, sentences(page)) == (422, wrong)
    assert page.context["form"]["affected"].value() == "ครัวเรือนนอกเขต"
    assert not workshop.challenges.exists()


def test_the_same_words_again_are_refused(desk, workshop):
    create_challenge(workshop=workshop, text="น้ำประปาไม่พอในหน้าแล้ง")

    page = desk.post(url(workshop), words())

    there = "This challenge is in the list already. Agree with it, or write another one."
    assert (page.status_code, sentences(page)) == (422, {"text": [there]})


def test_a_closed_workshop_takes_none(desk, workshop):
    workshop.stage = Stage.CLOSED
    workshop.save(update_fields=["stage"])

    page = desk.post(url(workshop), words())

    assert page.status_code == 423
    assert not workshop.challenges.exists()


# --- Changing --------------------------------------------------------------------------------


def test_it_changes_words_and_clusters(desk, workshop, cluster):
    challenge = create_challenge(participant=create_participant(workshop=workshop))
    assert desk.get(url_of(challenge)).context["form"]["seen"].value() == 1

    answer = desk.post(url_of(challenge), words(seen="1", clusters=[str(cluster.pk)]))

    assert (answer.status_code, answer.url) == (303, f"{url(workshop)}#challenge-{challenge.pk}")
    challenge.refresh_from_db()
    assert (challenge.text, challenge.version) == ("น้ำประปาไม่พอในหน้าแล้ง", 2)
    assert list(challenge.clusters.all()) == [cluster]
    assert workshop.journal.get().verb == "challenge.changed"


def test_whoever_was_slower_sees_both_texts(desk, facilitator, workshop):
    challenge = create_challenge(workshop=workshop, text="เดิม")
    fields = {"affected": "", "evidence_missing": "", "clusters": []}
    challenges.change_challenge(
        challenge, by=create_facilitator(), text="คนอื่นเขียน", seen=1, **fields
    )

    page = desk.post(url_of(challenge), words(seen="1"))

    shown = page.content.decode()
    assert page.status_code == 409
    assert page.context["is_conflict"]
    assert ["คนอื่นเขียน" in shown, "น้ำประปาไม่พอในหน้าแล้ง" in shown] == [True, True]
    assert page.context["form"]["seen"].value() == "2"
    assert desk.post(url_of(challenge), words(seen="2")).status_code == 303


def test_a_change_that_is_empty_comes_back(desk, workshop):
    challenge = create_challenge(workshop=workshop, text="เดิม")

    page = desk.post(url_of(challenge), words(seen="1", text=""))

    assert (page.status_code, list(sentences(page))) == (422, ["text"])
    challenge.refresh_from_db()
    assert challenge.text == "เดิม"


def test_a_withdrawn_one_is_not_changed(desk, workshop):
    challenge = create_challenge(workshop=workshop, withdrawn_at=timezone.now())

    page = desk.post(url_of(challenge), words(seen="1"))

    assert (page.status_code, page.context["is_conflict"]) == (409, False)
    assert sentences(page) == {"__all__": ["This challenge was withdrawn. Look at the list."]}


# --- Moderating ------------------------------------------------------------------------------


def test_it_is_hidden_with_a_reason_shown_again_and_approved(desk, workshop):
    challenge = create_challenge(workshop=workshop, is_waiting=True)

    for name, sent in zip(ACTS, ({"reason": "test"}, {}, {}), strict=True):
        answer = desk.post(url_of(challenge, name), sent)
        assert (answer.status_code, answer.url) == (
            303,
            f"{url(workshop)}#challenge-{challenge.pk}",
        )

    challenge.refresh_from_db()
    assert (challenge.hidden_at, challenge.hidden_reason, challenge.is_waiting) == (None, "", False)
    verbs = workshop.journal.order_by("revision").values_list("verb", flat=True)
    assert list(verbs) == ["challenge.hidden", "challenge.restored", "challenge.approved"]


def test_the_reason_is_kept_and_an_unknown_one_refused(desk, workshop):
    challenge = create_challenge(workshop=workshop)

    wrong = desk.post(url_of(challenge, "hide-challenge"), {"reason": "mood"})
    said = desk.post(url_of(challenge, "hide-challenge"), {"reason": "mood"}, headers=JSON)
    right = desk.post(url_of(challenge, "hide-challenge"), {"reason": "personal"}, headers=JSON)

    unknown = "This reason is unknown. Choose one from the list."
    assert (wrong.status_code, wrong.context["notice"]) == (422, unknown)
    assert (said.status_code, said.json()) == (422, {"error": unknown})
    assert (right.status_code, right.json()) == (200, {"id": f"challenge-{challenge.pk}"})
    challenge.refresh_from_db()
    assert challenge.hidden_reason == "personal"


def test_a_comment_on_a_challenge_is_hidden_from_here(desk, workshop):
    person = create_participant(workshop=workshop)
    challenge = create_challenge(participant=person)
    comment, _ = comments.add_comment(person, challenge, text="จริง", client_id=uuid.uuid4())
    address = reverse("workshops:hide-comment", args=[workshop.code, comment.pk])

    answer = desk.post(address)

    assert (answer.status_code, answer.url.split("#")[0]) == (303, url(workshop))
    page = desk.get(url(workshop))
    assert [one.hidden_at is None for one in page.context["lines"][0].comments] == [False]


# --- Prompts ---------------------------------------------------------------------------------


def test_a_disputed_cluster_asks_for_a_note(desk, workshop, cluster):
    create_cluster(workshop=workshop)

    page = desk.get(url(workshop))

    assert [one.cluster for one in page.context["prompts"]] == [cluster]
    assert page.context["open_total"] == 1
    about = desk.get(url(workshop), {"about": cluster.pk}).context["form"]
    assert about.ticked == {str(cluster.pk)}
    desk.post(url(workshop), words(clusters=[str(cluster.pk)]))
    assert desk.get(url(workshop)).context["open_total"] == 0


def test_a_prompt_is_skipped_and_asked_after_all(desk, facilitator, workshop, cluster):
    skipped = desk.post(prompt_url(cluster), {"skip": "1"})
    assert (skipped.status_code, skipped.url) == (303, f"{url(workshop)}#prompt-{cluster.pk}")
    assert desk.get(url(workshop)).context["open_total"] == 0

    asked = desk.post(prompt_url(cluster), {"skip": "0"}, headers=JSON)
    assert asked.json() == {"id": f"prompt-{cluster.pk}"}
    assert desk.get(url(workshop)).context["open_total"] == 1
    entries = workshop.journal.order_by("revision")
    assert [(one.verb, one.user, one.facts["skipped"]) for one in entries] == [
        ("prompt.skipped", facilitator, True),
        ("prompt.skipped", facilitator, False),
    ]


def test_neither_skipped_nor_asked_is_refused(desk, workshop, cluster):
    page = desk.post(prompt_url(cluster), {})

    assert page.status_code == 422
    assert page.context["notice"] == "Nothing was chosen. Press the button again."


def test_disputed_ratings_ask_for_notes(desk, facilitator, workshop):
    workshop.stage = Stage.ANALYSE
    workshop.save(update_fields=["stage"])
    rated = create_cluster(workshop=workshop)
    round_ = create_round(clusters=(rated,))
    for n in range(6):
        person = create_participant(workshop=workshop)
        answers.rate_cluster(person, round_, rated, impact=(1, 5)[n % 2], uncertainty=3)
    rounds.reveal_round(round_, by=facilitator)

    prompts = desk.get(url(workshop)).context["prompts"]

    assert [(one.cluster, one.by_ratings, one.is_open) for one in prompts] == [(rated, True, True)]


@pytest.mark.parametrize(
    ("stage", "told"), [(Stage.EXCHANGE, 0), (Stage.REFLECT, 0), (Stage.ANALYSE, 1)]
)
def test_moving_on_with_open_prompts_is_told(desk, workshop, cluster, stage, told):
    workshop.stage = stage
    workshop.save(update_fields=["stage"])

    assert desk.get(url(workshop)).content.decode().count('id="moved-on"') == told
    desk.post(prompt_url(cluster), {"skip": "1"})
    assert desk.get(url(workshop)).content.decode().count('id="moved-on"') == 0


def test_the_part_for_the_stream_is_the_list_alone(desk, workshop):
    part = desk.get(url(workshop), {"part": "1"}).content.decode()

    assert part.strip().startswith('<div id="challenges-part">')


# --- Who may ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["desk-challenges", "desk-change-challenge", "skip-prompt", *ACTS])
def test_only_its_facilitators_may(workshop, cluster, name):
    row = cluster if name == "skip-prompt" else create_challenge(workshop=workshop)
    parts = [] if name == "desk-challenges" else [row.pk]
    address = reverse(f"workshops:{name}", args=[workshop.code, *parts])
    unknown = reverse(f"workshops:{name}", args=["ZZZZZZ", *parts])

    assert Client().post(address).url.startswith("/accounts/login/")
    assert joined()[0].post(address).status_code == 302
    assert signed_in().post(address).status_code == 404
    assert signed_in(create_planner()).post(address).status_code == 403
    assert signed_in().post(unknown).status_code == 404
    assert not workshop.journal.exists()


def test_rows_of_another_workshop_are_unknown_here(desk, facilitator, workshop):
    elsewhere = create_workshop(facilitator=facilitator)
    challenge = create_challenge(workshop=elsewhere)
    cluster = create_cluster(workshop=elsewhere)

    names = ["desk-change-challenge", *ACTS]
    addresses = [reverse(f"workshops:{n}", args=[workshop.code, challenge.pk]) for n in names]
    addresses.append(reverse("workshops:skip-prompt", args=[workshop.code, cluster.pk]))

    assert [desk.post(address).status_code for address in addresses] == [404] * 5


def test_other_methods_are_refused(desk, workshop, cluster):
    challenge = create_challenge(workshop=workshop)

    assert desk.put(url(workshop)).status_code == 405
    assert desk.put(url_of(challenge)).status_code == 405
    assert [desk.get(url_of(challenge, name)).status_code for name in ACTS] == [405] * 3
    assert desk.get(prompt_url(cluster)).status_code == 405


@pytest.mark.parametrize("total", [1, 3])
def test_the_number_of_queries_does_not_grow(
    desk, workshop, cluster, total, django_assert_num_queries
):
    for _ in range(total):
        person = create_participant(workshop=workshop)
        challenge = create_challenge(participant=person, clusters=(cluster,))
        comments.add_comment(person, challenge, text="จริง", client_id=uuid.uuid4())

    with django_assert_num_queries(16):
        desk.get(url(workshop))
