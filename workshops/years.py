"""Years and dates between two calendars. The database holds Gregorian ones only.

Buddhist Era (พ.ศ.) = Gregorian + 543. A fiscal year runs from 1 October to 30 September
and is named by the year in which it ends. Pure functions.
"""

from __future__ import annotations

import datetime
import re

from workshops.text import arabic_digits, clean_text

OFFSET = 543
# Years typed by hand: above this a year can only be meant as Buddhist Era.
LAST_GREGORIAN = 2400
MONTHS = (
    "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม"
).split()
SHORT_MONTHS = "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.".split()


def buddhist_year(year: int) -> int:
    return year + OFFSET


def gregorian_year(typed: str) -> int:
    """The Gregorian year that was typed in either era, in either digits.

    Raises `ValueError` if it is not a year between 1900 and 2200.
    """
    digits = re.sub(r"^(พ\.?\s?ศ\.?|ค\.?\s?ศ\.?)\s*", "", arabic_digits(clean_text(typed)))
    if not re.fullmatch(r"[0-9]{4}", digits):
        raise ValueError(typed)
    year = int(digits)
    year -= OFFSET if year > LAST_GREGORIAN else 0
    if not 1900 <= year <= 2200:
        raise ValueError(typed)
    return year


def fiscal_year(day: datetime.date) -> int:
    """The fiscal year that a day lies in, Gregorian: from October on it is the next one."""
    return day.year + (day.month >= 10)


def parse_date(typed: str) -> datetime.date:
    """The date typed as 24/6/2564, 24 มิ.ย. 2564, 24 มิถุนายน 2564 or 2021-06-24.

    Raises `ValueError` if it is none of these or no such day exists.
    """
    text = arabic_digits(clean_text(typed))
    if match := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text):
        year, month, day = match[1], int(match[2]), int(match[3])
    elif match := re.fullmatch(r"([0-9]{1,2})\s*[/.\-]\s*([0-9]{1,2})\s*[/.\-]\s*([0-9]{4})", text):
        day, month, year = int(match[1]), int(match[2]), match[3]
    elif match := re.fullmatch(r"([0-9]{1,2})\s+(\S+)\s+(?:พ\.ศ\.\s*)?([0-9]{4})", text):
        day, month, year = int(match[1]), _month(match[2]), match[3]
    else:
        raise ValueError(typed)
    return datetime.date(gregorian_year(year), month, day)


def short_date(day: datetime.date) -> str:
    """24 มิ.ย. 2564: for headings, file names and lists."""
    return f"{day.day} {SHORT_MONTHS[day.month - 1]} {buddhist_year(day.year)}"


def long_date(day: datetime.date) -> str:
    """24 มิถุนายน 2564."""
    return f"{day.day} {MONTHS[day.month - 1]} {buddhist_year(day.year)}"


def _month(name: str) -> int:
    for names in (MONTHS, SHORT_MONTHS):
        if name in names:
            return names.index(name) + 1
    raise ValueError(name)
