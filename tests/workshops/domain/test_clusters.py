import uuid

import pytest

from tests.factories import (
    create_cluster,
    create_facilitator,
    create_factor,
    create_participant,
    create_round,
    create_workshop,
)
from workshops.domain import clusters
from workshops.domain.clusters import (
    ClusterChangedMeanwhile,
    ClusterGone,
    ClusterHasAnswers,
    FactorPlacedMeanwhile,
    NotOnTheBoard,
    NotYours,
    TooManyClusters,
)
from workshops.domain.errors import StageClosed, WorkshopClosed
from workshops.enums import Category, RoundKind, Stage
from workshops.models import Cluster, Vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    return create_workshop(stage=Stage.EXCHANGE)


@pytest.fixture
def by(workshop):
    return workshop.facilitators.get()


def create(workshop, by, **changed):
    said = {"name": "น้ำ", "category": Category.ENVIRONMENTAL} | changed
    return clusters.create_cluster(workshop, by=by, **said)


def place(workshop, by, *factors, cluster, **changed):
    pks = [factor.pk for factor in factors]
    return clusters.place_factors(workshop, by=by, factors=pks, cluster=cluster, **changed)


def newest(workshop):
    entry = workshop.journal.order_by("-revision").first()
    return entry.verb, entry.facts


# --- Making ----------------------------------------------------------------------------------


def test_a_cluster_takes_its_factors_from_wherever_they_were(workshop, by):
    loose, other = create_factor(workshop=workshop), create_factor(workshop=workshop)
    before = create_cluster(factors=(other,))

    cluster = create(workshop, by, factors=[loose.pk, other.pk])

    assert (cluster.number, cluster.name, cluster.category) == (2, "น้ำ", "environmental")
    assert set(cluster.factors.all()) == {loose, other}
    moved = {str(loose.pk): None, str(other.pk): before.pk}
    facts = {"cluster": cluster.pk, "name": "น้ำ", "factors": moved}
    assert newest(workshop) == ("cluster.added", facts)


def test_a_double_tap_makes_one_cluster(workshop, by):
    sent = uuid.uuid4()

    first = create(workshop, by, client_id=sent)
    again = create(workshop, by, client_id=sent)

    assert first == again
    assert workshop.journal.count() == 1


def test_numbers_are_never_used_again(workshop, by):
    gone = create(workshop, by)
    clusters.dissolve_cluster(gone, by=by)

    assert create(workshop, by).number == 2


def test_it_refuses_a_factor_that_is_hidden(workshop, by):
    hidden = create_factor(workshop=workshop, waits_for="approval")

    with pytest.raises(NotOnTheBoard):
        create(workshop, by, factors=[hidden.pk])

    assert not workshop.clusters.exists()


def test_it_refuses_a_factor_of_another_workshop(workshop, by):
    with pytest.raises(NotOnTheBoard):
        create(workshop, by, factors=[create_factor().pk])


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.CLOSED])
def test_facilitators_sort_in_any_open_stage(stage):
    workshop = create_workshop(stage=stage)

    assert create(workshop, workshop.facilitators.get()).pk


def test_nobody_sorts_a_closed_workshop():
    workshop = create_workshop(stage=Stage.CLOSED)

    with pytest.raises(WorkshopClosed):
        create(workshop, workshop.facilitators.get())


def test_participants_sort_only_if_they_are_let(workshop):
    participant = create_participant(workshop=workshop)
    with pytest.raises(NotYours):
        create(workshop, participant)

    workshop.participants_sort = True
    workshop.save(update_fields=["participants_sort"])

    assert create(workshop, participant).pk


def test_participants_sort_only_while_the_room_exchanges():
    workshop = create_workshop(stage=Stage.ANALYSE)
    workshop.participants_sort = True
    workshop.save(update_fields=["participants_sort"])

    with pytest.raises(StageClosed):
        create(workshop, create_participant(workshop=workshop))


def test_there_is_an_end_to_clusters(workshop, by, monkeypatch):
    monkeypatch.setattr(clusters, "MOST_CLUSTERS", 1)
    create(workshop, by)

    with pytest.raises(TooManyClusters):
        create(workshop, by)


# --- Naming and moving -----------------------------------------------------------------------


def test_the_name_before_stays_in_the_journal(workshop, by):
    cluster = create_cluster(workshop=workshop, name="น้ำ")

    renamed = clusters.rename_cluster(cluster, by=by, name="น้ำท่วม", seen=1)

    assert (renamed.name, renamed.version) == ("น้ำท่วม", 2)
    facts = {"cluster": cluster.pk, "before": "น้ำ", "after": "น้ำท่วม"}
    assert newest(workshop) == ("cluster.renamed", facts)


