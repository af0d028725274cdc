"""The rule of a round in whole sentences, as everybody reads it before answering, and the words
for what came of it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from workshops.enums import AgreementRule, RoundKind
from workshops.fields import NumberField
from workshops.measures.consensus import LABEL_MINIMUM, Concordance, Verdict, w_label
from workshops.measures.influence import InfluenceClass
from workshops.models import Round

VERDICTS = {
    Verdict.AGREED: pgettext_lazy("verdict", "Agreed"),
    Verdict.DISPUTED: pgettext_lazy("verdict", "Disputed"),
    Verdict.TOO_FEW: pgettext_lazy("verdict", "Too few to say"),
}
AXES = {
    "impact": pgettext_lazy("axis", "Impact"),
    "uncertainty": pgettext_lazy("axis", "Uncertainty"),
    "likelihood": pgettext_lazy("axis", "Likelihood"),
}
CLASSES = {
    InfluenceClass.DRIVING: pgettext_lazy("influence", "Driver"),
    InfluenceClass.RELAY: pgettext_lazy("influence", "Relay"),
    InfluenceClass.DEPENDENT: pgettext_lazy("influence", "Outcome"),
    InfluenceClass.AUTONOMOUS: pgettext_lazy("influence", "Apart"),
}
# By `measures.consensus.w_label`.
CONCORDANCE = {
    "very_weak": pgettext_lazy("concordance", "very weak"),
    "weak": pgettext_lazy("concordance", "weak"),
    "moderate": pgettext_lazy("concordance", "moderate"),
    "strong": pgettext_lazy("concordance", "strong"),
    "none": pgettext_lazy("concordance", "too few to say"),
}


def concordance_word(concordance: Concordance | None) -> str:
    return str(CONCORDANCE[w_label(concordance)])


def rule_words(round_: Round) -> list[str]:
    """One sentence for each thing that was decided; in the reader's language."""
    return {
        RoundKind.POINTS: _of_points,
        RoundKind.RATINGS: _of_ratings,
        RoundKind.INFLUENCE: _of_influence,
    }[RoundKind(round_.kind)](round_)


def _of_points(round_: Round) -> list[str]:
    has = ngettext(
        "Each person has %(budget)s point, at most %(cap)s of them for one cluster.",
        "Each person has %(budget)s points, at most %(cap)s of them for one cluster.",
        round_.budget,
    ) % {"budget": round_.budget, "cap": round_.cap}
    own = _("Nobody gives points to a cluster that holds an own factor.")
    return [has, own] if round_.forbids_own else [has]


def _of_ratings(round_: Round) -> list[str]:
    sentences = [_agreement(round_)]
    sentences.append(
        _("With fewer than %(least)s ratings it is too few to say.") % {"least": LABEL_MINIMUM}
    )
    if round_.asks_likelihood:
        sentences.append(_("The likelihood is asked too."))
    if round_.asks_horizon:
        sentences.append(_("When it will be felt is asked too."))
    return sentences


def _agreement(round_: Round) -> str:
    if round_.rule == AgreementRule.SHARE:
        return _(
            "A cluster is agreed if at least %(share)s%% rate alike, low (1-2), middle (3) or "
            "high (4-5), both its impact and its uncertainty."
        ) % {"share": round(round_.threshold * 100)}
    return _(
        "A cluster is agreed if the middle half of the ratings is at most %(width)s wide "
        "(interquartile range), both of its impact and of its uncertainty."
    ) % {"width": NumberField().prepare_value(round_.threshold)}


def _of_influence(round_: Round) -> list[str]:
    return [
        ngettext(
            "Each pair of clusters is answered by up to %(raters)s person: 0 to 3, or P for an "
            "influence that may come.",
            "Each pair of clusters is answered by up to %(raters)s people: 0 to 3, or P for an "
            "influence that may come.",
            round_.raters_per_cell,
        )
        % {"raters": round_.raters_per_cell}
    ]
