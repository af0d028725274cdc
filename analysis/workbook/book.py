"""The whole workbook: which sheets, in which order, from one content."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook  # type: ignore[import-untyped]

from analysis.makers import Progress
from analysis.tables.content import Content
from analysis.tables.table import Kind, Stream, Table
from analysis.wishes import Wish
from analysis.workbook import dictionary, explain, summary
from analysis.workbook.cells import OPTIONS, SAFE, CellWriter
from analysis.workbook.form_sheets import sheet_name
from analysis.workbook.forms import Form, draw_form
from analysis.workbook.long_sheet import draw_long_texts
from analysis.workbook.long_texts import LongTexts
from analysis.workbook.looks import LIST_SHEET, draw_lists
from analysis.workbook.places import length_of, places_of
from analysis.workbook.sheets import draw_sheet

# Fixed names, in Thai whoever exports: other workbooks and queries refer to them.
README = "อ่านก่อน"
SUMMARY = "สรุป"
DICTIONARY = "พจนานุกรมข้อมูล"
LONG_TEXTS = "ข้อความยาว"
SHEETS = {
    "track-summary": "สรุปตามด้าน",
    "matrix": "อำเภอ × ด้าน",
    "factors": "ปัจจัย",
    "clusters": "กลุ่มประเด็น",
    "rounds": "คะแนนเสียงและคะแนนประเมิน",
    "consensus": "ฉันทามติ",
    "challenges": "ความท้าทาย",
    "proposals": "ข้อเสนอ",
    "issues": "ประเด็นการพัฒนา",
    "indicators": "ตัวชี้วัด",
    "programmes": "แผนงาน",
    "projects": "โครงการสำคัญ",
    "details": "รายละเอียดโครงการ",
    "budgets": "งบประมาณ",
    "trail": "เส้นทางหลักฐาน",
    "participants": "ผู้เข้าร่วม",
    "log": "บันทึกเหตุการณ์",
}
# More rows than this are written one by one to the disk, and never all in memory: about 150 MB
# would be needed for each 10,000 more. Such a file has plain filters instead of Excel's tables.
LARGE_ROWS = 20_000

Named = list[tuple[str, Table | Stream]]  # name of the sheet, what stands on it


@dataclass(frozen=True)
class Book:
    """What goes into the file, read at one moment."""

    wish: Wish
    content: Content
    forms: Sequence[Form]
    not_supplied: Sequence[str]  # codes of forms that nobody has supplied yet

    @property
    def tables(self) -> list[Table | Stream]:
        return self.content.sheets


def write_book(book: Book, out: Path, progress: Progress, *, large_rows: int = LARGE_ROWS) -> None:
    """The file. Call it, and make the content, inside `one_moment()` and the wished language.

    Raises what `progress` raises; then nothing of the file stays behind.
    """
    total = sum(length_of(table) for table in book.tables)
    options = {**SAFE, "constant_memory": True} if total > large_rows else OPTIONS
    file = Workbook(str(out), {**options, "tmpdir": str(out.parent)})
    try:
        _draw(file, book, _Count(progress, total))
    except BaseException:
        _abandon(file)
        raise
    file.close()


def _draw(file: Workbook, book: Book, count: _Count) -> None:
    content, wish = book.content, book.wish
    warning = "" if explain.is_final(content) else _("NOT FINAL: figures may still change")
    long_texts = LongTexts(LONG_TEXTS)
    writer = CellWriter(file, font=wish.sheet_font, long_texts=long_texts, warning=warning)
    mark = explain.mark_of(content)
    named, hidden = _named(book)
    taken = [README, SUMMARY, *(name for name, _table in named), DICTIONARY, LONG_TEXTS, LIST_SHEET]
    forms = [_apart(form, taken) for form in book.forms]
    told = explain.Told(wish, content, named, forms, book.not_supplied, writer.is_streaming)
    explain.draw_readme(writer, README, mark, told, (SUMMARY, DICTIONARY))
    summary.draw(writer, SUMMARY, mark, content.counts)
    places = places_of(named, hidden)
    for name, table in named:
        draw_sheet(writer, name, mark, table, places, count)
    for form in forms:
        draw_form(writer, mark, form)
    dictionary.draw_dictionary(writer, DICTIONARY, mark, named)
    draw_long_texts(writer, mark)
    draw_lists(writer)
    file.set_properties({"title": " · ".join(filter(None, (warning, mark)))})


def _named(book: Book) -> tuple[Named, dict[str, frozenset[str]]]:
    """The tables without what was left out, each with its sheet; and what is only hidden.

    A row's own number is never dropped, because other sheets lead to it.
    """
    named: Named = []
    hidden: dict[str, frozenset[str]] = {}
    for table in book.tables:
        left_out = frozenset(book.wish.left_out.get(table.name, ()))
        keys = {one.name for one in table.columns[:1] if one.kind is Kind.ID} & left_out
        if keys:
            hidden[table.name] = frozenset(keys)
        kept = [n for n, one in enumerate(table.columns) if one.name not in left_out - keys]
        if len(kept) > len(keys):
            taken = [name for name, _table in named]
            name = SHEETS.get(table.name) or sheet_name(table.title, taken)
            named.append((name, _narrowed(table, kept)))
    return named, hidden


def _narrowed(table: Table | Stream, kept: list[int]) -> Table | Stream:
    columns = tuple(table.columns[number] for number in kept)
    if isinstance(table, Table) or len(kept) == len(table.columns):
        return replace(table, columns=columns)
    source = table.source
    return replace(
        table,
        columns=columns,
        source=lambda: ([row[number] for number in kept] for row in source()),
    )


def _apart(form: Form, taken: list[str]) -> Form:
    """The form with names for its sheets that nothing else has; `taken` grows by them."""
    blocks = []
    for name, block in form.blocks:
        blocks.append((sheet_name(name, taken), block))
        taken.append(blocks[-1][0])
    sheet = sheet_name(form.sheet, taken) if form.sheet else ""
    taken.append(sheet)
    return replace(form, blocks=blocks, sheet=sheet)


class _Count:
    """How many rows are written, told as they are."""

    def __init__(self, progress: Progress, total: int) -> None:
        self.progress, self.total, self.done = progress, total, 0

    def __call__(self, more: int) -> None:
        self.done += more
        self.progress(self.done, self.total)


def _abandon(file: Any) -> None:  # noqa: ANN401
    """Close and erase what a streamed workbook has on the disk; it will not be finished."""
    for sheet in file.worksheets():
        if sheet.row_data_fh is not None:
            sheet.row_data_fh.close()
            with suppress(FileNotFoundError):
                Path(sheet.row_data_filename).unlink()
