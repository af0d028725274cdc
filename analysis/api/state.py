"""The mark of what an address would answer now, known without reading its rows."""

from __future__ import annotations

import hashlib

from django.db.models import Count, Max

from analysis.api.asked import Asked
from analysis.models import ThemeStep
from workshops.models import District, PlanCycle, ReferenceItem

# Counts up whenever a table gets other columns or other rules.
VERSION = 1


def tag_of(asked: Asked, *address: str) -> str:
    """A weak ETag. Every change of a workshop or its plan counts its revision up, every change
    of a theme is a step; reference data are compared themselves. Five queries at most."""
    workshops = [(one.pk, one.revision) for one in asked.readable]
    cycles = {one.plan_cycle_id for one in asked.readable}
    steps = ThemeStep.objects.filter(plan_cycle__in=cycles)
    parts = [
        VERSION,
        address,
        workshops,
        sorted(steps.aggregate(Count("pk"), Max("pk"), Count("undone_at")).items()),
        # A few hundred short rows; files that are loaded change them without a version.
        list(ReferenceItem.objects.order_by("pk").values_list("pk", "number", "code", "name_th")),
        list(PlanCycle.objects.order_by("pk").values_list("pk", "start_year", "end_year")),
        list(District.objects.order_by("pk").values_list()),
    ]
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'
