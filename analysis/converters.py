"""What the planner's addresses may carry; anything else is an unknown page."""

from __future__ import annotations

from django.urls.converters import StringConverter


class RowKindConverter(StringConverter):
    """A folder of rows of the plan; views get the kind, `issue` for `issues`."""

    regex = "issues|indicators|programmes|projects"

    def to_python(self, value: str) -> str:
        return value.removesuffix("s")

    def to_url(self, value: str) -> str:
        return f"{value}s"
