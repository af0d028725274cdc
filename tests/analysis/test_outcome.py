"""What came of somebody's words, on the phone and under the link that stays."""

import uuid
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from analysis.domain import drafting
from analysis.domain.issues import remove_issue
from analysis.outcome import signed
from tests.analysis.plans import create_indicator
from tests.analysis.trails import issue_from, themed
from tests.factories import (
    create_challenge,
    create_cluster,
    create_factor,
    create_participant,
    create_planner,
    create_proposal,
    create_round,
    create_workshop,
)
from tests.workshops.phones import joined
from workshops.domain.participants import erase_names
from workshops.enums import Category, HiddenReason, ProposalKind, RoundKind, Stage
from workshops.models import Vote

pytestmark = pytest.mark.django_db

STAYS = "No issue grew from it so far. It stays in the record"


@pytest.fixture
def workshop():
    return create_workshop(stage=Stage.FEEDBACK)


@pytest.fixture
def phone(workshop):
    client, participant = joined(workshop=workshop)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client, participant


def url(workshop):
    return reverse("direction:outcome", args=[workshop.code])


def link(participant, text=None):
    return reverse("direction:kept-outcome", args=[text or signed(participant)])


def stranger():
    return Client(headers={"Accept-Language": "en"})


def said(answer):
    return unescape(answer.content.decode())


def became(answer):
    """Of each own contribution: its words, its clusters, and the issues with their rows."""
    return [
        (
            one.what.text,
            [cluster.name for cluster in one.clusters],
            [(into.issue.title, [row.row.name for row in into.rows]) for into in one.into],
        )
        for one in answer.context["outcome"].own
    ]


def move(workshop, stage):
    workshop.stage = stage
    workshop.save(update_fields=["stage"])


def test_each_own_word_leads_to_what_grew_from_it(phone, workshop):
    client, person = phone
    factor, lost = (create_factor(participant=person, text=text) for text in ("แล้ง", "ดิน"))
    cluster = create_cluster(factors=(factor, create_factor(workshop=workshop)), name="น้ำ")
    challenge = create_challenge(participant=person, clusters=(cluster,), text="ไม่มีคนดูแล")
    proposal = create_proposal(participant=person, kind=ProposalKind.PROJECT, text="ขุดลอก")
    issue = issue_from(workshop, clusters=[cluster.pk], challenges=[challenge.pk], title="น้ำพอ")
    words = {"lead_agency": "อบต.", "start_year": 2023, "end_year": 2027}
    own = {"by": create_planner(), "client_id": uuid.uuid4()}
    drafting.take_up_project(proposal, issue, name="ขุดคลอง", **words, **own)

    answer = client.get(url(workshop))

    through = [("น้ำพอ", ["ขุดคลอง"])]
    assert became(answer) == [
        ("แล้ง", ["น้ำ"], through),
        ("ดิน", [], []),
        ("ไม่มีคนดูแล", ["น้ำ"], through),
        ("ขุดลอก", [], through),
    ]
    shown = said(answer)
    assert answer.context["outcome"].taken_up == 3
    assert (shown.count(STAYS), lost.text in shown) == (1, True)


def test_the_result_has_goals_indicators_and_the_ranking(phone, workshop):
    client, person = phone
    first, second = (create_cluster(workshop=workshop, name=name) for name in ("หนึ่ง", "สอง"))
    now = timezone.now()
    round_ = create_round(
        kind=RoundKind.POINTS, clusters=(first, second), closed_at=now, revealed_at=now
    )
    Vote.objects.create(round=round_, participant=person, cluster=second, points=2)
    issue = issue_from(workshop, clusters=[first.pk])
    issue.goal = "มีน้ำใช้ทุกบ้าน"
    issue.save(update_fields=["goal"])
    create_indicator(issue=issue, name="ครัวเรือน", unit="ร้อยละ")

    answer = client.get(url(workshop))

    assert [one.name for one in answer.context["outcome"].ranking] == ["สอง"]
    assert all(word in said(answer) for word in ("มีน้ำใช้ทุกบ้าน", "ครัวเรือน", "(ร้อยละ)"))


