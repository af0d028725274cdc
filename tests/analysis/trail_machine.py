"""Sorting, hiding, erasing and aligning in any order: the trail stays, and is what it says.

After every step each issue that had a path still has one, the walk down is what one row at a
time recomputes, and the walk up is the same pairs the other way round.
"""

from __future__ import annotations

import itertools

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from analysis.domain.themes import remove_theme, restore_theme
from analysis.models import DevelopmentIssue, Theme, ThemeCluster
from analysis.trail import rests_on_factors
from analysis.trail_down import paths_of
from tests.analysis.plans import create_indicator, create_project
from tests.analysis.trails import issue_from, naive, proposed, themed
from tests.factories import (
    create_challenge,
    create_cluster,
    create_facilitator,
    create_factor,
    create_planner,
    create_workshop,
)
from workshops.domain import clusters, factors, participants, regroup, undo
from workshops.domain.errors import WorkshopError
from workshops.enums import Stage
from workshops.models import Cluster, Factor, Workshop

FACTORS, CLUSTERS = 6, 3


class Trail(RuleBasedStateMachine):
    looks = 0  # how often everything was compared, over all runs
    frozen = True  # the control looks without the keys that are kept

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.by, self.planner = create_facilitator(), create_planner()
        self.rooms = [create_workshop(stage=Stage.DIRECT) for _ in range(2)]
        here, there = self.rooms
        for room in self.rooms:
            said = [create_factor(workshop=room) for _ in range(FACTORS)]
            for n in range(CLUSTERS):
                create_cluster(factors=tuple(said[n : n + 1] if n else said[:3]))
        self.names = itertools.count(1)
        near, far = (list(room.clusters.order_by("pk")) for room in self.rooms)
        challenge = create_challenge(workshop=here, clusters=(near[0], near[1]))
        proposal = proposed(here, clusters=[near[2]], challenges=[challenge])
        self.theme = themed(here, far[0], near[1])
        issue_from(here, clusters=[near[0].pk])
        issue_from(here, challenges=[challenge.pk])
        issue_from(here, proposals=[proposal.pk])
        issue_from(there, themes=[self.theme.pk])
        single = issue_from(here, factors=[here.factors.order_by("pk")[5]])
        indicator = create_indicator(issue=single, factors=[here.factors.order_by("pk")[0]])
        create_project(issue=issue_from(here, themes=[self.theme.pk]), indicators=[indicator])
        self.had = {row for row, below in self.down().items() if below}

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @staticmethod
    def down():
        keys = list(DevelopmentIssue.objects.values_list("pk", flat=True))
        return {row: set(below) for row, below in paths_of(keys).below.items()}

    def standing(self, room):
        return list(room.clusters.standing().in_order())

    def room(self, data):
        return Workshop.objects.get(pk=data.draw(st.sampled_from(self.rooms)).pk)

    def attempt(self, act, *args, **more):
        """What the house refuses changes nothing; which of it, other tests say."""
        try:
            with transaction.atomic():
                act(*args, **more)
        except WorkshopError:
            pass

    # --- What people do ---------------------------------------------------------------------

    @rule(data=st.data())
    def merge(self, data):
        found = self.standing(self.room(data))
        if len(found) > 1:
            one, two = data.draw(st.permutations(found))[:2]
            self.attempt(
                regroup.merge_clusters, one, two, by=self.by, seen=(one.version, two.version)
            )

    @rule(data=st.data())
    def part(self, data):
        one = data.draw(st.sampled_from(list(self.room(data).clusters.order_by("pk"))))
        self.attempt(regroup.part_clusters, one, by=self.by)

    @rule(data=st.data())
    def split(self, data):
        found = self.standing(self.room(data))
        if not found:
            return
        one = data.draw(st.sampled_from(found))
        inside = list(one.factors.order_by("pk").values_list("pk", flat=True))
        if inside:
            chosen = data.draw(st.sets(st.sampled_from(inside), min_size=1))
            name = f"แยก {next(self.names)}"
            self.attempt(regroup.split_cluster, one, by=self.by, factors=chosen, name=name)

    @rule(data=st.data())
    def dissolve(self, data):
        if found := self.standing(self.room(data)):
            self.attempt(clusters.dissolve_cluster, data.draw(st.sampled_from(found)), by=self.by)

    @rule(data=st.data(), out=st.booleans())
    def move(self, data, out):
        room = self.room(data)
        factor = data.draw(st.sampled_from(list(room.factors.order_by("pk"))))
        found = self.standing(room)
        goal = None if out or not found else data.draw(st.sampled_from(found))
        seen = factor.cluster
        while seen is not None and seen.merged_into is not None:
            seen = seen.merged_into
        self.attempt(
            clusters.place_factors,
            room,
            by=self.by,
            factors=[factor.pk],
            cluster=goal,
            seen=seen.pk if seen else None,
        )

    @rule(data=st.data(), back=st.booleans())
    def undo(self, data, back):
        """Take the newest step back, or one of the older ones."""
        room = self.room(data)
        steps = room.journal.filter(verb__in=undo.SORTING).order_by("-revision")
        numbers = list(steps.values_list("revision", flat=True)[: 1 if back else 4])
        if numbers:
            number = data.draw(st.sampled_from(numbers))
            self.attempt(undo.undo_step, room, number, by=self.by)

    @rule(data=st.data(), parting=st.booleans())
    def say_the_same(self, data, parting):
        found = list(self.room(data).factors.order_by("pk"))
        one, two = data.draw(st.permutations(found))[:2]
        if parting:
            self.attempt(regroup.part_factors, one, by=self.by)
        else:
            self.attempt(regroup.merge_factors, one, two, by=self.by)

    @rule(data=st.data(), restored=st.booleans())
    def hide(self, data, restored):
        act = factors.restore_factor if restored else factors.hide_factor
        factor = data.draw(st.sampled_from(list(Factor.objects.order_by("pk"))))
        self.attempt(act, factor, by=self.by)

    @precondition(lambda self: any(not room.is_closed for room in self.rooms))
    @rule(data=st.data())
    def erase_names(self, data):
        room = self.room(data)
        stage = room.stage
        Workshop.objects.filter(pk=room.pk).update(stage=Stage.CLOSED)
        room.refresh_from_db()
        participants.erase_names(room, by=None)
        Workshop.objects.filter(pk=room.pk).update(stage=stage)

    @rule(data=st.data())
    def change_a_theme(self, data):
        cluster = data.draw(st.sampled_from(list(Cluster.objects.order_by("pk"))))
        if not ThemeCluster.objects.filter(cluster=cluster).delete()[0]:
            ThemeCluster.objects.create(theme=self.theme, cluster=cluster)

    @rule(removed=st.booleans())
    def remove_the_theme(self, removed):
        theme = Theme.objects.get(pk=self.theme.pk)
        self.attempt(remove_theme if removed else restore_theme, theme, by=self.planner)

    # --- What must always hold --------------------------------------------------------------

    @invariant()
    def every_row_that_had_a_path_keeps_one(self):
        Trail.looks += 1
        found = self.down() if self.frozen else naive(frozen=False)
        assert {row for row in self.had if not found[row]} == set()

    @invariant()
    def both_ways_are_what_the_rows_say(self):
        if not self.frozen:
            return
        expected = naive()
        assert self.down() == expected
        up = {row: set() for row in expected}
        keys = list(Factor.objects.values_list("pk", flat=True))
        for pk, resting in rests_on_factors(keys).items():
            for one in resting:
                up[one.kind, one.row.pk].add(pk)
        assert up == expected
