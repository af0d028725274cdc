"""Coming into the room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from workshops.domain import journal, stages, tokens
from workshops.domain.errors import UnknownDistrict, WorkshopError
from workshops.domain.writing import write
from workshops.enums import Action, Verb
from workshops.models import District, Participant, User, Workshop


class StillOpen(WorkshopError):
    message = _("This workshop is not closed yet. Close it, then erase the names.")


@write
def join_workshop(
    workshop: Workshop,
    *,
    name: str,
    district: District,
    position: str = "",
    agency: str = "",
    join_key: str = "",
) -> tuple[Participant, str]:
    """Let somebody in; returns the participant and the token for the browser's cookie.

    `join_key` is the form's own secret: the same form sent again gives the same
    participant and the same token. The database keeps only hashes of both.
    Raises `WorkshopClosed`, and `UnknownDistrict` for a district that does not take part.
    """
    workshop = Workshop.objects.locked(workshop.pk)
    join_key = join_key or tokens.new_secret()
    token = tokens.token_for(join_key)
    key_hash = tokens.hashed(join_key)
    known = workshop.participants.filter(join_key_hash=key_hash).first()
    if known is not None:
        known.token_hash = tokens.hashed(token)  # the signing key may have changed meanwhile
        known.save(update_fields=["token_hash"])
        return known, token
    stages.require(workshop, Action.JOIN)
    if not workshop.districts.filter(pk=district.pk).exists():
        raise UnknownDistrict
    participant = Participant.objects.create(
        workshop=workshop,
        token_hash=tokens.hashed(token),
        join_key_hash=key_hash,
        name=name,
        position=position,
        agency=agency,
        district=district,
    )
    journal.record(
        workshop,
        Verb.PARTICIPANT_JOINED,
        by=participant,
        participant=participant.pk,
        district=district.pk,
    )
    return participant, token


@write
def erase_names(workshop: Workshop, *, by: User | None) -> int:
    """Forget who was in the room; the words, districts and counts stay. Cannot be undone.

    Name, position and agency of every participant become empty. Returns how many were
    erased now; a second time it is 0 and nothing is recorded. Raises `StillOpen`.
    """
    workshop = Workshop.objects.locked(workshop.pk)
    if not workshop.is_closed:
        raise StillOpen
    named = workshop.participants.exclude(name="", position="", agency="")
    erased = named.update(name="", position="", agency="")
    if erased:
        journal.record(workshop, Verb.NAMES_ERASED, by=by, participants=erased)
    return erased
