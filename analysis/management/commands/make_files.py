"""Make the files that wait, and erase those that were kept long enough."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from analysis.domain.files import sweep_files
from analysis.jobs import make_next, work_forever

PAUSE_SECONDS = 2.0


class Command(BaseCommand):
    help = (
        "Makes the files that wait and ends. With --forever it goes on looking: one worker on "
        "this machine or another, with FILE_WORKER=elsewhere for the portal."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--forever", action="store_true", help="look for files until stopped")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        if hasattr(os, "nice"):
            os.nice(10)  # the room goes first
        if options["forever"]:
            work_forever(pause=PAUSE_SECONDS)
        made = 0
        while make_next():
            made += 1
        gone = sweep_files()
        self.stdout.write(f"{made} files made, {gone} erased")
