"""`GET /live/CODE/`: a bare ASGI function, because Django's handler keeps a thread per request.

docs/live.md describes the protocol.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

from django.db import Error

from workshops.live import frames
from workshops.live.doors import Listener, Refused
from workshops.live.frames import Event, Frame
from workshops.live.hub import Hub, Stream
from workshops.live.state import clock
from workshops.models import Workshop

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

BEAT_SECONDS = 15.0
LIFETIME_SECONDS = (600.0, 900.0)  # drawn by lot, so that they do not come back together
FAREWELL_SECONDS = 0.5
RETRY = b"retry: 2000\n\n"

_path = re.compile(r"/live/([A-Za-z0-9]{6})/?")
_number = re.compile(r"[0-9]{1,9}")
_stream_headers = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


async def live(hub: Hub, scope: Scope, receive: Receive, send: Send) -> None:
    match = _path.fullmatch(scope["path"])
    if match is None:
        return await _answer(send, 404)
    if scope["method"] != "GET":
        return await _answer(send, 405, (b"allow", b"GET"))
    if hub.closing:
        return await _answer(send, 503, (b"retry-after", b"2"))
    headers = dict(scope["headers"])
    query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    cookie_header = headers.get(b"cookie", b"").decode("latin-1")
    after = _after(headers.get(b"last-event-id", b"").decode("latin-1") or query.get("after", ""))
    try:
        listener = await hub.admit(match[1], query, cookie_header)
        if query.get("wait") == "0":
            return await _poll(hub, listener, after, send)
        return await _listen(hub, listener, after, receive, send)
    except Refused as refused:
        return await _answer(send, refused.status)
    except Workshop.DoesNotExist:
        return await _answer(send, 404)
    except Error:
        return await _answer(send, 503, (b"retry-after", b"5"))


def _after(text: str) -> int | None:
    """The revision that the client has seen; None if it says none, or nonsense."""
    return int(text) if _number.fullmatch(text) else None


async def _poll(hub: Hub, listener: Listener, after: int | None, send: Send) -> None:
    """For networks that hold streams back: the same frames, as a list, at once."""
    frame = await hub.missed(listener, after)
    now = clock()
    found = [b'{"event":"beat","data":{"now":%d}}' % now]
    if frame is not None:
        found.append(b'{"event":"%s","data":%s}' % (frame.event.encode(), frame.data(now)))
    await _answer(send, 200, body=b"[%s]" % b",".join(found), kind=b"application/json")


async def _listen(
    hub: Hub, listener: Listener, after: int | None, receive: Receive, send: Send
) -> None:
    stream = hub.join(listener)
    tasks: list[asyncio.Task[object]] = []
    try:
        missed = await hub.missed(listener, after)
        start = {"type": "http.response.start", "status": 200, "headers": _stream_headers}
        tasks = [
            asyncio.create_task(_pump(stream, missed, after, start, send)),
            asyncio.create_task(_disconnected(receive)),
            asyncio.create_task(stream.ended.wait()),
        ]
        lifetime = random.uniform(*LIFETIME_SECONDS)  # noqa: S311  no secret
        await asyncio.wait(tasks, timeout=lifetime, return_when=asyncio.FIRST_COMPLETED)
        stream.end()
        if not tasks[1].done():
            # Somebody who reads too slowly gets no farewell: the connection is cut.
            await asyncio.wait(tasks[:1], timeout=FAREWELL_SECONDS)
    finally:
        hub.leave(stream)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _pump(
    stream: Stream, missed: Frame | None, after: int | None, start: Message, send: Send
) -> None:
    """Send what comes, in order and once, until the stream ends."""
    sent = after if missed is None or after is None else missed.revision
    now = clock()
    first = RETRY + frames.beat(now)
    if missed is not None:
        first, sent = first + missed.wire(now), missed.revision
    await send(start)
    await _send_body(send, first)
    while True:
        try:
            frame = await asyncio.wait_for(stream.queue.get(), BEAT_SECONDS)
        except TimeoutError:
            await _send_body(send, frames.beat(clock()))
            continue
        if frame is None:
            break
        # A snapshot may go back: after a backup was put back, revisions begin again.
        if frame.event == Event.SNAPSHOT or sent is None or _is_news(frame, sent):
            sent = frame.revision
            await _send_body(send, frame.wire(clock()))
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _is_news(frame: Frame, sent: int) -> bool:
    return frame.revision > sent or (frame.revision == sent and not frame.has_number)


async def _send_body(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _answer(
    send: Send,
    status: int,
    *headers: tuple[bytes, bytes],
    body: bytes = b"",
    kind: bytes = b"text/plain",
) -> None:
    about = [
        (b"content-type", kind),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        *headers,
    ]
    await send({"type": "http.response.start", "status": status, "headers": about})
    await send({"type": "http.response.body", "body": body, "more_body": False})
