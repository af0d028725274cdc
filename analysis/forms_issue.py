"""What planners type of a development issue and of a programme, made into clean values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from analysis.clusters import clusters_of_factors
from analysis.domain.issues import CRITERIA
from analysis.evidence import Sources, sources_of
from analysis.forms import CHOICE, Choice, EvidenceForm, Group, PlanRowForm, picks
from analysis.models import DevelopmentIssue, Theme
from workshops.domain.results import points_results
from workshops.enums import ProposalKind, ReferenceKind, RoundKind, Track
from workshops.fields import CleanCharField
from workshops.models import Challenge, Cluster, ReferenceItem

SOURCES = {"clusters": "cluster", "challenges": "challenge", "proposals": "proposal"}
SOURCES |= {"themes": "theme"}


class IssueForm(EvidenceForm):
    kind = "issue"
    proposed = ProposalKind.ISSUE
    plain = ("title", "goal", "rationale", "approach", "track")
    linked = ("factors", "criteria")
    title = CleanCharField(label=_("Development issue"), max_length=300)
    goal = CleanCharField(label=_("Goal"), max_length=2000, lines=True, required=False)
    rationale = CleanCharField(label=_("Rationale"), max_length=4000, lines=True, required=False)
    approach = CleanCharField(
        label=_("Approaches"),
        max_length=4000,
        lines=True,
        required=False,
        help_text=_("One approach per line."),
    )
    track = forms.ChoiceField(label=_("Track"), choices=Track, error_messages=CHOICE)
    criteria = picks(ReferenceItem.objects.none(), _("Smart City dimensions and MICE criteria"))
    clusters = picks(Cluster.objects.none(), _("Clusters that this grows from"))
    challenges = picks(Challenge.objects.none(), _("Challenges that this answers"))
    themes = picks(Theme.objects.none(), _("Provincial themes that this follows"))

    def offer(self) -> None:
        super().offer()
        before = self.initial.get
        criteria = ReferenceItem.objects.filter(kind__in=CRITERIA)
        self.pick("criteria").queryset = criteria.order_by("-kind", "number", "pk")
        standing = Q(merged_into=None, dissolved_at=None) | Q(pk__in=before("clusters", []))
        self.pick("clusters").queryset = self.workshop.clusters.filter(standing).in_order()
        shown = self.workshop.challenges.filter(hidden_at=None, withdrawn_at=None, is_waiting=False)
        self.pick("challenges").queryset = shown.order_by("created_at", "pk")
        current = Q(removed_at=None) | Q(pk__in=before("themes", []))
        themes = Theme.objects.filter(current, plan_cycle=self.cycle)
        self.pick("themes").queryset = themes.order_by("number", "pk")

    @classmethod
    def given(cls, facts: dict[str, Any]) -> dict[str, Any]:
        linked = facts.get("sources", {})
        return super().given(facts) | {
            name: linked.get(source, []) for name, source in SOURCES.items()
        }

    def said(self) -> dict[str, Any]:
        said = super().said()
        del said["proposals"]
        return said | {
            "sources": Sources(**{name: self._linked(name) for name in SOURCES}),
            "criteria": list(self.cleaned_data["criteria"]),
        }

    def criteria_groups(self) -> list[Group]:
        """The tags: Smart City dimensions, then MICE City criteria. One query."""
        ticked = self.ticked("criteria")
        items = list(self.offered("criteria"))
        return [
            Group(
                "criteria",
                str(ReferenceKind(kind).label),
                [Choice(i.pk, i.name, str(i.pk) in ticked) for i in items if i.kind == kind],
            )
            for kind in CRITERIA
        ]

    def groups(self) -> list[Group]:
        """What an issue can grow from; empty groups are left out."""
        ranks, factors = self._ranks(), self._factors_of_clusters()
        words = _("factors: %(count)s")
        ranked = _("rank %(rank)s by points")
        clusters = []
        for one in self.choices("clusters", lambda row: (str(row), [])):
            notes = [str(words % {"count": factors.get(one.pk, 0)})]
            if one.pk in ranks:
                notes.append(str(ranked % {"rank": ranks[one.pk]}))
            clusters.append((ranks.get(one.pk, len(ranks) + 1), Choice(*_parts(one), notes)))
        clusters.sort(key=lambda each: each[0])
        listed = {
            "clusters": [choice for _rank, choice in clusters],
            "challenges": self.choices("challenges", lambda row: (row.text, [str(row.pk)])),
            "themes": self.choices("themes", lambda row: (str(row), [])),
        }
        labels = {
            "clusters": pgettext_lazy("plan form", "Clusters"),
            "challenges": pgettext_lazy("plan form", "Challenges"),
            "themes": pgettext_lazy("plan form", "Provincial themes"),
        }
        first = [
            Group(name, str(labels[name]), choices)
            for name, choices in listed.items()
            if choices and name != "themes"
        ]
        themes = [Group("themes", str(labels["themes"]), listed["themes"])]
        return [
            *first,
            *self.proposal_groups(),
            *(themes if listed["themes"] else []),
            *self.factor_groups(),
        ]

    def _linked(self, name: str) -> list[int]:
        """The ticked keys, and those linked before that cannot be ticked for now."""
        chosen = [one.pk for one in self.cleaned_data[name]]
        if not isinstance(self.row, DevelopmentIssue):
            return chosen
        offered = {one.pk for one in self.offered(name)}
        before = sources_of(self.row).keys()[SOURCES[name]]
        return [*chosen, *(pk for pk in before if pk not in offered)]

    def kept(self, name: str) -> list[Any]:
        return list(self.cleaned_data[name]) if name == "proposals" else super().kept(name)

    def _ranks(self) -> dict[int, int]:
        """Each cluster's place in the newest revealed round of points. At most eight queries."""
        revealed = self.workshop.rounds.revealed().filter(kind=RoundKind.POINTS)
        newest = revealed.order_by("-number").first()
        if newest is None:
            return {}
        results = points_results(newest)
        points = [one.points for one in results]
        return {one.cluster.pk: 1 + points.index(one.points) for one in results}

    def _factors_of_clusters(self) -> dict[int, int]:
        """How many factors stand in each cluster. Two queries."""
        counts: dict[int, int] = {}
        for cluster in clusters_of_factors([self.workshop]).by_factor.values():
            if cluster is not None:
                counts[cluster.pk] = counts.get(cluster.pk, 0) + 1
        return counts


class ProgrammeForm(PlanRowForm):
    kind = "programme"
    plain = ("name", "main_programme", "part_programme")
    name = CleanCharField(label=pgettext_lazy("plan", "Programme"), max_length=300)
    main_programme = CleanCharField(
        label=_("Main programme of the 20-year goal"),
        max_length=300,
        required=False,
        help_text=_("Only for a province with a 20-year goal."),
    )
    part_programme = CleanCharField(
        label=_("Part of that main programme"), max_length=300, required=False
    )

    def groups(self) -> list[Group]:
        """A programme rests on its issue alone."""
        return []


def _parts(choice: Choice) -> tuple[int, str, bool]:
    return choice.pk, choice.text, choice.chosen
