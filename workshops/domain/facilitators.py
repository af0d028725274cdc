"""Who steers a workshop: several at once, each from wherever they are signed in."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workshops.domain import journal
from workshops.domain.errors import WorkshopError
from workshops.domain.writing import write
from workshops.enums import Verb
from workshops.models import User, Workshop


class UnknownFacilitator(WorkshopError):
    message = _("No facilitator has this user name. Check it, or ask the administrator.")


class LastFacilitator(WorkshopError):
    message = _("This is the workshop's only facilitator. Add another one first.")


@write
def add_facilitator(workshop: Workshop, *, by: User, username: str) -> User:
    """Let somebody else steer the workshop too. Twice is once. Raises `UnknownFacilitator`."""
    workshop = Workshop.objects.locked(workshop.pk)
    may = User.objects.filter(Q(is_facilitator=True) | Q(is_superuser=True), is_active=True)
    user = may.filter(username=username).first() or may.filter(username__iexact=username).first()
    if user is None:
        raise UnknownFacilitator
    if not workshop.facilitators.filter(pk=user.pk).exists():
        workshop.facilitators.add(user)
        _record(workshop, by)
    return user


@write
def remove_facilitator(workshop: Workshop, user: User, *, by: User) -> None:
    """Take a facilitator off the workshop. Twice is once. Raises `LastFacilitator`."""
    workshop = Workshop.objects.locked(workshop.pk)
    facilitators = workshop.facilitators.order_by("pk")
    if not facilitators.filter(pk=user.pk).exists():
        return
    if not facilitators.exclude(pk=user.pk).exists():
        raise LastFacilitator
    workshop.facilitators.remove(user)
    _record(workshop, by)


def _record(workshop: Workshop, by: User) -> None:
    ids = list(workshop.facilitators.order_by("pk").values_list("pk", flat=True))
    journal.record(workshop, Verb.WORKSHOP_CHANGED, by=by, facilitators=ids)
