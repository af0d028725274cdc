"""What a page of the desk needs to follow the stream beside its own part of the screen."""

from __future__ import annotations

import json
from dataclasses import dataclass

from workshops.live.fragments import Audience, live_url
from workshops.live.state import clock, state_of
from workshops.models import Workshop


@dataclass(frozen=True)
class Followed:
    """The stream's address, and from where on; for a page that fetches its own part again."""

    url: str
    revision: int
    state: str


def followed(workshop: Workshop) -> Followed:
    """`workshop` was read before anything else of the page: what came later comes again."""
    state = json.dumps({"now": clock(), **state_of(workshop)})
    return Followed(live_url(workshop, Audience.DESK), workshop.revision, state)
