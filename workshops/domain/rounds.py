"""Rounds: prepared with their rule, opened for everybody, closed, revealed; none is overwritten."""

from __future__ import annotations

import decimal
import uuid
from collections.abc import Collection
from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workshops.domain import journal, stages
from workshops.domain.errors import (
    ClientIdReused,
    StageClosed,
    TimeIsUp,
    WorkshopClosed,
    WorkshopError,
)
from workshops.domain.lineage import forest_of
from workshops.domain.lineage import items_of as items_of
from workshops.domain.results import disputed, final_ratings
from workshops.domain.writing import write
from workshops.enums import Action, AgreementRule, RoundKind, RoundState, Verb
from workshops.models import Round, User, Workshop
from workshops.rounds import INFLUENCE_LIMIT


class RoundSettings(TypedDict, total=False):
    """What is decided before anybody answers; what is left out keeps its default."""

    budget: int
    cap: int
    forbids_own: bool
    asks_likelihood: bool
    asks_horizon: bool
    rule: AgreementRule | str
    threshold: decimal.Decimal
    raters_per_cell: int


class NoClusters(WorkshopError):
    message = _("A round needs at least one cluster. Sort the factors first.")


class TooManyForInfluence(WorkshopError):
    message = _("Cross-impact takes from 2 to 12 clusters. Choose the most important ones.")


class AnotherRoundIsOpen(WorkshopError):
    message = _("Another round is open. Close it first.")
    status = 409


class RoundMoved(WorkshopError):
    message = _("Somebody has opened, closed or discarded this round meanwhile. Look again.")
    status = 409


class RoundClosed(StageClosed):
    message = _("This round is closed. Your answers up to now count.")


class NotRevealed(WorkshopError):
    message = _("Reveal the first round before you prepare a second one.")


class NothingDisputed(WorkshopError):
    message = _("Nothing is disputed in this round. A second one is not needed.")


@write
def prepare_round(
    workshop: Workshop,
    *,
    by: User,
    kind: RoundKind | str,
    clusters: Collection[int],
    client_id: uuid.UUID | None = None,
    second_of: Round | None = None,
    **settings: Unpack[RoundSettings],
) -> Round:
    """A round that waits to be opened; everybody can read its rule.

    The same `client_id` again is the same round. Raises `NoClusters`,
    `TooManyForInfluence`, `WorkshopClosed`, `ClientIdReused`.
    """
    workshop = Workshop.objects.locked(workshop.pk)
    known = workshop.rounds.filter(client_id=client_id).first() if client_id else None
    if known is not None:
        return known
    if workshop.is_closed:
        raise WorkshopClosed
    items = forest_of(workshop).roots_of(clusters)
    if not items:
        raise NoClusters
    if kind == RoundKind.INFLUENCE and not 2 <= len(items) <= INFLUENCE_LIMIT:
        raise TooManyForInfluence
    last = workshop.rounds.aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            new = Round.objects.create(
                workshop=workshop,
                number=last + 1,
                kind=str(kind),
                client_id=client_id,
                second_of=second_of,
                **settings,
            )
    except IntegrityError as error:  # the id of another workshop's round
        raise ClientIdReused from error
    new.clusters.set(items)
    journal.record(
        workshop,
        Verb.ROUND_PREPARED,
        by=by,
        round=new.pk,
        kind=str(kind),
        clusters=[cluster.pk for cluster in items],
    )
    return new


@write
def prepare_second(round_: Round, *, by: User, client_id: uuid.UUID | None = None) -> Round:
    """What is disputed once more, under the same rule; the first round stays as it was.

    One that waits or runs already is that round. Raises `NotRevealed`, `NothingDisputed`,
    `WorkshopClosed`.
    """
    workshop, round_ = _locked(round_)
    first = round_.second_of or round_
    waiting = first.second_rounds.kept().filter(revealed_at=None).order_by("number").first()
    if waiting is not None:
        return waiting
    if not round_.is_revealed:
        raise NotRevealed
    clusters = disputed(final_ratings(round_)) if round_.kind == RoundKind.RATINGS else []
    if not clusters:
        raise NothingDisputed
    settings = RoundSettings(
        asks_likelihood=first.asks_likelihood,
        asks_horizon=first.asks_horizon,
        rule=first.rule,
        threshold=first.threshold,
    )
    return prepare_round(
        workshop,
        by=by,
        kind=first.kind,
        clusters=[cluster.pk for cluster in clusters],
        client_id=client_id,
        second_of=first,
        **settings,
    )


