"""Make test objects. Every argument has a default; say only what the test is about."""

from __future__ import annotations

import datetime
import uuid
from itertools import count

from workshops.domain import tokens
from workshops.enums import Category, ProposalKind, RoundKind, Stage, Stance, Track
from workshops.models import (
    Challenge,
    Cluster,
    Comment,
    District,
    Factor,
    Participant,
    PlanCycle,
    Proposal,
    Province,
    Round,
    User,
    Workshop,
)
from workshops.text import match_key, sort_key

_numbers = count(1)

PILOTS = [
    ("4007", "น้ำพอง", "Nam Phong"),
    ("4010", "บ้านไผ่", "Ban Phai"),
    ("4018", "ชนบท", "Chonnabot"),
    ("4005", "ชุมแพ", "Chum Phae"),
    ("4016", "ภูเวียง", "Phu Wiang"),
    ("4029", "เวียงเก่า", "Wiang Kao"),
    ("4012", "พล", "Phon"),
    ("4019", "เขาสวนกวาง", "Khao Suan Kwang"),
    ("4008", "อุบลรัตน์", "Ubolratana"),
]


def create_province(*, code: str = "40") -> Province:
    return Province.objects.get_or_create(
        code=code, defaults={"name_th": "ขอนแก่น", "name_en": "Khon Kaen"}
    )[0]


def create_district(*, code: str = "4005") -> District:
    names = {pilot[0]: pilot[1:] for pilot in PILOTS}
    name_th, name_en = names.get(code, (f"อำเภอ {code}", f"District {code}"))
    order = next((n for n, pilot in enumerate(PILOTS, 1) if pilot[0] == code), None)
    return District.objects.get_or_create(
        code=code,
        defaults={
            "province": create_province(code=code[:2]),
            "name_th": name_th,
            "name_en": name_en,
            "pilot": order is not None,
            "pilot_order": order,
            "sort_key": sort_key(name_th),
        },
    )[0]


def create_plan_cycle(*, start_year: int = 2023) -> PlanCycle:
    return PlanCycle.objects.get_or_create(
        province=create_province(),
        start_year=start_year,
        defaults={"end_year": start_year + 4, "nesdp_number": 13},
    )[0]


def create_user(**flags: bool) -> User:
    return User.objects.create_user(f"user{next(_numbers)}", **flags)


def create_facilitator() -> User:
    return create_user(is_facilitator=True)


def create_planner() -> User:
    return create_user(is_planner=True)


def create_workshop(
    *,
    stage: Stage = Stage.BRAINSTORM,
    facilitator: User | None = None,
    districts: tuple[str, ...] = ("4005", "4029"),
    title: str = "การประชุมเชิงปฏิบัติการ STEEPI",
    track: Track = Track.BOTH,
) -> Workshop:
    workshop = Workshop.objects.create(
        code=tokens.new_code(),
        board_key=tokens.new_secret(),
        title=title,
        held_on=datetime.date(2021, 6, 24),
        venue="อำเภอชุมแพ",
        province=create_province(),
        plan_cycle=create_plan_cycle(),
        stage=stage,
        track=track,
    )
    workshop.districts.set([create_district(code=code) for code in districts])
    workshop.facilitators.add(facilitator or create_facilitator())
    return workshop


def create_participant(
    *, workshop: Workshop | None = None, district: str = "4005", name: str = "", token: str = ""
) -> Participant:
    number = next(_numbers)
    return Participant.objects.create(
        workshop=workshop or create_workshop(),
        token_hash=tokens.hashed(token or f"token-{number}"),
        reentry_code=tokens.new_code(),
        name=name or f"ผู้เข้าร่วม {number}",
        agency="ที่ว่าการอำเภอ",
        district=create_district(code=district),
    )


