"""Years, dates and digits as a Thai reader expects them; the database stays Gregorian."""

from __future__ import annotations

import datetime

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html_join

from workshops import years
from workshops.reference import in_thai

register = template.Library()


@register.filter
def be_year(year: int | None) -> str:
    """2566 for 2023, in both languages: the plan's years are Buddhist Era."""
    return "" if year is None else str(years.buddhist_year(year))


@register.filter
def be_date(day: datetime.date | None) -> str:
    """24 มิ.ย. 2564; for English readers 24 June 2021."""
    if day is None:
        return ""
    if isinstance(day, datetime.datetime):
        day = timezone.localtime(day).date()
    return years.short_date(day) if in_thai() else formats.date_format(day, "j F Y")


@register.filter
def whole_words(name: str) -> str:
    """A name that breaks between its words only: browsers also break inside a Thai name."""
    return format_html_join(
        " ", '<span class="whole">{}</span>', ((word,) for word in name.split())
    )


@register.filter
def clock(moment: datetime.datetime | None) -> str:
    """14:05, in the portal's time zone."""
    return "" if moment is None else f"{timezone.localtime(moment):%H:%M}"
