"""Workbooks whose package is right: hostile XML, sheets that lie, too much of everything."""

from __future__ import annotations

import random

from analysis.importing.values import typed
from tests.analysis.importing.kinds import a_table, cells, kind
from tests.analysis.importing.packages import (
    HEAD,
    MAIN,
    Parts,
    book,
    inline,
    number,
    packed,
    parts_of,
    row,
    rows_of,
    sheet,
    strings,
    styles,
    swapped,
    table,
    whole,
    words,
)


def _is_number_or_error(cell: object) -> bool:
    """Python reads more numbers than Excel writes."""
    return cell in (1, 1000.5) or cell == {"error": "#NUM!"}


LAUGHS = "<!DOCTYPE a [<!ENTITY a0 'ฮา'>" + "".join(
    f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 10)
)
SECRET = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def with_sheet(data: bytes) -> Parts:
    return parts_of({"รายการ": data})


# --- Entities ------------------------------------------------------------------------------------


@kind("entities")
def laughs_in_the_sheet(_dice: random.Random) -> bytes:
    return packed(with_sheet(sheet(row(1, inline("A1", "&a9;")), before=f"{LAUGHS}]>")))


@kind("entities")
def laughs_in_the_texts(_dice: random.Random) -> bytes:
    texts = strings(["&a9;"], before=f"{LAUGHS}]>")
    return packed(book(row(1, number("A1", 0, ' t="s"')), **{"xl/sharedStrings.xml": texts}))


@kind("entities")
def laughs_in_the_styles(dice: random.Random) -> bytes:
    return packed(whole(dice) | {"xl/styles.xml": styles(before=f"{LAUGHS}]>")})


@kind("entities")
def long_entity_many_times(dice: random.Random) -> bytes:
    before = f"<!DOCTYPE a [<!ENTITY x '{'ก' * 50_000}'>]>"
    return packed(
        with_sheet(sheet(row(1, inline("A1", "&x;" * dice.randint(1_000, 9_000))), before=before))
    )


@kind("entities")
def file_of_the_server_in_the_sheet(_dice: random.Random) -> bytes:
    return packed(with_sheet(sheet(row(1, inline("A1", "&x;")), before=SECRET)))


@kind("entities")
def file_of_the_server_in_any_part(dice: random.Random) -> bytes:
    parts = whole(dice)
    name = dice.choice([n for n in sorted(parts) if n not in ("_rels/.rels",)])
    return packed(swapped(parts, name, HEAD, HEAD + SECRET))


@kind("entities")
def address_as_document_type(_dice: random.Random) -> bytes:
    before = '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">'
    return packed(with_sheet(sheet(row(1, inline("A1", "ก")), before=before)))


@kind("entities")
def parameter_entity(_dice: random.Random) -> bytes:
    before = '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/a.dtd"> %x;]>'
    return packed(with_sheet(sheet(row(1, inline("A1", "ก")), before=before)))


@kind("entities", "damaged")
def entities_in_utf16(_dice: random.Random) -> bytes:
    text = sheet(row(1, inline("A1", "&x;")), before=SECRET).decode()
    text = text.replace('encoding="UTF-8"', 'encoding="UTF-16"')
    return packed(with_sheet(text.encode("utf-16")))


@kind("entities", "damaged")
def entities_in_utf7(_dice: random.Random) -> bytes:
    text = sheet(row(1, inline("A1", "&x;")), before=SECRET).decode()
    text = text.replace('encoding="UTF-8"', 'encoding="UTF-7"')
    return packed(with_sheet(text.encode("utf-7")))


# --- XML that hurts ------------------------------------------------------------------------------


@kind("damaged")
def xml_not_closed(dice: random.Random) -> bytes:
    data = sheet(rows_of(table(dice)))
    return packed(with_sheet(data[: dice.randrange(200, len(data) - 5)]))


@kind("damaged", "memory", "slow", "no-rows", "unpacked", is_slow=True)
def xml_very_deep(dice: random.Random) -> bytes:
    depth = dice.randint(200_000, 900_000)
    return packed(with_sheet(sheet(row(1, "<a>" * depth + "</a>" * depth))))


@kind("damaged", "memory", "slow", "no-rows", "unpacked", reads=lambda _book: True, is_slow=True)
def attributes_without_end(dice: random.Random) -> bytes:
    more = "".join(f' a{i}="1"' for i in range(dice.randint(100_000, 900_000)))
    return packed(with_sheet(sheet(row(1, inline("A1", "ก"), more))))


