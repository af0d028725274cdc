"""How far two readings say the same: what they share, what is left over, what contradicts."""

from __future__ import annotations

from dataclasses import dataclass

from workshops.similarity.mending import left_over, mended, runs_of
from workshops.similarity.reading import Reading, Token
from workshops.similarity.vocabulary import FUNCTION_WEIGHT, HEADS, PLACES


@dataclass(frozen=True, slots=True)
class Comparison:
    """The signs by which a pair is judged."""

    shared: float  # 0..1, Dice of the weighted concepts
    least: float  # 0..1, the smaller share that is covered
    opposite: int  # scales on which they stand at different ends, words that one of them negates
    silent: int  # scales at whose lower end one stands, while the other says nothing of them
    negations: int  # how many negations one has more than the other
    numbers: int  # 1 if each has a number that the other lacks
    kinds: int  # kinds of which they name different ones
    places: int  # names of places that differ
    swapped: float  # weight of the words that stand exactly in one another's place
    alone: int  # 1 if such a swap is all that differs


def compare(first: Reading, second: Reading) -> Comparison:
    """Compare two readings; symmetric."""
    if second.words < first.words:  # whichever comes first, the same is mended
        first, second = second, first
    first, second = mended(first, second)
    left, right = left_over(first, second)
    rest = _Rest(first, second, left, right)
    covered_first = first.total - rest.lost_first
    covered_second = second.total - rest.lost_second
    total = first.total + second.total
    return Comparison(
        shared=(covered_first + covered_second) / total if total else 0.0,
        least=min(
            covered_first / first.total if first.total else 0.0,
            covered_second / second.total if second.total else 0.0,
        ),
        opposite=_opposite(first, second)
        + _turned_round(first, second)
        + _other_way_round(first, second),
        silent=_silent(first, second),
        negations=abs(first.negations - second.negations),
        numbers=int(_each_has_more(first.numbers, second.numbers)),
        kinds=_different_kinds(first, second),
        places=max(int(_each_has_more(first.places, second.places)), rest.names),
        swapped=rest.swapped,
        alone=rest.alone,
    )


class _Rest:
    """What the words that are left over on both sides are to one another."""

    def __init__(self, first: Reading, second: Reading, left: list[int], right: list[int]) -> None:
        self.swapped = 0.0
        self.names = 0
        self.lost_first = sum(first.tokens[at].weight for at in left)
        self.lost_second = sum(second.tokens[at].weight for at in right)
        runs, others = _content_runs(first.tokens, left), _content_runs(second.tokens, right)
        for run in runs:
            for other in others:
                self._swap(run, other)
        self.alone = int(self.swapped > 0 and len(runs) == len(others) == 1)

    def _swap(self, run: _Run, other: _Run) -> None:
        if run.before != other.before or run.is_latin != other.is_latin:
            return  # a name in Latin letters may well be the Thai one
        exact = run.behind == other.behind
        if exact:
            self.swapped += min(run.heaviest, other.heaviest)
        if run.before in HEADS or (exact and (run.is_place or other.is_place)):
            self.names += 1


def _content_runs(tokens: tuple[Token, ...], places: list[int]) -> list[_Run]:
    """The runs among the words that carry meaning; grammar between them does not part them."""
    content = [at for at, token in enumerate(tokens) if token.weight > FUNCTION_WEIGHT]
    lost = set(places)
    mine = [tokens[at] for at in content]
    missing = [place for place, at in enumerate(content) if at in lost]
    return [_Run(mine, run) for run in runs_of(missing)]


class _Run:
    """Neighbouring tokens that the other text lacks; the ends of a text count as neighbours."""

    def __init__(self, tokens: list[Token], places: list[int]) -> None:
        mine = [tokens[at] for at in places]
        self.heaviest = max(token.weight for token in mine)
        self.is_latin = mine[0].surface.isascii() and mine[0].surface.isalpha()
        self.is_place = any(token.concept in PLACES for token in mine)
        self.before = tokens[places[0] - 1].concept if places[0] else "^"
        self.behind = tokens[places[-1] + 1].concept if places[-1] + 1 < len(tokens) else "$"


def _opposite(first: Reading, second: Reading) -> int:
    """Scales on which one text stands at the lower end and the other only at the upper."""
    return sum(
        end < 0 and (scale, 1) in other.ends and (scale, -1) not in other.ends
        for one, other in ((first, second), (second, first))
        for scale, end in one.ends
    )


def _turned_round(first: Reading, second: Reading) -> int:
    """Words that one text negates and the other says plainly."""
    return sum(
        any(token.concept == concept for token in other.tokens)
        for one, other in ((first, second), (second, first))
        for concept in one.negated - other.negated
    )


def _other_way_round(first: Reading, second: Reading) -> int:
    """1 if what is the cause in one text is the effect in the other."""
    straight = len(first.causes & second.causes) + len(first.effects & second.effects)
    crossed = len(first.causes & second.effects) + len(first.effects & second.causes)
    return int(crossed > 2 * straight)


def _silent(first: Reading, second: Reading) -> int:
    return sum(
        end < 0 and (scale, 1) not in other.ends and (scale, -1) not in other.ends
        for one, other in ((first, second), (second, first))
        for scale, end in one.ends
    )


def _each_has_more(first: frozenset[object], second: frozenset[object]) -> bool:
    return bool(first - second) and bool(second - first)


def _different_kinds(first: Reading, second: Reading) -> int:
    only_first = {kind for kind, _ in first.kinds - second.kinds}
    only_second = {kind for kind, _ in second.kinds - first.kinds}
    return len(only_first & only_second)
