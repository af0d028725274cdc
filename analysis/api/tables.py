"""Every table of live data, by the name in its address."""

from __future__ import annotations

from analysis.api.answers import ROUNDS
from analysis.api.asked import DataTable
from analysis.api.plan import INDICATORS, ISSUES, PROGRAMMES, TARGETS
from analysis.api.projects import BUDGETS, PROJECTS
from analysis.api.reference import CATEGORIES, CYCLES, DISTRICTS, TRACKS
from analysis.api.rooms import COVERAGE, WORKSHOPS
from analysis.api.said import CHALLENGES, CLUSTERS, FACTORS

TABLES: dict[str, DataTable] = {
    one.name: one
    for one in (
        WORKSHOPS,
        FACTORS,
        CLUSTERS,
        ROUNDS,
        CHALLENGES,
        COVERAGE,
        ISSUES,
        INDICATORS,
        TARGETS,
        PROGRAMMES,
        PROJECTS,
        BUDGETS,
        DISTRICTS,
        CATEGORIES,
        TRACKS,
        CYCLES,
    )
}
