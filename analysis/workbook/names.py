"""File names that say which workshop, where and when, and fit every file system."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import quote

from workshops.models import PlanCycle, Workshop
from workshops.years import short_date

# Together with date and ending below 255 bytes, of which a Thai letter takes three.
TITLE_LENGTH, PLACE_LENGTH = 40, 18


NOT_FINAL = "(ยังไม่สิ้นสุด)"


def file_name(workshops: Sequence[Workshop], cycle: PlanCycle, *, is_final: bool = True) -> str:
    """In Thai: title, place, date; for a whole plan its years; and whether it is final."""
    end = ".xlsx" if is_final else f" {NOT_FINAL}.xlsx"
    if len(workshops) != 1:
        return f"STEEPI แผนพัฒนาจังหวัด {cycle}{end}"
    workshop = workshops[0]
    place = shortened(workshop.venue or workshop.province.name_th, PLACE_LENGTH)
    parts = [shortened(workshop.title, TITLE_LENGTH), place, short_date(workshop.held_on)]
    return f"{' '.join(filter(None, parts))}{end}"


def disposition(workshop: Workshop, name: str) -> str:
    """The download header: the Thai name, and a plain one for old programs (RFC 6266)."""
    return attachment(name, f"steepi-{workshop.code}-{workshop.held_on.isoformat()}.xlsx")


def attachment(name: str, plain: str) -> str:
    """The download header for any file; `plain` is of ASCII."""
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def shortened(text: str, longest: int) -> str:
    """Without what file systems refuse; cut at a space, or else at least not between a letter and
    its vowel or tone."""
    text = " ".join(re.sub(r'[\\/:*?"<>|.%\x00-\x1f]+', " ", text).split())
    if len(text) <= longest:
        return text
    space = text.rfind(" ", 0, longest + 1)
    if space > longest // 3:
        return text[:space]
    end = longest
    while end > 0 and (
        unicodedata.combining(text[end])
        or unicodedata.category(text[end]) == "Mn"
        or text[end] in "ะาำๅๆฯ"
    ):
        end -= 1
    # A leading vowel without its consonant says nothing.
    return text[:end].rstrip("เแโใไ ")
