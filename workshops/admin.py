"""What an administrator looks after by hand: accounts, who runs which workshop, plan cycles.

Reference data come from files (`load_reference`); here they can be read. Workshops are
changed on the facilitator's pages, which write the journal.
"""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from workshops.models import District, PlanCycle, ReferenceItem, User, Workshop

admin.site.site_header = admin.site.site_title = _("STEEPI Portal")
# One door with one limit on failed attempts.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(User)
class AccountAdmin(UserAdmin):  # type: ignore[type-arg]
    list_display = ("username", "first_name", "last_name", "is_facilitator", "is_planner")
    list_filter = ("is_facilitator", "is_planner", "is_superuser", "is_active")
    readonly_fields = ("is_demo", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password", "first_name", "last_name", "email")}),
        (_("Roles"), {"fields": ("is_facilitator", "is_planner", "is_demo")}),
        (_("Administration"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Times"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "usable_password", "password1", "password2")}),
        (_("Roles"), {"fields": ("is_facilitator", "is_planner")}),
    )


@admin.register(Workshop)
class WorkshopAdmin(ReadOnly):
    """Only who runs a workshop can be changed; the rest belongs to the facilitators' pages."""

    list_display = ("code", "title", "held_on", "stage", "province")
    list_filter = ("stage", "province")
    search_fields = ("code", "title")
    ordering = ("-held_on", "-pk")
    fields = ("code", "title", "held_on", "venue", "stage", "province", "plan_cycle")
    readonly_fields = fields
    filter_horizontal = ("facilitators",)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "facilitators")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.has_perm("workshops.change_workshop"))


@admin.register(PlanCycle)
class PlanCycleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The goal and the missions of a new cycle are typed in here once the province has them."""

    list_display = ("__str__", "province", "nesdp_number", "goal_th", "confidence")
    list_filter = ("province",)
    ordering = ("province", "start_year", "pk")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("province", "start_year", "end_year") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(ReferenceItem)
class ReferenceItemAdmin(ReadOnly):
    list_display = ("code", "kind", "name_th", "name_en", "confidence_th", "confidence_en")
    list_filter = ("kind", "confidence_th")
    search_fields = ("code", "name_th", "name_en")
    ordering = ("kind", "number", "pk")


@admin.register(District)
class DistrictAdmin(ReadOnly):
    list_display = ("code", "name_th", "name_en", "province", "pilot", "pilot_order")
    list_filter = ("province", "pilot")
    search_fields = ("code", "name_th", "name_en")
    ordering = ("code",)
