"""Around every view: half a form is refused, people are led to the door, pages leave no copies."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from steepi_portal.http import sent_id, wants_json
from workshops.access import JoinNeeded, SignInNeeded
from workshops.domain.plan_data import know_the_words


class RefuseHalfForms:
    """A form whose sender was cut off midway: what came of it must not pass for the whole."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        announced = request.META.get("CONTENT_LENGTH") or ""
        is_form = request.content_type == "application/x-www-form-urlencoded"
        if is_form and announced.isdecimal() and len(request.body) < int(announced):
            return HttpResponse(status=400)  # nobody is there any more to read it
        return self.get_response(request)


class KnowTheWords:
    """Whatever is drawn uses the words that the administrators have chosen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info != "/healthz":  # which asks nothing of anybody
            with suppress(DatabaseError):  # then the usual words do
                know_the_words()
        return self.get_response(request)


class LeaveNoCopies:
    """Pages behind the sign-in: the back button must not show them after signing out."""

    BEHIND = ("/desk/", "/analysis/", "/accounts/", "/admin/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(self.BEHIND):
            patch_cache_control(response, private=True, no_store=True)
        return response


class LeadToTheDoor:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, SignInNeeded):
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        if isinstance(error, JoinNeeded):
            return _to_join(request, error)
        return None


def _to_join(request: HttpRequest, error: JoinNeeded) -> HttpResponse:
    """Reading leads to the join page; what was written is shown again, so it can be copied."""
    join = reverse("workshops:join", args=[error.workshop.code])
    if wants_json(request):
        sentence = _("This phone has not joined the workshop. Join it, then send again.")
        answer = {"client_id": sent_id(request), "error": sentence, "join": join}
        return JsonResponse(answer, status=403)
    if request.method in ("GET", "HEAD"):
        return redirect(join)
    context = {"join": join, "typed": request.POST.get("text", "")}
    return render(request, "join_needed.html", context, status=403)
