"""Erase participants' names when the time promised to them is over."""

from __future__ import annotations

import datetime

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from workshops.domain.errors import WorkshopError
from workshops.domain.participants import erase_names
from workshops.enums import Stage
from workshops.models import Workshop

DAYS = 365  # what the notice on the join page promises


class Command(BaseCommand):
    help = (
        "Erases names, positions and agencies of the participants of closed workshops that "
        f"were held more than {DAYS} days ago. Words and counts stay. Run it daily."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workshop", metavar="CODE", help="this one, however recent")

    def handle(self, *args: object, **options: object) -> None:
        code = options["workshop"]
        workshops = self._named(str(code)) if code else self._due()
        for workshop in workshops:
            try:
                erased = erase_names(workshop, by=None)
            except WorkshopError as error:
                raise CommandError(str(error)) from error
            self.stdout.write(f"{workshop.code}: {erased} erased")

    def _named(self, code: str) -> list[Workshop]:
        found = list(Workshop.objects.filter(code=code.upper()))
        if not found:
            raise CommandError(f"There is no workshop {code}. Check the code.")
        return found

    def _due(self) -> list[Workshop]:
        last = timezone.localdate() - datetime.timedelta(days=DAYS)
        due = list(Workshop.objects.filter(held_on__lt=last).order_by("pk"))
        for workshop in due:
            if workshop.stage != Stage.CLOSED:
                self.stderr.write(f"{workshop.code}: not closed yet, so its names stay")
        return [workshop for workshop in due if workshop.stage == Stage.CLOSED]
