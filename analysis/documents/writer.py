"""Writes a document from top to bottom: headings, sentences, tables, pictures, in one language
and in one kind of digits. Knows no subject."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from django.utils.html import escape
from docx.enum.text import WD_BREAK
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Emu
from docx.text.paragraph import Paragraph

from analysis.documents import charts
from analysis.documents.grid import GridCell, grid_xml, plain
from analysis.documents.paper import BODY_WIDTH_CM, GAP, MARK, new_paper
from analysis.layout_rows import Head
from analysis.layout_values import THAI_DIGITS
from analysis.tables.table import Kind, Table, Value, number_text, text_of
from analysis.wishes import Digits, Wish


class Own(str):
    """What somebody wrote: it keeps the digits that it was written in."""

    __slots__ = ()


class Writer:
    def __init__(self, wish: Wish, *, title: str, mark: str, read_at: datetime.datetime) -> None:
        self.font = wish.document_font
        self.thai_digits = wish.digits == Digits.THAI
        self.document = new_paper(
            font=self.font,
            title=plain(title),
            mark=self.digits(mark),
            thai_digits=self.thai_digits,
            read_at=read_at,
        )
        self._charts = 0
        self._sections = 0
        self._depth = 1  # of a section's heading

    def digits(self, text: object) -> str:
        words = plain(str(text))
        if isinstance(text, Own) or not self.thai_digits:
            return words
        return words.translate(THAI_DIGITS)

    def part(self, *parts: object) -> None:
        """One of several workshops: a page and a heading above its sections."""
        self.text(*parts, style="Heading 1").paragraph_format.page_break_before = True
        self._depth, self._sections = 2, 0

    def section(self, title: object) -> None:
        self._sections += 1
        self.text(f"{self._sections}. {title}", style=f"Heading {self._depth}")

    def below(self, *parts: object) -> None:
        self.text(*parts, style=f"Heading {self._depth + 1}")

    def text(self, *parts: object, style: str = "Normal") -> Paragraph:
        """The parts stand behind each other; only those that are nobody's own change digits."""
        paragraph = self.document.add_paragraph(style=style)
        for part in parts:
            paragraph.add_run(self.digits(part))
        return paragraph

    def mark(self, *sentences: str) -> None:
        for sentence in sentences:
            self.text(sentence, style=MARK)

    def bullets(self, lines: Iterable[object]) -> None:
        for line in lines:
            self.text(*(line if isinstance(line, tuple) else (line,)), style="List Bullet")

    def new_page(self) -> None:
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def facts(self, pairs: Sequence[tuple[str, object]]) -> None:
        """What it is about, line by line; without a head."""
        rows = [
            [GridCell(label, bold=True), GridCell(self.digits(value))] for label, value in pairs
        ]
        self.grid([], rows, (30, 70))

    def table(
        self, table: Table, *, only: Sequence[str] = (), heads: Mapping[str, str] | None = None
    ) -> None:
        """A table of the pages with its note: the columns `only`, some under other `heads`."""
        picked = [n for n, c in enumerate(table.columns) if not only or c.name in only]
        columns = [table.columns[number] for number in picked]
        rows = [[self._cell(row[n], table.columns[n].kind) for n in picked] for row in table.rows()]
        if table.has_totals:
            sums = table.totals()
            rows.append([self._cell(sums[n], table.columns[n].kind, bold=True) for n in picked])
        titles = [(heads or {}).get(column.name, column.title) for column in columns]
        self.caption(table.title)
        first = [[Head(self.digits(title)) for title in titles]]
        self.grid(first, rows, [column.width for column in columns], caption=table.title)
        if table.note:
            self.text(table.note)

    def listing(
        self,
        columns: Sequence[tuple[str, int]],
        rows: Iterable[Sequence[object]],
        *,
        caption: str = "",
        last_is_total: bool = False,
    ) -> None:
        """Heads with widths, and values: whole numbers stand right."""
        drawn = [[self._plain_cell(value) for value in row] for row in rows]
        if last_is_total and drawn:
            drawn[-1] = [GridCell(one.text, right=one.right, bold=True) for one in drawn[-1]]
        if caption:
            self.caption(caption)
        heads = [[Head(self.digits(title)) for title, _width in columns]]
        self.grid(heads, drawn, [width for _title, width in columns], caption=caption)

    def caption(self, text: str) -> None:
        self.text(text, style="Caption")

    def grid(
        self,
        heads: Sequence[Sequence[Head]],
        rows: Sequence[Sequence[GridCell]],
        widths: Sequence[int],
        *,
        caption: str = "",
    ) -> None:
        """A table and the gap below it: two that touch would grow together."""
        xml = grid_xml(heads, rows, widths, caption=caption)
        gap = self.document.add_paragraph(style=GAP)
        gap._p.addprevious(parse_xml(xml))

    def bars(
        self, title: str, names: Sequence[str], series: Sequence[charts.Series], told: str
    ) -> None:
        """`told` says the picture in words, for who cannot see it."""
        body = charts.bars_xml(names, series, font=self.font, thai_digits=self.thai_digits)
        bar_cm = 0.85 if len(series) == 1 else 1.2
        self._picture(title, body, 2.2 + bar_cm * len(names), told)

    def map(self, title: str, dots: Sequence[charts.Dot], across: str, up: str, told: str) -> None:
        dots = [charts.Dot(self.digits(one.label), one.x, one.y) for one in dots]
        body = charts.map_xml(
            dots, across=across, up=up, font=self.font, thai_digits=self.thai_digits
        )
        self._picture(title, body, 11.0, told)

    def write_to(self, out: Path) -> None:
        self.document.save(str(out))

    def _cell(self, value: Value, kind: Kind, *, bold: bool = False) -> GridCell:
        text = text_of(value, kind)
        shown = Own(text) if kind is Kind.LONG else text
        return GridCell(self.digits(shown), right=kind.numeric, bold=bold)

    def _plain_cell(self, value: object) -> GridCell:
        if isinstance(value, GridCell):
            return value
        if isinstance(value, int):
            return GridCell(self.digits(f"{value:,}"), right=True)
        if isinstance(value, Decimal):
            return GridCell(self.digits(number_text(value)), right=True)
        return GridCell("" if value is None else self.digits(value))

    def _picture(self, title: str, body: bytes, height_cm: float, told: str) -> None:
        self._charts += 1
        self.caption(title)
        name = PackURI(f"/word/charts/chart{self._charts}.xml")
        main = self.document.part
        part = Part(name, charts.CONTENT_TYPE, body, main.package)
        key = main.relate_to(part, charts.RELATION)
        wide, high = Cm(BODY_WIDTH_CM), Emu(Cm(min(height_cm, 20.0)))
        drawing = (
            f"<w:drawing {nsdecls('w', 'wp', 'a', 'r')}>"
            f'<wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{wide}" cy="{high}"/>'
            f'<wp:docPr id="{self._charts}" name="Chart {self._charts}"'
            f' descr="{escape(self.digits(told))}"/><wp:cNvGraphicFramePr/>'
            f'<a:graphic><a:graphicData uri="{charts.CHART}">'
            f'<c:chart xmlns:c="{charts.CHART}" r:id="{key}"/>'
            "</a:graphicData></a:graphic></wp:inline></w:drawing>"
        )
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        paragraph.add_run()._r.append(parse_xml(drawing))
