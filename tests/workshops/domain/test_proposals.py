import uuid

import pytest

from tests.factories import (
    create_challenge,
    create_cluster,
    create_participant,
    create_proposal,
    create_workshop,
)
from workshops import plan_link
from workshops.domain import proposals
from workshops.domain.errors import ClientIdReused, StageClosed, WorkshopClosed
from workshops.domain.proposals import (
    DuplicateProposal,
    IssueGone,
    IssueInUse,
    ProposalChangedMeanwhile,
    ProposalWithdrawn,
    TooManyProposals,
)
from workshops.enums import ProposalKind, Stage
from workshops.models import Proposal
from workshops.plan_link import DraftedIssue

pytestmark = pytest.mark.django_db
DRAFTED = DraftedIssue(3, "น้ำเพื่อทุกตำบล", "", [], [], 0, key=71)


@pytest.fixture
def workshop():
    return create_workshop(stage=Stage.DIRECT)


@pytest.fixture
def person(workshop):
    return create_participant(workshop=workshop)


@pytest.fixture
def drafted(monkeypatch):
    monkeypatch.setattr(plan_link, "_reader", lambda _workshop: [DRAFTED])


def fields(**changed):
    said = {
        "kind": ProposalKind.ISSUE,
        "text": "น้ำสะอาดพอใช้",
        "details": "",
        "clusters": [],
        "challenges": [],
        "under": None,
        "drafted": None,
    }
    return said | changed


def add(by, client_id=None, **changed):
    workshop = by.workshop if hasattr(by, "workshop") else by.workshops.get()
    sent = client_id or uuid.uuid4()
    return proposals.add_proposal(workshop, by=by, client_id=sent, **fields(**changed))


def test_a_proposal_is_tied_to_what_stands_now(workshop, person):
    kept = create_cluster(workshop=workshop)
    other = create_cluster(workshop=workshop, merged_into=kept)
    challenge = create_challenge(workshop=workshop)
    foreign = create_challenge()

    proposal, new = add(person, clusters=[other.pk], challenges=[challenge.pk, foreign.pk])

    tied = list(proposal.clusters.all()), list(proposal.challenges.all())
    assert (new, tied) == (True, ([kept], [challenge]))
    entry = workshop.journal.get()
    links = {"kind": "issue", "clusters": [kept.pk], "challenges": [challenge.pk]}
    facts = {"proposal": proposal.pk, **links, "under": None, "issue_number": None}
    assert (entry.verb, entry.facts, entry.participant) == ("proposal.added", facts, person)


def test_a_hidden_challenge_is_not_tied(workshop, person):
    hidden = create_challenge(workshop=workshop, is_waiting=True)

    assert not add(person, challenges=[hidden.pk])[0].challenges.exists()


def test_sent_again_it_stays_one_row(person):
    sent = uuid.uuid4()

    first, again = (add(person, client_id=sent) for _ in range(2))

    assert (first[0], again[1], Proposal.objects.count()) == (again[0], False, 1)


def test_the_same_id_with_other_words_is_refused(person):
    sent = uuid.uuid4()
    add(person, client_id=sent)

    with pytest.raises(ClientIdReused):
        add(person, client_id=sent, text="อื่น")


def test_the_same_words_are_proposed_once_for_each_kind(workshop, person):
    add(person, text="น้ำ  สะอาด")
    other = create_participant(workshop=workshop)

    assert add(other, text="น้ำสะอาด", kind=ProposalKind.PROJECT)[1]
    with pytest.raises(DuplicateProposal):
        add(other, text="น้ำสะอาด")


def test_one_person_makes_at_most_twenty(person):
    for _ in range(proposals.PER_PERSON):
        create_proposal(participant=person)

    with pytest.raises(TooManyProposals):
        add(person)


@pytest.mark.parametrize("stage", sorted(set(Stage) - {Stage.DIRECT}))
def test_participants_propose_only_in_their_step(stage):
    closed = WorkshopClosed if stage == Stage.CLOSED else StageClosed

    with pytest.raises(closed):
        add(create_participant(workshop=create_workshop(stage=stage)))


def test_facilitators_propose_for_the_room_at_any_time_but_the_last():
    by = create_workshop(stage=Stage.ANALYSE).facilitators.get()

    assert add(by)[0].user == by
    by.workshops.update(stage=Stage.CLOSED)
    with pytest.raises(WorkshopClosed):
        add(by, text="อื่น")


# --- Under an issue --------------------------------------------------------------------------


def test_a_project_stands_under_a_proposed_issue(workshop, person):
    issue = create_proposal(workshop=workshop)

    project, _new = add(person, kind=ProposalKind.PROJECT, under=issue.pk)

    assert project.under == issue


def test_an_indicator_stands_under_a_drafted_issue(person, drafted):
    indicator, _new = add(person, kind=ProposalKind.INDICATOR, drafted=71)

    assert indicator.issue_number == 3


def test_an_issue_stands_under_none(workshop, person):
    issue = create_proposal(workshop=workshop)

    assert add(person, under=issue.pk, drafted=71)[0].under is None


