import threading
import uuid
from datetime import timedelta

import httpx
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.factories import create_district, create_participant, create_workshop
from tests.live_server import portal  # noqa: F401  a fixture
from tests.workshops.phones import HOSTILE, joined, urlencoded, words
from workshops import access
from workshops.enums import Stage
from workshops.models import Factor, JournalEntry, Participant, Workshop

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def url(workshop: Workshop) -> str:
    return f"/room/{workshop.code}/factors/"


def send(phone: Client, participant: Participant, sent: dict[str, str]):
    return phone.post(url(participant.workshop), **urlencoded(sent), headers=JSON)


# --- With script: JSON -----------------------------------------------------------------------


def test_it_works() -> None:
    phone, participant = joined()
    sent = words(text=" ผู้สูงอายุ  อยู่ลำพัง ", evidence="รายงาน อบต.", horizon="soon")

    response = send(phone, participant, sent)

    factor = participant.factors.get()
    assert response.status_code == 201
    assert response.json() == {
        "client_id": sent["client_id"],
        "factor": factor.pk,
        "revision": 1,
    }
    assert (factor.category, factor.text) == ("social", "ผู้สูงอายุ อยู่ลำพัง")
    assert (factor.stance, factor.track, factor.district_id) == ("weakness", "smart", "4005")
    assert (factor.evidence, factor.horizon) == ("รายงาน อบต.", "soon")
    entry = participant.workshop.journal.get()
    assert (entry.revision, entry.verb, entry.participant) == (1, "factor.added", participant)
    assert entry.facts == {"factor": factor.pk}


def test_the_same_again_is_the_same_factor_in_any_stage() -> None:
    phone, participant = joined()
    sent = words()
    first = send(phone, participant, sent)
    send(phone, participant, words(text="อีกเรื่อง"))
    Workshop.objects.update(stage=Stage.CLOSED)

    again = send(phone, participant, sent)

    assert again.status_code == 200
    assert again.json() == first.json()
    assert Factor.objects.count() == 2
    assert JournalEntry.objects.count() == 2


def test_the_same_again_in_other_spelling_of_the_id_is_the_same() -> None:
    phone, participant = joined()
    sent = words()
    send(phone, participant, sent)

    again = send(phone, participant, sent | {"client_id": sent["client_id"].upper()})

    assert (again.status_code, again.json()["client_id"]) == (200, sent["client_id"])


@pytest.mark.parametrize(
    "other",
    [
        {"text": "คำอื่น"},
        {"category": "economic"},
        {"stance": "threat"},
        {"track": "mice"},
        {"district": "4029"},
        {"evidence": "มี"},
        {"horizon": "now"},
    ],
)
def test_the_same_id_with_other_words_is_refused(other: dict[str, str]) -> None:
    phone, participant = joined()
    sent = words()
    send(phone, participant, sent)

    response = send(phone, participant, sent | other)

    assert response.status_code == 409
    assert response.json()["client_id"] == sent["client_id"]
    assert response.json()["error"]
    assert participant.factors.get().text == sent["text"]


def test_somebody_elses_id_is_refused() -> None:
    phone, participant = joined()
    other, neighbour = joined(workshop=participant.workshop)
    sent = words()
    send(phone, participant, sent)

    response = send(other, neighbour, sent)

    assert response.status_code == 409
    assert not neighbour.factors.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("client_id", ""),
        ("client_id", "1"),
        ("client_id", "\x00"),
        ("category", ""),
        ("category", "politics"),
        ("text", ""),
        ("text", "   "),
        ("text", "\u200b\u200b"),
        ("text", "\x00"),
        ("text", "ก" * 281),
        ("stance", ""),
        ("stance", "good"),
        ("track", ""),
        ("track", "city"),
        ("district", ""),
        ("district", "9999"),
        ("district", "4007"),  # exists, but does not take part
        ("evidence", "ก" * 501),
        ("horizon", "tomorrow"),
    ],
)
def test_a_wrong_field_says_so(field: str, value: str) -> None:
    phone, participant = joined()
    create_district(code="4007")
    sent = words(**{field: value})

    response = send(phone, participant, sent)

    assert response.status_code == 422
    body = response.json()
    assert list(body["errors"]) == [field]
    assert body["error"] == body["errors"][field][0]
    assert body["client_id"] == sent["client_id"]
    assert not Factor.objects.exists()
    assert not JournalEntry.objects.exists()


