"""The order of the plan: one step up or down."""

import pytest
from django.urls import reverse

from analysis.domain import issues, programmes
from analysis.domain.order import move_row
from analysis.domain.rows import RowRemoved
from tests.analysis.plans import (
    create_indicator,
    create_issue,
    create_programme,
    create_project,
    verbs,
)
from tests.factories import (
    create_facilitator,
    create_planner,
    create_proposal,
    create_user,
    create_workshop,
)
from tests.workshops.desks import signed_in
from workshops.enums import ProposalKind

pytestmark = pytest.mark.django_db


def url(kind, row):
    workshop = row.workshop if kind == "issue" else row.issue.workshop
    return reverse(f"analysis:move-{kind}", args=[workshop.code, row.pk])


def order(rows):
    return list(rows.current().values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("kind", "create"),
    [
        ("indicator", create_indicator),
        ("programme", create_programme),
        ("project", create_project),
    ],
)
def test_a_row_moves_down_and_up_again(kind, create):
    issue = create_issue()
    one, two, three = (create(issue=issue) for _ in range(3))
    planner, listed = signed_in(create_planner()), getattr(issue, f"{kind}s")

    response = planner.post(url(kind, one), {"down": "1"})
    assert order(listed) == [two.pk, one.pk, three.pk]
    planner.post(url(kind, three), {"up": "1"})
    planner.post(url(kind, three), {"up": "1"})

    assert order(listed) == [three.pk, two.pk, one.pk]
    assert (response.status_code, response["Location"].split("#")[1]) == (302, f"{kind}-{one.pk}")
    assert verbs(issue.workshop)[-3:] == [f"{kind}.changed"] * 3
    one.refresh_from_db()
    assert one.version == 1


def test_what_was_proposed_under_an_issue_moves_with_its_number():
    workshop = create_workshop()
    one, two = create_issue(workshop=workshop), create_issue(workshop=workshop)
    said = {"workshop": workshop, "kind": ProposalKind.PROJECT}
    first, second = (create_proposal(**said, issue_number=number) for number in (1, 2))

    move_row(two, by=create_planner(), up=True)

    assert order(workshop.issues) == [two.pk, one.pk]
    for proposal, number in ((first, 2), (second, 1)):
        proposal.refresh_from_db()
        assert proposal.issue_number == number
    assert workshop.journal.latest("revision").facts == {
        "issue": two.pk,
        "moved": "up",
        "passed": one.pk,
    }


def test_the_ends_of_a_list_stay_and_removed_rows_are_passed_over():
    workshop, by = create_workshop(), create_planner()
    one, two, three = (create_issue(workshop=workshop) for _ in range(3))
    issues.remove_issue(two, by=by)
    before = len(verbs(workshop))

    move_row(one, by=by, up=True)
    move_row(three, by=by, up=False)
    assert len(verbs(workshop)) == before

    move_row(three, by=by, up=True)
    assert order(workshop.issues) == [three.pk, one.pk]
    with pytest.raises(RowRemoved):
        move_row(two, by=by, up=True)


def test_a_project_moves_among_those_of_its_programme():
    issue, by = create_issue(), create_planner()
    programme, gone = (create_programme(issue=issue) for _ in range(2))
    inside = create_project(issue=issue, programme=programme)
    loose = create_project(issue=issue)
    again = create_project(issue=issue, programme=programme)
    left = create_project(issue=issue, programme=gone)
    programmes.remove_programme(gone, by=by)

    move_row(again, by=by, up=True)
    assert order(issue.projects) == [again.pk, loose.pk, inside.pk, left.pk]
    left.refresh_from_db()
    move_row(left, by=by, up=True)
    assert order(issue.projects) == [again.pk, left.pk, inside.pk, loose.pk]


def test_a_removed_row_says_so_on_the_plan():
    issue = create_issue()
    issues.remove_issue(issue, by=create_planner())

    response = signed_in(create_planner()).post(url("issue", issue), follow=True)

    assert "This row was removed from the plan." in response.content.decode()


def test_who_may_not_move():
    issue = create_issue()
    create_issue(workshop=issue.workshop)

    assert signed_in(create_facilitator()).post(url("issue", issue)).status_code == 404
    assert signed_in(create_user()).post(url("issue", issue)).status_code == 403
    assert signed_in(create_planner()).get(url("issue", issue)).status_code == 405
    issue.refresh_from_db()
    assert issue.number == 1
