"""Two facilitators press different stages at once, over and over: one wins, the other is told."""

import threading

import pytest
from django.db import connection

from tests.factories import create_facilitator, create_workshop
from workshops.domain import stages
from workshops.domain.errors import StageMoved
from workshops.enums import Stage

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 500
ORDER = list(Stage)


def duel(workshop, *, rounds, looks):
    """What both were told in each round; `looks`: whether a press says what the desk showed."""
    users = [create_facilitator(), create_facilitator()]
    told = [[None, None] for _ in range(rounds)]
    shown = [workshop.stage]
    gate = threading.Barrier(2)

    def play(side):
        try:
            for number in range(rounds):
                gate.wait(30)
                seen = Stage(shown[0])
                aim = ORDER[(ORDER.index(seen) + 1 + side) % len(ORDER)]
                gate.wait(30)
                try:
                    moved = stages.open_stage(
                        workshop, aim, by=users[side], seen=seen if looks else None
                    )
                    told[number][side] = moved.stage
                    shown[0] = moved.stage
                except StageMoved:
                    told[number][side] = StageMoved
        finally:
            connection.close()

    players = [threading.Thread(target=play, args=[side]) for side in (0, 1)]
    for player in players:
        player.start()
    for player in players:
        player.join()
    return told


def moves(workshop):
    entries = workshop.journal.order_by("revision")
    return [(entry.facts["before"], entry.facts["after"]) for entry in entries]


def test_one_wins_and_the_other_is_told():
    workshop = create_workshop(stage=Stage.LOBBY)

    told = duel(workshop, rounds=ROUNDS, looks=True)

    winners = [[one for one in both if one is not StageMoved] for both in told]
    assert [len(won) for won in winners] == [1] * ROUNDS
    # The journal agrees: each move begins where the one before it ended.
    assert [after for _, after in moves(workshop)] == [stage for (stage,) in winners]
    befores = [before for before, _ in moves(workshop)]
    assert befores == ["lobby", *(stage for (stage,) in winners[:-1])]
    workshop.refresh_from_db()
    assert (workshop.stage, workshop.revision) == (winners[-1][0], ROUNDS)


def test_without_what_the_desk_showed_both_win():
    """The control: this is what the check is for."""
    workshop = create_workshop(stage=Stage.LOBBY)

    told = duel(workshop, rounds=10, looks=False)

    assert StageMoved not in [one for both in told for one in both]
    assert len(moves(workshop)) > 10
