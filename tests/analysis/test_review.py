"""The pages of a row's status, comments and gaps: who may what, and what is refused in words."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from analysis.domain import issues
from analysis.domain.judging import judge_row
from analysis.domain.row_comments import add_comment, settle_comment
from analysis.models import PlanComment, Status
from tests.analysis.plans import (
    create_indicator,
    create_issue,
    create_project,
    verbs,
)
from tests.analysis.review_rows import EVERY, create, kind_of, said, workshop_of
from tests.factories import (
    create_facilitator,
    create_factor,
    create_planner,
    create_user,
    create_workshop,
)
from tests.workshops.desks import signed_in
from tests.workshops.phones import joined

pytestmark = pytest.mark.django_db
every = pytest.mark.parametrize("kind", EVERY)


def url(name, row, *rest):
    return reverse(f"analysis:{name}", args=[workshop_of(row).code, kind_of(row), row.pk, *rest])


@pytest.fixture
def planner():
    return signed_in(create_planner())


@every
def test_a_planner_checks_and_approves_a_row(planner, kind):
    row = create(kind, with_source=True)
    before = verbs(workshop_of(row))

    answers = [
        planner.post(url("judge-row", row), {"status": status, "version": version})
        for status, version in (("checked", 1), ("approved", 2))
    ]

    row.refresh_from_db()
    assert [answer["Location"] for answer in answers] == [url("row-review", row)] * 2
    assert (row.status, row.version) == (Status.APPROVED, 3)
    assert verbs(workshop_of(row)) == [*before, "plan.judged", "plan.judged"]
    page = planner.get(url("row-review", row)).content.decode()
    assert ("Take the approval back" in page, "Approved" in page) == (True, True)


def test_facilitators_check_but_do_not_approve():
    facilitator = create_facilitator()
    issue = create_issue_of(facilitator)
    client = signed_in(facilitator)

    checked = client.post(url("judge-row", issue), {"status": "checked", "version": 1})
    approved = client.post(url("judge-row", issue), {"status": "approved", "version": 2})

    issue.refresh_from_db()
    assert (checked.status_code, approved.status_code) == (302, 403)
    assert "Only planners approve rows, or take an approval back." in approved.content.decode()
    assert (issue.status, issue.version) == (Status.CHECKED, 2)
    shown = [step.status for step in client.get(url("row-review", issue)).context["review"].steps]
    assert shown == [Status.DRAFT]


def test_nobody_approves_an_issue_that_rests_on_nothing(planner):
    issue = create_issue()
    judge_row(issue, status="checked", by=create_planner(), version=1)

    response = planner.post(url("judge-row", issue), {"status": "approved", "version": 2})

    assert response.status_code == 422
    assert "The issue leads to nothing that people wrote." in response.content.decode()
    issue.refresh_from_db()
    assert issue.status == Status.CHECKED


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"status": "checked", "version": 7}, 409),
        ({"status": "checked", "version": ""}, 422),
        ({"status": "checked"}, 422),
        ({"status": "final", "version": 1}, 422),
        ({"version": 1}, 422),
        ({}, 422),
    ],
)
def test_a_judgement_that_does_not_fit_is_refused_in_words(planner, sent, status):
    issue = create_issue()

    response = planner.post(url("judge-row", issue), sent)

    assert response.status_code == status
    assert 'role="alert"' in response.content.decode()
    issue.refresh_from_db()
    assert (issue.status, issue.version) == (Status.DRAFT, 1)


def test_a_changed_row_is_a_draft_again_and_the_page_says_so(planner):
    issue = create("issue", with_source=True)
    judge_row(issue, status="checked", by=create_planner(), version=1)
    issues.change_issue(issue, by=create_planner(), version=2, **said("issue", title="ใหม่"))

    page = planner.get(url("row-review", issue)).content.decode()

    assert "Whoever changes a row makes a draft of it again." in page
    assert '<span class="status status-draft">Draft</span>' in page


@every
def test_a_comment_is_written_once_and_settled(planner, kind):
    row = create(kind)
    sent = {"client_id": str(uuid.uuid4()), "text": "ขอหน่วยงานเจ้าของข้อมูล"}
    before = verbs(workshop_of(row))

    for _ in range(2):
        assert planner.post(url("comment-row", row), sent).status_code == 302
    comment = PlanComment.objects.get()
    settle = reverse("analysis:settle-comment", args=[workshop_of(row).code, comment.pk])
    answer = planner.post(settle, {"settled": "1"})

    comment.refresh_from_db()
    assert answer["Location"] == url("row-review", row) + "#comments"
    assert (comment.settled_at is not None, comment.settled_by is not None) == (True, True)
    assert verbs(workshop_of(row)) == [*before, "plan.commented", "plan.settled"]
    page = planner.get(url("row-review", row)).content.decode()
    assert ("1 settled comment" in page, sent["text"] in page) == (True, True)
    planner.post(settle, {})
    comment.refresh_from_db()
    assert (comment.settled_at, comment.settled_by) == (None, None)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (" \u200b ", "This is empty. Write something here."),
        ("ก" * 1001, "1000 characters fit here; this is 1 too long. Shorten it."),
    ],
)
def test_a_comment_that_cannot_be_kept_stays_in_its_field(planner, text, sentence):
    issue = create_issue()

    response = planner.post(
        url("comment-row", issue), {"client_id": str(uuid.uuid4()), "text": text}
    )

    page = response.content.decode()
    assert (response.status_code, sentence in page, text in page) == (422, True, True)
    assert not PlanComment.objects.exists()


def test_the_same_id_with_other_words_is_refused(planner):
    issue, other = create_issue(), create_issue()
    sent = {"client_id": str(uuid.uuid4()), "text": "ก"}
    planner.post(url("comment-row", issue), sent)

    for row, text in ((issue, "ข"), (other, "ก")):
        assert planner.post(url("comment-row", row), sent | {"text": text}).status_code == 409
    assert PlanComment.objects.count() == 1


def test_participants_never_see_what_planners_say():
    phone, participant = joined()
    workshop = participant.workshop
    issue = create_issue(workshop=workshop)
    comment = add_comment(issue, text="ลับเฉพาะ", by=create_planner(), client_id=uuid.uuid4())
    board = reverse("workshops:board", args=[workshop.code, workshop.board_key])

    shown = [phone.get(reverse("workshops:room", args=[workshop.code])), Client().get(board)]

    assert all("ลับเฉพาะ" not in answer.content.decode() for answer in shown)
    assert "ลับเฉพาะ" not in str(list(workshop.journal.values_list("facts", flat=True)))
    for name, rest in (
        ("row-review", ["issue", issue.pk]),
        ("row-history", ["issue", issue.pk]),
        ("gaps", []),
    ):
        address = reverse(f"analysis:{name}", args=[workshop.code, *rest])
        assert phone.get(address).status_code == 302  # to the sign-in page
    settle = reverse("analysis:settle-comment", args=[workshop.code, comment.pk])
    assert phone.post(settle).status_code == 302
    comment.refresh_from_db()
    assert comment.settled_at is None


@every
@pytest.mark.parametrize("name", ["judge-row", "comment-row", "row-review", "row-history"])
def test_who_may_not_come_in(planner, kind, name):
    row, other = create(kind), create(kind)
    here = workshop_of(other).code
    elsewhere = reverse(f"analysis:{name}", args=[here, kind, row.pk])
    ask = "post" if name in ("judge-row", "comment-row") else "get"

    assert getattr(planner, ask)(elsewhere).status_code == 404
    assert getattr(signed_in(create_facilitator()), ask)(url(name, row)).status_code == 404
    assert getattr(signed_in(create_user()), ask)(url(name, row)).status_code == 403
    assert getattr(Client(), ask)(url(name, row)).status_code == 302
    assert getattr(planner, "get" if ask == "post" else "post")(url(name, row)).status_code == 405


def test_a_comment_of_another_workshop_is_unknown_here(planner):
    issue, other = create_issue(), create_issue()
    comment = add_comment(issue, text="ก", by=create_planner(), client_id=uuid.uuid4())

    address = reverse("analysis:settle-comment", args=[other.workshop.code, comment.pk])

    assert planner.post(address, {"settled": "1"}).status_code == 404


def test_the_page_of_a_row_tells_only_its_own_gaps(planner):
    indicator = create_indicator(data_owner="", issue=create_issue())
    create_project(issue=indicator.issue, place="")

    page = planner.get(url("row-review", indicator)).content.decode()

    assert "Nobody is named who supplies the values." in page
    assert "It has no place." not in page
    form = reverse("analysis:change-indicator", args=[workshop_of(indicator).code, indicator.pk])
    assert f'href="{form}#id_data_owner"' in page


def test_the_page_of_gaps_lists_them_by_row_and_counts_them(planner):
    issue = create_issue(goal="")
    address = reverse("analysis:gaps", args=[issue.workshop.code])

    with translation.override("en"):
        page = planner.get(address).content.decode()

    assert page.count('class="gap-row ') == 1
    assert "<strong>1</strong> Stops the approval" in page
    assert "<strong>3</strong> Missing" in page
    new = reverse("analysis:create-project", args=[issue.workshop.code, issue.pk])
    assert f'href="{new}"' in page


def test_a_plan_without_rows_has_no_gaps(planner):
    facilitator = create_facilitator()
    issue = create_issue_of(facilitator)
    issues.remove_issue(issue, by=facilitator)

    page = planner.get(reverse("analysis:gaps", args=[issue.workshop.code])).content.decode()

    assert "Nothing is missing, as far as the portal can tell." in page


def test_the_list_of_gaps_is_fetched_again_when_something_was_written(planner):
    issue = create_issue(goal="")
    address = reverse("analysis:gaps", args=[issue.workshop.code])
    page = planner.get(address)
    issue.workshop.refresh_from_db()
    seen = issue.workshop.revision

    still = planner.get(address, {"part": 1, "seen": seen})
    issues.change_issue(issue, by=create_planner(), version=1, **said("issue"))
    fresh = planner.get(address, {"part": 1, "seen": seen})

    assert f'data-revision="{seen}"' in page.content.decode()
    assert (still.status_code, fresh.status_code) == (204, 200)
    part = fresh.content.decode().strip()
    assert ("<html" in part, "It has no goal." in part) == (False, False)
    assert 'id="gap-list"' in part


def test_who_runs_the_workshop_follows_its_stream():
    facilitator = create_facilitator()
    issue = create_issue_of(facilitator)
    address = reverse("analysis:gaps", args=[issue.workshop.code])

    assert "data-live=" in signed_in(facilitator).get(address).content.decode()


def fill(workshop, planner, count):
    for number in range(count):
        issue = create_issue(workshop=workshop, factors=[create_factor(workshop=workshop)])
        indicator = create_indicator(issue=issue)
        create_project(issue=issue, indicators=[indicator])
        comment = add_comment(issue, text="ก", by=planner, client_id=uuid.uuid4())
        add_comment(issue, text="ข", by=planner, client_id=uuid.uuid4())
        if number % 2:
            settle_comment(comment, settled=True, by=planner)


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_as_often_for_one_row_as_for_three(django_assert_num_queries, planner, count):
    workshop = create_issue().workshop
    fill(workshop, create_planner(), count)
    issue = workshop.issues.last()

    with django_assert_num_queries(QUERIES_OF_GAPS):
        planner.get(reverse("analysis:gaps", args=[workshop.code]))
    with django_assert_num_queries(QUERIES_OF_REVIEW):
        planner.get(url("row-review", issue))


QUERIES_OF_GAPS = 20
QUERIES_OF_REVIEW = 23


def create_issue_of(facilitator):
    workshop = create_workshop(facilitator=facilitator)
    return create_issue(workshop=workshop, factors=[create_factor(workshop=workshop)])
