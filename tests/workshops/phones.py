"""A browser that has joined, and what it sends."""

from __future__ import annotations

import uuid
from itertools import count
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from tests.factories import create_participant
from workshops import access
from workshops.models import Participant, Workshop

_numbers = count(1)


def joined(*, workshop: Workshop | None = None, csrf: bool = False) -> tuple[Client, Participant]:
    """A test browser that holds a participant's cookie."""
    token = f"phone-token-{next(_numbers)}"
    participant = create_participant(workshop=workshop, token=token)
    client = Client(enforce_csrf_checks=csrf)
    client.cookies[access.cookie_name(participant.workshop)] = token
    return client, participant


def words(**changed: str) -> dict[str, str]:
    """A factor as a form sends it."""
    return {
        "client_id": str(uuid.uuid4()),
        "category": "social",
        "text": "ผู้สูงอายุอยู่ลำพังมากขึ้น",
        "stance": "weakness",
        "track": "smart",
        "district": "4005",
    } | changed


def urlencoded(data: dict[str, str]) -> dict[str, Any]:
    """The same as a browser's form sends it; broken characters go out as broken bytes."""
    body = urlencode(data, errors="surrogatepass")
    return {"data": body, "content_type": "application/x-www-form-urlencoded"}


# Text that people paste or attackers send: each must give an answer in words, never a fault.
HOSTILE = {
    "zero width only": "\u200b\u200c\ufeff\u2060",
    "NUL": "ก\x00ข",
    "NUL only": "\x00",
    "surrogate": "ก\udc00ข",
    "noncharacter": "ก\ufffe\uffff",
    "vertical tab": "บรรทัด\x0bบรรทัด",
    "right to left override": "\u202eกขค\u202d",
    "formula": "=1+1",
    "script": "<script>alert(1)</script>",
    "template": "{{ 1 }}{% debug %}",
    "281 characters": "ก" * 281,
    "100 KB": "x" * 100_000,
    "100 KB of Thai": "ก" * 34_000,
    "stacked marks": "ก" + "\u0e49" * 200,
    "expands": "\ufdfa" * 200,
    "lines": "หนึ่ง\r\nสอง\rสาม\u2028สี่",
}
