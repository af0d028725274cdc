"""Write the workbook of one workshop, or of all workshops of a plan cycle, to a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analysis.domain.exports import note_export
from analysis.export import export
from workshops.models import PlanCycle, Workshop


class Command(BaseCommand):
    help = "Write the workbook of a workshop, or of all workshops of a plan cycle, to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--workshop", metavar="CODE", help="join code of one workshop")
        which.add_argument("--plan", metavar="ID", type=int, help="id of a plan cycle")
        parser.add_argument("--out", metavar="FILE.xlsx", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        workshops = self._workshops(options["workshop"], options["plan"])
        made = export(workshops, workshops[0].plan_cycle)
        out: Path = options["out"]
        try:
            out.write_bytes(made.body)
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}") from error
        for workshop in workshops:
            note_export(workshop, by=None, factors=made.factors)
        self.stdout.write(f"{out}: {len(workshops)} workshops, {made.factors} factors")

    def _workshops(self, code: str | None, plan: int | None) -> list[Workshop]:
        workshops = Workshop.objects.select_related("plan_cycle").order_by("pk")
        if code is not None:
            found = list(workshops.filter(code=code.upper()))
            missing = f"There is no workshop with the code {code}."
        elif plan is not None and PlanCycle.objects.filter(pk=plan).exists():
            found = list(workshops.filter(plan_cycle=plan))
            missing = f"No workshop belongs to the plan cycle {plan}."
        else:
            known = ", ".join(f"{cycle.pk} ({cycle})" for cycle in PlanCycle.objects.order_by("pk"))
            raise CommandError(f"There is no plan cycle {plan}. Known: {known or 'none'}.")
        if not found:
            raise CommandError(missing)
        return found
