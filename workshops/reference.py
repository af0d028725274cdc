"""Reference data, loaded from `fixtures/` by `load_reference`; nobody edits it live."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils import timezone, translation
from simple_history.models import HistoricalRecords

from workshops.enums import Category, Confidence, ReferenceKind


class Named(models.Model):
    """Something with an official Thai name and an English one."""

    name_th = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language; Thai where there is no other."""
        return (self.name_th if in_thai() else self.name_en) or self.name_th


class Province(Named):
    code = models.CharField(max_length=2, primary_key=True)
    confidence = models.CharField(max_length=10, choices=Confidence, default=Confidence.VERIFIED)
    source = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[0-9]{2}$"), name="province_code_two_digits"
            )
        ]


class DistrictQuerySet(models.QuerySet["District"]):
    def pilot(self) -> Self:
        """The pilot districts, in the order of the source."""
        return self.filter(pilot=True).order_by("pilot_order", "pk")

    def by_name(self) -> Self:
        """Thai dictionary order."""
        return self.order_by("sort_key", "pk")

    def as_listed(self) -> Self:
        """Pilot districts first, in the order of the source; the others by name."""
        return self.order_by(models.F("pilot_order").asc(nulls_last=True), "sort_key", "pk")


class District(Named):
    code = models.CharField(max_length=4, primary_key=True)
    province = models.ForeignKey(Province, models.PROTECT, related_name="districts")
    pilot = models.BooleanField(default=False)
    pilot_order = models.PositiveSmallIntegerField(null=True, blank=True)
    sort_key = models.CharField(max_length=300)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    confidence = models.CharField(max_length=10, choices=Confidence, default=Confidence.VERIFIED)
    source = models.TextField(blank=True)

    objects = DistrictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[0-9]{4}$"), name="district_code_four_digits"
            )
        ]


class Kept(models.Model):
    """What an administrator edits: `version` counts the changes, the history keeps them all.

    What came from a file has version 1; what somebody has edited is never overwritten by one.
    """

    version = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    history = HistoricalRecords(inherit=True)
    # Only the administrator's pages write history, by `domain.plan_data`: not each load of a file.
    skip_history_when_saving = True

    class Meta:
        abstract = True


class PlanCycle(Kept):
    """Five fiscal years of a provincial plan. A fiscal year is named by the year it ends."""

    province = models.ForeignKey(Province, models.PROTECT, related_name="plan_cycles")
    start_year = models.PositiveSmallIntegerField(help_text="Gregorian")
    end_year = models.PositiveSmallIntegerField(help_text="Gregorian")
    nesdp_number = models.PositiveSmallIntegerField(null=True, blank=True)
    goal_th = models.TextField(blank=True)
    missions_th = models.JSONField(default=list, blank=True)
    indicators_th = models.JSONField(default=list, blank=True)
    confidence = models.CharField(max_length=10, choices=Confidence, default=Confidence.VERIFIED)
    source = models.TextField(blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province", "start_year"], name="plan_cycle_once"),
            models.CheckConstraint(
                condition=models.Q(end_year__gte=models.F("start_year")), name="plan_cycle_years"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start_year + 543}-{self.end_year + 543}"

    @property
    def years(self) -> range:
        """The fiscal years of the cycle, Gregorian, first to last."""
        return range(self.start_year, self.end_year + 1)


class ReferenceItemQuerySet(models.QuerySet["ReferenceItem"]):
    def of_kind(self, kind: ReferenceKind) -> Self:
        return self.filter(kind=kind).order_by("number", "pk")


class ReferenceItem(Kept, Named):
    """One item of a national list: strategy, master plan, milestone, SDG, criterion, source."""

    kind = models.CharField(max_length=20, choices=ReferenceKind)
    code = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField()
    edition = models.CharField(max_length=20, blank=True)
    confidence_th = models.CharField(max_length=10, choices=Confidence)
    confidence_en = models.CharField(max_length=10, choices=Confidence)
    source = models.TextField(blank=True)
    note = models.TextField(blank=True)

    objects = ReferenceItemQuerySet.as_manager()

    class Meta:
        # The milestones of two national plans share their codes; the edition tells them apart.
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "edition", "code"], name="reference_item_once_per_edition"
            )
        ]

    @property
    def official(self) -> bool:
        """Whether the name, in the reader's language, was read in its source."""
        shown_thai = in_thai() or not self.name_en
        confidence = self.confidence_th if shown_thai else self.confidence_en
        return confidence == Confidence.VERIFIED


class Wording(Kept):
    """A word that an administrator may choose, e.g. for the T of SWOT. Empty: the usual one."""

    key = models.CharField(max_length=40, primary_key=True)  # of `workshops.wording.WORDS`
    text_th = models.CharField(max_length=80, blank=True)
    text_en = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return self.key


class CategoryGuide(Named):
    """What a category asks: definition, guiding questions, one example, in both languages."""

    category = models.CharField(max_length=20, choices=Category, unique=True)
    order = models.PositiveSmallIntegerField()
    definition_th = models.TextField()
    definition_en = models.TextField()
    questions = models.JSONField(default=list, help_text='[{"th": ..., "en": ...}]')
    example_th = models.TextField(blank=True)
    example_en = models.TextField(blank=True)

    @property
    def definition(self) -> str:
        return self.definition_th if in_thai() else self.definition_en

    @property
    def example(self) -> str:
        return self.example_th if in_thai() else self.example_en

    @property
    def guiding_questions(self) -> list[str]:
        """The questions in the reader's language, in the order of the source."""
        language = "th" if in_thai() else "en"
        return [question[language] for question in self.questions]


def in_thai() -> bool:
    return (translation.get_language() or "th").startswith("th")
