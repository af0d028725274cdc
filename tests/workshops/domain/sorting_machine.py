"""Sorting, voting and taking back in any order, against a model that knows no database.

The model keeps where each factor lies, what points at what, and each vote; after every step the
screens' arrangement and the round's result must be what the model says. Undoing must bring back
exactly the arrangement from before.
"""

from __future__ import annotations

import copy
import itertools
from collections import defaultdict
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.factories import (
    create_cluster,
    create_facilitator,
    create_factor,
    create_participant,
    create_round,
    create_workshop,
)
from workshops.domain import answers, clusters, regroup, results, undo
from workshops.domain.arrangement import arrangement_of
from workshops.enums import Category, RoundKind, Stage
from workshops.models import Cluster, Factor

BUDGET, CAP = 5, 3
FACTORS, PEOPLE, FIRST_CLUSTERS = 7, 3, 3


@dataclass
class Model:
    member: dict[int, int | None] = field(default_factory=dict)
    parent: dict[int, int | None] = field(default_factory=dict)
    name: dict[int, str] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    asked: set[int] = field(default_factory=set)
    votes: dict[tuple[int, int], int] = field(default_factory=dict)

    def root(self, pk):
        while self.parent[pk] is not None:
            pk = self.parent[pk]
        return pk

    def standing(self):
        return [pk for pk in self.parent if self.parent[pk] is None and pk not in self.gone]

    def tree(self, pk):
        return {one for one in self.parent if self.root(one) == self.root(pk)}

    def inside(self, root):
        return {f for f, c in self.member.items() if c is not None and self.root(c) == root}

    def arrangement(self):
        stacks = {pk: (self.name[pk], frozenset(self.inside(pk))) for pk in self.standing()}
        return stacks, frozenset(f for f, c in self.member.items() if c is None)

    def tally(self):
        """Each person once on what stands together: the most that they gave to any of it."""
        best = defaultdict(int)
        for (who, pk), points in self.votes.items():
            best[who, self.root(pk)] = max(best[who, self.root(pk)], points)
        items = {self.root(pk) for pk in self.asked} - self.gone
        return {
            item: sum(points for (_who, root), points in best.items() if root == item)
            for item in items
        }

    def answered(self, pk):
        return any(c in self.tree(pk) for (_who, c) in self.votes)


