import pytest

from tests.factories import create_cluster, create_participant, create_round, create_workshop
from tests.workshops.domain.test_imports import let_in, row
from workshops.domain import answers, imports, people, progress, regroup
from workshops.domain.progress import Progress
from workshops.enums import RoundKind, Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    return create_workshop(stage=Stage.ANALYSE)


@pytest.fixture
def clusters(workshop):
    return tuple(create_cluster(workshop=workshop) for _ in range(3))


@pytest.fixture
def crowd(workshop):
    return [create_participant(workshop=workshop) for _ in range(4)]


def test_nothing_answered(workshop, clusters, crowd):
    found = {kind: create_round(clusters=clusters, kind=kind, is_open=False) for kind in RoundKind}

    known = progress.progress_of_rounds(workshop, list(found.values()))

    assert {kind: known[one.pk] for kind, one in found.items()} == {
        "points": Progress(0, 0, 4),
        "ratings": Progress(0, 0, 12),
        "influence": Progress(0, 0, 18),  # 6 pairs, 3 raters each
    }
    assert progress.progress_of_rounds(workshop, []) == {}


def test_points_that_were_taken_back_are_no_answer(clusters, crowd):
    round_ = create_round(clusters=clusters, kind=RoundKind.POINTS)
    answers.give_points(crowd[0], round_, clusters[0], points=2)
    answers.give_points(crowd[1], round_, clusters[0], points=1)
    answers.give_points(crowd[1], round_, clusters[0], points=0)

    assert progress.progress_of(round_) == Progress(1, 1, 4)


def test_merged_entries_and_clusters_count_once(workshop, clusters, crowd):
    by = workshop.facilitators.get()
    round_ = create_round(clusters=clusters)
    for person in crowd[:2]:
        for cluster in clusters[:2]:
            answers.rate_cluster(person, round_, cluster, impact=3, uncertainty=3)
    answers.rate_cluster(crowd[0], round_, clusters[2], is_skipped=True)
    assert progress.progress_of(round_) == Progress(2, 5, 12, skipped=1)

    people.merge_participants(kept=crowd[0], other=crowd[1], by=by)
    regroup.merge_clusters(clusters[0], clusters[1], by=by)

    assert progress.progress_of(round_) == Progress(1, 2, 6, skipped=1)


def test_nobody_waits_for_those_who_wrote_on_paper_elsewhere(workshop, clusters, crowd):
    round_ = create_round(clusters=clusters)
    made = let_in(workshop, [row(3), row(4, paper="2")])
    assert progress.progress_of(round_) == Progress(0, 0, 12)

    imports.take_back(made, by=workshop.facilitators.get())

    assert progress.progress_of(round_) == Progress(0, 0, 12)


def test_no_pair_waits_for_more_raters_than_there_are_people(workshop, clusters):
    person = create_participant(workshop=workshop)
    round_ = create_round(clusters=clusters, kind=RoundKind.INFLUENCE)
    answers.say_influence(person, round_, clusters[0], clusters[1], strength=None)

    assert progress.progress_of(round_) == Progress(1, 1, 6)


@pytest.mark.parametrize("total", [1, 3])
def test_many_rounds_take_as_many_queries_as_one(
    workshop, clusters, crowd, total, django_assert_num_queries
):
    made = [create_round(clusters=clusters, is_open=False) for _ in range(total)]

    with django_assert_num_queries(4):
        progress.progress_of_rounds(workshop, made)
