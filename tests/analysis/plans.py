"""Rows of a plan made through the domain, and what the forms send."""

from __future__ import annotations

import uuid
from decimal import Decimal

from analysis.domain import indicators, issues, programmes, projects
from analysis.domain.project_rules import Activity
from analysis.models import DevelopmentIssue, Indicator, Programme, Project, WholePlanRule
from tests.factories import create_planner, create_workshop
from workshops.enums import ReferenceKind, Track
from workshops.models import ReferenceItem, Workshop


def create_source(*, code: str = "province", kind: str = ReferenceKind.BUDGET_SOURCE):
    return ReferenceItem.objects.get_or_create(
        kind=kind,
        code=code,
        defaults={"number": 1, "name_th": f"แหล่ง {code}", "name_en": f"Source {code}"},
    )[0]


def issue_said(**changed: object) -> dict[str, object]:
    """What a planner says of an issue; the test names only what it is about."""
    said = {"client_id": uuid.uuid4(), "title": "น้ำ", "goal": "มีน้ำใช้", "rationale": "น้ำแล้ง"}
    return said | {"track": Track.BOTH, "factors": ()} | changed


def indicator_said(**changed: object) -> dict[str, object]:
    said = {
        "client_id": uuid.uuid4(),
        "name": "หมู่บ้านที่มีน้ำใช้",
        "unit": "หมู่บ้าน",
        "baseline_value": Decimal(40),
        "baseline_year": 2022,
        "whole_plan_rule": WholePlanRule.LAST,
        "data_owner": "อำเภอ",
        "targets": {2023: Decimal(50), 2024: Decimal("60.5")},
        "factors": (),
    }
    return said | changed


def project_said(**changed: object) -> dict[str, object]:
    said = {
        "client_id": uuid.uuid4(),
        "name": "ขุดลอกลำน้ำ",
        "lead_agency": "ที่ว่าการอำเภอ",
        "place": "ชุมแพ",
        "start_year": 2023,
        "end_year": 2024,
        "activities": [Activity("ขุดลอก")],
        "outputs": "ลำน้ำ 1 สาย",
        "outcomes": "น้ำไม่ท่วม",
        "track": Track.BOTH,
        "budgets": {},
        "indicators": (),
        "factors": (),
    }
    return said | changed


def create_issue(*, workshop: Workshop | None = None, **changed: object) -> DevelopmentIssue:
    workshop = workshop or create_workshop()
    return issues.create_issue(workshop, by=create_planner(), **issue_said(**changed))


def create_indicator(*, issue: DevelopmentIssue | None = None, **changed: object) -> Indicator:
    issue = issue or create_issue()
    return indicators.create_indicator(issue, by=create_planner(), **indicator_said(**changed))


def create_project(*, issue: DevelopmentIssue | None = None, **changed: object) -> Project:
    issue = issue or create_issue()
    return projects.create_project(issue, by=create_planner(), **project_said(**changed))


def create_programme(*, issue: DevelopmentIssue | None = None, **changed: object) -> Programme:
    said = {"client_id": uuid.uuid4(), "name": "จัดการน้ำ"} | changed
    return programmes.create_programme(issue or create_issue(), by=create_planner(), **said)


def change(said: dict[str, object], **changed: object) -> dict[str, object]:
    """The same said again to change a row: without the form's own id."""
    return {name: value for name, value in (said | changed).items() if name != "client_id"}


def issue_form(**changed: object) -> dict[str, object]:
    """An issue as the form sends it."""
    sent = {"client_id": str(uuid.uuid4()), "version": "0", "title": "น้ำ", "goal": "มีน้ำใช้"}
    return sent | {"rationale": "น้ำแล้ง", "track": "both"} | changed


def indicator_form(**changed: object) -> dict[str, object]:
    sent = {
        "client_id": str(uuid.uuid4()),
        "version": "0",
        "name": "หมู่บ้านที่มีน้ำใช้",
        "unit": "หมู่บ้าน",
        "baseline_value": "๔๐",
        "baseline_year": "๒๕๖๕",
        "aim": "up",
        "whole_plan_rule": "last",
        "data_owner": "อำเภอ",
        "target_2023": "๕๐",
        "target_2024": "60.5",
    }
    return sent | changed


def programme_form(**changed: object) -> dict[str, object]:
    return {"client_id": str(uuid.uuid4()), "version": "0", "name": "จัดการน้ำ"} | changed


def project_form(**changed: object) -> dict[str, object]:
    sent = {
        "client_id": str(uuid.uuid4()),
        "version": "0",
        "name": "ขุดลอกลำน้ำ",
        "lead_agency": "ที่ว่าการอำเภอ",
        "place": "ชุมแพ",
        "start_year": "2566",
        "end_year": "2024",
        "track": "both",
        "activity_0_name": "ขุดลอก",
        "outputs": "ลำน้ำ 1 สาย",
        "outcomes": "น้ำไม่ท่วม",
    }
    return sent | changed


def verbs(workshop: Workshop) -> list[str]:
    """What the journal says happened, oldest first."""
    return list(workshop.journal.order_by("revision").values_list("verb", flat=True))