@write
def open_round(round_: Round, *, by: User, seen: RoundState | None = None) -> Round:
    """Let everybody answer, or answer again; what was answered stays. Twice is once.

    `seen` is the state that the facilitator's screen showed, here and below: a round that is
    elsewhere by now raises `RoundMoved`. A round that was revealed stays as it is. Raises
    `AnotherRoundIsOpen`, `WorkshopClosed`.
    """
    workshop, round_ = _locked(round_)
    if round_.is_open:
        return round_
    _require_seen(round_, seen)
    if round_.is_discarded or round_.revealed_at is not None:
        raise RoundMoved
    if workshop.is_closed:
        raise WorkshopClosed
    if workshop.rounds.open_now().exists():
        raise AnotherRoundIsOpen
    round_.opened_at, round_.closed_at = round_.opened_at or timezone.now(), None
    round_.save(update_fields=["opened_at", "closed_at"])
    journal.record(workshop, Verb.ROUND_OPENED, by=by, round=round_.pk)
    return round_


@write
def close_round(round_: Round, *, by: User, seen: RoundState | None = None) -> Round:
    """Take no more answers. Twice is once. Raises `RoundMoved` for one that was not open."""
    workshop, round_ = _locked(round_)
    if round_.state == RoundState.CLOSED:
        return round_
    _require_seen(round_, seen)
    if round_.closed_at is not None and not round_.is_discarded:
        return round_
    if not round_.is_open:
        raise RoundMoved
    round_.closed_at = timezone.now()
    round_.save(update_fields=["closed_at"])
    journal.record(workshop, Verb.ROUND_CLOSED, by=by, round=round_.pk)
    return round_


@write
def reveal_round(round_: Round, *, by: User, seen: RoundState | None = None) -> Round:
    """Show everybody the result; closes the round. Twice is once. Raises `RoundMoved`."""
    workshop, round_ = _locked(round_)
    if round_.is_revealed:
        return round_
    _require_seen(round_, seen)
    if round_.is_discarded or round_.opened_at is None:
        raise RoundMoved
    now = timezone.now()
    round_.closed_at, round_.revealed_at = round_.closed_at or now, now
    round_.save(update_fields=["closed_at", "revealed_at"])
    journal.record(workshop, Verb.ROUND_REVEALED, by=by, round=round_.pk)
    return round_


@write
def discard_round(round_: Round, *, by: User, seen: RoundState | None = None) -> Round:
    """Put a round aside, with all its answers; nothing counts it. Twice is once.

    Raises `RoundMoved`.
    """
    workshop, round_ = _locked(round_)
    if not round_.is_discarded:
        _require_seen(round_, seen)
        round_.discarded_at = timezone.now()
        round_.save(update_fields=["discarded_at"])
        journal.record(workshop, Verb.ROUND_DISCARDED, by=by, round=round_.pk)
    return round_


@write
def name_quadrants(workshop: Workshop, *, by: User, names: dict[str, str]) -> Workshop:
    """Own names for the four fields of the map; an empty one brings the usual name back."""
    workshop = Workshop.objects.locked(workshop.pk)
    names = {field: name for field, name in sorted(names.items()) if name}
    if workshop.quadrant_names != names:
        workshop.quadrant_names = names
        workshop.save(update_fields=["quadrant_names"])
        journal.record(workshop, Verb.QUADRANTS_NAMED, by=by, names=names)
    return workshop


def open_round_locked(round_: Round) -> tuple[Workshop, Round]:
    """The workshop, locked, and the round as it is now.

    Raises `StageClosed` outside the step, `RoundClosed` unless the round takes answers.
    """
    workshop, round_ = _locked(round_)
    stages.require(workshop, Action.ANSWER)
    if not round_.is_open:
        raise RoundClosed
    if workshop.time_is_up(timezone.now()):
        raise TimeIsUp
    return workshop, round_


def _require_seen(round_: Round, seen: RoundState | None) -> None:
    if seen is not None and round_.state != seen:
        raise RoundMoved


def _locked(round_: Round) -> tuple[Workshop, Round]:
    workshop = Workshop.objects.locked(round_.workshop_id)
    related = Round.objects.select_related("workshop", "second_of__workshop")
    return workshop, related.get(pk=round_.pk)
