"""What each row of the plan rests on: sentences that people wrote, and whether they still show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.evidence import Sources, factors_behind
from analysis.models import DevelopmentIssue, Indicator, IssueSource, Project
from workshops.models import Factor, Proposal


@dataclass(frozen=True)
class Grounds:
    """How many links a row has, how many sentences these lead to, and how many of them show.

    A sentence is a factor, or the text of a proposal. It shows unless it was hidden or
    withdrawn, or waits for its approval.
    """

    links: int = 0
    sentences: int = 0
    shown: int = 0


NO_GROUNDS = Grounds()
NAMES = ("cluster", "challenge", "proposal", "theme")
Keys = set[int]


@dataclass(frozen=True)
class _Leads:
    links: int
    factors: Keys
    proposals: Keys


def grounds_of_issues(issues: Sequence[DevelopmentIssue]) -> dict[int, Grounds]:
    """By the key of the issue. At most ten queries, however many issues there are."""
    keys = [issue.pk for issue in issues]
    direct = _pairs(DevelopmentIssue, "developmentissue_id", keys, "factor")
    linked = _links(keys)
    behind = factors_behind(_all_sources(linked))
    leads = {}
    for key in keys:
        sources = linked.get(key, [])
        factors, proposals = set(direct.get(key, ())), set()
        for name, target, frozen in sources:
            factors |= {*frozen, *behind.get((name, target), ())}
            proposals |= {target} if name == "proposal" else set()
        leads[key] = _Leads(len(direct.get(key, ())) + len(sources), factors, proposals)
    return _seen(leads)


def grounds_of_rows(rows: Sequence[Indicator] | Sequence[Project]) -> dict[int, Grounds]:
    """Of indicators, or of projects, by the key of the row. Four queries."""
    if not rows:
        return {}
    model, keys = type(rows[0]), [row.pk for row in rows]
    own = f"{model._meta.model_name}_id"
    factors = _pairs(model, own, keys, "factor")
    proposals = _pairs(model, own, keys, "proposal")
    leads = {}
    for key in keys:
        of_row, proposed = set(factors.get(key, ())), set(proposals.get(key, ()))
        leads[key] = _Leads(len(of_row) + len(proposed), of_row, proposed)
    return _seen(leads)


def _pairs(
    model: type[DevelopmentIssue | Indicator | Project], own: str, keys: Sequence[int], other: str
) -> dict[int, list[int]]:
    """The keys of the linked factors or proposals by the key of the row."""
    through = getattr(model, f"{other}s").through.objects
    found: dict[int, list[int]] = {}
    for key, target in through.filter(**{f"{own}__in": keys}).values_list(own, f"{other}_id"):
        found.setdefault(key, []).append(target)
    return found


def _links(issues: Sequence[int]) -> dict[int, list[tuple[str, int, list[int]]]]:
    """Of each issue what it is linked to: kind, key, and the factors behind it at that time."""
    found: dict[int, list[tuple[str, int, list[int]]]] = {}
    sources = IssueSource.objects
    fields = [f"{name}_id" for name in NAMES]
    for issue, frozen, *targets in sources.filter(issue__in=issues).values_list(
        "issue_id", "factor_keys", *fields
    ):
        for name, target in zip(NAMES, targets, strict=True):
            if target is not None:
                found.setdefault(issue, []).append((name, target, frozen))
    return found


def _all_sources(linked: dict[int, list[tuple[str, int, list[int]]]]) -> Sources:
    keys: dict[str, Keys] = {name: set() for name in NAMES}
    for links in linked.values():
        for name, target, _frozen in links:
            keys[name].add(target)
    return Sources(keys["cluster"], keys["challenge"], keys["proposal"], keys["theme"])


def _seen(leads: dict[int, _Leads]) -> dict[int, Grounds]:
    """Count what is there, and what of it shows. Two queries."""
    factors = _shown(Factor.objects.on_board(), (lead.factors for lead in leads.values()))
    proposals = _shown(Proposal.objects.shown(), (lead.proposals for lead in leads.values()))
    return {
        key: Grounds(
            lead.links,
            len(lead.factors) + len(lead.proposals),
            len(lead.factors & factors) + len(lead.proposals & proposals),
        )
        for key, lead in leads.items()
    }


def _shown(rows: object, wanted: Iterable[Keys]) -> Keys:
    keys = set().union(*wanted)
    return set(rows.filter(pk__in=keys).values_list("pk", flat=True))  # type: ignore[attr-defined]
