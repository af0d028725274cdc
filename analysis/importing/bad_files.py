"""Why a file cannot be read: one sentence each, what is the case and what to do."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analysis.importing import limits
from workshops.domain.errors import WorkshopError

NUMBERS = {
    "megabytes": limits.BYTES // 1024**2,
    "rows": f"{limits.ROWS:,}",
    "columns": limits.COLUMNS,
    "cells": f"{limits.CELLS:,}",
    "letters": f"{limits.TEXT:,}",
}
SENTENCES: dict[str, Promise] = {
    "empty": _("The file is empty. Choose the file that has the rows."),
    "no-rows": _("Nothing is written in this file. Choose the file that has the rows."),
    "large": _(
        "The file is larger than %(megabytes)s MB. Leave out pictures, or split it into several."
    ),
    "unpacked": _(
        "The file unpacks to far more than a table of this size needs. Copy the rows into a new "
        "workbook and save that."
    ),
    "rows": _(
        "The file has more than %(rows)s rows with something in them. Split it into several."
    ),
    "columns": _(
        "The file has more than %(columns)s columns with something in them. Delete the columns "
        "that are not needed."
    ),
    "cells": _(
        "The file has more than %(cells)s filled cells. Delete what is not needed, or split it."
    ),
    "text": _("A cell has more than %(letters)s characters. Shorten it and save the file again."),
    "texts": _("The file has too much text. Split it into several."),
    "sheets": _("The workbook has too many sheets. Copy the one that counts into a new workbook."),
    "xls": _(
        "This is a workbook of an old Excel (.xls). Open it and save it as an Excel workbook "
        "(.xlsx)."
    ),
    "xlsb": _(
        "This is a binary workbook (.xlsb). Open it in Excel and save it as an Excel workbook "
        "(.xlsx)."
    ),
    "strict": _(
        "The workbook was saved as “Strict Open XML”. Save it in Excel as an Excel workbook "
        "(.xlsx) and choose that file."
    ),
    "password": _(
        "The file is locked with a password. Open it in Excel, take the password off under File, "
        "Info, Protect Workbook, and save it."
    ),
    "macros": _(
        "The workbook has macros. Save it as an Excel workbook without macros (.xlsx) and choose "
        "that file."
    ),
    "ods": _("This is not an Excel file but one of LibreOffice. Save it there as Excel (.xlsx)."),
    "numbers": _("This is a file of Numbers. Export it there to Excel (.xlsx)."),
    "word": _("This is a Word file. Copy the table into an Excel workbook (.xlsx)."),
    "pdf": _("This is a PDF. Choose the workbook (.xlsx) or the text table (.csv) it came from."),
    "picture": _("This is a picture. Choose a workbook (.xlsx) or a text table (.csv)."),
    "html": _(
        "This is a web page, although it may be called .xls. Open it in Excel and save it as an "
        "Excel workbook (.xlsx)."
    ),
    "xml": _("This is an XML file. Open it in Excel and save it as an Excel workbook (.xlsx)."),
    "zip": _("This is a packed folder. Unpack it and choose the workbook that is in it."),
    "unknown": _("This file is no table. Choose a workbook (.xlsx) or a text table (.csv)."),
    "damaged": _(
        "The workbook is damaged or was not saved completely. Open it in Excel, save it anew, and "
        "choose the new file."
    ),
    "entities": _(
        "The workbook contains what no spreadsheet program writes. Copy the rows into a new "
        "workbook and save that."
    ),
    "encoding": _(
        "It is not clear in which encoding the text was saved. Save it in Excel as “CSV UTF-8”, or "
        "as a workbook (.xlsx)."
    ),
    "letters": _(
        "Letters were lost when this text file was saved. Open the workbook it came from and save "
        "it as “CSV UTF-8”, or choose the workbook (.xlsx)."
    ),
    "binary": _(
        "There are characters in this text file that no text has. Save the table anew as a "
        "workbook (.xlsx)."
    ),
    "quotes": _(
        "A quotation mark in this text file is not closed. Save the table anew as a workbook "
        "(.xlsx)."
    ),
    "slow": _("Reading the file takes too long. Copy the rows into a new workbook and save that."),
    "memory": _(
        "Reading the file takes too much memory. Copy the rows into a new workbook and save that."
    ),
    "busy": _("Other files are being read at the moment. Try again in a minute."),
}


class BadFile(WorkshopError):
    """A file that cannot be read; `reason` is a key of `SENTENCES`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason if reason in SENTENCES else "damaged"
        self.status = 429 if self.reason == "busy" else 422

    def __str__(self) -> str:
        return str(SENTENCES[self.reason]) % NUMBERS
