"""What is proposed and what is drafted, as the projector lists it."""

import pytest

from tests.factories import (
    create_challenge,
    create_cluster,
    create_participant,
    create_proposal,
    create_workshop,
)
from workshops.domain.proposals import proposals_of
from workshops.enums import ProposalKind, Stage
from workshops.models import Support
from workshops.pictures.direction import direction_picture
from workshops.pictures.proposals import AT_MOST, proposals_picture
from workshops.plan_link import DraftedIndicator, DraftedIssue

pytestmark = pytest.mark.django_db
DRAFTED = [
    DraftedIssue(1, "เมืองน้ำดี", "", [], [], 0, 11),
    DraftedIssue(4, "เมืองคนดี", "", [], [], 0, 14),
]
PROJECT, INDICATOR = {"kind": ProposalKind.PROJECT}, {"kind": ProposalKind.INDICATOR}


@pytest.fixture
def workshop():
    return create_workshop(stage=Stage.DIRECT)


def picture(workshop):
    return proposals_picture(proposals_of(workshop), DRAFTED)


def test_nothing_is_empty(workshop):
    assert picture(workshop).is_empty
    assert direction_picture([]).is_empty


def test_drafted_issues_then_proposed_ones_by_support_then_the_rest(workshop):
    people = [create_participant(workshop=workshop) for _ in range(4)]
    cluster = create_cluster(workshop=workshop, name="กลุ่มน้ำ")
    challenge = create_challenge(workshop=workshop, text="น้ำไม่พอ")
    for name, agreeing in (("น้อย", 1), ("มาก", 4)):
        issue = create_proposal(workshop=workshop, text=name, clusters=(cluster,))
        Support.objects.bulk_create(
            Support(participant=p, proposal=issue) for p in people[:agreeing]
        )
    under = create_proposal(workshop=workshop, under=issue, text="ก", **PROJECT)
    create_proposal(workshop=workshop, under=issue, text="ข", **INDICATOR)
    Support.objects.create(participant=people[0], proposal=under)
    create_proposal(workshop=workshop, issue_number=4, text="ค", **PROJECT)
    create_proposal(workshop=workshop, issue_number=9, clusters=(cluster,), text="ง", **PROJECT)
    create_proposal(workshop=workshop, challenges=(challenge,), text="จ", **PROJECT)
    create_proposal(workshop=workshop, text="ฉ", **PROJECT)

    found = picture(workshop)

    assert [(one.title, one.number, one.agreeing, one.bar) for one in found.groups] == [
        ("เมืองคนดี", 4, None, 0.0),
        ("มาก", None, 4, 100.0),
        ("น้อย", None, 1, 25.0),
        ("กลุ่มน้ำ", None, None, 0.0),
        ("น้ำไม่พอ", None, None, 0.0),
        ("", None, None, 0.0),
    ]
    assert [(row.kind, row.text, row.agreeing) for row in found.groups[1].rows] == [
        (ProposalKind.INDICATOR, "ข", 0),
        (ProposalKind.PROJECT, "ก", 1),
    ]
    assert [one.is_issue for one in found.groups] == [True] * 3 + [False] * 3
    assert (found.issues, found.indicators, found.projects) == (2, 1, 5)


def test_what_stands_under_a_hidden_issue_stays_in_sight(workshop):
    issue = create_proposal(workshop=workshop, is_waiting=True)
    create_proposal(workshop=workshop, under=issue, text="ก", **PROJECT)

    (group,) = picture(workshop).groups

    assert (group.title, [row.text for row in group.rows]) == ("", ["ก"])


def test_many_under_one_issue_are_counted(workshop):
    issue = create_proposal(workshop=workshop)
    for _ in range(AT_MOST + 3):
        create_proposal(workshop=workshop, under=issue, **PROJECT)

    (group,) = picture(workshop).groups

    assert (len(group.rows), group.more) == (AT_MOST, 3)


def test_the_draft_keeps_the_plans_order_and_counts_what_it_leaves_out():
    indicators = [DraftedIndicator(f"ตัวชี้วัด {n}", "ร้อยละ") for n in range(7)]
    drafted = [
        DraftedIssue(2, "ข", "เป้า", indicators, ["โครงการ"], 3, 12),
        DraftedIssue(1, "ก", "", [], [], 0, 11),
    ]

    found = direction_picture(drafted)

    assert [one.number for one in found.issues] == [2, 1]
    first = found.issues[0]
    assert (len(first.indicators), first.more_indicators, first.more_projects) == (5, 2, 0)
    assert (found.indicators, found.projects) == (7, 1)
