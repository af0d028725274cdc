"""The workshops that a page over many of them is about, as its address says."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.http import urlencode

from analysis.forms_selection import SelectionForm
from workshops.models import District, PlanCycle, User, Workshop


@dataclass(frozen=True)
class Selection:
    """Only what the user may read. Nothing is picked while the address is not understood."""

    cycle: PlanCycle
    form: SelectionForm
    workshops: list[Workshop]  # newest first
    districts: list[District]  # those that the picked workshops were held for, as listed
    readable: int  # how many workshops of the cycle could be picked
    query: str  # the filters alone, for links to other pages with the same selection
    is_valid: bool

    @property
    def status(self) -> int:
        return 200 if self.is_valid else 422

    @property
    def is_narrowed(self) -> bool:
        return bool(self.query)

    @property
    def has_samples(self) -> bool:
        return any(one.is_sample for one in self.workshops)

    @property
    def mixes_samples(self) -> bool:
        """Whether sample data and real data are counted together."""
        return len({one.is_sample for one in self.workshops}) > 1


def selection_of(asked: QueryDict, *, user: User, cycle: PlanCycle) -> Selection:
    """Two queries, however many workshops."""
    found = Workshop.objects.read_by(user).filter(plan_cycle=cycle).newest_first()
    readable = list(found.prefetch_related("districts"))
    held_for = {one.pk: list(one.districts.all()) for one in readable}
    query = query_of(asked)
    form = SelectionForm(
        QueryDict(query), workshops=readable, districts=_each_once(held_for, readable)
    )
    valid = form.is_valid()
    picked = [
        one
        for one in readable
        if valid and form.takes(one, districts={district.pk for district in held_for[one.pk]})
    ]
    return Selection(
        cycle=cycle,
        form=form,
        workshops=picked,
        districts=_each_once(held_for, picked),
        readable=len(readable),
        query=query,
        is_valid=valid,
    )


def query_of(asked: QueryDict) -> str:
    """The filters of the address in one order, without empty ones and without anything else."""
    given = {name: [value for value in asked.getlist(name) if value] for name in filters()}
    return urlencode({name: values for name, values in given.items() if values}, doseq=True)


def filters() -> list[str]:
    """The names that the selection takes from an address."""
    return list(SelectionForm.base_fields)


def _each_once(held_for: dict[int, list[District]], workshops: list[Workshop]) -> list[District]:
    districts = {one.pk: one for workshop in workshops for one in held_for[workshop.pk]}
    return sorted(districts.values(), key=_as_listed)


def _as_listed(district: District) -> tuple[bool, int, str, str]:
    """The order of `DistrictQuerySet.as_listed`."""
    order = district.pilot_order
    return (order is None, order or 0, district.sort_key, district.pk)
