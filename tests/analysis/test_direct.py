"""The desk's page on which issues are drafted live."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from analysis.domain import drafting
from analysis.evidence import Sources, sources_of
from analysis.models import DevelopmentIssue, Indicator, Project
from tests.analysis.plans import create_issue, verbs
from tests.factories import (
    create_challenge,
    create_cluster,
    create_facilitator,
    create_factor,
    create_participant,
    create_planner,
    create_proposal,
    create_workshop,
)
from tests.workshops.desks import signed_in
from tests.workshops.phones import joined
from workshops.enums import ProposalKind, Stage
from workshops.models import Support

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}


@pytest.fixture
def facilitator():
    return create_facilitator()


@pytest.fixture
def workshop(facilitator):
    return create_workshop(facilitator=facilitator, stage=Stage.DIRECT)


@pytest.fixture
def desk(facilitator):
    return signed_in(facilitator)


@pytest.fixture
def issue(workshop):
    return create_issue(workshop=workshop, title="น้ำ", goal="มีน้ำใช้", rationale="แล้ง")


def url(workshop):
    return reverse("direction:direct", args=[workshop.code])


def row_url(proposal):
    return reverse("direction:take-up", args=[proposal.workshop.code, proposal.pk])


def ticked(**chosen):
    return {"client_id": str(uuid.uuid4()), "title": "", "seen": "0"} | chosen


def indicator(workshop, **fields):
    return create_proposal(workshop=workshop, kind=ProposalKind.INDICATOR, **fields)


def project(workshop, **fields):
    return create_proposal(workshop=workshop, kind=ProposalKind.PROJECT, **fields)


def as_indicator(issue, **changed):
    sent = {"client_id": str(uuid.uuid4()), "issue": issue.pk, "name": "ครัวเรือนที่มีน้ำ"}
    return sent | {"unit": "ร้อยละ", "whole_plan_rule": "last"} | changed


def as_project(issue, **changed):
    sent = {"client_id": str(uuid.uuid4()), "issue": issue.pk, "name": "ขุดลอก"}
    return sent | {"lead_agency": "อบต.", "start_year": "๒๕๖๖", "end_year": "2570"} | changed


# --- Reading ---------------------------------------------------------------------------------


def test_it_shows_what_won_first_and_where_it_went(desk, workshop, issue):
    less, more = (create_proposal(workshop=workshop, text=text) for text in ("ข", "ก"))
    Support.objects.create(participant=create_participant(workshop=workshop), proposal=more)
    create_proposal(workshop=workshop, hidden_at=timezone.now())
    cluster = create_cluster(factors=(create_factor(workshop=workshop),))
    challenge = create_challenge(workshop=workshop)
    sources = Sources({cluster.pk}, {challenge.pk}, {less.pk})
    drafting.add_sources(issue, by=create_planner(), sources=sources)
    wanted = indicator(workshop, under=less)
    taken = project(workshop, issue_number=1)
    desk.post(row_url(taken), as_project(issue))

    direction = desk.get(url(workshop)).context["direction"]

    went = [("issue", 1, issue.pk)]
    lines = [*direction.proposed, *direction.rows, *direction.clusters, *direction.challenges]
    assert [(line.key, [(w.kind, w.number, w.issue) for w in line.went]) for line in lines] == [
        (f"proposals-{more.pk}", []),
        (f"proposals-{less.pk}", went),
        (f"proposals-{wanted.pk}", []),
        (f"proposals-{taken.pk}", [("project", 1, issue.pk)]),
        (f"clusters-{cluster.pk}", went),
        (f"challenges-{challenge.pk}", went),
    ]
    assert [line.wanted for line in direction.rows] == [issue.pk, issue.pk]
    assert [line.form is None for line in direction.rows] == [False, True]


def test_a_merged_cluster_is_where_its_other_half_went(desk, workshop, issue):
    kept, other = (create_cluster(workshop=workshop) for _ in range(2))
    drafting.add_sources(issue, by=create_planner(), sources=Sources({other.pk}))
    other.merged_into = kept
    other.save(update_fields=["merged_into"])

    direction = desk.get(url(workshop)).context["direction"]

    assert [(line.pk, len(line.went)) for line in direction.clusters] == [(kept.pk, 1)]


def test_the_part_holds_only_what_follows_the_stream(desk, workshop, issue):
    shown = desk.get(url(workshop), {"part": "1"}).content.decode()

    assert [word in shown for word in ("direct-issues", "direct-grounds", "<html")] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("total", [1, 30])
def test_the_page_asks_a_fixed_number_of_questions(desk, workshop, total):
    for _ in range(total):
        proposal = create_proposal(workshop=workshop)
        create_challenge(workshop=workshop)
        create_cluster(factors=(create_factor(workshop=workshop),))
        drafting.draft_issue(
            workshop,
            by=create_planner(),
            client_id=uuid.uuid4(),
            title="น้ำ",
            sources=Sources((), (), {proposal.pk}),
        )
        indicator(workshop)
    desk.get(url(workshop))

    with CaptureQueriesContext(connection) as asked:
        desk.get(url(workshop))

    assert len(asked) == 27


# --- Drafting --------------------------------------------------------------------------------


def test_it_drafts_an_issue_with_the_words_of_what_is_ticked(desk, facilitator, workshop):
    factor = create_factor(workshop=workshop)
    cluster = create_cluster(factors=(factor,))
    proposal = create_proposal(workshop=workshop, text="น้ำพอใช้")

    sent = ticked(proposals=proposal.pk, clusters=cluster.pk)
    answer = desk.post(url(workshop), sent)

    made = DevelopmentIssue.objects.get()
    assert (answer.status_code, answer.url) == (303, f"{url(workshop)}#issue-{made.pk}")
    assert (made.title, made.number) == ("น้ำพอใช้", 1)
    keys = {"cluster": [cluster.pk], "challenge": [], "proposal": [proposal.pk], "theme": []}
    assert sources_of(made).keys() == keys
    assert made.sources.get(cluster=cluster).factor_keys == [factor.pk]
    assert verbs(workshop) == ["issue.added"]
    assert workshop.journal.get().user == facilitator


def test_typed_words_win(desk, workshop):
    proposal = create_proposal(workshop=workshop)

    desk.post(url(workshop), ticked(proposals=proposal.pk, title=" เมืองน้ำ  ดี "))

    assert DevelopmentIssue.objects.get().title == "เมืองน้ำ ดี"


def test_with_several_it_asks_for_the_title_once_more(desk, workshop):
    chosen = [create_proposal(workshop=workshop, text=text).pk for text in ("ก", "ข")]
    sent = ticked(proposals=chosen)

    asked = desk.post(url(workshop), sent)
    shown = asked.context["form"]["title"].value()
    answer = desk.post(url(workshop), sent | {"title": shown})

    assert (asked.status_code, shown, answer.status_code) == (422, "ก", 303)
    assert asked.context["ticked"] == {f"proposals-{pk}" for pk in chosen}
    assert DevelopmentIssue.objects.get().title == "ก"


def test_a_double_press_is_one_issue(desk, workshop):
    sent = ticked(proposals=create_proposal(workshop=workshop).pk)

    answers = [desk.post(url(workshop), sent).status_code for _ in range(2)]

    assert (answers, DevelopmentIssue.objects.count()) == ([303, 303], 1)


def test_what_is_ticked_is_added_to_an_issue_and_nothing_else_changes(desk, workshop, issue):
    first, second = (create_proposal(workshop=workshop) for _ in range(2))
    for proposal in (first, second):
        answer = desk.post(url(workshop), ticked(proposals=proposal.pk, issue=issue.pk, title="x"))

    issue.refresh_from_db()
    assert answer.url == f"{url(workshop)}#issue-{issue.pk}"
    assert sources_of(issue).keys()["proposal"] == [first.pk, second.pk]
    assert (issue.title, issue.goal, issue.rationale) == ("น้ำ", "มีน้ำใช้", "แล้ง")
    assert verbs(workshop) == ["issue.added", "issue.changed", "issue.changed"]


def test_a_second_facilitator_is_told_and_may_draft_another(desk, workshop):
    sent = ticked(proposals=create_proposal(workshop=workshop).pk)
    desk.post(url(workshop), sent)

    refused = desk.post(url(workshop), sent | {"client_id": str(uuid.uuid4())})
    again = {"client_id": str(uuid.uuid4()), "seen": refused.context["direction"].seen}
    answer = desk.post(url(workshop), sent | again)

    sentence = "Issue 1 was drafted from the same words meanwhile. Look at it, then press again"
    assert refused.status_code == 409
    assert sentence in refused.content.decode()
    assert (answer.status_code, DevelopmentIssue.objects.count()) == (303, 2)


def test_nothing_ticked_is_no_issue(desk, workshop):
    answer = desk.post(url(workshop), ticked(title="น้ำ"))

    assert answer.status_code == 422
    assert "Nothing is chosen" in answer.content.decode()
    assert answer.context["form"]["title"].value() == "น้ำ"


def test_what_was_hidden_meanwhile_is_refused(desk, workshop):
    proposal = create_proposal(workshop=workshop, hidden_at=timezone.now())

    answer = desk.post(url(workshop), ticked(proposals=proposal.pk))

    assert (answer.status_code, DevelopmentIssue.objects.count()) == (409, 0)


@pytest.mark.parametrize(
    "sent",
    [
        {"client_id": ""},
        {"title": "ก" * 301},
        {"proposals": "99999"},
        {"clusters": "x"},
        {"issue": "99999", "proposals": ""},
    ],
)
def test_a_form_that_makes_no_sense_is_given_back(desk, workshop, sent):
    answer = desk.post(url(workshop), ticked() | sent)

    assert (answer.status_code, DevelopmentIssue.objects.count()) == (422, 0)


def test_another_workshops_words_are_unknown(desk, workshop):
    answer = desk.post(url(workshop), ticked(proposals=create_proposal().pk))

    assert answer.status_code == 422


def test_a_closed_workshop_is_for_the_planners(desk, workshop, issue):
    workshop.stage = Stage.CLOSED
    workshop.save(update_fields=["stage"])
    proposal, row = create_proposal(workshop=workshop), indicator(workshop)

    answers = [
        desk.post(url(workshop), ticked(proposals=proposal.pk)),
        desk.post(url(workshop), ticked(proposals=proposal.pk, issue=issue.pk)),
        desk.post(row_url(row), as_indicator(issue)),
    ]

    assert [answer.status_code for answer in answers] == [423, 423, 423]
    assert (DevelopmentIssue.objects.count(), Indicator.objects.count()) == (1, 0)
    assert desk.get(url(workshop)).status_code == 200


@pytest.mark.parametrize("who", [Client, lambda: joined()[0], lambda: signed_in(create_planner())])
def test_nobody_else_drafts(workshop, who):
    proposal = create_proposal(workshop=workshop)

    answer = who().post(url(workshop), ticked(proposals=proposal.pk))

    assert (answer.status_code in (302, 403), DevelopmentIssue.objects.count()) == (True, 0)


# --- Rows ------------------------------------------------------------------------------------


def test_a_proposed_indicator_goes_under_an_issue(desk, workshop, issue):
    proposal = indicator(workshop)

    answer = desk.post(row_url(proposal), as_indicator(issue))

    made = Indicator.objects.get()
    assert (answer.status_code, answer.url) == (303, f"{url(workshop)}#issue-{issue.pk}")
    assert (made.issue, made.name, made.unit) == (issue, "ครัวเรือนที่มีน้ำ", "ร้อยละ")
    assert list(made.proposals.all()) == [proposal]
    assert verbs(workshop) == ["issue.added", "indicator.added"]


def test_a_proposed_project_keeps_what_was_said_of_it(desk, workshop, issue):
    proposal = project(workshop, details="ทุกตำบล")

    answer = desk.post(row_url(proposal), as_project(issue), headers=JSON)

    made = Project.objects.get()
    assert answer.json() == {"id": f"issue-{issue.pk}"}
    assert (made.start_year, made.end_year, made.lead_agency) == (2023, 2027, "อบต.")
    assert (made.rationale, list(made.proposals.all())) == ("ทุกตำบล", [proposal])


def test_the_small_forms_begin_with_the_proposals_words(desk, workshop, issue):
    indicator(workshop, text="ครัวเรือนที่มีน้ำ (ร้อยละ)")
    project(workshop, details="ทุกหมู่บ้าน โดย ชลประทานขอนแก่น")

    lines = desk.get(url(workshop)).context["direction"].rows

    begins = [{field.name: field.value() for field in line.form.typed()} for line in lines]
    assert begins[0] == {"name": "ครัวเรือนที่มีน้ำ", "unit": "ร้อยละ", "whole_plan_rule": "last"}
    years = {"start_year": 2566, "end_year": 2570}
    assert begins[1] == {"name": lines[1].text, "lead_agency": "ชลประทานขอนแก่น"} | years


def test_what_is_missing_is_said_at_its_field_and_the_rest_is_kept(desk, workshop, issue):
    proposal = indicator(workshop)
    sent = as_indicator(issue, unit="")

    page = desk.post(row_url(proposal), sent)
    line = page.context["direction"].rows[0]
    answer = desk.post(row_url(proposal), sent, headers=JSON)

    assert (page.status_code, line.is_open) == (422, True)
    assert line.form["name"].value() == "ครัวเรือนที่มีน้ำ"
    assert answer.json() == {"error": "Unit: This is empty. Write something here."}
    assert not Indicator.objects.exists()


def test_years_that_do_not_fit_are_said(desk, workshop, issue):
    proposal = project(workshop)

    page = desk.post(row_url(proposal), as_project(issue, end_year="2560"))

    assert page.status_code == 422
    assert "The last year is before the first year" in page.content.decode()


def test_two_facilitators_do_not_take_up_the_same_row_twice(desk, workshop, issue):
    proposal = indicator(workshop)
    sent = as_indicator(issue)
    first, again = (desk.post(row_url(proposal), sent).status_code for _ in range(2))

    other = desk.post(row_url(proposal), as_indicator(issue), headers=JSON)

    assert (first, again, other.status_code, Indicator.objects.count()) == (303, 303, 409, 1)
    assert other.json()["error"].startswith("This proposal is in the plan already, under issue 1.")
    assert desk.post(row_url(proposal), as_indicator(issue)).status_code == 409


def test_an_issue_is_not_a_row(desk, workshop, issue):
    answer = desk.post(row_url(create_proposal(workshop=workshop)), as_indicator(issue))

    assert answer.status_code == 422


def test_rows_of_elsewhere_are_unknown(desk, workshop, issue):
    elsewhere = create_issue()
    foreign = reverse("direction:take-up", args=[workshop.code, indicator(create_workshop()).pk])

    assert desk.post(foreign, as_indicator(issue)).status_code == 404
    assert desk.post(row_url(indicator(workshop)), as_indicator(elsewhere)).status_code == 422
    assert desk.get(row_url(indicator(workshop))).status_code == 405
