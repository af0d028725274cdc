"""The mark of what an address would answer now, known without reading its rows."""

from __future__ import annotations

import hashlib

from django.db.models import Count, Max, Sum

from analysis.api.asked import Asked
from analysis.models import ThemeStep
from workshops.models import District, PlanCycle, ReferenceItem

# Counts up whenever a table gets other columns or other rules.
VERSION = 1


def tag_of(asked: Asked, *address: str) -> str:
    """A weak ETag. Every change of a workshop or its plan counts its revision up, every change
    of a theme is a step, administrators' changes have versions. Five queries at most."""
    workshops = [(one.pk, one.revision) for one in asked.readable]
    cycles = {one.plan_cycle_id for one in asked.readable}
    steps = ThemeStep.objects.filter(plan_cycle__in=cycles)
    items = ReferenceItem.objects.aggregate(Count("pk"), Sum("version"), Max("changed_at"))
    plans = PlanCycle.objects.aggregate(Count("pk"), Sum("version"), Max("changed_at"))
    parts = [
        VERSION,
        address,
        workshops,
        sorted(steps.aggregate(Count("pk"), Max("pk"), Count("undone_at")).items()),
        sorted(items.items()),
        sorted(plans.items()),
        District.objects.count(),
    ]
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'
