"""Browsers of people with an account, and the sentences they read."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client

from tests.factories import create_facilitator
from workshops.models import User


def signed_in(user: User | None = None, **options: Any) -> Client:
    client = Client(headers={"Accept-Language": "en"}, **options)
    client.force_login(user or create_facilitator())
    return client


def sentences(response: HttpResponse) -> dict[str, list[str]]:
    """What the form on the page complains of, by field."""
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}
