"""What pretend participants are called and what they write: the sample data, drawn by lot."""

from __future__ import annotations

import csv
import functools
import random
from typing import NamedTuple

from django.conf import settings

from workshops.enums import Category, Stance, Track

FOLDER = settings.BASE_DIR / "fixtures" / "demo"
# How a room fills: more is said of people and money than of administration.
MIX = dict(zip(Category, (5, 3, 5, 4, 2, 3), strict=True))


class Person(NamedTuple):
    name: str
    position: str
    agency: str


class Draft(NamedTuple):
    category: str
    text: str
    stance: str
    track: str


def person(number: int) -> Person:
    """Pretend participant `number`, from 0; the name says that it is one."""
    rows = _rows("participants.csv")
    row = rows[number % len(rows)]
    return Person(f"ซ้อม {number + 1} · {row['name']}", row["position"], row["agency"])


def drafts(dice: random.Random, district: str, total: int) -> list[Draft]:
    """`total` different factors of somebody from `district` (its Thai name).

    First what the sample data says of this district, then of others; a category comes up
    as often as `MIX` says. When all is said, it is said again with a number.
    """
    rows = _rows("factors.csv")
    weight = {row["text"]: MIX[Category(row["category"])] for row in rows}
    drawn = sorted(rows, key=lambda row: -(dice.random() ** (1 / weight[row["text"]])))
    drawn.sort(key=lambda row: row["district_th"] != district)
    return [_draft(dice, drawn[place % len(drawn)], place // len(drawn)) for place in range(total)]


def _draft(dice: random.Random, row: dict[str, str], again: int) -> Draft:
    text = f"{row['text'][:260]} (ครั้งที่ {again + 1})" if again else row["text"]
    stance, track = row["stance"], row["track"]
    if dice.random() < 0.2:  # not everybody sees it as the sample does
        stance, track = dice.choice(Stance.values), dice.choice(Track.values)
    return Draft(row["category"], text, stance, track)


@functools.cache
def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
