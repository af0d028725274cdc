"""The annex on participation: rules, counts, results and pictures, each with its table."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from analysis.documents.annex import room_rules
from tests.analysis.answers import create_clusters, create_people, rate, revealed, vote
from tests.analysis.documents.made import annex, everything, headings, sentences, table_of, tables
from tests.analysis.rows import new_issue
from tests.factories import (
    create_challenge,
    create_comment,
    create_factor,
    create_participant,
    create_workshop,
)
from workshops.enums import HiddenReason, RoundKind, Stage, Stance
from workshops.models import Seat

pytestmark = pytest.mark.django_db


def charts(document) -> list[str]:
    parts = document.part.package.iter_parts()
    found = {str(p.partname): p.blob.decode() for p in parts if "/charts/" in str(p.partname)}
    return [found[name] for name in sorted(found)]


def numbers_of(chart: str) -> list[list[str]]:
    """The values of each series."""
    return [
        re.findall(r"<c:v>([^<]*)</c:v>", values)
        for values in re.findall(r"<c:val>(.*?)</c:val>", chart)
    ]


def test_each_part_of_the_annex_has_its_heading():
    workshop = create_workshop(stage=Stage.CLOSED)

    found = headings(annex(workshop))

    assert found[0] == ("Title", "How needs were gathered and ranked with participation")
    assert [text for style, text in found if style == "Heading 1"] == [
        "1. Who was invited and who came",
        "2. Steps and times",
        "3. Rules that the room worked under",
        "4. What was gathered",
        "5. How it was ranked: rounds, rules and results",
        "6. From needs to the draft of the plan",
        "7. What was left out",
        "8. How it was counted",
    ]


def test_it_says_who_was_invited_and_who_took_part():
    workshop = create_workshop(stage=Stage.ANALYSE)
    people, clusters = create_people(workshop, "4005 4005 4005 4029"), create_clusters(workshop, 1)
    clusters[0].factors.update(participant=people[0])
    points = revealed(workshop, RoundKind.POINTS, clusters)
    for person in people[:3]:
        vote(points, person, 1)
    district = people[0].district
    for number, (place, key) in enumerate(((district, "a"), (district, "b"), (None, "c")), 1):
        Seat.objects.create(workshop=workshop, key=key, number=number, district=place)
    workshop.participants.exclude(pk__in=[person.pk for person in people]).delete()

    document = annex(workshop)

    assert table_of(document, "District|Seat slips") == [
        ["Chum Phae", "2", "3", "1", "0", "3", "0"],
        ["Wiang Kao", "0", "1", "0", "0", "0", "0"],
        ["Slips without a district", "1", "0", "0", "0", "0", "0"],
        ["Total", "3", "4", "1", "0", "3", "0"],
    ]
    assert "3 seat slips were printed, 0 of them were used." in sentences(document)


def test_a_picture_has_the_numbers_of_its_table():
    workshop = create_workshop(stage=Stage.ANALYSE)
    people, clusters = create_people(workshop), create_clusters(workshop, 2)
    points = revealed(workshop, RoundKind.POINTS, clusters)
    ratings = revealed(workshop, RoundKind.RATINGS, clusters)
    for person in people:
        vote(points, person, 1, 2)
        rate(ratings, person, (5, 1), (1, 3))
    create_factor(workshop=workshop, stance=Stance.THREAT)

    document = annex(workshop)

    came, stances, given, scores, placed = charts(document)
    # Four people, and one for each factor that was written by somebody else.
    assert numbers_of(came) == [["6", "1"]]
    assert numbers_of(stances) == [
        ["1", "1", "0", "0", "0", "0"],
        ["0"] * 6,
        ["0"] * 6,
        ["1", "0", "0", "0", "0", "0"],
    ]
    assert numbers_of(given) == [["8", "4"]]
    rows = table_of(document, "Rank")
    assert numbers_of(scores) == [[row[6] for row in rows]]
    shown = {row[2]: (row[4], row[5]) for row in rows}
    assert shown == {clusters[0].name: ("5", "1"), clusters[1].name: ("1", "3")}
    across, up = re.findall(r"<c:[xy]Val>(.*?)</c:[xy]Val>", placed)
    assert re.findall(r"<c:v>(.*?)</c:v>", across) == ["1", "3"]
    assert re.findall(r"<c:v>(.*?)</c:v>", up) == ["5", "1"]
    assert re.findall(r"<a:t>([^<]*)</a:t>", placed)[:2] == ["1", "2"]


def test_clusters_at_the_same_place_share_a_dot():
    workshop = create_workshop(stage=Stage.ANALYSE)
    people, clusters = create_people(workshop), create_clusters(workshop, 3)
    ratings = revealed(workshop, RoundKind.RATINGS, clusters)
    for person in people:
        rate(ratings, person, (4, 2), (4, 2), (1, 1))

    placed = charts(annex(workshop))[-1]

    assert re.findall(r"<a:t>([^<]*)</a:t>", placed)[:2] == ["1, 2", "3"]


def test_pictures_are_told_in_words_too():
    workshop = create_workshop(stage=Stage.CLOSED)
    create_participant(workshop=workshop, district="4005")

    told = re.findall(r'descr="([^"]*)"', annex(workshop).element.xml)

    assert told == ["Chum Phae: 1; Wiang Kao: 0"]


def test_it_tells_the_rules_of_the_room():
    workshop = create_workshop()
    workshop.names_shown, workshop.is_silent, workshop.factors_limit = True, True, 5
    workshop.comments_open = False
    workshop.save()

    told = sentences(annex(workshop))

    for rule in (
        "Facilitators and planners read names beside the words; screens do not.",
        "Without a name stays what is written under: Political and city administration.",
        "Others see the factors only when the facilitator reveals all at once.",
        "Each person may send 5 factors.",
        "Comments are switched off.",
    ):
        assert rule in told
    assert len(room_rules(create_workshop())) == 2


def test_the_rule_of_each_round_stands_above_its_result():
    workshop = create_workshop(stage=Stage.ANALYSE)
    people, clusters = create_people(workshop), create_clusters(workshop, 2)
    ratings = revealed(workshop, RoundKind.RATINGS, clusters)
    for person in people:
        rate(ratings, person, (4, 2), (2, 2))

    document = annex(workshop)

    told = sentences(document)
    place = told.index("Round 1: Impact and uncertainty")
    assert told[place + 1].startswith("A cluster is agreed if the middle half of the ratings")
    assert table_of(document, "No.|Cluster|Median") == [
        ["1", clusters[0].name, "4", "0", "100", "4", "Too few to say"],
        ["2", clusters[1].name, "2", "0", "100", "4", "Too few to say"],
    ]
    assert table_of(document, "Round")[0][:2] == ["First round", "Impact"]


def test_what_was_left_out_is_told_as_numbers_only():
    workshop = create_workshop(stage=Stage.EXCHANGE)
    now, secret = timezone.now(), "คำที่ถูกซ่อน"
    for number in range(2):
        create_factor(
            workshop=workshop,
            text=f"{secret} {number}",
            hidden_at=now,
            hidden_reason=HiddenReason.PERSONAL,
        )
    withdrawn = create_factor(
        workshop=workshop, text=f"{secret} 3", withdrawn_at=now, hidden_at=now
    )
    create_factor(workshop=workshop, text=f"{secret} 4", waits_for="approval")
    create_challenge(workshop=workshop, text=f"{secret} 5", hidden_at=now)
    create_comment(
        participant=withdrawn.participant, factor=withdrawn, text=f"{secret} 6", is_waiting=True
    )

    document = annex(workshop)

    assert [rows[1:] for rows in tables(document) if rows[0][0] == "What"][1] == [
        ["Factors hidden: It names or hurts a person", "2"],
        ["Factors withdrawn by their writers", "1"],
        ["Factors that wait for the reveal or for approval", "1"],
        ["Factors of files that were taken back", "0"],
        ["Comments hidden, withdrawn or waiting", "1"],
        ["Challenges hidden, withdrawn or waiting", "1"],
        ["Proposals hidden, withdrawn or waiting", "0"],
        ["Entries that were merged into another of the same person", "0"],
    ]
    assert secret not in everything(document)


def test_an_issue_tells_how_many_sentences_stand_behind_it():
    workshop = create_workshop(stage=Stage.CLOSED)
    factors = [create_factor(workshop=workshop) for _ in range(3)]
    factors[2].hidden_at = timezone.now()
    factors[2].save()
    new_issue(workshop, title="น้ำ", factors=factors)

    assert table_of(annex(workshop), "No.|Development issue") == [["1", "น้ำ", "3", "2", "0", "0"]]
