"""The file that is uploaded, and what is ticked in its preview. Nothing is saved here."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from analysis.importing import limits


class PlanFileForm(forms.Form):
    file = forms.FileField(
        label=_("The edited workbook (.xlsx)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": _("No file is chosen. Choose the workbook that you edited."),
            "missing": _("No file came along. Choose the workbook that you edited."),
            "empty": _("The file is empty. Choose the workbook that you edited."),
        },
    )

    def clean_file(self) -> object:
        found = self.cleaned_data["file"]
        if found.size > limits.BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(megabytes)s MB. Delete what is not needed in it.")
                % {"megabytes": limits.BYTES // 1024**2}
            )
        return found


class DecisionForm(forms.Form):
    """`seal`: of the preview that was looked at. The ticks are read by their names."""

    seal = forms.RegexField(r"^[0-9a-f]{24}$", widget=forms.HiddenInput)

    def ticked(self, begins: str) -> set[str]:
        """What is ticked of the boxes whose names begin so, without that beginning."""
        return {name[len(begins) :] for name in self.data if name.startswith(begins)}
