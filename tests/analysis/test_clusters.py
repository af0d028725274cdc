"""Which cluster each factor stands in, the filter by it, and the page of clusters."""

import pytest
from django.urls import reverse

from analysis.clusters import clusters_of_factors
from tests.factories import (
    create_challenge,
    create_cluster,
    create_facilitator,
    create_factor,
    create_participant,
    create_planner,
    create_workshop,
)
from tests.workshops.desks import sentences, signed_in
from workshops.domain import clusters, factors, regroup
from workshops.domain.arrangement import arrangement_of
from workshops.enums import Category, Stage, Stance
from workshops.models import Support

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator():
    return create_facilitator()


@pytest.fixture
def workshop(facilitator):
    """Three clusters, of which two were merged, one dissolved; a same sentence, a hidden one."""
    workshop = create_workshop(facilitator=facilitator, stage=Stage.EXCHANGE)
    water, drought, same, road, loose, gone = (
        create_factor(workshop=workshop, text=text)
        for text in ("น้ำท่วม", "น้ำแล้ง", "น้ำท่วมซ้ำ", "ถนน", "ไฟป่า", "ซ่อนไว้")
    )
    kept = create_cluster(factors=(water, gone), name="น้ำ", category=Category.ENVIRONMENTAL)
    other = create_cluster(factors=(drought,), name="แล้ง")
    apart = create_cluster(factors=(road,), name="ทาง")
    regroup.merge_clusters(kept, other, by=facilitator, why="เรื่องเดียวกัน")
    regroup.merge_factors(water, same, by=facilitator)
    clusters.dissolve_cluster(apart, by=facilitator)
    factors.hide_factor(gone, by=facilitator)
    assert loose.cluster is None
    return workshop


def get(workshop, name, query="", who=None):
    address = reverse(f"analysis:{name}", args=[workshop.code]) + query
    return signed_in(who or create_planner()).get(address)


def test_each_factor_stands_where_the_arrangement_has_it(workshop, django_assert_num_queries):
    with django_assert_num_queries(2):
        found = clusters_of_factors([workshop])

    arrangement = arrangement_of(workshop)
    placed = {f.pk: stack.cluster for stack in arrangement.stacks for f in stack.factors}
    placed |= {f.pk: None for card in arrangement.loose for f in card.members}
    assert dict(found.by_factor) == placed
    assert found.standing == [stack.cluster for stack in arrangement.stacks]


@pytest.mark.parametrize(
    ("cluster", "texts"),
    [("น้ำ", {"น้ำท่วม", "น้ำแล้ง", "น้ำท่วมซ้ำ"}), (None, {"ถนน", "ไฟป่า"})],
)
def test_the_list_of_factors_is_filtered_by_cluster(workshop, cluster, texts):
    pk = workshop.clusters.get(name=cluster).pk if cluster else "none"

    response = get(workshop, "factors", f"?cluster={pk}")

    assert {factor.text for factor in response.context["page"]} == texts


def test_a_sentence_says_its_cluster(workshop):
    shown = dict(get(workshop, "factors").context["sentences"])

    assert {factor.text: getattr(found, "name", None) for factor, found in shown.items()} == {
        "น้ำท่วม": "น้ำ",
        "น้ำแล้ง": "น้ำ",
        "น้ำท่วมซ้ำ": "น้ำ",
        "ถนน": None,
        "ไฟป่า": None,
    }


@pytest.mark.parametrize("which", ["แล้ง", "ทาง", "elsewhere", "x"])
def test_a_cluster_that_does_not_stand_here_is_refused(workshop, which):
    pk = {"elsewhere": create_cluster().pk, "x": "x"}.get(which)
    pk = pk or workshop.clusters.get(name=which).pk

    response = get(workshop, "factors", f"?cluster={pk}")

    assert response.status_code == 422
    assert sentences(response) == {
        "cluster": ["This choice is not known. Choose one from the list."]
    }


def test_the_page_of_clusters_says_what_is_in_them(workshop):
    cluster = workshop.clusters.get(name="น้ำ")
    for _ in range(2):
        person = create_participant(workshop=workshop)
        Support.objects.create(participant=person, cluster=cluster)
    create_challenge(workshop=workshop, clusters=(cluster,), text="เตือนภัยให้ทัน", affected="ชาวนา")
    hidden = {"hidden_at": workshop.created_at}
    create_challenge(workshop=workshop, clusters=(cluster,), text="ไม่ให้เห็น", **hidden)

    response = get(workshop, "results-clusters")

    table = response.context["table"]
    keys = [column.key for column in table.columns]
    row = dict(zip(keys, next(table.rows()), strict=True))
    assert len(table.frame) == 1
    assert (row["name"], row["factors"], row["agreeing"], row["challenges"], row["merged"]) == (
        "น้ำ",
        3,
        2,
        1,
        "2 แล้ง",
    )
    assert (row[Stance.STRENGTH.value], row[Stance.THREAT.value]) == (3, 0)
    page = response.content.decode()
    assert ("เตือนภัยให้ทัน" in page, "ชาวนา" in page, "ไม่ให้เห็น" in page) == (True, True, False)


def test_what_was_hidden_is_not_repeated_by_the_lineage(workshop, facilitator):
    gone = workshop.factors.get(text="ซ่อนไว้")
    clusters.place_factors(
        workshop, by=facilitator, factors=[workshop.factors.get(text="ไฟป่า").pk], cluster=None
    )
    factors.restore_factor(gone, by=facilitator)
    clusters.place_factors(workshop, by=facilitator, factors=[gone.pk], cluster=None)
    factors.hide_factor(gone, by=facilitator)

    response = get(workshop, "results-clusters")

    steps = response.context["steps"]
    assert steps[0].why == "เรื่องเดียวกัน"
    assert steps[-1].sentence == "took “…” out of its cluster"
    assert "ซ่อนไว้" not in response.content.decode()
