"""Plan forms: what `load_reference` brings; edits are an administrator's (`admin`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings

from analysis.layout_rules import wrong_with
from analysis.models import FormLayout
from workshops.domain.reference import Tally
from workshops.domain.writing import write

FILE = settings.BASE_DIR / "fixtures" / "forms" / "layouts.json"
FIELDS = ("order", "shape", "name_th", "name_en", "blocks", "confidence", "source", "note")


class LayoutFileError(Exception):
    """The file has a form whose blocks cannot be used; the sentences say which and why."""


@write
def load_layouts(file: Path = FILE) -> Tally:
    """Add the forms that are new, change those that nobody has edited; remove nothing."""
    outcomes = [
        _put(row) for row in json.loads(file.read_text(encoding="utf-8"))["layouts"]
    ]  # fmt: skip
    return Tally(*(outcomes.count(name) for name in Tally._fields))


def _put(row: dict[str, Any]) -> str:
    if wrong := wrong_with(row["blocks"]):
        raise LayoutFileError(f"{row['code']}: {' '.join(wrong)}")
    edition = row.get("edition", "")
    said = {name: row[name] for name in FIELDS if name in row}
    known = FormLayout.objects.filter(code=row["code"], edition=edition).first()
    if known is None:
        FormLayout.objects.create(code=row["code"], edition=edition, **said)
        return "added"
    changed = [name for name, value in said.items() if getattr(known, name) != value]
    if known.version > 1 or not changed:
        return "unchanged"
    for name in changed:
        setattr(known, name, row[name])
    known.save(update_fields=changed)
    return "changed"


def layouts_for(nesdp_number: int | None) -> list[FormLayout]:
    """The forms of a cycle: of each code that of its national plan, else that of any. One query."""
    found: dict[str, FormLayout] = {}
    for layout in FormLayout.objects.order_by("order", "code", "edition"):
        if layout.edition in ("", str(nesdp_number or "")):
            found[layout.code] = layout  # the empty edition sorts first
    return sorted(found.values(), key=lambda one: (one.order, one.code))
