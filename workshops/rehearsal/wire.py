"""As much of a browser as a pretend phone needs: one kept connection, cookies, a stream.

Of the standard library only, because a rehearsal runs where nothing but the portal is installed.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import socket
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPMessage, parse_headers
from typing import Any
from urllib.parse import urlencode, urlsplit

LONGEST_LINE = 2**24  # a snapshot is one line
PATIENCE = 60.0  # seconds for one answer
NO_WIRE = (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError)


@dataclass(frozen=True)
class Door:
    """Where the portal listens, and the address by which it believes to be asked."""

    host: str
    port: int
    encrypted: bool
    seen_as: str  # scheme and host, no slash at the end

    @classmethod
    def at(cls, address: str, *, seen_as: str = "") -> Door:
        """The door of `http://host:port`. Raises `ValueError` for anything else."""
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(address)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        seen = (seen_as or f"{parts.scheme}://{parts.netloc}").rstrip("/")
        return cls(parts.hostname, port, parts.scheme == "https", seen)

    def is_on_this_machine(self) -> bool:
        """Whether the name stands for addresses of this machine only: one can listen on each."""
        try:
            found = socket.getaddrinfo(self.host, None, type=socket.SOCK_STREAM)
        except OSError:
            return False
        for family, kind, protocol, _name, address in found:
            try:
                with socket.socket(family, kind, protocol) as probe:
                    probe.bind((address[0], 0))
            except OSError:
                return False
        return bool(found)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def json(self) -> dict[str, Any]:
        """The object in the body; empty for anything else, such as a page of HTML."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass
class Browser:
    """Each of its calls raises one of `NO_WIRE` when nothing, or half an answer, came back."""

    door: Door
    patience: float = PATIENCE
    cookies: dict[str, str] = field(default_factory=dict)
    _ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> Answer:
        return await self._ask("GET", path, b"", {})

    async def post(self, path: str, fields: Mapping[str, str], *, accept: str) -> Answer:
        headers = {
            "Accept": accept,
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": self.door.seen_as,
            "X-CSRFToken": self.cookies.get("csrftoken", ""),
        }
        return await self._ask("POST", path, urlencode(fields).encode(), headers)

    async def lines(self, path: str) -> AsyncIterator[bytes]:
        """The lines of a stream, on a connection of its own, until the server ends it."""
        reader, writer = await self._connect()
        try:
            async with asyncio.timeout(self.patience):
                writer.write(self._head("GET", path, 0, {"Accept": "text/event-stream"}))
                status, headers = await _read_head(reader)
            if status != 200:
                raise ConnectionError(f"the stream answered {status}")
            rest = b""
            async for chunk in _body(reader, headers):
                *whole, rest = (rest + chunk).split(b"\n")
                for line in whole:
                    yield line
        finally:
            writer.close()

    def close(self) -> None:
        if self._ends:
            self._ends[1].close()
            self._ends = None

    async def _ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        try:
            async with asyncio.timeout(self.patience):
                self._ends = self._ends or await self._connect()
                reader, writer = self._ends
                writer.write(self._head(method, path, len(body), headers) + body)
                status, got = await _read_head(reader)
                answer = Answer(status, got, b"".join([part async for part in _body(reader, got)]))
        except BaseException:
            self.close()
            raise
        for cookie in got.get_all("Set-Cookie", []):
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name.strip()] = value
        if got.get("Connection", "").lower() == "close":
            self.close()
        return answer

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(
            self.door.host, self.door.port, ssl=self.door.encrypted or None, limit=LONGEST_LINE
        )

    def _head(self, method: str, path: str, length: int, headers: Mapping[str, str]) -> bytes:
        scheme, _, host = self.door.seen_as.partition("://")
        fields = {
            "Host": host,
            "X-Forwarded-Proto": scheme,
            "Accept": "text/html",
            "Accept-Language": "th",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Length": str(length),
            "Referer": f"{self.door.seen_as}/",
        }
        lines = [f"{name}: {value}" for name, value in {**fields, **headers}.items() if value]
        return "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""]).encode()


async def _read_head(reader: asyncio.StreamReader) -> tuple[int, HTTPMessage]:
    head = await reader.readuntil(b"\r\n\r\n")
    first, _, rest = head.partition(b"\r\n")
    with contextlib.suppress(IndexError, ValueError):
        return int(first.split()[1]), parse_headers(io.BytesIO(rest))
    raise ConnectionError("this is no answer of a web server")


async def _body(reader: asyncio.StreamReader, headers: HTTPMessage) -> AsyncIterator[bytes]:
    """What follows the head, in the pieces in which it came."""
    if headers.get("Transfer-Encoding", "").lower() != "chunked":
        yield await reader.readexactly(int(headers.get("Content-Length", 0)))
        return
    while size := int((await reader.readline()).split(b";")[0] or b"0", 16):
        yield await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readline()
