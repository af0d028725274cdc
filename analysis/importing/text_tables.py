"""Text tables: .csv, .tsv, .txt, in the encodings and with the separators that offices save."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from analysis.importing import limits
from analysis.importing.refused import Refused

SEPARATORS = (",", ";", "\t", "|")
LINES_LOOKED_AT = 30
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
# A letter that an earlier program could not read and gave up.
LOST = re.compile("[\x80-\x84\x86-\x9f\ufffd]")
ILL_FORMED = re.compile(
    "(?<![ก-ฮ\u0e31\u0e34-\u0e3a])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"  # a mark on nothing
    "|(?<=[\u0e31\u0e34-\u0e3a])[\u0e31\u0e34-\u0e3a]"  # two vowels on one letter
    "|[เ-ไ](?![ก-ฮเ])"  # a leading vowel before nothing; some type two เ for แ
    "|(?<![ก-ฮ\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])[าำ]"
    "|(?<![ก-ฮา\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])ะ"
    "|[ฃฅฦๅ๏๚๛]"  # not in use
)
# Nine of ten letters of a Thai text are among these.
COMMON = frozenset("านรอกเงมลวยดทสตัี่้ิคปไห์ขบใชพุจะูแื็ผ")
# UTF-8 that some program took for Windows-874 and saved again: "สวั" became "เธชเธงเธฑ".
TWICE = re.compile("(?:เ[ธน][ก-ฟ€…‘’“”•–—\x80-\xa0\ufffd]){3}")
BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def read_text(data: bytes) -> dict[str, Any]:
    """A book of one sheet. All values are text: what they mean, the reader decides."""
    text = decoded(data)
    if ODD.search(text):
        raise Refused("binary")
    if LOST.search(text) or TWICE.search(text):
        raise Refused("letters")
    if not text.strip():
        raise Refused("no-rows")
    separator, text = _separator(text)
    counts = _Counts()
    rows: list[tuple[int, list[str | None]]] = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        for number, cells in enumerate(reader, start=1):
            if any(cells):
                rows.append((number, counts.counted([_plain(cell) for cell in cells])))
    except csv.Error as error:
        raise Refused("text" if "field larger" in str(error) else "quotes") from None
    sheet = {"name": "", "rows": rows, "hidden": False, "hidden_rows": [], "merged": []}
    return {"sheets": [sheet], "properties": {}, "links": False, "is_text": True}


def decoded(data: bytes) -> str:
    """The text: by its mark, else UTF-8 if it is that, else Windows-874 if it reads as Thai.

    A guess that could be wrong is refused: a wrong letter on the board is worse than a question.
    """
    for mark, encoding in BOMS.items():
        if data.startswith(mark):
            return _decoded(data, encoding)
    if b"\x00" in data:
        even, odd = data[0:4000:2].count(0), data[1:4000:2].count(0)
        thai = data[1:4000:2].count(0x0E), data[0:4000:2].count(0x0E)
        if len(data) % 2 == 0 and odd + thai[0] > 4 * (even + thai[1]):
            return _decoded(data, "utf-16-le")
        if len(data) % 2 == 0 and even + thai[1] > 4 * (odd + thai[0]):
            return _decoded(data, "utf-16-be")
        raise Refused("binary")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = _decoded(data, "cp874")
    if not _reads_as_thai(text):
        raise Refused("encoding")
    return text


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Refused("encoding") from None


def _reads_as_thai(text: str) -> bool:
    """Whether the letters beyond ASCII are Thai ones in places where Thai has them."""
    beyond = [c for c in text if ord(c) > 127 and c not in "“”‘’–—•…€\xa0"]
    thai = [c for c in beyond if "\u0e01" <= c <= "\u0e5b"]
    if len(thai) < 3 or len(thai) != len(beyond):
        return False
    # Letters of western languages read so give Thai marks and digits after Latin letters.
    beside = len(re.findall("[A-Za-z][\u0e01-\u0e4e]|[\u0e01-\u0e4e][A-Za-z]", text))
    if beside * 5 > len(thai):
        return False
    # Those of eastern ones give Thai letters in an order that no Thai word has.
    letters = [letter for letter in thai if letter < "\u0e4f"]
    common = sum(letter in COMMON for letter in letters)
    return len(ILL_FORMED.findall(text)) * 33 <= len(thai) and common * 5 >= len(letters) * 4


def _separator(text: str) -> tuple[str, str]:
    """What parts the cells, and the text without Excel's own line that says so."""
    said = re.match(r"(?i)\"?sep=(.)\"?\r?\n", text)
    if said:
        # An empty line in its place: rows keep the numbers that a spreadsheet shows.
        return said[1], "\n" + text[said.end() :]
    outside = re.sub(r'"[^"]*"', "", text[:200_000])
    lines = [line for line in outside.splitlines() if line.strip()][:LINES_LOOKED_AT]
    best = max(SEPARATORS, key=lambda one: _regular(lines, one))
    return best, text


def _regular(lines: list[str], separator: str) -> tuple[int, int]:
    """In how many lines it stands, and how often in the least of them."""
    counts = [line.count(separator) for line in lines]
    return sum(n > 0 for n in counts), min((n for n in counts if n), default=0)


def _plain(cell: str) -> str | None:
    """Without the apostrophe that we and others put before what a spreadsheet would compute."""
    if cell.startswith("'") and cell[1:2] in FORMULA_STARTS and len(cell) > 1:
        cell = cell[1:]
    return cell or None


class _Counts:
    """How much there is so far; refuses what is too much."""

    def __init__(self) -> None:
        self.rows = self.cells = self.letters = 0

    def counted(self, cells: list[str | None]) -> list[str | None]:
        while cells and cells[-1] is None:
            cells.pop()
        filled = [cell for cell in cells if cell is not None]
        self.rows += 1
        self.cells += len(filled)
        self.letters += sum(map(len, filled))
        check(
            rows=self.rows,
            columns=len(cells),
            cells=self.cells,
            longest=max(map(len, filled), default=0),
            letters=self.letters,
        )
        return cells


def check(*, rows: int, columns: int, cells: int, longest: int, letters: int) -> None:
    """Raise `Refused` for the first bound that is passed."""
    passed = {
        "rows": rows > limits.ROWS,
        "columns": columns > limits.COLUMNS,
        "cells": cells > limits.CELLS,
        "text": longest > limits.TEXT,
        "texts": letters > limits.TEXTS,
    }
    for reason, is_passed in passed.items():
        if is_passed:
            raise Refused(reason)
