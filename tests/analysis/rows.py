"""Rows of a plan for the tests of frames, tables and the workbook."""

from __future__ import annotations

import uuid
from decimal import Decimal

from analysis.domain.indicators import create_indicator
from analysis.domain.issues import create_issue
from analysis.domain.project_rules import Activity
from analysis.domain.projects import create_project
from analysis.models import WholePlanRule
from tests.factories import create_planner, create_workshop
from workshops.enums import Confidence, ReferenceKind, Track
from workshops.models import ReferenceItem

INDICATOR = {
    "name": "หมู่บ้านที่มีน้ำใช้ตลอดปี",
    "unit": "แห่ง",
    "baseline_value": Decimal("12"),
    "baseline_year": 2022,
    "whole_plan_rule": WholePlanRule.SUM,
    "data_owner": "สำนักงานจังหวัด",
}
PROJECT = {
    "name": "ขุดลอกลำน้ำ",
    "lead_agency": "โครงการชลประทาน",
    "place": "อำเภอชุมแพ",
    "start_year": 2023,
    "end_year": 2025,
    "activities": [Activity("สำรวจ"), Activity("ขุดลอก")],
    "outputs": "ลำน้ำ 3 สาย",
    "outcomes": "น้ำไม่ท่วม",
    "track": Track.SMART,
}


def source(*, number=1):
    return ReferenceItem.objects.get_or_create(
        kind=ReferenceKind.BUDGET_SOURCE,
        code=str(number),
        defaults={
            "number": number,
            "name_th": f"แหล่งงบประมาณ {number}",
            "confidence_th": Confidence.VERIFIED,
            "confidence_en": Confidence.VERIFIED,
        },
    )[0]


def new_issue(workshop=None, *, by=None, factors=(), **fields):
    fields = {"client_id": uuid.uuid4(), "title": "จัดการน้ำ", "track": Track.BOTH} | fields
    workshop = workshop or create_workshop()
    return create_issue(workshop, by=by or create_planner(), factors=factors, **fields)


def new_indicator(issue=None, *, by=None, targets=None, factors=(), **fields):
    fields = {"client_id": uuid.uuid4()} | INDICATOR | fields
    targets = {2023: Decimal(5), 2027: Decimal("7.5")} if targets is None else targets
    return create_indicator(
        issue or new_issue(), by=by or create_planner(), targets=targets, factors=factors, **fields
    )


def new_project(issue=None, *, by=None, budgets=None, indicators=(), factors=(), **fields):
    fields = {"client_id": uuid.uuid4()} | PROJECT | fields
    budgets = {(2023, source()): Decimal("1500000.50")} if budgets is None else budgets
    return create_project(
        issue or new_issue(),
        by=by or create_planner(),
        budgets=budgets,
        indicators=indicators,
        factors=factors,
        **fields,
    )
