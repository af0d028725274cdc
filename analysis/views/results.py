"""Pages of what the room answered. Only of rounds that are revealed; of others not one figure."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from analysis.forms_results import RankingForm, RoundForm
from analysis.frames import districts_of
from analysis.frames_rounds import (
    SMALLEST,
    Rated,
    axis_frame,
    districts_frame,
    horizons_frame,
    priority_frame,
    rated,
    revealed_rounds,
)
from analysis.snapshot import one_moment
from analysis.tables.rounds import (
    again_table,
    agreement_table,
    concordance_table,
    districts_table,
    horizons_table,
    ranking_table,
)
from analysis.tables.table import Table
from workshops import access
from workshops.domain.progress import Progress, progress_of, progress_of_rounds
from workshops.domain.results import concordance
from workshops.enums import RoundKind
from workshops.models import District, Round
from workshops.round_words import rule_words

RANKED_AXES = ("impact", "uncertainty")


@dataclass(frozen=True)
class RoundRow:
    """A round in the list; without progress and disputed ones while it is not revealed."""

    round: Round
    rule: list[str]
    progress: Progress | None


@require_safe
def overview(request: HttpRequest, code: str) -> HttpResponse:
    """Which rounds there are, and the way to each page."""
    workshop = access.workshop_read_by(request, code)
    with one_moment():
        rounds = list(workshop.rounds.kept().select_related("second_of").in_order())
        progress = progress_of_rounds(workshop, [one for one in rounds if one.is_revealed])
    rows = [RoundRow(one, rule_words(one), progress.get(one.pk)) for one in rounds]
    return render(request, "analysis/results.html", {"workshop": workshop, "rows": rows})


@require_safe
def ranking(request: HttpRequest, code: str) -> HttpResponse:
    """Points, impact and uncertainty in one score, under the weights of the address."""
    workshop = access.workshop_read_by(request, code)
    with one_moment():
        points = revealed_rounds(workshop, RoundKind.POINTS)
        ratings = revealed_rounds(workshop, RoundKind.RATINGS)
        form = RankingForm(request.GET.dict(), points=points, ratings=ratings)
        valid = form.is_valid()
        table = _ranking(form) if valid and (points or ratings) else None
    context = {"workshop": workshop, "form": form, "table": table, "least": SMALLEST}
    context["any"] = bool(points or ratings)
    context["rounds"] = [form.chosen(name) for name in form.rounds] if valid else []
    return render(request, "analysis/results_ranking.html", context, status=200 if valid else 422)


@require_safe
def consensus(request: HttpRequest, code: str) -> HttpResponse:
    """How far the room agrees on each cluster, in the first round and in the second."""
    workshop = access.workshop_read_by(request, code)
    with one_moment():
        rounds = revealed_rounds(workshop, RoundKind.RATINGS)
        form = RoundForm(request.GET.dict(), rounds=rounds)
        chosen = form.chosen if form.is_valid() else None
        found = rated(chosen) if chosen else None
        districts = districts_of([workshop]) if chosen else []
        together = _concordance(found) if found else None
    context = {"workshop": workshop, "form": form, "found": found, "concordance": together}
    context["tables"] = _agreement_tables(found, districts) if found else []
    context["rule"] = rule_words(found.round) if found else []
    status = 200 if form.is_valid() else 422
    return render(request, "analysis/results_consensus.html", context, status=status)


def _ranking(form: RankingForm) -> Table:
    points, ratings = form.chosen("from_points"), form.chosen("from_ratings")
    if points is not None and progress_of(points).people < SMALLEST:
        points = None
    found = rated(ratings) if ratings else None
    frame = priority_frame(points, found, form.weights)
    return ranking_table(frame, form.cleaned_data["best"])


def _agreement_tables(found: Rated, districts: list[District]) -> list[Table]:
    tables = [table for axis in found.axes for table in _agreement(found, axis, districts)]
    asked = found.round.asks_horizon
    return [*tables, horizons_table(horizons_frame(found.final))] if asked else tables


def _agreement(found: Rated, axis: str, districts: list[District]) -> list[Table]:
    frame = axis_frame(found, axis)
    again = [again_table(frame, axis)] if found.seconds else []
    by_district = districts_frame(found.final, axis, districts)
    return [agreement_table(frame, axis), *again, districts_table(by_district, axis, districts)]


def _concordance(found: Rated) -> Table:
    rounds = [(_("First round"), found.round)]
    rounds += [(_("Second round"), second) for second in found.seconds]
    return concordance_table(
        [(name, axis, concordance(one, axis)) for name, one in rounds for axis in RANKED_AXES]
    )
