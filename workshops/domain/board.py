"""What a screen shows of a workshop: a function of the database, nothing kept beside it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from workshops.enums import WaitsFor
from workshops.models import District, FactorQuerySet, Workshop

ACTIVE_FOR = datetime.timedelta(seconds=45)  # three beats of a stream


@dataclass(frozen=True)
class DistrictPresence:
    district: District
    participants_total: int
    ready_total: int = 0  # of them, with the step that is open
    active_total: int = 0  # of them, with a phone that follows the room now
    pretend_total: int = 0  # of them, part of a rehearsal


def factors_to_show(workshop: Workshop) -> FactorQuerySet:
    """All that a facilitator may see, the hidden ones too, with district and writer.

    What waits for the reveal is nobody's but its writer's: it is never among them.

    Screens order them by pk: it is given under the workshop's lock, so it follows the
    journal, while two clock times may change places.
    """
    factors: FactorQuerySet = workshop.factors.filter(withdrawn_at=None)
    return factors.exclude(waits_for=WaitsFor.REVEAL).select_related("district", "participant")


def presence_of(workshop: Workshop) -> list[DistrictPresence]:
    """Who is in, by district, districts as listed, empty ones too. Two queries.

    Whom a scribe writes for is as ready and as active as the scribe. Whoever wrote on paper
    elsewhere is not in the room.
    """
    lately = timezone.now() - ACTIVE_FOR
    ready = Q(ready_stage=workshop.stage) | Q(scribe__ready_stage=workshop.stage)
    active = Q(seen_at__gte=lately) | Q(scribe__seen_at__gte=lately)
    people = workshop.participants.in_room().order_by().values("district")
    counted = people.annotate(
        joined=Count("pk"),
        ready=Count("pk", filter=ready),
        active=Count("pk", filter=active),
        pretend=Count("pk", filter=Q(is_pretend=True)),
    )
    names = ["district", "joined", "ready", "active", "pretend"]
    counts = {district: totals for district, *totals in counted.values_list(*names)}
    districts = workshop.districts.as_listed()
    return [DistrictPresence(each, *counts.get(each.pk, [0])) for each in districts]
