"""The trail under whatever people do: some steps in every run, many by `make soak`."""

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.analysis.trail_machine import Trail
from workshops.domain import clusters
from workshops.models import Cluster

pytestmark = pytest.mark.django_db
SOAK_STEPS = int(os.environ.get("SOAK_STEPS", "3000"))
STEPS = 30


def run(machine, *, examples, steps, **more):
    slow = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    how = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=slow,
        **more,
    )
    run_state_machine_as_test(machine, settings=how)


def test_the_trail_survives_whatever_people_do():
    run(Trail, examples=2, steps=8, derandomize=True)


def test_the_machine_notices_a_trail_that_forgets(monkeypatch):
    """The control: a trail that knows only what stands behind a source now."""
    machine = Trail()
    try:
        for cluster in Cluster.objects.order_by("pk"):
            clusters.dissolve_cluster(cluster, by=machine.by)
        machine.every_row_that_had_a_path_keeps_one()
        machine.both_ways_are_what_the_rows_say()

        monkeypatch.setattr(Trail, "frozen", False)

        with pytest.raises(AssertionError):
            machine.every_row_that_had_a_path_keeps_one()
    finally:
        machine.teardown()


@pytest.mark.soak
def test_the_trail_survives_thousands_of_steps():
    Trail.looks, examples = 0, SOAK_STEPS // 20  # some runs end before their last step
    run(Trail, examples=examples, steps=STEPS)
    print(f"{examples} runs, {Trail.looks - examples} steps")
