"""Text tables as offices save them, those that are broken, and files that are no table."""

from __future__ import annotations

import csv
import io
import random

from tests.analysis.importing.kinds import a_table, cells, files_of, kind
from tests.analysis.importing.packages import compound, table, words

MEGABYTE = 1024 * 1024
HEADS = ["อำเภอ", "ด้าน", "ข้อความ"]


def text(dice: random.Random, separator: str = ",", ending: str = "\r\n") -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator, lineterminator=ending).writerows(table(dice))
    return buffer.getvalue()


for name, encoding in {
    "utf8": "utf-8",
    "utf8_with_mark": "utf-8-sig",
    "utf16_with_mark": "utf-16",
    "utf16_little_without_mark": "utf-16-le",
    "utf16_big_without_mark": "utf-16-be",
    "windows_874": "cp874",
    "tis_620": "tis-620",
}.items():

    def made(dice: random.Random, encoding: str = encoding) -> bytes:
        return text(dice, dice.choice(",;\t|"), dice.choice(["\r\n", "\n"])).encode(encoding)

    made.__name__ = name
    kind(reads=a_table)(made)


@kind(reads=a_table)
def utf16_big_with_mark(dice: random.Random) -> bytes:
    return b"\xfe\xff" + text(dice, "\t").encode("utf-16-be")


@kind(reads=a_table)
def old_mac_line_ends(dice: random.Random) -> bytes:
    return text(dice, ending="\r").encode()


@kind(reads=a_table)
def line_that_says_the_separator(dice: random.Random) -> bytes:
    return b"sep=;\r\n" + text(dice, ";").encode("utf-8")


@kind(reads=lambda book: cells(book)[1] == ["ก,ข", 'ค "ง"', "จ\nฉ"])
def quotes_with_everything_in_them(_dice: random.Random) -> bytes:
    return 'อำเภอ,ด้าน,ข้อความ\r\n"ก,ข","ค ""ง""","จ\nฉ"\r\n'.encode()


@kind(reads=lambda book: cells(book)[0] == HEADS and len(cells(book)) > 20)
def ragged_rows(dice: random.Random) -> bytes:
    lines = [",".join(["ก"] * dice.randint(1, 20)) for _ in range(30)]
    return "\n".join([",".join(HEADS), *lines]).encode()


@kind(reads=lambda book: cells(book)[1][1] == "=cmd|'/c calc'!A0")
def formulas_in_text(_dice: random.Random) -> bytes:
    return "อำเภอ,ข้อความ\nชุมแพ,'=cmd|'/c calc'!A0\n".encode()


@kind(reads=lambda book: cells(book)[1] == ["๑,๒๓๔", "๒๓ พ.ย. ๒๕๖๙", "007"])
def thai_digits_in_text(_dice: random.Random) -> bytes:
    return 'จำนวน;วันที่;รหัส\n"๑,๒๓๔";๒๓ พ.ย. ๒๕๖๙;007\n'.encode("cp874")


@kind("encoding", "letters")
def western_letters(dice: random.Random) -> bytes:
    pool = ["café", "naïve", "Zürich", "garçon", "señor", "Ærø", "façade", "crème brûlée", "Öl"]
    return "\n".join(",".join(dice.sample(pool, 3)) for _ in range(12)).encode("cp1252")


for name, encoding, pool in (
    ("japanese_letters", "shift_jis", "日本語表計算高齢者増加観光農業市場"),
    ("chinese_letters", "gb18030", "中文表格老人增加旅游农业市场经济发展"),
    ("korean_letters", "euc-kr", "한국어표계산고령자증가관광농업시장"),
    ("russian_letters", "koi8-r", "русскийтекстрынокдеревня"),
    ("greek_letters", "iso8859-7", "ελληνικάαγοράχωριό"),
):

    def foreign(dice: random.Random, encoding: str = encoding, pool: str = pool) -> bytes:
        lines = [",".join("".join(dice.choices(pool, k=9)) for _ in range(3)) for _ in range(12)]
        return "\n".join(lines).encode(encoding)

    foreign.__name__ = name
    kind("encoding", "letters")(foreign)


@kind("encoding", "letters")
def utf8_with_a_wrong_byte(dice: random.Random) -> bytes:
    data = bytearray(text(dice).encode())
    data[dice.choice([i for i, byte in enumerate(data) if byte > 0x80])] = 0x41
    return bytes(data)


@kind("encoding", "letters", reads=a_table)
def utf8_cut_within_a_letter(dice: random.Random) -> bytes:
    return text(dice).rstrip().encode()[: -dice.randint(1, 2)]


@kind("encoding", "letters")
def two_encodings_in_one(dice: random.Random) -> bytes:
    return text(dice).encode() + text(dice).encode("cp874")


@kind("encoding", "letters")
def utf8_read_as_thai_and_saved_again(dice: random.Random) -> bytes:
    data = text(dice).encode()
    twice = "".join(bytes([b]).decode("cp874", "ignore") or chr(b) for b in data)
    return twice.encode()


@kind("letters")
def letters_that_became_question_marks(dice: random.Random) -> bytes:
    return text(dice).replace("ช", "\ufffd").encode()


@kind("binary", "encoding")
def utf16_cut_within_a_letter(dice: random.Random) -> bytes:
    return text(dice).encode("utf-16")[:-1]


