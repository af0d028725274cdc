"""A room that has thought: clusters with long Thai names, challenges, three revealed rounds,
proposals, and some issues of the plan drafted."""

from __future__ import annotations

import datetime
import random
import uuid

from analysis.models import DevelopmentIssue, Indicator, Project
from tests import factories
from workshops.enums import Category, ProposalKind, RoundKind, Stage, Stance
from workshops.models import Cluster, Influence, Rating, Support, Vote, Workshop

SUBJECTS = (
    "น้ำท่วมซ้ำซากในพื้นที่ลุ่มต่ำริมแม่น้ำชี",
    "ผู้สูงอายุเพิ่มขึ้นและขาดผู้ดูแลในชุมชน",
    "รถไฟทางคู่และสถานีขนส่งใหม่เปิดโอกาสการเดินทาง",
    "อินเทอร์เน็ตความเร็วสูงยังไม่ทั่วถึงหมู่บ้านห่างไกล",
    "การประชุมและนิทรรศการนานาชาติสร้างรายได้ให้ผู้ประกอบการท้องถิ่น",
    "แรงงานรุ่นใหม่ย้ายออกไปทำงานกรุงเทพมหานครและปริมณฑล",
    "แหล่งท่องเที่ยวไดโนเสาร์ภูเวียงและอุทยานธรณีโคราช",
)


def thought(many: int) -> Workshop:
    """So many clusters, seven people; the same numbers each time."""
    dice = random.Random(many)
    workshop = factories.create_workshop(stage=Stage.ANALYSE)
    people = [
        factories.create_participant(workshop=workshop, district=("4005", "4029")[n % 2])
        for n in range(7)
    ]
    clusters = []
    for number in range(many):
        writer, category = people[number % 7], list(Category)[number % 6]
        text = f"{SUBJECTS[number % 7]} {SUBJECTS[number * 3 % 7]}"
        factor = factories.create_factor(
            participant=writer,
            category=category,
            text=f"{text} {number}",
            stance=list(Stance)[number % 4],
            district=writer.district_id,
        )
        made = {"name": text[:120], "category": category, "factors": (factor,)}
        clusters.append(factories.create_cluster(**made))
    now = datetime.datetime.now(datetime.UTC)
    asked = {"workshop": workshop, "closed_at": now, "revealed_at": now}
    kinds = {kind: tuple(clusters) for kind in RoundKind}
    kinds[RoundKind.INFLUENCE] = tuple(clusters[:12])
    points, ratings, influence = (
        factories.create_round(kind=kind, clusters=about, **asked) for kind, about in kinds.items()
    )
    rows = []
    for who in people:
        votes = [Vote(round=points, participant=who, cluster=one, points=1) for one in clusters[:9]]
        Vote.objects.bulk_create(votes)
        for one in clusters:
            said = {axis: dice.randint(2, 5) for axis in ("impact", "uncertainty")}
            rows.append(Rating(round=ratings, participant=who, cluster=one, **said))
    Rating.objects.bulk_create(rows)
    Influence.objects.bulk_create(
        Influence(
            round=influence,
            participant=people[0],
            source=one,
            target=other,
            strength=dice.randint(0, 3),
        )
        for one in clusters[:12]
        for other in clusters[:12]
        if one != other
    )
    for number, subject in enumerate(SUBJECTS):
        challenge = factories.create_challenge(
            workshop=workshop,
            text=f"จะทำอย่างไรให้{subject}ไม่กระทบคนในพื้นที่",
            clusters=tuple(clusters[number : number + 3]),
            affected="เกษตรกรและผู้ประกอบการรายย่อย",
        )
        agreeing = people[: dice.randint(0, 7)]
        Support.objects.bulk_create(Support(participant=p, challenge=challenge) for p in agreeing)
    propose(workshop, clusters)
    draft(workshop)
    return workshop


def propose(workshop: Workshop, clusters: list[Cluster]) -> None:
    """An issue for each subject with an indicator and projects under it, and some under none."""
    people = list(workshop.participants.order_by("pk"))
    made = {"workshop": workshop}
    for number, subject in enumerate(SUBJECTS):
        tied = tuple(clusters[number : number + 2])
        issue = factories.create_proposal(text=f"ภายในห้าปี {subject} ดีขึ้น", clusters=tied, **made)
        agreeing = [Support(participant=p, proposal=issue) for p in people[: number % 7]]
        Support.objects.bulk_create(agreeing)
        under = {"under": issue, **made}
        factories.create_proposal(kind=ProposalKind.INDICATOR, text=f"ร้อยละ{subject}", **under)
        for place in range(2 + number):
            text = f"โครงการที่ {place + 1} เรื่อง{subject}"
            factories.create_proposal(kind=ProposalKind.PROJECT, text=text, **under)
        loose = {"kind": ProposalKind.PROJECT, "text": f"ช่วยกันเรื่อง{subject}", **made}
        factories.create_proposal(clusters=tied[:1], **loose)


def draft(workshop: Workshop) -> None:
    for number, subject in enumerate(SUBJECTS[:4], 1):
        title, goal = f"จังหวัดพร้อมรับเรื่อง{subject}", f"คนในพื้นที่อยู่ได้ดีแม้{subject}"
        said = {"client_id": uuid.uuid4(), "number": number, "title": title, "goal": goal}
        said |= {"workshop": workshop, "plan_cycle": workshop.plan_cycle}
        issue = DevelopmentIssue.objects.create(**said)
        for place in range(1, number + 1):
            each = {"client_id": uuid.uuid4(), "issue": issue, "number": place}
            Indicator.objects.create(name=f"ร้อยละ{subject} {place}", unit="ร้อยละ", **each)
            each |= {"client_id": uuid.uuid4(), "start_year": 2023, "end_year": 2027}
            Project.objects.create(name=f"โครงการเรื่อง{subject} {place}", **each)
