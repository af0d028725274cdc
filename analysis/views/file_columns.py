"""Which columns an account's workbooks have."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from analysis.columns import sheets_with_columns
from analysis.domain.files import like_files_so
from analysis.forms_files import ColumnsForm
from analysis.wishes import taste_of
from workshops import access


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest) -> HttpResponse:
    """A list of boxes for each sheet; what is left out is remembered for the account."""
    user = access.planner_or_facilitator(request)
    data = request.POST if request.method == "POST" else None
    form = ColumnsForm(data, sheets=sheets_with_columns(), left_out=taste_of(user).left_out)
    if form.is_bound and form.is_valid():
        like_files_so(user, left_out=form.left_out)
        messages.success(request, _("Your workbooks have these columns from now on."))
        return redirect("analysis:file-columns")
    return render(request, "analysis/file_columns.html", {"form": form}, status=_status(form))


def _status(form: ColumnsForm) -> int:
    return 422 if form.is_bound else 200