@pytest.mark.parametrize("field", ["client_id", "category", "text", "stance", "track", "district"])
def test_a_missing_field_says_so(field: str) -> None:
    phone, participant = joined()
    sent = words()
    del sent[field]

    response = send(phone, participant, sent)

    assert (response.status_code, list(response.json()["errors"])) == (422, [field])


def test_280_characters_fit() -> None:
    phone, participant = joined()

    assert send(phone, participant, words(text="ก" * 280)).status_code == 201


@pytest.mark.parametrize("stage", [each for each in Stage if each != Stage.BRAINSTORM])
def test_it_refuses_outside_brainstorming(stage: Stage) -> None:
    phone, participant = joined(workshop=create_workshop(stage=stage))
    sent = words()

    response = send(phone, participant, sent)

    assert response.status_code == 423
    assert response.json()["client_id"] == sent["client_id"]
    assert response.json()["error"]
    assert not Factor.objects.exists()
    assert not JournalEntry.objects.exists()


@pytest.mark.parametrize(
    ("rule", "reason"), [("is_silent", "reveal"), ("approves_first", "approval")]
)
def test_the_phone_is_told_what_the_factor_waits_for(rule: str, reason: str) -> None:
    phone, participant = joined()
    Workshop.objects.update(**{rule: True})
    sent = words()

    first, again = send(phone, participant, sent), send(phone, participant, sent)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["waits_for"] == again.json()["waits_for"] == reason


@pytest.mark.parametrize("allowed", [True, False])
def test_a_late_draft_is_taken_where_that_is_allowed(allowed: bool) -> None:  # noqa: FBT001
    phone, participant = joined(workshop=create_workshop(stage=Stage.EXCHANGE))
    Workshop.objects.update(allows_late=allowed)
    sent = words()

    in_time, late = send(phone, participant, sent), send(phone, participant, sent | {"late": "1"})

    assert (in_time.status_code, in_time.json()["late"]) == (423, allowed)
    assert late.status_code == (201 if allowed else 423)
    assert [one.is_late for one in participant.factors.all()] == [True] * allowed


def test_what_is_sent_late_again_in_time_is_the_same() -> None:
    phone, participant = joined(workshop=create_workshop(stage=Stage.EXCHANGE))
    Workshop.objects.update(allows_late=True)
    sent = words()
    late = send(phone, participant, sent | {"late": "1"})

    assert send(phone, participant, sent).json() == late.json()


def test_when_time_is_up_the_phone_is_told() -> None:
    phone, participant = joined()
    ended = timezone.now() - timedelta(seconds=1)
    Workshop.objects.update(timer_ends_at=ended, timer_closes=True)

    response = send(phone, participant, words())

    assert (response.status_code, response.json()["late"]) == (423, False)


def test_after_a_merge_the_same_again_is_the_same() -> None:
    phone, other = joined()
    sent = words()
    send(phone, other, sent)
    other.merged_into = create_participant(workshop=other.workshop)
    other.save()

    assert send(phone, other, sent).status_code == 200


@pytest.mark.parametrize(
    ("query", "leads_to"), [("?category=social", "?category=social"), ("?category=x", ""), ("", "")]
)
def test_reading_there_leads_back_to_the_room(query: str, leads_to: str) -> None:
    phone, participant = joined()

    response = phone.get(url(participant.workshop) + query)

    room = f"/room/{participant.workshop.code}/"
    assert (response.status_code, response["Location"]) == (303, room + leads_to)


def test_it_refuses_own_words_twice() -> None:
    phone, participant = joined()
    send(phone, participant, words(text="น้ำท่วม"))

    response = send(phone, participant, words(text="นํ้า ท่วม"))

    assert (response.status_code, list(response.json()["errors"])) == (422, ["text"])


def test_too_many_wait(settings) -> None:
    settings.FACTORS_PER_MINUTE = 2
    phone, participant = joined()
    for number in range(2):
        assert send(phone, participant, words(text=f"เรื่อง {number}")).status_code == 201

    response = send(phone, participant, words(text="เรื่องต่อไป"))

    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 60
    assert participant.factors.count() == 2


