"""`/room/CODE/challenges/`: what must be overcome, read and written on a phone."""

import uuid

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import (
    create_challenge,
    create_cluster,
    create_factor,
    create_participant,
    create_workshop,
)
from tests.workshops.phones import HOSTILE, joined, urlencoded
from workshops.domain import challenges
from workshops.enums import Stage, Stance
from workshops.models import Challenge, Participant, Support, Workshop

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
OPEN = [Stage.REFLECT, Stage.ANALYSE]
SHOWN = [*OPEN, Stage.EXCHANGE, Stage.DIRECT, Stage.FEEDBACK, Stage.CLOSED]


def here(*, stage: Stage = Stage.REFLECT, **rules: object) -> tuple[Client, Participant, Workshop]:
    workshop = create_workshop(stage=stage)
    Workshop.objects.filter(pk=workshop.pk).update(**rules or {"track": "both"})
    phone, me = joined(workshop=workshop)
    return phone, me, workshop


def url(workshop: Workshop, more: str = "") -> str:
    return f"/room/{workshop.code}/challenges/{more}"


def words(**changed: object) -> dict[str, object]:
    return {
        "client_id": str(uuid.uuid4()),
        "text": "คนวัยทำงานย้ายออก",
        "affected": "ครอบครัวในชนบท",
        "evidence_missing": "จำนวนรายตำบล",
    } | changed


def test_it_works() -> None:
    phone, me, workshop = here()
    cluster = create_cluster(workshop=workshop, name="สังคมสูงวัย")

    response = phone.post(url(workshop), words(clusters=[cluster.pk]), headers=JSON)

    challenge = Challenge.objects.get()
    answer = {"client_id": str(challenge.client_id), "saved": challenge.pk, "waits": False}
    assert (response.status_code, response.json()) == (201, answer)
    assert challenge.participant == me
    assert list(challenge.clusters.all()) == [cluster]
    entry = workshop.journal.get()
    assert (entry.verb, entry.facts["clusters"]) == ("challenge.added", [cluster.pk])
    page = phone.get(url(workshop)).content.decode()
    for shown in ("คนวัยทำงานย้ายออก", "ครอบครัวในชนบท", "จำนวนรายตำบล", "สังคมสูงวัย"):
        assert shown in page
    assert me.name not in page


def test_a_plain_form_leads_back_to_the_list() -> None:
    phone, _me, workshop = here()

    response = phone.post(url(workshop), words())

    assert (response.status_code, response["Location"]) == (303, url(workshop))


def test_the_same_again_is_the_same_challenge() -> None:
    phone, _me, workshop = here()
    form = words()

    statuses = [phone.post(url(workshop), form, headers=JSON).status_code for _ in range(2)]

    assert statuses == [201, 200]
    assert Challenge.objects.count() == 1


def test_what_is_in_the_list_already_is_refused_with_the_words_kept() -> None:
    phone, _me, workshop = here()
    create_challenge(workshop=workshop, text="คนวัยทำงานย้ายออก")

    plain = phone.post(url(workshop), words())

    assert plain.status_code == 422
    page = plain.content.decode()
    assert str(challenges.DuplicateChallenge()) in page
    assert "จำนวนรายตำบล</textarea>" in page


@pytest.mark.parametrize("stage", Stage)
def test_the_stage_decides_and_typed_words_come_back(stage: Stage) -> None:
    phone, _me, workshop = here(stage=stage)
    create_challenge(workshop=workshop, text="มีอยู่ก่อน")

    assert ("มีอยู่ก่อน" in phone.get(url(workshop)).content.decode()) == (stage in SHOWN)
    scripted = phone.post(url(workshop), words(text="หนึ่ง"), headers=JSON)
    plain = phone.post(url(workshop), words(text="พิมพ์ไว้แล้ว"))

    if stage in OPEN:
        assert (scripted.status_code, plain.status_code) == (201, 303)
    else:
        assert (scripted.status_code, plain.status_code) == (423, 423)
        assert "พิมพ์ไว้แล้ว</textarea>" in plain.content.decode()


