from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from analysis.domain.themes import create_theme
from analysis.evidence import Sources, sources_of
from analysis.models import DevelopmentIssue
from tests.analysis.plans import create_issue, create_source, issue_form
from tests.factories import (
    create_challenge,
    create_cluster,
    create_facilitator,
    create_factor,
    create_participant,
    create_planner,
    create_proposal,
    create_round,
    create_user,
    create_workshop,
)
from tests.workshops.desks import sentences, signed_in
from tests.workshops.phones import HOSTILE
from workshops.domain import factors
from workshops.enums import ProposalKind, ReferenceKind, RoundKind, Stage
from workshops.models import Vote

pytestmark = pytest.mark.django_db

EMPTY = "This is empty. Write something here."


def url(workshop):
    return reverse("analysis:create-issue", args=[workshop.code])


@pytest.fixture
def user():
    return create_planner()


@pytest.fixture
def planner(user):
    return signed_in(user)


@pytest.mark.parametrize("stage", [Stage.LOBBY, Stage.CLOSED])
def test_it_works(planner, user, stage):
    workshop = create_workshop(stage=stage)
    chosen = [create_factor(workshop=workshop) for _ in range(2)]

    sent = issue_form(factors=[factor.pk for factor in chosen], goal="ก\r\nข")
    response = planner.post(url(workshop), sent)

    issue = workshop.issues.get()
    plan = reverse("analysis:plan", args=[workshop.code])
    assert (response.status_code, response["Location"]) == (
        302,
        f"{plan}#developmentissue-{issue.pk}",
    )
    assert (issue.title, issue.goal, issue.rationale) == ("น้ำ", "ก\nข", "น้ำแล้ง")
    assert set(issue.factors.all()) == set(chosen)
    entry = workshop.journal.get()
    assert (entry.verb, entry.user, entry.facts) == ("issue.added", user, {"issue": issue.pk})
    assert "Saved: น้ำ" in planner.get(plan).content.decode()


def test_the_page_offers_the_factors_on_the_board_without_names(planner):
    workshop = create_workshop()
    person = create_participant(workshop=workshop, name="สมชาย ใจดี")
    create_factor(participant=person, text="<b>ถนน</b>")
    factors.hide_factor(create_factor(participant=person, text="ซ่อนแล้ว"), by=create_user())
    create_factor(text="ของการประชุมอื่น")

    response = planner.get(url(workshop))

    page = response.content.decode()
    assert response.status_code == 200
    assert "&lt;b&gt;ถนน&lt;/b&gt;" in page
    assert not any(words in page for words in ("ซ่อนแล้ว", "ของการประชุมอื่น", "สมชาย"))


def test_an_empty_board_is_no_hindrance(planner):
    workshop = create_workshop()

    assert "No factor is on the board yet." in planner.get(url(workshop)).content.decode()
    assert planner.post(url(workshop), issue_form()).status_code == 302


