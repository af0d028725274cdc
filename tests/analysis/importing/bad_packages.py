"""Workbooks whose package is wrong: torn, packed to burst, with names that lead elsewhere."""

from __future__ import annotations

import io
import random
import zipfile
import zlib

from tests.analysis.importing.kinds import ANY, a_table, kind
from tests.analysis.importing.packages import (
    HEAD,
    KIND,
    book,
    packed,
    parts_of,
    patched,
    rows_of,
    sheet,
    swapped,
    table,
    whole,
)

MEGABYTE = 1024 * 1024


@kind("damaged")
def truncated(dice: random.Random) -> bytes:
    data = packed(whole(dice))
    return data[: dice.randrange(30, len(data) - 30)]


@kind("damaged")
def truncated_by_a_few_bytes(dice: random.Random) -> bytes:
    return packed(whole(dice))[: -dice.randint(1, 21)]


@kind(*ANY, reads=lambda _book: True)
def flipped_bytes(dice: random.Random) -> bytes:
    data = bytearray(packed(whole(dice)))
    for _ in range(dice.randint(1, 12)):
        data[dice.randrange(4, len(data))] ^= 1 << dice.randrange(8)
    return bytes(data)


@kind(*ANY, reads=lambda _book: True)
def flipped_bytes_inside_a_part(dice: random.Random) -> bytes:
    """The package is right, the XML of one part is not."""
    parts = whole(dice)
    name = dice.choice(sorted(parts))
    part = bytearray(parts[name])
    for _ in range(dice.randint(1, 5)):
        part[dice.randrange(len(part))] = dice.randrange(256)
    return packed(parts | {name: bytes(part)})


