"""How often wrong codes may be tried. Right ones are never counted and always work."""

from __future__ import annotations

import hashlib
import time

from django.core.cache import cache

from workshops.models import Workshop

WINDOW = 60  # seconds
FROM_ONE_ADDRESS = 20
IN_ONE_WORKSHOP = 300


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
