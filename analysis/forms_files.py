"""What a file shall be and look like. Nothing is saved here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from analysis.files import FileKind, FileTaste
from analysis.forms import UNKNOWN
from analysis.tables.table import Column
from analysis.wishes import Digits, Heads

FONTS = (
    "Tahoma",
    "TH Sarabun New",
    "TH SarabunPSK",
    "TH SarabunIT๙",
    "Leelawadee UI",
    "Noto Sans Thai",
)


class FileForm(forms.Form):
    """Which file, and how it looks; the looks are remembered for the account."""

    kind = forms.ChoiceField(label=_("File"), widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Headings"), required=False, choices=Heads.choices)
    digits = forms.ChoiceField(
        label=_("Digits in plan forms"), required=False, choices=Digits.choices
    )
    font = forms.ChoiceField(label=_("Font"), required=False)
    names = forms.BooleanField(label=_("With the names of participants"), required=False)

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401
        *,
        kinds: Sequence[FileKind],
        taste: FileTaste,
        may_have_names: bool,
    ) -> None:
        initial = {
            "kind": kinds[0],
            "language": taste.language or Heads.THAI,
            "digits": taste.digits or Digits.FORM,
            "font": taste.font,
        }
        super().__init__(data, initial=initial)
        offered: dict[str, Any] = {
            "kind": [(kind.value, kind.label) for kind in kinds],
            "font": [
                (
                    "",
                    _("As set up: %(sheet)s in workbooks, %(word)s in Word")
                    % {"sheet": settings.WORKBOOK_FONT, "word": settings.DOCUMENT_FONT},
                ),
                *((font, font) for font in FONTS),
            ],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
            field.error_messages["invalid_choice"] = UNKNOWN
        if not may_have_names:
            del self.fields["names"]

    @property
    def looks(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("language", "digits", "font")}


class ColumnsForm(forms.Form):
    """Which columns the workbook has: a list of boxes for each sheet, ticked is in."""

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401
        *,
        sheets: Sequence[tuple[str, str, Sequence[Column]]],
        left_out: Mapping[str, Sequence[str]],
    ) -> None:
        """`sheets`: name, title and columns of each table."""
        super().__init__(data)
        for name, title, columns in sheets:
            known = [column.name for column in columns]
            out = set(left_out.get(name, ()))
            self.fields[name] = forms.MultipleChoiceField(
                label=title,
                required=False,
                choices=[(column.name, column.title) for column in columns],
                initial=[one for one in known if one not in out],
                widget=forms.CheckboxSelectMultiple,
                error_messages={"invalid_choice": UNKNOWN},
            )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for name, kept in list(found.items()):
            if not kept:
                self.add_error(name, _("Every sheet needs a column. Tick at least one."))
        return found

    @property
    def left_out(self) -> dict[str, list[str]]:
        """Only what is left out is kept, so that new columns of later versions are in."""
        out = {}
        for name, field in self.fields.items():
            assert isinstance(field, forms.MultipleChoiceField)
            missing = [key for key, _title in _pairs(field) if key not in self.cleaned_data[name]]
            if missing:
                out[name] = missing
        return out


def _pairs(field: forms.ChoiceField) -> list[tuple[str, Any]]:
    return list(field.choices)  # type: ignore[arg-type]
