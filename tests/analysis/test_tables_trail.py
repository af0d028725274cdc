"""The sheet of the evidence trail, compared with the trail that the pages walk."""

from __future__ import annotations

from collections import defaultdict

import pytest
from django.utils import translation

from analysis.tables.agreements import rows_of
from analysis.trail_down import paths_of
from tests.analysis.plans import create_indicator, create_issue
from tests.analysis.trails import issue_from, themed
from tests.analysis.workbook_scene import content_for, full_workshop
from tests.factories import create_cluster, create_factor, create_workshop
from workshops.models import Factor

pytestmark = pytest.mark.django_db
KINDS = ("project", "programme", "indicator", "issue")


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def rows(*workshops):
    return rows_of(content_for(*workshops).sheet("trail"))


def below(found):
    """Of each row of the plan the factors: its own, its issue's, and its indicators'."""
    own, above = defaultdict(set), defaultdict(set)
    for row in found:
        kind = next(kind for kind in KINDS if row[kind] is not None)
        node = kind, row[kind]
        own[node] |= {row["factor"]} - {None}
        if row["source"] == "Through its issue":
            above[node].add(("issue", row["issue"]))
        elif row["source"] == "Through an indicator":
            served = [n for n in own if n[0] == "indicator"]
            above[node].update(served)  # the scene has one
    return {node: own[node].union(*(own[one] for one in above[node])) for node in own}


def test_each_row_rests_on_the_same_sentences_as_on_its_page() -> None:
    workshop = full_workshop()

    found = below(rows(workshop))

    issues = list(workshop.issues.filter(removed_at=None).values_list("pk", flat=True))
    paths = paths_of(issues)
    on_board = set(Factor.objects.on_board().values_list("pk", flat=True))
    assert found == {node: set(keys) & on_board for node, keys in paths.below.items()}
    assert len(found) == 4


def test_a_source_whose_words_are_hidden_is_told_without_its_id() -> None:
    workshop = full_workshop()

    found = {row["source"]: row for row in rows(workshop)}

    hidden = found["Challenge"]
    assert (hidden["challenge"], hidden["name"]) == (None, "No longer shown")
    assert found["Proposal"]["proposal"] is not None


def test_what_was_moved_away_since_is_marked() -> None:
    workshop = full_workshop()

    found = [row for row in rows(workshop) if row["source"] == "Cluster"]

    split = workshop.clusters.exclude(split_from=None).get()
    moved = {row["factor"] for row in found if row["now"] == "No"}
    assert moved == set(split.factors.values_list("pk", flat=True))
    assert len(found) > len(moved)


def test_sentences_of_workshops_that_are_not_in_the_file_stay_out() -> None:
    here, elsewhere = create_workshop(), create_workshop()
    clusters = [create_cluster(factors=(create_factor(workshop=one),)) for one in (here, elsewhere)]
    issue_from(here, themes=[themed(here, *clusters).pk])

    alone, both = rows(here), rows(here, elsewhere)

    assert [row["said_in"] for row in alone] == [here.code]
    assert [row["said_in"] for row in both] == [here.code, elsewhere.code]
    assert {row["name"] for row in both} == {"1 น้ำ"}


def test_a_row_that_rests_on_nothing_itself_says_through_what() -> None:
    issue = create_issue()
    indicator = create_indicator(issue=issue)

    (row,) = rows(issue.workshop)

    assert (row["kind"], row["indicator"], row["source"]) == (
        "Indicator",
        indicator.pk,
        "Through its issue",
    )
    assert (row["issue"], row["name"], row["factor"]) == (issue.pk, issue.title, None)
