"""What a change was about, in one word, for the pages that then ask again for their own part."""

from __future__ import annotations

from enum import StrEnum

from workshops.enums import Verb


class Topic(StrEnum):
    CLUSTERS = "clusters"  # which cards lie in which cluster, and what stands on them
    SUPPORT = "support"
    COMMENTS = "comments"
    CHALLENGES = "challenges"
    ROUND = "round"  # prepared, opened, closed, revealed or discarded
    ANSWERS = "answers"  # how far a round is; never told to phones
    PROPOSALS = "proposals"
    PLAN = "plan"  # issues, indicators, programmes, projects, and what is said about them


ALL = frozenset(Topic)
NONE: frozenset[Topic] = frozenset()

BY_VERB: dict[str, frozenset[Topic]] = {
    Verb.WORKSHOP_CHANGED: ALL,
    Verb.STAGE_CHANGED: ALL,
    # The pretend participants go, and with them what they agreed with, said and answered.
    Verb.REHEARSAL_CLEARED: ALL,
    Verb.NAMES_ERASED: frozenset({Topic.CLUSTERS, Topic.COMMENTS, Topic.CHALLENGES}),
    Verb.FACTORS_REVEALED: frozenset({Topic.CLUSTERS}),
    Verb.FACTORS_IMPORTED: frozenset({Topic.CLUSTERS}),
    Verb.IMPORT_TAKEN_BACK: frozenset({Topic.CLUSTERS}),
    Verb.PARTICIPANTS_MERGED: frozenset({Topic.CLUSTERS, Topic.SUPPORT, Topic.ROUND}),
    Verb.PARTICIPANTS_PARTED: frozenset({Topic.CLUSTERS, Topic.SUPPORT, Topic.ROUND}),
    Verb.PROMPT_SKIPPED: frozenset({Topic.CHALLENGES}),
    Verb.HINT_REFUSED: NONE,  # nobody but the desk sees suggestions: `Touch.hints`
}
BY_SUBJECT: dict[str, frozenset[Topic]] = {
    "factor": frozenset({Topic.CLUSTERS}),
    "cluster": frozenset({Topic.CLUSTERS}),
    "same": frozenset({Topic.CLUSTERS}),
    "support": frozenset({Topic.SUPPORT}),
    "comment": frozenset({Topic.COMMENTS}),
    "challenge": frozenset({Topic.CHALLENGES}),
    "round": frozenset({Topic.ROUND}),
    "quadrants": frozenset({Topic.ROUND}),
    "vote": frozenset({Topic.ANSWERS}),
    "rating": frozenset({Topic.ANSWERS}),
    "influence": frozenset({Topic.ANSWERS}),
    "proposal": frozenset({Topic.PROPOSALS}),
    "issue": frozenset({Topic.PLAN}),
    "indicator": frozenset({Topic.PLAN}),
    "programme": frozenset({Topic.PLAN}),
    "project": frozenset({Topic.PLAN}),
    "plan": frozenset({Topic.PLAN}),
}


def topics_of(verb: str) -> frozenset[Topic]:
    """What an entry with this verb is about; nothing for those that no such page shows."""
    return BY_VERB.get(verb, BY_SUBJECT.get(verb.split(".")[0], NONE))