@pytest.mark.parametrize("state", ["hidden", "withdrawn", "waiting", "foreign", "no issue"])
def test_what_is_not_there_holds_nothing(workshop, person, state):
    issue = create_proposal(workshop=create_workshop() if state == "foreign" else workshop)
    now = issue.created_at
    changed = {
        "hidden": {"hidden_at": now},
        "withdrawn": {"withdrawn_at": now},
        "waiting": {"is_waiting": True},
        "no issue": {"kind": ProposalKind.PROJECT},
    }
    Proposal.objects.filter(pk=issue.pk).update(**changed.get(state, {"version": 1}))

    with pytest.raises(IssueGone):
        add(person, kind=ProposalKind.PROJECT, under=issue.pk)


def test_an_own_issue_that_waits_holds_own_projects(workshop, person):
    issue = create_proposal(participant=person, is_waiting=True)

    assert add(person, kind=ProposalKind.PROJECT, under=issue.pk)[0].under == issue


def test_a_drafted_issue_that_is_not_there_is_refused(person, drafted):
    with pytest.raises(IssueGone):
        add(person, kind=ProposalKind.PROJECT, drafted=3)


def test_a_change_may_stay_under_an_issue_that_is_hidden_now(workshop, person):
    issue = create_proposal(workshop=workshop, hidden_at=workshop.created_at)
    project = create_proposal(participant=person, kind=ProposalKind.PROJECT, under=issue)

    said = fields(kind=ProposalKind.PROJECT, under=issue.pk, text="ใหม่")
    assert proposals.change_proposal(project, by=person, **said).under == issue


def test_an_issue_with_something_under_it_stays_an_issue(workshop, person):
    issue = create_proposal(participant=person)
    project = create_proposal(participant=person, kind=ProposalKind.PROJECT, under=issue)

    with pytest.raises(IssueInUse):
        proposals.change_proposal(issue, by=person, **fields(kind=ProposalKind.PROJECT))
    proposals.withdraw_proposal(project, by=person)
    changed = proposals.change_proposal(issue, by=person, **fields(kind=ProposalKind.PROJECT))
    assert changed.kind == ProposalKind.PROJECT


# --- Changing --------------------------------------------------------------------------------


def test_the_words_before_stay_in_the_journal(workshop, person):
    cluster = create_cluster(workshop=workshop)
    proposal = create_proposal(participant=person, text="น้ำไม่พอ")

    said = fields(text="น้ำพอ", clusters=[cluster.pk])
    changed = proposals.change_proposal(proposal, by=person, seen=1, **said)

    assert (changed.text, changed.version) == ("น้ำพอ", 2)
    entry = workshop.journal.get()
    before = {
        "kind": "issue",
        "text": "น้ำไม่พอ",
        "details": "",
        "issue_number": None,
        "under": None,
        "clusters": [],
        "challenges": [],
    }
    assert (entry.verb, entry.facts["before"]) == ("proposal.changed", before)


def test_the_same_words_again_change_nothing(workshop, person):
    proposal = create_proposal(participant=person, text="น้ำพอ")

    proposals.change_proposal(proposal, by=person, **fields(text="น้ำพอ"))

    assert not workshop.journal.exists()


def test_the_second_one_is_told(workshop, person):
    proposal = create_proposal(participant=person)
    proposals.change_proposal(proposal, by=person, seen=1, **fields(text="ก"))

    with pytest.raises(ProposalChangedMeanwhile):
        proposals.change_proposal(proposal, by=person, seen=1, **fields(text="ข"))

    proposal.refresh_from_db()
    assert proposal.text == "ก"


def test_a_withdrawn_one_is_not_changed(person):
    proposal = create_proposal(participant=person)
    for _ in range(2):
        proposals.withdraw_proposal(proposal, by=person)

    with pytest.raises(ProposalWithdrawn):
        proposals.change_proposal(proposal, by=person, **fields())
    assert person.workshop.journal.count() == 1


def test_it_waits_where_the_rules_ask_for_approval_also_when_changed(workshop, person):
    workshop.approves_first = True
    workshop.save(update_fields=["approves_first"])
    by = workshop.facilitators.get()

    proposal, _new = add(person)
    assert not proposal.is_shown
    assert proposals.approve_proposal(proposal, by=by).is_shown
    assert not proposals.change_proposal(proposal, by=person, **fields(text="ใหม่")).is_shown


def test_hiding_and_showing_again_leaves_what_stands_under_it(workshop, person):
    issue, by = create_proposal(participant=person), workshop.facilitators.get()
    project = create_proposal(participant=person, kind=ProposalKind.PROJECT, under=issue)

    assert not proposals.hide_proposal(issue, by=by, reason="off_topic").is_shown
    project.refresh_from_db()
    assert project.under == issue
    assert proposals.restore_proposal(issue, by=by).is_shown
    assert list(workshop.journal.order_by("revision").values_list("verb", flat=True)) == [
        "proposal.hidden",
        "proposal.restored",
    ]
