"""Plan forms, edited by an administrator: adding จ.2 or correcting จ.1 needs no code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from analysis.admin_data_links import DataLinkAdmin
from analysis.layout_rules import wrong_with
from analysis.models import FormLayout
from workshops.admin import Labelled
from workshops.admin_kept import KeptAdmin, KeptForm

__all__ = ["DataLinkAdmin", "FormLayoutAdmin", "LayoutForm"]


class LayoutForm(KeptForm):
    def clean_blocks(self) -> list[Any]:
        blocks = self.cleaned_data["blocks"] or []
        if wrong := wrong_with(blocks):
            raise forms.ValidationError(wrong)
        return list(blocks)


@admin.register(FormLayout)
class FormLayoutAdmin(Labelled, KeptAdmin):
    form = LayoutForm
    list_display = ("code", "edition", "name_th", "supplied", "version")
    ordering = ("order", "code", "edition")

    @admin.display(description=_("Supplied"), boolean=True)
    def supplied(self, layout: FormLayout) -> bool:
        return layout.is_supplied
