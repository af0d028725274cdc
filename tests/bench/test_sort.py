"""How much work it is to draw the sorting page with 300 cards in 40 clusters, and its weight.

Processor time is counted, so that whatever else runs on the machine does not.

`make bench` has it. Figures go to docs/measurements.md.
"""

from __future__ import annotations

import statistics
import time

import pytest

from tests.factories import (
    create_cluster,
    create_facilitator,
    create_factor,
    create_participant,
    create_workshop,
)
from tests.workshops.desks import signed_in
from workshops.enums import Category, Stage
from workshops.models import Support

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

CARDS, STACKS, ROUNDS = 300, 40, 20


def test_a_large_board_is_drawn_quickly() -> None:
    user = create_facilitator()
    workshop = create_workshop(facilitator=user, stage=Stage.EXCHANGE)
    people = [create_participant(workshop=workshop) for _ in range(10)]
    cards = [
        create_factor(participant=people[number % 10], category=list(Category)[number % 6])
        for number in range(CARDS)
    ]
    Support.objects.bulk_create(Support(participant=one, factor=f) for one in people for f in cards)
    for number in range(STACKS):
        inside = tuple(cards[number * 5 : number * 5 + 5])
        create_cluster(factors=inside, category=list(Category)[number % 6])
    desk = signed_in(user)

    taken = []
    for _ in range(ROUNDS):
        began = time.thread_time()
        response = desk.get(f"/desk/{workshop.code}/sort/", {"part": "1"})
        taken.append(1000 * (time.thread_time() - began))
    median = statistics.median(taken)
    size = len(response.content)
    print(f"{CARDS} cards in {STACKS} clusters: {median:.0f} ms of work, {size:,} bytes")

    assert median < 150
