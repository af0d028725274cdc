"""What the blocks of a plan form may hold, and what is wrong with those that do not.

A layout is data, so that an administrator can add จ.2 or correct จ.1 without code:

    {"rows": "indicators" or "projects", "digits": "arabic" or "thai", "above": ["..."],
     "columns": [{"key": one of `COLUMNS`, "head": "...", "group": "..."}]}
    {"rows": "brief", "digits": ..., "above": [{"key": one of `BRIEF`, "head": "..."}],
     "heads": ["...", "..."], "items": [{"key": one of `BRIEF`, "head": "..."}]}

A column with the key `target` or `budget` stands for one column per year of the plan. Columns of
one `group` that follow each other get one head above them; the same `head` twice side by side
is one head over both. In heads and lines `{first}`, `{last}`, `{year}`, `{nesdp}`, `{province}`
and `{goal}` are filled in.
"""

from __future__ import annotations

import string
from typing import Any

from django.utils.translation import gettext as _

YEARLY = {"indicators": "target", "projects": "budget"}
COLUMNS = {
    "indicators": frozenset(
        {"issue", "number", "indicator", "unit", "baseline", "baseline_year"}
        | {"target", "whole_plan", "data_owner", "status"}
    ),
    "projects": frozenset(
        {"number", "name", "strategy", "milestone", "regional_goal", "budget_sources"}
        | {"agency", "place", "period", "track", "budget", "budget_total", "status"}
    ),
}
BRIEF = frozenset(
    {"issue", "approach", "issue_indicators", "main_programme", "part_programme", "programme"}
    | {"name", "rationale", "objectives", "measures", "place", "activities", "agency", "period"}
    | {"budget_total", "budget_sources", "budget_years", "outputs", "outcomes"}
    | {"strategy", "milestone", "regional_goal", "track"}
)
FILLED = frozenset({"first", "last", "year", "nesdp", "province", "goal"})
DIGITS = ("arabic", "thai")


def wrong_with(blocks: object) -> list[str]:
    """Sentences that say what is wrong and where; none if the blocks can be used."""
    if not isinstance(blocks, list):
        return [_("The blocks are no list. Write them as [ ... ]; empty: not supplied yet.")]
    told: list[str] = []
    for number, block in enumerate(blocks, 1):
        sentences = _wrong_with_block(block)
        told += [_("Block %(number)s: ") % {"number": number} + one for one in sentences]
    return told


def _wrong_with_block(block: object) -> list[str]:
    if not isinstance(block, dict) or block.get("rows") not in (*COLUMNS, "brief"):
        return [_('"rows" says none of indicators, projects, brief. Choose one.')]
    told = []
    if block.get("digits", "arabic") not in DIGITS:
        told.append(_('"digits" is neither arabic nor thai. Choose one.'))
    if block["rows"] == "brief":
        return told + _wrong_with_brief(block)
    told += _wrong_with_heads(block.get("columns"), "columns", COLUMNS[block["rows"]])
    above = block.get("above", [])
    if not isinstance(above, list) or not all(isinstance(line, str) for line in above):
        told.append(_('"above" is no list of texts. Write it as ["..."].'))
    else:
        told += [sentence for line in above for sentence in _wrong_with_text(line)]
    return told


def _wrong_with_brief(block: dict[str, Any]) -> list[str]:
    told = _wrong_with_heads(block.get("items"), "items", BRIEF)
    if block.get("above"):
        told += _wrong_with_heads(block["above"], "above", BRIEF)
    heads = block.get("heads")
    if not isinstance(heads, list) or [type(head) for head in heads] != [str, str]:
        told.append(_('"heads" is no list of two texts. Write it as ["...", "..."].'))
    return told


def _wrong_with_heads(entries: object, name: str, known: frozenset[str]) -> list[str]:
    """Of the entries that have a key and a head."""
    if not isinstance(entries, list) or not entries:
        return [_('"%(name)s" is missing or no list. Add at least one entry.') % {"name": name}]
    told = []
    for entry in entries:
        key = entry.get("key") if isinstance(entry, dict) else None
        if key not in known:
            values = {"name": name, "key": key, "known": ", ".join(sorted(known))}
            told.append(_('"%(name)s" has the unknown key %(key)s. Known: %(known)s.') % values)
        elif not isinstance(entry.get("head"), str) or not isinstance(entry.get("group", ""), str):
            told.append(_('The entry %(key)s has no text as "head". Add it.') % {"key": key})
        else:
            told += _wrong_with_text(entry["head"]) + _wrong_with_text(entry.get("group", ""))
    return told


def _wrong_with_text(text: str) -> list[str]:
    try:
        names = {name for _text, name, _spec, _how in string.Formatter().parse(text) if name}
    except ValueError:
        names = {"{"}
    if names <= FILLED and "{}" not in text:
        return []
    values = {"text": text, "known": ", ".join(sorted(f"{{{name}}}" for name in FILLED))}
    return [_("“%(text)s” has a bracket that is not known. Known: %(known)s.") % values]
