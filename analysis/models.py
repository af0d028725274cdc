"""What is stored of the plan; the modules named here hold the fields."""

from __future__ import annotations

from analysis.files import (
    DataLink,
    FileJob,
    FileKind,
    FilePiece,
    FileState,
    FileTaste,
    Upload,
    UploadKind,
)
from analysis.layouts import FormLayout, LayoutShape
from analysis.plan_rows import (
    Aim,
    DevelopmentIssue,
    Indicator,
    IndicatorTarget,
    IssueSource,
    PlanRow,
    Programme,
    Status,
    WholePlanRule,
)
from analysis.project_rows import PlanComment, Project, ProjectActivity, ProjectBudget
from analysis.themes import RefusedTheme, Theme, ThemeCluster, ThemeStep, ThemeVerb

__all__ = [
    "Aim",
    "DataLink",
    "DevelopmentIssue",
    "FileJob",
    "FileKind",
    "FilePiece",
    "FileState",
    "FileTaste",
    "FormLayout",
    "Indicator",
    "IndicatorTarget",
    "IssueSource",
    "LayoutShape",
    "PlanComment",
    "PlanRow",
    "Programme",
    "Project",
    "ProjectActivity",
    "ProjectBudget",
    "RefusedTheme",
    "Status",
    "Theme",
    "ThemeCluster",
    "ThemeStep",
    "ThemeVerb",
    "Upload",
    "UploadKind",
    "WholePlanRule",
]
