"""Workbooks written by hand, part by part, so that each part can be wrong."""

from __future__ import annotations

import io
import random
import struct
import warnings
import zipfile
from collections.abc import Iterable, Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
RELATED = f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"
WORDS = "น้ำแล้ง ตลาดนัด ผู้สูงอายุ อินเทอร์เน็ต ป่าชุมชน ถนนชำรุด ท่องเที่ยว เกษตรกร ฝุ่นควัน เยาวชน".split()

Parts = dict[str, bytes]


def words(dice: random.Random, count: int = 3) -> str:
    return " ".join(dice.choice(WORDS) for _ in range(count))


def table(dice: random.Random, rows: int = 0) -> list[list[str]]:
    """Some rows of three texts below a row of heads."""
    found = [["อำเภอ", "ด้าน", "ข้อความ"]]
    for _ in range(rows or dice.randint(3, 12)):
        found.append(["ชุมแพ", "สังคม", words(dice, dice.randint(1, 6))])
    return found


def letter(column: int) -> str:
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def inline(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def number(place: str, value: object, more: str = "") -> str:
    return f'<c r="{place}"{more}><v>{value}</v></c>'


def row(index: int, cells: str, more: str = "") -> str:
    return f'<row r="{index}"{more}>{cells}</row>'


def rows_of(lines: Iterable[Iterable[str]]) -> str:
    return "".join(
        row(i, "".join(inline(f"{letter(j)}{i}", text) for j, text in enumerate(line, 1)))
        for i, line in enumerate(lines, 1)
    )


def sheet(rows: str, *, dimension: str = "", after: str = "", before: str = "") -> bytes:
    said = f'<dimension ref="{dimension}"/>' if dimension else ""
    return (
        f'{HEAD}{before}<worksheet xmlns="{MAIN}" xmlns:r="{REL}">{said}'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>"
    ).encode()


def strings(texts: Iterable[str], *, before: str = "") -> bytes:
    inside = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return f'{HEAD}{before}<sst xmlns="{MAIN}">{inside}</sst>'.encode()


def styles(*, formats: Iterable[int] = (0, 14), before: str = "") -> bytes:
    inside = "".join(f'<xf numFmtId="{one}" applyNumberFormat="1"/>' for one in formats)
    return (
        f'{HEAD}{before}<styleSheet xmlns="{MAIN}"><fonts><font/></fonts>'
        "<fills><fill><patternFill/></fill></fills>"
        f"<borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs>{inside}</cellXfs>"
        "</styleSheet>"
    ).encode()


def parts_of(sheets: Mapping[str, bytes], *, states: Mapping[str, str] | None = None) -> Parts:
    """A whole package; `states` says "hidden" or "veryHidden" of a sheet."""
    states = states or {}
    numbers = list(enumerate(sheets, 1))
    listed = "".join(
        f'<sheet name="{name}" sheetId="{i}" r:id="rId{i}"'
        + (f' state="{states[name]}"' if name in states else "")
        + "/>"
        for i, name in numbers
    )
    related = "".join(
        f'<Relationship Id="rId{i}" Type="{REL}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i, _name in numbers
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{KIND}.worksheet+xml"/>'
        for i, _name in numbers
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{RELATIONS}"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{KIND}.sharedStrings+xml"/>'
        f"{types}</Types>",
        "_rels/.rels": f'{RELATED}<Relationship Id="r1" '
        f'Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{REL}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"{RELATED}{related}"
        f'<Relationship Id="s" Type="{REL}/styles" Target="styles.xml"/>'
        f'<Relationship Id="t" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
        "xl/styles.xml": styles(),
        "xl/sharedStrings.xml": strings([]),
    }
    parts |= {f"xl/worksheets/sheet{i}.xml": sheets[name] for i, name in numbers}
    return {name: part.encode() if isinstance(part, str) else part for name, part in parts.items()}


def book(rows: str, **parts: bytes) -> Parts:
    return parts_of({"รายการ": sheet(rows)}) | parts


def whole(dice: random.Random) -> Parts:
    """A workbook with nothing wrong."""
    return book(rows_of(table(dice)))


def swapped(parts: Parts, name: str, old: str, new: str) -> Parts:
    text = parts[name].decode()
    assert old in text, name
    return parts | {name: text.replace(old, new).encode()}


def packed(
    parts: Mapping[str, bytes], *, more: Iterable[tuple[str, bytes]] = (), method: int = 8
) -> bytes:
    """As one file. `more` may repeat names."""
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", method, compresslevel=9) as file:
        warnings.simplefilter("ignore")  # the same name twice
        for name, content in [*parts.items(), *more]:
            file.writestr(name, content)
    return buffer.getvalue()


def patched(data: bytes, *, at: int, code: str, value: int, local_at: int | None = None) -> bytes:
    """Change a field of each entry of the directory, and of the entry itself."""
    found = bytearray(data)
    for mark, place in ((b"PK\x01\x02", at), (b"PK\x03\x04", local_at)):
        start = -1
        while place is not None and (start := found.find(mark, start + 1)) >= 0:
            struct.pack_into(code, found, start + place, value)
    return bytes(found)


def compound(*streams: str) -> bytes:
    """The container of old Office files, as far as anybody looks: its mark and its names."""
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + names).ljust(4096, b"\0")
