"""Live data: what came of revealed rounds, one row per round and cluster; never a single answer.

A figure that fewer than `SHOWN_MINIMUM` people stand behind is left out, and so are the shares
of a round that has such a cluster: it could be reckoned from the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from analysis.api.asked import OF_WORKSHOPS, Asked, DataTable
from analysis.api.columns import Column, Key, Kind, OfKeys, Row, Source
from analysis.standing import Standing
from workshops.domain.results import AXES
from workshops.enums import RoundKind
from workshops.measures.consensus import SHOWN_MINIMUM, joint_verdict, verdict_of
from workshops.measures.spread import agreement_share, spread_of
from workshops.models import Rating, Round, Vote

Points = dict[int, dict[int, int]]  # cluster: person: points
Ratings = dict[int, dict[int, Rating]]  # cluster: person: the answer that counts


def _rounds(asked: Asked) -> Source:
    """Two queries, and four for what stands for what."""
    standing = asked.standing([one.pk for one in asked.workshops])
    kinds = (RoundKind.POINTS, RoundKind.RATINGS)
    revealed = Round.objects.revealed().filter(
        workshop__in=[one.pk for one in asked.workshops], kind__in=kinds
    )
    rounds = {one.pk: one for one in revealed.select_related("second_of")}
    category = asked.filters.category
    keys = set()
    asks = Round.clusters.through.objects.filter(round__in=rounds)
    for pk, cluster in asks.values_list("round_id", "cluster_id"):
        root = standing.root_of.get(cluster)
        if root in standing.clusters and category in ("", standing.clusters[root].category):
            keys.add((pk, root))

    def build(page: list[Key]) -> list[Row]:
        """Three queries: the clusters of a page's rounds, their points, their ratings."""
        wanted = {key[0] for key in page}
        of = _asked_roots(standing, wanted)
        points, ratings = _points(standing, wanted), _ratings(standing, wanted)
        hidden = {pk for pk in wanted if _has_few(points[pk], of[pk])}
        rows = []
        for pk, cluster in page:
            round_ = rounds[pk]
            row = _named(asked, standing, round_, cluster)
            if round_.kind == RoundKind.POINTS:
                given = {root: points[pk].get(root, {}) for root in of[pk]}
                row |= _given(given, cluster, without_shares=pk in hidden)
            else:
                row |= _rated(round_, ratings[pk].get(cluster, {}))
            rows.append(row)
        return rows

    return OfKeys(list(keys), build)


def _named(asked: Asked, standing: Standing, round_: Round, cluster: int) -> Row:
    facts = standing.clusters[cluster]
    empty = {column.name: None for column in FIGURES}
    return {
        "id": f"{round_.pk}.{cluster}",
        "workshop": asked.code_of(round_.workshop_id),
        "round": round_.number,
        "kind": round_.kind,
        "second_of": round_.second_of.number if round_.second_of else None,
        "revealed_at": round_.revealed_at,
        "cluster_id": cluster,
        "cluster": facts.number,
        "cluster_name": facts.name,
        "category": facts.category,
        **empty,
        "verdict": "",
    }


def _given(given: Mapping[int, Mapping[int, int]], cluster: int, *, without_shares: bool) -> Row:
    """Points of one cluster, as `workshops.domain.results.points_results` counts them."""
    mine = given[cluster]
    row: Row = {"people": len(mine)}
    if 0 < len(mine) < SHOWN_MINIMUM:
        return row
    row["points"] = sum(mine.values())
    total = sum(sum(one.values()) for one in given.values())
    if not without_shares and total:
        row["share"] = round(row["points"] / total, 4)
    return row


def _has_few(points: Points, clusters: Iterable[int]) -> bool:
    return any(0 < len(points.get(one, ())) < SHOWN_MINIMUM for one in clusters)


