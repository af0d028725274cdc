import pytest

from tests.factories import create_factor, create_participant, create_user, create_workshop
from workshops.domain import stages
from workshops.domain.errors import StageClosed, StageMoved, WorkshopClosed
from workshops.enums import Action, Stage
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("before", list(Stage))
@pytest.mark.parametrize("after", list(Stage))
def test_the_room_moves_from_any_stage_to_any(before: Stage, after: Stage) -> None:
    workshop, user = create_workshop(stage=before), create_user()
    factor = create_factor(workshop=workshop)

    moved = stages.open_stage(workshop, after, by=user)

    assert moved.stage == after
    assert list(workshop.factors.all()) == [factor]
    facts = [(entry.verb, entry.facts, entry.user) for entry in workshop.journal.all()]
    change = ("stage.changed", {"before": str(before), "after": str(after)}, user)
    assert facts == ([] if before == after else [change])


def test_a_stage_that_moved_meanwhile_is_not_moved_again() -> None:
    workshop = create_workshop(stage=Stage.EXCHANGE)

    with pytest.raises(StageMoved):
        stages.open_stage(workshop, Stage.REFLECT, by=create_user(), seen=Stage.BRAINSTORM)

    assert Workshop.objects.get().stage == Stage.EXCHANGE
    assert not workshop.journal.exists()


def test_opening_what_is_open_is_no_quarrel() -> None:
    workshop = create_workshop(stage=Stage.EXCHANGE)

    stages.open_stage(workshop, Stage.EXCHANGE, by=create_user(), seen=Stage.BRAINSTORM)

    assert not workshop.journal.exists()


def test_what_each_stage_allows() -> None:
    allowed = {
        action: [stage for stage in Stage if stages.allows(create_workshop(stage=stage), action)]
        for action in Action
    }

    assert allowed == {
        Action.JOIN: [stage for stage in Stage if stage != Stage.CLOSED],
        Action.SUBMIT_FACTOR: [Stage.BRAINSTORM],
        Action.CHANGE_FACTOR: [Stage.BRAINSTORM, Stage.EXCHANGE],
        Action.SUPPORT: [Stage.BRAINSTORM, Stage.EXCHANGE, Stage.REFLECT, Stage.ANALYSE],
        Action.COMMENT: [Stage.EXCHANGE, Stage.REFLECT, Stage.ANALYSE],
        Action.SORT: [Stage.EXCHANGE],
        Action.RAISE_CHALLENGE: [Stage.REFLECT, Stage.ANALYSE],
        Action.ANSWER: [Stage.ANALYSE],
        Action.PROPOSE: [Stage.DIRECT],
        Action.SUPPORT_PROPOSAL: [Stage.DIRECT],
        Action.HAND_IN_LATE: list(Stage)[2:8],  # brainstorm to feedback
    }


def test_a_closed_workshop_says_so() -> None:
    with pytest.raises(WorkshopClosed):
        stages.require(create_workshop(stage=Stage.CLOSED), Action.SUBMIT_FACTOR)
    with pytest.raises(StageClosed):
        stages.require(create_workshop(stage=Stage.LEARN), Action.SUBMIT_FACTOR)


@pytest.mark.parametrize(
    ("stage", "before", "after"),
    [
        (Stage.LOBBY, None, Stage.LEARN),
        (Stage.BRAINSTORM, Stage.LEARN, Stage.EXCHANGE),
        (Stage.CLOSED, Stage.FEEDBACK, None),
    ],
)
def test_the_neighbours_of_a_stage(stage: Stage, before: Stage, after: Stage) -> None:
    assert stages.neighbours(stage) == (before, after)


def test_moving_back_loses_nobody() -> None:
    workshop = create_workshop(stage=Stage.EXCHANGE)
    create_participant(workshop=workshop)

    stages.open_stage(workshop, Stage.LOBBY, by=create_user())

    assert workshop.participants.count() == 1
