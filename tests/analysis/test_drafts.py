"""What phones and the projector read of the plan."""

import subprocess
import sys
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analysis.domain import issues
from analysis.domain.order import move_row
from tests.analysis.plans import create_indicator, create_issue, create_project
from tests.analysis.trails import issue_from
from tests.factories import create_participant, create_planner, create_proposal, create_workshop
from workshops import plan_link
from workshops.domain.proposals import add_proposal
from workshops.enums import ProposalKind, Stage
from workshops.models import Support
from workshops.plan_link import DraftedIndicator, DraftedIssue

pytestmark = pytest.mark.django_db

LOADED = """
import django
django.setup()
import sys
import analysis.drafts, analysis.views.direct, analysis.views.outcome
print(sorted({"pandas", "numpy", "openpyxl", "xlsxwriter"} & set(sys.modules)))
"""


@pytest.fixture
def workshop():
    return create_workshop(stage=Stage.DIRECT)


def test_the_room_reads_issues_with_their_rows_in_order(workshop):
    first = create_issue(workshop=workshop, title="น้ำ", goal="มีน้ำใช้")
    second = create_issue(workshop=workshop, title="ดิน", goal="")
    create_indicator(issue=first, name="หมู่บ้าน", unit="แห่ง")
    create_project(issue=first, name="ขุดลอก")

    village = DraftedIndicator("หมู่บ้าน", "แห่ง")
    assert plan_link.drafted_issues(workshop) == [
        DraftedIssue(1, "น้ำ", "มีน้ำใช้", [village], ["ขุดลอก"], 0, first.pk),
        DraftedIssue(2, "ดิน", "", [], [], 0, second.pk),
    ]


def test_a_proposal_that_waited_on_a_phone_finds_its_issue_after_it_has_moved(workshop):
    first = create_issue(workshop=workshop, title="น้ำ", goal="")
    second = create_issue(workshop=workshop, title="ดิน", goal="")
    drawn = {issue.title: issue.key for issue in plan_link.drafted_issues(workshop)}
    move_row(second, by=create_planner(), up=True)

    proposal, _new = add_proposal(
        workshop,
        by=create_participant(workshop=workshop),
        client_id=uuid.uuid4(),
        kind=ProposalKind.PROJECT,
        text="ขุดลอกหนอง",
        details="",
        clusters=[],
        challenges=[],
        under=None,
        drafted=drawn["น้ำ"],
    )

    first.refresh_from_db()
    assert (proposal.issue_number, first.number) == (2, 2)


def test_removed_rows_are_left_out_and_numbers_stay(workshop):
    gone, kept = (create_issue(workshop=workshop, title=title) for title in ("ก", "ข"))
    indicator = create_indicator(issue=kept)
    indicator.removed_at = indicator.created_at
    indicator.save(update_fields=["removed_at"])
    issues.remove_issue(gone, by=create_planner())

    assert [(one.number, one.indicators) for one in plan_link.drafted_issues(workshop)] == [(2, [])]


def test_support_counts_each_person_once_over_all_its_proposals(workshop):
    one, other = (create_proposal(workshop=workshop) for _ in range(2))
    person, second, merged = (create_participant(workshop=workshop) for _ in range(3))
    merged.merged_into = person
    merged.save(update_fields=["merged_into"])
    for who, what in ((person, one), (merged, other), (second, other)):
        Support.objects.create(participant=who, proposal=what)
    issue_from(workshop, proposals=[one.pk, other.pk])

    assert [draft.support for draft in plan_link.drafted_issues(workshop)] == [2]


@pytest.mark.parametrize("total", [1, 30])
def test_it_asks_five_questions(workshop, total):
    for number in range(total):
        issue = create_issue(workshop=workshop, title=f"ประเด็น {number}")
        create_indicator(issue=issue)

    with CaptureQueriesContext(connection) as asked:
        assert len(plan_link.drafted_issues(workshop)) == total

    assert len(asked) == 5


def test_another_workshops_plan_is_not_shown(workshop):
    create_issue()

    assert plan_link.drafted_issues(workshop) == []


def test_what_runs_live_loads_no_pandas():
    done = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, timeout=60, check=False
    )

    assert (done.stdout.strip(), done.stderr) == ("[]", "")
