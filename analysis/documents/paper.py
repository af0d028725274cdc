"""The empty document: A4, margins of Thai official papers, styles that hold Thai, head and foot.

Word takes font, size and bold of Thai letters from the "complex script" twins (`w:cs`, `w:szCs`,
`w:bCs`) of each style; where one is missing, it falls back to another font.
"""

from __future__ import annotations

import datetime

from django.utils.html import escape
from django.utils.translation import gettext as _
from docx import Document as new_document
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm
from docx.styles.style import ParagraphStyle

WIDTH_CM, HEIGHT_CM = 21.0, 29.7
TOP_CM, RIGHT_CM, BOTTOM_CM, LEFT_CM = 2.5, 2.0, 2.0, 3.0
BODY_WIDTH_CM = WIDTH_CM - LEFT_CM - RIGHT_CM
TWIPS_PER_CM = 567
INK, MUTED, ALARM = "1D2B2A", "4A5A58", "9C2B16"
TABLE_TEXT, TABLE_SMALL, MARK, GAP = "Table Text", "Table Small", "Mark", "Gap"

# Size in points, bold, colour, space before and after in points, stays with what follows.
_STYLES = {
    "Normal": (16, False, INK, 0, 6, False),
    "Title": (22, True, INK, 0, 2, True),
    "Subtitle": (18, True, INK, 0, 2, True),
    "Heading 1": (18, True, INK, 16, 6, True),
    "Heading 2": (16, True, INK, 12, 4, True),
    "Heading 3": (16, True, MUTED, 8, 2, True),
    "List Bullet": (16, False, INK, 0, 2, False),
    "Caption": (14, True, INK, 8, 2, True),
    "Header": (13, False, MUTED, 0, 6, False),
    "Footer": (13, False, MUTED, 0, 0, False),
    TABLE_TEXT: (14, False, INK, 1, 1, False),
    TABLE_SMALL: (12, False, INK, 1, 1, False),
    GAP: (6, False, INK, 0, 0, False),
    MARK: (16, True, ALARM, 2, 2, True),
}
_CENTRED = {"Title", "Subtitle", MARK}
# Other names of the same letters, for a computer that does not have the font.
_OTHER_NAMES = {"TH Sarabun New": "TH SarabunPSK,Sarabun,Laksaman"}


def new_paper(
    *, font: str, title: str, mark: str, thai_digits: bool, read_at: datetime.datetime
) -> Document:
    """`title` and `mark` stand at the head of every page; the mark says what is not final."""
    document = new_document()
    _page(document)
    _defaults(document, font)
    for name in _STYLES:
        _style(document, name, font)
    _name_font(document, font)
    _head(document, title, mark)
    _foot(document, thai_digits=thai_digits)
    facts = document.core_properties
    facts.title, facts.author, facts.comments, facts.language = title[:255], "", mark[:255], "th-TH"
    facts.created = facts.modified = read_at.astimezone(datetime.UTC).replace(tzinfo=None)
    return document


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(WIDTH_CM), Cm(HEIGHT_CM)
    section.top_margin, section.bottom_margin = Cm(TOP_CM), Cm(BOTTOM_CM)
    section.left_margin, section.right_margin = Cm(LEFT_CM), Cm(RIGHT_CM)
    section.header_distance, section.footer_distance = Cm(1.2), Cm(1.0)


def _defaults(document: Document, font: str) -> None:
    """What a style without a word of its own has, and which language Thai letters are."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    assert defaults is not None
    letters = defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}")
    assert letters is not None
    letters.getparent().replace(letters, parse_xml(_letters(font, 16, INK, bold=False)))
    settings = document.settings.element
    for said in settings.iter(qn("w:compatSetting")):
        if said.get(qn("w:name")) == "compatibilityMode":
            said.set(qn("w:val"), "15")  # of Word 2013 and later; else it says "compatibility mode"
    for old in settings.findall(qn("w:themeFontLang")):
        settings.replace(
            old,
            parse_xml(f'<w:themeFontLang {nsdecls("w")} w:val="en-US" w:bidi="th-TH"/>'),
        )


def _style(document: Document, name: str, font: str) -> None:
    size, bold, colour, before, after, keeps = _STYLES[name]
    styles = document.styles
    if name in (TABLE_TEXT, TABLE_SMALL, MARK, GAP):
        styles.add_style(name, 1).base_style = styles["Normal"]
    style = styles[name]
    assert isinstance(style, ParagraphStyle)
    element = style.element
    for old in element.findall(qn("w:rPr")):
        element.remove(old)
    layout = style.paragraph_format
    # A multiple of the font's own height: an exact one would cut vowels and tone marks.
    layout.line_spacing = 1.0
    layout.space_before, layout.space_after = before * 12700, after * 12700
    layout.keep_with_next = keeps
    if name in _CENTRED:
        layout.alignment = 1
    for border in element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
        break
    element.append(parse_xml(_letters(font, size, colour, bold=bold)))


def _letters(font: str, points: int, colour: str, *, bold: bool) -> str:
    """The properties of letters, in the order that the format demands."""
    name, on = escape(font), "" if bold else ' w:val="0"'
    return (
        f"<w:rPr {nsdecls('w')}>"
        f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'
        f'<w:b{on}/><w:bCs{on}/><w:i w:val="0"/><w:iCs w:val="0"/><w:color w:val="{colour}"/>'
        f'<w:sz w:val="{points * 2}"/><w:szCs w:val="{points * 2}"/>'
        f'<w:lang w:val="en-US" w:bidi="th-TH"/></w:rPr>'
    )


def _name_font(document: Document, font: str) -> None:
    """Tell Word which other font to take where this one is missing."""
    others = _OTHER_NAMES.get(font)
    if others is None:
        return
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            told = f'<w:font w:name="{escape(font)}"><w:altName w:val="{escape(others)}"/></w:font>'
            part._blob = part.blob.replace(b"</w:fonts>", f"{told}</w:fonts>".encode())


def _head(document: Document, title: str, mark: str) -> None:
    paragraph = document.sections[0].header.paragraphs[0]
    paragraph.add_run(title)
    if mark:
        paragraph.add_run(f" · {mark}").bold = True
        _bold_for_thai(paragraph.runs[-1]._r)


def _bold_for_thai(run: object) -> None:
    run.get_or_add_rPr().append(parse_xml(f"<w:bCs {nsdecls('w')}/>"))  # type: ignore[attr-defined]


def _foot(document: Document, *, thai_digits: bool) -> None:
    """Page n of m, as fields that Word counts; what people wrote never becomes a field."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = 2
    switch = r" \* THAIARABIC" if thai_digits else ""
    before, between, after = (
        _("Page {page} of {pages}").replace("{pages}", "{page}").split("{page}")
    )
    paragraph.add_run(before)
    paragraph._p.append(_field(f"PAGE{switch}"))
    paragraph.add_run(between)
    paragraph._p.append(_field(f"NUMPAGES{switch}"))
    paragraph.add_run(after)
    if thai_digits:
        number = parse_xml(f'<w:pgNumType {nsdecls("w")} w:fmt="thaiNumbers"/>')
        document.sections[0]._sectPr.find(qn("w:pgMar")).addnext(number)


def _field(instruction: str) -> object:
    return parse_xml(
        f'<w:fldSimple {nsdecls("w")} w:instr="{instruction}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    )
