"""Does at random what people do to clusters, challenges and rounds, between all the rest."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from tests.live_hand import Hand
from workshops.domain import (
    answers,
    challenges,
    clusters,
    comments,
    regroup,
    room,
    rounds,
    stages,
    support,
    undo,
)
from workshops.domain.errors import WorkshopError
from workshops.domain.lineage import forest_of
from workshops.enums import Category, ProjectorMode, RoundKind, Stage
from workshops.models import Cluster, Participant, Round


class ThinkingHand(Hand):
    is_away = False  # from the step in which factors are written

    def act(self) -> None:
        if self.random.random() < 0.5:
            self.think()
            return
        if self.is_away:
            self.is_away = False
            stages.open_stage(self.workshop, Stage.BRAINSTORM, by=self.facilitator)
        self.random.choice([super().act, super().act, self.show_picture])()

    def show_picture(self) -> None:
        modes = [mode for mode in ProjectorMode if mode.is_picture]
        mode = self.random.choice(modes)
        room.show_on_projector(self.workshop, mode, by=self.facilitator)

    def think(self) -> None:
        """One of it all; what the rules refuse changes nothing."""
        sorting = [self.gather, self.gather, self.place, self.rename, self.combine, self.take_apart]
        talking = [self.same, self.undo, self.agree, self.agree, self.comment, self.challenge]
        asking = [self.moderate, self.quadrants, self.ask, self.ask, self.go_on, self.answer]
        try:
            self.random.choice([*sorting, *talking, *asking, self.answer, self.answer])()
        except WorkshopError:
            return

    def shown(self, most: int) -> list[int]:
        found = self.workshop.factors.on_board().order_by("pk").values_list("pk", flat=True)
        return self.random.sample(list(found), min(most, len(found)))

    def standing(self) -> list[Cluster]:
        found = forest_of(self.workshop).standing()
        self.random.shuffle(found)
        return found

    def other(self) -> Participant:
        people = self.workshop.participants.counted().order_by("pk")
        return self.random.choice(list(people))

    def during(self, stage: Stage, act: Callable[[], object]) -> None:
        """Some things are allowed in one step only; later the room goes back to writing."""
        self.workshop.refresh_from_db()
        stages.open_stage(self.workshop, stage, by=self.facilitator)
        self.is_away = True
        act()

    def gather(self) -> None:
        clusters.create_cluster(
            self.workshop,
            by=self.facilitator,
            name=f"กลุ่ม {self.random.random()}",
            category=self.random.choice(list(Category)),
            factors=self.shown(4),
        )

    def place(self) -> None:
        into = self.random.choice([*self.standing()[:1], None])
        factors = self.shown(3)
        clusters.place_factors(self.workshop, by=self.facilitator, factors=factors, cluster=into)

    def rename(self) -> None:
        for one in self.standing()[:1]:
            clusters.rename_cluster(one, by=self.facilitator, name=f"ชื่อ {self.random.random()}")

    def combine(self) -> None:
        merged = self.workshop.clusters.exclude(merged_into=None).order_by("pk").first()
        if merged and self.random.random() < 0.5:
            regroup.part_clusters(merged, by=self.facilitator)
        elif len(found := self.standing()) > 2:
            regroup.merge_clusters(found[0], found[1], by=self.facilitator)

    def take_apart(self) -> None:
        if len(found := self.standing()) > 4:
            clusters.dissolve_cluster(found[0], by=self.facilitator)

    def same(self) -> None:
        merged = self.workshop.factors.exclude(merged_into=None).order_by("pk").first()
        if merged and self.random.random() < 0.5:
            regroup.part_factors(merged, by=self.facilitator)
        elif len(pks := self.shown(2)) == 2:
            kept, other = self.workshop.factors.filter(pk__in=pks).order_by("pk")
            regroup.merge_factors(kept, other, by=self.facilitator)

    def undo(self) -> None:
        steps = self.workshop.journal.filter(verb__startswith="cluster.").order_by("-revision")
        if entry := steps.first():
            undo.undo_step(self.workshop, entry.revision, by=self.facilitator)

    def agree(self) -> None:
        targets = list(self.workshop.factors.filter(pk__in=self.shown(1)))
        targets += list(self.workshop.challenges.order_by("pk"))[:3] + self.standing()[:1]
        if targets:
            agrees = self.random.random() < 0.8
            support.say_support(self.other(), self.random.choice(targets), agrees=agrees)

    def comment(self) -> None:
        for one in self.workshop.factors.filter(pk__in=self.shown(1)):
            text, key = f"ความเห็น {self.random.random()}", uuid.uuid4()
            say = lambda: comments.add_comment(self.other(), one, text=text, client_id=key)  # noqa: B023, E731
            self.during(Stage.EXCHANGE, say)

    def challenge(self) -> None:
        tied = [one.pk for one in self.standing()[: self.random.randrange(3)]]
        challenges.add_challenge(
            self.workshop,
            by=self.facilitator,
            client_id=uuid.uuid4(),
            text=f"ความท้าทาย {self.random.random()}",
            affected="",
            evidence_missing="",
            clusters=tied,
        )

    def moderate(self) -> None:
        acts = {
            challenges.hide_challenge: self.workshop.challenges,
            challenges.restore_challenge: self.workshop.challenges,
            comments.hide_comment: self.workshop.comments,
        }
        act, rows = self.random.choice(list(acts.items()))
        if found := list(rows.order_by("pk")):
            act(self.random.choice(found), by=self.facilitator)

    def quadrants(self) -> None:
        names = {"act": f"ลงมือ {self.random.random()}"}
        rounds.name_quadrants(self.workshop, by=self.facilitator, names=names)

    def ask(self) -> None:
        if self.workshop.rounds.open_now().exists():
            self.go_on()
            return
        kind = self.random.choice(list(RoundKind))
        pks = [one.pk for one in self.standing()[:5]]
        made = rounds.prepare_round(self.workshop, by=self.facilitator, kind=kind, clusters=pks)
        rounds.open_round(made, by=self.facilitator)

    def go_on(self) -> None:
        if found := list(self.workshop.rounds.kept().order_by("pk")):
            acts = [rounds.close_round, rounds.reveal_round, rounds.reveal_round]
            act = self.random.choice([*acts, rounds.discard_round])
            act(found[-1], by=self.facilitator)

    def answer(self) -> None:
        opened = self.workshop.rounds.open_now().first()
        asked = rounds.items_of(opened) if opened else []
        if asked:
            self.random.shuffle(asked)
            self.during(Stage.ANALYSE, lambda: self._say(opened, asked))

    def _say(self, opened: Round, asked: list[Cluster]) -> None:
        person, number = self.other(), self.random.randrange(1, 4)
        for one, other in zip(asked, asked[1:], strict=False):
            if opened.kind == RoundKind.POINTS:
                answers.give_points(person, opened, one, points=1)
            elif opened.kind == RoundKind.RATINGS:
                answers.rate_cluster(person, opened, one, impact=number, uncertainty=number)
            else:
                answers.say_influence(person, opened, one, other, strength=number)
