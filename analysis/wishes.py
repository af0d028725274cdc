"""What somebody wants in a file: of which workshops, in which language and digits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from analysis.files import FileKind, FileTaste
from workshops.models import PlanCycle, User, Workshop


class Digits(models.TextChoices):
    """Which digits the plan forms have; everything else has Arabic ones."""

    FORM = "form", _("As each form has them")
    THAI = "thai", _("Thai digits")
    ARABIC = "arabic", _("Arabic digits")


class Heads(models.TextChoices):
    """The language of headings; what people said stays as they said it."""

    THAI = "th", pgettext_lazy("headings", "Thai")
    ENGLISH = "en", pgettext_lazy("headings", "English")


@dataclass(frozen=True)
class Wish:
    """A file as somebody asked for it. `workshops` are theirs to read; checked before."""

    kind: FileKind
    cycle: PlanCycle
    workshops: tuple[Workshop, ...]
    language: str = Heads.THAI
    digits: str = Digits.FORM
    font: str = ""  # "" is the portal's
    names: bool = False  # of participants; only for whom `User.may_export_names`
    left_out: Mapping[str, Sequence[str]] = field(default_factory=dict)  # {table: [column]}
    filters: str = ""  # how the workshops were picked, in words, for the read-me
    is_plan: bool = False  # the whole plan cycle, or a selection of it, rather than one workshop

    @property
    def sheet_font(self) -> str:
        return self.font or settings.WORKBOOK_FONT

    @property
    def document_font(self) -> str:
        return self.font or settings.DOCUMENT_FONT

    def plain(self) -> dict[str, Any]:
        """As `FileJob.wish` keeps it; kind, cycle and workshops have columns of their own."""
        return {
            "language": str(self.language),
            "digits": str(self.digits),
            "font": self.font,
            "names": self.names,
            "left_out": {name: list(columns) for name, columns in self.left_out.items()},
            "filters": self.filters,
            "is_plan": self.is_plan,
        }


def taste_of(user: User) -> FileTaste:
    """What this account likes; an unsaved one with nothing set for who never said."""
    return FileTaste.objects.filter(user=user).first() or FileTaste(user=user)


def wish_of(
    kind: FileKind,
    cycle: PlanCycle,
    workshops: Sequence[Workshop],
    *,
    user: User | None = None,
    **more: Any,  # noqa: ANN401
) -> Wish:
    """A wish with this account's taste; `more` wins over it."""
    taste = taste_of(user) if user is not None else FileTaste()
    own = {
        "language": taste.language or Heads.THAI,
        "digits": taste.digits or Digits.FORM,
        "font": taste.font,
        "left_out": taste.left_out,
    }
    return Wish(kind=kind, cycle=cycle, workshops=tuple(workshops), **(own | more))
