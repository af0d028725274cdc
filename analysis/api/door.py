"""Who asks for data, how often, and how many at once: so that the room never waits for it."""

from __future__ import annotations

import threading
import time
from collections import deque

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from analysis.api.asked import Reader
from analysis.api.refusals import Busy, LinkNotOpen, NobodyKnown, NotForThisAccount, TooOften
from analysis.domain import data_links
from analysis.models import DataLink
from workshops import access
from workshops.access import SignInNeeded
from workshops.accounts import PortalBackend
from workshops.domain import tokens
from workshops.models import User

MINUTE = 60.0
LONGEST = 900.0  # seconds; whoever is given a turn and never ends it does not block it for good
REMEMBERED = 1_000


def reader_of(request: HttpRequest) -> Reader:
    """By `Authorization: Bearer`, else by the session. Raises what is in `refusals`."""
    sent = request.headers.get("Authorization", "")
    if sent:
        scheme, _space, token = sent.partition(" ")
        return reader_by_token(token.strip() if scheme.lower() == "bearer" else "")
    try:
        reader = Reader(access.planner_or_facilitator(request))
    except SignInNeeded as error:
        raise NobodyKnown from error
    except PermissionDenied as error:
        raise NotForThisAccount from error
    _not_too_often(f"user {reader.user.pk}")
    return reader


def reader_by_token(token: str) -> Reader:
    """Whoever made the link, if it is open and they may still read. Found by its hash alone, so
    the time it takes tells nothing about tokens."""
    found = DataLink.objects.select_related("user").filter(token_hash=tokens.hashed(token)).first()
    if found is None or not data_links.is_open(found) or not _may_read(found.user):
        raise LinkNotOpen
    _not_too_often(f"link {found.pk}")
    data_links.note_used(found)
    return Reader(found.user, found)


def _may_read(user: User) -> bool:
    """As for the pages: an active account, demo accounts only in the demo, with a role."""
    has_role = user.is_planner or user.is_facilitator or user.is_superuser
    return has_role and PortalBackend().user_can_authenticate(user)


class Often:
    """How often each reader asked within the last minute, in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: dict[str, deque[float]] = {}

    def wait(self, who: str, limit: int) -> int:
        """Seconds until `who` may ask again; 0: now, and that counts."""
        now = time.monotonic()
        with self._lock:
            if len(self._asked) > REMEMBERED:
                self._forget(now)
            asked = self._asked.setdefault(who, deque())
            while asked and asked[0] <= now - MINUTE:
                asked.popleft()
            if len(asked) >= limit:
                return int(asked[0] + MINUTE - now) + 1 if asked else int(MINUTE)
            asked.append(now)
            return 0

    def clear(self) -> None:
        with self._lock:
            self._asked.clear()

    def _forget(self, now: float) -> None:
        self._asked = {
            who: times for who, times in self._asked.items() if times and times[-1] > now - MINUTE
        }


class Turns:
    """At most so many at once; each is given back by its number, once.

    A dashboard asks for all its tables in the same second, so as many again may wait a moment.
    """

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._taken: dict[int, float] = {}
        self._waiting = 0
        self._next = 0

    def take(self, limit: int, *, patience: float = 0) -> int:
        """Raises `Busy` if none is free after `patience` seconds, or too many wait already."""
        until = time.monotonic() + patience
        with self._free:
            if not self._is_free(limit) and self._waiting < limit:
                self._waiting += 1
                self._free.wait_for(lambda: self._is_free(limit), until - time.monotonic())
                self._waiting -= 1
            if not self._is_free(limit):
                raise Busy
            self._next += 1
            self._taken[self._next] = time.monotonic()
            return self._next

    def give_back(self, number: int) -> None:
        with self._free:
            self._taken.pop(number, None)
            self._free.notify()

    def _is_free(self, limit: int) -> bool:
        oldest = time.monotonic() - LONGEST
        self._taken = {number: since for number, since in self._taken.items() if since > oldest}
        return len(self._taken) < limit

    @property
    def taken(self) -> int:
        return len(self._taken)


often = Often()
turns = Turns()
long_ones = Turns()  # whoever forms a long table takes the time of everybody else


def _not_too_often(who: str) -> None:
    if wait := often.wait(who, settings.DATA_LINK_PER_MINUTE):
        raise TooOften(wait=wait)
