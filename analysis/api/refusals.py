"""What a program that asks for data can be refused: a status and a sentence, always as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DataRefused(Exception):
    status = 400
    sentence: Promise | str = ""
    wait: int | None = None  # seconds

    def __init__(self, *, wait: int | None = None) -> None:
        super().__init__(str(self.sentence))
        self.wait = self.wait if wait is None else wait


class NobodyKnown(DataRefused):
    status = 401
    sentence = _("Nobody is signed in. Sign in to the portal, or send the token of a data link.")


class LinkNotOpen(DataRefused):
    """The same for a token that never was: who guesses learns nothing."""

    status = 401
    sentence = _(
        "This data link does not open: it was revoked, has ended, or never was. "
        "Make a new one in the portal, under Your files."
    )


class NotForThisAccount(DataRefused):
    status = 403
    sentence = _("This account may not read the data. Ask an administrator for the right to.")


class NotThere(DataRefused):
    status = 404
    sentence = _("There is no such table. The list of tables is at /api/v1/.")


class TooOften(DataRefused):
    status = 429
    sentence = _("Data were asked for too often. Wait as many seconds as Retry-After says.")


class Busy(DataRefused):
    status = 503
    sentence = _("Others are fetching data just now. Ask again in a few seconds.")
    wait = 5


class TooSlow(DataRefused):
    status = 503
    sentence = _("The database is busy. Ask again in a minute, or for one workshop at a time.")
    wait = 60


class TooMuch(DataRefused):
    status = 413
    sentence = _("There are too many rows for one answer. Ask for one workshop at a time.")


WRONG = _("The address asks for something unknown. Correct what is listed, or leave it out.")


def refused(error: DataRefused) -> HttpResponse:
    return said(error.sentence, status=error.status, wait=error.wait)


def said(
    sentence: Promise | str,
    *,
    status: int,
    wait: int | None = None,
    fields: Sequence[dict[str, str]] = (),
) -> HttpResponse:
    body: dict[str, object] = {"error": str(sentence)}
    if fields:
        body["fields"] = list(fields)
    response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if wait is not None:
        response["Retry-After"] = str(wait)
    response["Cache-Control"] = "private, no-store"
    return response
