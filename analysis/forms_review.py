"""What planners send about a row of the plan: a status, a comment, a version to bring back."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from analysis.forms import INCOMPLETE, UNKNOWN
from analysis.models import Status
from workshops.fields import CleanCharField

COMMENT_LENGTH = 1000


class VersionForm(forms.Form):
    """The version that the page showed; 0 fits no row."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": INCOMPLETE, "invalid": INCOMPLETE}
    )


class JudgeForm(VersionForm):
    status = forms.ChoiceField(
        choices=Status, error_messages={"required": UNKNOWN, "invalid_choice": UNKNOWN}
    )


class CommentForm(forms.Form):
    client_id = forms.UUIDField(
        widget=forms.HiddenInput, error_messages={"required": INCOMPLETE, "invalid": INCOMPLETE}
    )
    text = CleanCharField(
        label=_("Comment for the others who write the plan"),
        max_length=COMMENT_LENGTH,
        lines=True,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SettleForm(forms.Form):
    settled = forms.BooleanField(required=False)
