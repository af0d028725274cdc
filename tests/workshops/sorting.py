"""What the sorting page sends, and what a sorted room looks like."""

from __future__ import annotations

from workshops.models import Cluster, Factor, Workshop


def ticked(*factors: Factor, inside: Cluster | None = None) -> list[str]:
    """The ticks as a form sends them: each card with the cluster where the screen showed it."""
    return [f"{factor.pk}:{inside.pk if inside else ''}" for factor in factors]


def homes(*factors: Factor) -> list[int | None]:
    """In which cluster each lies by now."""
    for factor in factors:
        factor.refresh_from_db()
    return [factor.cluster_id for factor in factors]


def verbs(workshop: Workshop) -> list[str]:
    return list(workshop.journal.order_by("revision").values_list("verb", flat=True))


AS_SCRIPT = {"Accept": "application/json"}
