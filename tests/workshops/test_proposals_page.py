"""`/room/CODE/proposals/`: what the plan shall say, read and written on a phone."""

import re

import pytest
from django.utils import timezone

from tests.factories import (
    create_challenge,
    create_cluster,
    create_participant,
    create_proposal,
    create_round,
    create_workshop,
)
from tests.workshops.phones import HOSTILE, joined, urlencoded
from tests.workshops.proposing import said
from workshops import plan_link
from workshops.domain import people, support
from workshops.domain import proposals as proposing
from workshops.enums import ProposalKind, RoundKind, Stage
from workshops.models import Participant, Proposal, Support, Vote, Workshop
from workshops.plan_link import DraftedIndicator, DraftedIssue

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
DRAFTED = DraftedIssue(
    2,
    "เมืองน้ำดี",
    "น้ำสะอาดทุกบ้าน",
    [DraftedIndicator("ครัวเรือนมีน้ำ", "ร้อยละ")],
    ["ขุดสระ"],
    4,
    key=71,
)
SHOWN = [Stage.DIRECT, Stage.FEEDBACK, Stage.CLOSED]


def here(*, stage=Stage.DIRECT, **rules):
    workshop = create_workshop(stage=stage, **rules)
    phone, me = joined(workshop=workshop)
    return phone, me, workshop


@pytest.fixture
def drafted(monkeypatch):
    monkeypatch.setattr(plan_link, "_reader", lambda _workshop: [DRAFTED])


def url(workshop, more=""):
    return f"/room/{workshop.code}/proposals/{more}"


def shown(response):
    return response.content.decode()


def test_it_works(drafted):
    phone, me, workshop = here()
    cluster = create_cluster(workshop=workshop, name="สังคมสูงวัย")
    challenge = create_challenge(workshop=workshop, text="น้ำไม่พอ")
    sent = said(kind="project", issue="d71", clusters=[cluster.pk], challenges=[challenge.pk])

    response = phone.post(url(workshop), sent, headers=JSON)

    proposal = Proposal.objects.get()
    answer = {"client_id": str(proposal.client_id), "saved": proposal.pk, "waits": False}
    assert (response.status_code, response.json()) == (201, answer)
    assert (proposal.participant, proposal.kind, proposal.issue_number) == (me, "project", 2)
    assert (list(proposal.clusters.all()), list(proposal.challenges.all())) == (
        [cluster],
        [challenge],
    )
    entry = workshop.journal.get()
    assert (entry.verb, entry.facts["proposal"]) == ("proposal.added", proposal.pk)
    page = shown(phone.get(url(workshop)))
    assert page.index("เมืองน้ำดี") < page.index(proposal.text)
    assert me.name not in page[page.index('id="list"') :]


def test_it_works_without_script():
    phone, _me, workshop = here()

    response = phone.post(url(workshop), said(), headers={"Accept-Language": "en"})

    proposal = Proposal.objects.get()
    place = f"{url(workshop)}#proposal-{proposal.pk}"
    assert (response.status_code, response["Location"]) == (303, place)
    assert "Your proposal is saved." in shown(
        phone.get(url(workshop), headers={"Accept-Language": "en"})
    )


