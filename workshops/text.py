"""The one way text gets in (`clean_text`) and the one way it is compared (`match_key`).

Pure functions on strings; nothing of ours is imported. Stored text stays as typed,
but for characters that no person can see and that no file format can carry.
"""

from __future__ import annotations

import re
import unicodedata

THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
_TO_ARABIC = str.maketrans(THAI_DIGITS, "0123456789")

# Zero-width space, joiners, word joiner, BOM, soft hyphen, and the bidi controls, which can
# turn the text of a neighbour's card around.
_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f"
                        "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]")  # fmt: skip
_KEPT_INVISIBLE = "\u200d\ufe0f"  # they hold an emoji together
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SPACES = re.compile(r"[^\S\n]+")
_TONE_MARKS = re.compile("[\u0e47-\u0e4e]")
_LEADING_VOWEL = re.compile("([เแโใไ])([ก-ฮ])")


def clean_text(text: str, *, lines: bool = False) -> str:
    """What was typed, without what nobody can see: the text as it is stored.

    NFC; line ends become "\\n" (kept if `lines`, else spaces); controls, surrogates,
    noncharacters and bidi controls go; runs of spaces become one; ends are trimmed.
    Text that only looks empty (zero-width characters) becomes "".
    """
    text = "".join(c for c in text if not _is_broken(c))
    # Word's soft line break arrives as a vertical tab, Excel's as CR.
    text = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text)
    text = _CONTROLS.sub(" ", text)
    text = unicodedata.normalize("NFC", text)
    if not _INVISIBLE.sub("", text).strip():
        return ""
    text = _INVISIBLE.sub(lambda m: m[0] if m[0] in _KEPT_INVISIBLE else "", text)
    text = _SPACES.sub(" ", text)
    if not lines:
        return " ".join(text.split())
    return "\n".join(line.strip() for line in text.split("\n")).strip()


def match_key(text: str) -> str:
    """A key that is equal for texts that look the same to a Thai reader.

    Folds case, width, digits, spaces, zero-width characters, split vowels (ํ + า = ำ,
    เ + เ = แ), doubled and misordered marks. Signs stay: +5 and -5 are not the same.
    May be longer than the text. For comparing only.
    """
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).translate(_TO_ARABIC)
    text = re.sub("\u0e4d([\u0e48-\u0e4b]?)\u0e32", "\\1\u0e33", text)  # ํ + า
    text = re.sub("\u0e33([\u0e48-\u0e4b])", "\\1\u0e33", text)  # tone typed after ำ
    text = text.replace("เเ", "แ")
    text = re.sub("([\u0e48-\u0e4b])([\u0e34-\u0e3a])", "\\2\\1", text)  # tone before vowel
    text = re.sub("([\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])\\1+", "\\1", text)
    return "".join(text.casefold().split())


def sort_key(text: str) -> str:
    """A key that sorts as the Thai dictionary does, on any database and in Python.

    A leading vowel goes behind its consonant; marks count only among equals. Differs from
    ICU's `th` in 26 places of 5,000 words, all of them with ๆ.
    """
    text = " ".join(unicodedata.normalize("NFC", text).translate(_TO_ARABIC).casefold().split())
    swapped = _LEADING_VOWEL.sub(r"\2\1", text)
    marks = "".join(_TONE_MARKS.findall(swapped))
    return f"{_TONE_MARKS.sub('', swapped)}\u0001{marks}"


def arabic_digits(text: str) -> str:
    """The same text with Thai digits written as 0-9."""
    return text.translate(_TO_ARABIC)


def _is_broken(character: str) -> bool:
    """Lone surrogates and noncharacters: no database and no workbook takes them."""
    point = ord(character)
    return 0xD800 <= point <= 0xDFFF or 0xFDD0 <= point <= 0xFDEF or point & 0xFFFE == 0xFFFE