class Sorting(RuleBasedStateMachine):
    looks = 0  # how often everything was compared, over all runs

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.workshop = create_workshop(stage=Stage.ANALYSE)
        self.by = create_facilitator()
        self.people = [create_participant(workshop=self.workshop) for _ in range(PEOPLE)]
        self.factors = [create_factor(workshop=self.workshop) for _ in range(FACTORS)]
        chunks = [tuple(self.factors[n : n + 2]) for n in range(0, 2 * FIRST_CLUSTERS, 2)]
        made = [create_cluster(workshop=self.workshop, factors=chunk) for chunk in chunks]
        self.round = create_round(kind=RoundKind.POINTS, clusters=tuple(made), budget=BUDGET)
        self.model = Model(
            member=dict(Factor.objects.values_list("pk", "cluster_id").order_by("pk"))
            | {f.pk: None for f in self.factors if all(f not in chunk for chunk in chunks)},
            parent=dict.fromkeys((one.pk for one in made), None),
            name={one.pk: one.name for one in made},
            asked={one.pk for one in made},
        )
        self.model.member = {
            pk: c
            for pk, c in self.model.member.items()
            if pk in {factor.pk for factor in self.factors}
        }
        self.steps = []  # (revision, the model before it, the cluster that it made)
        self.names = itertools.count(1)

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    # --- What people do ---------------------------------------------------------------------

    @rule(data=st.data())
    def create(self, data):
        chosen = data.draw(st.sets(st.sampled_from(sorted(self.model.member)), max_size=3))
        before, name = copy.deepcopy(self.model), f"ใหม่ {next(self.names)}"
        new = clusters.create_cluster(
            self.workshop, by=self.by, name=name, category=Category.SOCIAL, factors=chosen
        )
        self.model.parent[new.pk], self.model.name[new.pk] = None, name
        self.model.member |= dict.fromkeys(chosen, new.pk)
        self._done(before, new.pk)

    @rule(data=st.data(), out=st.booleans())
    def place(self, data, out):
        factor = data.draw(st.sampled_from(sorted(self.model.member)))
        goal = None if out else data.draw(st.sampled_from(sorted(self.model.standing())))
        before = copy.deepcopy(self.model)
        was = self.model.member[factor]
        clusters.place_factors(
            self.workshop,
            by=self.by,
            factors=[factor],
            cluster=Cluster.objects.get(pk=goal) if goal else None,
            seen=None if was is None else self.model.root(was),
        )
        self.model.member[factor] = goal
        if was != goal:
            self._done(before)

    @precondition(lambda self: len(self.model.standing()) > 1)
    @rule(data=st.data())
    def merge(self, data):
        pair = st.permutations(sorted(self.model.standing())).map(lambda found: found[:2])
        kept, other = data.draw(pair)
        before = copy.deepcopy(self.model)
        one, two = Cluster.objects.get(pk=kept), Cluster.objects.get(pk=other)
        seen = (one.version, two.version)
        regroup.merge_clusters(one, two, by=self.by, seen=seen)
        self.model.parent[other] = kept
        self._done(before)

    @rule(data=st.data())
    def part(self, data):
        other = data.draw(st.sampled_from(sorted(self.model.parent)))
        regroup.part_clusters(Cluster.objects.get(pk=other), by=self.by)
        if self.model.parent[other] is not None:
            self.model.parent[other] = None
            self.steps.clear()  # what was done before can no longer be taken back in order

    @rule(data=st.data())
    def split(self, data):
        root = data.draw(st.sampled_from(sorted(self.model.standing())))
        inside = sorted(self.model.inside(root))
        before = copy.deepcopy(self.model)
        cluster, name = Cluster.objects.get(pk=root), f"แยก {next(self.names)}"
        if len(inside) < 2:
            with pytest.raises(regroup.NothingToSplit):
                regroup.split_cluster(cluster, by=self.by, factors=inside, name=name)
            return
        chosen = data.draw(st.sets(st.sampled_from(inside), min_size=1, max_size=len(inside) - 1))
        new = regroup.split_cluster(cluster, by=self.by, factors=chosen, name=name)
        self.model.parent[new.pk], self.model.name[new.pk] = None, name
        self.model.member |= dict.fromkeys(chosen, new.pk)
        self._done(before, new.pk)

    @rule(data=st.data())
    def rename(self, data):
        root = data.draw(st.sampled_from(sorted(self.model.standing())))
        before, name = copy.deepcopy(self.model), f"ชื่อ {next(self.names)}"
        clusters.rename_cluster(Cluster.objects.get(pk=root), by=self.by, name=name)
        self.model.name[root] = name
        self._done(before)

    @precondition(lambda self: len(self.model.standing()) > 1)
    @rule(data=st.data())
    def dissolve(self, data):
        root = data.draw(st.sampled_from(sorted(self.model.standing())))
        before, cluster = copy.deepcopy(self.model), Cluster.objects.get(pk=root)
        if self.model.answered(root):
            with pytest.raises(clusters.ClusterHasAnswers):
                clusters.dissolve_cluster(cluster, by=self.by)
            return
        clusters.dissolve_cluster(cluster, by=self.by)
        self.model.member |= dict.fromkeys(self.model.inside(root), None)
        self.model.gone.add(root)
        self._done(before)

    @rule(data=st.data(), points=st.integers(0, CAP))
    def vote(self, data, points):
        person = data.draw(st.sampled_from(self.people))
        items = sorted(self.model.tally())
        if not items:
            return
        item = data.draw(st.sampled_from(items))
        tree, votes = self.model.tree(item), self.model.votes
        elsewhere = sum(n for (who, c), n in votes.items() if who == person.pk and c not in tree)
        given = {c: n for (who, c), n in votes.items() if who == person.pk and c in tree}
        cluster, had = Cluster.objects.get(pk=item), sum(given.values())
        if points > had and elsewhere + points > BUDGET:
            with pytest.raises(answers.OverBudget):
                answers.give_points(person, self.round, cluster, points=points)
            return
        answers.give_points(person, self.round, cluster, points=points)
        if had == points and sum(map(bool, given.values())) <= 1:
            return
        votes.update({(person.pk, c): 0 for c in given})
        # What the round does not ask about may stand for what it asks: the answer is that one's.
        row = item if item in self.model.asked else min(tree & self.model.asked)
        votes[person.pk, row] = points

    @precondition(lambda self: self.steps)
    @rule()
    def undo(self):
        revision, before, new = self.steps.pop()
        made_votes = new is not None and any(c == new for (_who, c) in self.model.votes)
        self.workshop.refresh_from_db()
        try:
            undo.undo_step(self.workshop, revision, by=self.by)
        except regroup.PartInOrder:
            assert made_votes  # only a new cluster that was voted on stays
            self.steps.clear()
            return
        source = Cluster.objects.get(pk=new).split_from_id if new else None
        now, self.model = self.model, before
        self.model.votes, self.model.asked = now.votes, now.asked
        for pk in now.parent.keys() - before.parent.keys() - {new}:
            # Taken back already, and kept only for what was answered about it.
            self.model.parent[pk], self.model.name[pk] = now.parent[pk], now.name[pk]
            self.model.gone |= {pk} & now.gone
        if new is not None:
            self.model.name[new] = Cluster.objects.get(pk=new).name
            self.model.parent[new] = source if made_votes else None
            if not made_votes:
                self.model.gone.add(new)

    # --- What must always hold --------------------------------------------------------------

    @invariant()
    def the_screens_show_what_the_model_says(self):
        found = arrangement_of(self.workshop)
        stacks = {
            one.cluster.pk: (one.cluster.name, frozenset(f.pk for f in one.factors))
            for one in found.stacks
        }
        loose = frozenset(card.factor.pk for card in found.loose)
        assert (stacks, loose) == self.model.arrangement()

    @invariant()
    def each_factor_is_in_one_place(self):
        found = arrangement_of(self.workshop)
        places = [f.pk for one in found.stacks for f in one.factors]
        places += [card.factor.pk for card in found.loose]
        assert sorted(places) == sorted(self.model.member)

    @invariant()
    def no_vote_is_lost_or_counted_twice(self):
        stored = {
            (who, c): n
            for who, c, n in self.round.votes.values_list("participant_id", "cluster_id", "points")
        }
        given = {key: n for key, n in self.model.votes.items() if n}
        assert {key: n for key, n in stored.items() if n} == given
        found = {one.cluster.pk: one.points for one in results.points_results(self.round)}
        assert found == self.model.tally()
        for person in self.people:
            assert sum(n for (who, _), n in stored.items() if who == person.pk) <= BUDGET

    @invariant()
    def the_journal_has_no_gap(self):
        Sorting.looks += 1
        self.workshop.refresh_from_db()
        assert self.workshop.journal.count() == self.workshop.revision

    def _done(self, before, new=None):
        self.workshop.refresh_from_db()
        self.steps.append((self.workshop.revision, before, new))
