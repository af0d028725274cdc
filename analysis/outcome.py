"""What came of the workshop, for one of its participants: the plan, and their own words in it.

Nobody else's words stand in here but what the plan and the clusters are called. No pandas.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.core import signing

from analysis.drafts import Draft, drafts_of
from analysis.models import DevelopmentIssue
from analysis.trail import Resting, factor_origins, rests_on
from analysis.trail_links import Origin
from workshops.domain import people
from workshops.domain.lineage import forest_of, roots
from workshops.domain.proposal_lists import grounds_of
from workshops.enums import RoundKind, Stage
from workshops.models import Challenge, Cluster, Factor, Participant, Proposal, Workshop

Own = Factor | Challenge | Proposal
SHOWN_IN = (Stage.FEEDBACK, Stage.CLOSED)


@dataclass(frozen=True)
class Into:
    """An issue that rests on own words, and its rows that grew from them too."""

    issue: DevelopmentIssue
    rows: list[Resting] = field(default_factory=list)


@dataclass(frozen=True)
class Contribution:
    """Something that this person wrote, and what became of it."""

    kind: str  # "factor", "challenge" or "proposal"
    what: Own
    clusters: list[Cluster]
    into: list[Into]

    @property
    def waits(self) -> bool:
        """Others have not seen it: for the reveal, or for a facilitator's approval."""
        return bool(getattr(self.what, "waits_for", "") or getattr(self.what, "is_waiting", False))


@dataclass(frozen=True)
class Outcome:
    own: list[Contribution]
    drafts: list[Draft]
    ranking: list[Cluster]  # by the newest revealed round, first ones only

    @property
    def taken_up(self) -> int:
        """How many own contributions an issue rests on."""
        return sum(bool(one.into) for one in self.own)


def is_shown(workshop: Workshop) -> bool:
    """From the stage of feedback on; after closing it stays, whatever is off the screens."""
    return workshop.stage in SHOWN_IN and (workshop.is_closed or not workshop.is_blanked)


def signed(participant: Participant) -> str:
    """What the address that stays valid holds: the same for all entries of one person."""
    kept = participant.merged_into_id or participant.pk
    return _signer().sign(f"{participant.workshop.code}-{kept}")


def reader_of(text: str) -> Participant | None:
    """Whose address it is; none for one that was made up or changed. One query."""
    try:
        code, key = _signer().unsign(text).split("-")
    except (signing.BadSignature, ValueError):
        return None
    related = ("workshop", "merged_into__workshop")
    people_there = Participant.objects.filter(workshop__code=code).select_related(*related)
    found = people_there.filter(pk=int(key)).first()
    return (found.merged_into or found) if found else None


def _signer() -> signing.Signer:
    """With a salt of its own: a signature made for anything else opens nothing here."""
    return signing.Signer(salt="analysis.outcome", sep=".")


def outcome_of(participant: Participant) -> Outcome:
    """A fixed number of queries, however much somebody wrote."""
    workshop = participant.workshop
    return Outcome(_own(participant), drafts_of(workshop), _ranking(workshop))


def _own(participant: Participant) -> list[Contribution]:
    """Factors, challenges, proposals, each as they were written; without withdrawn ones."""
    workshop = participant.workshop
    theirs = {"participant__in": people.entries_of(participant), "withdrawn_at": None}
    challenges = workshop.challenges.filter(**theirs).order_by("pk").prefetch_related("clusters")
    proposals = workshop.proposals.filter(**theirs).order_by("pk").prefetch_related("clusters")
    factors = workshop.factors.filter(**theirs).oldest_first()
    written: list[Own] = [*factors, *challenges, *proposals]
    # What nobody else may see leads nowhere, wherever it lies.
    seen = [one for one in written if _is_seen(one)]
    above = dict(zip(map(id, seen), _rests_on(seen, workshop), strict=True))
    lies_in, forest = _clusters_of_factors(workshop), forest_of(workshop)
    return [
        Contribution(
            type(one).__name__.lower(),
            one,
            forest.roots_of(_clusters_of(one, lies_in)) if id(one) in above else [],
            _into(above.get(id(one), ()), workshop.pk),
        )
        for one in written
    ]


def _is_seen(one: Own) -> bool:
    return one.is_on_board if isinstance(one, Factor) else one.is_shown


def _rests_on(written: Sequence[Own], workshop: Workshop) -> list[list[Resting]]:
    """Of each the rows above it, all in one walk."""
    factors, _workshops = factor_origins([one.pk for one in written if isinstance(one, Factor)])
    origins = {}
    for place, one in enumerate(written):
        if isinstance(one, Factor):
            origins[place] = factors[one.pk]
        elif isinstance(one, Challenge):
            origins[place] = Origin(challenges=[one.pk])
        else:
            origins[place] = Origin(proposals=[one.pk])
    found = rests_on((origins, {workshop.pk}))
    return [found[place] for place in origins]


def _clusters_of(one: Own, lies_in: Mapping[int, list[int]]) -> list[int]:
    if isinstance(one, Factor):
        return lies_in[one.pk]
    return [cluster.pk for cluster in one.clusters.all()]


def _into(rows: Iterable[Resting], workshop: int) -> list[Into]:
    """By issue of this workshop's plan: the projects, and the indicators that were linked."""
    found: dict[int, Into] = {}
    for row in rows:
        if row.issue.workshop_id != workshop:
            continue
        into = found.setdefault(row.issue.pk, Into(row.issue))
        if row.kind == "project" or (row.kind == "indicator" and row.is_direct):
            into.rows.append(row)
    return list(found.values())


def _clusters_of_factors(workshop: Workshop) -> dict[int, list[int]]:
    """Of each factor the cluster where it lies, or where what says the same lies. One query."""
    rows = list(workshop.factors.values_list("pk", "merged_into_id", "cluster_id"))
    stands_for = roots({pk: above for pk, above, _cluster in rows})
    place = {pk: cluster for pk, _above, cluster in rows}
    found = {}
    for pk in place:
        cluster = place[stands_for[pk]] or place[pk]
        found[pk] = [cluster] if cluster else []
    return found


def _ranking(workshop: Workshop) -> list[Cluster]:
    """What won, most first; nothing before a result was shown."""
    kinds = [RoundKind.POINTS, RoundKind.RATINGS]
    if not workshop.rounds.revealed().filter(kind__in=kinds).exists():
        return []
    return grounds_of(workshop).clusters
