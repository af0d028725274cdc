"""What somebody asks for, and of which workshops they may have it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cached_property

from django.db import models
from django.db.models import QuerySet

from analysis.api.columns import Column, Source, Words
from analysis.models import DataLink, ThemeStep
from analysis.standing import Standing, standing_of
from workshops.models import JournalEntry, User, Workshop


class Samples(models.TextChoices):
    WITHOUT = "without"
    ONLY = "only"


@dataclass(frozen=True)
class Reader:
    """An account, by its session or by a link that it has made."""

    user: User
    link: DataLink | None = None

    def workshops(self) -> QuerySet[Workshop]:
        """What the account may read now, narrowed to what the link is for."""
        found = Workshop.objects.read_by(self.user)
        if self.link and self.link.cycle_id:
            found = found.filter(plan_cycle=self.link.cycle_id)
        if self.link and self.link.workshop_id:
            found = found.filter(pk=self.link.workshop_id)
        return found


@dataclass(frozen=True)
class Filters:
    """Empty ones leave nothing out. `changed_since` knows its time zone."""

    workshop: str = ""
    cycle: int | None = None
    district: str = ""
    category: str = ""
    track: str = ""
    sample: str = ""
    changed_since: datetime.datetime | None = None


@dataclass
class Asked:
    reader: Reader
    filters: Filters = field(default_factory=Filters)

    @cached_property
    def readable(self) -> list[Workshop]:
        """The workshops that pass the filters of workshops, oldest first. One query, or three."""
        wanted, found = self.filters, self.reader.workshops()
        if wanted.workshop:
            found = found.filter(code=wanted.workshop.upper())
        if wanted.cycle is not None:
            found = found.filter(plan_cycle=wanted.cycle)
        if wanted.sample:
            found = found.filter(is_sample=wanted.sample == Samples.ONLY)
        if wanted.changed_since:
            found = found.filter(_changed_since(wanted.changed_since))
        return list(found.select_related("plan_cycle", "province").order_by("pk"))

    @cached_property
    def workshops(self) -> list[Workshop]:
        """Of them those that were held for the district that is asked for."""
        code = self.filters.district
        if not code:
            return self.readable
        held = Workshop.districts.through.objects.filter(district=code)
        keys = set(held.values_list("workshop_id", flat=True))
        return [one for one in self.readable if one.pk in keys]

    @cached_property
    def by_key(self) -> dict[int, Workshop]:
        return {one.pk: one for one in self.readable}

    def code_of(self, workshop: int) -> str:
        return self.by_key[workshop].code

    def standing(self, workshops: Collection[int]) -> Standing:
        """What stands for what in these. Four queries; none if the last page asked the same."""
        wanted = frozenset(workshops)
        if self._standing is None or self._standing[0] != wanted:
            found = standing_of([self.by_key[pk] for pk in sorted(wanted)])
            self._standing = wanted, found
        return self._standing[1]

    _standing: tuple[frozenset[int], Standing] | None = field(default=None, init=False)


@dataclass(frozen=True)
class DataTable:
    """A table of live data. `filters`: those of `Filters` that it knows."""

    name: str
    title: Words
    columns: tuple[Column, ...]
    read: Callable[[Asked], Source]
    filters: tuple[str, ...] = ()


OF_WORKSHOPS = ("workshop", "cycle", "district", "sample", "changed_since")


def _changed_since(moment: datetime.datetime) -> models.Q:
    """Whatever changes in a workshop or in the themes of its plan is written down."""
    entries = JournalEntry.objects.filter(recorded_at__gte=moment)
    steps = ThemeStep.objects.filter(models.Q(recorded_at__gte=moment) | _undone(moment))
    return models.Q(pk__in=entries.values("workshop")) | models.Q(
        plan_cycle__in=steps.values("plan_cycle")
    )


def _undone(moment: datetime.datetime) -> models.Q:
    return models.Q(undone_at__gte=moment)
