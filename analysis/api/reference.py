"""Live data: the words that the other tables use codes for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from analysis.api.asked import Asked, DataTable
from analysis.api.columns import Column, Key, Kind, OfKeys, Row, Source, be
from workshops.enums import Category, Track
from workshops.models import District, PlanCycle

INT, NUMBER = Kind.INT, Kind.NUMBER


def _of_list(rows: Sequence[Row]) -> Source:
    def build(page: list[Key]) -> list[Row]:
        return [rows[key[0] - 1] for key in page]

    return OfKeys([(number,) for number in range(1, len(rows) + 1)], build)


def _choices(choices: type[TextChoices]) -> Source:
    rows: list[Row] = []
    for number, one in enumerate(choices, 1):
        row: Row = {"code": one.value, "number": number}
        for language in ("th", "en"):
            with translation.override(language):
                row[f"name_{language}"] = str(one.label)
        rows.append(row)
    return _of_list(rows)


def _categories(_asked: Asked) -> Source:
    return _choices(Category)


def _tracks(_asked: Asked) -> Source:
    return _choices(Track)


def _districts(_asked: Asked) -> Source:
    """Pilot districts first, in the order of the source; the others by name."""
    rows: list[Row] = [
        {
            "code": one.pk,
            "number": number,
            "name_th": one.name_th,
            "name_en": one.name_en,
            "province": one.province_id,
            "pilot": one.pilot,
            "latitude": one.latitude,
            "longitude": one.longitude,
        }
        for number, one in enumerate(District.objects.as_listed(), 1)
    ]
    return _of_list(rows)


def _cycles(_asked: Asked) -> Source:
    cycles = {(one.pk,): one for one in PlanCycle.objects.all()}

    def build(page: list[Key]) -> list[Row]:
        return [
            {
                "id": one.pk,
                "province": one.province_id,
                "start_year": one.start_year,
                "start_year_be": be(one.start_year),
                "end_year": one.end_year,
                "end_year_be": be(one.end_year),
            }
            for one in (cycles[key] for key in page)  # type: ignore[index]
        ]

    return OfKeys(list(cycles), build)


def _word(name: str, title: Any, read: Any) -> DataTable:
    columns = (
        Column("code", _("Code")),
        Column("number", _("Number in the list"), INT),
        Column("name_th", _("Name in Thai")),
        Column("name_en", _("Name in English")),
    )
    return DataTable(name, title, columns, read)


CATEGORIES = _word("categories", _("Categories"), _categories)
TRACKS = _word("tracks", _("Tracks"), _tracks)
DISTRICTS = DataTable(
    "districts",
    _("Districts"),
    (
        Column("code", _("District code")),
        Column("number", _("Number in the list"), INT),
        Column("name_th", _("Name in Thai")),
        Column("name_en", _("Name in English")),
        Column("province", _("Province code")),
        Column("pilot", _("Pilot district"), Kind.BOOL),
        Column("latitude", _("Latitude"), NUMBER),
        Column("longitude", _("Longitude"), NUMBER),
    ),
    _districts,
)
CYCLES = DataTable(
    "cycles",
    _("Plan cycles"),
    (
        Column("id", _("Plan cycle id"), INT),
        Column("province", _("Province code")),
        Column("start_year", _("First fiscal year"), INT),
        Column("start_year_be", _("First fiscal year, B.E."), INT),
        Column("end_year", _("Last fiscal year"), INT),
        Column("end_year_be", _("Last fiscal year, B.E."), INT),
    ),
    _cycles,
)
