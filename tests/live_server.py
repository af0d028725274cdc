"""The whole portal as it is served, in a thread of the test: `portal` gives its address."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from django.db import connections

from steepi_portal.asgi import Portal


class Server(uvicorn.Server):
    """Ends at once; uvicorn's own looks ten times a second whether it shall."""

    async def main_loop(self) -> None:
        while not await self.on_tick(0):
            await asyncio.sleep(0.02)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        end = time.monotonic() + 3
        while time.monotonic() < end:
            if not self.server_state.connections and not self.server_state.tasks:
                break
            await asyncio.sleep(0.01)
        for task in self.server_state.tasks:
            task.cancel()
        await self.lifespan.shutdown()


@contextmanager
def serve(portal: Portal | None = None, *, port: int = 0) -> Iterator[str]:
    """Serve until the block ends; then nothing holds the test database any more."""
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.bind(("127.0.0.1", port))
    # With 0 each request closes its connection: a kept one would keep the database from going.
    connections.settings["default"]["CONN_MAX_AGE"] = 0
    portal = portal or Portal()
    server = Server(uvicorn.Config(portal, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
    finally:
        if portal.hub:  # there is no signal that could do it: we are not in the main thread
            portal.hub.loop.call_soon_threadsafe(portal.hub.close)
        server.should_exit = True
        thread.join(10)
        portal.pages.executor.shutdown(wait=True)
        door.close()
        assert not thread.is_alive(), "the server did not stop"


@pytest.fixture
def portal(transactional_db: None) -> Iterator[str]:
    """The address of a running portal, without slash at the end."""
    with serve() as address:
        yield address