def test_the_same_form_twice_is_one_issue(planner):
    workshop, sent = create_workshop(), issue_form()

    first, again = (planner.post(url(workshop), sent) for _ in range(2))

    assert (first.status_code, first["Location"]) == (302, again["Location"])
    assert (DevelopmentIssue.objects.count(), workshop.journal.count()) == (1, 1)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, {"title": [EMPTY]}),
        ({"title": "\u200b\ufeff \u2060"}, {"title": [EMPTY]}),
        (
            {"title": "ก" * 303},
            {"title": ["300 characters fit here; this is 3 too long. Shorten it."]},
        ),
        (
            {"goal": "ก" * 2001, "rationale": "ข" * 4001},
            {
                "goal": ["2000 characters fit here; this is 1 too long. Shorten it."],
                "rationale": ["4000 characters fit here; this is 1 too long. Shorten it."],
            },
        ),
        ({"track": ""}, {"track": ["Nothing is chosen. Choose one."]}),
        (
            {"factors": "999999"},
            {"factors": ["A chosen factor is no longer on the board. Choose again."]},
        ),
        (
            {"factors": "x"},
            {"factors": ["A chosen factor is no longer on the board. Choose again."]},
        ),
        (
            {"client_id": "x"},
            {"client_id": ["The form came back incomplete. Look it through, then save again."]},
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(planner, wrong, said):
    workshop = create_workshop()

    response = planner.post(url(workshop), issue_form(**wrong))

    assert (response.status_code, sentences(response)) == (422, said)
    page = response.content.decode()
    assert all(sentence in page for listed in said.values() for sentence in listed)
    assert "น้ำแล้ง" in page or "rationale" in wrong
    assert not DevelopmentIssue.objects.exists()
    assert not workshop.journal.exists()


def test_what_was_typed_is_still_there_also_the_ticks(planner):
    workshop = create_workshop()
    factor = create_factor(workshop=workshop)

    response = planner.post(
        url(workshop), issue_form(title="", goal="ก\r\nข", factors=[factor.pk], track="mice")
    )

    page = response.content.decode()
    assert f'value="{factor.pk}" checked' in page
    assert "ก\r\nข</textarea>" in page
    assert '<option value="mice" selected>' in page


def test_a_broken_form_id_is_replaced_so_that_saving_again_works(planner):
    workshop = create_workshop()
    response = planner.post(url(workshop), issue_form(client_id="x"))

    again = planner.post(url(workshop), issue_form(client_id=str(response.context["form"].own_id)))

    assert again.status_code == 302


def test_a_form_id_of_another_workshop_is_refused_in_words(planner):
    other, workshop = create_issue(), create_workshop()

    response = planner.post(url(workshop), issue_form(client_id=str(other.client_id)))

    assert response.status_code == 409
    assert "already sent with other words" in response.content.decode()
    assert not workshop.issues.exists()


def test_a_factor_of_another_workshop_is_refused(planner):
    workshop = create_workshop()

    response = planner.post(url(workshop), issue_form(factors=[create_factor().pk]))

    assert response.status_code == 422
    assert list(sentences(response)) == ["factors"]
    assert not DevelopmentIssue.objects.exists()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_strange_text_gets_an_answer_in_words(planner, text):
    workshop = create_workshop()

    sent = issue_form(title=text.encode("utf-8", "replace").decode())
    response = planner.post(url(workshop), sent)

    assert response.status_code in (302, 422)
    assert DevelopmentIssue.objects.count() == (response.status_code == 302)


def test_who_may_not_come_in():
    facilitator = create_facilitator()
    workshop = create_workshop(facilitator=facilitator)

    assert Client().post(url(workshop), issue_form()).status_code == 302
    assert signed_in(create_facilitator()).post(url(workshop), issue_form()).status_code == 404
    assert signed_in(create_user()).post(url(workshop), issue_form()).status_code == 403
    assert signed_in(create_planner()).get("/analysis/ZZZZZZ/plan/issues/new/").status_code == 404
    assert signed_in(facilitator).put(url(workshop)).status_code == 405
    assert not DevelopmentIssue.objects.exists()
    assert signed_in(facilitator).post(url(workshop), issue_form()).status_code == 302


@pytest.mark.parametrize("rows", [1, 30])
def test_more_factors_are_not_more_queries(planner, rows, django_assert_num_queries):
    workshop = create_workshop()
    for _ in range(rows):
        create_cluster(factors=(create_factor(workshop=workshop),))
        create_challenge(workshop=workshop)

    # Session, account, workshop, its plan; criteria, clusters, challenges, themes, proposals,
    # factors; the newest round of points; two for how many factors stand in each cluster.
    with django_assert_num_queries(13):
        planner.get(url(workshop))


def test_an_issue_grows_from_clusters_challenges_proposals_and_themes(planner):
    workshop = create_workshop()
    cluster = create_cluster(factors=(create_factor(workshop=workshop),))
    challenge = create_challenge(workshop=workshop, clusters=(cluster,))
    proposal = create_proposal(workshop=workshop, kind=ProposalKind.ISSUE)
    theme = create_theme(workshop.plan_cycle, by=create_planner(), name="น้ำ", client_id=uuid4())
    tags = [
        create_source(code=kind, kind=kind)
        for kind in (ReferenceKind.SMART_DIMENSION, ReferenceKind.MICE_CRITERION)
    ]

    sent = {"clusters": cluster.pk, "challenges": challenge.pk, "proposals": proposal.pk}
    sent |= {"themes": theme.pk, "criteria": [tag.pk for tag in tags], "approach": "หนึ่ง\nสอง"}
    response = planner.post(url(workshop), issue_form(**sent))

    issue = workshop.issues.get()
    assert response.status_code == 302
    assert sources_of(issue).keys() == {
        "cluster": [cluster.pk],
        "challenge": [challenge.pk],
        "proposal": [proposal.pk],
        "theme": [theme.pk],
    }
    assert (list(issue.criteria.order_by("pk")), issue.approach) == (tags, "หนึ่ง\nสอง")


def test_a_source_that_is_hidden_meanwhile_stays_linked_and_a_merged_cluster_can_go(planner):
    workshop = create_workshop()
    cluster = create_cluster(factors=(create_factor(workshop=workshop),))
    challenge = create_challenge(workshop=workshop)
    sources = Sources(clusters=[cluster.pk], challenges=[challenge.pk])
    issue = create_issue(workshop=workshop, sources=sources)
    cluster.merged_into = create_cluster(workshop=workshop)
    cluster.save()
    challenge.hidden_at = timezone.now()
    challenge.save()

    address = reverse("analysis:change-issue", args=[workshop.code, issue.pk])
    page = planner.get(address)
    planner.post(address, issue_form(version="1"))

    clusters = page.context["groups"][0]
    assert [(one.pk, one.chosen) for one in clusters.choices if one.chosen] == [(cluster.pk, True)]
    assert challenge.text not in page.content.decode()
    assert sources_of(issue).keys()["challenge"] == [challenge.pk]
    assert sources_of(issue).keys()["cluster"] == []


def test_clusters_are_listed_by_their_points_with_how_many_factors_they_hold(planner):
    workshop = create_workshop()
    weak, strong = (
        create_cluster(factors=(create_factor(workshop=workshop),), name=name)
        for name in ("น้อย", "มาก")
    )
    person = create_participant(workshop=workshop)
    points = create_round(
        workshop=workshop,
        kind=RoundKind.POINTS,
        clusters=(weak, strong),
        closed_at=timezone.now(),
        revealed_at=timezone.now(),
    )
    Vote.objects.create(round=points, participant=person, cluster=strong, points=3)

    groups = planner.get(url(workshop)).context["groups"]

    assert [(one.pk, one.notes) for one in groups[0].choices] == [
        (strong.pk, ["factors: 1", "rank 1 by points"]),
        (weak.pk, ["factors: 1", "rank 2 by points"]),
    ]


@pytest.mark.parametrize("name", ["clusters", "challenges", "proposals", "themes", "criteria"])
def test_what_cannot_be_chosen_is_refused_and_the_words_stay(planner, name):
    response = planner.post(url(create_workshop()), issue_form(**{name: "999999"}, goal="พิมพ์แล้ว"))

    assert (response.status_code, list(sentences(response))) == (422, [name])
    assert "พิมพ์แล้ว" in response.content.decode()
    assert not DevelopmentIssue.objects.exists()
