"""Numbers in Thai text as values: ๑๒๐,๐๐๐, 1.2 แสน and หนึ่งแสนสองหมื่น are the same one."""

from __future__ import annotations

from workshops.similarity.vocabulary import SCALES, UNITS

_ABOUT = {"กว่า", "เศษ"}  # may stand inside: สองหมื่นกว่าล้าน
_BARE = {"สิบ", "หมื่น", "แสน"}  # numbers even without a figure in front; พัน is also "to wind"


def _figure(word: str) -> float | None:
    if word in UNITS:
        return float(UNITS[word])
    if word[0].isdigit():
        return float(word.replace(",", ""))
    return None


def read(words: list[str], start: int) -> tuple[float, int] | None:
    """The value that begins at `words[start]` and where it ends, or None if there is none."""
    if _figure(words[start]) is None and words[start] not in _BARE:
        return None
    millions, section, current = 0.0, 0.0, None
    at = start
    while at < len(words):
        word = words[at]
        if word in _ABOUT and at > start and at + 1 < len(words) and words[at + 1] in SCALES:
            at += 1
            continue
        figure = _figure(word)
        if figure is not None:
            if current is not None or (word[0].isdigit() and at > start):
                break  # สองสาม: two numbers
            current = figure
        elif word == "ล้าน":
            millions, section, current = (section + (current or 0) or 1) * SCALES[word], 0.0, None
        elif word in SCALES:
            section += (1 if current is None else current) * SCALES[word]
            current = None
        else:
            break
        at += 1
    return millions + section + (current or 0), at
