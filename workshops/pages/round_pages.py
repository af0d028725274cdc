"""The desk's pages of rounds, with the sentence of a refusal on them; for all their buttons."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from steepi_portal.http import wants_json
from workshops import access
from workshops.domain.stages import ALLOWED
from workshops.enums import Action, RoundKind, Stage
from workshops.forms_rounds import (
    FORMS,
    PrepareForm,
    QuadrantsForm,
    settings_of,
    suggested_settings,
)
from workshops.influence_tables import influence_table
from workshops.models import Round, Workshop
from workshops.pages import round_desk
from workshops.pages.desk_follow import followed
from workshops.pages.round_tables import points_table, rating_table
from workshops.quadrants import USUAL
from workshops.rounds import INFLUENCE_LIMIT

TABLES = {
    RoundKind.POINTS: points_table,
    RoundKind.RATINGS: rating_table,
    RoundKind.INFLUENCE: influence_table,
}


def rounds_page(
    request: HttpRequest,
    workshop: Workshop,
    *,
    form: PrepareForm | None = None,
    chosen: Collection[int] | None = None,
    quadrants: QuadrantsForm | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    """All rounds and, if a kind was chosen, the form for one more. For `?part=1` only what
    follows the stream."""
    if form is None:
        form, chosen = _begun(request, workshop)
    kind = form.kind if form else None
    choices = round_desk.choices_of(workshop, chosen or ()) if form else []
    if form and chosen is None:
        choices = round_desk.with_ticks(choices, round_desk.usual(choices, form.kind))
    lines = round_desk.lines_of(workshop)
    context: dict[str, Any] = {
        "workshop": workshop,
        "followed": followed(workshop),
        "part": _part_of(reverse("workshops:rounds", args=[workshop.code]), kind),
        "lines": [line for line in lines if not line.round.is_discarded],
        "discarded": [line for line in lines if line.round.is_discarded],
        "waits_for_stage": _waits_for_stage(workshop),
        "kinds": RoundKind,
        "kind": kind,
        "form": form,
        "choices": choices,
        "has_points": any(one.points is not None for one in choices),
        "influence_limit": INFLUENCE_LIMIT,
        "notice": notice,
    }
    if "part" in request.GET:
        return render(request, "workshops/rounds_part.html", context)
    quadrants = quadrants or QuadrantsForm(initial=workshop.quadrant_names)
    usual = [(quadrants[str(field)], name) for field, name in USUAL.items()]
    context |= {"quadrants": usual, "quadrants_form": quadrants}
    return render(request, "workshops/rounds.html", context, status=status)


def round_page(
    request: HttpRequest, round_: Round, *, notice: str = "", status: int = 200
) -> HttpResponse:
    """One round: before the reveal how far it is, after it what came of it."""
    workshop = round_.workshop
    line = round_desk.line_of(round_)
    context = {
        "workshop": workshop,
        "followed": followed(workshop),
        "part": _part_of(reverse("workshops:round-results", args=[workshop.code, round_.pk])),
        "line": line,
        "table": TABLES[line.kind](round_) if round_.is_revealed else None,
        "waits_for_stage": _waits_for_stage(workshop),
        "notice": notice,
    }
    page = "rounds_result_part" if "part" in request.GET else "rounds_result"
    return render(request, f"workshops/{page}.html", context, status=status)


def refused(
    request: HttpRequest, round_: Round, sentence: str, *, status: int, back: str
) -> HttpResponse:
    """The page where the button stands with this sentence on it, or the sentence for a script."""
    if wants_json(request):
        return JsonResponse({"error": sentence}, status=status)
    round_ = access.round_of(round_.workshop, round_.pk)  # as it is now
    if back == "round":
        return round_page(request, round_, notice=sentence, status=status)
    return rounds_page(request, round_.workshop, notice=sentence, status=status)


def unknown_kind(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    sentence = _("There is no such kind of round. Choose one of the three.")
    return rounds_page(request, workshop, notice=sentence, status=422)


def _begun(
    request: HttpRequest, workshop: Workshop
) -> tuple[PrepareForm | None, Collection[int] | None]:
    """The form that the address asks for: `?kind=points`, or `?like=7` for the same again."""
    like = request.GET.get("like", "")
    if like.isascii() and like.isdecimal() and len(like) < 12:
        model = workshop.rounds.select_related("workshop").filter(pk=int(like)).first()
        if model is not None:
            known = settings_of(model)
            return FORMS[RoundKind(model.kind)](initial=known), known["clusters"]
    kind = request.GET.get("kind", "")
    if kind in RoundKind.values:
        return FORMS[RoundKind(kind)](initial=suggested_settings()), None
    return None, None


def _part_of(page: str, kind: RoundKind | None = None) -> str:
    return f"{page}?part=1&kind={kind}" if kind else f"{page}?part=1"


def _waits_for_stage(workshop: Workshop) -> Stage | None:
    """The stage in which rounds are answered, if the room is elsewhere."""
    stages = ALLOWED[Action.ANSWER]
    return None if workshop.stage in stages else next(iter(stages))
