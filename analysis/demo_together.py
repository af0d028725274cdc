"""What the people of the demo workshop made of its factors; `fixtures/demo/clusters.json` says it.

Called by `demo` in the order of the method; whatever needs chance takes it from one fixed seed.
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from workshops.domain.challenges import add_challenge
from workshops.domain.clusters import create_cluster, rename_cluster
from workshops.domain.comments import add_comment
from workshops.domain.proposals import add_proposal
from workshops.domain.regroup import merge_clusters, merge_factors, split_cluster
from workshops.domain.support import Target, say_support
from workshops.enums import ProposalKind
from workshops.models import (
    Challenge,
    Cluster,
    Factor,
    Participant,
    Proposal,
    User,
    Workshop,
)
from workshops.text import clean_text

FILE = settings.BASE_DIR / "fixtures" / "demo" / "clusters.json"
SEED = 2564

Row = dict[str, Any]


@dataclass
class Room:
    """The workshop while it is made: who is there, what they said, what stands for what."""

    workshop: Workshop
    by: User
    people: list[Participant]  # in the order of participants.csv
    said: list[Factor]  # in the order of factors.csv
    script: Row = field(default_factory=lambda: json.loads(FILE.read_text(encoding="utf-8")))
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311
    clusters: dict[str, Cluster] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)  # of the clusters that are answered about
    challenges: list[Challenge] = field(default_factory=list)  # in the order of the file
    proposals: list[Proposal] = field(default_factory=list)

    def own_id(self, *names: str) -> uuid.UUID:
        """The same id for the same thing on every machine."""
        assert self.workshop.client_id is not None
        return uuid.uuid5(self.workshop.client_id, "/".join(names))

    def factors(self, numbers: Iterable[int]) -> list[int]:
        """The keys of these lines of factors.csv, counted from 1."""
        return [self.said[number - 1].pk for number in numbers]


def exchange(room: Room) -> None:
    """Sort the factors, comment on them, sort again, and agree."""
    for row in room.script["clusters"]:
        room.clusters[row["key"]] = create_cluster(
            room.workshop,
            by=room.by,
            name=clean_text(row["name"]),
            category=row["category"],
            factors=room.factors(row["factors"]),
            client_id=room.own_id("cluster", row["key"]),
        )
        if "weight" in row:
            room.rows[row["key"]] = row
    for row in room.script["same"]:
        for number in row["others"]:
            kept, other = room.said[row["kept"] - 1], room.said[number - 1]
            merge_factors(kept, other, by=room.by, why=row["why"])
    for row in room.script["steps"]:
        _regroup(room, row)
    for row in room.script["comments"]:
        _comment(room, row)
    for key, row in room.rows.items():
        _agree(room, room.clusters[key], people=2 * row["weight"])


def reflect(room: Room) -> None:
    """Say what must be overcome, and agree with it."""
    for row in room.script["challenges"]:
        challenge, _new = add_challenge(
            room.workshop,
            by=room.people[row["by"] - 1],
            client_id=room.own_id("challenge", row["text"]),
            text=clean_text(row["text"]),
            affected=clean_text(row["affected"]),
            evidence_missing=clean_text(row["evidence_missing"]),
            clusters=[room.clusters[key].pk for key in row["clusters"]],
        )
        room.challenges.append(challenge)
        _agree(room, challenge, people=row["agreeing"], but=row["by"])


def propose(room: Room) -> None:
    """Say what the plan shall have, and agree with it."""
    for row in room.script["proposals"]:
        under = room.proposals[row["under"] - 1].pk if "under" in row else None
        proposal, _new = add_proposal(
            room.workshop,
            by=room.people[row["by"] - 1],
            client_id=room.own_id("proposal", row["text"]),
            kind=ProposalKind(row["kind"]),
            text=clean_text(row["text"]),
            details=clean_text(row["details"]),
            clusters=[room.clusters[key].pk for key in row.get("clusters", ())],
            challenges=[room.challenges[one - 1].pk for one in row.get("challenges", ())],
            under=under,
            drafted=None,
        )
        room.proposals.append(proposal)
        _agree(room, proposal, people=row["agreeing"], but=row["by"])


def _regroup(room: Room, row: Row) -> None:
    cluster = room.clusters[row["cluster"]]
    if row["do"] == "rename":
        rename_cluster(cluster, by=room.by, name=clean_text(row["name"]))
    elif row["do"] == "merge":
        merge_clusters(cluster, room.clusters[row["other"]], by=room.by, why=row["why"])
    else:
        new = row["new"]
        room.rows[new["key"]] = new | {"factors": row["factors"]}
        room.clusters[new["key"]] = split_cluster(
            cluster,
            by=room.by,
            factors=room.factors(row["factors"]),
            name=clean_text(new["name"]),
            why=row["why"],
            client_id=room.own_id("cluster", new["key"]),
        )


def _comment(room: Room, row: Row) -> None:
    named = row.get("cluster")
    target: Target = room.clusters[named] if named else room.said[row["factor"] - 1]
    add_comment(
        room.people[row["by"] - 1],
        target,
        text=clean_text(row["text"]),
        client_id=room.own_id("comment", row["text"]),
    )


def _agree(room: Room, target: Target, *, people: int, but: int = 0) -> None:
    """So many of the room, whoever comes; `but` counts the lines of participants.csv from 1."""
    others = [one for number, one in enumerate(room.people, start=1) if number != but]
    for person in room.chance.sample(others, min(people, len(others))):
        say_support(person, target, agrees=True)
