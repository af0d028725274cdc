"""The flow from headings to projects: what is counted, how it is drawn, who may see it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from analysis.flow import cycle_flow, workshop_flow
from analysis.pictures.flow import (
    COLUMNS,
    GAP,
    HEAD,
    LINE,
    Flow,
    FlowLink,
    FlowNode,
    flow_picture,
    flow_rows,
)
from tests.analysis.plans import create_project
from tests.analysis.trails import issue_from, themed
from tests.factories import (
    create_cluster,
    create_facilitator,
    create_factor,
    create_planner,
    create_workshop,
)
from tests.workshops.desks import signed_in
from workshops.enums import Category
from workshops.models import Factor

pytestmark = pytest.mark.django_db

SOCIAL, ECONOMIC = Category.SOCIAL, Category.ECONOMIC


@pytest.fixture
def facilitator():
    return create_facilitator()


@pytest.fixture
def workshop(facilitator):
    return create_workshop(facilitator=facilitator)


def cluster_of(workshop, *categories, **fields):
    said = tuple(create_factor(workshop=workshop, category=one) for one in categories)
    return create_cluster(workshop=workshop, factors=said, category=categories[0], **fields)


def sizes(flow):
    return [[(one.key, one.size) for one in column] for column in flow.columns]


def links(flow):
    return {(one.source, one.target): one.size for one in flow.links}


def test_it_counts_the_sentences_on_the_board(workshop):
    one, two = cluster_of(workshop, SOCIAL, SOCIAL, ECONOMIC), cluster_of(workshop, ECONOMIC)
    merged = cluster_of(workshop, ECONOMIC, merged_into=two)
    loose = create_factor(workshop=workshop, category=SOCIAL)
    hidden = create_factor(workshop=workshop, hidden_at=timezone.now())
    issue = issue_from(workshop, clusters=[one.pk], factors=[loose, hidden])
    first, second = create_project(issue=issue), create_project(issue=issue)

    flow = workshop_flow(workshop)

    keys = [f"cluster-{one.pk}", f"cluster-{two.pk}", f"issue-{issue.pk}"]
    assert sizes(flow) == [
        [("social", 3), ("economic", 3)],
        [(keys[0], 3), (keys[1], 2), ("none", 1)],
        [(keys[2], 4)],
        [(f"project-{first.pk}", 2), (f"project-{second.pk}", 2)],
    ]
    assert links(flow) == {
        ("social", keys[0]): 2,
        ("economic", keys[0]): 1,
        ("economic", keys[1]): 2,
        ("social", "none"): 1,
        (keys[0], keys[2]): 3,
        ("none", keys[2]): 1,
        (keys[2], f"project-{first.pk}"): 2,
        (keys[2], f"project-{second.pk}"): 2,
    }
    assert merged.factors.count() == 1


def test_sentences_of_other_workshops_come_in_a_box_of_their_own(workshop):
    far = cluster_of(create_workshop(), SOCIAL, SOCIAL)
    issue = issue_from(workshop, themes=[themed(workshop, far).pk])

    flow = workshop_flow(workshop)

    assert links(flow) == {("elsewhere", f"issue-{issue.pk}"): 2}
    assert sizes(flow)[1] == [("elsewhere", 2)]


def test_a_plan_flows_through_its_themes_or_through_clusters_while_there_are_none(workshop):
    other = create_workshop()
    near, far, alone = cluster_of(workshop, SOCIAL), cluster_of(other, ECONOMIC), None
    both = [workshop.pk, other.pk]
    before = cycle_flow(workshop.plan_cycle, both)
    alone = cluster_of(other, ECONOMIC)
    theme = themed(workshop, near, far)

    after = cycle_flow(workshop.plan_cycle, both)

    assert sizes(before)[1] == [(f"cluster-{near.pk}", 1), (f"cluster-{far.pk}", 1)]
    assert sizes(after)[1] == [(f"theme-{theme.pk}", 2), ("none", 1)]
    assert alone.factors.count() == 1


def test_merged_clusters_flow_through_the_theme_of_the_one_that_stands(workshop):
    kept, other = cluster_of(workshop, SOCIAL), cluster_of(workshop, ECONOMIC)
    theme, empty = themed(workshop, kept), themed(workshop, other)
    other.merged_into = kept
    other.save(update_fields=["merged_into"])

    column = sizes(cycle_flow(workshop.plan_cycle, [workshop.pk]))[1]

    assert column == [(f"theme-{theme.pk}", 2), (f"theme-{empty.pk}", 0)]


def test_beyond_forty_clusters_the_smallest_share_a_box(workshop):
    for _ in range(42):
        cluster_of(workshop, SOCIAL)

    column = workshop_flow(workshop).columns[1]

    assert len(column) == 41
    assert (column[-1].key, column[-1].size) == ("more", 2)


@pytest.mark.parametrize("many", [22, 40])
def test_boxes_do_not_overlap_and_stay_inside(many):
    names = [FlowNode(f"c{n}", f"กลุ่ม {n}", n % 7, "social") for n in range(many)]
    issues = [FlowNode(f"i{n}", "ประเด็น", 30) for n in range(4)]
    ends = [FlowLink("social", one.key, one.size) for one in names if one.size]
    ends += [FlowLink(one.key, f"i{n % 4}", one.size) for n, one in enumerate(names) if one.size]
    whole = sum(one.size for one in names)
    flow = Flow(([FlowNode("social", "สังคม", whole, "social")], names, issues, []), ends)

    picture = flow_picture(flow)

    for column, (x, width) in enumerate(COLUMNS):
        boxes = [one.box for one in picture.nodes if one.column == column]
        assert all((one.x, one.width) == (x, width) for one in boxes)
        assert all(one.height >= LINE for one in boxes)
        for above, below in zip(boxes, boxes[1:], strict=False):
            assert below.y >= above.bottom + GAP - 0.2
        for one in boxes:
            assert one.y >= HEAD - 0.5
            assert one.bottom <= picture.height + 0.5
    assert len(picture.bands) == len(ends)
    assert [one.node.key for one in picture.nodes if not one.leads_on] == [
        *(one.key for one in names if not one.size),
        *(one.key for one in issues),
    ]
    assert picture == flow_picture(flow)


def test_a_band_is_as_thick_as_what_is_in_it():
    flow = Flow(
        (
            [FlowNode("social", "สังคม", 4)],
            [FlowNode("a", "ก", 3), FlowNode("b", "ข", 1)],
            [],
            [],
        ),
        [FlowLink("social", "a", 3), FlowLink("social", "b", 1)],
    )

    first, second = flow_picture(flow).bands

    def thick(path):
        top, bottom = path.split("C")[1].split(" ")[-1], path.split("V")[1].split("C")[0]
        return float(bottom) - float(top.split("V")[0].split(",")[1])

    assert thick(first.path) == pytest.approx(3 * thick(second.path), abs=0.3)


def test_the_table_says_the_same(workshop):
    cluster = cluster_of(workshop, SOCIAL, ECONOMIC)
    issue = issue_from(workshop, clusters=[cluster.pk], title="จัดการน้ำ")

    (row,), (below,) = flow_rows(workshop_flow(workshop))

    assert [(node.key, size) for node, size in row.comes_from] == [("social", 1), ("economic", 1)]
    assert [(node.name, size) for node, size in row.leads_to] == [("จัดการน้ำ", 2)]
    assert [(node.key, size) for node, size in below.comes_from] == [(f"cluster-{cluster.pk}", 2)]
    assert (below.node.href, below.leads_to) == (
        reverse("analysis:trail-issue", args=[workshop.code, issue.pk]),
        [],
    )


def test_the_page_draws_boxes_that_lead_to_the_trail(workshop, facilitator):
    cluster = cluster_of(workshop, SOCIAL, name="น้ำ <ท่วม>")
    issue = issue_from(workshop, clusters=[cluster.pk])

    response = signed_in(facilitator).get(reverse("analysis:flow", args=[workshop.code]))

    html = response.content.decode()
    for kind, row in (("cluster", cluster), ("issue", issue)):
        assert f'href="{reverse(f"analysis:trail-{kind}", args=[workshop.code, row.pk])}"' in html
    assert "น้ำ &lt;ท่วม&gt;" in html
    assert html.count('class="flow-band"') == 2


def test_a_plan_is_drawn_of_the_workshops_that_the_reader_may_open(workshop, facilitator):
    cluster_of(workshop, SOCIAL, name="ใกล้")
    other = create_workshop()
    cluster_of(other, SOCIAL, name="ไกล")
    address = reverse("analysis:plan-flow", args=[workshop.plan_cycle_id])

    narrow, wide = (signed_in(one).get(address) for one in (facilitator, create_planner()))

    assert (narrow.context["workshops"], narrow.context["others"]) == (1, 1)
    assert "ไกล" not in narrow.content.decode()
    assert (wide.context["workshops"], wide.context["others"]) == (2, 0)
    assert "ไกล" in wide.content.decode()


def test_nothing_yet_says_so(workshop, facilitator):
    response = signed_in(facilitator).get(reverse("analysis:flow", args=[workshop.code]))

    assert response.context["picture"] is None
    assert '<svg class="flow"' not in response.content.decode()


@pytest.mark.parametrize("many", [1, 30])
def test_the_pages_take_the_same_queries_however_many_clusters(workshop, many):
    found = [cluster_of(workshop, SOCIAL) for _ in range(many)]
    issue = issue_from(workshop, clusters=[one.pk for one in found])
    create_project(issue=issue)
    planner, counts = signed_in(create_planner()), []
    for name, key in (("flow", workshop.code), ("plan-flow", workshop.plan_cycle_id)):
        with CaptureQueriesContext(connection) as queries:
            assert planner.get(reverse(f"analysis:{name}", args=[key])).status_code == 200
        counts.append(len(queries))

    assert counts == [24, 27]
    assert Factor.objects.count() == many
