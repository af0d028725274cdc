"""Two phones at once: the same words, the same agreement, a withdrawal against an agreement.

RACES=500 runs more.
"""

from __future__ import annotations

import os
import uuid
from functools import partial

import pytest

from tests.factories import create_participant, create_proposal, create_workshop
from tests.workshops.domain.threads import at_once
from workshops.domain import proposals, support
from workshops.domain.proposals import DuplicateProposal, ProposalChangedMeanwhile
from workshops.enums import ProposalKind, Stage
from workshops.models import Proposal, Support

pytestmark = pytest.mark.django_db(transaction=True)
RACES = int(os.environ.get("RACES", "6"))
SAID = {
    "kind": ProposalKind.ISSUE,
    "text": "น้ำสะอาด",
    "details": "",
    "clusters": [],
    "challenges": [],
    "under": None,
    "drafted": None,
}


def test_of_two_phones_with_the_same_words_one_proposes():
    workshop = create_workshop(stage=Stage.DIRECT)
    people = [create_participant(workshop=workshop) for _ in range(2)]
    for number in range(RACES):
        said = SAID | {"text": f"น้ำสะอาด {number}"}
        told = at_once(
            *(
                partial(proposals.add_proposal, workshop, by=who, client_id=uuid.uuid4(), **said)
                for who in people
            )
        )
        assert [type(one) for one in told].count(DuplicateProposal) == 1, told
    assert Proposal.objects.count() == RACES
    assert workshop.journal.count() == RACES


def test_one_proposal_sent_twice_at_once_is_one_row():
    workshop = create_workshop(stage=Stage.DIRECT)
    person = create_participant(workshop=workshop)
    for number in range(RACES):
        said = SAID | {"text": f"น้ำสะอาด {number}", "client_id": uuid.uuid4()}
        add = partial(proposals.add_proposal, workshop, by=person, **said)
        (one, new), (again, also) = at_once(add, add)
        assert (one, {new, also}) == (again, {True, False})


def test_agreeing_at_once_counts_each_person_once():
    workshop = create_workshop(stage=Stage.DIRECT)
    people = [create_participant(workshop=workshop) for _ in range(2)]
    for _ in range(RACES):
        proposal = create_proposal(workshop=workshop)
        agree = [partial(support.say_support, who, proposal, agrees=True) for who in people * 2]
        told = at_once(*agree)
        assert (max(told), Support.objects.filter(proposal=proposal).count()) == (2, 2)
    assert workshop.journal.count() == 2 * RACES


def test_whoever_changes_it_second_is_told():
    workshop = create_workshop(stage=Stage.DIRECT)
    person, by = create_participant(workshop=workshop), workshop.facilitators.get()
    for number in range(RACES):
        proposal = create_proposal(participant=person)
        told = at_once(
            *(
                partial(
                    proposals.change_proposal,
                    proposal,
                    by=who,
                    seen=1,
                    **SAID | {"text": f"{side} {number}"},
                )
                for side, who in (("ก", person), ("ข", by))
            )
        )
        assert [type(one) for one in told].count(ProposalChangedMeanwhile) == 1, told
        proposal.refresh_from_db()
        assert proposal.version == 2


def test_what_is_withdrawn_and_agreed_with_at_once_ends_the_same():
    workshop = create_workshop(stage=Stage.DIRECT)
    writer, other = (create_participant(workshop=workshop) for _ in range(2))
    for _ in range(RACES):
        proposal = create_proposal(participant=writer)
        _done, told = at_once(
            partial(proposals.withdraw_proposal, proposal, by=writer),
            partial(support.say_support, other, proposal, agrees=True),
        )
        assert told == 1 or isinstance(told, support.NothingThere), told
        proposal.refresh_from_db()
        assert proposal.withdrawn_at is not None
