"""What says the same: while somebody types, and for the facilitator who sorts.

Suggestions are only ever offered: people accept or refuse them one by one.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from workshops.domain import journal, people
from workshops.domain.arrangement import Arrangement
from workshops.domain.writing import write
from workshops.enums import Category, Verb
from workshops.models import Factor, Participant, RefusedHint, User, Workshop
from workshops.similarity import Index, duplicates, groups

SHORTEST = 6  # characters, from which a hint makes sense
KEPT_INDEXES = 12

_lock = threading.Lock()
_indexes: OrderedDict[int, tuple[Index, dict[int, str]]] = OrderedDict()


@dataclass(frozen=True)
class SuggestedPair:
    first: Factor
    second: Factor
    score: float


@dataclass(frozen=True)
class SuggestedGroup:
    name: str
    category: Category
    factors: list[Factor]


def alike_to(participant: Participant, text: str, *, limit: int = 3) -> list[Factor]:
    """At most `limit` factors of others that say the same, best first. Three queries.

    Only what this person may read: on the board, so nothing before a reveal.
    """
    if len(text) < SHORTEST:
        return []
    workshop = participant.workshop
    shown = workshop.factors.on_board().filter(merged_into=None)
    texts = dict(shown.values_list("pk", "text"))
    own = people.factors_in_care_of(participant).values_list("pk", flat=True)
    with _lock:
        found = _index(workshop.pk, texts).alike(text, limit=limit, besides=set(own))
    rows = shown.select_related("district").in_bulk([one.key for one in found])
    return [rows[one.key] for one in found if one.key in rows]


def suggested_duplicates(workshop: Workshop, arrangement: Arrangement) -> list[SuggestedPair]:
    """Pairs of cards that seem to say the same, best first, without refused ones. One query."""
    cards = _cards(arrangement)
    refused = _refused(workshop)
    return [
        SuggestedPair(cards[pair.first], cards[pair.second], pair.score)
        for pair in duplicates({pk: factor.text for pk, factor in cards.items()})
        if members_hash([pair.first, pair.second]) not in refused
    ]


def suggested_groups(workshop: Workshop, arrangement: Arrangement) -> list[SuggestedGroup]:
    """Groups of loose cards within one category, largest first, without refused ones."""
    loose = {card.factor.pk: card.factor for card in arrangement.loose}
    refused = _refused(workshop)
    found = []
    for category in Category:
        texts = {pk: factor.text for pk, factor in loose.items() if factor.category == category}
        for group in groups(texts):
            if members_hash(group.members) not in refused:
                members = [loose[pk] for pk in group.members]
                found.append(SuggestedGroup(group.name, category, members))
    return sorted(found, key=lambda one: (-len(one.factors), one.factors[0].pk))


@write
def refuse_hint(workshop: Workshop, *, by: User, factors: Sequence[int]) -> RefusedHint:
    """Do not suggest exactly these together again. Twice is once."""
    workshop = Workshop.objects.locked(workshop.pk)
    members = members_hash(factors)
    hint, new = RefusedHint.objects.get_or_create(workshop=workshop, members=members)
    if new:
        journal.record(workshop, Verb.HINT_REFUSED, by=by, factors=sorted(factors))
    return hint


def members_hash(factors: Collection[int]) -> str:
    plain = ",".join(str(pk) for pk in sorted(factors))
    return hashlib.sha256(plain.encode()).hexdigest()


def _refused(workshop: Workshop) -> set[str]:
    return set(workshop.refused_hints.values_list("members", flat=True))


def _cards(arrangement: Arrangement) -> dict[int, Factor]:
    cards = [card for stack in arrangement.stacks for card in stack.cards] + arrangement.loose
    return {card.factor.pk: card.factor for card in cards}


def _index(workshop: int, texts: dict[int, str]) -> Index:
    """The index of a workshop's factors, brought up to date; the longest unused one goes."""
    kept = _indexes.pop(workshop) if workshop in _indexes else (Index(), {})
    index, known = kept
    for pk in known.keys() - texts.keys():
        index.drop(pk)
    for pk, text in texts.items():
        if known.get(pk) != text:
            index.put(pk, text)
    _indexes[workshop] = (index, texts)
    while len(_indexes) > KEPT_INDEXES:
        _indexes.popitem(last=False)
    return index
