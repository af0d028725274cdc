import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    create_challenge,
    create_cluster,
    create_facilitator,
    create_participant,
    create_planner,
    create_proposal,
    create_workshop,
)
from tests.workshops.desks import sentences, signed_in
from tests.workshops.phones import joined
from tests.workshops.proposing import said
from workshops import plan_link
from workshops.enums import ProposalKind, Stage
from workshops.models import Proposal, Support

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}
ACTS = ["hide-proposal", "restore-proposal", "approve-proposal"]


@pytest.fixture
def facilitator():
    return create_facilitator()


@pytest.fixture
def workshop(facilitator):
    return create_workshop(facilitator=facilitator, stage=Stage.DIRECT)


@pytest.fixture
def desk(facilitator):
    return signed_in(facilitator)


def url(workshop):
    return reverse("workshops:desk-proposals", args=[workshop.code])


def url_of(proposal, name):
    return reverse(f"workshops:{name}", args=[proposal.workshop.code, proposal.pk])


def test_a_facilitator_proposes_for_the_room(desk, workshop, facilitator):
    response = desk.post(url(workshop), said())

    proposal = Proposal.objects.get()
    assert (response.status_code, response["Location"]) == (
        303,
        f"{url(workshop)}#proposal-{proposal.pk}",
    )
    assert (proposal.user, proposal.participant) == (facilitator, None)
    assert workshop.journal.get().verb == "proposal.added"
    assert proposal.text in desk.get(url(workshop)).content.decode()


def test_what_was_typed_comes_back(desk, workshop):
    response = desk.post(url(workshop), said(text="", details="เพราะอะไร"))

    assert response.status_code == 422
    assert sentences(response) == {"text": ["This is empty. Write something here."]}
    assert "เพราะอะไร" in response.content.decode()


def test_the_same_words_are_refused(desk, workshop):
    create_proposal(workshop=workshop, text=said()["text"])

    response = desk.post(url(workshop), said())

    sentence = "This is proposed already. Agree with it, or write another one."
    assert (response.status_code, sentences(response)) == (422, {"text": [sentence]})


def test_it_lists_all_but_the_withdrawn_by_support(desk, workshop):
    names = ["plain", "agreed", "hidden", "waits", "gone"]
    plain, agreed, hidden, waits, gone = (create_proposal(workshop=workshop, text=n) for n in names)
    Support.objects.create(participant=create_participant(workshop=workshop), proposal=agreed)
    now = timezone.now()
    Proposal.objects.filter(pk=hidden.pk).update(hidden_at=now)
    Proposal.objects.filter(pk=waits.pk).update(is_waiting=True)
    Proposal.objects.filter(pk=gone.pk).update(withdrawn_at=now)

    lines = desk.get(url(workshop)).context["lines"]

    assert [line.proposal for line in lines] == [agreed, plain, hidden, waits]


def test_hiding_restoring_and_approving(desk, workshop):
    proposal = create_proposal(workshop=workshop, is_waiting=True)
    back = f"{url(workshop)}#proposal-{proposal.pk}"

    for name, data in zip(ACTS, ({"reason": "test"}, {}, {}), strict=True):
        response = desk.post(url_of(proposal, name), data)
        assert (response.status_code, response["Location"]) == (303, back)

    verbs = workshop.journal.order_by("revision").values_list("verb", flat=True)
    assert list(verbs) == ["proposal.hidden", "proposal.restored", "proposal.approved"]
    proposal.refresh_from_db()
    assert proposal.is_shown


def test_an_unknown_reason_is_refused(desk, workshop):
    proposal = create_proposal(workshop=workshop)

    for headers in ({}, JSON):
        answer = desk.post(url_of(proposal, "hide-proposal"), {"reason": "x"}, headers=headers)
        assert answer.status_code == 422
    assert not workshop.journal.exists()


@pytest.mark.parametrize("name", ACTS)
def test_others_find_nothing(workshop, name):
    proposal = create_proposal(workshop=workshop)
    foreign = signed_in()
    phone, _me = joined(workshop=workshop)

    for address in (url(workshop), url_of(proposal, name)):
        assert foreign.post(address).status_code == 404
        assert signed_in(create_planner()).post(address).status_code == 403
        assert phone.post(address).status_code == 302
    assert not workshop.journal.exists()


def test_other_rooms_rows_and_other_methods(desk, workshop):
    other = create_proposal()
    path = reverse("workshops:hide-proposal", args=[workshop.code, other.pk])

    assert desk.post(path).status_code == 404
    assert desk.get(url_of(create_proposal(workshop=workshop), "hide-proposal")).status_code == 405
    assert desk.get(reverse("workshops:desk-proposals", args=["ZZZZZZ"])).status_code == 404


@pytest.mark.parametrize("total", [1, 30])
def test_its_queries_are_counted(desk, workshop, total, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(plan_link, "_reader", lambda _workshop: [])
    for _ in range(total):
        cluster, challenge = create_cluster(workshop=workshop), create_challenge(workshop=workshop)
        issue = create_proposal(workshop=workshop, clusters=(cluster,), challenges=(challenge,))
        create_proposal(workshop=workshop, kind=ProposalKind.PROJECT, under=issue)

    for part, queries in (("", 15), ("?part=1", 8)):
        with django_assert_num_queries(queries):
            desk.get(url(workshop) + part)
