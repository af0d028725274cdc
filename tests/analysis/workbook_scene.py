"""A workshop with everything that a workbook shows, and much that must not get out."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.utils import timezone

from analysis.evidence import Sources
from analysis.models import Indicator, Project
from analysis.tables.content import Content, content_of
from analysis.wishes import FileKind, Wish
from tests.analysis.answers import SECRET, answered
from tests.analysis.plans import (
    create_indicator,
    create_issue,
    create_programme,
    create_project,
    create_source,
)
from tests.factories import (
    create_challenge,
    create_comment,
    create_district,
    create_factor,
    create_participant,
    create_planner,
    create_proposal,
    create_workshop,
)
from workshops.domain import challenges as challenge_domain
from workshops.domain import clusters, factors, imports, people, regroup
from workshops.enums import ProposalKind, Stance, Track, WaitsFor
from workshops.models import Support, User, Workshop

OFF = "คำที่ต้องไม่หลุดออกไป"  # in all words that are hidden, withdrawn or waiting


def full_workshop(*, planner: User | None = None) -> Workshop:
    """Three rounds, merged, split and dissolved clusters, and a plan that rests on all of it."""
    planner = planner or create_planner()
    workshop = create_workshop(track=Track.BOTH)
    answered(workshop)
    first, second, third = workshop.clusters.order_by("number")
    kept = _factors(workshop, planner, first)
    regroup.merge_clusters(second, third, by=planner)
    gone = clusters.create_cluster(
        workshop, by=planner, name="กลุ่มที่ยุบ", category="social", factors=[kept.pk]
    )
    clusters.dissolve_cluster(gone, by=planner)
    _room(workshop, planner, first)
    _paper(workshop, planner)
    _plan(workshop, planner)
    return Workshop.objects.get(pk=workshop.pk)


def _factors(workshop, planner, cluster):
    kept, other = (
        create_factor(workshop=workshop, text=text, cluster=cluster, track=Track.MICE)
        for text in ("นำ้ท่วม ๓ ครั้ง", "น้ำท่วมบ่อย")
    )
    regroup.merge_factors(kept, other, by=planner)
    hidden = create_factor(workshop=workshop, text=f"{OFF} 1", cluster=cluster)
    factors.hide_factor(hidden, by=planner)
    withdrawn = {"cluster": cluster, "withdrawn_at": timezone.now()}
    create_factor(workshop=workshop, text=f"{OFF} 2", **withdrawn)
    for waits in WaitsFor:
        create_factor(workshop=workshop, text=f"{OFF} {waits}", cluster=cluster, waits_for=waits)
    create_factor(
        workshop=workshop,
        stance=Stance.THREAT,
        is_late=True,
        is_anonymous=False,
        evidence="=1+1",
        horizon="soon",
    )
    return kept


def _room(workshop, planner, cluster):
    one, two, three = (
        create_participant(workshop=workshop, name=f"{SECRET} ห้อง {n}") for n in range(3)
    )
    people.merge_participants(one, two, by=planner)
    kept, other = workshop.factors.filter(track=Track.MICE).order_by("pk")
    for person, factor in ((one, kept), (two, other), (three, other)):
        Support.objects.create(participant=person, factor=factor)
    Support.objects.create(participant=three, cluster=cluster)
    challenge = create_challenge(participant=one, clusters=(cluster,), text="ขาดแหล่งน้ำ")
    Support.objects.create(participant=three, challenge=challenge)
    hidden = create_challenge(participant=two, clusters=(cluster,), text=f"{OFF} ก")
    challenge_domain.hide_challenge(hidden, by=planner)
    create_challenge(participant=two, text=f"{OFF} ข", is_waiting=True)
    create_comment(participant=one, challenge=challenge)
    create_comment(participant=one, challenge=challenge, text=f"{OFF} ค", is_waiting=True)
    wish = create_proposal(
        participant=one, clusters=(cluster,), challenges=(challenge, hidden), issue_number=None
    )
    create_proposal(participant=two, text=f"{OFF} ง", is_waiting=True, clusters=(cluster,))
    create_proposal(
        participant=two, kind=ProposalKind.PROJECT, text="ขุดสระ", under=wish, clusters=(cluster,)
    )


def _paper(workshop, planner):
    district = create_district(code="4029")
    row = {
        "category": "economic",
        "stance": "weakness",
        "track": "both",
        "district": district,
        "evidence": "",
        "horizon": "",
    }
    writer = imports.Writer(district, number="7", name=f"{SECRET} กระดาษ", agency="เทศบาล")
    for number in range(2):
        text = "ตลาดซบเซา" if number == 0 else f"{OFF} ไฟล์"
        made = imports.import_factors(
            workshop,
            by=planner,
            file_name=f"{OFF}.xlsx",
            digest=str(number),
            reading={"sheet": "1"},
            rows=[imports.ImportRow(5, writer, {**row, "text": text})],
            rows_total=1,
        )
    imports.take_back(made, by=planner)


def _plan(workshop, planner):
    cluster = workshop.clusters.order_by("number")[0]
    wish = workshop.proposals.filter(text="ขุดสระ").get()
    hidden = workshop.challenges.exclude(hidden_at=None).get()
    on_board = list(workshop.factors.on_board().order_by("pk"))
    sources = Sources(clusters=[cluster.pk], challenges=[hidden.pk], proposals=[wish.under_id])
    issue = create_issue(
        workshop=workshop, factors=[on_board[-1]], sources=sources, track=Track.SMART
    )
    indicator = create_indicator(issue=issue, factors=[on_board[0]])
    programme = create_programme(issue=issue)
    money = {(2023, create_source()): Decimal("100.25"), (2024, create_source()): Decimal(50)}
    project = create_project(
        issue=issue,
        indicators=[indicator],
        budgets=money,
        track=Track.MICE,
        programme_id=programme.pk,
    )
    Project.objects.get(pk=project.pk).proposals.add(wish)
    Indicator.objects.get(pk=indicator.pk).proposals.add(wish)
    taken_out = create_issue(workshop=workshop, title=f"{OFF} ประเด็น")
    taken_out.removed_at = taken_out.created_at
    taken_out.save(update_fields=["removed_at"])
    # Split after the issue was linked: what went away stays findable.
    regroup.split_cluster(cluster, by=planner, factors=[on_board[0].pk], name=f"แยก {uuid.uuid4()}")


def content_for(*workshops: Workshop, **wished: object) -> Content:
    cycle = workshops[0].plan_cycle
    fresh = list(Workshop.objects.filter(pk__in=[one.pk for one in workshops]).order_by("pk"))
    wish = Wish(FileKind.WORKBOOK, cycle, tuple(fresh), **wished)
    return content_of(fresh, cycle, wish=wish)
