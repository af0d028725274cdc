"""Pictures of what the room thinks, each with a table that says the same; revealed rounds only."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analysis.forms_results import RoundForm
from analysis.frames import districts_of
from analysis.frames_rounds import SMALLEST, is_enough, rated, revealed_rounds
from analysis.lineage import lineage_entries, lineage_of
from analysis.snapshot import one_moment
from analysis.tables.clusters import clusters_table
from analysis.tables.influence import classes_table, matrix_table
from analysis.tables.map import map_table
from analysis.tows import pairings_of, sides_of
from workshops import access
from workshops.domain.arrangement import arrangement_of, challenges_of
from workshops.domain.progress import progress_of
from workshops.domain.results import (
    RatingResult,
    districts_of_people,
    influence_cells,
    influence_matrix,
    points_results,
    votes_by_person,
)
from workshops.domain.rounds import items_of
from workshops.enums import RoundKind
from workshops.influence_tables import influence_table
from workshops.models import District, Round, Workshop
from workshops.pictures.heat import HeatPicture, counts_of, heat_picture
from workshops.pictures.influence import influence_picture
from workshops.pictures.map import map_picture
from workshops.quadrants import quadrant_names

STEPS_PER_PAGE = 100


@require_safe
def impact_map(request: HttpRequest, code: str) -> HttpResponse:
    """Impact by uncertainty, at the medians of each cluster's newest revealed round."""
    workshop = access.workshop_read_by(request, code)
    with one_moment():
        form, chosen = _choice(request, workshop, RoundKind.RATINGS)
        found = [one for one in rated(chosen).final if _is_enough(one)] if chosen else []
    names = quadrant_names(workshop)
    context: dict[str, Any] = {"workshop": workshop, "form": form, "round": chosen}
    context["picture"] = map_picture(found, names) if found else None
    context["table"] = map_table(found, names) if found else None
    return render(request, "analysis/results_map.html", context, status=_status(form))


@require_safe
def influence(request: HttpRequest, code: str) -> HttpResponse:
    """Who drives whom: the charts, the matrix, the four classes, the reasons."""
    workshop = access.workshop_read_by(request, code)
    context: dict[str, Any] = {"workshop": workshop}
    with one_moment():
        form, chosen = _choice(request, workshop, RoundKind.INFLUENCE)
        if chosen is not None:
            items, cells = influence_cells(chosen)
            matrix, potential = influence_matrix(items, cells)
            rows = influence_table(chosen)
            context["picture"] = influence_picture(items, matrix, potentials=len(potential))
            context["tables"] = [matrix_table(rows), classes_table(rows)]
            context["rows"] = rows
    context |= {"form": form, "round": chosen}
    return render(request, "analysis/results_influence.html", context, status=_status(form))


@require_safe
def heat(request: HttpRequest, code: str) -> HttpResponse:
    """Category by district: how many factors, and the points of each district's people."""
    workshop = access.workshop_read_by(request, code)
    with one_moment():
        districts = districts_of([workshop])
        factors = list(workshop.factors.on_board())
        form, chosen = _choice(request, workshop, RoundKind.POINTS)
        by_points = _points_heat(chosen, districts) if chosen else None
    context: dict[str, Any] = {"workshop": workshop, "form": form, "round": chosen}
    context["factors"] = heat_picture(counts_of(factors), districts)
    context["points"], context["left_out"] = by_points or (None, [])
    context["least"] = SMALLEST
    return render(request, "analysis/results_heat.html", context, status=_status(form))


@require_safe
def swot(request: HttpRequest, code: str) -> HttpResponse:
    """The four fields from the stances, and what they say in pairs."""
    workshop = access.workshop_read_by(request, code)
    with one_moment():
        arrangement = arrangement_of(workshop)
        form, chosen = _choice(request, workshop, RoundKind.POINTS)
        points = _points(chosen) if chosen else {}
    sides = sides_of(arrangement, points)
    context = {"workshop": workshop, "form": form, "round": chosen, "sides": sides.values()}
    context["pairings"] = pairings_of(sides)
    return render(request, "analysis/results_swot.html", context, status=_status(form))


@require_safe
def clusters(request: HttpRequest, code: str) -> HttpResponse:
    """What the room made of its factors, its challenges, and how it came to be."""
    workshop = access.workshop_read_by(request, code)
    with one_moment():
        arrangement = arrangement_of(workshop)
        challenges = challenges_of(workshop)
        page = Paginator(lineage_entries(workshop), STEPS_PER_PAGE).get_page(
            request.GET.get("page")
        )
        steps = lineage_of(workshop, list(page))
    context = {"workshop": workshop, "arrangement": arrangement, "challenges": challenges}
    context |= {"page": page, "steps": steps, "table": clusters_table(arrangement, challenges)}
    return render(request, "analysis/results_clusters.html", context)


def _choice(
    request: HttpRequest, workshop: Workshop, kind: RoundKind
) -> tuple[RoundForm, Round | None]:
    form = RoundForm(request.GET.dict(), rounds=revealed_rounds(workshop, kind))
    return form, form.chosen if form.is_valid() else None


def _status(form: RoundForm) -> int:
    return 200 if form.is_valid() else 422


def _is_enough(one: RatingResult) -> bool:
    return all(is_enough(one.axes[axis]) for axis in ("impact", "uncertainty"))


def _points(round_: Round) -> dict[int, int]:
    """Of each cluster its points; nothing while so few answered that it would be their answer."""
    if progress_of(round_).people < SMALLEST:
        return {}
    return {one.cluster.pk: one.points for one in points_results(round_)}


def _points_heat(
    round_: Round, districts: Sequence[District]
) -> tuple[HeatPicture, list[District]]:
    """Points by the cluster's category and the voter's district, and districts with too few."""
    category = {cluster.pk: cluster.category for cluster in items_of(round_)}
    district_of = districts_of_people(round_.workshop)
    voters: dict[str, int] = defaultdict(int)
    points: Counter[tuple[str, str]] = Counter()
    for person, given in votes_by_person(round_).items():
        voters[district_of[person]] += 1
        for pk, number in given.items():
            if pk in category:
                points[category[pk], district_of[person]] += number
    shown = [one for one in districts if voters[one.pk] >= SMALLEST]
    return heat_picture(points, shown), [one for one in districts if one not in shown]
