"""One follower per process: asks the database once for all, hands the same bytes to every stream.

Held per open stream: a bounded queue and two tasks. No thread, no database connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import Error, connection, connections

from workshops.domain.people import mark_seen
from workshops.live import doors
from workshops.live.doors import Listener
from workshops.live.fragments import Audience
from workshops.live.frames import Frame
from workshops.live.rooms import Room, View
from workshops.models import Workshop

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")
K = TypeVar("K", int, str)

QUEUE = 100  # frames; whoever is further behind comes back and gets them as one
IDLE_SECONDS = 15.0  # how long a room is kept for those who poll
LONGEST_PAUSE = 5.0
JOIN_THREADS = 4
SEEN_SECONDS = 15.0  # between two notes of which phones follow
PRESENCE_SECONDS = 5.0  # between two looks at them for the desks
# One person's tabs; a room may have several projectors and facilitators several screens.
STREAMS_PER_CREDENTIAL = {Audience.PHONE: 6, Audience.BOARD: 60, Audience.DESK: 60}

Watched = dict[int, set[View]]
News = dict[int, dict[View, Frame] | None]  # None: the workshop is gone, or cannot be drawn


class Stream:
    """One listener's queue. `ended` tells that nothing more will come."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self.queue: asyncio.Queue[Frame | None] = asyncio.Queue(QUEUE)
        self.ended = asyncio.Event()

    def offer(self, frame: Frame) -> None:
        try:
            self.queue.put_nowait(frame)
        except asyncio.QueueFull:
            self.end()

    def end(self) -> None:
        """Let the client come back with its number."""
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)
        self.ended.set()


