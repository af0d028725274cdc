"""The tables of what was written besides factors: challenges, and proposals for the plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.models import DevelopmentIssue, Indicator, IssueSource, Project
from analysis.tables.placing import CHUNK, Placing, columns_of, frame_of, local
from analysis.tables.plan import workshop_column
from analysis.tables.table import Column, Kind, Table
from analysis.tables.words import choices_of, joined, labels_of, listed
from workshops.enums import ProposalKind
from workshops.models import Challenge, Cluster, Comment, Proposal, Support

Rows = dict[int | str, Sequence[object]]
SHOWN = {"hidden_at": None, "withdrawn_at": None, "is_waiting": False}
CURRENT = {"removed_at": None, "issue__removed_at": None}


def challenges_table(placing: Placing) -> Table:
    """One row per challenge that everybody may read, by workshop, oldest first. Four queries."""
    found = _in_order(Challenge.objects.filter(**SHOWN, workshop__in=placing.workshops))
    tied = _clusters(placing, Challenge.clusters.through, "challenge")
    agreeing, comments = _agreeing(placing, "challenge"), _comments(placing)
    at = local()
    rows: Rows = {
        one.pk: [
            *placing.codes[one.workshop_id],
            at(one.created_at),
            one.text,
            one.affected or None,
            one.evidence_missing or None,
            *_named(tied.get(one.pk, ())),
            len(agreeing.get(one.pk, ())),
            comments.get(one.pk, 0),
        ]
        for one in found
    }
    columns = columns_of(placing, _challenge_columns())
    return Table("challenges", _("Challenges"), columns, frame_of(columns, rows))


def proposals_table(placing: Placing) -> Table:
    """One row per proposal that everybody may read, by workshop, oldest first. Eight queries."""
    found = list(_in_order(Proposal.objects.filter(**SHOWN, workshop__in=placing.workshops)))
    tied = _clusters(placing, Proposal.clusters.through, "proposal")
    agreeing, challenges = _agreeing(placing, "proposal"), _challenges(placing)
    issues = _issues(placing)
    taken = _taken_up(placing)
    kinds, at, shown = labels_of(ProposalKind), local(), {one.pk for one in found}
    rows: Rows = {
        one.pk: [
            *placing.codes[one.workshop_id],
            at(one.created_at),
            kinds[one.kind],
            one.text,
            one.details or None,
            *_named(tied.get(one.pk, ())),
            listed(challenges.get(one.pk, ())) or None,
            one.under_id if one.under_id in shown else None,
            issues.get((one.workshop_id, one.issue_number or 0)),
            len(agreeing.get(one.pk, ())),
            *(listed(links.get(one.pk, ())) or None for links in taken),
        ]
        for one in found
    }
    columns = columns_of(placing, _proposal_columns())
    return Table("proposals", _("Proposals"), columns, frame_of(columns, rows))


def _in_order(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by("workshop__held_on", "workshop_id", "pk")


def _clusters(placing: Placing, through: Any, name: str) -> dict[int, list[Cluster]]:  # noqa: ANN401
    """Of each row what stands now for the clusters it is tied to, by number. One query."""
    links = through.objects.filter(**{f"{name}__workshop__in": placing.workshops})
    tied: dict[int, dict[int, Cluster]] = defaultdict(dict)
    for row, cluster in links.values_list(f"{name}_id", "cluster_id").iterator(CHUNK):
        if (stands := placing.standing(cluster)) is not None:
            tied[row][stands.pk] = stands
    return {
        pk: sorted(each.values(), key=lambda one: (one.number, one.pk)) for pk, each in tied.items()
    }


def _challenges(placing: Placing) -> dict[int, list[int]]:
    """Of each proposal the challenges that everybody may read. One query."""
    shown = {f"challenge__{name}": value for name, value in SHOWN.items()}
    links = Proposal.challenges.through.objects.filter(
        proposal__workshop__in=placing.workshops, **shown
    )
    return _grouped(links.order_by("challenge_id").values_list("proposal_id", "challenge_id"))


def _agreeing(placing: Placing, name: str) -> dict[int, set[int]]:
    """Who agrees with each, merged entries once. One query."""
    given = Support.objects.filter(**{f"{name}__workshop__in": placing.workshops})
    people: dict[int, set[int]] = defaultdict(set)
    for row, entry in given.values_list(f"{name}_id", "participant_id").iterator(CHUNK):
        people[row].add(placing.persons[entry])
    return people


def _comments(placing: Placing) -> dict[int, int]:
    """How many comments that everybody may read each challenge has. One query."""
    shown = Comment.objects.filter(**SHOWN, challenge__workshop__in=placing.workshops)
    return dict(shown.order_by().values_list("challenge_id").annotate(n=Count("pk")))


def _issues(placing: Placing) -> dict[tuple[int, int], int]:
    """The keys of the issues in the plan by workshop and number. One query."""
    found = DevelopmentIssue.objects.current().filter(workshop__in=placing.workshops)
    return {(workshop, n): pk for pk, workshop, n in found.values_list("pk", "workshop", "number")}


def _taken_up(placing: Placing) -> list[dict[int, list[int]]]:
    """Of each proposal the issues, indicators and projects that take it up. Three queries."""
    own = {"proposal__workshop__in": placing.workshops}
    here = {"issue__workshop__in": placing.workshops}
    issues = IssueSource.objects.filter(**own, **here, issue__removed_at=None)
    found = [_grouped(issues.order_by("issue_id").values_list("proposal_id", "issue_id"))]
    for model, name in ((Indicator, "indicator"), (Project, "project")):
        current = model.objects.filter(**CURRENT, **here)
        links = model.proposals.through.objects.filter(
            **own, **{f"{name}__in": current.order_by().values("pk")}
        )
        found.append(_grouped(links.order_by(name).values_list("proposal_id", f"{name}_id")))
    return found


def _grouped(pairs: Iterable[tuple[Any, Any]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


def _named(clusters: Iterable[Cluster]) -> list[str | None]:
    """Ids, then numbers with names."""
    each = list(clusters)
    return [listed(one.pk for one in each) or None, joined(map(str, each)) or None]


def _cluster_columns() -> Sequence[Column]:
    return (
        Column(
            "clusters",
            _("Cluster ids"),
            Kind.TEXT,
            _("Clusters that it grows from, by their ids in the cluster sheet"),
            12,
        ),
        Column("cluster_names", _("Clusters"), Kind.LONG, _("Number and name of each"), 34),
    )


def _challenge_columns() -> tuple[Column, ...]:
    long, count = Kind.LONG, Kind.COUNT
    return (
        Column("", _("Challenge id"), Kind.ID, _("Number that other sheets refer to"), 9, id="id"),
        workshop_column(),
        Column("created_at", _("Written at"), Kind.MOMENT, _("When it reached the portal"), 20),
        Column("text", pgettext("row", "Challenge"), long, _("What must be overcome"), 50),
        Column("affected", _("Who is affected"), long, _("As it was written"), 26),
        Column("evidence_missing", _("Evidence that is missing"), long, _("As it was written"), 30),
        *_cluster_columns(),
        Column("agreeing", _("Agree"), count, _("People who agree with it"), 10, scale="bars"),
        Column("comments", _("Comments"), count, _("Comments on it that are shown"), 10),
    )


def _proposal_columns() -> tuple[Column, ...]:
    key, text, long = Kind.ID, Kind.TEXT, Kind.LONG
    kinds = choices_of(ProposalKind)
    by_ids = _("Challenges that it grows from, by their ids in the challenge sheet")
    return (
        Column("", _("Proposal id"), key, _("Number that other sheets refer to"), 9, id="id"),
        workshop_column(),
        Column("created_at", _("Written at"), Kind.MOMENT, _("When it reached the portal"), 20),
        Column("kind", _("Proposed as"), text, _("What it shall become"), 18, choices=kinds),
        Column("text", pgettext("row", "Proposal"), long, _("As it was written"), 50),
        Column("details", pgettext("row", "Details"), long, _("How, where, by whom"), 34),
        *_cluster_columns(),
        Column("challenges", _("Challenge ids"), text, by_ids, 12),
        Column(
            "under",
            _("Under proposal"),
            key,
            _("Id of the proposed issue that it belongs to"),
            10,
            link="proposals",
        ),
        Column(
            "issue",
            _("Under issue"),
            key,
            _("Id of the drafted issue that it belongs to"),
            10,
            link="issues",
        ),
        Column("agreeing", _("Agree"), Kind.COUNT, _("People who agree with it"), 10, scale="bars"),
        Column("issues", _("Issue ids"), text, _("Issues of the plan that take it up"), 12),
        Column("indicators", _("Indicator ids"), text, _("Indicators that take it up"), 12),
        Column("projects", _("Project ids"), text, _("Projects that take it up"), 12),
    )
