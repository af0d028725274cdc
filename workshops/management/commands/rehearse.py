"""Let pretend participants into a workshop: a rehearsal, and the load tool. By HTTP only."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workshops.domain.rehearsal import clear_rehearsal, pass_for
from workshops.models import Workshop
from workshops.rehearsal import runs
from workshops.rehearsal.crowd import Crowd, Plan
from workshops.rehearsal.figures import Figures
from workshops.rehearsal.wire import Door

DEFAULT_FACTORS = 5
# Of each number: the least and the most, so that a slip of the finger ends too.
BOUNDS: dict[str, tuple[float, float]] = {
    "participants": (1, 5000),
    "factors": (0, 500),
    "every": (0.05, 600),
    "seconds": (1, 7200),
    "join_within": (0, 600),
}


class Command(BaseCommand):
    help = (
        "Lets pretend participants join a workshop by HTTP and write sample factors, as phones "
        "do, and prints what it measured as JSON. Clear them afterwards at the desk, under "
        "Rehearsal, or with --clear."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("--workshop", metavar="CODE", required=True)
        add("--participants", metavar="N", type=int, default=45)
        add("--factors", metavar="K", type=int, help="of each, at most (default: 5)")
        add("--every", metavar="SECONDS", type=float, default=20, help="between two of one person")
        add("--seconds", metavar="S", type=float, help="for writing, at most")
        add("--join-within", metavar="SECONDS", type=float, default=10)
        add("--streams", action="store_true", help="each holds a live stream, as a phone does")
        add("--url", default="http://127.0.0.1:8000", help="where the portal listens")
        add("--seen-as", metavar="ADDRESS", default="", help="its public address, if another one")
        add("--seed", type=int, help="the same lots again")
        add("--json", action="store_true", help="the figures on one line")
        add("--clear", action="store_true", help="remove all pretend participants afterwards")
        add("--i-know", action="store_true", help="allow a portal on another machine")
        add("--run", metavar="ID", default="", help="started by the desk; ends with its input")

    def handle(self, *args: object, **options: Any) -> None:
        door = self._door(options)
        plan = self._plan(options)
        begun = time.monotonic()
        figures = Figures()
        crowd = Crowd(door, plan, figures)
        try:
            asyncio.run(_run(crowd, lambda stop: runs.obey(plan.code, options["run"], stop)))
        except KeyboardInterrupt:
            self.stderr.write("Stopped; this is what was measured until then.")
        if options["clear"]:
            clear_rehearsal(self._workshop(plan.code), by=None)
        found = {
            "workshop": plan.code,
            "participants": plan.participants,
            "seed": plan.seed,
            "duration_s": round(time.monotonic() - begun, 1),
            **figures.as_json(),
        }
        indent = None if options["json"] else 2
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=indent))

    def _door(self, options: dict[str, Any]) -> Door:
        try:
            door = Door.at(options["url"], seen_as=options["seen_as"])
        except ValueError:
            raise CommandError(
                f"--url {options['url']} is no address. Use one like http://127.0.0.1:8000."
            ) from None
        if not (door.is_on_this_machine() or options["i_know"]):
            raise CommandError(
                f"{door.host} is not this machine. Run the rehearsal where the portal runs, or "
                "say --i-know if that portal is yours and may be loaded."
            )
        return door

    def _plan(self, options: dict[str, Any]) -> Plan:
        for name, (least, most) in BOUNDS.items():
            number = options[name]
            if number is not None and not least <= number <= most:
                flag = name.replace("_", "-")
                raise CommandError(f"--{flag} {number} is out of bounds: {least:g} to {most:g}.")
        factors, seconds = options["factors"], options["seconds"]
        if factors is None:
            most = BOUNDS["factors"][1]
            factors = DEFAULT_FACTORS if seconds is None else most
        seed = options["seed"]
        workshop = self._workshop(options["workshop"])
        return Plan(
            code=workshop.code,
            shown=pass_for(workshop),
            participants=options["participants"],
            factors=int(factors),
            every=options["every"],
            seconds=seconds or BOUNDS["seconds"][1],
            join_within=options["join_within"],
            streams=options["streams"],
            seed=random.SystemRandom().randrange(10**6) if seed is None else seed,
        )

    def _workshop(self, code: str) -> Workshop:
        workshop = Workshop.objects.filter(code=code.upper()).first()
        if workshop is None:
            raise CommandError(f"There is no workshop {code}. Check the code.")
        return workshop


async def _run(crowd: Crowd, obey: Callable[[Callable[[], None]], None]) -> None:
    """Let the crowd go on until it is done, or somebody calls what `obey` was given."""
    loop = asyncio.get_running_loop()
    running = asyncio.create_task(crowd.run())
    obey(lambda: _call(loop, running.cancel))
    await asyncio.wait([running])
    if not running.cancelled():
        running.result()


def _call(loop: asyncio.AbstractEventLoop, function: Callable[[], object]) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(function)
