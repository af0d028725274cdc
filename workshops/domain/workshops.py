"""Workshops: created from the STEEPI template, copied, made one per district, changed."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from typing import NotRequired, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workshops.domain import journal, tokens
from workshops.domain.errors import WorkshopError
from workshops.domain.room import RULES
from workshops.domain.run_sheet import copy_run_sheet
from workshops.domain.writing import write
from workshops.enums import Track, Verb
from workshops.models import District, PlanCycle, Province, User, Workshop
from workshops.years import fiscal_year


class WorkshopFields(TypedDict):
    """What a facilitator says of a workshop; texts have been through `clean_text()`."""

    title: str
    held_on: datetime.date
    venue: NotRequired[str]
    track: NotRequired[Track]
    plan_cycle: PlanCycle
    is_sample: NotRequired[bool]


class NoDistrict(WorkshopError):
    message = _("No district is chosen. Choose at least one.")


class DistrictInUse(WorkshopError):
    message = _("People or factors of %(districts)s are in this workshop. Keep these districts.")

    def __init__(self, districts: Sequence[District]) -> None:
        super().__init__()
        self.districts = districts

    def __str__(self) -> str:
        return self.message % {"districts": ", ".join(each.name for each in self.districts)}


@write
def create_workshop(
    *,
    by: User,
    districts: Sequence[District],
    client_id: uuid.UUID | None = None,
    **fields: Unpack[WorkshopFields],
) -> Workshop:
    """A new workshop in the waiting room, with join code and projector address.

    The same `client_id` again returns the workshop that it made the first time.
    Raises `NoDistrict`.
    """
    if client_id and (known := Workshop.objects.filter(client_id=client_id).first()):
        return known
    if not districts:
        raise NoDistrict
    try:
        with transaction.atomic():
            workshop = Workshop.objects.create(
                code=_unused_code(),
                board_key=tokens.new_secret(),
                client_id=client_id,
                province=districts[0].province,
                **fields,
            )
    except IntegrityError:
        # The second tap of two that arrived at once finds what the first one made.
        if client_id and (known := Workshop.objects.filter(client_id=client_id).first()):
            return known
        raise
    workshop.districts.set(districts)
    workshop.facilitators.add(by)
    workshop = Workshop.objects.locked(workshop.pk)
    journal.record(workshop, Verb.WORKSHOP_CREATED, by=by, title=workshop.title)
    return workshop


@write
def copy_workshop(
    source: Workshop,
    *,
    by: User,
    client_id: uuid.UUID | None = None,
    **fields: Unpack[WorkshopFields],
) -> Workshop:
    """A new workshop with districts, rules and run sheet of `source`; nobody and nothing said
    comes along. The same `client_id` again returns the first copy as it is by now."""
    if client_id and (known := Workshop.objects.filter(client_id=client_id).first()):
        return known
    districts = list(source.districts.as_listed())
    rules = {name: getattr(source, name) for name in RULES}
    copy = create_workshop(by=by, districts=districts, client_id=client_id, **fields)
    for name, value in rules.items():
        setattr(copy, name, value)
    copy.save(update_fields=list(rules))
    copy_run_sheet(source, copy)
    return copy


@write
def create_per_district(
    *,
    by: User,
    districts: Sequence[District],
    client_id: uuid.UUID,
    **fields: Unpack[WorkshopFields],
) -> list[Workshop]:
    """One workshop for each district, in one act: all of them or none.

    The district's name is put behind the title. Raises `NoDistrict`.
    """
    if not districts:
        raise NoDistrict
    title = fields["title"]
    made = []
    for district in districts:
        fields["title"] = f"{title} · {district.name_th}"
        own_id = _id_in(client_id, district)
        made.append(create_workshop(by=by, districts=[district], client_id=own_id, **fields))
    return made


@write
def change_workshop(
    workshop: Workshop,
    *,
    by: User,
    districts: Sequence[District],
    **fields: Unpack[WorkshopFields],
) -> Workshop:
    """Change the settings, in any stage. Raises `NoDistrict` and `DistrictInUse`."""
    workshop = Workshop.objects.locked(workshop.pk)
    if not districts:
        raise NoDistrict
    if missing := _in_use_besides(workshop, districts):
        raise DistrictInUse(missing)
    for name, value in fields.items():
        setattr(workshop, name, value)
    workshop.save(update_fields=list(fields))
    workshop.districts.set(districts)
    journal.record(
        workshop,
        Verb.WORKSHOP_CHANGED,
        by=by,
        title=workshop.title,
        districts=[district.pk for district in districts],
    )
    return workshop


def made_per_district(client_id: uuid.UUID, *, by: User) -> list[Workshop]:
    """What one act of `create_per_district` made, districts as listed. One query each for
    districts and workshops."""
    ids = [_id_in(client_id, district) for district in District.objects.as_listed()]
    made = Workshop.objects.run_by(by).filter(client_id__in=ids)
    return sorted(made, key=lambda workshop: ids.index(workshop.client_id or client_id))


def cycle_for(province: Province, day: datetime.date) -> PlanCycle | None:
    """The plan cycle that runs on this day, else the next one, else the last; None without any."""
    year = fiscal_year(day)
    cycles = list(PlanCycle.objects.filter(province=province).order_by("start_year", "pk"))
    to_come = [cycle for cycle in cycles if cycle.end_year >= year]
    return next(iter([*to_come, *reversed(cycles)]), None)


def _in_use_besides(workshop: Workshop, districts: Sequence[District]) -> list[District]:
    """Districts with people or factors in this workshop that are not among `districts`."""
    people = workshop.participants.values("district")
    factors = workshop.factors.values("district")
    used = District.objects.filter(Q(pk__in=people) | Q(pk__in=factors))
    return list(used.exclude(pk__in=[district.pk for district in districts]).as_listed())


def _id_in(client_id: uuid.UUID, district: District) -> uuid.UUID:
    """The id of this district's workshop among those that one form makes."""
    return uuid.uuid5(client_id, district.pk)


def _unused_code() -> str:
    while Workshop.objects.filter(code=(code := tokens.new_code())).exists():
        continue
    return code
