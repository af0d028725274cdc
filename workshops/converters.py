"""What an address may carry; anything else is an unknown page."""

from __future__ import annotations

from django.urls.converters import StringConverter


class CodeConverter(StringConverter):
    """A join code in either case; views get it in capitals."""

    regex = "[A-Za-z0-9]{6}"

    def to_python(self, value: str) -> str:
        return value.upper()


class KeyConverter(StringConverter):
    """A secret of the address, as `tokens.new_secret()` makes it."""

    regex = "[A-Za-z0-9_-]{20,64}"


class KindConverter(StringConverter):
    """What can be agreed with and commented on."""

    regex = "factor|cluster|challenge"
