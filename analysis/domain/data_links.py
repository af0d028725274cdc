"""Links by which a spreadsheet fetches data: made, used, revoked. Only a hash is kept."""

from __future__ import annotations

import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from analysis.files import DataLinkQuerySet
from analysis.models import DataLink
from workshops.domain import journal, tokens
from workshops.domain.errors import WorkshopError
from workshops.domain.writing import write
from workshops.enums import Verb
from workshops.models import PlanCycle, User, Workshop

MOST_LINKS = 20  # that one account may have open
HINT = 6  # characters of the token, of 43
NOTED_EACH = datetime.timedelta(hours=1)


class TooManyLinks(WorkshopError):
    message = _("You have 20 open data links already. Revoke one that is no longer used.")


class LinkNamedTwice(WorkshopError):
    message = _("You have an open data link of this name. Revoke it, or choose another name.")


@write
def make_link(
    user: User,
    *,
    name: str,
    cycle: PlanCycle | None = None,
    workshop: Workshop | None = None,
    ends_at: datetime.datetime | None = None,
) -> tuple[DataLink, str]:
    """A new link and its token, which nobody can look up again.

    One for a workshop is written into its journal; what each fetching reads is not.
    Raises `TooManyLinks`, and `LinkNamedTwice` also for a form that is sent again.
    """
    # Two presses at once must not both find nothing: the account's row is the lock.
    User.objects.select_for_update().get(pk=user.pk)
    mine = open_links(timezone.now()).filter(user=user)
    if mine.filter(name=name).exists():
        raise LinkNamedTwice
    if mine.count() >= MOST_LINKS:
        raise TooManyLinks
    token = tokens.new_secret()
    link = DataLink.objects.create(
        user=user,
        name=name,
        token_hash=tokens.hashed(token),
        hint=token[:HINT],
        cycle=cycle,
        workshop=workshop,
        ends_at=ends_at,
    )
    if workshop is not None:
        workshop = Workshop.objects.locked(workshop.pk)
        journal.record(workshop, Verb.FILE_EXPORTED, by=user, kind="data-link", link=link.pk)
    return link, token


@write
def revoke_link(link: DataLink) -> DataLink:
    """It opens nothing from now on. Revoking it again changes nothing."""
    link = DataLink.objects.select_for_update().get(pk=link.pk)
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
    return link


def note_used(link: DataLink) -> None:
    """Keep when it was last used, to the hour: fetching every minute must not write each time."""
    if link.used_at is None or link.used_at <= timezone.now() - NOTED_EACH:
        _note(link)


@write
def _note(link: DataLink) -> None:
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])


def open_links(now: datetime.datetime) -> DataLinkQuerySet:
    return DataLink.objects.standing().filter(Q(ends_at=None) | Q(ends_at__gt=now))


def is_open(link: DataLink) -> bool:
    return link.revoked_at is None and (link.ends_at is None or link.ends_at > timezone.now())