def test_only_own_ones_that_wait_or_are_hidden_are_shown() -> None:
    phone, me, workshop = here(approves_first=True)
    other = create_participant(workshop=workshop)
    for writer, name in ((me, "ฉัน"), (other, "เขา")):
        create_challenge(participant=writer, text=f"{name}รอ", is_waiting=True)
        create_challenge(participant=writer, text=f"{name}ซ่อน", hidden_at=timezone.now())
        create_challenge(participant=writer, text=f"{name}ถอน", withdrawn_at=timezone.now())

    page = phone.get(url(workshop)).content.decode()

    assert [name in page for name in ("ฉันรอ", "ฉันซ่อน", "ฉันถอน")] == [True, True, False]
    assert "เขา" not in page
    assert phone.post(url(workshop), words(), headers=JSON).json()["waits"] is True


def test_most_support_stands_first_and_own_ones_have_no_button() -> None:
    phone, me, workshop = here()
    mine = create_challenge(participant=me, text="ของฉัน")
    theirs = create_challenge(workshop=workshop, text="ของเขา")
    Support.objects.create(participant=me, challenge=theirs)

    page = phone.get(url(workshop)).content.decode()

    assert page.index("ของเขา") < page.index("ของฉัน")
    assert f'value="challenge-{theirs.pk}-0" aria-pressed="true"' in page
    assert f'value="challenge-{mine.pk}' not in page
    counts = phone.get(url(workshop, "?part=counts")).json()["counts"]
    assert counts == [["challenge", theirs.pk, 1, 0, 1], ["challenge", mine.pk, 0, 0, 0]]


def test_a_disputed_cluster_asks_until_somebody_has_written_about_it() -> None:
    phone, _me, workshop = here()
    stances = (Stance.STRENGTH, Stance.WEAKNESS)
    opposed = tuple(create_factor(workshop=workshop, stance=stance) for stance in stances)
    cluster = create_cluster(factors=opposed, name="ระบบน้ำ")
    asked = f'id="prompt-{cluster.pk}"'

    assert asked in phone.get(url(workshop)).content.decode()
    opened = phone.get(url(workshop, f"?about={cluster.pk}")).content.decode()
    assert f'name="clusters" value="{cluster.pk}" checked' in opened
    phone.post(url(workshop), words(clusters=[cluster.pk]))
    assert asked not in phone.get(url(workshop)).content.decode()


@pytest.mark.parametrize(
    "changed",
    [
        {"text": ""},
        {"text": "ก" * 281},
        {"affected": "ก" * 201},
        {"evidence_missing": "ก" * 281},
        {"client_id": "x"},
        {"clusters": ["x"]},
    ],
)
def test_an_invalid_form_is_refused_with_the_words_kept(changed: dict[str, object]) -> None:
    phone, _me, workshop = here()
    form = words(**changed)

    scripted = phone.post(url(workshop), form, headers=JSON)
    plain = phone.post(url(workshop), form)

    assert (scripted.status_code, plain.status_code) == (422, 422)
    assert scripted.json()["client_id"] == form["client_id"]
    assert f"{form['affected']}</textarea>" in plain.content.decode()
    assert not Challenge.objects.exists()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_whatever_is_sent_gets_an_answer_in_words(text: str) -> None:
    phone, _me, workshop = here()
    form = {name: str(value) for name, value in words(text=text).items()}

    response = phone.post(url(workshop), **urlencoded(form))

    assert response.status_code in (303, 422)
    assert "<script>alert" not in phone.get(url(workshop)).content.decode()


def test_own_words_can_be_changed() -> None:
    phone, me, workshop = here()
    cluster = create_cluster(workshop=workshop)
    challenge = create_challenge(participant=me, clusters=(cluster,), text="คำเดิม")
    path = url(workshop, f"{challenge.pk}/")
    page = phone.get(path).content.decode()
    assert "คำเดิม</textarea>" in page
    assert f'value="{cluster.pk}" checked' in page

    response = phone.post(path, words(text="คำใหม่", seen=1))

    assert (response.status_code, response["Location"]) == (303, url(workshop))
    challenge.refresh_from_db()
    assert (challenge.text, challenge.version, challenge.clusters.count()) == ("คำใหม่", 2, 0)
    assert workshop.journal.get().verb == "challenge.changed"