@kind("binary", "encoding")
def utf32(dice: random.Random) -> bytes:
    return text(dice).encode(dice.choice(["utf-32", "utf-32-le", "utf-32-be"]))


@kind("encoding", "binary", "letters")
def half_letters_in_utf16(dice: random.Random) -> bytes:
    return b"\xff\xfe" + text(dice).encode("utf-16-le") + b"\x00\xd8,\x00"


@kind("binary")
def nul_in_the_middle(dice: random.Random) -> bytes:
    data = text(dice).encode()
    at = dice.randrange(1, len(data))
    return data[:at] + b"\0" * dice.randint(1, 5) + data[at:]


@kind("binary")
def controls(dice: random.Random) -> bytes:
    return text(dice).encode() + bytes([dice.choice([1, 2, 7, 8, 11, 12, 14, 27, 127])])


@kind("binary", "encoding", "letters", "picture", "unknown")
def noise(dice: random.Random) -> bytes:
    return b"\xf0" + dice.randbytes(dice.randint(20, 200_000)) + b"\xff\0"


@kind("quotes", "text", "texts")
def quote_not_closed(dice: random.Random) -> bytes:
    data = text(dice)
    return (data + '"' + data * dice.choice([1, 40, 900])).encode()


@kind("quotes")
def letters_behind_a_quote(dice: random.Random) -> bytes:
    return (text(dice) + f'"{words(dice)}"{words(dice)},ข\n').encode()


@kind("quotes", "text", "texts", "no-rows", "columns", reads=lambda _book: True)
def only_quotes(dice: random.Random) -> bytes:
    return b'"' * dice.randint(1, 5 * MEGABYTE)


@kind("text", "texts")
def one_endless_line(dice: random.Random) -> bytes:
    return words(dice).encode().replace(b" ", b"") * 40_000


@kind("text")
def text_too_long(dice: random.Random) -> bytes:
    return text(dice).encode() + b"a,b," + b"x" * dice.randint(32_768, 120_000)


@kind("rows")
def rows_too_many(dice: random.Random) -> bytes:
    return "\n".join(str(i) for i in range(dice.randint(5_001, 300_000))).encode()


@kind("columns")
def columns_too_many(dice: random.Random) -> bytes:
    return text(dice).encode() + b",".join([b"1"] * dice.randint(101, 900_000))


@kind("cells")
def cells_too_many(dice: random.Random) -> bytes:
    return b"\n".join([b",".join([b"1"] * dice.randint(60, 100))] * 4_000)


@kind("no-rows", "columns")
def only_separators(dice: random.Random) -> bytes:
    return dice.choice([b",", b";", b"\t"]) * dice.randint(1, 5 * MEGABYTE)


@kind("no-rows")
def only_line_ends(dice: random.Random) -> bytes:
    return dice.choice([b"\r\n", b"\n", b"\r"]) * dice.randint(1, 2 * MEGABYTE)


@kind("no-rows")
def only_a_mark(dice: random.Random) -> bytes:
    return dice.choice([b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"])


@kind("empty")
def nothing_at_all(_dice: random.Random) -> bytes:
    return b""


@kind("large")
def too_large(dice: random.Random) -> bytes:
    return b"a,b\n" * (5 * MEGABYTE // 4) + b"c" * dice.randint(1, 500)


def beginning(dice: random.Random, start: bytes) -> bytes:
    return start + dice.randbytes(dice.randint(50, 5_000))


def exactly(_dice: random.Random, data: bytes) -> bytes:
    return data


PICTURES = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpeg": (b"\xff\xd8\xff\xe0",),
    "gif": (b"GIF89a",),
    "webp": (b"RIFF\x10\0\0\0WEBP",),
    "heic": (b"\0\0\0\x18ftypheic",),
    "bmp": (b"BM\x36\x10\0\0\0\0\0\0",),
}
files_of(beginning, PICTURES, "picture")
files_of(beginning, {"pdf": (b"%PDF-1.7\n",)}, "pdf")
files_of(
    beginning,
    {"program_of_linux": (b"\x7fELF",), "program_of_windows": (b"MZ\x90\0",)},
    "unknown",
)
files_of(exactly, {"link_of_google": (b'{"url": "https://docs.google.com/open?id=1"}',)}, "unknown")
files_of(
    beginning,
    {"gzip": (b"\x1f\x8b\x08",), "rar": (b"Rar!\x1a\x07",), "seven_zip": (b"7z\xbc\xaf\x27\x1c",)},
    "zip",
)
files_of(beginning, {"rich_text": (b"{\\rtf1\\ansi ",)}, "word")
files_of(beginning, {"excel_4": (b"\x09\x04\x06\0\0\0\x10\0",)}, "xls")
files_of(exactly, {"excel_97": (compound("Workbook"),)}, "xls")
files_of(exactly, {"locked": (compound("EncryptionInfo", "EncryptedPackage"),)}, "password")
files_of(
    exactly,
    {
        "web_page": (b"<html><table><tr><td>1</td></tr></table></html>",),
        "web_page_with_a_kind": (b'\xef\xbb\xbf\r\n<!DOCTYPE html><html lang="th">',),
        "web_archive": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n",),
    },
    "html",
)
files_of(
    exactly,
    {
        "excel_2003_xml": (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><W/>',),
        "entities_in_xml": (b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',),
    },
    "xml",
)