def test_sent_again_it_is_the_same():
    phone, _me, workshop = here()
    sent = said()

    answers = [phone.post(url(workshop), sent, headers=JSON) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json() == answers[1].json()
    assert Proposal.objects.count() == 1


def test_two_phones_with_the_same_words_are_one_proposal():
    phone, _me, workshop = here()
    other, _she = joined(workshop=workshop)
    phone.post(url(workshop), said(), headers=JSON)

    answer = other.post(url(workshop), said(), headers={**JSON, "Accept-Language": "en"})

    sentence = "This is proposed already. Agree with it, or write another one."
    assert (answer.status_code, answer.json()["error"]) == (422, sentence)
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"text": " "},
        {"text": "ก" * 281},
        {"details": "ก" * 401},
        {"kind": "wish"},
        {"kind": ""},
        {"kind": "project", "issue": "x1"},
        {"kind": "project", "issue": "p999"},
        {"kind": "project", "issue": "d9"},
        {"kind": "project", "issue": f"d{2**31}"},
        {"clusters": ["x"]},
        {"client_id": "x"},
    ],
)
def test_what_was_typed_comes_back(changed):
    phone, _me, workshop = here()
    sent = said(**{"details": "เพราะอะไร"} | changed)

    response = phone.post(url(workshop), sent)

    assert (response.status_code, Proposal.objects.count()) == (422, 0)
    assert sent["details"] in shown(response)
    assert sent["text"].strip() in shown(response)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_any_text_gets_an_answer(text):
    phone, _me, workshop = here()

    response = phone.post(url(workshop), **urlencoded(said(text=text, details=text)))

    assert response.status_code in (303, 422)
    assert phone.get(url(workshop)).status_code == 200


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.DIRECT])
def test_in_other_steps_nothing_is_proposed(stage):
    phone, me, workshop = here(stage=stage)
    create_proposal(participant=me, text="น้ำดี")

    response = phone.post(url(workshop), said(), headers=JSON)

    assert (response.status_code, Proposal.objects.count()) == (423, 1)
    assert ("น้ำดี" in shown(phone.get(url(workshop)))) == (stage in SHOWN)


def test_a_stranger_is_led_to_the_door_and_an_unknown_code_to_nothing(client):
    workshop = create_workshop(stage=Stage.DIRECT)
    elsewhere, _other = joined()

    for browser in (client, elsewhere):
        assert browser.get(url(workshop))["Location"].startswith(f"/join/{workshop.code}/")
        assert browser.post(url(workshop), said()).status_code == 403
    assert client.get("/room/ZZZZZZ/proposals/").status_code == 404
    assert here()[0].delete(url(workshop)).status_code == 405


# --- The list --------------------------------------------------------------------------------


def test_it_groups_by_issue_and_the_rest_by_what_it_grows_from(drafted):
    phone, _me, workshop = here()
    cluster = create_cluster(workshop=workshop, name="สังคมสูงวัย")
    challenge = create_challenge(workshop=workshop, text="น้ำไม่พอ")
    issue = create_proposal(workshop=workshop)
    project = {"workshop": workshop, "kind": ProposalKind.PROJECT}
    create_proposal(**project, under=issue)
    create_proposal(**project, issue_number=2)
    create_proposal(**project, clusters=(cluster,))
    create_proposal(**project, challenges=(challenge,))
    create_proposal(**project)

    layout = phone.get(url(workshop)).context["layout"]

    assert [(one.value, len(one.lines)) for one in layout.issues] == [
        ("d71", 1),
        (f"p{issue.pk}", 1),
    ]
    keys = [f"cluster-{cluster.pk}", f"challenge-{challenge.pk}", "neither"]
    assert [(one.key, len(one.lines)) for one in layout.loose] == [(key, 1) for key in keys]


def test_hidden_and_waiting_ones_are_their_writers_alone():
    phone, me, workshop = here()
    hidden = create_proposal(participant=me, hidden_at=timezone.now(), hidden_reason="test")
    waits = create_proposal(participant=me, is_waiting=True)
    create_proposal(participant=me, withdrawn_at=timezone.now(), text="ถอนแล้ว")
    child = create_proposal(workshop=workshop, kind=ProposalKind.PROJECT, under=hidden, text="ยังอยู่")
    other, _she = joined(workshop=workshop)

    mine, theirs = (shown(one.get(url(workshop))) for one in (phone, other))

    assert all(one.text in mine for one in (hidden, waits, child))
    assert (hidden.text in theirs, waits.text in theirs, child.text in theirs) == (
        False,
        False,
        True,
    )
    assert "ถอนแล้ว" not in mine


def test_hidden_challenges_are_not_read_through_a_proposal():
    phone, _me, workshop = here()
    challenge = create_challenge(workshop=workshop, text="คำที่ซ่อน", hidden_at=timezone.now())
    create_proposal(workshop=workshop, challenges=(challenge,))

    assert "คำที่ซ่อน" not in shown(phone.get(url(workshop)))


