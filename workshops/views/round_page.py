"""The round that is asked of the room, as a participant answers it on the phone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from workshops import access
from workshops.pages.ballot_page import ballot_page


@never_cache
@require_safe
def round_page(request: HttpRequest, code: str) -> HttpResponse:
    """The round that is open, else the one to which something happened last."""
    participant = access.participant_of(request, code)
    return ballot_page(request, participant, access.person_for(request, participant))
