"""What a rehearsal measured, as plain values for JSON."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from dataclasses import dataclass, field

SENTENCES = 10  # of refusals, kept as examples


def spread(seconds: list[float]) -> dict[str, int] | None:
    """Milliseconds: the median, 95 of 100, the worst; None where nothing was measured."""
    if not seconds:
        return None
    ordered = sorted(seconds)
    shares = {"p50": 0.5, "p95": 0.95, "max": 1.0}
    return {
        name: round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))])
        for name, share in shares.items()
    }


@dataclass
class Figures:
    joins: Counter[str] = field(default_factory=Counter)  # ok, refused, retried
    posts: Counter[str] = field(default_factory=Counter)  # ok, failed, retried, waited, open
    join_seconds: list[float] = field(default_factory=list)
    post_seconds: list[float] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)  # from a phone to the same phone's stream
    answers: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))  # by client_id
    streams: Counter[str] = field(default_factory=Counter)  # opened, broken, frames, missed
    sentences: list[str] = field(default_factory=list)

    def refused(self, sentence: str) -> None:
        if len(self.sentences) < SENTENCES:
            self.sentences.append(sentence)

    def as_json(self) -> dict[str, object]:
        found: dict[str, object] = {
            "joins": _counted(self.joins, "ok", "refused", "retried"),
            "join_ms": spread(self.join_seconds),
            "posts": _counted(self.posts, "ok", "failed", "retried", "waited", "open"),
            "post_ms": spread(self.post_seconds),
            "doubles": sum(len(factors) - 1 for factors in self.answers.values()),
        }
        if self.streams:
            found["streams"] = _counted(self.streams, "opened", "broken", "frames", "missed")
            found["submit_to_stream_ms"] = spread(self.delays)
        return found | {"refusals": self.sentences, "cores": os.cpu_count()}


def _counted(counter: Counter[str], *names: str) -> dict[str, int]:
    return {name: counter[name] for name in names}
