"""Values of a plan form as its cells show them."""

from __future__ import annotations

from decimal import Decimal

from django import template

from analysis.layout_values import THAI_DIGITS, Value, text_of

register = template.Library()


@register.filter
def form_text(value: Value, thai_digits: bool) -> str:  # noqa: FBT001
    return text_of(value, thai_digits=thai_digits)


@register.filter
def form_digits(text: str, thai_digits: bool) -> str:  # noqa: FBT001
    """A head in the digits of its block."""
    return text.translate(THAI_DIGITS) if thai_digits else text


@register.filter
def form_kind(value: Value) -> str:
    """The class of a cell: numbers stand right."""
    return "kind-money" if isinstance(value, Decimal | int) else "kind-text"
