"""One entry of a reference file: hands out checked values and notes down what is wrong."""

from __future__ import annotations

import re
from typing import Any, Self

from workshops.text import clean_text
from workshops.years import gregorian_year


class Problems:
    """What is wrong, as sentences that begin with the place: file, section, entry."""

    def __init__(self, sentences: list[str] | None = None, place: str = "") -> None:
        self.sentences = [] if sentences is None else sentences
        self.place = place

    def at(self, name: str) -> Self:
        """The same list of sentences, one step further inside."""
        return type(self)(self.sentences, f"{self.place}, {name}" if self.place else name)

    def add(self, sentence: str) -> None:
        self.sentences.append(f"{self.place}: {sentence}" if self.place else sentence)


class Entry:
    """Every question names a field; at the end `refuse_unknown` reports the fields left over."""

    def __init__(self, content: dict[str, Any], here: Problems) -> None:
        self.content = content
        self.here = here
        self.asked: set[str] = set()

    def text(
        self, name: str, *, longest: int | None = None, required: bool = False, lines: bool = False
    ) -> str:
        value = self._ask(name)
        if not isinstance(value, str | None):
            self.wrong(name, "is no text. Put it in double quotes")
            return ""
        text = clean_text(value or "", lines=lines)
        if required and not text:
            self.wrong(name, "is missing. Fill it in")
        if longest and len(text) > longest:
            self.wrong(name, f"has {len(text)} characters; {longest} fit. Shorten it")
        return text

    def code(self, name: str, *, digits: int) -> str:
        """An official code as text, since codes may begin with 0."""
        value = self._ask(name)
        if not isinstance(value, str) or not re.fullmatch(f"[0-9]{{{digits}}}", value):
            self.wrong(name, f"is no code of {digits} digits in double quotes. Correct it")
            return ""
        return value

    def choice(self, name: str, choices: list[str]) -> str:
        value = self._ask(name)
        if value not in choices:
            self.wrong(name, f"is none of: {', '.join(choices)}. Choose one")
            return ""
        return str(value)

    def number(self, name: str, *, least: int, most: int, required: bool = False) -> int | None:
        value = self._ask(name)
        if value is None and not required:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.wrong(name, f"is no whole number from {least} to {most}. Correct it")
            return None
        return value

    def year(self, name: str) -> int | None:
        """A year of either era, Gregorian afterwards."""
        value = self._ask(name)
        try:
            return gregorian_year(str(value))
        except ValueError:
            self.wrong(name, "is no year. Write it like 2023 or 2566")
            return None

    def degrees(self, name: str, *, limit: int) -> float | None:
        value = self._ask(name)
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= limit:
            return float(value)
        self.wrong(name, f"is no number from -{limit} to {limit}. Correct it")
        return None

    def texts(self, name: str) -> list[str]:
        value = self._ask(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.wrong(name, 'is no list of texts. Write it as ["...", "..."]')
            return []
        return [clean_text(one) for one in value]

    def pairs(self, name: str) -> list[dict[str, str]]:
        """Sentences in both languages: [{"th": ..., "en": ...}]."""
        value = self._ask(name)
        pairs: list[Any] = value if isinstance(value, list) and value else [None]
        if not all(map(_is_pair, pairs)):
            self.wrong(name, 'is no list of {"th": "...", "en": "..."}, both filled in. Correct it')
            return []
        return [{language: clean_text(pair[language]) for language in ("th", "en")}
                for pair in pairs]  # fmt: skip

    def ignore(self, name: str) -> None:
        """A field that may stand in the file for its readers and is not stored."""
        self.asked.add(name)

    def refuse_unknown(self) -> None:
        for name in sorted(self.content.keys() - self.asked):
            known = ", ".join(sorted(self.asked))
            self.wrong(name, f"is no known field. Remove it or use one of: {known}")

    def wrong(self, name: str, what: str) -> None:
        self.here.add(f"{name} {what}.")

    def _ask(self, name: str) -> object:
        self.asked.add(name)
        return self.content.get(name)


def _is_pair(value: object) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"th", "en"}
        and all(isinstance(text, str) and clean_text(text) for text in value.values())
    )
