"""A crowd of pretend participants: each joins, holds a stream and writes, as a phone does."""

from __future__ import annotations

import asyncio
import contextlib
import html
import json
import random
import re
import time
import uuid
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from workshops.enums import ProposalKind
from workshops.rehearsal import words
from workshops.rehearsal.figures import Figures
from workshops.rehearsal.wire import NO_WIRE, Answer, Browser, Door

LONGEST_WAIT = 10.0  # seconds between two attempts
AFTERWARDS = 30.0  # seconds in which what was begun may still arrive
_field = re.compile(r'<input[^>]*name="(csrfmiddlewaretoken|join_key)"[^>]*value="([^"]*)"')
_districts = re.compile(r'(?s)<select[^>]*name="district".*?</select>')
_option = re.compile(r'<option value="([^"]+)"[^>]*>([^<]*)<')
_stream = re.compile(r'data-live="([^"]+)"')
_revision = re.compile(r'data-revision="(\d+)"')

Attempt = Callable[[], Awaitable[Answer]]


class Out(Exception):
    """This participant cannot go on: never let in, or no longer known."""


@dataclass(frozen=True)
class Plan:
    code: str
    shown: str  # the pass that marks them as pretend participants
    participants: int
    factors: int  # of each, at most
    every: float  # seconds between two factors of one participant, on average
    seconds: float  # for writing, at most
    join_within: float
    streams: bool
    seed: int


@dataclass
class Crowd:
    door: Door
    plan: Plan
    figures: Figures = field(default_factory=Figures)

    async def run(self) -> Figures:
        """Until everybody has written everything, or the time is over. May be cancelled."""
        everybody = [Phone(self, number) for number in range(self.plan.participants)]
        limit = self.plan.join_within + self.plan.seconds + AFTERWARDS
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(limit), asyncio.TaskGroup() as group:
                for phone in everybody:
                    group.create_task(phone.live())
        return self.figures


