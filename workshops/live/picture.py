"""The projector's picture: what it is made of is read once per change, and drawn from that.

Of a round that is not revealed nothing is read but how far it is; so nothing else can be shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from workshops import plan_link
from workshops.domain.arrangement import arrangement_of, challenges_of
from workshops.domain.progress import Progress, progress_of
from workshops.domain.proposal_lists import proposals_of
from workshops.domain.results import (
    concordance,
    final_ratings,
    influence_cells,
    influence_matrix,
    points_results,
    rating_results,
)
from workshops.domain.rounds import items_of
from workshops.enums import ProjectorMode, RoundKind
from workshops.live.topics import Topic
from workshops.measures.consensus import Concordance
from workshops.models import Round, Workshop
from workshops.pictures.challenges import challenges_picture
from workshops.pictures.clusters import clusters_picture
from workshops.pictures.direction import direction_picture
from workshops.pictures.heat import counts_of, heat_picture
from workshops.pictures.influence import InfluencePicture, influence_picture
from workshops.pictures.map import map_picture
from workshops.pictures.progress import RoundPicture, ratings_summary
from workshops.pictures.proposals import proposals_picture
from workshops.pictures.ranking import ranking_picture
from workshops.pictures.swot import swot_picture
from workshops.quadrants import quadrant_names
from workshops.round_words import concordance_word, rule_words

Material = Any  # what the mode's reader returns and its drawer takes; None: nothing to show yet


@dataclass(frozen=True)
class RoundNow:
    """The round the room is at; `results` only after the reveal."""

    round: Round
    items: int
    progress: Progress
    everybody: int
    results: Any = None
    agreement: dict[str, Concordance | None] = field(default_factory=dict)


ROUND_TOPICS = frozenset({Topic.ROUND, Topic.CLUSTERS})
TOPICS: dict[ProjectorMode, frozenset[Topic]] = {
    ProjectorMode.CLUSTERS: frozenset({Topic.CLUSTERS, Topic.SUPPORT}),
    ProjectorMode.CHALLENGES: frozenset({Topic.CHALLENGES, Topic.SUPPORT, Topic.CLUSTERS}),
    ProjectorMode.ROUND: ROUND_TOPICS | {Topic.ANSWERS},
    ProjectorMode.MAP: ROUND_TOPICS,
    ProjectorMode.RANKING: ROUND_TOPICS,
    ProjectorMode.HEAT: frozenset({Topic.CLUSTERS}),
    ProjectorMode.SWOT: frozenset({Topic.CLUSTERS, Topic.SUPPORT}),
    ProjectorMode.INFLUENCE: ROUND_TOPICS,
    ProjectorMode.PROPOSALS: frozenset(
        {Topic.PROPOSALS, Topic.PLAN, Topic.SUPPORT, Topic.CLUSTERS, Topic.CHALLENGES}
    ),
    ProjectorMode.DIRECTION: frozenset({Topic.PLAN, Topic.PROPOSALS, Topic.SUPPORT}),
}


def shows_picture(workshop: Workshop) -> bool:
    """Whether there is a picture on the projector now: words are on, and the desk chose one."""
    return ProjectorMode(workshop.projector_mode).is_picture and not workshop.is_blanked


def read_material(workshop: Workshop) -> Material:
    """What the picture of now is made of. At most fifteen queries, however much there is."""
    if not shows_picture(workshop):
        return None
    return READ[ProjectorMode(workshop.projector_mode)](workshop)


def picture_of(workshop: Workshop, material: Material) -> Material:
    """The picture as its template takes it, in the language that is active; None before there
    is anything to show."""
    if material is None or not shows_picture(workshop):
        return None
    return DRAW[ProjectorMode(workshop.projector_mode)](workshop, material)


def round_now(workshop: Workshop) -> Round | None:
    """The round that is open, else the newest that was not discarded. One query."""
    rounds = list(workshop.rounds.kept().in_order())
    return next((one for one in rounds if one.is_open), rounds[-1] if rounds else None)


def _newest(workshop: Workshop, kind: RoundKind) -> Round | None:
    return workshop.rounds.revealed().filter(kind=kind).in_order().last()


def _read_round(workshop: Workshop) -> RoundNow | None:
    found = round_now(workshop)
    if found is None:
        return None
    everybody = workshop.participants.in_room().count()
    now = RoundNow(found, len(items_of(found)), progress_of(found), everybody)
    if not found.is_revealed:
        return now
    results = RESULTS[RoundKind(found.kind)](found)
    axes = ("impact", "uncertainty") if found.kind == RoundKind.RATINGS else ()
    agreement = {axis: concordance(found, axis) for axis in axes}
    return RoundNow(found, now.items, now.progress, everybody, results, agreement)


def _read_influence(round_: Round) -> Material:
    items, cells = influence_cells(round_)
    return items, *influence_matrix(items, cells)


RESULTS: dict[RoundKind, Callable[[Round], Material]] = {
    RoundKind.POINTS: points_results,
    RoundKind.RATINGS: rating_results,
    RoundKind.INFLUENCE: _read_influence,
}


def _of_newest(
    kind: RoundKind, read: Callable[[Round], Material]
) -> Callable[[Workshop], Material]:
    def read_newest(workshop: Workshop) -> Material:
        found = _newest(workshop, kind)
        return None if found is None else read(found)

    return read_newest


def _read_heat(workshop: Workshop) -> Material:
    return counts_of(workshop.factors.on_board()), list(workshop.districts.as_listed())


def _read_proposals(workshop: Workshop) -> Material:
    return proposals_of(workshop), plan_link.drafted_issues(workshop)


READ: dict[ProjectorMode, Callable[[Workshop], Material]] = {
    ProjectorMode.CLUSTERS: arrangement_of,
    ProjectorMode.CHALLENGES: challenges_of,
    ProjectorMode.ROUND: _read_round,
    ProjectorMode.MAP: _of_newest(RoundKind.RATINGS, final_ratings),
    ProjectorMode.RANKING: _of_newest(RoundKind.POINTS, points_results),
    ProjectorMode.HEAT: _read_heat,
    ProjectorMode.SWOT: arrangement_of,
    ProjectorMode.INFLUENCE: _of_newest(RoundKind.INFLUENCE, _read_influence),
    ProjectorMode.PROPOSALS: _read_proposals,
    ProjectorMode.DIRECTION: plan_link.drafted_issues,
}


def _draw_round(workshop: Workshop, now: RoundNow) -> RoundPicture:
    kind, results = RoundKind(now.round.kind), now.results
    shown: dict[str, Any] = {}
    if results is not None and kind == RoundKind.POINTS:
        shown["ranking"] = ranking_picture(results)
    elif results is not None and kind == RoundKind.RATINGS:
        words = {axis: concordance_word(found) for axis, found in now.agreement.items()}
        shown["ratings"] = ratings_summary(results, words)
    elif results is not None:
        shown["influence"] = _draw_influence(workshop, results)
    rule = rule_words(now.round)
    return RoundPicture(now.round, kind, rule, now.items, now.progress, now.everybody, **shown)


def _draw_influence(_workshop: Workshop, material: Material) -> InfluencePicture:
    items, matrix, potential = material
    return influence_picture(items, matrix, potentials=len(potential))


DRAW: dict[ProjectorMode, Callable[[Workshop, Material], Material]] = {
    ProjectorMode.CLUSTERS: lambda _workshop, found: clusters_picture(found),
    ProjectorMode.CHALLENGES: lambda _workshop, found: challenges_picture(found),
    ProjectorMode.ROUND: _draw_round,
    ProjectorMode.MAP: lambda workshop, found: map_picture(found, quadrant_names(workshop)),
    ProjectorMode.RANKING: lambda _workshop, found: ranking_picture(found),
    ProjectorMode.HEAT: lambda _workshop, found: heat_picture(*found),
    ProjectorMode.SWOT: lambda _workshop, found: swot_picture(found),
    ProjectorMode.INFLUENCE: _draw_influence,
    ProjectorMode.PROPOSALS: lambda _workshop, found: proposals_picture(*found),
    ProjectorMode.DIRECTION: lambda _workshop, found: direction_picture(found),
}
