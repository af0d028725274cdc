"""A table as Word's markup: heads repeated on every page, rows never torn apart. Pure text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from docx.oxml.ns import nsdecls

from analysis.documents.paper import BODY_WIDTH_CM, TABLE_SMALL, TABLE_TEXT, TWIPS_PER_CM
from analysis.layout_rows import Head

HEAD_FILL = "E3EEEC"
LINE = "8FA5A2"
WIDE_ENOUGH = 2900  # twips that the widest column keeps
LONGEST_WORD = 8  # letters; longer ones are several words, written together
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class GridCell:
    text: str
    right: bool = False
    bold: bool = False
    fill: str = ""


def plain(text: str) -> str:
    """Without characters that no XML may hold; stored text has none, names of files may."""
    return _NOT_XML.sub("", text)


def grid_xml(
    heads: Sequence[Sequence[Head]],
    rows: Iterable[Sequence[GridCell]],
    widths: Sequence[int],
    *,
    caption: str = "",
) -> str:
    """`widths` are relative; small letters where there are many columns."""
    wide = len(widths) > 7
    style = (TABLE_SMALL if wide else TABLE_TEXT).replace(" ", "")
    sizes = sizes_of(widths, heads, small=wide)
    columns = "".join(f'<w:gridCol w:w="{size}"/>' for size in sizes)
    body = "".join(_row(row, sizes, style) for row in rows)
    return (
        f"<w:tbl {nsdecls('w')}><w:tblPr>"
        f'<w:tblW w:w="{sum(sizes)}" w:type="dxa"/><w:tblBorders>{_borders()}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="70" w:type="dxa"/>'
        '<w:right w:w="70" w:type="dxa"/></w:tblCellMar>'
        f'<w:tblLook w:val="0020" w:firstRow="1"/>{_caption(caption)}</w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{_head_rows(heads, sizes, style)}{body}</w:tbl>"
    )


def sizes_of(widths: Sequence[int], heads: Sequence[Sequence[Head]], *, small: bool) -> list[int]:
    """Twips of each column: in proportion, but no head's word broken; the widest gives way."""
    whole = BODY_WIDTH_CM * TWIPS_PER_CM
    sizes = [round(whole * width / sum(widths)) for width in widths]
    titles = [head.text for row in heads[:1] for head in row for _ in range(head.columns)]
    for place, title in enumerate(titles[: len(sizes)]):
        letters = min(max(map(_letters, title.split()), default=0), LONGEST_WORD)
        least = 250 + letters * (140 if small else 165)
        widest = sizes.index(max(sizes))
        if sizes[place] < least <= sizes[widest] - WIDE_ENOUGH + sizes[place]:
            sizes[widest] -= least - sizes[place]
            sizes[place] = least
    return sizes


def _letters(word: str) -> int:
    """How many stand beside each other: vowels and tone marks above and below take no room."""
    return sum(unicodedata.category(letter) != "Mn" for letter in word)


def _borders() -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    return "".join(f'<w:{side} w:val="single" w:sz="4" w:color="{LINE}"/>' for side in sides)


def _caption(text: str) -> str:
    return f'<w:tblCaption w:val="{escape(plain(text))}"/>' if text else ""


def _head_rows(heads: Sequence[Sequence[Head]], sizes: Sequence[int], style: str) -> str:
    """Heads over one or two rows: what is two high goes on below itself."""
    drawn, taken = "", dict[int, int]()
    for number, heads_of_row in enumerate(heads):
        cells, place, waiting = "", 0, list(heads_of_row)
        while place < len(sizes):
            if number and place in taken:
                width = taken[place]
                cells += _head_cell("", sizes[place : place + width], style, "<w:vMerge/>")
            elif waiting:
                head = waiting.pop(0)
                width = head.columns
                merge = '<w:vMerge w:val="restart"/>' if head.rows > 1 else ""
                if merge:
                    taken[place] = width
                cells += _head_cell(head.text, sizes[place : place + width], style, merge)
            else:
                break
            place += width
        drawn += f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"
    return drawn


def _head_cell(text: str, sizes: Sequence[int], style: str, merge: str) -> str:
    span = f'<w:gridSpan w:val="{len(sizes)}"/>' if len(sizes) > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{sum(sizes)}" w:type="dxa"/>{span}{merge}'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{HEAD_FILL}"/>'
        '<w:vAlign w:val="center"/></w:tcPr>'
        f"{_paragraph(GridCell(text, bold=True), style, 'center')}</w:tc>"
    )


def _row(row: Sequence[GridCell], sizes: Sequence[int], style: str) -> str:
    cells = "".join(_cell(cell, size, style) for cell, size in zip(row, sizes, strict=True))
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _cell(cell: GridCell, size: int, style: str) -> str:
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{cell.fill}"/>' if cell.fill else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{size}" w:type="dxa"/>{fill}</w:tcPr>'
        f"{_paragraph(cell, style, 'right' if cell.right else '')}</w:tc>"
    )


def _paragraph(cell: GridCell, style: str, align: str) -> str:
    side = f'<w:jc w:val="{align}"/>' if align else ""
    # A head stays with its first row.
    keep = "<w:keepNext/>" if align == "center" else ""
    bold = "<w:rPr><w:b/><w:bCs/></w:rPr>" if cell.bold else ""
    lines = [
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in plain(cell.text).split("\n")
    ]
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}{side}</w:pPr>'
        f"<w:r>{bold}{'<w:br/>'.join(lines)}</w:r></w:p>"
    )
