"""Form fields that read what people in Thailand type: cleaned text, both digits, both eras.

An error says what is the case and how to write it; what was typed stays in the field.
"""

from __future__ import annotations

import datetime
import decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from workshops.text import arabic_digits, clean_text
from workshops.years import buddhist_year, gregorian_year, parse_date, short_date


class CleanCharField(forms.CharField):
    """Text through `clean_text()`; looks-empty is empty, too long says how long it is."""

    default_error_messages = {"required": _("This is empty. Write something here.")}

    def __init__(self, *, lines: bool = False, max_length: int, **kwargs: Any) -> None:
        self.lines = lines
        self.longest = max_length
        if lines:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        # Not Django's own max_length: the browser would cut a paste short in silence.
        super().__init__(**kwargs)
        self.widget.attrs["data-longest"] = max_length

    def to_python(self, value: Any) -> str:
        return clean_text(str(value or ""), lines=self.lines)

    def validate(self, value: str) -> None:
        super().validate(value)
        over = len(value) - self.longest
        if over > 0:
            raise ValidationError(
                ngettext(
                    "%(longest)s characters fit here; this is %(over)s too long. Shorten it.",
                    "%(longest)s characters fit here; this is %(over)s too long. Shorten it.",
                    over,
                )
                % {"longest": self.longest, "over": over},
                code="too_long",
            )


class YearField(forms.Field):
    """A year typed in either era and either digits; the value is Gregorian."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = {
        "required": _("The year is missing. Write it like 2566."),
        "invalid": _("This is not a year. Write it like 2566 or 2023."),
    }

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or not clean_text(str(value)):
            return None
        try:
            return gregorian_year(str(value))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return buddhist_year(value) if isinstance(value, int) else value


class DateField(forms.Field):
    """A date typed like 24/6/2564 or 24 มิ.ย. 2564; the value is Gregorian."""

    widget = forms.TextInput(attrs={"autocomplete": "off"})
    default_error_messages = {
        "required": _("The date is missing. Write it like 24/6/2564."),
        "invalid": _("This is not a date. Write it like 24/6/2564 or 24 มิ.ย. 2564."),
    }

    def to_python(self, value: Any) -> datetime.date | None:
        if isinstance(value, datetime.date):
            return value
        if value in self.empty_values or not clean_text(str(value)):
            return None
        try:
            return parse_date(str(value))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return short_date(value) if isinstance(value, datetime.date) else value


class NumberField(forms.Field):
    """A number typed like 1,250.5 or ๑,๒๕๐.๕; the value is a Decimal."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages = {
        "required": _("The number is missing. Write it like 1,250.5."),
        "invalid": _("This is not a number. Write it like 1,250.5."),
        "too_small": _("This number is below %(least)s. Check it."),
        "too_big": _("This number is larger than fits here. Check its unit."),
        "too_fine": _("At most %(places)s decimal places fit here. Round the number."),
    }

    def __init__(
        self, *, least: int | None = None, places: int = 4, digits: int = 14, **kwargs: Any
    ) -> None:
        self.least, self.places, self.digits = least, places, digits
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> decimal.Decimal | None:
        if isinstance(value, decimal.Decimal):
            return value
        text = arabic_digits(clean_text(str(value if value is not None else "")))
        if not text:
            return None
        text = text.replace(",", "").replace(" ", "").replace("\u2212", "-")
        try:
            number = decimal.Decimal(text)
        except decimal.InvalidOperation as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        if not number.is_finite() or "_" in text or "e" in text.casefold():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if self.least is not None and value < self.least:
            self._refuse("too_small", least=self.least)
        if abs(value) >= decimal.Decimal(10) ** self.digits:
            self._refuse("too_big")
        if -value.as_tuple().exponent > self.places:
            self._refuse("too_fine", places=self.places)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, decimal.Decimal):
            return value
        text = f"{value:,f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    def _refuse(self, code: str, **values: object) -> None:
        raise ValidationError(self.error_messages[code], code=code, params=values)
