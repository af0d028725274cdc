"""Live data: the workshops themselves, and how many factors each district has in each category."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from analysis.api.asked import OF_WORKSHOPS, Asked, DataTable
from analysis.api.columns import Column, Key, Kind, OfKeys, Row, Source, be_year, listed
from workshops.enums import Category, Stage
from workshops.models import District, Factor, Workshop

ORDER = list(Category.values)


def _workshops(asked: Asked) -> Source:
    track = asked.filters.track
    keys = [(one.pk,) for one in asked.workshops if not track or one.track == track]

    def build(page: list[Key]) -> list[Row]:
        """Two queries."""
        pks = [key[0] for key in page]
        counted = Workshop.objects.filter(pk__in=pks).with_counts().with_rehearsal()
        counts = {one.pk: one for one in counted}
        held: dict[int, list[str]] = defaultdict(list)
        pairs = Workshop.districts.through.objects.filter(workshop__in=pks)
        for workshop, code in pairs.order_by("district").values_list("workshop_id", "district_id"):
            held[workshop].append(code)
        return [_workshop(asked.by_key[pk], counts[pk], held[pk]) for pk in pks]

    return OfKeys(keys, build)


def _workshop(one: Workshop, counts: Workshop, districts: list[str]) -> Row:
    return {
        "id": one.pk,
        "code": one.code,
        "title": one.title,
        "held_on": one.held_on,
        "held_year_be": be_year(one.held_on),
        "venue": one.venue,
        "province": one.province_id,
        "districts": listed(districts),
        "track": one.track,
        "cycle": one.plan_cycle_id,
        "cycle_years_be": str(one.plan_cycle),
        "stage": one.stage,
        "is_final": one.stage == Stage.CLOSED,
        "is_sample": one.is_sample,
        "has_rehearsal": counts.has_rehearsal,  # type: ignore[attr-defined]
        "people": counts.participants_total,  # type: ignore[attr-defined]
        "factors": counts.factors_total,  # type: ignore[attr-defined]
    }


def _coverage(asked: Asked) -> Source:
    """Three queries: every district that a workshop was held for, or that was spoken of there."""
    wanted = asked.filters
    pks = [one.pk for one in asked.readable]
    cells = {
        (workshop, code)
        for workshop, code in Workshop.districts.through.objects.filter(
            workshop__in=pks
        ).values_list("workshop_id", "district_id")
    }
    groups = Factor.objects.on_board().filter(workshop__in=pks).order_by()
    names = ("workshop_id", "district_id", "category")
    found = {
        (workshop, code, category): n
        for workshop, code, category, n in groups.values_list(*names).annotate(n=Count("pk"))
    }
    cells |= {(workshop, code) for workshop, code, _category in found}
    districts = {one.pk: one.name_th for one in District.objects.all()}
    keys = [
        (workshop, int(code), number)
        for workshop, code in cells
        for number, category in enumerate(ORDER, 1)
        if wanted.district in ("", code) and wanted.category in ("", category)
    ]

    def build(page: list[Key]) -> list[Row]:
        rows = []
        for workshop, number, place in page:
            code, category = f"{number:04}", ORDER[place - 1]
            rows.append(
                {
                    "workshop": asked.code_of(workshop),
                    "district": code,
                    "district_name": districts[code],
                    "category": category,
                    "factors": found.get((workshop, code, category), 0),
                }
            )
        return rows

    return OfKeys(keys, build)


INT, BOOL = Kind.INT, Kind.BOOL
WORKSHOPS = DataTable(
    "workshops",
    _("Workshops"),
    (
        Column("id", _("Workshop id"), INT),
        Column("code", _("Join code")),
        Column("title", _("Title of the workshop")),
        Column("held_on", _("Held on"), Kind.DATE),
        Column("held_year_be", _("Year held, B.E."), INT),
        Column("venue", _("Venue")),
        Column("province", _("Province code")),
        Column("districts", _("District codes")),
        Column("track", _("Track code")),
        Column("cycle", _("Plan cycle id"), INT),
        Column("cycle_years_be", _("Years of the plan cycle, B.E.")),
        Column("stage", _("Stage code")),
        Column("is_final", _("The workshop is closed"), BOOL),
        Column("is_sample", _("Sample data"), BOOL),
        Column("has_rehearsal", _("With pretend participants"), BOOL),
        Column("people", _("People who took part"), INT),
        Column("factors", _("Number of factors"), INT),
    ),
    _workshops,
    (*OF_WORKSHOPS, "track"),
)
COVERAGE = DataTable(
    "coverage",
    _("Coverage: factors by district and category"),
    (
        Column("workshop", _("Join code")),
        Column("district", _("District code")),
        Column("district_name", _("District")),
        Column("category", _("Category code")),
        Column("factors", _("Number of factors"), INT),
    ),
    _coverage,
    (*OF_WORKSHOPS, "category"),
)
