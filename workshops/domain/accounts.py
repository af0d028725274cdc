"""Accounts of the demo. Real ones are made by an administrator in the admin pages."""

from __future__ import annotations

from typing import TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from workshops.domain.errors import WorkshopError
from workshops.domain.writing import write
from workshops.models import User


class AccountFields(TypedDict, total=False):
    """Who somebody is and what the account may do."""

    first_name: str
    is_facilitator: bool
    is_planner: bool
    is_staff: bool
    is_superuser: bool


class AccountTaken(WorkshopError):
    message = _(
        "An account named %(username)s exists already and is not part of the demo. "
        "Rename it, then make the demo again."
    )

    def __init__(self, *, username: str) -> None:
        super().__init__()
        self.username = username

    def __str__(self) -> str:
        return str(self.message) % {"username": self.username}


@write
def set_up_demo_account(username: str, *, password: str, **fields: Unpack[AccountFields]) -> User:
    """Make a demo account, or give it this password and these rights again.

    It may sign in only while DEBUG is on (`workshops.accounts`). Raises `AccountTaken`
    rather than take over somebody's account.
    """
    account = User.objects.filter(username=username).first() or User(
        username=username, is_demo=True
    )
    if not account.is_demo:
        raise AccountTaken(username=username)
    for name, value in fields.items():
        setattr(account, name, value)
    if not account.check_password(password):
        account.set_password(password)  # a new hash would end the account's sessions
    if account.pk is None:
        account.save(force_insert=True)
    else:
        account.save(update_fields=["password", *fields])
    return account
