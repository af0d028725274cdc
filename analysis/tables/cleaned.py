"""Words as a reader of Thai would have typed them: for sorting, filtering and counting.

Only what nobody can see a difference in is put right; no word is replaced. Pure.
"""

from __future__ import annotations

import re

from workshops.text import arabic_digits

# Whatever may need putting right; most sentences have none of it and pass untouched.
_ODD = re.compile(
    "[\u0e4d\u0e50-\u0e59\uff01-\uff5e]|เเ|\u0e33[\u0e48-\u0e4b]|[\u0e48-\u0e4b][\u0e34-\u0e3a]"
    r"|([\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])\1|\s\s|[^\S ]"
)
_SPLIT_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
_TONE_AFTER_AM = re.compile("\u0e33([\u0e48-\u0e4b])")
_TONE_FIRST = re.compile("([\u0e48-\u0e4b])([\u0e34-\u0e3a])")
_DOUBLED = re.compile("([\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])\\1+")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def cleaned(text: str) -> str:
    """The same words: split and doubled vowels joined, marks in order, digits Arabic, one space.

    A sentence that is clean comes back as it is; cleaning twice changes nothing more.
    """
    while _ODD.search(text) and (better := _better(text)) != text:
        text = better
    return text


def _better(text: str) -> str:
    text = arabic_digits(text.translate(_WIDE)).replace("เเ", "แ")
    text = _SPLIT_AM.sub("\\1\u0e33", text)
    text = _TONE_AFTER_AM.sub("\\1\u0e33", text)
    text = _TONE_FIRST.sub("\\2\\1", text)
    text = _DOUBLED.sub("\\1", text)
    return " ".join(text.split())
