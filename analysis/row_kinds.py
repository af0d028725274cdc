"""The four kinds of rows of the plan by the word that addresses and the journal use for each."""

from __future__ import annotations

from typing import TypeAlias

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from analysis.models import DevelopmentIssue, Indicator, Programme, Project
from workshops.models import Workshop

Row: TypeAlias = DevelopmentIssue | Indicator | Programme | Project

MODELS: dict[str, type[Row]] = {
    "issue": DevelopmentIssue,
    "indicator": Indicator,
    "programme": Programme,
    "project": Project,
}
LABELS: dict[str, Promise] = {
    "issue": _("Development issue"),
    "indicator": _("Indicator"),
    "programme": pgettext_lazy("plan", "Programme"),
    "project": _("Project"),
}
FOLDERS = {kind: f"{kind}s" for kind in MODELS}


def kind_of(row: Row) -> str:
    return next(kind for kind, model in MODELS.items() if isinstance(row, model))


def issue_of(row: Row) -> DevelopmentIssue:
    """The issue that a row hangs on; an issue is its own."""
    return row if isinstance(row, DevelopmentIssue) else row.issue


def workshop_of(row: Row) -> Workshop:
    return issue_of(row).workshop


def rows_of(workshop: Workshop, kind: str) -> QuerySet[Row]:
    """All rows of a kind in a workshop's plan, removed ones too."""
    rows: QuerySet[Row]
    if kind == "issue":
        rows = DevelopmentIssue.objects.filter(workshop=workshop).select_related("workshop")
    else:
        found = MODELS[kind].objects.filter(issue__workshop=workshop)
        rows = found.select_related("issue__workshop")
    return rows
