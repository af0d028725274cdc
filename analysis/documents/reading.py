"""Everything that minutes and annex say of one workshop, read at one moment. No markup."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from analysis.dashboard_counts import Seats, Took, tallies_of
from analysis.dashboard_counts import counts_of as people_of
from analysis.documents.rounds import Ranking, RoundRead, put_first, ranking_of, rounds_of
from analysis.frames import districts_of
from analysis.frames_rounds import SMALLEST
from analysis.gap_reading import States, states_of
from analysis.grounds import Grounds, grounds_of_issues
from analysis.plan_tree import IssueNode, plan_tree
from workshops.domain.arrangement import (
    Arrangement,
    ShownChallenge,
    arrangement_of,
    challenges_of,
)
from workshops.domain.proposal_lists import ShownProposal, proposals_of
from workshops.enums import HiddenReason, Stage, Verb
from workshops.models import Cluster, District, JournalEntry, Participant, Support, Workshop
from workshops.text import match_key


@dataclass(frozen=True)
class Step:
    """The room was in this stage from then to then; `ended_at` is None while it still is."""

    stage: Stage
    opened_at: datetime.datetime
    ended_at: datetime.datetime | None
    by: str
    planned: int | None  # minutes of the run sheet

    @property
    def minutes(self) -> int | None:
        if self.ended_at is None:
            return None
        return round((self.ended_at - self.opened_at).total_seconds() / 60)


@dataclass(frozen=True)
class People:
    """Who took part, each person once."""

    listed: list[Participant]  # by district, then name; for who may have names
    took: list[tuple[District, Took]]  # of every district that takes part
    in_room: int
    on_paper: int  # wrote elsewhere, and came in with a file
    by_scribe: int
    pretend: int
    positions: list[tuple[str, int]]
    agencies: list[tuple[str, int]]
    seats: Seats
    seats_by_district: Counter[str]

    @property
    def total(self) -> int:
        return self.in_room + self.on_paper


@dataclass(frozen=True)
class Gathered:
    """How many factors are on the board."""

    districts: list[District]
    placed: Counter[tuple[str, str]]  # by category and the code of the district
    stances: Counter[tuple[str, str]]  # by category and stance

    @property
    def factors(self) -> int:
        return self.placed.total()

    def of_category(self, category: str) -> int:
        return sum(n for (code, _district), n in self.placed.items() if code == category)


@dataclass(frozen=True)
class LeftOut:
    """What is not shown, as numbers only."""

    hidden: dict[str, int]  # factors, by the value of `HiddenReason`
    withdrawn: int
    waiting: int
    taken_back: int  # factors of files that were taken back
    texts: list[tuple[str, int, int, int]]  # kind; hidden, withdrawn, waiting
    merged_people: int


@dataclass(frozen=True)
class Meeting:
    workshop: Workshop
    facilitators: list[str]
    districts: list[str]  # for which it is held
    steps: list[Step]
    people: People
    counts: Gathered
    arrangement: Arrangement
    agreeing: int  # persons who agreed with anything
    comments: int
    rounds: list[RoundRead]
    ranking: Ranking | None
    put_first: list[Cluster]
    challenges: list[ShownChallenge]
    proposals: list[ShownProposal]
    plan: list[IssueNode]
    states: States
    grounds: dict[int, Grounds]
    left_out: LeftOut
    read_at: datetime.datetime


def meetings_of(workshops: Iterable[Workshop]) -> list[Meeting]:
    """Of workshops as they are at this moment. Call inside `snapshot.one_moment()`."""
    rows = Workshop.objects.filter(pk__in=[workshop.pk for workshop in workshops])
    fresh = rows.select_related("province", "plan_cycle__province").order_by("held_on", "pk")
    return [_meeting(workshop) for workshop in fresh]


def _meeting(workshop: Workshop) -> Meeting:
    plan = plan_tree([workshop], list(workshop.plan_cycle.years))
    arrangement, challenges = arrangement_of(workshop), challenges_of(workshop)
    rounds = rounds_of(workshop)
    return Meeting(
        workshop=workshop,
        facilitators=[one.display_name for one in workshop.facilitators.order_by("pk")],
        districts=[district.name for district in workshop.districts.as_listed()],
        steps=steps_of(workshop),
        people=_people(workshop),
        counts=_gathered(workshop),
        arrangement=arrangement,
        agreeing=_persons_who_agree(workshop),
        comments=workshop.comments.filter(
            hidden_at=None, withdrawn_at=None, is_waiting=False
        ).count(),
        rounds=rounds,
        ranking=ranking_of(workshop),
        put_first=put_first(workshop, rounds),
        challenges=challenges,
        proposals=proposals_of(workshop),
        plan=plan,
        states=states_of(workshop),
        grounds=grounds_of_issues([node.issue for node in plan]),
        left_out=_left_out(workshop),
        read_at=timezone.localtime(),
    )


def _gathered(workshop: Workshop) -> Gathered:
    rows = list(workshop.factors.on_board().values_list("category", "district_id", "stance"))
    return Gathered(
        districts_of([workshop]),
        Counter((category, district) for category, district, _stance in rows),
        Counter((category, stance) for category, _district, stance in rows),
    )


def steps_of(workshop: Workshop) -> list[Step]:
    """As the journal has them, a stage that was opened again once more. Two queries."""
    moved = JournalEntry.objects.filter(workshop=workshop, verb=Verb.STAGE_CHANGED)
    entries = list(moved.select_related("user").order_by("revision"))
    planned = dict(workshop.run_sheet.values_list("stage", "minutes"))
    ends = [*(entry.recorded_at for entry in entries[1:]), None]
    return [
        Step(
            Stage(entry.facts["after"]),
            timezone.localtime(entry.recorded_at),
            timezone.localtime(end) if end else None,
            entry.user.display_name if entry.user else "",
            planned.get(entry.facts["after"]),
        )
        for entry, end in zip(entries, ends, strict=False)
        if entry.facts.get("after") in Stage.values
    ]


def _people(workshop: Workshop) -> People:
    counted = Participant.objects.counted().filter(workshop=workshop)
    listed = list(counted.select_related("district").order_by("district__sort_key", "name", "pk"))
    own = list(workshop.districts.as_listed())
    counts = people_of(tallies_of([workshop]), [workshop], own, District.objects.as_listed())
    seats = Counter(workshop.seats.values_list("district", flat=True))
    return People(
        listed=listed,
        took=[(district, counts.of(district.pk)) for district in counts.districts],
        in_room=sum(one.from_import_id is None for one in listed),
        on_paper=sum(one.from_import_id is not None for one in listed),
        by_scribe=sum(one.scribe_id is not None for one in listed),
        pretend=sum(one.is_pretend for one in listed),
        positions=_groups((one.position, one.position) for one in listed),
        agencies=_groups(
            (one.agency.replace(one.district.name_th, "").strip(), one.agency) for one in listed
        ),
        seats=counts.seats,
        seats_by_district=Counter({str(code or ""): number for code, number in seats.items()}),
    )


def _groups(said: Iterable[tuple[str, str]]) -> list[tuple[str, int]]:
    """The kinds that at least `SMALLEST` people named, most first; the rest under ""."""
    names: dict[str, str] = {}
    found: Counter[str] = Counter()
    for kind, whole in said:
        key = match_key(kind) if kind else match_key(whole)
        names.setdefault(key, kind)
        found[key] += 1
    shown = [(names[key], n) for key, n in found.most_common() if key and n >= SMALLEST]
    others = found.total() - sum(n for _name, n in shown)
    return [*shown, ("", others)] if others else shown


def _persons_who_agree(workshop: Workshop) -> int:
    rows = Support.objects.filter(participant__workshop=workshop)
    pairs = rows.values_list("participant", "participant__merged_into")
    return len({kept or entry for entry, kept in pairs})


def _left_out(workshop: Workshop) -> LeftOut:
    factors = workshop.factors
    gone = factors.filter(from_import__taken_back_at__isnull=False)
    own = factors.exclude(from_import__taken_back_at__isnull=False)
    hidden = Counter(
        own.filter(hidden_at__isnull=False, withdrawn_at=None).values_list(
            "hidden_reason", flat=True
        )
    )
    return LeftOut(
        hidden={reason: hidden[reason] for reason in ("", *HiddenReason.values) if hidden[reason]},
        withdrawn=own.filter(withdrawn_at__isnull=False).count(),
        waiting=own.filter(hidden_at=None, withdrawn_at=None).exclude(waits_for="").count(),
        taken_back=gone.count(),
        texts=[
            (kind, *_texts_left_out(rows))
            for kind, rows in (
                ("comments", workshop.comments.all()),
                ("challenges", workshop.challenges.all()),
                ("proposals", workshop.proposals.all()),
            )
        ],
        merged_people=workshop.participants.exclude(merged_into=None).count(),
    )


def _texts_left_out(rows: Iterable[object]) -> tuple[int, int, int]:
    """Hidden, withdrawn, waiting: each text once."""
    states = [_state(one) for one in rows]
    return states.count("hidden"), states.count("withdrawn"), states.count("waiting")


def _state(one: object) -> str:
    if getattr(one, "withdrawn_at", None) is not None:
        return "withdrawn"
    if getattr(one, "hidden_at", None) is not None:
        return "hidden"
    return "waiting" if getattr(one, "is_waiting", False) else ""


def factors_total(meetings: Sequence[Meeting]) -> int:
    return sum(meeting.counts.factors for meeting in meetings)
