"""Figures of the dashboards as their cells show them."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def percent(share: float | None) -> str:
    """12.5 % for 0.125."""
    return "" if share is None else f"{100 * share:.1f} %"


@register.filter
def of(part: int, whole: int) -> float | None:
    """The share 0..1; None of nothing."""
    return part / whole if whole else None