def test_words_off_takes_all_words_off():
    phone, me, workshop = here()
    create_proposal(participant=me, text="น้ำดี")
    Workshop.objects.filter(pk=workshop.pk).update(blanked_at=timezone.now())

    for part in ("", "?part=1"):
        assert "น้ำดี" not in shown(phone.get(url(workshop, part)))
    assert phone.get(url(workshop, "?part=counts")).json()["counts"] == []


def test_what_won_stands_first_in_the_form():
    phone, me, workshop = here()
    clusters = [create_cluster(workshop=workshop) for _ in range(7)]
    round_ = create_round(workshop=workshop, kind=RoundKind.POINTS, clusters=tuple(clusters))
    now = timezone.now()
    for cluster, points in ((clusters[4], 2), (clusters[6], 3)):
        Vote.objects.create(round=round_, participant=me, cluster=cluster, points=points)

    before = phone.get(url(workshop)).context["grounds"]
    type(round_).objects.filter(pk=round_.pk).update(closed_at=now, revealed_at=now)
    after = phone.get(url(workshop)).context["grounds"]

    assert (before.clusters, before.other_clusters) == ([], clusters)
    assert after.clusters == [clusters[6], clusters[4]]
    assert after.other_clusters == [clusters[place] for place in (0, 1, 2, 3, 5)]


def test_the_address_chooses_kind_and_issue(drafted):
    phone, _me, workshop = here()

    page = shown(phone.get(url(workshop, "?kind=indicator&issue=d71")))

    assert re.search(r'value="indicator" checked', page)
    assert '<option value="d71" selected>' in page
    assert phone.get(url(workshop, "?kind=x&issue=%00")).status_code == 200


def test_a_scribe_proposes_for_somebody():
    phone, me, workshop = here()
    other = create_participant(workshop=workshop)
    Participant.objects.filter(pk=other.pk).update(scribe=me)

    phone.post(url(workshop), said(person=other.pk), headers=JSON)
    refused = phone.post(url(workshop), said(person=create_participant().pk), headers=JSON)

    proposal = Proposal.objects.get()
    assert (proposal.participant, refused.status_code) == (other, 404)
    assert phone.get(url(workshop, f"{proposal.pk}/")).status_code == 200


@pytest.mark.parametrize("total", [1, 30])
def test_its_queries_are_counted(total, drafted, django_assert_num_queries):
    phone, me, workshop = here()
    for _ in range(total):
        cluster, challenge = create_cluster(workshop=workshop), create_challenge(workshop=workshop)
        issue = create_proposal(workshop=workshop, clusters=(cluster,), challenges=(challenge,))
        create_proposal(workshop=workshop, kind=ProposalKind.PROJECT, under=issue)
        Support.objects.create(participant=me, proposal=issue)

    for part, queries in (("", 20), ("?part=1", 9), ("?part=counts", 9)):
        with django_assert_num_queries(queries):
            phone.get(url(workshop, part))


# --- Agreeing --------------------------------------------------------------------------------


def agree(phone, workshop, proposal, *, yes=True, **more):
    data = {"kind": "proposal", "pk": proposal.pk, "agrees": int(yes), **more}
    return phone.post(f"/room/{workshop.code}/support/", data, headers=JSON)


def test_it_can_be_agreed_with_once_by_each_person():
    phone, me, workshop = here()
    proposal = create_proposal(workshop=workshop)
    again = create_participant(workshop=workshop)
    Support.objects.create(participant=again, proposal=proposal)
    people.merge_participants(me, again, by=workshop.facilitators.get())

    answers = [agree(phone, workshop, proposal) for _ in range(2)]

    assert [one.json()["total"] for one in answers] == [1, 1]
    counts = phone.get(url(workshop, "?part=counts")).json()["counts"]
    assert counts == [["proposal", proposal.pk, 1, 0, 1]]
    assert agree(phone, workshop, proposal, yes=False).json()["total"] == 0
    assert not Support.objects.exists()


