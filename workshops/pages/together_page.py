"""What a phone shows of the exchange and reflect steps: who reads it, what may be done now.

Nobody's name is in here. What everybody may not see does not come in: the arrangement has only
what is on the board, and an own comment or challenge that waits is its writer's alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workshops import access
from workshops.domain import people, stages
from workshops.domain.arrangement import Arrangement, Card, Stack
from workshops.domain.errors import WorkshopClosed
from workshops.enums import Action, Category, Stage
from workshops.live.fragments import Audience, first_draw
from workshops.models import Factor, Participant, Workshop

NOT_YET = _("This opens when the exchange begins. The page follows by itself.")
WORDS_OFF = _("The facilitator has taken all words off the screens for a moment.")
READ_ONLY = _("Agreeing and commenting are closed in this step. You can still read.")
COMMENTS_OFF = _("Comments are switched off in this workshop. Talk about it in the room.")


@dataclass(frozen=True)
class Reader:
    """Whose page it is: for a scribe's laptop the person it is writing for."""

    participant: Participant
    person: Participant
    entries: frozenset[int]  # all entries that are this person
    people: list[Participant] = field(default_factory=list)

    @property
    def workshop(self) -> Workshop:
        return self.participant.workshop

    def thread_of(self, kind: str) -> str:
        """The address of the comments on the one with the key 0; cheap to make others from."""
        return reverse("workshops:thread", args=[self.workshop.code, kind, 0]) + self.query

    @property
    def query(self) -> str:
        """What an address carries so that it stays the same person."""
        return "" if self.person.pk == self.participant.pk else f"?person={self.person.pk}"


@dataclass(frozen=True)
class Said:
    """One thing to agree with and to comment on."""

    kind: str
    pk: int
    total: int
    comments: int
    agrees: bool
    is_own: bool
    thread: str = ""  # the address of its comments

    @property
    def key(self) -> str:
        """Its name in the page."""
        return f"{self.kind}-{self.pk}"

    @property
    def agreeing(self) -> str:
        # A string: templates take five times as long for a number.
        return str(self.total)

    @property
    def commented(self) -> str:
        return str(self.comments)

    def counted(self) -> list[object]:
        return [self.kind, self.pk, self.total, self.comments, int(self.agrees)]


@dataclass(frozen=True)
class ShownCard:
    factor: Factor
    same: list[Factor]
    said: Said
    cluster: int  # the key of the cluster it is in, 0 for none

    @property
    def value(self) -> str:
        """What its tick sends: which card, and where the screen showed it."""
        return f"{self.said.pk}.{self.cluster}"


@dataclass(frozen=True)
class ShownStack:
    stack: Stack
    said: Said
    cards: list[ShownCard]


@dataclass(frozen=True)
class Heading:
    """One of the six, with its clusters and what is in none."""

    category: Category
    stacks: list[ShownStack]
    loose: list[ShownCard]

    @property
    def total(self) -> int:
        return len(self.loose) + sum(len(one.cards) for one in self.stacks)


def reader_of(request: HttpRequest, participant: Participant) -> Reader:
    """Two queries; 404 if a form names somebody else's person."""
    person = access.person_for(request, participant)
    entries = frozenset(people.entries_of(person))
    theirs = list(people.people_of(participant).select_related("district"))
    return Reader(participant, person, entries, theirs)


def page_context(reader: Reader) -> dict[str, object]:
    """What the frame of each of these pages takes. Four queries."""
    drawn = first_draw(reader.workshop, Audience.PHONE)
    same = reader.person.pk == reader.participant.pk
    kept = sorted(reader.entries) if same else people.entries_of(reader.participant)
    return {"drawn": drawn, "kept": kept}


def part_context(reader: Reader) -> dict[str, object]:
    """What each fragment of these pages takes: who reads, and what may be done now. No query."""
    workshop = reader.workshop
    return {
        "workshop": workshop,
        "reader": reader,
        "query": reader.query,
        "shown": is_shown(workshop),
        "note": note_of(workshop),
        "may_agree": stages.allows(workshop, Action.SUPPORT),
        "may_comment": may_comment(workshop),
    }


def is_shown(workshop: Workshop) -> bool:
    """Whether phones show what others wrote: from the exchange on, unless all words are off."""
    order = list(Stage)
    begun = order.index(Stage(workshop.stage)) >= order.index(Stage.EXCHANGE)
    return begun and not workshop.is_blanked


def may_comment(workshop: Workshop) -> bool:
    return workshop.comments_open and stages.allows(workshop, Action.COMMENT)


def note_of(workshop: Workshop) -> Promise | str:
    """The sentence that says why something cannot be done here now, or none."""
    if workshop.is_blanked:
        return WORDS_OFF
    if not is_shown(workshop):
        return NOT_YET
    if workshop.is_closed:
        return WorkshopClosed.message
    if not stages.allows(workshop, Action.SUPPORT):
        return READ_ONLY
    return "" if workshop.comments_open else COMMENTS_OFF


def headings_of(reader: Reader, arrangement: Arrangement) -> list[Heading]:
    of_card, of_stack = reader.thread_of("factor"), reader.thread_of("cluster")
    stacks = [
        ShownStack(
            stack,
            _said_of_stack(reader, stack, of_stack),
            [_shown_card(reader, card, of_card, cluster=stack.cluster.pk) for card in stack.cards],
        )
        for stack in arrangement.stacks
    ]
    loose = [_shown_card(reader, card, of_card, cluster=0) for card in arrangement.loose]
    return [
        Heading(
            category,
            [one for one in stacks if one.stack.cluster.category == category],
            [one for one in loose if one.factor.category == category],
        )
        for category in Category
    ]


def all_said(headings: Iterable[Heading]) -> list[Said]:
    found = []
    for heading in headings:
        for one in heading.stacks:
            found += [one.said, *(card.said for card in one.cards)]
        found += [card.said for card in heading.loose]
    return found


def counts_answer(reader: Reader, said: Iterable[Said]) -> HttpResponse:
    """How many agree with what and how much is said of it, as short as it can be told."""
    counts = [one.counted() for one in said] if is_shown(reader.workshop) else []
    return JsonResponse({"person": reader.person.pk, "counts": counts})


def at(thread: str, pk: int) -> str:
    """The same address for the one with this key."""
    return thread.replace("/0/", f"/{pk}/")


def _shown_card(reader: Reader, card: Card, thread: str, *, cluster: int) -> ShownCard:
    pk = card.factor.pk
    said = Said(
        "factor",
        pk,
        card.agreeing_total,
        card.comments,
        agrees=reader.person.pk in card.agreeing,
        is_own=any(factor.participant_id in reader.entries for factor in card.members),
        thread=at(thread, pk),
    )
    return ShownCard(card.factor, card.same, said, cluster)


def _said_of_stack(reader: Reader, stack: Stack, thread: str) -> Said:
    pk, agrees = stack.cluster.pk, reader.person.pk in stack.agreeing
    total, comments = stack.agreeing_total, stack.comments
    return Said("cluster", pk, total, comments, agrees, is_own=False, thread=at(thread, pk))
