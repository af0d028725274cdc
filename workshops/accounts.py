"""How people with an account sign in: nobody signs up, demo accounts only in the demo."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workshops.models import User


def demo_is_on() -> bool:
    """Whether demo accounts may sign in: with DEBUG, or in a trial that `make run` opened."""
    return bool(settings.DEBUG or settings.DEMO)


class PortalBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no type hints
    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        if isinstance(user, User) and user.is_demo and not demo_is_on():
            return False
        return bool(super().user_can_authenticate(user))

    def get_user(self, user_id: Any) -> AbstractBaseUser | None:
        """Also ends the sessions of demo accounts that were opened while the demo was on."""
        user = super().get_user(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


class PortalAccounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no type hints
    error_messages: ClassVar[dict[str, Promise | str]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _(
            "Name and password do not belong together. Check both and try again."
        ),
        # As ACCOUNT_RATE_LIMITS says: ten failures in a minute.
        "too_many_login_attempts": _(
            "After ten failed attempts this account is locked for one minute. Wait, then try again."
        ),
        "enter_current_password": _("This is not the present password. Type it again."),
    }

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Refuse demo accounts here too: allauth brings back whom the backend refused."""
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        return None if isinstance(user, User) and user.is_demo and not demo_is_on() else user

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The page that this account works on."""
        user = request.user
        if isinstance(user, User) and (user.is_facilitator or user.is_superuser):
            return reverse("workshops:desk-list")
        if isinstance(user, User) and user.is_planner:
            return "/analysis/"
        return reverse("workshops:home")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)
