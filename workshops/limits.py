"""How often wrong codes may be tried, and how often a phone may ask while somebody types.

Right codes are never counted and always work.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter

from django.core.cache import cache

from workshops.models import Participant, Workshop

WINDOW = 60  # seconds
FROM_ONE_ADDRESS = 20
IN_ONE_WORKSHOP = 300
QUESTIONS = 90  # of one phone while typing: far more than anybody types
_asked: dict[int, Counter[int]] = {}  # in which minute who asked how often


def wait_after_wrong_code(workshop: Workshop, address: str) -> int:
    """Count a wrong code; returns the seconds to wait if there were too many, else 0.

    In one minute from one address (a venue has one for all phones), or in one workshop.
    """
    now = time.time()
    source = hashlib.sha256(address.encode()).hexdigest()[:16]
    window = int(now // WINDOW)
    room = f"wrong-codes:{workshop.pk}:{window}"
    counted = {f"{room}:{source}": FROM_ONE_ADDRESS, room: IN_ONE_WORKSHOP}
    found = cache.get_many(counted)
    if any(found.get(key, 0) >= most for key, most in counted.items()):
        return max(1, round((window + 1) * WINDOW - now))
    cache.set_many({key: found.get(key, 0) + 1 for key in counted}, timeout=2 * WINDOW)
    return 0


def asks_too_often(participant: Participant) -> bool:
    """Count a question of this phone; whether there were too many in this minute.

    In the process and not in the cache: that is a table, and hints must cost the room no writes.
    """
    window = int(time.time() // WINDOW)
    counts = _asked.get(window)
    if counts is None:
        _asked.clear()
        counts = _asked.setdefault(window, Counter())
    counts[participant.pk] += 1
    return counts[participant.pk] > QUESTIONS
