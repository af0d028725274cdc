"""The sorting machine: some steps in every run, 20,000 of them by `make soak`."""

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.workshops.domain.sorting_machine import Sorting
from workshops.domain import results, undo

pytestmark = pytest.mark.django_db
SOAK_STEPS = int(os.environ.get("SOAK_STEPS", "20000"))
STEPS = 50


def run(*, examples, steps, **more):
    slow = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    how = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=slow,
        **more,
    )
    run_state_machine_as_test(Sorting, settings=how)


def test_sorting_and_voting_in_any_order_loses_nothing():
    run(examples=5, steps=20, derandomize=True)


@pytest.mark.soak
def test_twenty_thousand_steps_lose_nothing():
    examples = SOAK_STEPS // 35  # some runs end before their last step
    run(examples=examples, steps=STEPS)
    print(f"{examples} runs, {Sorting.looks - examples} steps")
    assert Sorting.looks - examples >= SOAK_STEPS


class Said:
    """Draws what the test says, in that order."""

    def __init__(self, *values):
        self.values = list(values)

    def draw(self, _strategy):
        return self.values.pop(0)


@pytest.fixture
def machine():
    machine = Sorting()
    yield machine
    machine.teardown()


def test_the_machine_notices_votes_that_count_twice(machine, monkeypatch):
    """The control: here one person's points on merged clusters are added up."""
    first, second = sorted(machine.model.standing())[:2]
    machine.vote(Said(machine.people[0], first), points=2)
    machine.vote(Said(machine.people[0], second), points=2)
    machine.merge(Said([first, second]))
    machine.no_vote_is_lost_or_counted_twice()

    monkeypatch.setattr(results, "max", lambda one, other: one + other, raising=False)

    with pytest.raises(AssertionError):
        machine.no_vote_is_lost_or_counted_twice()


def test_the_machine_notices_a_wrong_way_back(machine, monkeypatch):
    """The control: here undoing does not bring the factors back."""
    monkeypatch.setattr(undo, "_return_factors", lambda *args, **kwargs: None)
    machine.place(Said(sorted(machine.model.member)[0]), out=True)
    machine.undo()

    with pytest.raises(AssertionError):
        machine.the_screens_show_what_the_model_says()
