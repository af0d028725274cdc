"""What the pages of a province and of one district show. Reads; a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from analysis.dashboard_counts import Counts, Took, counts_of
from analysis.dashboard_figures import (
    DECIMALS,
    UNITS,
    Figure,
    FigureRow,
    figure_rows,
    values_of,
)
from analysis.dashboard_lines import Agreement, Line, lines_of
from analysis.dashboard_plan import PlanProgress, plan_progress
from analysis.models import DevelopmentIssue
from analysis.pictures.districts import DistrictMap, district_map
from analysis.selection import Selection
from analysis.snapshot import one_moment
from workshops.enums import Category
from workshops.models import District, Factor, Workshop
from workshops.pictures.heat import HeatPicture, heat_picture

FIRST = 10  # priorities by either weight
SENTENCES = 12  # of each category, with the most agreement
LINES = 15  # that a district shares, or that are its own


@dataclass(frozen=True)
class Held:
    """One workshop with how far it agrees; None if no rating was revealed."""

    workshop: Workshop
    agreement: Agreement | None


@dataclass(frozen=True)
class Came:
    district: District
    took: Took


@dataclass(frozen=True)
class Priority:
    """A line, and the workshop of a cluster that is in no theme."""

    line: Line
    workshop: Workshop | None
    here: int = 0  # factors of the one district


@dataclass(frozen=True)
class ProvincePage:
    counts: Counts
    came: list[Came]
    coverage: HeatPicture
    map: DistrictMap | None
    map_rows: list[FigureRow]
    priorities: list[Priority]
    held: list[Held]
    plan: PlanProgress

    @property
    def rated(self) -> list[Held]:
        return [one for one in self.held if one.agreement]

    @property
    def unrated(self) -> int:
        return len(self.held) - len(self.rated)


@dataclass(frozen=True)
class Sentences:
    """Of one category those with the most agreement, and how many there are."""

    category: Category
    total: int
    shown: list[Factor]  # with `agreeing`, how many agree

    @property
    def more(self) -> int:
        return self.total - len(self.shown)


@dataclass(frozen=True)
class DistrictPage:
    took: Took
    workshops: list[Workshop]  # held for it, or in which somebody spoke of it
    districts: int
    sentences: list[Sentences]
    shared: list[Priority]
    shared_total: int
    peculiar: list[Priority]
    peculiar_total: int
    issues: list[tuple[DevelopmentIssue, int]]
    issues_total: int  # of the plan

    @property
    def factors(self) -> int:
        return sum(one.total for one in self.sentences)

    @property
    def empty(self) -> list[Category]:
        return [one.category for one in self.sentences if not one.total]


def province_page(selection: Selection, districts: list[District], figure: Figure) -> ProvincePage:
    """`districts` are the province's, as listed."""
    workshops = selection.workshops
    lines = lines_of(workshops, selection.cycle)
    with one_moment():
        counts = counts_of(lines.tallies, workshops, selection.districts, districts)
        plan = plan_progress(workshops, selection.cycle)
    values = values_of(figure, counts, plan)
    first, by_name = lines.first(FIRST), {one.pk: one for one in workshops}
    return ProvincePage(
        counts=counts,
        came=[Came(one, counts.of(one.pk)) for one in counts.districts],
        coverage=heat_picture(counts.factors, counts.districts),
        map=district_map(
            selection.cycle.province_id,
            values,
            decimals=DECIMALS.get(figure, 0),
            unit=UNITS.get(figure, ""),
        ),
        map_rows=figure_rows(figure, values, districts),
        priorities=[Priority(one, by_name.get(one.workshop or 0)) for one in first],
        held=[Held(one, lines.agreement.get(one.pk)) for one in workshops],
        plan=plan,
    )


def district_page(
    selection: Selection, districts: list[District], district: District
) -> DistrictPage:
    code, workshops = district.pk, selection.workshops
    lines = lines_of(workshops, selection.cycle)
    by_name = {one.pk: one for one in workshops}
    with one_moment():
        counts = counts_of(lines.tallies, workshops, selection.districts, districts)
        plan = plan_progress(workshops, selection.cycle)
        sentences = _sentences(workshops, code)
        here = _heard_in(workshops, code)
    shared, peculiar = lines.shared_by(code), lines.peculiar_to(code)

    def listed(found: list[Line]) -> list[Priority]:
        return [
            Priority(one, by_name.get(one.workshop or 0), one.by_district[code])
            for one in found[:LINES]
        ]

    return DistrictPage(
        took=counts.of(code),
        workshops=[one for one in workshops if one.pk in here],
        districts=len(counts.districts),
        sentences=[
            Sentences(category, counts.factors[category, code], sentences.get(category, []))
            for category in Category
        ],
        shared=listed(shared),
        shared_total=len(shared),
        peculiar=listed(peculiar),
        peculiar_total=len(peculiar),
        issues=plan.resting_on(code),
        issues_total=len(plan.issues),
    )


def _sentences(workshops: list[Workshop], code: str) -> dict[str, list[Factor]]:
    """The first few of each category: most agreement first, then the oldest. Two queries."""
    here = Factor.objects.on_board().filter(workshop__in=workshops, district=code)
    place = Window(
        RowNumber(),
        partition_by="category",
        order_by=[F("agreeing").desc(), F("created_at").asc(), F("pk").asc()],
    )
    counted = here.annotate(agreeing=Count("support")).annotate(place=place)
    found: dict[str, list[Factor]] = {}
    rows = counted.filter(place__lte=SENTENCES).select_related("workshop")
    for one in rows.order_by("category", "place"):
        found.setdefault(one.category, []).append(one)
    return found


def _heard_in(workshops: list[Workshop], code: str) -> set[int]:
    """Workshops held for the district, or with a factor about it. Two queries."""
    held = Workshop.districts.through.objects.filter(workshop__in=workshops, district=code)
    said = Factor.objects.on_board().filter(workshop__in=workshops, district=code).order_by()
    return {
        *held.values_list("workshop_id", flat=True),
        *said.values_list("workshop_id", flat=True).distinct(),
    }