def test_a_change_meanwhile_is_told_and_the_words_are_kept() -> None:
    phone, me, workshop = here()
    challenge = create_challenge(participant=me, text="เปลี่ยนไปแล้ว", version=3)
    path = url(workshop, f"{challenge.pk}/")

    response = phone.post(path, words(text="คำของฉัน", seen=2))

    assert response.status_code == 409
    page = response.content.decode()
    assert str(challenges.ChallengeChangedMeanwhile()) in page
    assert "เปลี่ยนไปแล้ว" in page
    assert "คำของฉัน</textarea>" in page
    assert 'name="seen" value="3"' in page
    assert phone.post(path, words(text="", seen=3)).status_code == 422


def test_own_ones_can_be_withdrawn_after_being_asked() -> None:
    phone, me, workshop = here()
    challenge = create_challenge(participant=me)
    path = url(workshop, f"{challenge.pk}/withdraw/")

    assert challenge.text in phone.get(path).content.decode()
    assert phone.post(path)["Location"] == url(workshop)

    challenge.refresh_from_db()
    assert challenge.withdrawn_at is not None
    assert workshop.journal.get().verb == "challenge.withdrawn"
    assert phone.get(url(workshop, f"{challenge.pk}/")).status_code == 409


@pytest.mark.parametrize("stage", [each for each in Stage if each not in OPEN])
def test_in_other_stages_own_ones_stay_as_they_are(stage: Stage) -> None:
    phone, me, workshop = here(stage=stage)
    challenge = create_challenge(participant=me, text="คำเดิม")

    for more in (f"{challenge.pk}/", f"{challenge.pk}/withdraw/"):
        assert phone.get(url(workshop, more)).status_code == 423
        assert phone.post(url(workshop, more), words()).status_code == 423
    challenge.refresh_from_db()
    assert (challenge.text, challenge.withdrawn_at) == ("คำเดิม", None)


def test_other_peoples_are_not_found() -> None:
    phone, _me, workshop = here()
    theirs = create_challenge(participant=create_participant(workshop=workshop))
    facilitators = create_challenge(workshop=workshop)

    for challenge in (theirs, facilitators):
        for more in (f"{challenge.pk}/", f"{challenge.pk}/withdraw/"):
            assert phone.get(url(workshop, more)).status_code == 404
            assert phone.post(url(workshop, more)).status_code == 404


def test_a_scribe_writes_and_changes_for_its_people() -> None:
    phone, me, workshop = here()
    person = create_participant(workshop=workshop)
    person.scribe = me
    person.save()

    assert phone.post(url(workshop), words(person=person.pk)).status_code == 303
    challenge = Challenge.objects.get()
    assert challenge.participant == person
    assert phone.get(url(workshop, f"{challenge.pk}/")).status_code == 200
    stranger = create_participant(workshop=workshop)
    assert phone.post(url(workshop), words(person=stranger.pk)).status_code == 404


def test_while_words_are_off_it_shows_none() -> None:
    phone, _me, workshop = here(blanked_at=timezone.now())
    cluster = create_cluster(workshop=workshop, name="ชื่อแรง")
    create_challenge(workshop=workshop, text="คำแรง", clusters=(cluster,))

    for more in ("", "?part=1", "?part=counts"):
        assert "แรง" not in phone.get(url(workshop, more)).content.decode()


@pytest.mark.parametrize("rows", [1, 8])
def test_it_takes_the_same_queries_for_few_and_many(django_assert_num_queries, rows: int) -> None:
    phone, me, workshop = here()
    for _ in range(rows):
        create_challenge(participant=me, clusters=(create_cluster(workshop=workshop),))

    with django_assert_num_queries(20):
        phone.get(url(workshop))


def test_it_is_for_those_who_are_in(client: Client) -> None:
    _phone, _me, workshop = here()
    elsewhere, _ = joined()

    for browser in (client, elsewhere):
        assert browser.get(url(workshop))["Location"] == f"/join/{workshop.code}/"
        assert browser.post(url(workshop), words()).status_code == 403
    assert client.get("/room/ZZZZZZ/challenges/").status_code == 404
    assert elsewhere.put(url(workshop)).status_code == 405
