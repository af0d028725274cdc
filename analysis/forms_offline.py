"""A file that is uploaded, and how its columns are to be read. Nothing is saved here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analysis.offline.fields import BY_KEY, FIELDS, Field
from analysis.offline.reading import HEADINGS_WITHIN, Reading, Sheet, column_letter, first_row
from workshops.models import Workshop

MEGABYTES = 5
SHOWN_OF_A_CELL = 30  # characters, beside a column's letter
UNKNOWN = _("This is not one of the choices. Choose one of those shown.")


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File (.xlsx or .csv)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": _("No file is chosen. Choose an .xlsx or .csv file."),
            "invalid": _("No file has arrived. Choose it again, then upload."),
            "missing": _("No file has arrived. Choose it again, then upload."),
            "empty": _("The file is empty. Choose the one with the rows."),
        },
    )
    # Stands behind the file in the form: a file that was cut off midway comes without it.
    whole = forms.CharField(
        widget=forms.HiddenInput,
        initial="1",
        error_messages={"required": _("The file arrived incomplete. Upload it again.")},
    )

    def clean_file(self) -> File[bytes]:
        file: File[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MEGABYTES * 1024 * 1024:
            raise ValidationError(
                gettext("The file has more than %(most)s MB. Split it into several.")
                % {"most": MEGABYTES}
            )
        return file

    @property
    def sentences(self) -> list[str]:
        """What is wrong, each once."""
        found = [str(each) for errors in self.errors.values() for each in errors]
        return list(dict.fromkeys(found))


class SheetForm(forms.Form):
    """Which sheet, and in which row its headings stand."""

    sheet = forms.ChoiceField(label=_("Sheet"), error_messages={"invalid_choice": UNKNOWN})
    head = forms.IntegerField(
        label=_("Row of the headings"),
        min_value=0,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("Write the number of the row with the headings; 0 if there are none."),
        ),
    )

    def __init__(self, data: Any, *, sheets: Sequence[Sheet], reading: Reading) -> None:
        super().__init__(data, initial={"sheet": reading.sheet, "head": reading.head})
        offered = [(one.name, one.name) for one in sheets]
        self.fields["sheet"].choices = offered  # type: ignore[attr-defined]
        self.sheets = {one.name: one for one in sheets}

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        sheet = self.sheets.get(said.get("sheet", ""))
        if sheet is not None and said.get("head", 0) > max(sheet.rows):
            self.add_error(
                "head", gettext("This sheet has no rows below that. Write another number.")
            )
        return said


class ColumnsForm(forms.Form):
    """Of each field the column that holds it, and what holds where a row does not say it."""

    def __init__(self, data: Any, *, sheet: Sheet, reading: Reading, workshop: Workshop) -> None:
        initial = {f"column_{key}": str(at) for key, at in reading.columns.items()}
        initial |= {f"fixed_{key}": value for key, value in reading.fixed.items()}
        super().__init__(data, initial=initial)
        self.reading = reading
        columns = [("", _("Not in the file")), *columns_of(sheet, reading.head)]
        for one in FIELDS:
            self.fields[f"column_{one.key}"] = _choice(one, columns)
            if one.is_choice:
                offered = [("", _("Nothing")), *choices_of(one, workshop)]
                self.fields[f"fixed_{one.key}"] = _choice(one, offered)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        taken: dict[str, Field] = {}
        for one in FIELDS:
            at = said.get(f"column_{one.key}", "")
            if at and at in taken:
                sentence = gettext(
                    "This column is chosen for “%(field)s” already. Choose another one."
                )
                self.add_error(f"column_{one.key}", sentence % {"field": taken[at].label})
            elif at:
                taken[at] = one
            elif one.is_needed and not said.get(f"fixed_{one.key}"):
                self.add_error(f"column_{one.key}", _needed(one))
        return said

    def as_reading(self) -> Reading:
        said = self.cleaned_data
        columns = {key: int(at) for key in BY_KEY if (at := said.get(f"column_{key}"))}
        fixed = {key: value for key in BY_KEY if (value := said.get(f"fixed_{key}"))}
        return Reading(self.reading.sheet, self.reading.head, columns, fixed)

    @property
    def lines(self) -> list[tuple[Field, forms.BoundField, forms.BoundField | None]]:
        """Of each field its column, and what holds for rows without it."""
        return [
            (
                one,
                self[f"column_{one.key}"],
                self[f"fixed_{one.key}"] if one.is_choice else None,
            )
            for one in FIELDS
        ]


def columns_of(sheet: Sheet, head: int) -> list[tuple[str, str]]:
    """Each column with its letter, its heading, and what stands first below it."""
    below = sheet.below(head)
    found = []
    for at in range(sheet.width):
        heading = _cell(sheet, head, at)
        first = next((words for row in below if (words := _cell(sheet, row, at))), "")
        if heading or first:
            said = f"{heading} ({first})" if heading and first else heading or first
            found.append((str(at), f"{column_letter(at)} · {said}"))
    return found


def choices_of(one: Field, workshop: Workshop) -> list[tuple[str, str]]:
    if one.choices is not None:
        return [(str(value), str(label)) for value, label in one.choices.choices]
    return [(each.code, each.name) for each in workshop.districts.as_listed()]


def sample_of(sheet: Sheet) -> list[tuple[int, Sequence[str]]]:
    """The first rows, to see in which the headings stand."""
    start = first_row(sheet)
    rows = [row for row in sorted(sheet.rows) if row < start + HEADINGS_WITHIN][:6]
    return [(row, [_shortened(words) for words in sheet.cells(row)]) for row in rows]


def _choice(one: Field, offered: list[Any]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=str(one.label),
        choices=offered,
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"invalid_choice": UNKNOWN},
    )


def _needed(one: Field) -> str:
    if not one.is_choice:
        return gettext("No column is chosen for it. Choose the one with the sentences.")
    return gettext("No column is chosen for it. Choose one, or what holds for all rows.")


def _cell(sheet: Sheet, row: int, at: int) -> str:
    cells = sheet.cells(row)
    return _shortened(cells[at]) if at < len(cells) else ""


def _shortened(words: str) -> str:
    return words if len(words) <= SHOWN_OF_A_CELL else words[:SHOWN_OF_A_CELL] + "…"
