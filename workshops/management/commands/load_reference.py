"""Fill in provinces, districts, plan cycles, national lists and categories from files."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from workshops import reference_files
from workshops.domain import reference
from workshops.signals import reference_loaded

OWN = settings.BASE_DIR / "fixtures" / "reference"


class Command(BaseCommand):
    help = (
        "Loads reference data. Safe to repeat: adds what is new, changes what differs, removes "
        "nothing. fixtures/README.md has the format for another province."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--path",
            nargs="+",
            type=Path,
            metavar="FILE|FOLDER",
            default=[OWN],
            help="JSON files, or folders with them (default: fixtures/reference)",
        )

    def handle(self, *args: object, **options: object) -> None:
        try:
            rows = reference_files.read(cast(list[Path], options["path"]))
        except reference_files.ReferenceFileError as error:
            raise CommandError(f"Nothing was loaded.\n{error}") from error
        tallies = reference.store(rows)
        if options["path"] == [OWN]:
            answers: list[tuple[Any, Any]] = reference_loaded.send(sender=type(self))
            tallies |= dict(answer for _receiver, answer in answers)
        if options["verbosity"] == 0:
            return
        for name, tally in tallies.items():
            self.stdout.write(
                f"{name}: {tally.added} added, {tally.changed} changed, {tally.unchanged} unchanged"
            )