class Hub:
    def __init__(self) -> None:
        self.closing = False
        self.queries = 0  # how often the database was asked whether anything moved
        self.rooms: dict[int, Room] = {}  # belongs to the reading thread
        self.streams: dict[int, list[Stream]] = {}
        self._by_credential: dict[str, list[Stream]] = {}
        # Each its own: a storm of joins must not delay what the others are waiting for.
        self._reader = ThreadPoolExecutor(1, "live-hub")
        self._joins = ThreadPoolExecutor(JOIN_THREADS, "live-join")
        self._notes = ThreadPoolExecutor(1, "live-seen")
        self.loop = asyncio.get_running_loop()
        self._task: asyncio.Task[None] | None = None
        self._noting: asyncio.Task[None] | None = None
        self._wanted = asyncio.Event()

    # --- Coming and going -----------------------------------------------------------------------

    async def admit(self, code: str, query: dict[str, str], cookie_header: str) -> Listener:
        """Raises `doors.Refused`, `django.db.Error`."""
        return await self._in(self._joins, doors.admit, code, query, cookie_header)

    def join(self, listener: Listener) -> Stream:
        """Subscribe. Only then may the caller ask what was missed: so nothing falls between."""
        stream = Stream(listener)
        self.streams.setdefault(listener.workshop, []).append(stream)
        same = self._by_credential.setdefault(listener.credential, [])
        same.append(stream)
        if len(same) > STREAMS_PER_CREDENTIAL[listener.view[0]]:
            oldest = same[0]  # most likely of a phone that vanished without a word
            oldest.end()
            self.leave(oldest)
        if self._task is None:
            self._task = self.loop.create_task(self._follow())
        if self._noting is None and listener.participant is not None:
            self._noting = self.loop.create_task(self._note_phones())
        self._wanted.set()
        return stream

    def leave(self, stream: Stream) -> None:
        pk = stream.listener.workshop
        _strike(self.streams, pk, stream)
        _strike(self._by_credential, stream.listener.credential, stream)
        if pk not in self.streams and not self.closing:
            self._reader.submit(self._forget, pk)

    async def missed(self, listener: Listener, after: int | None) -> Frame | None:
        """What somebody who has seen revision `after` needs. Raises `django.db.Error`."""
        views = self._views(listener.workshop)
        return await self._in(self._reader, self._missed, listener, after, views)

    # --- Following ------------------------------------------------------------------------------

    async def _follow(self) -> None:
        pause = settings.LIVE_POLL_SECONDS
        while not self.closing:
            await asyncio.sleep(pause)
            if not self.streams:
                self._wanted.clear()
                await self._wanted.wait()
                continue
            try:
                watched = {pk: self._views(pk) for pk in self.streams}
                await self._in(self._reader, self._look, watched)
            except Error as error:
                pause = min(pause * 2, LONGEST_PAUSE)
                log.warning("The database does not answer; next try in %.1f s: %s", pause, error)
            except Exception:
                # Nobody would follow any more, and nobody would notice.
                log.exception("The workshops cannot be followed; next try in %.1f s", pause)
            else:
                pause = settings.LIVE_POLL_SECONDS

    async def _note_phones(self) -> None:
        """Say of the phones with an open stream, every now and then, that they follow."""
        while not self.closing:
            listeners = (one.listener for each in self.streams.values() for one in each)
            phones = {one.participant for one in listeners if one.participant is not None}
            try:
                if phones:
                    await self._in(self._notes, mark_seen, phones)
            except Error as error:
                log.warning("Who follows could not be noted: %s", error)
            await asyncio.sleep(SEEN_SECONDS)

    def _views(self, pk: int) -> set[View]:
        return {stream.listener.view for stream in self.streams.get(pk, ())}

    def _deliver(self, news: News) -> None:
        for pk, by_view in news.items():
            for stream in list(self.streams.get(pk, ())):
                if by_view is None:
                    stream.end()
                elif frame := by_view.get(stream.listener.view):
                    stream.offer(frame)

    # --- In the reading thread ------------------------------------------------------------------

    def _look(self, watched: Watched) -> None:
        """One query, and more only for workshops that moved."""
        self.queries += 1
        found = Workshop.objects.filter(pk__in=watched).values_list("pk", "revision")
        revisions = dict(found)
        news: News = {pk: None for pk in watched if pk not in revisions}
        try:
            for pk, revision in revisions.items():
                room = self.rooms.get(pk)
                # Without a room all who watch are on their way in, and get it from `missed()`.
                if room is not None and room.revision != revision:
                    news[pk] = self._drawn(pk, room.catch_up, watched[pk])
                elif room is not None and self._presence_is_due(room, watched[pk]):
                    news[pk] = self._drawn(pk, room.look_at_presence, watched[pk])
        finally:
            # If the database went away midway: the rooms before have moved on, and say it once.
            self._publish(news)

    def _presence_is_due(self, room: Room, views: set[View]) -> bool:
        due = time.monotonic() - room.presence_at >= PRESENCE_SECONDS
        return due and any(audience == Audience.DESK for audience, _ in views)

    def _publish(self, news: News) -> None:
        """Hand over from this thread, so that frames keep the order of their revisions."""
        if news:
            self.loop.call_soon_threadsafe(self._deliver, news)

    def _drawn(
        self, pk: int, draw: Callable[[set[View]], dict[View, Frame]], views: set[View]
    ) -> dict[View, Frame] | None:
        try:
            return draw(views)
        except Error:
            raise
        except Exception:
            # One workshop that cannot be drawn must not silence the others.
            log.exception("Workshop %s cannot be drawn; its streams start anew", pk)
            self.rooms.pop(pk, None)
            return None

    def _missed(self, listener: Listener, after: int | None, views: set[View]) -> Frame | None:
        now = time.monotonic()
        pk = listener.workshop
        room = self.rooms.get(pk)
        if room is None:
            room = self.rooms[pk] = Room(pk)
        elif not views or (after is not None and after > room.revision):
            # Nobody follows it for those who only poll; and a page may be newer than we are.
            self._publish({pk: room.catch_up(views)})
        if self._presence_is_due(room, {listener.view}):
            self._publish({pk: room.look_at_presence(views)})
        room.used_at = now
        for idle in [pk for pk in self.rooms if self._is_idle(pk, now)]:
            del self.rooms[idle]
        return room.missed(listener.view, after)

    def _forget(self, pk: int) -> None:
        if self._is_idle(pk, time.monotonic()):
            self.rooms.pop(pk, None)

    def _is_idle(self, pk: int, now: float) -> bool:
        room = self.rooms.get(pk)
        return pk not in self.streams and room is not None and now - room.used_at > IDLE_SECONDS

    # --- Threads --------------------------------------------------------------------------------

    async def _in(
        self,
        threads: ThreadPoolExecutor,
        work: Callable[P, R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        def with_sound_connection() -> R:
            try:
                return work(*args, **kwargs)
            except Error:
                connection.close()  # it may be broken; the next one opens its own
                raise

        return await self.loop.run_in_executor(threads, with_sound_connection)

    # --- The end --------------------------------------------------------------------------------

    def close(self) -> None:
        """End all streams, at once and politely: each client comes back to the next server."""
        self.closing = True
        if self._noting is not None:
            self._noting.cancel()
        for streams in self.streams.values():
            for stream in streams:
                stream.end()

    def give_back(self) -> None:
        """Close the connections of our threads, and the threads."""
        for threads, count in ((self._reader, 1), (self._joins, JOIN_THREADS), (self._notes, 1)):
            together = threading.Barrier(count, timeout=5)
            for _ in range(count):
                threads.submit(_close_connections, together)
            threads.shutdown(wait=True)


def _strike(book: dict[K, list[Stream]], key: K, stream: Stream) -> None:
    """Take a stream off a list, and an empty list out of the book; twice is once."""
    streams = book.get(key, [])
    if stream in streams:
        streams.remove(stream)
    if not streams:
        book.pop(key, None)


def _close_connections(together: threading.Barrier) -> None:
    with contextlib.suppress(threading.BrokenBarrierError):
        together.wait()  # so that each thread gets exactly one
    connections.close_all()
