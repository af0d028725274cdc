"""Who may listen to which stream: the same rules as the pages, asked outside Django's handler."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import close_old_connections
from django.http import Http404, HttpRequest, parse_cookie
from django.utils.crypto import constant_time_compare

from workshops import access
from workshops.domain import tokens
from workshops.live.fragments import Audience
from workshops.live.rooms import View
from workshops.models import User, Workshop

LANGUAGES = ("th", "en")


class Refused(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class Listener:
    """Somebody who may listen; `credential` says by what right, without revealing it."""

    workshop: int
    view: View
    credential: str
    participant: int | None = None  # who holds the phone


def admit(code: str, query: Mapping[str, str], cookie_header: str) -> Listener:
    """Who is at the door. Raises `Refused` with 403 or 404. Runs in a thread of its own."""
    close_old_connections()
    request = HttpRequest()
    request.COOKIES = parse_cookie(cookie_header)
    try:
        workshop = access.workshop_by_code(request, code)
        audience = _audience(request, workshop, query)
        credential = _credential(request, workshop, audience, query.get("key", ""))
    except Http404 as error:
        raise Refused(404) from error
    except (access.JoinNeeded, access.SignInNeeded, PermissionDenied) as error:
        raise Refused(403) from error
    language = query.get("lang", "")
    view = (audience, language if language in LANGUAGES else LANGUAGES[0])
    phone = int(credential) if audience == Audience.PHONE else None
    return Listener(workshop.pk, view, f"{workshop.pk} {audience} {credential}", phone)


def _audience(request: HttpRequest, workshop: Workshop, query: Mapping[str, str]) -> Audience:
    """As what somebody comes: as said, else as what they can show."""
    asked = query.get("as")
    if asked is None:
        has_token = access.cookie_name(workshop) in request.COOKIES
        return Audience.PHONE if has_token or "key" not in query else Audience.BOARD
    if asked not in list(Audience):
        raise PermissionDenied
    return Audience(asked)


def _credential(request: HttpRequest, workshop: Workshop, audience: Audience, key: str) -> str:
    match audience:
        case Audience.PHONE:
            return str(access.participant_of(request, workshop.code).pk)
        case Audience.BOARD:
            access.workshop_on_board(request, workshop.code, key)
            return tokens.hashed(key)
        case Audience.DESK:
            request.user = _signed_in(request) or AnonymousUser()
            access.workshop_run_by(request, workshop.code)
            return str(request.user.pk)


def _signed_in(request: HttpRequest) -> User | None:
    """Whose session this cookie belongs to, by the rules of `auth.get_user()`.

    That function itself would exchange a session signed with an old key for a new one,
    and a stream has no way to hand the new cookie over.
    """
    store = import_module(settings.SESSION_ENGINE).SessionStore
    session = store(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    backend = session.get(auth.BACKEND_SESSION_KEY)
    if backend not in settings.AUTHENTICATION_BACKENDS:
        return None
    user = auth.load_backend(backend).get_user(session.get(auth.SESSION_KEY))
    if not isinstance(user, User):
        return None
    shown = session.get(auth.HASH_SESSION_KEY) or ""
    valid = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return user if any(constant_time_compare(shown, one) for one in valid) else None
