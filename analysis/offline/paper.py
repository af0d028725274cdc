"""What the paper form shows; how often it is printed, and with which numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from analysis.offline.template_words import PRIVACY
from workshops.enums import Category, Stance
from workshops.models import District, Workshop

LINES = 3  # below each category: so all six fit on A4
MOST_COPIES = 60
HIGHEST = 9_999


@dataclass(frozen=True)
class Paper:
    numbers: Sequence[str]  # one form each; "" is written by hand
    districts: Sequence[District]
    copies: int
    first: int
    categories: Sequence[Category] = tuple(Category)
    lines: range = range(LINES)
    stances: Sequence[Stance] = tuple(Stance)
    tracks: Sequence[str] = ("Smart City", "MICE City")  # both ticked is both; short, for a box
    privacy: Sequence[Promise | str] = PRIVACY


def paper_of(query: Mapping[str, str], workshop: Workshop) -> Paper:
    """One form without a number, or as many numbered ones as the address says. One query."""
    copies = min(MOST_COPIES, _number(query.get("copies", "")))
    first = min(HIGHEST, max(1, _number(query.get("from", ""))))
    numbers = [str(number) for number in range(first, first + copies)] or [""]
    return Paper(numbers, list(workshop.districts.as_listed()), copies, first)


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 0
