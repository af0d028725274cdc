"""Secrets and codes: made here, so that one place decides their strength."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.conf import settings

from workshops.models import CODE_ALPHABET


def new_code() -> str:
    """Six symbols without 0 O 1 I L: 29.7 bits, for a room that is open for hours."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(6))


def new_password() -> str:
    """Three groups to type from a screen: 58.9 bits, no symbol that looks like another."""
    symbols = [secrets.choice(CODE_ALPHABET.lower()) for _ in range(12)]
    return "-".join("".join(symbols[start : start + 4]) for start in (0, 4, 8))


def new_secret() -> str:
    """256 bits as 43 characters for an address or a cookie."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """What the database keeps of a secret: its SHA-256, in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token_for(join_key: str) -> str:
    """The participant token that belongs to a join form.

    The same form sent twice gets the same token, so a double tap is one participant.
    """
    digest = hmac.new(settings.SECRET_KEY.encode(), join_key.encode(), hashlib.sha256)
    return digest.hexdigest()
