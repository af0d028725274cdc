"""What may belong together, offered to whoever sorts; accepted or refused one by one."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from workshops import access
from workshops.domain import hints
from workshops.domain.arrangement import arrangement_of
from workshops.forms_sort import RefuseForm, first_error
from workshops.pages.sort_page import done, refused, sheet

AT_ONCE = 15  # pairs or groups; more come when these are decided


@require_safe
def suggestions(request: HttpRequest, code: str) -> HttpResponse:
    """Reads every card's words: 2,000 of them take up to two seconds, so it stands apart."""
    workshop = access.workshop_run_by(request, code)
    found = arrangement_of(workshop)
    pairs = hints.suggested_duplicates(workshop, found)
    groups = hints.suggested_groups(workshop, found)
    stack_of = {card.factor.pk: stack.cluster.pk for stack in found.stacks for card in stack.cards}
    context = {
        "pairs": [
            [(one, stack_of.get(one.pk, "")) for one in (pair.first, pair.second)]
            for pair in pairs[:AT_ONCE]
        ],
        "suggested": [(group, uuid.uuid4()) for group in groups[:AT_ONCE]],
        "more_total": max(0, len(pairs) - AT_ONCE) + max(0, len(groups) - AT_ONCE),
    }
    return sheet(request, workshop, "suggestions", context)


@require_POST
def refuse_suggestion(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return refused(request, workshop, first_error(form), status=422)
    members = list(form.cleaned_data["member"])
    hints.refuse_hint(workshop, by=access.account(request), factors=members)
    return done(request, workshop, said=_("This is not suggested again."))
