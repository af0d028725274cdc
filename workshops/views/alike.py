"""While somebody types a factor: up to three that say the same, to agree with instead."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from workshops import access
from workshops.domain import hints, people, stages
from workshops.domain.support import standing_together, supporters, together
from workshops.enums import Action
from workshops.limits import WINDOW, asks_too_often
from workshops.models import FACTOR_LENGTH, Factor, Participant
from workshops.text import clean_text


@never_cache
@require_safe
def alike(request: HttpRequest, code: str) -> HttpResponse:
    """A list of {factor, text, district, total, agrees}: only what everybody may read."""
    participant = access.participant_of(request, code)
    person = access.person_for(request, participant)
    if asks_too_often(participant):
        sentence = _("Many questions came from this phone in a short time. Wait a moment.")
        return JsonResponse({"error": sentence}, status=429, headers={"Retry-After": str(WINDOW)})
    text = clean_text(request.GET.get("text", "")[: 2 * FACTOR_LENGTH])
    workshop = participant.workshop
    if workshop.is_blanked or not stages.allows(workshop, Action.SUPPORT):
        return JsonResponse([], safe=False)
    return JsonResponse(_told(person, hints.alike_to(participant, text)), safe=False)


def _told(person: Participant, found: list[Factor]) -> list[dict[str, object]]:
    """With how many agree, and whether this person does; none that the person wrote."""
    entries = people.entries_of(person)
    found = [factor for factor in found if factor.participant_id not in entries]
    if not found:
        return []
    agreeing = supporters(person.workshop, "factor")
    answer = []
    for factor in found:
        who = together(agreeing, standing_together(person.workshop, factor))
        answer.append(
            {
                "factor": factor.pk,
                "text": factor.text,
                "district": factor.district.name,
                "total": len(who),
                "agrees": person.pk in who,
            }
        )
    return answer