def test_without_script_it_leads_back_to_the_proposal():
    phone, _me, workshop = here()
    proposal = create_proposal(workshop=workshop)

    for _ in range(2):
        back = phone.post(f"/room/{workshop.code}/support/", {"say": f"proposal-{proposal.pk}-1"})
        assert back["Location"] == f"{url(workshop)}#proposal-{proposal.pk}"
    gone = phone.post(f"/room/{workshop.code}/support/", {"say": "proposal-999-1"})
    assert gone["Location"] == url(workshop)


def test_own_and_hidden_ones_and_other_rooms_are_refused():
    phone, me, workshop = here()
    refused = [
        create_proposal(participant=me),
        create_proposal(workshop=workshop, hidden_at=timezone.now()),
        create_proposal(workshop=workshop, is_waiting=True),
        create_proposal(),
    ]

    codes = [agree(phone, workshop, one).status_code for one in refused]

    assert codes == [422, 409, 409, 409]
    assert not Support.objects.exists()


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.DIRECT])
def test_it_is_agreed_with_in_its_step_only(stage):
    phone, _me, workshop = here(stage=stage)
    proposal = create_proposal(workshop=workshop)

    assert agree(phone, workshop, proposal).status_code == 423


def test_challenges_are_not_agreed_with_while_proposing():
    phone, me, workshop = here()

    with pytest.raises(proposing.stages.StageClosed):
        support.say_support(me, create_challenge(workshop=workshop), agrees=True)
    assert phone.get(url(workshop)).status_code == 200


# --- An own one ------------------------------------------------------------------------------


def test_an_own_one_is_changed():
    phone, me, workshop = here()
    proposal = create_proposal(participant=me)
    page = shown(phone.get(url(workshop, f"{proposal.pk}/")))

    response = phone.post(url(workshop, f"{proposal.pk}/"), said(text="คำใหม่", seen=1))

    assert proposal.text in page
    assert (response.status_code, response["Location"]) == (303, url(workshop))
    proposal.refresh_from_db()
    assert (proposal.text, proposal.version) == ("คำใหม่", 2)
    assert workshop.journal.get().verb == "proposal.changed"


def test_the_second_of_two_windows_is_told():
    phone, me, workshop = here()
    proposal = create_proposal(participant=me)
    phone.post(url(workshop, f"{proposal.pk}/"), said(text="คำใหม่", seen=1))

    response = phone.post(url(workshop, f"{proposal.pk}/"), said(text="อีกคำ", seen=1))

    page = shown(response)
    assert response.status_code == 409
    assert "คำใหม่" in page
    assert "อีกคำ" in page
    assert 'name="seen" value="2"' in page


def test_an_empty_change_is_refused():
    phone, me, workshop = here()
    proposal = create_proposal(participant=me)

    assert phone.post(url(workshop, f"{proposal.pk}/"), said(text="")).status_code == 422


def test_an_own_one_is_withdrawn_after_asking():
    phone, me, workshop = here()
    proposal = create_proposal(participant=me)
    address = url(workshop, f"{proposal.pk}/withdraw/")

    assert proposal.text in shown(phone.get(address))
    assert phone.post(address)["Location"] == url(workshop)
    assert workshop.journal.get().verb == "proposal.withdrawn"
    assert proposal.text not in shown(phone.get(url(workshop)))
    assert phone.get(url(workshop, f"{proposal.pk}/")).status_code == 409


@pytest.mark.parametrize("more", ["", "withdraw/"])
def test_nobody_changes_what_is_not_own_or_in_another_step(more):
    phone, me, workshop = here()
    foreign = create_proposal(workshop=workshop)
    own = create_proposal(participant=me)
    Workshop.objects.filter(pk=workshop.pk).update(stage=Stage.FEEDBACK)

    for method in (phone.get, phone.post):
        assert method(url(workshop, f"{foreign.pk}/{more}"), said()).status_code == 404
        assert method(url(workshop, f"{own.pk}/{more}"), said()).status_code == 423
    assert not workshop.journal.exists()
