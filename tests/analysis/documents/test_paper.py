"""How the documents are built: letters that hold Thai, tables that break well, safe text."""

from __future__ import annotations

import re

import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.documents.grid import GridCell, grid_xml, sizes_of
from analysis.documents.paper import BODY_WIDTH_CM, TWIPS_PER_CM
from analysis.layout_rows import Head
from analysis.wishes import Wish
from tests.analysis.documents.made import annex, minutes, tables
from tests.factories import create_challenge, create_factor, create_workshop
from workshops.enums import Stage
from workshops.text import clean_text

pytestmark = pytest.mark.django_db

ATTACKS = [
    "=1+1",
    "{ PAGE }",
    '{ INCLUDETEXT "C:\\\\secret" }',
    "<w:p>ก</w:p>",
    "A & B < C > \"D\" 'E'",
    "]]>",
    "&#0; &lt;",
    "👩🏽‍🌾 ชาวนา",
]


@pytest.fixture
def workshop():
    workshop = create_workshop(stage=Stage.ANALYSE)
    for text in ATTACKS:
        create_challenge(workshop=workshop, text=text)
    create_factor(workshop=workshop)
    return workshop


def used_styles(document):
    body = [*document.paragraphs, *document.sections[0].header.paragraphs]
    body += document.sections[0].footer.paragraphs
    body += [p for t in document.tables for row in t.rows for c in row.cells for p in c.paragraphs]
    return list({paragraph.style.name: paragraph.style for paragraph in body}.values())


def test_every_style_names_font_size_and_language_of_thai_letters(workshop):
    document = annex(workshop)

    for style in used_styles(document):
        letters = style.element.find(qn("w:rPr"))
        fonts = letters.find(qn("w:rFonts"))
        assert fonts.get(qn("w:cs")) == fonts.get(qn("w:ascii")) == "TH Sarabun New", style.name
        assert letters.find(qn("w:szCs")).get(qn("w:val")) == letters.find(qn("w:sz")).get(
            qn("w:val")
        )
        assert (letters.find(qn("w:b")).get(qn("w:val")) == "0") == (
            letters.find(qn("w:bCs")).get(qn("w:val")) == "0"
        )
        assert letters.find(qn("w:lang")).get(qn("w:bidi")) == "th-TH"
        # Exact line heights cut vowels and tone marks.
        assert style.paragraph_format.line_spacing in (None, 1.0)
    assert document.styles["Normal"].font.size.pt == 16


def test_every_bold_run_is_bold_for_thai_letters_too(workshop):
    for bold in minutes(workshop).element.iter(qn("w:b")):
        assert bold.getparent().find(qn("w:bCs")) is not None


def test_the_font_is_the_one_that_was_wished_for(workshop):
    document = minutes(workshop, font="Tahoma & Co")

    fonts = document.styles["Heading 1"].element.find(qn("w:rPr")).find(qn("w:rFonts"))
    assert fonts.get(qn("w:cs")) == "Tahoma & Co"
    assert Wish(kind="minutes", cycle=None, workshops=()).document_font == "TH Sarabun New"


def test_the_page_is_that_of_thai_official_papers(workshop):
    section = minutes(workshop).sections[0]

    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [round(margin.cm, 1) for margin in margins] == [2.5, 2.0, 2.0, 3.0]


def test_page_numbers_are_the_only_fields(workshop):
    document = minutes(workshop)

    foot = document.sections[0].footer.paragraphs[0]._p
    fields = [field.get(qn("w:instr")) for field in foot.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert not re.search(r"w:(fldSimple|fldChar|instrText|hyperlink)", document.element.xml)


def test_heads_repeat_and_rows_are_not_torn(workshop):
    for table in annex(workshop).element.iter(qn("w:tbl")):
        rows = list(table.iter(qn("w:tr")))
        heads = [row.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None for row in rows]
        assert heads == sorted(heads, reverse=True)
        assert all(row.find(qn("w:trPr")).find(qn("w:cantSplit")) is not None for row in rows)


def test_what_people_wrote_stays_as_they_wrote_it(workshop):
    found = [row[1] for table in tables(minutes(workshop)) for row in table if len(row) == 5]

    assert [text for text in found if text in ATTACKS] == ATTACKS


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=60).map(clean_text))
def test_any_text_comes_back(text):
    import docx  # noqa: PLC0415
    from docx.oxml import parse_xml  # noqa: PLC0415
    from docx.table import Table  # noqa: PLC0415

    table = Table(parse_xml(grid_xml([], [[GridCell(text)]], (1,))), docx.Document())

    assert table.cell(0, 0).text == text


def test_columns_fill_the_page_and_no_head_is_broken():
    heads = [[Head("หมายเลข"), Head("กลุ่มประเด็น"), Head("เห็นด้วย")]]

    sizes = sizes_of((5, 90, 5), heads, small=False)

    assert abs(sum(sizes) - BODY_WIDTH_CM * TWIPS_PER_CM) < 5
    assert sizes[0] > 1200
    assert sizes[2] > 1000


def test_a_head_over_two_rows_and_one_over_two_columns():
    heads = [
        [Head("ที่", rows=2), Head("ปี", columns=2), Head("รวม", rows=2)],
        [Head("2566"), Head("2567")],
    ]

    xml = grid_xml(heads, [[GridCell(str(n)) for n in range(4)]], (1, 1, 1, 1))

    assert xml.count('<w:vMerge w:val="restart"/>') == 2
    assert xml.count("<w:vMerge/>") == 2
    assert xml.count('<w:gridSpan w:val="2"/>') == 1
    assert xml.count("<w:tblHeader/>") == 2