def create_factor(
    *,
    workshop: Workshop | None = None,
    participant: Participant | None = None,
    category: Category = Category.SOCIAL,
    stance: Stance = Stance.STRENGTH,
    track: Track = Track.SMART,
    district: str = "4005",
    text: str = "",
    **fields: object,
) -> Factor:
    participant = participant or create_participant(workshop=workshop, district=district)
    text = text or f"ปัจจัยที่ {next(_numbers)}"
    return Factor.objects.create(
        workshop=participant.workshop,
        participant=participant,
        client_id=uuid.uuid4(),
        sent_hash="",
        category=category,
        text=text,
        match_key=match_key(text),
        stance=stance,
        track=track,
        district=create_district(code=district),
        **fields,
    )


def create_cluster(
    *,
    workshop: Workshop | None = None,
    name: str = "",
    category: Category = Category.SOCIAL,
    factors: tuple[Factor, ...] = (),
    **fields: object,
) -> Cluster:
    """With these factors in it; the workshop is theirs."""
    if workshop is None:
        workshop = factors[0].workshop if factors else create_workshop(stage=Stage.EXCHANGE)
    number = workshop.clusters.count() + 1
    cluster = Cluster.objects.create(
        workshop=workshop,
        number=number,
        name=name or f"กลุ่มที่ {number}",
        category=category,
        **fields,
    )
    Factor.objects.filter(pk__in=[factor.pk for factor in factors]).update(cluster=cluster)
    return cluster


def create_challenge(
    *,
    workshop: Workshop | None = None,
    participant: Participant | None = None,
    clusters: tuple[Cluster, ...] = (),
    text: str = "",
    **fields: object,
) -> Challenge:
    if workshop is None:
        workshop = participant.workshop if participant else create_workshop(stage=Stage.REFLECT)
    text = text or f"ความท้าทายที่ {next(_numbers)}"
    challenge = Challenge.objects.create(
        workshop=workshop,
        participant=participant,
        client_id=uuid.uuid4(),
        text=text,
        match_key=match_key(text),
        **fields,
    )
    challenge.clusters.set(clusters)
    return challenge


def create_proposal(
    *,
    workshop: Workshop | None = None,
    participant: Participant | None = None,
    kind: ProposalKind = ProposalKind.ISSUE,
    clusters: tuple[Cluster, ...] = (),
    challenges: tuple[Challenge, ...] = (),
    text: str = "",
    **fields: object,
) -> Proposal:
    if workshop is None:
        workshop = participant.workshop if participant else create_workshop(stage=Stage.DIRECT)
    text = text or f"ข้อเสนอที่ {next(_numbers)}"
    proposal = Proposal.objects.create(
        workshop=workshop,
        participant=participant,
        client_id=uuid.uuid4(),
        kind=kind,
        text=text,
        match_key=match_key(text),
        **fields,
    )
    proposal.clusters.set(clusters)
    proposal.challenges.set(challenges)
    return proposal


def create_comment(*, participant: Participant, text: str = "", **fields: object) -> Comment:
    """On the `factor`, `cluster` or `challenge` that is named."""
    return Comment.objects.create(
        workshop=participant.workshop,
        participant=participant,
        client_id=uuid.uuid4(),
        text=text or f"ความเห็นที่ {next(_numbers)}",
        **fields,
    )


def create_round(
    *,
    workshop: Workshop | None = None,
    kind: RoundKind = RoundKind.RATINGS,
    clusters: tuple[Cluster, ...] = (),
    is_open: bool = True,
    **fields: object,
) -> Round:
    """About these clusters; open unless said otherwise."""
    if workshop is None:
        workshop = clusters[0].workshop if clusters else create_workshop(stage=Stage.ANALYSE)
    now = datetime.datetime.now(datetime.UTC)
    round_ = Round.objects.create(
        workshop=workshop,
        number=workshop.rounds.count() + 1,
        kind=kind,
        opened_at=now if is_open else None,
        **fields,
    )
    round_.clusters.set(clusters or [create_cluster(workshop=workshop)])
    return round_
