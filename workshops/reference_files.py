"""Reads reference files and says what is wrong in them; `fixtures/README.md` has their format.

Nothing is stored here: the rows go to `domain.reference.store`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from workshops.domain.reference import Reference, Row
from workshops.enums import Category, Confidence, ReferenceKind
from workshops.reference_entry import Entry, Problems

SECTIONS = ("province", "districts", "plan_cycles", "lists", "categories")


class ReferenceFileError(Exception):
    """Every sentence says file, entry and what is wrong. Nothing was stored."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read(paths: Iterable[Path]) -> Reference:
    """The rows of these files and of the *.json files in these folders.

    Raises `ReferenceFileError` with all that is wrong in all of them.
    """
    problems = Problems()
    reference = Reference()
    for file in _files(paths, problems):
        content = _content(file, problems)
        if content is not None:
            _read_file(content, problems.at(file.name), reference)
    _refuse_doubles(reference, problems)
    if problems.sentences:
        raise ReferenceFileError(problems.sentences)
    return reference


def _files(paths: Iterable[Path], problems: Problems) -> Iterator[Path]:
    for path in paths:
        found = sorted(path.glob("*.json")) if path.is_dir() else [path]
        if not found:
            problems.at(str(path)).add("no .json file is in this folder. Name another one.")
        yield from found


def _content(file: Path, problems: Problems) -> dict[str, Any] | None:
    here = problems.at(file.name)
    try:
        content = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        here.add(f"cannot be read ({error.strerror}). Check the path.")
    except UnicodeDecodeError:
        here.add("is not UTF-8 text. Save it as UTF-8.")
    except json.JSONDecodeError as error:
        here.at(f"line {error.lineno}").add(f"is not JSON ({error.msg}). Correct it.")
    else:
        if isinstance(content, dict):
            return content
        here.add('is no JSON object. Begin with "{" as fixtures/README.md shows.')
    return None


def _read_file(content: dict[str, Any], here: Problems, reference: Reference) -> None:
    for name in content.keys() - set(SECTIONS):
        here.at(name).add(f"is no known section. Use one of: {', '.join(SECTIONS)}.")
    province = _province(content, here)
    if province:
        reference.provinces.append(province)
    code = province["code"] if province else ""
    if not province and ("districts" in content or "plan_cycles" in content):
        here.add('has no "province". Add it, so that it is clear whose entries these are.')
    for entry in _entries(content.get("districts", {}), here.at("districts"), name="code"):
        reference.districts.append(_district(entry, code))
    for entry in _entries(
        content.get("plan_cycles", {}), here.at("plan_cycles"), name="start_year"
    ):
        reference.plan_cycles.append(_plan_cycle(entry, code))
    for kind, section in _lists(content.get("lists", {}), here.at("lists")):
        for entry in _entries(section, here.at("lists").at(kind), name="code"):
            reference.items.append(_item(entry, kind))
    for entry in _entries(content.get("categories", {}), here.at("categories"), name="key"):
        reference.guides.append(_guide(entry))


def _entries(section: object, here: Problems, *, name: str) -> Iterator[Entry]:
    """The entries of a section; what stands beside "items" holds for each of them."""
    if not isinstance(section, dict) or not isinstance(section.get("items", []), list):
        here.add('is no object with a list of "items". See fixtures/README.md.')
        return
    common = {key: value for key, value in section.items() if key != "items"}
    for number, item in enumerate(section.get("items", []), 1):
        shown = item.get(name, "") if isinstance(item, dict) else ""
        place = here.at(f"entry {number} ({shown})" if shown != "" else f"entry {number}")
        if isinstance(item, dict):
            entry = Entry({**common, **item}, place)
            yield entry
            entry.refuse_unknown()
        else:
            place.add('is no object. Write it as {"...": ...}.')