@kind("damaged")
def a_piece_missing_in_the_middle(dice: random.Random) -> bytes:
    data = packed(whole(dice))
    at = dice.randrange(60, len(data) // 2)
    return data[:at] + data[at + dice.randint(5, 200) :]


@kind("damaged", "password", "binary", "unknown")
def overwritten_by_noise(dice: random.Random) -> bytes:
    data = packed(whole(dice))
    return data[:40] + dice.randbytes(len(data) - 40)


@kind("unpacked")
def bomb_in_the_sheet(dice: random.Random) -> bytes:
    spaces = " " * (dice.randint(60, 120) * MEGABYTE)
    return packed(book(rows_of(table(dice)) + spaces))


@kind("unpacked", is_slow=True)
def bomb_in_the_texts(dice: random.Random) -> bytes:
    return packed(whole(dice) | {"xl/sharedStrings.xml": b"<" * (dice.randint(40, 90) * MEGABYTE)})


@kind("unpacked", is_slow=True)
def bomb_in_a_picture(dice: random.Random) -> bytes:
    return packed(whole(dice) | {"xl/media/image1.png": bytes(dice.randint(40, 90) * MEGABYTE)})


@kind("unpacked", is_slow=True)
def bomb_of_many_parts(dice: random.Random) -> bytes:
    part = bytes(MEGABYTE)
    return packed(whole(dice) | {f"xl/media/{i}.png": part for i in range(dice.randint(31, 60))})


@kind("unpacked", "damaged")
def bomb_with_a_false_size(dice: random.Random) -> bytes:
    data = packed(whole(dice) | {"xl/media/image1.png": bytes(50 * MEGABYTE)})
    return patched(data, at=24, code="<I", value=dice.randint(10, 1000), local_at=22)


@kind("unpacked", "damaged", is_slow=True)
def bomb_of_entries_that_overlap(dice: random.Random) -> bytes:
    """Many names in the directory for the same bytes."""
    data = packed({"xl/workbook.xml": bytes(20 * MEGABYTE)})
    at, end = data.find(b"PK\x01\x02"), data.find(b"PK\x05\x06")
    count = dice.randint(50, 500)
    entry = data[at:end]
    size = (len(entry) * count).to_bytes(4, "little")
    tail = data[end : end + 8] + count.to_bytes(2, "little") * 2 + size + data[end + 16 :]
    return data[:at] + entry * count + tail


@kind("unpacked", "memory", "damaged", is_slow=True)
def bomb_by_lzma(dice: random.Random) -> bytes:
    spaces = " " * (dice.randint(40, 60) * MEGABYTE)
    return packed(book(spaces), method=zipfile.ZIP_LZMA)


@kind("unpacked", "damaged", is_slow=True)
def bomb_by_bzip(dice: random.Random) -> bytes:
    spaces = " " * (dice.randint(40, 60) * MEGABYTE)
    return packed(book(spaces), method=zipfile.ZIP_BZIP2)


@kind("zip", "unpacked", is_slow=True)
def bomb_as_mimetype(dice: random.Random) -> bytes:
    return packed({"mimetype": bytes(dice.randint(60, 90) * MEGABYTE)})


@kind("unpacked", is_slow=True)
def thousands_of_parts(dice: random.Random) -> bytes:
    return packed(whole(dice) | {f"xl/x/{i}.xml": b"" for i in range(dice.randint(2_001, 9_000))})


@kind("zip")
def workbook_in_a_zip(dice: random.Random) -> bytes:
    return packed({"งาน.xlsx": packed(whole(dice))})


@kind("zip", is_slow=True)
def zips_in_zips(dice: random.Random) -> bytes:
    data = bytes(10 * MEGABYTE)
    for level in range(dice.randint(3, 6)):
        data = packed({f"{level}-{i}.zip": data for i in range(8)})
    return data


@kind(reads=a_table)
def zip_in_a_workbook(dice: random.Random) -> bytes:
    return packed(whole(dice) | {"xl/embeddings/a.xlsx": packed({"b.zip": packed(whole(dice))})})


@kind("entities")
def name_leads_out(dice: random.Random) -> bytes:
    up = "../" * dice.randint(1, 9)
    return packed(whole(dice), more=[(f"xl/{up}etc/cron.d/a", b"* * * * *")])


@kind("entities")
def name_from_the_root(dice: random.Random) -> bytes:
    return packed(whole(dice), more=[(dice.choice(["/etc/passwd", "/xl/workbook.xml"]), b"x")])


@kind("entities")
def name_with_backslashes(dice: random.Random) -> bytes:
    return packed(whole(dice), more=[("..\\..\\Windows\\a.dll", b"x")])


@kind("damaged")
def part_twice(dice: random.Random) -> bytes:
    other = sheet(rows_of([["อื่น"]]))
    return packed(whole(dice), more=[("xl/worksheets/sheet1.xml", other)])


@kind("damaged")
def part_twice_in_other_letters(dice: random.Random) -> bytes:
    return packed(whole(dice), more=[("XL/Worksheets/Sheet1.XML", b"<a/>")])


@kind("password", "damaged")
def encrypted_parts(dice: random.Random) -> bytes:
    return patched(packed(whole(dice)), at=8, code="<H", value=1, local_at=6)


@kind("damaged")
def unknown_packing(dice: random.Random) -> bytes:
    method = dice.choice([1, 6, 9, 93, 95, 97, 98])
    return patched(packed(whole(dice)), at=10, code="<H", value=method, local_at=8)


@kind("damaged", "unpacked")
def false_offsets(dice: random.Random) -> bytes:
    return patched(packed(whole(dice)), at=42, code="<I", value=dice.randrange(2**32))


@kind("damaged", "zip", reads=a_table)
def false_count_of_parts(dice: random.Random) -> bytes:
    data = bytearray(packed(whole(dice)))
    end = data.rfind(b"PK\x05\x06")
    data[end + 8 : end + 12] = dice.randbytes(4)
    return bytes(data)


@kind("damaged")
def false_checksums(dice: random.Random) -> bytes:
    return patched(packed(whole(dice)), at=16, code="<I", value=dice.randrange(2**32), local_at=14)


@kind("damaged", "zip")
def only_the_end_of_a_zip(_dice: random.Random) -> bytes:
    return b"PK\x05\x06" + bytes(18)


@kind(reads=a_table)
def words_behind_the_end(dice: random.Random) -> bytes:
    data = bytearray(packed(whole(dice)))
    said = dice.randbytes(dice.randint(1, 60_000)).replace(b"PK", b"KP")
    data[-2:] = len(said).to_bytes(2, "little")
    return bytes(data) + said


@kind("binary", "encoding", "letters")
def words_before_the_beginning(dice: random.Random) -> bytes:
    return b"#!" + dice.randbytes(40) + b"\0\0\n" + packed(whole(dice))


@kind("damaged")
def no_content_types(dice: random.Random) -> bytes:
    parts = whole(dice)
    del parts["[Content_Types].xml"]
    return packed(parts)


@kind("damaged", "no-rows")
def wrong_content_types(dice: random.Random) -> bytes:
    other = dice.choice(["sheet.main", "comments", "nothing"])
    return packed(swapped(whole(dice), "[Content_Types].xml", ".sheet.main+xml", f".x{other}+xml"))


@kind("damaged", "no-rows")
def missing_part(dice: random.Random) -> bytes:
    parts = whole(dice)
    del parts[dice.choice(["xl/workbook.xml", "xl/_rels/workbook.xml.rels"])]
    return packed(parts)


@kind("damaged", "no-rows")
def missing_sheet(dice: random.Random) -> bytes:
    parts = whole(dice)
    del parts["xl/worksheets/sheet1.xml"]
    return packed(parts)


@kind("damaged", "no-rows")
def relation_to_a_file_of_the_server(dice: random.Random) -> bytes:
    target = dice.choice(["../../../../etc/passwd", "/etc/passwd", "file:///etc/passwd"])
    return packed(
        swapped(whole(dice), "xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", target)
    )


@kind("damaged", "no-rows")
def relation_to_an_address(dice: random.Random) -> bytes:
    parts = swapped(
        whole(dice), "xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "http://127.0.0.1:9/x"
    )
    name = "xl/_rels/workbook.xml.rels"
    return packed(swapped(parts, name, 'x"/>', 'x" TargetMode="External"/>'))


@kind("damaged", "no-rows", "unknown")
def relations_in_a_ring(dice: random.Random) -> bytes:
    return packed(
        swapped(whole(dice), "xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "workbook.xml")
    )


@kind("macros")
def macros(dice: random.Random) -> bytes:
    parts = swapped(
        whole(dice),
        "[Content_Types].xml",
        f"{KIND}.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    return packed(parts | {"xl/vbaProject.bin": dice.randbytes(4000)})


@kind("macros")
def macros_called_xlsx(dice: random.Random) -> bytes:
    return packed(whole(dice) | {"xl/vbaProject.bin": dice.randbytes(4000)})


@kind(reads=lambda book: a_table(book) and book.has_links)
def external_links(dice: random.Random) -> bytes:
    link = f"{HEAD}<externalLink/>".encode()
    return packed(whole(dice) | {"xl/externalLinks/externalLink1.xml": link})


@kind("xlsb")
def binary_workbook(dice: random.Random) -> bytes:
    parts = whole(dice)
    parts["xl/workbook.bin"] = parts.pop("xl/workbook.xml")
    return packed(parts)


@kind("strict")
def strict_workbook(dice: random.Random) -> bytes:
    old = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts = {
        name: part.replace(old.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main")
        for name, part in whole(dice).items()
    }
    return packed(parts)


@kind("word")
def word(_dice: random.Random) -> bytes:
    return packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})


@kind("unknown")
def slides(_dice: random.Random) -> bytes:
    return packed({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<p/>"})


@kind("ods")
def libreoffice(_dice: random.Random) -> bytes:
    kind_of_it = b"application/vnd.oasis.opendocument.spreadsheet"
    return packed({"mimetype": kind_of_it, "content.xml": b"<office/>"})


@kind("numbers")
def numbers_of_apple(dice: random.Random) -> bytes:
    return packed({"Index/Document.iwa": dice.randbytes(500), "preview.jpg": b"\xff\xd8\xff"})


@kind("zip")
def folder_of_texts(dice: random.Random) -> bytes:
    return packed({f"{i}.csv": b"a,b\n1,2\n" for i in range(dice.randint(1, 9))})


@kind("sheets")
def many_sheets(dice: random.Random) -> bytes:
    one = sheet(rows_of([["ก"]]))
    return packed(parts_of({f"แผ่น {i}": one for i in range(dice.randint(51, 200))}))


@kind("damaged", reads=a_table)
def false_length_in_the_stream(dice: random.Random) -> bytes:
    """The part's own packed bytes end in the middle."""
    buffer = io.BytesIO(packed(whole(dice)))
    data = bytearray(buffer.getvalue())
    at = data.find(b"xl/worksheets/sheet1.xml") + 40
    data[at : at + 8] = zlib.compress(dice.randbytes(20))[:8]
    return bytes(data)
