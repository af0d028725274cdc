"""The filters of the page that lists sentences. Nothing is saved here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from analysis.clusters import ClustersOfFactors
from analysis.forms import UNKNOWN
from analysis.models import DevelopmentIssue, Indicator, Project
from workshops.enums import Category, Stance, Track
from workshops.models import District, Workshop

LOOSE = "none"


class CountFilterForm(forms.Form):
    """Which factors the matrix of districts and categories counts."""

    stance = forms.ChoiceField(label=_("SWOT stance"), required=False)
    track = forms.ChoiceField(label=_("Track"), required=False)

    def __init__(self, data: Any) -> None:  # noqa: ANN401
        super().__init__(data)
        offer(self, {"stance": Stance.choices, "track": Track.choices})

    @property
    def chosen(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if value}


class FilterForm(forms.Form):
    """The filters of the drill-down page; an unknown one is refused, not ignored."""

    category = forms.ChoiceField(label=_("Category"), required=False)
    district = forms.ChoiceField(label=_("District"), required=False)
    stance = forms.ChoiceField(label=_("SWOT stance"), required=False)
    track = forms.ChoiceField(label=_("Track"), required=False)
    cluster = forms.ChoiceField(label=_("Cluster"), required=False)
    issue = forms.ModelChoiceField(DevelopmentIssue.objects.none(), required=False)
    indicator = forms.ModelChoiceField(Indicator.objects.none(), required=False)
    project = forms.ModelChoiceField(Project.objects.none(), required=False)
    rows = ("issue", "indicator", "project")

    def __init__(
        self,
        data: Any,  # noqa: ANN401
        *,
        workshop: Workshop,
        districts: Sequence[District],
        clusters: ClustersOfFactors,
    ) -> None:
        super().__init__(data)
        self.clusters = clusters
        here = {"workshop": workshop}, {"issue__workshop": workshop}, {"issue__workshop": workshop}
        for name, model, own in zip(
            self.rows, (DevelopmentIssue, Indicator, Project), here, strict=True
        ):
            row = self.fields[name]
            assert isinstance(row, forms.ModelChoiceField)
            row.queryset = model.objects.filter(**own)
            row.widget = forms.HiddenInput()
            row.error_messages["invalid_choice"] = UNKNOWN
        choices: dict[str, Any] = {
            "category": Category.choices,
            "district": [(district.pk, district.name) for district in districts],
            "stance": Stance.choices,
            "track": Track.choices,
            "cluster": [
                *((str(one.pk), str(one)) for one in clusters.standing),
                (LOOSE, _("In no cluster")),
            ],
        }
        offer(self, choices)

    @property
    def chosen(self) -> dict[str, Any]:
        """The filters that are set, as a queryset of factors takes them."""
        found = {
            f"{name}s" if name in self.rows else name: value
            for name, value in self.cleaned_data.items()
            if value
        }
        cluster = found.pop("cluster", "")
        if cluster:
            found["pk__in"] = self.clusters.inside(None if cluster == LOOSE else int(cluster))
        return found

    @property
    def row(self) -> DevelopmentIssue | Indicator | Project | None:
        """The row of the plan whose factors are asked for."""
        return next(filter(None, (self.cleaned_data.get(name) for name in self.rows)), None)


def offer(form: forms.Form, choices: dict[str, Any]) -> None:
    """Let each named field choose one of these, or all."""
    for name, listed in choices.items():
        field = form.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *listed]
        field.error_messages["invalid_choice"] = UNKNOWN