def test_too_many_from_one_do_not_stop_a_neighbour(settings) -> None:
    settings.FACTORS_PER_MINUTE = 1
    phone, participant = joined()
    other, neighbour = joined(workshop=participant.workshop)
    send(phone, participant, words())

    assert send(other, neighbour, words()).status_code == 201


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("field", [*words(), "evidence", "horizon"])
def test_hostile_text_gets_an_answer(name: str, field: str) -> None:
    phone, participant = joined()

    response = send(phone, participant, words() | {field: HOSTILE[name]})
    plain = phone.post(url(participant.workshop), **urlencoded(words() | {field: HOSTILE[name]}))

    assert response.status_code in (201, 422)
    assert plain.status_code in (303, 422)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "<script>alert(1)</script>", "-5 %", "น้ำ < 20 %", "O'Neil; DROP TABLE", "{{ x }}"],
)
def test_odd_words_are_kept_as_typed(text: str) -> None:
    phone, participant = joined()

    assert send(phone, participant, words(text=text)).status_code == 201
    assert participant.factors.get().text == text


def test_a_stranger_is_told_in_json(client: Client) -> None:
    workshop = create_workshop()

    sent = words()

    response = client.post(url(workshop), sent, headers=JSON)

    assert response.status_code == 403
    assert response.json()["client_id"] == sent["client_id"]
    assert response.json()["join"] == f"/join/{workshop.code}/"


def test_a_participant_of_another_workshop_is_a_stranger() -> None:
    phone, _ = joined()
    other = create_workshop()

    assert phone.post(url(other), words(), headers=JSON).status_code == 403
    assert not Factor.objects.exists()


def test_an_unknown_code_is_not_found() -> None:
    phone, _ = joined()

    assert phone.post("/room/ZZZZZZ/factors/", words()).status_code == 404


@pytest.mark.parametrize("method", ["put", "delete"])
def test_other_methods_are_refused(method: str) -> None:
    phone, participant = joined()

    assert getattr(phone, method)(url(participant.workshop)).status_code == 405


def test_without_a_csrf_token_a_fresh_one_comes_back() -> None:
    phone, participant = joined(csrf=True)
    sent = words()
    first = send(phone, participant, sent)

    second = phone.post(
        url(participant.workshop),
        **urlencoded(sent),
        headers=JSON | {"X-CSRFToken": first.json()["csrf_token"]},
    )

    assert (first.status_code, second.status_code) == (403, 201)
    assert first.json()["client_id"] == sent["client_id"]


# --- Without script: plain forms -------------------------------------------------------------


def test_a_plain_form_leads_back_to_the_room() -> None:
    phone, participant = joined()

    response = phone.post(url(participant.workshop), words())

    assert (response.status_code, response["Location"]) == (
        303,
        f"/room/{participant.workshop.code}/",
    )
    page = phone.get(response["Location"]).content.decode()
    assert '<p class="alert alert-success" role="status">' in page
    assert "ผู้สูงอายุอยู่ลำพังมากขึ้น" in page


@pytest.mark.parametrize("rule", ["is_silent", "approves_first"])
def test_a_plain_form_does_not_promise_the_board_too_soon(rule: str) -> None:
    phone, participant = joined()
    Workshop.objects.update(**{rule: True})

    response = phone.post(url(participant.workshop), words(), follow=True)

    assert "บันทึกปัจจัยของท่านและขึ้นกระดานแล้ว" not in response.content.decode()
    assert 'class="alert alert-success"' in response.content.decode()


def test_a_plain_form_that_came_too_late_can_be_handed_in() -> None:
    phone, participant = joined(workshop=create_workshop(stage=Stage.EXCHANGE))
    Workshop.objects.update(allows_late=True)
    sent = words()

    refused = phone.post(url(participant.workshop), sent)
    handed_in = phone.post(url(participant.workshop), sent | {"late": "1"})

    assert 'id="send" name="late" value="1"' in refused.content.decode()
    assert (refused.status_code, handed_in.status_code) == (423, 303)
    assert participant.factors.get().is_late


def test_a_plain_form_sent_twice_is_one_factor() -> None:
    phone, participant = joined()
    sent = words()

    statuses = [phone.post(url(participant.workshop), sent).status_code for _ in range(2)]

    assert statuses == [303, 303]
    assert participant.factors.count() == 1


