"""Administrator's pages for what has a version: who saw an older one is told, all is kept."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Field, Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from workshops.domain import plan_data
from workshops.models import User
from workshops.reference import Kept

Row = TypeVar("Row", bound=Kept)


class KeptForm(forms.ModelForm):  # type: ignore[type-arg]
    """Refuses to save over a version that the page did not show."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was = self.instance.version if self.instance.pk else 0
        self.fields["seen"].initial = self.was

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance._state.adding:
            return cleaned
        if cleaned.get("seen") != self.was:
            raise forms.ValidationError(str(plan_data.EditedMeanwhile()))
        return cleaned


@dataclass(frozen=True)
class Difference:
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Version:
    """One entry of a row's history, and what it changed."""

    number: int
    at: Any
    by: str
    differences: list[Difference]
    is_current: bool


class KeptAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Edit with a version, read the history, go back to a version."""

    form = KeptForm

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [*(name for name in super().get_fields(request, obj) if name != "seen"), "seen"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        assert isinstance(request.user, User)
        plan_data.keep_edit(obj, by=request.user, seen=form.was)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Two saves in the same instant: the second one is told, like the one who comes later."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except plan_data.EditedMeanwhile as error:
            self.message_user(request, str(error), messages.ERROR)
            return redirect(request.path)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_go_back"
        view = self.admin_site.admin_view(self.go_back)
        return [path("<path:object_id>/history/go-back/", view, name=name), *super().get_urls()]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self._row(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Versions of %(row)s") % {"row": row},
            "opts": self.opts,
            "object": row,
            "versions": versions_of(row),
            "may_change": self.has_change_permission(request, row),
            "back": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change",
                            args=[row.pk]),
        }  # fmt: skip
        return render(request, "admin/kept_history.html", context)

    def go_back(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self._row(request, object_id)
        if request.method != "POST" or not self.has_change_permission(request, row):
            raise PermissionDenied
        assert isinstance(request.user, User)
        wanted, seen = (request.POST.get(name, "") for name in ("version", "seen"))
        if not (wanted.isdecimal() and seen.isdecimal()):
            raise Http404
        try:
            plan_data.restore_edit(row, int(wanted), by=request.user, seen=int(seen))
        except plan_data.EditedMeanwhile as error:
            self.message_user(request, str(error), messages.ERROR)
        except IntegrityError:
            sentence = _("Another entry has taken this place since. Change that one first.")
            self.message_user(request, sentence, messages.ERROR)
        except type(row).history.model.DoesNotExist as error:
            raise Http404 from error
        return redirect(request.path.removesuffix("go-back/"))

    def _row(self, request: HttpRequest, object_id: str) -> Any:  # noqa: ANN401
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        return row


def versions_of(row: Kept) -> list[Version]:
    """The row's history, newest first, each with what it changed. One query."""
    entries = type(row).history.filter(**{row._meta.pk.name: row.pk})
    kept = list(entries.select_related("history_user").order_by("history_id"))
    fields = [field for field in row._meta.fields if field.name not in plan_data.UNTOUCHED]
    before: Any = None
    found = []
    for entry in kept:
        found.append(
            Version(
                entry.version,
                entry.history_date,
                entry.history_user.get_username() if entry.history_user else "",
                list(_differences(fields, before, entry)) if before else [],
                entry.version == row.version,
            )
        )
        before = entry
    return found[::-1]


def _differences(fields: Iterable[Field[Any, Any]], old: Any, new: Any) -> Iterable[Difference]:  # noqa: ANN401
    for field in fields:
        before, after = (getattr(entry, field.attname) for entry in (old, new))
        if before != after:
            yield Difference(str(field.verbose_name), _text(before), _text(after))


def _text(value: object) -> str:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, indent=1)
    return "" if value is None else str(value)
