"""What uvicorn runs: streams as a bare ASGI function, all else as WSGI in a few threads.

The threads bound the database connections; 45 or 3,000 open streams hold neither.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import threading
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "steepi_portal.settings")
django_application = get_wsgi_application()  # before anything of ours that needs the settings

from django.conf import settings  # noqa: E402

from workshops.live.hub import Hub  # noqa: E402
from workshops.live.stream import Receive, Scope, Send, live  # noqa: E402

STOPS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # not every system has each


class Portal:
    def __init__(self) -> None:
        self.hub: Hub | None = None
        pages: Any = django_application
        self.pages = WSGIMiddleware(pages, workers=settings.WEB_THREADS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live_and_die(receive, send)
        elif scope["type"] == "http" and scope["path"].startswith("/live/"):
            self.hub = self.hub or Hub()
            await live(self.hub, scope, receive, send)
        else:
            await self.pages(scope, receive, send)  # type: ignore[arg-type]

    async def _live_and_die(self, receive: Receive, send: Send) -> None:
        await receive()
        self.hub = Hub()
        end_streams_first(self.hub)
        # What is there now stays: collecting it again and again would only delay the streams.
        gc.collect()
        gc.freeze()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.hub.close()
        await asyncio.to_thread(self.hub.give_back)
        await send({"type": "lifespan.shutdown.complete"})


def end_streams_first(hub: Hub) -> None:
    """At the first signal to stop, end the streams; the server waits for open connections."""
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in (getattr(signal, name) for name in STOPS if hasattr(signal, name)):
        servers = signal.getsignal(number)
        if callable(servers):  # else it ends the process anyway, or is ignored
            signal.signal(number, partial(_end, loop, hub, servers))


def _end(
    loop: asyncio.AbstractEventLoop,
    hub: Hub,
    servers: Callable[[int, FrameType | None], object],
    number: int,
    frame: FrameType | None,
) -> None:
    loop.call_soon_threadsafe(hub.close)
    servers(number, frame)


application = Portal()