class Phone:
    def __init__(self, crowd: Crowd, number: int) -> None:
        self.plan, self.figures, self.number = crowd.plan, crowd.figures, number
        self.dice = random.Random(f"{crowd.plan.seed}-{number}")  # noqa: S311  no secret
        self.browser = Browser(crowd.door)
        self.district = ("", "")  # as the form has it: value and name
        self.begun: dict[int, float] = {}  # factor: when it was sent
        self.seen: dict[int, float] = {}  # factor, anybody's: when the stream had it

    async def live(self) -> None:
        await asyncio.sleep(self.dice.uniform(0, self.plan.join_within))
        watching: asyncio.Task[None] | None = None
        try:
            room = await self._join()
            if self.plan.streams:
                watching = asyncio.create_task(self._watch(room))
            # In the step of setting the direction the room leads to the proposals.
            await (self._propose() if self._at("proposals") in room else self._write())
            if watching:
                await asyncio.sleep(2)  # the last one is still on its way back
        except Out as out:
            self.figures.refused(str(out))
        finally:
            if watching:
                watching.cancel()
                await asyncio.gather(watching, return_exceptions=True)
                self._compare()
            self.browser.close()

    # --- Coming in ---------------------------------------------------------------------------

    async def _join(self) -> str:
        """The page of the room. Raises `Out` if we were refused."""
        begun = time.perf_counter()
        try:
            page = await self._until("joins", self._get(f"/join/{self.plan.code}/"))
            answer = await self._until("joins", self._come_in(self._form(page)))
            if answer.status != 303:
                raise Out(f"{answer.status} at the door")
            room = await self._until("joins", self._get(f"/room/{self.plan.code}/"))
        except Out:
            self.figures.joins["refused"] += 1
            raise
        self.figures.joins["ok"] += 1
        self.figures.join_seconds.append(time.perf_counter() - begun)
        return room.text

    def _form(self, page: Answer) -> dict[str, str]:
        """What this participant types into the form of the page."""
        shown = _districts.search(page.text)
        options = _option.findall(shown[0]) if shown else []
        if page.status != 200 or not options:
            raise Out(f"{page.status} instead of the form for joining")
        person = words.person(self.number)
        self.district = options[self.number % len(options)]
        return {
            **dict(_field.findall(page.text)),
            "pretend": self.plan.shown,
            "name": person.name,
            "position": person.position,
            "agency": person.agency,
            "district": html.unescape(self.district[0]),
        }

    def _come_in(self, fields: dict[str, str]) -> Attempt:
        return lambda: self.browser.post(f"/join/{self.plan.code}/", fields, accept="text/html")

    def _get(self, path: str) -> Attempt:
        return lambda: self.browser.get(path)

    # --- Writing -----------------------------------------------------------------------------

    async def _write(self) -> None:
        if not self.plan.factors:
            return
        end = time.monotonic() + self.plan.seconds
        name = html.unescape(self.district[1])
        await asyncio.sleep(self.dice.uniform(0, self.plan.every))
        for draft in words.drafts(self.dice, name, self.plan.factors):
            if time.monotonic() > end:
                return
            begun = time.monotonic()
            said = {**draft._asdict(), "district": self.district[0]}
            await self._send(self._at("factors"), said, end)
            pause = self.plan.every * self.dice.uniform(0.5, 1.5)
            await asyncio.sleep(max(0.0, begun + pause - time.monotonic()))

    async def _propose(self) -> None:
        """As many proposals as factors otherwise; each time agree with somebody's."""
        end = time.monotonic() + self.plan.seconds
        await asyncio.sleep(self.dice.uniform(0, self.plan.every))
        name = html.unescape(self.district[1])
        for draft in words.drafts(self.dice, name, self.plan.factors):
            if time.monotonic() > end:
                return
            kind = self.dice.choice(ProposalKind.values)
            said = {"kind": kind, "text": f"{draft.text[:250]} ({self.number + 1})"}
            await self._send(self._at("proposals"), said, end)
            await self._agree()
            await asyncio.sleep(self.plan.every * self.dice.uniform(0.5, 1.5))

    async def _agree(self) -> None:
        """With one of what everybody can read; an own one is refused, and that is fine."""
        answer = await self._until("posts", self._get(f"{self._at('proposals')}?part=counts"))
        known = answer.json().get("counts", [])
        if not known:
            return
        kind, pk = self.dice.choice(known)[:2]
        fields = {"kind": str(kind), "pk": str(pk), "agrees": "1"}
        path = self._at("support")
        await self._until(
            "posts", lambda: self.browser.post(path, fields, accept="application/json")
        )

    def _at(self, place: str) -> str:
        return f"/room/{self.plan.code}/{place}/"

    async def _send(self, path: str, said: dict[str, str], end: float) -> None:
        """One factor or proposal, until the server has said that it keeps it, or will not have it.

        What waits for a step to open is given up at `end` and stays open in the figures.
        """
        client_id = str(uuid.uuid4())
        fields = {"client_id": client_id, **said}
        begun = time.perf_counter()
        self.figures.posts["open"] += 1
        while True:
            answer = await self._until(
                "posts", lambda: self.browser.post(path, fields, accept="application/json")
            )
            told = answer.json()
            ours = told.get("client_id") == client_id
            if ours and answer.status in (200, 201):
                self._saved(client_id, told, begun)
                break
            if ours and answer.status in (409, 422):
                self.figures.posts["failed"] += 1
                self.figures.refused(f"{answer.status} {told.get('error', '')}")
                break
            if answer.status in (302, 404) or "join" in told:
                raise Out(f"{answer.status} for what was written")
            # The step is closed, we are too fast, or it was not the portal that answered.
            self.browser.cookies["csrftoken"] = told.get("csrf_token", self._token())
            self.figures.posts["waited"] += 1
            if time.monotonic() > end:
                return
            begun = 0.0
            await asyncio.sleep(float(answer.headers.get("Retry-After", 2)))
        self.figures.posts["open"] -= 1

    def _saved(self, client_id: str, told: dict[str, Any], begun: float) -> None:
        self.figures.posts["ok"] += 1
        self.figures.answers[client_id].add(int(told.get("factor") or told["saved"]))
        if begun:  # what had to wait for a step says nothing about speed
            self.figures.post_seconds.append(time.perf_counter() - begun)
            if "factor" in told:  # the stream names no proposals
                self.begun[int(told["factor"])] = begun

    def _token(self) -> str:
        return self.browser.cookies.get("csrftoken", "")

    async def _until(self, kind: str, attempt: Attempt) -> Answer:
        """The answer to it, tried again while the network or the server is away."""
        counter = self.figures.joins if kind == "joins" else self.figures.posts
        wait = 0.5
        while True:
            with contextlib.suppress(*NO_WIRE):
                answer = await attempt()
                if answer.status < 500:
                    return answer
                self.figures.refused(f"{answer.status} from the server, tried again")
            counter["retried"] += 1
            await asyncio.sleep(wait * self.dice.uniform(0.5, 1))
            wait = min(2 * wait, LONGEST_WAIT)

    # --- Watching ----------------------------------------------------------------------------

    async def _watch(self, room: str) -> None:
        """Hold a stream as live.js does; after a break go on where it ended."""
        stream, seen = _stream.search(room), _revision.search(room)
        if not stream or not seen:
            raise Out("the room's page names no stream")
        path, revision = html.unescape(stream[1]), seen[1]
        path += "&" if "?" in path else "?"
        while True:
            self.figures.streams["opened"] += 1
            with contextlib.suppress(*NO_WIRE):
                async for line in self.browser.lines(f"{path}after={revision}"):
                    if line.startswith(b"data: {"):
                        data = json.loads(line[6:])
                        revision = data.get("revision", revision)
                        self._note(data.get("on_board", ()))
            self.figures.streams["broken"] += 1
            await asyncio.sleep(self.dice.uniform(1, 3))

    def _note(self, factors: Iterable[int]) -> None:
        now = time.perf_counter()
        self.figures.streams["frames"] += 1
        for factor in factors:
            self.seen.setdefault(factor, now)

    def _compare(self) -> None:
        """How long each own factor took from this phone to this phone's stream."""
        for factor, begun in self.begun.items():
            if factor in self.seen:
                self.figures.delays.append(self.seen[factor] - begun)
            else:
                self.figures.streams["missed"] += 1
