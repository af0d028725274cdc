"""Rounds with answers, straight into the database: two districts and as many people as needed."""

from __future__ import annotations

from django.utils import timezone

from tests.factories import create_cluster, create_factor, create_participant, create_round
from workshops.enums import Category, RoundKind, Stage
from workshops.models import Cluster, Influence, Participant, Rating, Round, Vote, Workshop

SECRET = "ชื่อลับ"


def create_people(workshop: Workshop, districts: str = "4005 4005 4005 4029") -> list[Participant]:
    return [
        create_participant(workshop=workshop, district=code, name=f"{SECRET} {number}")
        for number, code in enumerate(districts.split())
    ]


def create_clusters(workshop: Workshop, total: int = 3) -> list[Cluster]:
    clusters = []
    for number in range(total):
        category = Category.values[number % 6]
        factor = create_factor(workshop=workshop, category=category)
        clusters.append(create_cluster(factors=(factor,), category=category))
    return clusters


def revealed(workshop: Workshop, kind: RoundKind, clusters: list[Cluster], **fields) -> Round:
    now = timezone.now()
    fields = {"closed_at": now, "revealed_at": now} | fields
    return create_round(workshop=workshop, kind=kind, clusters=tuple(clusters), **fields)


def vote(round_: Round, person: Participant, *points: int) -> None:
    clusters = round_.clusters.order_by("number")
    for cluster, number in zip(clusters, points, strict=True):
        Vote.objects.create(round=round_, participant=person, cluster=cluster, points=number)


def rate(round_: Round, person: Participant, *pairs: tuple[int, int] | None) -> None:
    """Impact and uncertainty of each cluster; None: skipped."""
    clusters = round_.clusters.order_by("number")
    for cluster, pair in zip(clusters, pairs, strict=True):
        impact, uncertainty = pair or (None, None)
        Rating.objects.create(
            round=round_,
            participant=person,
            cluster=cluster,
            impact=impact,
            uncertainty=uncertainty,
            is_skipped=pair is None,
        )


def drive(round_: Round, person: Participant, strength: int | None, reason: str = "") -> None:
    """The same strength of each pair."""
    clusters = list(round_.clusters.order_by("number"))
    for source in clusters:
        for target in clusters:
            if source != target:
                Influence.objects.create(
                    round=round_,
                    participant=person,
                    source=source,
                    target=target,
                    strength=strength,
                    reason=reason,
                )


def answered(workshop: Workshop, *, clusters: int = 3, **fields) -> list[Round]:
    """A round of each kind about these clusters, answered by four people of two districts."""
    people = create_people(workshop)
    items = create_clusters(workshop, clusters)
    kinds = (RoundKind.POINTS, RoundKind.RATINGS, RoundKind.INFLUENCE)
    rounds = [
        revealed(workshop, kind, items if kind != RoundKind.INFLUENCE else items[:3], **fields)
        for kind in kinds
    ]
    for number, person in enumerate(people):
        vote(rounds[0], person, *[number % 2] * (clusters - 1), 2)
        rate(rounds[1], person, *[(1 + number, 5 - number)] * clusters)
        drive(rounds[2], person, number % 3, reason="เหตุผลหนึ่ง" if number == 1 else "")
    Workshop.objects.filter(pk=workshop.pk).update(stage=Stage.ANALYSE)
    return rounds
