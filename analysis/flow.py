"""What flows into the plan: sentences by heading, cluster or theme, issue, project. No pandas."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from analysis.domain.themes import theme_of
from analysis.models import DevelopmentIssue, Project, Theme
from analysis.pictures.flow import Flow, FlowLink, FlowNode
from analysis.trail_down import paths_of
from analysis.trail_links import Together, together_in
from workshops.enums import Category
from workshops.models import Cluster, Factor, PlanCycle, Workshop

ELSEWHERE = "elsewhere"
MOST = 40  # boxes of one column; what is beyond stands in one box


@dataclass(frozen=True)
class _Ground:
    category: Mapping[int, str]  # of each sentence on the board
    middle: Mapping[int, str]  # the box of the second column that it lies in
    boxes: Sequence[FlowNode]  # of the second column, without sizes


def workshop_flow(workshop: Workshop) -> Flow:
    """Of one workshop by its clusters; sentences on the board only. A fixed number of queries."""
    together = together_in([workshop.pk])
    factors = _on_board([workshop.pk])
    clusters = Cluster.objects.filter(workshop=workshop).select_related("workshop")
    return _flow([workshop.pk], _by_cluster(factors, list(clusters), together), code=workshop.code)


def cycle_flow(cycle: PlanCycle, workshops: Collection[int]) -> Flow:
    """Of these workshops of a plan: by the province's themes, by clusters while there are none."""
    together = together_in(workshops)
    factors = _on_board(workshops)
    themes = list(Theme.objects.filter(plan_cycle=cycle).current())
    if themes:
        return _flow(workshops, _by_theme(factors, themes, together), code="")
    clusters = Cluster.objects.filter(workshop__in=workshops).select_related("workshop")
    return _flow(workshops, _by_cluster(factors, list(clusters), together), code="")


Factors = Sequence[tuple[int, str, int | None]]  # key, category, cluster


def _on_board(workshops: Collection[int]) -> Factors:
    found = Factor.objects.on_board().filter(workshop__in=workshops).order_by("pk")
    return list(found.values_list("pk", "category", "cluster_id"))


def _by_cluster(factors: Factors, clusters: Sequence[Cluster], together: Together) -> _Ground:
    order = {category: place for place, category in enumerate(Category.values)}
    standing = {one.pk: one for one in clusters if not one.merged_into_id and not one.dissolved_at}
    inside = Counter(together.cluster_root.get(cluster or 0) for _pk, _c, cluster in factors)
    kept = sorted(standing.values(), key=lambda one: (-inside[one.pk], one.number, one.pk))[:MOST]
    kept.sort(key=lambda one: (order[one.category], one.number, one.pk))
    boxes = [
        FlowNode(
            f"cluster-{one.pk}",
            one.name,
            0,
            one.category,
            reverse("analysis:trail-cluster", args=[one.workshop.code, one.pk]),
            one.number,
        )
        for one in kept
    ]
    names = {one.pk: f"cluster-{one.pk}" for one in kept}
    middle = {}
    for pk, _category, cluster in factors:
        root = together.cluster_root.get(cluster or 0)
        middle[pk] = names.get(root or 0, "more" if root in standing else "none")
    more = len(standing) - len(kept)
    boxes.append(FlowNode("more", _("%(n)s more clusters") % {"n": more}, 0))
    boxes.append(FlowNode("none", _("In no cluster"), 0))
    return _Ground({pk: category for pk, category, _ in factors}, middle, boxes)


