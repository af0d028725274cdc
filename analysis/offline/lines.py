"""What each row of a file would become: a factor, or a list of what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from analysis.offline.fields import (
    FIELDS,
    Field,
    labels_of,
    plain,
    value_of,
    words_of,
    words_of_districts,
)
from analysis.offline.reading import BROKEN, Reading, Sheet, column_letter
from analysis.offline.template_words import EXAMPLE
from workshops.domain.errors import UnknownDistrict
from workshops.domain.factors import FactorFields
from workshops.domain.imports import ImportRow, Writer
from workshops.enums import Category, Horizon, Stance, Track
from workshops.fields import CleanCharField
from workshops.models import District, Workshop
from workshops.text import arabic_digits, clean_text, match_key

SHOWN_OF_A_VALUE = 40  # characters, in a sentence about it


@dataclass(frozen=True)
class Fault:
    """A sentence, and the column that it is about; "" for one that the file does not have."""

    column: str
    sentence: str


@dataclass
class Line:
    """One row of the file. `values`: by field, what it says after reading it."""

    row: int
    values: dict[str, str]
    faults: list[Fault] = field(default_factory=list)
    district: District | None = None
    writer: Writer | None = None
    is_hidden: bool = False  # in the spreadsheet, by a filter or by hand

    @property
    def is_clean(self) -> bool:
        return not self.faults

    @cached_property
    def words(self) -> tuple[str, str, str]:
        """What is the same in two rows that say the same."""
        return self.values["category"], self.values["district"], match_key(self.values["text"])

    @property
    def category_label(self) -> str:
        """Of a clean line, as the three below."""
        return str(Category(self.values["category"]).label)

    @property
    def stance_label(self) -> str:
        return str(Stance(self.values["stance"]).label)

    @property
    def track_label(self) -> str:
        return str(Track(self.values["track"]).label)

    @property
    def horizon_label(self) -> str:
        horizon = self.values["horizon"]
        return str(Horizon(horizon).label) if horizon else ""

    def as_row(self) -> ImportRow:
        """Of a clean line."""
        assert self.writer is not None
        assert self.district is not None
        said = self.values
        fields: FactorFields = {
            "category": Category(said["category"]),
            "text": said["text"],
            "stance": Stance(said["stance"]),
            "track": Track(said["track"]),
            "district": self.district,
            "evidence": said["evidence"],
            "horizon": Horizon(said["horizon"]) if said["horizon"] else "",
        }
        return ImportRow(self.row, self.writer, fields)


def lines_of(sheet: Sheet, reading: Reading, workshop: Workshop) -> list[Line]:
    """Every row below the headings that says something, but the template's example. One query.

    Some 0.2 ms for each row: call it before taking a lock.
    """
    reader = _Reader(reading, {one.code: one for one in workshop.districts.as_listed()})
    lines = []
    for row in sheet.below(reading.head):
        said = reader.said(sheet.cells(row))
        if any(said.values()) and not reader.is_example(said):
            line = reader.line(row, said)
            line.is_hidden = row in sheet.hidden_rows
            lines.append(line)
    _say_who(lines, reading)
    return lines


class _Reader:
    """Reads rows of one sheet; remembers the few words that stand in thousands of them."""

    def __init__(self, reading: Reading, districts: Mapping[str, District]) -> None:
        self.reading, self.districts = reading, districts
        self.offered = {key: list(offer) for key, offer in _offers(districts.values())}
        self.words = {one.key: words_of(one.choices) for one in FIELDS if one.choices}
        self.words["district"] = words_of_districts(districts.values())
        self.marks = {plain(words) for words in labels_of(EXAMPLE["number"])}
        self.texts = {plain(words) for words in labels_of(EXAMPLE["text"])}
        self.clean = lru_cache(maxsize=2_000)(_cleaned)
        self.meant = lru_cache(maxsize=2_000)(lambda key, said: value_of(said, self.words[key]))

    def said(self, cells: Sequence[str]) -> dict[str, str]:
        """What the row's own cells say, cleaned; nothing fixed."""
        places = {one.key: self.reading.columns.get(one.key, len(cells)) for one in FIELDS}
        return {key: self.clean(cells[at]) if at < len(cells) else "" for key, at in places.items()}

    def is_marked(self, said: Mapping[str, str]) -> bool:
        return bool(said["number"]) and plain(said["number"]) in self.marks

    def is_example(self, said: Mapping[str, str]) -> bool:
        """The template's own row, as it came. Whoever wrote over its words is told, not
        passed over."""
        return self.is_marked(said) and plain(said["text"]) in self.texts

    def line(self, row: int, said: Mapping[str, str]) -> Line:
        line = Line(row, dict.fromkeys(said, ""))
        for one in FIELDS:
            words = said[one.key]
            fixed = self.reading.fixed.get(one.key, "") if one.is_choice else ""
            if words:
                self._read(line, one, words)
            elif fixed or not one.is_needed:
                line.values[one.key] = fixed
            else:
                self._fault(line, one.key, _missing(one))
        if self.is_marked(said):
            sentence = _("This row is still marked as the example. Write the form number here.")
            self._fault(line, "number", sentence)
        line.district = self.districts.get(line.values["district"])
        if line.district is None and line.values["district"] and line.is_clean:
            self._fault(line, "district", str(UnknownDistrict()))
        return line

    def _read(self, line: Line, one: Field, words: str) -> None:
        line.values[one.key] = words
        if words.startswith(BROKEN):
            line.values[one.key] = ""
            sentence = _("This cell shows an error or a formula without a result. Type the value.")
            self._fault(line, one.key, sentence)
        elif not one.is_choice:
            if len(words) > one.longest:
                self._fault(line, one.key, _too_long(one, words))
        elif value := self.meant(one.key, words):
            line.values[one.key] = value
        else:
            sentence = _("“%(said)s” is not known here. Write one of: %(choices)s.")
            named = {"said": _shortened(words), "choices": ", ".join(self.offered[one.key])}
            self._fault(line, one.key, sentence % named)

    def _fault(self, line: Line, key: str, sentence: str) -> None:
        line.faults.append(_fault(self.reading, key, sentence))