def _rated(round_: Round, given: Mapping[int, Rating]) -> Row:
    """Ratings of one cluster, as `workshops.domain.results.rating_results` forms them."""
    answered = [one for one in given.values() if not one.is_skipped]
    row: Row = {"people": len(answered), "skipped": len(given) - len(answered)}
    verdicts = []
    for axis in AXES:
        values = [v for one in answered if (v := getattr(one, axis)) is not None]
        if axis != "likelihood":
            verdicts.append(verdict_of(values, round_.rule, round_.threshold))
        spread = spread_of(values)
        if spread is not None and spread.n >= SHOWN_MINIMUM:
            row[f"{axis}_median"] = spread.median
            row[f"{axis}_iqr"] = spread.iqr
            row[f"{axis}_agreement"] = round(agreement_share(values) or 0, 4)
    return row | {"verdict": str(joint_verdict(verdicts))}


def _asked_roots(standing: Standing, rounds: Iterable[int]) -> dict[int, set[int]]:
    """Of each round what stands now for the clusters that it asks about."""
    found: dict[int, set[int]] = defaultdict(set)
    pairs = Round.clusters.through.objects.filter(round__in=rounds)
    for pk, cluster in pairs.values_list("round_id", "cluster_id"):
        root = standing.root_of.get(cluster)
        if root is not None and root in standing.clusters:
            found[pk].add(root)
    return found


def _points(standing: Standing, rounds: Iterable[int]) -> dict[int, Points]:
    """On clusters that were merged the most that a person gave counts."""
    found: dict[int, Points] = defaultdict(lambda: defaultdict(dict))
    rows = Vote.objects.filter(round__in=rounds).exclude(points=0).order_by()
    names = ("round_id", "participant_id", "cluster_id", "points")
    for pk, entry, cluster, points in rows.values_list(*names):
        root = standing.root_of.get(cluster)
        if root is not None:
            mine, person = found[pk][root], standing.people[entry].pk
            mine[person] = max(mine.get(person, 0), points)
    return found


def _ratings(standing: Standing, rounds: Iterable[int]) -> dict[int, Ratings]:
    """Of several answers of a person about what stands together the newest counts."""
    found: dict[int, Ratings] = defaultdict(lambda: defaultdict(dict))
    rows = Rating.objects.filter(round__in=rounds).order_by("changed_at", "pk")
    for one in rows:
        root = standing.root_of.get(one.cluster_id)
        if root is not None:
            found[one.round_id][root][standing.people[one.participant_id].pk] = one
    return found


INT, NUMBER = Kind.INT, Kind.NUMBER


def _axis(axis: str, *titles: Any) -> tuple[Column, ...]:
    names = ("median", "iqr", "agreement")
    pairs = zip(names, titles, strict=True)
    return tuple(Column(f"{axis}_{name}", title, NUMBER) for name, title in pairs)


FIGURES = (
    Column("people", _("People who answered"), INT),
    Column("points", _("Points"), INT),
    Column("share", _("Share of all points, 0 to 1"), NUMBER),
    Column("skipped", _("People who skipped it"), INT),
    *_axis(
        "impact",
        _("Impact, median"),
        _("Impact, interquartile range"),
        _("Impact, share that rates alike"),
    ),
    *_axis(
        "uncertainty",
        _("Uncertainty, median"),
        _("Uncertainty, interquartile range"),
        _("Uncertainty, share that rates alike"),
    ),
    *_axis(
        "likelihood",
        _("Likelihood, median"),
        _("Likelihood, interquartile range"),
        _("Likelihood, share that rates alike"),
    ),
)
ROUNDS = DataTable(
    "rounds",
    _("Results of rounds"),
    (
        Column("id", _("Round and cluster")),
        Column("workshop", _("Join code")),
        Column("round", _("Number of the round"), INT),
        Column("kind", _("Kind of round")),
        Column("second_of", _("Second round of number"), INT),
        Column("revealed_at", _("Revealed at"), Kind.MOMENT),
        Column("cluster_id", _("Cluster id"), INT),
        Column("cluster", _("Number of the cluster"), INT),
        Column("cluster_name", _("Cluster")),
        Column("category", _("Category code")),
        *FIGURES,
        Column("verdict", _("Verdict code")),
    ),
    _rounds,
    (*OF_WORKSHOPS, "category"),
)