def _by_theme(factors: Factors, themes: Sequence[Theme], together: Together) -> _Ground:
    members = Theme.objects.filter(pk__in=[one.pk for one in themes], members__isnull=False)
    own = {str(pk): key for pk, key in members.values_list("members__cluster", "pk").order_by()}
    # As the roll-up counts: a cluster, with all that was merged into it, is in one theme.
    lies_in = {root: theme_of(tree, own) for root, tree in together.cluster_trees.items()}
    order = {category: place for place, category in enumerate([*Category.values, ""])}
    listed = sorted(themes, key=lambda one: (order[one.category], one.number, one.pk))
    boxes = [
        FlowNode(f"theme-{one.pk}", one.name, 0, one.category, number=one.number) for one in listed
    ]
    boxes.append(FlowNode("none", _("In no theme"), 0))
    middle = {}
    for pk, _category, cluster in factors:
        theme = lies_in.get(together.cluster_root.get(cluster or 0) or 0)
        middle[pk] = f"theme-{theme}" if theme else "none"
    return _Ground({pk: category for pk, category, _ in factors}, middle, boxes)


def _flow(workshops: Collection[int], ground: _Ground, *, code: str) -> Flow:
    issues = DevelopmentIssue.objects.filter(workshop__in=workshops).current()
    issues = issues.select_related("workshop")
    listed = list(issues.order_by("workshop__held_on", "workshop", "number", "pk"))
    below = paths_of([one.pk for one in listed]).below
    outside = _outside(below.values(), ground)
    links: Counter[tuple[str, str]] = Counter()
    sizes: Counter[str] = Counter()
    for pk, category in ground.category.items():
        links[category, ground.middle[pk]] += 1
        sizes.update((category, ground.middle[pk]))
    for issue in listed:
        for pk in below["issue", issue.pk]:
            if pk in ground.category or pk in outside:
                links[ground.middle.get(pk, ELSEWHERE), f"issue-{issue.pk}"] += 1
                sizes[f"issue-{issue.pk}"] += 1
    sizes[ELSEWHERE] = len(outside)
    elsewhere = FlowNode(ELSEWHERE, _("Other workshops"), 0)
    middle = [
        replace(one, size=sizes[one.key])
        for one in (*ground.boxes, elsewhere)
        if sizes[one.key] or "-" in one.key
    ]
    projects, shares = _projects(listed, sizes)
    return Flow(
        (
            [_category_box(one, sizes[one], code) for one in Category if sizes[one]],
            middle,
            [_issue_box(one, sizes) for one in listed],
            projects,
        ),
        [*(FlowLink(*ends, size) for ends, size in links.items()), *shares],
    )


def _outside(below: Iterable[frozenset[int]], ground: _Ground) -> set[int]:
    """Sentences on the board of other workshops, which themes bring. One query."""
    keys = {pk for found in below for pk in found} - ground.category.keys()
    return set(Factor.objects.on_board().filter(pk__in=keys).values_list("pk", flat=True))


def _category_box(category: Category, size: int, code: str) -> FlowNode:
    page = f"{reverse('analysis:factors', args=[code])}?category={category}" if code else ""
    return FlowNode(category.value, str(category.label), size, category.value, page)


def _issue_box(issue: DevelopmentIssue, sizes: Mapping[str, int]) -> FlowNode:
    page = reverse("analysis:trail-issue", args=[issue.workshop.code, issue.pk])
    key = f"issue-{issue.pk}"
    return FlowNode(key, issue.title, sizes[key], href=page, number=issue.number)


def _projects(
    issues: Sequence[DevelopmentIssue], sizes: Mapping[str, int]
) -> tuple[list[FlowNode], list[FlowLink]]:
    """The projects in their issues' order; each gets the same share of the issue. One query."""
    of_issue: dict[int, list[Project]] = defaultdict(list)
    found = Project.objects.filter(issue__in=issues).current()
    for project in found:
        of_issue[project.issue_id].append(project)
    nodes, links = [], []
    for issue in issues:
        mine = of_issue[issue.pk]
        for project in mine:
            size = sizes[f"issue-{issue.pk}"] / len(mine)
            page = reverse("analysis:trail-project", args=[issue.workshop.code, project.pk])
            key = f"project-{project.pk}"
            nodes.append(FlowNode(key, project.name, size, href=page))
            links.append(FlowLink(f"issue-{issue.pk}", key, size))
    return nodes, links