def _offers(districts: Iterable[District]) -> Iterable[tuple[str, Iterable[str]]]:
    """Of each choice the words to choose from, as the reader's language has them."""
    yield "district", [one.name for one in districts]
    for each in FIELDS:
        if each.choices is not None:
            yield each.key, [str(label) for label in each.choices.labels]


def _cleaned(words: str) -> str:
    return words if words.startswith(BROKEN) else clean_text(words)


def _too_long(one: Field, words: str) -> str:
    try:
        CleanCharField(max_length=one.longest).clean(words)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _missing(one: Field) -> str:
    if one.key == "text":
        return _("The factor is missing. Write it, or empty the row.")
    named = {"field": one.label}
    return (
        _("Nothing stands under “%(field)s”. Fill it in, or choose one for all such rows.") % named
    )


def _fault(reading: Reading, key: str, sentence: str) -> Fault:
    at = reading.columns.get(key)
    return Fault("" if at is None else column_letter(at), sentence)


def _shortened(said: str) -> str:
    return said if len(said) <= SHOWN_OF_A_VALUE else said[:SHOWN_OF_A_VALUE] + "…"


# --- Who wrote it --------------------------------------------------------------------------------


def _say_who(lines: Iterable[Line], reading: Reading) -> None:
    """One writer for all rows of a form number; without one, for the same name, agency and
    district; without a name either, for the district."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    keyed = [(line, _person_key(line.values)) for line in lines]
    for line, key in keyed:
        one = found.setdefault(key, {"name": "", "position": "", "agency": ""})
        one.setdefault("row", line.row)
        one.setdefault("number", line.values["number"])
        one["district"] = one.get("district") or line.district
        name = line.values["name"]
        if name and one["name"] and match_key(name) != match_key(one["name"]):
            named = {"number": line.values["number"], "row": one["row"], "name": one["name"]}
            sentence = _(
                "Form %(number)s is of %(name)s in row %(row)s. Give each person an own number."
            )
            line.faults.append(_fault(reading, "name", sentence % named))
            continue
        for name in ("name", "position", "agency"):
            one[name] = one[name] or line.values[name]
    for line, key in keyed:
        one = found[key]
        if one["district"] is not None:
            line.writer = Writer(**{name: one[name] for name in one if name != "row"})


def _person_key(values: Mapping[str, str]) -> tuple[str, ...]:
    if values["number"]:
        return ("number", number_key(values["number"]))
    if values["name"]:
        names = (values["name"], values["agency"])
        return ("name", *(match_key(each) for each in names), values["district"])
    return ("district", values["district"])


def number_key(number: str) -> str:
    """5, ๕, 05 and 5.0 are one form."""
    key = match_key(arabic_digits(number)).removesuffix(".0")
    return key.lstrip("0") or key
