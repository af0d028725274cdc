"""The sheets of clusters, challenges and proposals, compared with what the room sees."""

from __future__ import annotations

import pytest
from django.utils import translation

from analysis.tables.agreements import rows_of
from tests.analysis.workbook_scene import content_for, full_workshop
from workshops.domain.arrangement import arrangement_of, challenges_of
from workshops.domain.proposal_lists import proposals_of
from workshops.enums import Stance
from workshops.models import Cluster

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def rows(workshop, name):
    return {row["id"]: row for row in rows_of(content_for(workshop).sheet(name))}


def test_each_cluster_that_stands_has_the_numbers_of_the_board() -> None:
    workshop = full_workshop()
    found = rows(workshop, "clusters")

    stacks = arrangement_of(workshop).stacks

    assert [pk for pk, row in found.items() if row["standing"] == "Stands"] == [
        one.cluster.pk for one in stacks
    ]
    tied = [cluster.pk for one in challenges_of(workshop) for cluster in one.clusters]
    for stack in stacks:
        row = found[stack.cluster.pk]
        assert (row["name"], row["factors"]) == (stack.cluster.name, stack.factors_total)
        assert [row[stance] for stance in Stance] == [stack.stances.get(s, 0) for s in Stance]
        assert (row["districts"], row["of_districts"]) == (len(stack.districts), 2)
        assert row["people"] == len({factor.participant_id for factor in stack.factors})
        assert (row["agreeing"], row["comments"]) == (stack.agreeing_total, stack.comments)
        assert row["challenges"] == tied.count(stack.cluster.pk)


def test_what_was_merged_split_or_dissolved_is_told_and_counts_nowhere() -> None:
    workshop = full_workshop()

    found = rows(workshop, "clusters")

    first, second, third = workshop.clusters.order_by("number")[:3]
    assert list(found) == list(workshop.clusters.order_by("number").values_list("pk", flat=True))
    assert (found[third.pk]["standing"], found[third.pk]["into"]) == (
        "Merged into another",
        second.pk,
    )
    assert found[third.pk]["factors"] is None
    gone = Cluster.objects.exclude(dissolved_at=None).get()
    assert (found[gone.pk]["standing"], found[gone.pk]["people"]) == ("Dissolved", None)
    split = Cluster.objects.exclude(split_from=None).get()
    assert found[split.pk]["split_from"] == first.pk


def test_challenges_are_those_that_everybody_may_read() -> None:
    workshop = full_workshop()
    found = rows(workshop, "challenges")

    shown = challenges_of(workshop)

    assert set(found) == {one.challenge.pk for one in shown}
    for one in shown:
        row = found[one.challenge.pk]
        assert (row["text"], row["agreeing"], row["comments"]) == (
            one.challenge.text,
            one.agreeing_total,
            one.comments,
        )
        assert row["cluster_names"] == "; ".join(map(str, one.clusters))


def test_proposals_say_what_took_them_up_and_no_hidden_challenge() -> None:
    workshop = full_workshop()
    found = rows(workshop, "proposals")

    shown = proposals_of(workshop)

    assert set(found) == {one.proposal.pk for one in shown}
    for one in shown:
        row = found[one.proposal.pk]
        assert (row["text"], row["agreeing"]) == (one.proposal.text, one.agreeing_total)
        assert row["challenges"] == (", ".join(str(each.pk) for each in one.challenges) or None)
        assert row["clusters"] == (", ".join(str(each.pk) for each in one.clusters) or None)
    issue = workshop.issues.filter(removed_at=None).get()
    wish, project = (found[pk] for pk in sorted(found))
    assert (wish["issues"], wish["projects"]) == (str(issue.pk), None)
    assert project["under"] == wish["id"]
    assert project["indicators"] == str(issue.indicators.get().pk)
    assert project["projects"] == str(issue.projects.get().pk)
