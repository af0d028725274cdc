"""The workbook as a download."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from analysis.domain.exports import note_export
from analysis.export import export
from analysis.file_sizes import rows_of
from analysis.files import FileKind
from analysis.wishes import Wish
from analysis.workbook.names import disposition
from steepi_portal.http import SeeOther
from workshops import access

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def workbook(request: HttpRequest, code: str) -> HttpResponse:
    """The file; nobody but a reader of the workshop gets it, however the link was passed on.

    A large one is asked for on the page of files, which makes it beside the requests.
    Downloading is safe in the sense of HTTP: nothing that anybody sees changes. The journal
    entry is our own record of who took the data out, as an access log would be.
    """
    workshop = access.workshop_read_by(request, code)
    wish = Wish(FileKind.WORKBOOK, workshop.plan_cycle, (workshop,))
    if rows_of(wish) > settings.FILE_JOB_ROWS:
        messages.info(request, _("This workbook is large. Ask for it here; it is made meanwhile."))
        return SeeOther(reverse("analysis:files", args=[workshop.code]))
    made = export([workshop], workshop.plan_cycle)
    if request.method == "GET":
        note_export(workshop, by=access.account(request), factors=made.factors)
    headers = {
        "Content-Disposition": disposition(workshop, made.name),
        "Cache-Control": "no-store",
    }
    return HttpResponse(made.body, content_type=XLSX, headers=headers)
