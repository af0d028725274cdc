"""Files as people bring them: filled-in templates and lists of their own."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from analysis.models import Upload, UploadKind
from analysis.offline.fields import FIELDS
from analysis.offline.reading import Sheet
from analysis.workbook.collect import FIRST_ROW, template_bytes
from workshops.models import Workshop

HEADS = ["อำเภอ", "ด้าน", "ข้อความ", "SWOT", "ชื่อ", "เลขที่แบบกรอก"]
ROWS = [
    ["ชุมแพ", "สังคม", "ผู้สูงอายุเพิ่มขึ้นทุกปี", "ภัยคุกคาม", "สมชาย ใจดี", "๑"],
    ["อ.เวียงเก่า", "ด้านเศรษฐกิจ", "ตลาดนัดซบเซา", "W", "", "2"],
    ["4005", "เทคโนโลยี", "อินเทอร์เน็ตถึงทุกหมู่บ้าน", "จุดแข็ง", "", "1"],
]


def sheet(rows: Iterable[Sequence[object]] = (HEADS, *ROWS), *, name: str = "รายการ") -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    page.title = name
    for row in rows:
        page.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def comma_separated(
    rows: Iterable[Sequence[object]] = (HEADS, *ROWS), *, encoding: str = "utf-8-sig"
) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode(encoding)


def filled_template(workshop: Workshop, rows: Sequence[dict[str, str]]) -> bytes:
    """The portal's own template with these rows typed below the example."""
    made = template_bytes(workshop, address="https://example.org/offline/")
    book = openpyxl.load_workbook(io.BytesIO(made))
    page = book.worksheets[0]
    for number, said in enumerate(rows, FIRST_ROW + 1):
        for column, field in enumerate(FIELDS, 1):
            cell = page.cell(number, column)
            cell.value = said.get(field.key) or None
            if cell.data_type == "f":  # somebody typed it into a cell of text
                cell.data_type = "s"
    return saved(book)


def create_upload(workshop: Workshop) -> Upload:
    """A file that was read and waits."""
    by = workshop.facilitators.get()
    fixed = {"district": "4005", "category": "social", "stance": "threat", "track": "both"}
    return Upload.objects.create(
        kind=UploadKind.FACTORS,
        workshop=workshop,
        uploaded_by=by,
        file_name="ก.xlsx",
        book={"sheets": [Sheet("ก", {1: ["ปัจจัย"], 2: ["น้ำ"]}).plain()]},
        reading={"sheet": "ก", "head": 1, "columns": {"text": 0}, "fixed": fixed},
    )


def sent(data: bytes, *, name: str = "กระดาษ.xlsx") -> dict[str, object]:
    """What the browser sends."""
    return {"file": SimpleUploadedFile(name, data), "whole": "1"}
