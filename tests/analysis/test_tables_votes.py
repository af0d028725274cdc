"""The sheets of votes, ratings and consensus, compared with the results that the room saw."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from analysis.frames_rounds import figure
from analysis.tables.agreements import rows_of
from tests.analysis.answers import answered, create_clusters, create_people, rate, revealed, vote
from tests.analysis.workbook_scene import content_for
from tests.factories import create_workshop
from workshops.domain import people, regroup
from workshops.domain.results import AXES, concordance, points_results, rating_results
from workshops.enums import RoundKind
from workshops.models import Round
from workshops.round_words import VERDICTS, rule_words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def rows(*workshops, name="rounds"):
    return rows_of(content_for(*workshops).sheet(name))


def five_raters(workshop):
    """Two rounds of ratings by five people, the second about the first two clusters only."""
    clusters, room = (
        create_clusters(workshop, 3),
        create_people(workshop, "4005 " * 3 + "4029 4029"),
    )
    first = revealed(workshop, RoundKind.RATINGS, clusters)
    for number, person in enumerate(room):
        rate(first, person, (1 + number, 3), (4, 4), (2, 5) if number else None)
    second = revealed(workshop, RoundKind.RATINGS, clusters[:2], second_of=first)
    for person in room[:4]:
        rate(second, person, (3, 3), (4, 5))
    return first, second, room


def test_each_row_has_the_figures_of_the_rounds_own_results() -> None:
    workshop = create_workshop()
    answered(workshop)
    five_raters(workshop)
    regroup.merge_clusters(
        *workshop.clusters.order_by("number")[:2], by=workshop.facilitators.get()
    )
    entries = workshop.participants.order_by("pk")
    people.merge_participants(entries[0], entries[1], by=workshop.facilitators.get())

    found = {(row["round"], row["cluster"]): row for row in rows(workshop)}

    rounds = Round.objects.exclude(kind=RoundKind.INFLUENCE).order_by("number")
    expected = 0
    for round_ in rounds.select_related("workshop", "second_of__workshop"):
        if round_.kind == RoundKind.POINTS:
            for one in points_results(round_):
                row = found[round_.number, one.cluster.pk]
                expected += 1
                assert row["people"] == one.people
                if one.people < 3:
                    continue
                assert row["points"] == one.points
                assert row["share"] == figure(one.share, times=100, places=1)
                weighed = figure(one.share_by_district, times=100, places=1)
                assert row["share_by_district"] == weighed
            continue
        for said in rating_results(round_):
            row = found[round_.number, said.cluster.pk]
            assert (row["n"], row["skipped"]) == (said.axes["impact"].spread.n, said.skipped)
            for axis in AXES[:2]:
                assert row[axis] == figure(said.axes[axis].spread.median)
                assert row[f"{axis}_iqr"] == figure(said.axes[axis].spread.iqr)
                assert row[f"{axis}_by_district"] == figure(said.axes[axis].median_by_district)
                w = concordance(round_, axis)
                assert row[f"w_{axis}"] == (w and figure(w.w, places=3))
            assert row["rule"] == " ".join(rule_words(round_))
            expected += 1
    assert len(found) == expected == 2 + 2 + 3 + 2


def test_a_figure_that_one_or_two_people_stand_behind_is_left_out() -> None:
    workshop = create_workshop()
    clusters, room = create_clusters(workshop, 2), create_people(workshop)
    points = revealed(workshop, RoundKind.POINTS, clusters)
    ratings = revealed(workshop, RoundKind.RATINGS, clusters)
    for number, person in enumerate(room):
        vote(points, person, 2, 1 if number < 2 else 0)
        rate(ratings, person, (4, 2), (5, 5) if number < 2 else None)

    many, few, *rated = rows(workshop)

    assert (many["points"], many["people"]) == (8, 4)
    assert [few[name] for name in ("points", "people", "share", "share_by_district")] == [
        *(None, 2, None, None)
    ]
    assert [(row["n"], row["skipped"], row["impact"]) for row in rated] == [
        (4, 0, Decimal("4.00")),
        (2, 2, None),
    ]
    assert [rated[1][f"uncertainty{end}"] for end in ("", "_iqr", "_share", "_by_district")] == [
        None
    ] * 4


def test_only_what_was_revealed_is_told() -> None:
    workshop = create_workshop()
    clusters, (person, *_) = create_clusters(workshop, 1), create_people(workshop)
    rounds = [
        revealed(workshop, RoundKind.POINTS, clusters, revealed_at=None),
        revealed(workshop, RoundKind.RATINGS, clusters, discarded_at=workshop.created_at),
    ]
    vote(rounds[0], person, 3)

    assert rows(workshop) == []
    assert rows(workshop, name="consensus") == []


def test_a_round_that_nobody_answered_has_its_rows() -> None:
    workshop = create_workshop()
    clusters = create_clusters(workshop, 2)
    revealed(workshop, RoundKind.POINTS, clusters)
    revealed(workshop, RoundKind.RATINGS, clusters)

    found = rows(workshop)

    assert [(row["points"], row["people"], row["n"]) for row in found] == [
        *((0, 0, None), (0, 0, None)),
        *((None, None, 0), (None, None, 0)),
    ]


def test_consensus_is_of_the_newest_round_with_the_verdict_before() -> None:
    workshop = create_workshop()
    first, second, _room = five_raters(workshop)

    found = rows(workshop, name="consensus")

    newest = {one.cluster.pk: one for one in rating_results(first)}
    before = dict(newest)
    newest |= {one.cluster.pk: one for one in rating_results(second)}
    assert [row["round"] for row in found] == [second.number, second.number, first.number]
    for row in found:
        said, earlier = newest[row["id"]], before[row["id"]]
        assert row["verdict"] == str(VERDICTS[said.verdict])
        for axis in AXES[:2]:
            assert row[f"{axis}_verdict"] == str(VERDICTS[said.axes[axis].verdict])
            assert row[axis] == figure(said.axes[axis].spread.median)
            assert row[f"{axis}_share"] == figure(said.axes[axis].share, times=100, places=0)
        asked_again = row["round"] == second.number
        assert row["before"] == (str(VERDICTS[earlier.verdict]) if asked_again else None)
    # By hand: 1 2 3 4 became 3 3 3 3, so one of four stayed and the mean shift is 2 + 1 + 0 - 1.
    assert [found[0][name] for name in ("both", "same", "shift")] == [4, 1, Decimal("0.50")]
    assert [found[2][name] for name in ("both", "same", "shift")] == [None] * 3
