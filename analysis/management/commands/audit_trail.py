"""Say which share of a plan's rows can be followed down to what people said."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analysis.snapshot import one_moment
from analysis.trail_audit import Audit, Finding, Tally, audit
from workshops.models import PlanCycle


class Command(BaseCommand):
    help = (
        "Walks every approved row of all workshops of a plan cycle down to the sentences behind "
        "it, prints the share that has a path, and names each row that has none. Exit code 1 "
        "if one has none."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", metavar="ID", type=int, required=True, help="plan cycle")
        parser.add_argument("--all", action="store_true", help="drafts and checked rows, too")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        cycle = PlanCycle.objects.filter(pk=options["plan"]).first()
        if cycle is None:
            known = ", ".join(f"{one.pk} ({one})" for one in PlanCycle.objects.order_by("pk"))
            raise CommandError(
                f"There is no plan cycle {options['plan']}. Known: {known or 'none'}."
            )
        with one_moment():
            found = audit(cycle, drafts_too=options["all"])
        as_text = _as_json(cycle, found) if options["json"] else _as_text(cycle, found)
        self.stdout.write(as_text)
        if not found.is_complete:
            sys.exit(1)


def _as_text(cycle: PlanCycle, found: Audit) -> str:
    lines = [f"Plan {cycle} (id {cycle.pk})"]
    lines += [_tally(kind, tally) for kind, tally in found.kinds.items()]
    lines.append(_tally("total", found.total))
    lines.append(f"Sentences behind them: {len(found.sentences)}")
    if not found.total.rows:
        lines.append("No row is approved yet; --all walks drafts too.")
    if found.lacking:
        lines += ["", "Without a path:", *map(_line, found.lacking)]
    if found.off_board:
        lines += ["", "With a path, but only to what nobody may read:"]
        lines += map(_line, found.off_board)
    return "\n".join(lines)


def _tally(name: str, tally: Tally) -> str:
    share = "-" if tally.share is None else f"{_percent(tally)} %"
    return f"  {name:<10} {tally.with_path:>5} of {tally.rows:>5}  {share}"


def _percent(tally: Tally) -> str:
    """Rounded down, so that 100 is only said of all."""
    tenths = tally.with_path * 1000 // tally.rows
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths / 10:.1f}"


def _line(one: Finding) -> str:
    return f"  {one.workshop} {one.kind} {one.pk} ({one.status}) {one.title}: {one.why}"


def _as_json(cycle: PlanCycle, found: Audit) -> str:
    kinds = {kind: _tally_json(tally) for kind, tally in found.kinds.items()}
    document = {
        "plan": cycle.pk,
        "kinds": kinds,
        "total": _tally_json(found.total),
        "sentences": len(found.sentences),
        "without_path": [asdict(one) for one in found.lacking],
        "only_off_board": [asdict(one) for one in found.off_board],
    }
    return json.dumps(document, ensure_ascii=False)


def _tally_json(tally: Tally) -> dict[str, float | int | None]:
    return {"rows": tally.rows, "with_path": tally.with_path, "share": tally.share}
