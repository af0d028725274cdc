"""The sorting page and its sheets, with the sentence of a refusal on them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from steepi_portal.http import SeeOther, wants_json
from workshops import access
from workshops.domain.arrangement import Arrangement, Card, Stack, arrangement_of, thread_of
from workshops.domain.lineage import forest_of
from workshops.enums import Category, HiddenReason
from workshops.live.fragments import Audience, live_url
from workshops.models import Cluster, Comment, User, Workshop
from workshops.sorting_steps import last_step_of


@dataclass(frozen=True)
class Group:
    """What lies under one heading."""

    category: Category
    loose: list[Card]
    stacks: list[Stack]


@dataclass(frozen=True)
class Tab:
    category: Category | None  # None: all
    loose_total: int
    is_shown: bool


def sort_page(
    request: HttpRequest, workshop: Workshop, *, notice: str = "", status: int = 200
) -> HttpResponse:
    """The whole page, or only its board for `?part=1`. A dozen queries, however much there is."""
    context = _board(request, workshop) | {"notice": notice, "typed": request.POST}
    if "part" in request.GET:
        return render(request, "workshops/_sort_board.html", context, status=status)
    context["live"] = live_url(workshop, Audience.DESK)
    return render(request, "workshops/sort.html", context, status=status)


def _board(request: HttpRequest, workshop: Workshop) -> dict[str, Any]:
    user = request.user
    assert isinstance(user, User)
    arrangement = arrangement_of(workshop)
    groups = groups_of(arrangement)
    shown = _shown(request)
    return {
        "workshop": workshop,
        "groups": [each for each in groups if shown in (None, each.category)],
        "where": [each for each in groups if each.stacks],
        "tabs": [
            Tab(None, len(arrangement.loose), shown is None),
            *(Tab(each.category, len(each.loose), shown == each.category) for each in groups),
        ],
        "shown": shown,
        "loose_total": len(arrangement.loose),
        "ticked": _ticked(request.POST.getlist("card")),
        "last": last_step_of(workshop, user),
        "waiting_total": waiting_comments(workshop).count(),
        "client_id": uuid.uuid4(),
    }


def groups_of(arrangement: Arrangement) -> list[Group]:
    return [
        Group(
            category,
            [card for card in arrangement.loose if card.factor.category == category],
            [stack for stack in arrangement.stacks if stack.cluster.category == category],
        )
        for category in Category
    ]


def _shown(request: HttpRequest) -> Category | None:
    """The heading that is looked at; None for all."""
    asked = request.POST.get("show") or request.GET.get("show", "")
    return Category(asked) if asked in Category.values else None


def _ticked(values: Collection[str]) -> set[int]:
    """What was ticked stays so after a refusal."""
    keys = (value.partition(":")[0] for value in values)
    return {int(key) for key in keys if key.isascii() and key.isdecimal() and len(key) < 19}


def waiting_comments(workshop: Workshop) -> Any:
    """Comments on cards and clusters that wait for approval."""
    found = Comment.objects.filter(workshop=workshop, is_waiting=True, challenge=None)
    return found.filter(hidden_at=None, withdrawn_at=None)


def sheet(
    request: HttpRequest,
    workshop: Workshop,
    name: str,
    context: Mapping[str, Any],
    *,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    """A page about one thing; with `?part=1` only the sheet that is put beside the board."""
    template = f"workshops/_sort_{name}.html"
    if "part" not in request.GET:
        context, template = {**context, "sheet": template}, "workshops/sort_sheet.html"
    context = {**context, "workshop": workshop, "notice": notice, "typed": request.POST}
    return render(request, template, context, status=status)


def done(request: HttpRequest, workshop: Workshop, *, said: str = "", at: str = "") -> HttpResponse:
    """303 to where it was sent from, or JSON with the sentence to announce."""
    if wants_json(request):
        workshop.refresh_from_db(fields=["revision"])
        return JsonResponse({"revision": workshop.revision, "said": said})
    back, shown = request.POST.get("back", ""), _shown(request)
    if back in ("sort-history", "suggestions", "sort-comments"):
        return SeeOther(reverse(f"workshops:{back}", args=[workshop.code]))
    query = f"?show={shown}" if shown else ""
    return SeeOther(f"{reverse('workshops:sort', args=[workshop.code])}{query}{at}")


def refused(
    request: HttpRequest, workshop: Workshop, sentence: str, *, status: int
) -> HttpResponse:
    """The page again with this sentence on it, or the sentence alone for a script."""
    if wants_json(request):
        workshop.refresh_from_db(fields=["revision"])
        return JsonResponse({"error": sentence, "revision": workshop.revision}, status=status)
    return sort_page(request, workshop, notice=sentence, status=status)


def cluster_sheet(
    request: HttpRequest,
    workshop: Workshop,
    cluster: Cluster,
    *,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    found = arrangement_of(workshop)
    forest = forest_of(workshop)
    context = {
        "cluster": cluster,
        "stack": found.stack(cluster.pk),
        "stands_in": forest.root(cluster.pk),
        "where": groups_of(found),
        "categories": Category,
        "client_id": uuid.uuid4(),
        "other": request.GET.get("other", ""),
    }
    context |= thread_context(workshop, "cluster", forest.tree(cluster.pk))
    return sheet(request, workshop, "cluster", context, notice=notice, status=status)


def not_done(request: HttpRequest, cluster: Cluster, sentence: str, *, status: int) -> HttpResponse:
    """The cluster's page with the sentence, what was typed still in it; or JSON."""
    workshop = cluster.workshop
    if wants_json(request):
        return refused(request, workshop, sentence, status=status)
    cluster = access.cluster_of(workshop, cluster.pk)
    return cluster_sheet(request, workshop, cluster, notice=sentence, status=status)


def thread_context(workshop: Workshop, kind: str, members: list[int]) -> dict[str, Any]:
    """What was said of these that stand as one, and the form for saying something."""
    return {
        "kind": kind,
        "target": members[0],
        "thread": thread_of(workshop, kind, members),
        "reasons": HiddenReason,
        "remark_id": uuid.uuid4(),
    }