def test_what_was_hidden_says_why_and_leads_nowhere(phone, workshop):
    client, person = phone
    reason = HiddenReason.values[0]
    hidden = create_factor(participant=person, hidden_at=timezone.now(), hidden_reason=reason)
    create_factor(participant=person, waits_for="approval")
    create_factor(participant=person, withdrawn_at=timezone.now(), text="ถอนแล้ว")
    issue_from(workshop, clusters=[create_cluster(factors=(hidden,)).pk])

    answer = client.get(url(workshop))

    assert [(clusters, into) for _text, clusters, into in became(answer)] == [([], []), ([], [])]
    assert f"Hidden by the facilitator: {HiddenReason(reason).label}" in said(answer)
    assert "others have not seen it yet" in said(answer)
    assert "ถอนแล้ว" not in said(answer)


def test_nobody_else_stands_in_it(phone, workshop):
    client, person = phone
    other = create_participant(workshop=workshop, name="คนอื่นแท้ๆ")
    mine = create_factor(participant=person)
    theirs = create_factor(participant=other, text="คำของผู้อื่น", category=Category.POLITICAL)
    issue_from(workshop, clusters=[create_cluster(factors=(mine, theirs)).pk])

    pages = said(client.get(url(workshop))) + said(stranger().get(link(person)))

    assert [word in pages for word in ("คำของผู้อื่น", "คนอื่นแท้ๆ", person.name)] == [False] * 3


def test_a_removed_issue_and_another_workshops_plan_are_not_in_it(phone, workshop):
    client, person = phone
    cluster = create_cluster(factors=(create_factor(participant=person),))
    remove_issue(issue_from(workshop, clusters=[cluster.pk]), by=create_planner())
    theme = themed(workshop, cluster)
    issue_from(create_workshop(), themes=[theme.pk])

    answer = client.get(url(workshop))

    assert [into for _text, _clusters, into in became(answer)] == [[]]
    assert answer.context["outcome"].drafts == []


def test_what_says_the_same_as_another_goes_with_it(phone, workshop):
    client, person = phone
    kept = create_factor(workshop=workshop)
    create_factor(participant=person, merged_into=kept)
    cluster = create_cluster(factors=(kept,), name="น้ำ")
    issue_from(workshop, clusters=[cluster.pk], title="น้ำพอ")

    ((_text, clusters, into),) = became(client.get(url(workshop)))

    assert (clusters, into) == (["น้ำ"], [("น้ำพอ", [])])


@pytest.mark.parametrize("stage", [one for one in Stage if one not in ("feedback", "closed")])
def test_before_feedback_it_says_that_it_comes_later(phone, workshop, stage):
    client, person = phone
    create_factor(participant=person, text="ยังไม่แสดง")
    move(workshop, stage)

    for answer in (client.get(url(workshop)), stranger().get(link(person))):
        assert (answer.status_code, answer.context["outcome"]) == (200, None)
        assert "The result comes in the step of feedback" in said(answer)
        assert "ยังไม่แสดง" not in said(answer)


def test_words_that_are_off_the_screens_are_off_here_too(phone, workshop):
    client, _person = phone
    workshop.blanked_at = timezone.now()
    workshop.save(update_fields=["blanked_at"])

    assert "taken all words off the screens" in said(client.get(url(workshop)))
    move(workshop, Stage.CLOSED)
    assert client.get(url(workshop)).context["outcome"] is not None


# --- The link that stays ---------------------------------------------------------------------


def test_the_link_works_without_the_cookie_and_after_closing(phone, workshop):
    client, person = phone
    create_factor(participant=person, text="แล้ง")
    kept = client.get(url(workshop)).context["link"]
    move(workshop, Stage.CLOSED)

    answer = stranger().get(kept)

    assert kept == f"http://testserver{link(person)}?openExternalBrowser=1"
    assert (answer.status_code, [text for text, *_ in became(answer)]) == (200, ["แล้ง"])


