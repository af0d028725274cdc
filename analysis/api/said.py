"""Live data: what was said. Only what is on the board, and nobody's name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from analysis.api.asked import OF_WORKSHOPS, Asked, DataTable
from analysis.api.columns import (
    Column,
    Key,
    Kind,
    OfKeys,
    OfRows,
    Row,
    Source,
    be_year,
    listed,
)
from analysis.rollup_counts import factor_groups
from analysis.standing import Standing
from workshops.models import Challenge, District, Factor


def _factors(asked: Asked) -> Source:
    wanted = asked.filters
    # Here the district is the one that was spoken of, not the one that the workshop was for.
    found = Factor.objects.on_board().filter(workshop__in=[one.pk for one in asked.readable])
    for name in ("district", "category", "track"):
        if value := getattr(wanted, name):
            found = found.filter(**{name: value})

    def build(page: list[Factor]) -> list[Row]:
        """Four queries."""
        standing = asked.standing({one.workshop_id for one in page})
        return [_factor(asked, standing, districts, one) for one in page]

    districts = dict(District.objects.values_list("pk", "name_th"))
    return OfRows(found.only(*SAID), build)


# Many rows: what is not shown is not read.
SAID: tuple[str, ...] = (
    "id",
    "workshop_id",
    "cluster_id",
    "created_at",
    "district_id",
    "category",
    "stance",
)
SAID += ("track", "horizon", "text", "evidence")


def _factor(asked: Asked, standing: Standing, districts: Mapping[str, str], one: Factor) -> Row:
    return {
        "id": one.pk,
        "workshop": asked.code_of(one.workshop_id),
        "written_at": one.created_at,
        "written_year_be": be_year(one.created_at),
        "district": one.district_id,
        "district_name": districts[one.district_id],
        "category": one.category,
        "stance": one.stance,
        "track": one.track,
        "horizon": one.horizon,
        "text": one.text,
        "evidence": one.evidence,
        **_placed(standing, standing.same.get(one.pk, one.cluster_id)),
    }


def _placed(standing: Standing, cluster: int | None) -> Row:
    """In which cluster and theme it counts now."""
    root = None if cluster is None else standing.root_of.get(cluster)
    facts = None if root is None else standing.clusters.get(root)
    return {
        "cluster_id": facts.pk if facts else None,
        "cluster": facts.number if facts else None,
        "cluster_name": facts.name if facts else "",
        **_themed(standing, facts.pk if facts else None),
    }


def _themed(standing: Standing, cluster: int | None) -> Row:
    theme = None if cluster is None else standing.theme_of.get(cluster)
    found = None if theme is None else standing.themes[theme]
    return {"theme": found.number if found else None, "theme_name": found.name if found else ""}


def _clusters(asked: Asked) -> Source:
    standing = asked.standing([one.pk for one in asked.workshops])
    category = asked.filters.category
    keys = [(pk,) for pk, one in standing.clusters.items() if category in ("", one.category)]

    def build(page: list[Key]) -> list[Row]:
        """Three queries."""
        shown = [standing.clusters[key[0]] for key in page]
        factors, districts = _heard(asked, standing, {one.workshop for one in shown})
        tied = _tied(standing, [one.pk for one in shown])
        return [
            {
                "id": one.pk,
                "workshop": asked.code_of(one.workshop),
                "number": one.number,
                "name": one.name,
                "category": one.category,
                **_themed(standing, one.pk),
                "factors": factors[one.pk],
                "districts": len(districts[one.pk]),
                "challenges": tied[one.pk],
            }
            for one in shown
        ]

    return OfKeys(keys, build)


def _heard(
    asked: Asked, standing: Standing, workshops: Collection[int]
) -> tuple[Counter[int], dict[int, set[str]]]:
    """Of each cluster how many factors, and from which districts. Two queries."""
    factors: Counter[int] = Counter()
    districts: dict[int, set[str]] = defaultdict(set)
    of = [asked.by_key[pk] for pk in workshops]
    for _workshop, cluster, district, _entry, number in factor_groups(of, standing):
        root = None if cluster is None else standing.root_of.get(cluster)
        if root is not None:
            factors[root] += number
            districts[root].add(district)
    return factors, districts


def _tied(standing: Standing, clusters: Collection[int]) -> Counter[int]:
    """How many challenges each cluster has."""
    wanted = set(clusters)
    members = [pk for pk, root in standing.root_of.items() if root in wanted]
    links = Challenge.clusters.through.objects.filter(
        cluster__in=members, **{f"challenge__{name}": value for name, value in SHOWN.items()}
    )
    pairs = {
        (challenge, standing.root_of[cluster])
        for challenge, cluster in links.values_list("challenge_id", "cluster_id")
    }
    return Counter(root for _challenge, root in pairs)


SHOWN: dict[str, Any] = {"withdrawn_at": None, "hidden_at": None, "is_waiting": False}


def _challenges(asked: Asked) -> Source:
    found = Challenge.objects.filter(workshop__in=[one.pk for one in asked.workshops], **SHOWN)

    def build(page: list[Challenge]) -> list[Row]:
        standing = asked.standing({one.workshop_id for one in page})
        return [
            {
                "id": one.pk,
                "workshop": asked.code_of(one.workshop_id),
                "written_at": one.created_at,
                "written_year_be": be_year(one.created_at),
                "text": one.text,
                "affected": one.affected,
                "evidence_missing": one.evidence_missing,
                "clusters": listed(_numbers(standing, [c.pk for c in one.clusters.all()])),
            }
            for one in page
        ]

    return OfRows(found.prefetch_related("clusters"), build)


def _numbers(standing: Standing, clusters: Collection[int]) -> list[int]:
    roots = {standing.root_of.get(pk) for pk in clusters}
    return sorted(standing.clusters[pk].number for pk in roots if pk in standing.clusters)


INT = Kind.INT
WRITTEN = (
    Column("written_at", _("Written at"), Kind.MOMENT),
    Column("written_year_be", _("Year written, B.E."), INT),
)
THEME = (
    Column("theme", _("Number of the theme"), INT),
    Column("theme_name", _("Theme")),
)
FACTORS = DataTable(
    "factors",
    _("Factors"),
    (
        Column("id", _("Factor id"), INT),
        Column("workshop", _("Join code")),
        *WRITTEN,
        Column("district", _("District code")),
        Column("district_name", _("District")),
        Column("category", _("Category code")),
        Column("stance", _("Stance code")),
        Column("track", _("Track code")),
        Column("horizon", _("Horizon code")),
        Column("text", _("Factor")),
        Column("evidence", _("Evidence")),
        Column("cluster_id", _("Cluster id"), INT),
        Column("cluster", _("Number of the cluster"), INT),
        Column("cluster_name", _("Cluster")),
        *THEME,
    ),
    _factors,
    (*OF_WORKSHOPS, "category", "track"),
)
CLUSTERS = DataTable(
    "clusters",
    _("Clusters"),
    (
        Column("id", _("Cluster id"), INT),
        Column("workshop", _("Join code")),
        Column("number", _("Number of the cluster"), INT),
        Column("name", _("Cluster")),
        Column("category", _("Category code")),
        *THEME,
        Column("factors", _("Number of factors"), INT),
        Column("districts", _("How many districts speak of it"), INT),
        Column("challenges", _("Number of challenges"), INT),
    ),
    _clusters,
    (*OF_WORKSHOPS, "category"),
)
CHALLENGES = DataTable(
    "challenges",
    _("Challenges"),
    (
        Column("id", _("Challenge id"), INT),
        Column("workshop", _("Join code")),
        *WRITTEN,
        Column("text", _("Challenge")),
        Column("affected", _("Who is affected")),
        Column("evidence_missing", _("Evidence that is missing")),
        Column("clusters", _("Numbers of the clusters")),
    ),
    _challenges,
    OF_WORKSHOPS,
)