@kind("damaged", "memory", "slow", "text", "texts", reads=lambda _book: True, is_slow=True)
def attribute_of_ten_megabytes(dice: random.Random) -> bytes:
    return packed(with_sheet(sheet(row(1, inline("A1", "ก"), f' x="{"ก" * 3_400_000}"'))))


@kind("damaged", "memory", "slow", "no-rows", "unpacked", is_slow=True)
def millions_of_empty_rows(dice: random.Random) -> bytes:
    return packed(book("<row/>" * dice.randint(2_000_000, 4_900_000)))


@kind("damaged", "memory", "slow", "no-rows", "unpacked", is_slow=True)
def millions_of_empty_cells_in_a_row(dice: random.Random) -> bytes:
    return packed(book(row(1, "<c/>" * dice.randint(2_000_000, 7_000_000))))


@kind("memory", "slow", "unpacked", reads=a_table, is_slow=True)
def a_million_texts_nobody_uses(dice: random.Random) -> bytes:
    texts = strings(["ก"] * dice.randint(500_000, 1_300_000))
    return packed(whole(dice) | {"xl/sharedStrings.xml": texts})


@kind("memory", "slow", "unpacked", "damaged", reads=a_table, is_slow=True)
def a_hundred_thousand_styles(dice: random.Random) -> bytes:
    return packed(
        whole(dice) | {"xl/styles.xml": styles(formats=range(dice.randint(60_000, 400_000)))}
    )


@kind("damaged", reads=a_table)
def styles_that_are_none(dice: random.Random) -> bytes:
    return packed(whole(dice) | {"xl/styles.xml": dice.choice([b"", b"<a/>", b"\0", b"<a"])})


@kind(reads=a_table)
def rules_that_are_broken(dice: random.Random) -> bytes:
    after = (
        '<conditionalFormatting sqref="?"><cfRule type="x" priority="-"/></conditionalFormatting>'
    )
    after += '<dataValidations count="x"><dataValidation sqref="1A" type="?"/></dataValidations>'
    return packed(with_sheet(sheet(rows_of(table(dice)), after=after)))


@kind("damaged", reads=lambda book: a_table(book) and len(book.properties) < 100)
def properties_without_end(dice: random.Random) -> bytes:
    title = words(dice) * 50_000
    core = (
        f'{HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title></cp:coreProperties>"
    )
    parts = swapped(
        whole(dice),
        "[Content_Types].xml",
        "</Types>",
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-'
        'package.core-properties+xml"/></Types>',
    )
    return packed(parts | {"docProps/core.xml": core.encode()})


# --- Too much ------------------------------------------------------------------------------------


@kind("rows")
def too_many_rows(dice: random.Random) -> bytes:
    count = dice.randint(5_001, 9_000)
    return packed(
        book(
            "".join(row(i, inline(f"A{i}", "ก")) for i in range(1, count))
            + row(99999, inline("A99999", "ก"))
        )
    )


@kind("rows", "slow", "memory", is_slow=True)
def two_hundred_thousand_rows(_dice: random.Random) -> bytes:
    return packed(book("".join(row(i, number(f"A{i}", i)) for i in range(1, 200_001))))


@kind("columns")
def too_many_columns(dice: random.Random) -> bytes:
    return packed(book(rows_of([["ก"] * dice.randint(101, 700)])))


@kind("cells", "slow", is_slow=True)
def too_many_cells(_dice: random.Random) -> bytes:
    line = "".join("<c><v>1</v></c>" for _ in range(100))
    return packed(book("".join(row(i, line) for i in range(1, 2_050))))


@kind("text")
def too_long_a_text(dice: random.Random) -> bytes:
    return packed(book(row(1, inline("A1", "ก" * dice.randint(32_768, 900_000)))))


@kind("texts")
def one_long_text_a_thousand_times(_dice: random.Random) -> bytes:
    rows = "".join(row(i, number(f"A{i}", 0, ' t="s"')) for i in range(1, 1_000))
    return packed(book(rows, **{"xl/sharedStrings.xml": strings(["ก" * 32_000])}))


@kind("texts", "text", is_slow=True)
def long_formulas(_dice: random.Random) -> bytes:
    cell = f'<c r="A{{0}}"><f>{"A1+" * 9_000}A1</f><v>1</v></c>'
    return packed(book("".join(row(i, cell.format(i)) for i in range(1, 400))))


@kind("columns")
def far_cell(_dice: random.Random) -> bytes:
    return packed(book(row(1, inline("A1", "ก")) + row(1_048_576, inline("XFD1048576", "ข"))))


