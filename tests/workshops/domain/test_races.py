"""Two facilitators on the same card, votes while clusters merge, points beyond the budget.

Each race is run many times with threads of their own. RACES=1000 runs more (docs/measurements.md
has the last figures). The twin runs the same without the workshop's lock and the queue: it must
break, or the race proves nothing.
"""

from __future__ import annotations

import os
from functools import partial

import pytest

from tests.factories import (
    create_cluster,
    create_facilitator,
    create_factor,
    create_participant,
    create_round,
    create_workshop,
)
from tests.workshops.domain.threads import at_once
from workshops.domain import answers, regroup, results
from workshops.domain.arrangement import arrangement_of
from workshops.domain.clusters import ClusterChangedMeanwhile, ClusterGone
from workshops.enums import RoundKind, Stage
from workshops.models import Cluster, Vote, Workshop

pytestmark = pytest.mark.django_db(transaction=True)
RACES = int(os.environ.get("RACES", "12"))
TOLD = (ClusterChangedMeanwhile, ClusterGone)


@pytest.fixture
def unlocked(monkeypatch):
    """The twin: no row lock, no queue of writers, no transaction around the change."""
    queryset = type(Workshop.objects.all())
    monkeypatch.setattr(queryset, "locked", lambda self, pk: self.get(pk=pk))
    for module, name in ((answers, "give_points"), (regroup, "merge_clusters")):
        monkeypatch.setattr(module, name, getattr(module, name).__wrapped__)


def spend_at_once(workshop, races):
    """Two taps of one person on two clusters, 3 points each of a budget of 5; who overspent."""
    one, two = (create_cluster(workshop=workshop) for _ in range(2))
    round_ = create_round(clusters=(one, two), kind=RoundKind.POINTS, budget=5, cap=3)
    overspent, refused = [], 0
    for _ in range(races):
        person = create_participant(workshop=workshop)
        give = partial(answers.give_points, person, round_, points=3)
        told = at_once(partial(give, one), partial(give, two))
        spent = sum(Vote.objects.filter(participant=person).values_list("points", flat=True))
        overspent += [person] if spent > round_.budget else []
        refused += sum(isinstance(each, answers.OverBudget) for each in told)
    return overspent, refused


def test_over_budget_is_refused_in_a_race():
    workshop = create_workshop(stage=Stage.ANALYSE)

    assert spend_at_once(workshop, RACES) == ([], RACES)


def test_without_the_lock_somebody_overspends(unlocked):
    """The control."""
    workshop = create_workshop(stage=Stage.ANALYSE)

    overspent, _refused = spend_at_once(workshop, 60)

    assert overspent != []


def merge_against_each_other(workshop, users):
    """Two facilitators merge the same pair, each their way round; what each was told."""
    factors = [create_factor(workshop=workshop) for _ in range(2)]
    one, two = (create_cluster(factors=(factor,)) for factor in factors)
    told = at_once(
        lambda: regroup.merge_clusters(one, two, by=users[0], seen=(1, 1)),
        lambda: regroup.merge_clusters(two, one, by=users[1], seen=(1, 1)),
    )
    found = arrangement_of(workshop)
    together = [stack for stack in found.stacks if set(stack.factors) & set(factors)]
    return told, [len(stack.factors) for stack in together]


def test_of_two_facilitators_one_merges_and_the_other_is_told():
    users = [create_facilitator(), create_facilitator()]
    for _ in range(RACES):
        workshop = create_workshop(stage=Stage.EXCHANGE, facilitator=users[0])
        told, stacks = merge_against_each_other(workshop, users)

        assert stacks == [2]  # one group, both factors in it
        assert sum(isinstance(each, TOLD) for each in told) == 1
        workshop.refresh_from_db()
        assert workshop.journal.count() == workshop.revision == 1


def test_without_the_lock_factors_go_missing(unlocked):
    """The control: each is merged into the other, and no screen shows either."""
    workshop = create_workshop(stage=Stage.EXCHANGE)
    users = [workshop.facilitators.get(), create_facilitator()]

    seen = [merge_against_each_other(workshop, users)[1] for _ in range(40)]

    assert any(stacks != [2] for stacks in seen)


def test_votes_while_clusters_merge_are_neither_lost_nor_doubled():
    for _ in range(RACES):
        workshop = create_workshop(stage=Stage.ANALYSE)
        by = workshop.facilitators.get()
        one, two = (create_cluster(workshop=workshop) for _ in range(2))
        round_ = create_round(clusters=(one, two), kind=RoundKind.POINTS, budget=6, cap=3)
        people = [create_participant(workshop=workshop) for _ in range(2)]

        told = at_once(
            partial(regroup.merge_clusters, one, two, by=by),
            partial(answers.give_points, people[0], round_, one, points=3),
            partial(answers.give_points, people[1], round_, two, points=2),
        )

        assert [each for each in told if isinstance(each, Exception)] == []
        (found,) = results.points_results(round_)
        assert (found.cluster, found.points, found.people) == (one, 5, 2)
        regroup.part_clusters(Cluster.objects.get(pk=two.pk), by=by)
        points = {each.cluster: each.points for each in results.points_results(round_)}
        assert points == {one: 3, two: 2}
