"""A small network of one's own that loses what it is told to lose: `FaultyProxy`.

It stands between a browser and the portal, takes one request per connection, and lets a fault
befall those that send a factor, or whatever `sends` says. Everything else passes, streams too.
"""

from __future__ import annotations

import asyncio
import random
import re
import threading
from collections import Counter
from enum import StrEnum
from types import TracebackType

PAGE = b"<!doctype html><title>Hotel Wi-Fi</title><h1>Sign in to use the Wi-Fi</h1>"


class Fault(StrEnum):
    BEFORE = "before the request"
    HALF = "half of the request"
    AFTER = "after the request"
    WITHIN = "in the answer"
    PORTAL = "200 with HTML"
    LOGIN = "302 to a page"
    DELAY = "delay"


CUTS = [Fault.BEFORE, Fault.HALF, Fault.AFTER, Fault.WITHIN, Fault.PORTAL, Fault.LOGIN]


class FaultyProxy:
    """`with FaultyProxy(port, seed=1) as proxy:` `proxy.address`; faults begin with `left` > 0."""

    def __init__(self, upstream: int, *, seed: int, share: float = 0.6) -> None:
        self.upstream = upstream
        self.share = share  # of the requests that meet a fault
        self.left = 0  # faults still to come
        self.delay = 0.0  # seconds, for Fault.DELAY
        self.kinds = CUTS
        self.sends = rb"POST /room/\w+/factors/ "  # what meets faults
        self.happened: Counter[Fault] = Counter()
        self._random = random.Random(seed)
        self._tasks: set[asyncio.Task[None] | None] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> FaultyProxy:
        self._thread.start()
        start = asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(start, self._loop).result(5)
        self.address = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _close(self) -> None:
        self._server.close()
        await asyncio.sleep(0.05)  # what has just come in begins
        running = asyncio.all_tasks() - {asyncio.current_task()}
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await asyncio.sleep(0.05)  # sockets close in the loop

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        self._tasks.add(task)  # the loop itself holds it only weakly
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"(?i)\ncontent-length: *(\d+)", head)
            body = await reader.readexactly(int(length[1]) if length else 0)
            head = re.sub(rb"(?i)\nconnection:[^\r]*\r", b"\nConnection: close\r", head)
            may_fail = re.match(self.sends, head) is not None
            fault = self._draw() if may_fail else None
            await self._befall(fault, head, body, writer)
        except (OSError, asyncio.IncompleteReadError):
            writer.transport.abort()
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            self._tasks.discard(task)

    def _draw(self) -> Fault | None:
        if self.left <= 0 or self._random.random() > self.share:
            return None
        self.left -= 1
        fault = self._random.choice(self.kinds)
        self.happened[fault] += 1
        return fault

    async def _befall(
        self, fault: Fault | None, head: bytes, body: bytes, writer: asyncio.StreamWriter
    ) -> None:
        if fault is Fault.BEFORE:
            writer.transport.abort()
        elif fault is Fault.PORTAL:
            await _answer(writer, b"200 OK", PAGE)
        elif fault is Fault.LOGIN:
            await _answer(writer, b"302 Found\r\nLocation: /healthz", b"")
        elif fault in (Fault.AFTER, Fault.WITHIN):
            answer = await self._ask(head + body)
            if fault is Fault.WITHIN:
                writer.write(answer[: self._random.randrange(1, len(answer))])
                await writer.drain()
                await asyncio.sleep(0.01)
            writer.transport.abort()
        elif fault is Fault.HALF:
            await self._ask((head + body)[: -self._random.randrange(1, len(body))], whole=False)
            writer.transport.abort()
        else:
            await asyncio.sleep(self.delay if fault is Fault.DELAY else 0)
            await self._pass(head + body, writer)

    async def _ask(self, request: bytes, *, whole: bool = True) -> bytes:
        """The server's whole answer; for half a request only the asking."""
        reader, upstream = await asyncio.open_connection("127.0.0.1", self.upstream)
        upstream.write(request)
        await upstream.drain()
        answer = await reader.read(-1) if whole else b""
        upstream.close()
        return answer

    async def _pass(self, request: bytes, writer: asyncio.StreamWriter) -> None:
        reader, upstream = await asyncio.open_connection("127.0.0.1", self.upstream)
        try:
            upstream.write(request)
            while piece := await reader.read(65_536):
                writer.write(piece)
                await writer.drain()
            writer.close()
        finally:
            upstream.close()


async def _answer(writer: asyncio.StreamWriter, status: bytes, body: bytes) -> None:
    lines = [b"HTTP/1.1 " + status, b"Content-Type: text/html", b"Connection: close"]
    lines.append(b"Content-Length: %d" % len(body))
    writer.write(b"\r\n".join(lines) + b"\r\n\r\n" + body)
    await writer.drain()
    writer.close()