@kind("columns", "slow")
def far_cell_in_every_row(_dice: random.Random) -> bytes:
    return packed(book("".join(row(i, inline(f"XFD{i}", "ข")) for i in range(1, 5_000))))


@kind(reads=lambda book: list(book.sheets[0].rows) == [1, 1_048_576])
def far_row(_dice: random.Random) -> bytes:
    return packed(book(row(1, inline("A1", "ก")) + row(1_048_576, inline("A1048576", "ข"))))


@kind("damaged")
def row_beyond_the_last(dice: random.Random) -> bytes:
    index = dice.choice([1_048_577, 2**31, 10**15, 10**400])
    return packed(book(row(1, inline("A1", "ก")) + row(index, "<c t='n'><v>1</v></c>")))


@kind("damaged")
def row_before_the_first(dice: random.Random) -> bytes:
    return packed(book(row(dice.choice([0, -1, -99]), "<c><v>1</v></c>")))


@kind("damaged")
def row_twice(dice: random.Random) -> bytes:
    return packed(book(row(3, inline("A3", "ก")) * dice.randint(2, 5)))


@kind(reads=lambda book: list(book.sheets[0].rows) == list(range(1, 41)))
def rows_in_disorder(dice: random.Random) -> bytes:
    order = dice.sample(range(1, 41), 40)
    return packed(book("".join(row(i, inline(f"A{i}", "ก")) for i in order)))


@kind(reads=lambda book: len(cells(book)) == 3, is_slow=True)
def styled_empty_rows(_dice: random.Random) -> bytes:
    rows = rows_of([["ก"], ["ข"], ["ค"]])
    rows += "".join(f'<row r="{i}" s="1"><c r="A{i}" s="1"/></row>' for i in range(4, 200_004))
    return packed(book(rows))


@kind(reads=lambda book: cells(book) == [["ก"]])
def styled_empty_columns(_dice: random.Random) -> bytes:
    rows = row(1, inline("A1", "ก"))
    rows += "".join(f'<row r="{i}"><c r="XFD{i}" s="1"/></row>' for i in range(2, 20_000))
    return packed(book(rows))


# --- Sheets that lie -----------------------------------------------------------------------------


@kind(reads=a_table)
def dimension_too_large(dice: random.Random) -> bytes:
    return packed(with_sheet(sheet(rows_of(table(dice)), dimension="A1:XFD1048576")))


@kind(reads=lambda book: a_table(book) and len(cells(book)) == 31)
def dimension_too_small(dice: random.Random) -> bytes:
    return packed(with_sheet(sheet(rows_of(table(dice, 30)), dimension="A1")))


@kind("damaged", reads=a_table)
def dimension_of_nonsense(dice: random.Random) -> bytes:
    said = dice.choice(["", "?", "A0:B-1", "ZZZZZ1:A1", "1:1"])
    return packed(with_sheet(sheet(rows_of(table(dice)), dimension=said or " ")))


@kind("damaged")
def places_of_nonsense(dice: random.Random) -> bytes:
    place = dice.choice(["1A", "AAAAA1", "A", "?", "A1:B2", "ก1"])
    return packed(book(row(1, inline(place, "ก"))))


@kind("damaged")
def texts_that_are_not_there(dice: random.Random) -> bytes:
    index = dice.choice([1, 7, 10**9, -1, -2, "x", "1.5"])
    texts = strings(["ก"])
    cell = number("A1", index, ' t="s"')
    return packed(book(row(1, cell), **{"xl/sharedStrings.xml": texts}))


@kind("damaged", reads=lambda book: _is_number_or_error(cells(book)[0][0]))
def numbers_that_are_none(dice: random.Random) -> bytes:
    value = dice.choice(["1e999", "-1e999", "nan", "inf", "๑", "1,5", "0x1F", "1_000.5"])
    return packed(book(row(1, number("A1", value))))


@kind(reads=lambda book: cells(book) == [[{"error": "#VALUE!"}]])
def date_out_of_time(dice: random.Random) -> bytes:
    value = dice.choice([-1e9, 1e9, 1e300])
    return packed(book(row(1, number("A1", value, ' s="1"'))))


@kind("no-rows")
def empty_sheet(_dice: random.Random) -> bytes:
    return packed(book(""))


@kind("damaged", "no-rows")
def workbook_without_sheets(_dice: random.Random) -> bytes:
    return packed(parts_of({}))