@pytest.mark.parametrize(
    ("changed", "stage", "status"),
    [
        ({"stance": ""}, Stage.BRAINSTORM, 422),
        ({"client_id": "x"}, Stage.BRAINSTORM, 422),
        ({"category": "x"}, Stage.BRAINSTORM, 422),
        ({}, Stage.EXCHANGE, 423),
        ({}, Stage.CLOSED, 423),
    ],
)
def test_a_refused_plain_form_keeps_what_was_typed(
    changed: dict[str, str], stage: Stage, status: int
) -> None:
    phone, participant = joined(workshop=create_workshop(stage=stage))
    sent = words(evidence="รายงานปีก่อน", district="4029") | changed

    response = phone.post(url(participant.workshop), sent)

    page = response.content.decode()
    assert response.status_code == status
    assert f"{sent['text']}</textarea>" in page
    assert "รายงานปีก่อน</textarea>" in page
    assert '<option value="4029" selected>' in page
    assert '<section id="write" data-stages="brainstorm">' in page
    assert '<div id="entry">' in page


def test_after_a_conflict_the_plain_form_has_a_new_number() -> None:
    phone, participant = joined()
    sent = words()
    phone.post(url(participant.workshop), sent)

    refused = phone.post(url(participant.workshop), sent | {"text": "คำอื่น"})
    form = refused.context["form"]
    again = phone.post(
        url(participant.workshop), sent | {name: form[name].value() for name in sent}
    )

    assert (refused.status_code, again.status_code) == (409, 303)
    assert participant.factors.count() == 2


def test_a_damaged_number_is_replaced() -> None:
    phone, participant = joined()

    refused = phone.post(url(participant.workshop), words(client_id="x"))

    assert uuid.UUID(refused.context["form"]["client_id"].value())


def test_a_plain_form_sent_too_fast_says_how_long_to_wait(settings) -> None:
    settings.FACTORS_PER_MINUTE = 1
    phone, participant = joined()
    phone.post(url(participant.workshop), words())

    response = phone.post(url(participant.workshop), words(text="อีกเรื่อง"))

    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert "อีกเรื่อง</textarea>" in response.content.decode()


def test_a_stranger_gets_the_words_back(client: Client) -> None:
    workshop = create_workshop()

    response = client.post(url(workshop), words())

    page = response.content.decode()
    assert response.status_code == 403
    assert "ผู้สูงอายุอยู่ลำพังมากขึ้น</textarea>" in page
    assert f'href="/join/{workshop.code}/"' in page


def test_a_stale_form_gives_everything_back_to_send_again() -> None:
    phone, participant = joined(csrf=True)
    sent = words()

    page = phone.post(url(participant.workshop), sent).content.decode()

    assert f"{sent['text']}</textarea>" in page
    for name in ("client_id", "category", "stance", "track", "district"):
        assert f'<input type="hidden" name="{name}" value="{sent[name]}">' in page


def test_what_another_site_sends_is_not_offered_for_sending() -> None:
    phone, participant = joined(csrf=True)

    response = phone.post(
        url(participant.workshop), words(), headers={"Origin": "https://other.example"}
    )

    assert response.status_code == 403
    assert '<form method="post">' not in response.content.decode()


def test_a_stale_form_gives_no_password_back() -> None:
    phone, _participant = joined(csrf=True)
    typed = {"oldpassword": "secret-1", "password1": "secret-2", "login": "somebody"}

    page = phone.post("/accounts/password/change/", typed).content.decode()

    assert "somebody" in page
    assert "secret" not in page


# --- Twenty at once, over HTTP ---------------------------------------------------------------


@pytest.mark.data
@pytest.mark.django_db(transaction=True)
def test_twenty_equal_posts_at_once_are_one_factor(portal: str) -> None:  # noqa: F811
    token = "t" * 40
    workshop = create_workshop()
    participant = create_participant(workshop=workshop, token=token)
    cookies = {access.cookie_name(workshop): token, "csrftoken": "c" * 32}
    sent = words()
    answers: list[httpx.Response] = []
    start = threading.Barrier(20)

    def post() -> None:
        with httpx.Client(cookies=cookies, timeout=30) as http:
            start.wait()
            answer = http.post(
                portal + url(workshop), data=sent, headers=JSON | {"X-CSRFToken": "c" * 32}
            )
            answers.append(answer)

    threads = [threading.Thread(target=post) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answer.status_code for answer in answers) == [200] * 19 + [201]
    assert {answer.text for answer in answers} == {answers[0].text}
    assert participant.factors.count() == 1
    assert workshop.journal.count() == 1
    connection.close()