def test_the_second_facilitator_is_told_and_looks_again(workshop, by):
    cluster = create_cluster(workshop=workshop)
    clusters.rename_cluster(cluster, by=by, name="คนแรก", seen=1)

    with pytest.raises(ClusterChangedMeanwhile):
        clusters.rename_cluster(cluster, by=create_facilitator(), name="คนที่สอง", seen=1)

    cluster.refresh_from_db()
    assert cluster.name == "คนแรก"


def test_the_same_name_again_is_no_step(workshop, by):
    cluster = create_cluster(workshop=workshop, name="น้ำ")

    clusters.rename_cluster(cluster, by=by, name="น้ำ")

    assert workshop.journal.count() == 0


def test_a_merged_cluster_cannot_be_renamed(workshop, by):
    kept = create_cluster(workshop=workshop)
    other = create_cluster(workshop=workshop, merged_into=kept)

    with pytest.raises(ClusterGone):
        clusters.rename_cluster(other, by=by, name="ใหม่")


def test_a_cluster_moves_to_another_heading_and_its_factors_keep_theirs(workshop, by):
    factor = create_factor(workshop=workshop, category=Category.SOCIAL)
    cluster = create_cluster(factors=(factor,))

    clusters.move_cluster(cluster, by=by, category=Category.ECONOMIC)

    cluster.refresh_from_db()
    factor.refresh_from_db()
    assert (cluster.category, factor.category) == ("economic", "social")
    facts = {"cluster": cluster.pk, "before": "social", "after": "economic"}
    assert newest(workshop) == ("cluster.moved", facts)


# --- Filling ---------------------------------------------------------------------------------


def test_a_factor_moves_from_one_cluster_to_another(workshop, by):
    factor = create_factor(workshop=workshop)
    before, after = create_cluster(factors=(factor,)), create_cluster(workshop=workshop)

    place(workshop, by, factor, cluster=after, seen=before.pk)

    factor.refresh_from_db()
    assert factor.cluster == after
    facts = {"cluster": after.pk, "factors": {str(factor.pk): before.pk}}
    assert newest(workshop) == ("cluster.placed", facts)
    assert list(Cluster.objects.order_by("pk").values_list("version", flat=True)) == [2, 2]


def test_what_phones_sort_does_not_stop_the_facilitator(workshop, by):
    workshop.participants_sort = True
    workshop.save(update_fields=["participants_sort"])
    factor, cluster = create_factor(workshop=workshop), create_cluster(workshop=workshop)

    place(workshop, create_participant(workshop=workshop), factor, cluster=cluster)

    assert clusters.rename_cluster(cluster, by=by, name="ใหม่", seen=1).name == "ใหม่"


def test_where_it_is_already_nothing_happens(workshop, by):
    factor = create_factor(workshop=workshop)
    cluster = create_cluster(factors=(factor,))

    place(workshop, by, factor, cluster=cluster, seen=cluster.pk)

    assert workshop.journal.count() == 0


def test_a_factor_that_somebody_moved_meanwhile_stays_there(workshop, by):
    factor = create_factor(workshop=workshop)
    cluster = create_cluster(factors=(factor,))

    with pytest.raises(FactorPlacedMeanwhile):
        place(workshop, by, factor, cluster=create_cluster(workshop=workshop), seen=None)

    factor.refresh_from_db()
    assert factor.cluster == cluster


def test_what_was_merged_is_seen_as_what_stands(workshop, by):
    factor = create_factor(workshop=workshop)
    kept = create_cluster(workshop=workshop)
    create_cluster(factors=(factor,), merged_into=kept)

    place(workshop, by, factor, cluster=None, seen=kept.pk)

    factor.refresh_from_db()
    assert factor.cluster is None


def test_nothing_is_put_into_a_cluster_that_is_gone(workshop, by):
    kept = create_cluster(workshop=workshop)
    other = create_cluster(workshop=workshop, merged_into=kept)

    with pytest.raises(ClusterGone):
        place(workshop, by, create_factor(workshop=workshop), cluster=other)


# --- Dissolving ------------------------------------------------------------------------------


def test_dissolving_leaves_the_factors_in_none(workshop, by):
    factor = create_factor(workshop=workshop)
    cluster = create_cluster(factors=(factor,))

    dissolved = clusters.dissolve_cluster(cluster, by=by)

    factor.refresh_from_db()
    assert (factor.cluster, dissolved.dissolved_at is not None) == (None, True)
    facts = {"cluster": cluster.pk, "factors": {str(factor.pk): cluster.pk}}
    assert newest(workshop) == ("cluster.dissolved", facts)


def test_what_was_voted_on_is_not_dissolved(workshop, by):
    cluster = create_cluster(workshop=workshop)
    other = create_cluster(workshop=workshop, merged_into=cluster)
    round_ = create_round(clusters=(cluster,), kind=RoundKind.POINTS)
    person = create_participant(workshop=workshop)
    Vote.objects.create(round=round_, participant=person, cluster=other, points=1)

    with pytest.raises(ClusterHasAnswers):
        clusters.dissolve_cluster(cluster, by=by)
