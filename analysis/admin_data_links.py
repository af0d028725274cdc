"""Data links as an administrator sees them: whose, for what, last used; to be revoked."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from analysis.domain import data_links
from analysis.models import DataLink
from workshops.admin import ReadOnly


@admin.action(description=_("Revoke the chosen data links"), permissions=["view"])
def revoke(_admin: Any, _request: HttpRequest, chosen: QuerySet[DataLink]) -> None:
    for link in chosen:
        data_links.revoke_link(link)


@admin.register(DataLink)
class DataLinkAdmin(ReadOnly):
    list_display = ("name", "user", "hint", "cycle", "workshop", "used_at", "ends_at", "revoked_at")
    list_select_related = ("user", "cycle", "workshop")
    search_fields = ("name", "user__username")
    ordering = ("-made_at", "-pk")
    exclude = ("token_hash",)
    actions = (revoke,)
