"""What `static/js/live.js` does, in Python: listens, resumes, keeps the state of a screen."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

Event = tuple[str, dict]


class Stream:
    """One open stream. `raw` collects what came over the wire, without the chunks' sizes."""

    def __init__(
        self,
        address: str,
        path: str,
        *,
        cookie: str = "",
        last: int | None = None,
        patience: float = 10.0,
    ):
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
        headers = {"Cookie": cookie} if cookie else {}
        if last is not None:
            headers["Last-Event-ID"] = str(last)
        self._connection.request("GET", path, headers=headers)
        self.response = self._connection.getresponse()
        self._connection.sock.settimeout(patience)
        self.status = self.response.status
        self.raw = b""

    def events(self) -> Iterator[Event]:
        """Every event, the beats too, until the server ends the stream."""
        name, data = "message", ""
        while line := self.response.readline():
            self.raw += line
            text = line.decode().rstrip("\n")
            if text.startswith("event: "):
                name = text.removeprefix("event: ")
            elif text.startswith("data: "):
                data += text.removeprefix("data: ")
            elif not text and data:
                yield name, json.loads(data)
                name, data = "message", ""

    def frames(self) -> Iterator[Event]:
        """Every event that says something."""
        return (event for event in self.events() if event[0] != "beat")

    def close(self) -> None:
        self.response.close()
        self._connection.close()


@contextmanager
def listening(address: str, path: str, **options) -> Iterator[Stream]:
    stream = Stream(address, path, **options)
    try:
        yield stream
    finally:
        stream.close()


@dataclass
class Screen:
    """The state of a screen: what is in each element that has an id."""

    revision: int = 0
    stage: str = ""
    parts: dict[str, str] = field(default_factory=dict)
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    on_board: set[int] = field(default_factory=set)
    state: dict = field(default_factory=dict)

    def apply(self, event: str, data: dict) -> None:
        if event == "snapshot":
            self.on_board.clear()
        self.revision, self.stage = data["revision"], data["stage"]
        self.state = {name: value for name, value in data["state"].items() if name != "now"}
        self.on_board |= set(data["on_board"])
        self.on_board -= set(data["off_board"])
        for patch in data["patches"]:
            self._patch(**patch)

    def _patch(self, id: str, html: str | None, into: str = "", at: str = "") -> None:
        if id.startswith("column-"):
            cards = re.findall(r'(?s)(<li id="(factor-\d+)".*?</li>)', html or "")
            self.columns[id] = {name: card for card, name in cards}
            return
        if not id.startswith("factor-"):
            self.parts[id] = html or ""
            return
        for column in self.columns.values():
            if id in column and html is None:
                del column[id]
            elif id in column:
                column[id] = html
                return
        if html is not None:
            self.columns[into] = {id: html, **self.columns[into]}

    @property
    def shown(self) -> tuple[object, ...]:
        """All that somebody sees, the order of the cards too."""
        columns = {name: list(cards.items()) for name, cards in self.columns.items()}
        return self.stage, self.state, self.parts, columns, self.on_board