@kind("no-rows", "damaged")
def only_a_chart(dice: random.Random) -> bytes:
    parts = swapped(whole(dice), "xl/_rels/workbook.xml.rels", '/worksheet"', '/chartsheet"')
    return packed(
        parts | {"xl/worksheets/sheet1.xml": f'{HEAD}<chartsheet xmlns="{MAIN}"/>'.encode()}
    )


@kind("damaged", "no-rows", reads=a_table)
def sheets_of_one_name(dice: random.Random) -> bytes:
    parts = parts_of({"ก": sheet(rows_of(table(dice))), "ข": sheet(rows_of(table(dice)))})
    return packed(swapped(parts, "xl/workbook.xml", 'name="ข"', 'name="ก"'))


# --- Odd, but to be read -------------------------------------------------------------------------


@kind(reads=lambda book: cells(book)[0] == ["ข้อความ", "ข้อความ", "ด้าน"])
def heads_twice(dice: random.Random) -> bytes:
    return packed(book(rows_of([["ข้อความ", "ข้อความ", "ด้าน"], [words(dice)] * 3])))


@kind(reads=lambda book: book.sheets[0].merged == ("A1:C1", "A2:A3"))
def heads_merged(dice: random.Random) -> bytes:
    after = '<mergeCells count="2"><mergeCell ref="A1:C1"/><mergeCell ref="A2:A3"/></mergeCells>'
    return packed(with_sheet(sheet(rows_of([["รวม"], *table(dice)]), after=after)))


@kind(reads=lambda book: book.sheets[0].hidden_rows == (2,) and len(cells(book)) == 3)
def hidden_row(_dice: random.Random) -> bytes:
    rows = row(1, inline("A1", "ก")) + row(2, inline("A2", "ข"), ' hidden="1"')
    return packed(book(rows + row(3, inline("A3", "ค")) + row(4, "", ' hidden="1"')))


@kind(reads=lambda book: [one.is_hidden for one in book.sheets] == [False, True])
def hidden_sheet(dice: random.Random) -> bytes:
    sheets = {name: sheet(rows_of(table(dice))) for name in ("เห็น", "ซ่อน")}
    return packed(parts_of(sheets, states={"ซ่อน": dice.choice(["hidden", "veryHidden"])}))


@kind(reads=lambda book: [one.name for one in book.sheets] == ["ปก", "รายการ"])
def table_on_another_sheet(dice: random.Random) -> bytes:
    return packed(parts_of({"ปก": sheet(""), "รายการ": sheet(rows_of(table(dice)))}))


@kind(reads=lambda book: cells(book) == [["๑๒๓", "๒๓ พ.ย. ๒๕๖๙", "007"]])
def thai_digits(_dice: random.Random) -> bytes:
    return packed(book(rows_of([["๑๒๓", "๒๓ พ.ย. ๒๕๖๙", "007"]])))


@kind(reads=lambda book: [typed(c) for c in cells(book)[0]] == ["2026-11-23", "2026-11-23"])
def dates_of_both_eras(_dice: random.Random) -> bytes:
    style = ' s="1"'  # 23 November 2026, and 23 November in the year 2569 of the spreadsheet
    return packed(book(row(1, number("A1", 46349, style) + number("B1", 244676, style))))


@kind(
    reads=lambda book: (
        cells(book)[0]
        == [
            {"formula": "=1+1", "value": 2},
            {"formula": "=cmd|'/c calc'!A0", "value": None},
            {"error": "#N/A"},
        ]
    )
)
def formulas_and_errors(_dice: random.Random) -> bytes:
    one = '<c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>cmd|\'/c calc\'!A0</f></c>'
    return packed(book(row(1, f'{one}<c r="C1" t="e"><v>#N/A</v></c>')))


@kind(reads=lambda book: "\x00" not in str(cells(book)[0][0]))
def controls_in_a_text(dice: random.Random) -> bytes:
    text = f"{words(dice)}_x0000_\u200b_x0007_&#xA;\u202e"
    return packed(book(row(1, inline("A1", text))))


@kind("damaged")
def half_letters(_dice: random.Random) -> bytes:
    return packed(book(row(1, inline("A1", "&#xD800;"))))


@kind(reads=a_table)
def places_not_told(dice: random.Random) -> bytes:
    text = rows_of(table(dice))
    for i in range(1, 20):
        text = text.replace(f'<row r="{i}">', "<row>")
        for name in "ABC":
            text = text.replace(f'r="{name}{i}" ', "")
    return packed(book(text))
