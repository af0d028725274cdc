"""Clusters and results as the pictures take them, without a database."""

from __future__ import annotations

from workshops.domain.results import AxisResult, PointsResult, RatingResult
from workshops.enums import Category
from workshops.measures.consensus import Verdict
from workshops.measures.spread import spread_of
from workshops.models import Cluster

LONG = "โครงสร้างพื้นฐานด้านการบริหารจัดการน้ำเพื่อการเกษตรและการอุปโภคบริโภคในพื้นที่แล้งซ้ำซาก"
NAMES = {"act": "ลงมือทำ", "watch": "เฝ้าระวัง", "note": "ติดตาม", "keep": "ทำต่อไป"}


def cluster(number: int, *, name: str = "") -> Cluster:
    category = list(Category)[number % 6]
    return Cluster(pk=number, number=number, name=name or f"{LONG} {number}", category=category)


def axis(*values: int) -> AxisResult:
    return AxisResult(spread_of(values), None, Verdict.AGREED, {}, None)


def rated(
    number: int,
    impact: tuple[int, ...],
    uncertainty: tuple[int, ...],
    verdict: Verdict = Verdict.AGREED,
) -> RatingResult:
    axes = {"impact": axis(*impact), "uncertainty": axis(*uncertainty)}
    return RatingResult(cluster(number), axes, verdict, skipped=0)


def points(number: int, share: float, by_district: float | None = None) -> PointsResult:
    by_district = share if by_district is None else by_district
    return PointsResult(cluster(number), round(share * 100), 3, share, by_district)
