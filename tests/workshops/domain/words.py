"""A factor sent through the domain."""

from __future__ import annotations

import uuid

from tests.factories import create_district
from workshops.domain.factors import submit_factor
from workshops.enums import Category, Stance, Track
from workshops.models import Factor, Participant


def said(**changed: object) -> dict[str, object]:
    """What a participant says; the test names only what it is about."""
    return {
        "category": Category.SOCIAL,
        "text": "ผู้สูงอายุอยู่ลำพังมากขึ้น",
        "stance": Stance.WEAKNESS,
        "track": Track.SMART,
        "district": create_district(),
    } | changed


def submit(
    participant: Participant, *, client_id: uuid.UUID | None = None, **changed: object
) -> tuple[Factor, bool]:
    return submit_factor(participant, client_id=client_id or uuid.uuid4(), **said(**changed))