def test_no_engine_no_cache_and_no_other_site_learns_of_it(phone, workshop):
    _client, person = phone

    answer = stranger().get(link(person))

    assert (answer["X-Robots-Tag"], answer["Referrer-Policy"]) == (
        "noindex, nofollow",
        "same-origin",  # no-referrer would send forms with "Origin: null", which are refused
    )
    assert "no-store" in answer["Cache-Control"]
    assert (answer.cookies.keys() & {"sessionid"}, "X-Portal-Page" in answer) == (set(), False)


def test_a_link_that_was_made_up_or_changed_is_unknown(phone, workshop):
    client, person = phone
    other = create_participant(workshop=workshop)
    right = signed(person)
    made_up = [
        right[:-1] + ("A" if right[-1] != "A" else "B"),
        right.replace(f"-{person.pk}.", f"-{other.pk}."),
        f"{workshop.code}-{person.pk}",
        f"{workshop.code}-{person.pk}.",
        "x",
        ".",
        "ก.ข",
    ]

    assert [client.get(link(person, text)).status_code for text in made_up] == [404] * 7
    assert stranger().post(link(person)).status_code == 405


def test_a_changed_secret_keeps_old_links_while_it_is_a_fallback(phone, settings):
    _client, person = phone
    kept = link(person)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "x" * 60

    assert stranger().get(kept).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert stranger().get(kept).status_code == 404


def test_entries_that_are_one_person_share_one_page(phone, workshop):
    client, person = phone
    other = create_participant(workshop=workshop)
    before = link(other)
    create_factor(participant=other, text="หนึ่ง")
    create_factor(participant=person, text="สอง")
    other.merged_into = person
    other.save(update_fields=["merged_into"])

    for answer in (stranger().get(before), client.get(url(workshop))):
        assert [text for text, *_ in became(answer)] == ["หนึ่ง", "สอง"]
    assert signed(other) == signed(person)


def test_the_link_works_after_the_names_are_erased(phone, workshop):
    _client, person = phone
    create_factor(participant=person, text="แล้ง")
    kept = link(person)
    move(workshop, Stage.CLOSED)
    erase_names(workshop, by=None)

    assert [text for text, *_ in became(stranger().get(kept))] == ["แล้ง"]


def test_somebody_who_is_gone_has_no_page(phone):
    _client, person = phone
    kept = link(person)
    person.delete()

    assert stranger().get(kept).status_code == 404


# --- Who may ---------------------------------------------------------------------------------


def test_a_scribe_shows_it_to_each_of_the_people(phone, workshop):
    client, scribe = phone
    person = create_participant(workshop=workshop)
    person.scribe = scribe
    person.save(update_fields=["scribe"])
    create_factor(participant=person, text="ของคนที่เขียนให้")

    answer = client.get(url(workshop), {"person": person.pk})

    assert [text for text, *_ in became(answer)] == ["ของคนที่เขียนให้"]
    assert answer.context["link"].startswith(f"http://testserver{link(person)}")


def test_others_are_led_to_the_door(workshop):
    elsewhere, _participant = joined()

    for client in (Client(), elsewhere):
        answer = client.get(url(workshop))
        assert (answer.status_code, answer.url) == (302, f"/join/{workshop.code}/")
    assert Client().get(reverse("direction:outcome", args=["ZZZZZZ"])).status_code == 404


@pytest.mark.parametrize("stage", [Stage.FEEDBACK, Stage.CLOSED])
def test_the_room_leads_there(phone, workshop, stage):
    client, _person = phone
    move(workshop, stage)

    assert f'href="{url(workshop)}"' in said(client.get(f"/room/{workshop.code}/"))


@pytest.mark.parametrize("total", [1, 30])
def test_it_asks_a_fixed_number_of_questions(phone, workshop, total):
    client, person = phone
    for _ in range(total):
        factor = create_factor(participant=person)
        cluster = create_cluster(factors=(factor,))
        challenge = create_challenge(participant=person, clusters=(cluster,))
        proposal = create_proposal(participant=person, clusters=(cluster,))
        issue_from(workshop, challenges=[challenge.pk], proposals=[proposal.pk])
    client.get(url(workshop))

    with CaptureQueriesContext(connection) as asked:
        client.get(url(workshop))

    assert len(asked) == 36