def _lists(section: object, here: Problems) -> Iterator[tuple[str, Any]]:
    if not isinstance(section, dict):
        here.add("is no object. See fixtures/README.md.")
        return
    for kind, content in section.items():
        if kind in ReferenceKind.values:
            yield kind, content
        else:
            here.at(kind).add(f"is no known list. Use one of: {', '.join(ReferenceKind.values)}.")


def _province(content: dict[str, Any], here: Problems) -> Row | None:
    if "province" not in content:
        return None
    here = here.at("province")
    if not isinstance(content["province"], dict):
        here.add('is no object. Write it as {"code": ...}.')
        return None
    entry = Entry(content["province"], here)
    row = {"code": entry.code("code", digits=2), **_names(entry), **_origin(entry)}
    entry.ignore("note")
    entry.refuse_unknown()
    return row


def _district(entry: Entry, province: str) -> Row:
    code = entry.code("code", digits=4)
    if province and code and not code.startswith(province):
        entry.wrong("code", f"does not begin with the province's {province}. Check both")
    order = entry.number("pilot_order", least=1, most=999)
    entry.ignore("note")
    return {
        "code": code,
        "province_id": province,
        **_names(entry),
        "pilot": order is not None,
        "pilot_order": order,
        "latitude": entry.degrees("latitude", limit=90),
        "longitude": entry.degrees("longitude", limit=180),
        **_origin(entry),
    }


def _plan_cycle(entry: Entry, province: str) -> Row:
    start, end = entry.year("start_year"), entry.year("end_year")
    if start and end and end < start:
        entry.wrong("end_year", "is before start_year. Check both")
    return {
        "province_id": province,
        "start_year": start,
        "end_year": end,
        "nesdp_number": entry.number("nesdp_number", least=1, most=99),
        "goal_th": entry.text("goal_th", lines=True),
        "missions_th": entry.texts("missions_th"),
        "indicators_th": entry.texts("indicators_th"),
        **_origin(entry),
        "note": entry.text("note", lines=True),
    }


def _item(entry: Entry, kind: str) -> Row:
    return {
        "kind": kind,
        "code": entry.text("code", longest=20, required=True),
        "number": entry.number("number", least=1, most=9999, required=True),
        **_names(entry),
        "edition": entry.text("edition", longest=20),
        "confidence_th": entry.choice("confidence_th", Confidence.values),
        "confidence_en": entry.choice("confidence_en", Confidence.values),
        "source": entry.text("source", lines=True),
        "note": entry.text("note", lines=True),
    }


def _guide(entry: Entry) -> Row:
    entry.ignore("note")
    return {
        "category": entry.choice("key", Category.values),
        "order": entry.number("order", least=1, most=99, required=True),
        **_names(entry),
        "definition_th": entry.text("definition_th", required=True, lines=True),
        "definition_en": entry.text("definition_en", required=True, lines=True),
        "questions": entry.pairs("questions"),
        "example_th": entry.text("example_th"),
        "example_en": entry.text("example_en"),
    }


def _names(entry: Entry) -> Row:
    return {
        "name_th": entry.text("name_th", longest=300, required=True),
        "name_en": entry.text("name_en", longest=300),
    }


def _origin(entry: Entry) -> Row:
    return {
        "confidence": entry.choice("confidence", Confidence.values),
        "source": entry.text("source", lines=True),
    }


def _refuse_doubles(reference: Reference, problems: Problems) -> None:
    """Two entries with one key would change each other at every run."""
    keys = [
        *(("province", row["code"]) for row in reference.provinces),
        *(("district", row["code"]) for row in reference.districts),
        *(("pilot_order of", r["province_id"], r["pilot_order"]) for r in reference.districts),
        *(("plan cycle", r["province_id"], r["start_year"]) for r in reference.plan_cycles),
        *((row["kind"], row["edition"] or "-", row["code"]) for row in reference.items),
        *(("category", row["category"]) for row in reference.guides),
    ]
    # A key that could not be read is among the problems already.
    for key in sorted({key for key in keys if all(key) and keys.count(key) > 1}):
        problems.add(f"{' '.join(map(str, key))} is there twice. Remove one of the two.")
