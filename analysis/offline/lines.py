"""What each row of a file would become: a factor, or a list of what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from analysis.offline.fields import (
    BY_KEY,
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

    @property
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
    """Every row below the headings that says something, but the template's example. One query."""
    districts = {one.code: one for one in workshop.districts.as_listed()}
    readers = _readers(districts.values())
    lines = []
    for row in sheet.below(reading.head):
        said = _said(sheet, reading, row)
        if any(said.values()) and not _is_example(said):
            line = _line(row, said, reading, readers, districts)
            line.is_hidden = row in sheet.hidden_rows
            lines.append(line)
    _say_who(lines, reading)
    return lines


Reader = Callable[[Field, str], str]


def _readers(districts: Collection[District]) -> dict[str, Reader]:
    """Of each field how a cell becomes a value; a `ValidationError` says what is wrong."""
    known: dict[str, Reader] = {}
    for one in FIELDS:
        if one.key == "district":
            known[one.key] = _choice_reader(
                words_of_districts(districts), [each.name for each in districts]
            )
        elif one.choices is not None:
            labels = [str(label) for label in one.choices.labels]
            known[one.key] = _choice_reader(words_of(one.choices), labels)
        else:
            known[one.key] = _text_reader(one)
    return known


def _choice_reader(words: Mapping[str, str], labels: Iterable[str]) -> Reader:
    offered = ", ".join(labels)

    def read(_field: Field, said: str) -> str:
        value = value_of(said, words)
        if not value:
            named = {"said": _shortened(said), "choices": offered}
            raise ValidationError(
                _("“%(said)s” is not known here. Write one of: %(choices)s.") % named
            )
        return value

    return read


def _text_reader(one: Field) -> Reader:
    form_field = CleanCharField(max_length=one.longest, required=False)

    def read(_field: Field, said: str) -> str:
        return str(form_field.clean(said))

    return read


def _said(sheet: Sheet, reading: Reading, row: int) -> dict[str, str]:
    """What the row's own cells say, cleaned; nothing fixed."""
    cells = sheet.cells(row)
    places = {one.key: reading.columns.get(one.key, len(cells)) for one in FIELDS}
    said = {key: cells[at] if at < len(cells) else "" for key, at in places.items()}
    return {
        key: words if words.startswith(BROKEN) else clean_text(words) for key, words in said.items()
    }


def _is_example(said: Mapping[str, str]) -> bool:
    """The template's own row, as it came. Whoever wrote over its words is told, not passed over."""
    return is_marked_example(said) and plain(said["text"]) in {
        plain(words) for words in labels_of(EXAMPLE["text"])
    }


def is_marked_example(said: Mapping[str, str]) -> bool:
    marks = {plain(words) for words in labels_of(EXAMPLE["number"])}
    return bool(said["number"]) and plain(said["number"]) in marks


def _line(
    row: int,
    said: Mapping[str, str],
    reading: Reading,
    readers: Mapping[str, Reader],
    districts: Mapping[str, District],
) -> Line:
    line = Line(row, dict.fromkeys(said, ""))
    for key, words in said.items():
        one = BY_KEY[key]
        if not words:
            line.values[key] = reading.fixed.get(key, "") if one.is_choice else ""
            if one.is_needed and not line.values[key]:
                line.faults.append(_fault(reading, key, _missing(one)))
            continue
        if words.startswith(BROKEN):
            sentence = _("This cell shows an error or a formula without a result. Type the value.")
            line.faults.append(_fault(reading, key, sentence))
            continue
        try:
            line.values[key] = readers[key](one, words)
        except ValidationError as error:
            line.values[key] = words
            line.faults.append(_fault(reading, key, " ".join(error.messages)))
    if is_marked_example(said):
        sentence = _("This row is still marked as the example. Write the form number here.")
        line.faults.append(_fault(reading, "number", sentence))
    line.district = districts.get(line.values["district"])
    if line.district is None and line.values["district"] and line.is_clean:
        sentence = _("This district does not take part in the workshop. Choose one from the list.")
        line.faults.append(_fault(reading, "district", sentence))
    return line


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
