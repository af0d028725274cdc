"""A few workshops with everything that can be merged, hidden, answered twice or left empty."""

from __future__ import annotations

import datetime
import random
import uuid

from analysis.models import Theme, ThemeCluster
from tests.factories import (
    create_cluster,
    create_factor,
    create_participant,
    create_plan_cycle,
    create_round,
    create_workshop,
)
from workshops.enums import Category, HiddenReason, RoundKind, Stage
from workshops.models import Cluster, Factor, Participant, Rating, Round, Support, Vote, Workshop

CODES = ("4005", "4007", "4010", "4016")
NOW = datetime.datetime(2023, 6, 1, tzinfo=datetime.UTC)


def create_theme(name: str = "น้ำ", *, clusters: tuple[Cluster, ...] = ()) -> Theme:
    cycle = create_plan_cycle()
    number = Theme.objects.filter(plan_cycle=cycle).count() + 1
    theme = Theme.objects.create(plan_cycle=cycle, client_id=uuid.uuid4(), number=number, name=name)
    ThemeCluster.objects.bulk_create(ThemeCluster(theme=theme, cluster=one) for one in clusters)
    return theme


def held(year: int, *, districts: tuple[str, ...] = CODES, **fields) -> Workshop:
    workshop = create_workshop(stage=Stage.CLOSED, districts=districts, **fields)
    workshop.held_on = datetime.date(year, 6, 24)
    workshop.save(update_fields=["held_on"])
    return workshop


def revealed(round_: Round) -> Round:
    round_.closed_at = round_.revealed_at = NOW
    round_.save(update_fields=["closed_at", "revealed_at"])
    return round_


def give(round_: Round, person: Participant, **points: int) -> None:
    """`give(round_, person, c12=3)`: three points on the cluster with key 12."""
    for name, number in points.items():
        Vote.objects.create(
            round=round_, participant=person, cluster_id=int(name[1:]), points=number
        )


def rate(round_: Round, person: Participant, cluster: Cluster, answer: tuple | None) -> None:
    values = {"is_skipped": True}
    if answer:
        values = {"impact": answer[0], "uncertainty": answer[1]}
    Rating.objects.create(round=round_, participant=person, cluster=cluster, **values)


def build(seed: int) -> list[Workshop]:
    """Three workshops in two years; the last one has no rounds."""
    chance = random.Random(seed)
    made = [held(2023), held(2024, districts=CODES[:2]), held(2024, districts=CODES[3:])]
    clusters = [one for workshop in made for one in _filled(chance, workshop)]
    standing = [one for one in clusters if not one.merged_into_id and not one.dissolved_at]
    for name in ("น้ำ", "ดิน", "ลม"):
        inside = [one for one in standing if not ThemeCluster.objects.filter(cluster=one).exists()]
        create_theme(name, clusters=tuple(chance.sample(inside, min(3, len(inside)))))
    for workshop in made[:2]:
        _asked(chance, workshop)
    return made


def _filled(chance: random.Random, workshop: Workshop) -> list[Cluster]:
    codes = [one.pk for one in workshop.districts.all()]
    people = [
        create_participant(workshop=workshop, district=chance.choice(codes)) for _ in range(9)
    ]
    for one in people[6:8]:
        one.merged_into = chance.choice(people[:3])
        one.save(update_fields=["merged_into"])
    clusters = [
        create_cluster(workshop=workshop, category=chance.choice(list(Category))) for _ in range(6)
    ]
    clusters[4].merged_into = clusters[0]
    clusters[5].dissolved_at = NOW
    for one in clusters[4:]:
        one.save(update_fields=["merged_into", "dissolved_at"])
    texts = ["=1+1", "น้ำแล้ง", "@home", "ถนน, ทางเท้า", '"คำพูด"']
    factors = []
    for _ in range(20):
        person = chance.choice(people)
        hidden = {"hidden_at": NOW, "hidden_reason": HiddenReason.OTHER}
        factors.append(
            create_factor(
                participant=person,
                district=chance.choice([person.district_id, chance.choice(codes)]),
                text=chance.choice(texts),
                cluster=chance.choice([*clusters, None]),
                **(hidden if chance.random() < 0.1 else {}),
            )
        )
    for one in factors[17:]:
        one.merged_into = chance.choice(factors[:3])
        one.save(update_fields=["merged_into"])
    _supported(chance, people, factors, clusters)
    return clusters


def _supported(
    chance: random.Random,
    people: list[Participant],
    factors: list[Factor],
    clusters: list[Cluster],
) -> None:
    for person in people:
        for one in chance.sample(factors, 3):
            Support.objects.create(participant=person, factor=one)
        Support.objects.create(participant=person, cluster=chance.choice(clusters))


def _asked(chance: random.Random, workshop: Workshop) -> None:
    clusters = list(workshop.clusters.filter(dissolved_at=None))
    people = list(workshop.participants.all())
    rounds = []
    for kind in (RoundKind.POINTS, RoundKind.RATINGS, RoundKind.POINTS, RoundKind.RATINGS):
        asked = tuple(chance.sample(clusters, 4))
        rounds.append(
            revealed(create_round(workshop=workshop, kind=kind, clusters=asked, is_open=True))
        )
        for person in people:
            for one in chance.sample(clusters, chance.randint(0, 3)):
                if kind == RoundKind.POINTS:
                    give(rounds[-1], person, **{f"c{one.pk}": chance.randint(0, 3)})
                else:
                    answer = (chance.randint(1, 5), chance.randint(1, 5))
                    rate(rounds[-1], person, one, chance.choice([answer, answer, None]))
    # Nobody may see this one yet.
    secret = create_round(workshop=workshop, kind=RoundKind.POINTS, clusters=tuple(clusters))
    give(secret, people[0], **{f"c{clusters[0].pk}": 3})
