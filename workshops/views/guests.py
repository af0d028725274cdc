"""The desk's page about people: who is in, and one person who came in twice."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from itertools import groupby

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from steepi_portal.http import SeeOther
from workshops import access
from workshops.domain import people
from workshops.domain.errors import WorkshopError
from workshops.enums import Verb
from workshops.forms_people import TwoForm
from workshops.models import JournalEntry, Participant, Workshop
from workshops.text import match_key


@dataclass(frozen=True)
class MergeEntry:
    """A line of the journal about two entries of one person."""

    kept: Participant | None
    other: Participant | None
    parted: bool
    by: str
    at: datetime.datetime
    stands: bool  # and can be parted


@never_cache
@require_safe
def guests(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    chosen = request.GET.getlist("who")
    if not chosen:
        return _guests_page(request, workshop)
    pks = {int(pk) for pk in chosen if pk.isascii() and pk.isdecimal() and len(pk) < 12}
    two = [person for person in _everybody(workshop) if person.pk in pks]
    if len(two) != 2:
        sentence = _("Two entries are needed to compare. Tick exactly two.")
        return _guests_page(request, workshop, notice=sentence, status=422)
    return _guests_page(request, workshop, two=two)


@require_POST
def merge_guests(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    form = TwoForm(request.POST, workshop=workshop)
    if not form.is_valid():
        sentence = str(people.CannotMerge())
        return _guests_page(request, workshop, notice=sentence, status=422)
    try:
        people.merge_participants(**form.cleaned_data, by=access.account(request))
    except WorkshopError as error:
        return _guests_page(request, workshop, notice=str(error), status=error.status)
    return SeeOther(f"{reverse('workshops:guests', args=[workshop.code])}#merges")


@require_POST
def part_guests(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    other = access.participant_run_by(request, code, pk)
    people.part_participants(other, by=access.account(request))
    return SeeOther(f"{reverse('workshops:guests', args=[other.workshop.code])}#merges")


# --- Who is in -------------------------------------------------------------------------------


def _everybody(workshop: Workshop) -> list[Participant]:
    """Everybody by district as listed, then as they came. One query."""
    rows = people.with_factors(workshop.participants.all())
    related = ("district", "scribe", "seat")
    pilots_first = F("district__pilot_order").asc(nulls_last=True)
    rows = rows.select_related(*related).order_by(pilots_first, "district__sort_key", "pk")
    return list(rows)


def _guests_page(
    request: HttpRequest,
    workshop: Workshop,
    *,
    two: list[Participant] | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    everybody = _everybody(workshop)
    counted = [one for one in everybody if one.merged_into_id is None and not one.taken_back_at]
    context = {
        "workshop": workshop,
        "total": len(counted),
        "districts": [
            (district, list(group))
            for district, group in groupby(counted, key=lambda person: person.district)
        ],
        "alike": _alike(counted),
        "merges": _merges(workshop, everybody),
        "two": two,
        "notice": notice,
    }
    return render(request, "workshops/people.html", context, status=status)


def _alike(counted: list[Participant]) -> list[tuple[Participant, Participant]]:
    """Pairs that are probably one person: the same name in the same district."""
    first: dict[tuple[str, str], Participant] = {}
    pairs = []
    for person in counted:
        key = (match_key(person.name), person.district_id)
        if key[0] and first.setdefault(key, person) is not person:
            pairs.append((first[key], person))
    return pairs


def _merges(workshop: Workshop, everybody: list[Participant]) -> list[MergeEntry]:
    """What was merged and parted, by whom and when; newest first. One query."""
    known = {person.pk: person for person in everybody}
    verbs = (Verb.PARTICIPANTS_MERGED, Verb.PARTICIPANTS_PARTED)
    entries = JournalEntry.objects.filter(workshop=workshop, verb__in=verbs)
    lines, seen = [], set()
    for entry in entries.select_related("user").order_by("-revision"):
        kept, other = known.get(entry.facts["kept"]), known.get(entry.facts["other"])
        merged = entry.verb == Verb.PARTICIPANTS_MERGED
        newest = entry.facts["other"] not in seen
        seen.add(entry.facts["other"])
        stands = merged and newest and other is not None and other.merged_into_id is not None
        by = entry.user.display_name if entry.user else ""
        lines.append(MergeEntry(kept, other, not merged, by, entry.recorded_at, stands))
    return lines
