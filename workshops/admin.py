"""What an administrator looks after by hand: accounts, who runs which workshop, plan cycles.

Reference data come from files (`load_reference`); here they can be read. Workshops are
changed on the facilitator's pages, which write the journal.
"""

from __future__ import annotations

from typing import Any

from allauth.account.admin import EmailAddress  # from there, so that it is registered by now
from allauth.account.decorators import secure_admin_login
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import Field, Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from workshops.admin_kept import KeptAdmin
from workshops.models import District, PlanCycle, ReferenceItem, User, Wording, Workshop
from workshops.templatetags.thai import be_date
from workshops.wording import WORDS

admin.site.site_header = admin.site.site_title = _("STEEPI Portal")
# One door with one limit on failed attempts.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# Rights hang on the roles; no e-mail is sent.
admin.site.unregister([Group, EmailAddress])

LABELS = {
    "is_facilitator": _("Facilitator: makes and runs workshops"),
    "is_planner": _("Planner: analyses all workshops and writes the plan"),
    "sees_names": _("May have the names of participants in files"),
    "is_staff": _("May open these pages"),
    "is_superuser": _("Administrator: may do everything"),
    "facilitators": _("Facilitators of this workshop"),
    "nesdp_number": _("Number of the national development plan"),
    "goal_th": _("Goal of the province, in Thai"),
    "missions_th": _('Missions, in Thai, as a list: ["...", "..."]'),
    "indicators_th": _('Indicators of the goal, in Thai, as a list: ["...", "..."]'),
    "confidence": _("How sure"),
    "source": _("Source"),
    "note": _("Note"),
    "kind": _("List"),
    "code": _("Code in that list"),
    "number": _("Number"),
    "edition": _("Number of the national plan that it belongs to"),
    "name_th": _("Name in Thai"),
    "name_en": _("Name in English"),
    "confidence_th": _("How sure of the Thai name"),
    "confidence_en": _("How sure of the English name"),
    "text_th": _("In Thai"),
    "text_en": _("In English"),
}


class Labelled:
    """Names the fields here, where administrators read them."""

    def formfield_for_dbfield(
        self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name in LABELS:
            kwargs["label"] = LABELS[db_field.name]
        found: forms.Field | None = super().formfield_for_dbfield(  # type: ignore[misc]
            db_field, request, **kwargs
        )
        return found


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(User)
class AccountAdmin(Labelled, UserAdmin):  # type: ignore[type-arg]
    list_display = ("username", "first_name", "last_name", "is_facilitator", "is_planner")
    list_filter = ("is_facilitator", "is_planner", "is_superuser", "is_active")
    readonly_fields = ("is_demo", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password", "first_name", "last_name", "email")}),
        (_("Roles"), {"fields": ("is_facilitator", "is_planner", "sees_names", "is_demo")}),
        (_("Administration"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Times"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "usable_password", "password1", "password2")}),
        (_("Roles"), {"fields": ("is_facilitator", "is_planner", "sees_names")}),
    )


@admin.register(Workshop)
class WorkshopAdmin(Labelled, ReadOnly):
    """Only who runs a workshop can be changed; the rest belongs to the facilitators' pages."""

    list_display = ("code", "title", "day", "stage", "province")
    list_filter = ("stage", "province")
    search_fields = ("code", "title")
    ordering = ("-held_on", "-pk")
    readonly_fields = ("code", "title", "day", "venue", "stage", "province", "plan_cycle")
    fields = (*readonly_fields, "facilitators")
    filter_horizontal = ("facilitators",)

    @admin.display(description=_("Date"), ordering="held_on")
    def day(self, workshop: Workshop) -> str:
        return be_date(workshop.held_on)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.has_perm("workshops.change_workshop"))


@admin.register(PlanCycle)
class PlanCycleAdmin(Labelled, KeptAdmin):
    """The goal and the missions of a new cycle are typed in here once the province has them."""

    list_display = ("__str__", "province", "nesdp_number", "goal_th", "confidence", "version")
    list_filter = ("province",)
    ordering = ("province", "start_year", "pk")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("province", "start_year", "end_year") if obj else ()


@admin.register(ReferenceItem)
class ReferenceItemAdmin(Labelled, KeptAdmin):
    """National lists, e.g. the milestones of the next national plan, with its number as edition."""

    list_display = ("code", "kind", "edition", "name_th", "confidence_th", "version")
    list_filter = ("kind", "edition", "confidence_th")
    search_fields = ("code", "name_th", "name_en")
    ordering = ("kind", "number", "pk")


@admin.register(Wording)
class WordingAdmin(Labelled, KeptAdmin):
    """The words that planners do not agree on; an empty field brings the usual word back."""

    list_display = ("word", "text_th", "text_en", "version")
    fields = ("key", "text_th", "text_en")

    @admin.display(description=_("Word"))
    def word(self, wording: Wording) -> str:
        return str(WORDS.get(wording.key, wording.key))

    def formfield_for_dbfield(
        self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name == "key":
            return forms.ChoiceField(label=_("Word"), choices=list(WORDS.items()))
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("key",) if obj else ()


@admin.register(District)
class DistrictAdmin(ReadOnly):
    list_display = ("code", "name_th", "name_en", "province", "pilot", "pilot_order")
    list_filter = ("province", "pilot")
    search_fields = ("code", "name_th", "name_en")
    ordering = ("code",)
