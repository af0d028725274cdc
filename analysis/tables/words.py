"""Codes as the words that readers know, in the language that is active now."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import pgettext


def labels_of(choices: type[models.TextChoices]) -> dict[str, str]:
    """Each code's label; looked up once, because a long table asks for them in every row."""
    return {str(one.value): str(one.label) for one in choices}


def choices_of(choices: type[models.TextChoices]) -> tuple[str, ...]:
    """What a drop-down in a sheet offers."""
    return tuple(labels_of(choices).values())


def yes_no() -> tuple[str, str]:
    return pgettext("answer", "Yes"), pgettext("answer", "No")


def listed(keys: Iterable[int]) -> str:
    """Keys as one text."""
    return ", ".join(map(str, keys))


def joined(texts: Iterable[str]) -> str:
    return "; ".join(texts)
