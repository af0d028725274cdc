"""The rows behind the roll-up, as a file: what was said and answered, once per person, no names.

Each figure of the page can be formed again from them; tests/analysis/test_rollup_rows.py does.
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings

from analysis.rollup_answers import Answers, answers_of
from analysis.rollup_counts import CHUNK
from analysis.standing import Standing, saying_the_same, standing_of
from workshops.models import District, Factor, Support, Workshop

# A spreadsheet takes what begins like this for a formula; the apostrophe keeps it text.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
HEADER = (
    "kind",  # factor, support, points, rating
    "workshop",
    "held_on",
    "round",
    "newest",  # 1: the answer that counts; 0: only for comparing rounds
    "first",  # 1: of the first of several rounds
    "person",  # the same number within one kind only, so that words and answers stay apart
    "district",
    "district_name",
    "theme",
    "theme_name",
    "cluster",
    "cluster_name",
    "category",
    "stance",
    "points",
    "impact",
    "uncertainty",
    "factor",
    "text",
)
Row = dict[str, object]


@dataclass
class _Book:
    """What all rows need to know."""

    workshops: dict[int, Workshop]
    standing: Standing
    names: dict[str, str]  # of districts

    def place(self, cluster: int | None) -> Row:
        """On which line it counts, and in which cluster that stands."""
        root = None if cluster is None else self.standing.root_of.get(cluster)
        facts = self.standing.clusters.get(root) if root is not None else None
        if root is None or facts is None:
            return {}
        row: Row = {"cluster": facts.number, "cluster_name": facts.name}
        theme = self.standing.theme_of.get(root)
        if theme is not None:
            found = self.standing.themes[theme]
            row |= {"theme": found.number, "theme_name": found.name}
        return row

    def of(self, workshop: int) -> Row:
        held = self.workshops[workshop]
        return {"workshop": held.code, "held_on": held.held_on.isoformat()}

    def who(self, kind: str, entry: int, *, without_name: bool = False) -> Row:
        """`without_name`: another number, so that no named sentence leads to a nameless one."""
        person = self.standing.people[entry]
        number = _pseudonym(f"{kind} without name" if without_name else kind, person.pk)
        return {"kind": kind, "person": number} | self.where(person.district)

    def where(self, district: str) -> Row:
        return {"district": district, "district_name": self.names[district]}


def file_of(workshops: Sequence[Workshop], *, kind: str = "", theme: int | None = None) -> bytes:
    """The whole file, UTF-8 with a byte order mark so that Excel reads the Thai.

    `kind` and `theme` (its number; 0: in no theme) leave out other rows.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADER, restval="")
    writer.writeheader()
    for row in rows_of(workshops):
        wanted = theme is None or row.get("theme", 0) == theme
        if wanted and kind in ("", row["kind"]):
            writer.writerow({name: safe(value) for name, value in row.items()})
    return out.getvalue().encode("utf-8-sig")


def safe(value: object) -> object:
    """Text as it is, but never a formula."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def rows_of(workshops: Sequence[Workshop]) -> Iterator[Row]:
    """What counts, after merging: a person, a cluster, an answer once each. Thirteen queries."""
    standing = standing_of(workshops)
    names = {one.pk: one.name for one in District.objects.all()}
    book = _Book({one.pk: one for one in workshops}, standing, names)
    yield from _factors(workshops, book)
    yield from _support(workshops, book)
    yield from _answers(book, answers_of(workshops, standing))


def _factors(workshops: Collection[Workshop], book: _Book) -> Iterator[Row]:
    names = ("pk", "workshop_id", "cluster_id", "participant_id", "district_id", "is_anonymous")
    texts = ("category", "stance", "text")
    found = Factor.objects.on_board().filter(workshop__in=workshops).order_by("workshop", "pk")
    for row in found.values_list(*names, *texts).iterator(CHUNK):
        pk, workshop, cluster, entry, district, nameless = row[:6]
        place = book.place(book.standing.same.get(pk, cluster))
        # Where the factor is from counts, not where its writer is.
        who = book.who("factor", entry, without_name=nameless) | book.where(district)
        words = dict(zip(texts, row[6:], strict=True))
        yield who | book.of(workshop) | place | {"factor": pk} | words


def _support(workshops: Collection[Workshop], book: _Book) -> Iterator[Row]:
    """Who agrees with what is on the board; with what says the same, once with each."""
    on = ("factor__hidden_at", "factor__withdrawn_at", "factor__waits_for", "factor__cluster_id")
    names = ("participant_id", "participant__workshop_id", "cluster_id", "factor_id")
    same = set(saying_the_same(workshops).values_list("pk", flat=True))
    found = Support.objects.filter(participant__workshop__in=workshops, challenge=None)
    for row in found.order_by("pk").values_list(*names, *on).iterator(CHUNK):
        entry, workshop, cluster, factor = row[:4]
        if factor is not None:
            is_shown = factor in book.standing.same if factor in same else not any(row[4:7])
            cluster = book.standing.same.get(factor) if factor in same else row[7]
            if not is_shown:
                continue
        elif cluster is None:
            continue
        of_factor: Row = {} if factor is None else {"factor": factor}
        yield book.who("support", entry) | book.of(workshop) | book.place(cluster) | of_factor


def _answers(book: _Book, answers: Answers) -> Iterator[Row]:
    for pk, votes in answers.votes.items():
        asked = answers.rounds[pk]
        newest = answers.newest_points[asked.workshop] == pk
        first = answers.first_points.get(asked.workshop) == pk
        base = _of_round(book, asked.workshop, asked.number, newest=newest, first=first)
        for person, mine in votes.items():
            who = book.who("points", person) | base
            for cluster, points in mine.items():
                yield who | _cluster(book, cluster) | {"points": points}
    for (pk, cluster), rated in answers.ratings.items():
        asked = answers.rounds[pk]
        newest = answers.newest_ratings[cluster] == pk
        first = answers.first_ratings.get(cluster) == pk
        if not (newest or first):
            continue
        base = _of_round(book, asked.workshop, asked.number, newest=newest, first=first)
        base |= _cluster(book, cluster)
        for person, one in rated.items():
            said = {"impact": one.impact, "uncertainty": one.uncertainty}
            yield book.who("rating", person) | base | said


def _of_round(book: _Book, workshop: int, number: int, *, newest: bool, first: bool) -> Row:
    return book.of(workshop) | {"round": number, "newest": int(newest), "first": int(first)}


def _cluster(book: _Book, cluster: int) -> Row:
    return book.place(cluster) | {"category": book.standing.clusters[cluster].category}


def _pseudonym(kind: str, person: int) -> str:
    """Tells persons apart within one kind of rows; leads neither to a name nor to other rows."""
    told = hmac.new(settings.SECRET_KEY.encode(), f"{kind}/{person}".encode(), hashlib.sha256)
    return told.hexdigest()[:12]
