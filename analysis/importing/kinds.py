"""What a file is, by its bytes: its name is only what somebody called it."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib

from analysis.importing import limits
from analysis.importing.refused import Refused

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of old Office files, and of locked ones
STARTS: dict[str, tuple[bytes, ...]] = {
    "xls": (b"\x09\x08", b"\x09\x04", b"\x09\x02"),  # Excel 2 to 4
    "pdf": (b"%PDF",),
    "picture": (
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"GIF8",
        b"II*\x00",
        b"MM\x00*",
        b"\x00\x00\x01\x00",
        b"RIFF",
    ),
    "zip": (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ"),
    "word": (b"{\\rtf",),
    "unknown": (b"\x7fELF", b"MZ\x90\x00", b'{"', b"SQLite format 3\x00"),
}
# Pictures whose mark is too short, or not at the beginning.
LATER = re.compile(rb"BM.{4}\x00{4}|.{4}ftyp", re.DOTALL)
LOCKED = "EncryptedPackage".encode("utf-16-le")
MAIN_PART = "xl/workbook.xml"
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    EOFError,
)


def kind_of(data: bytes) -> str:
    """ "workbook" or "text". Raises `Refused` for anything else that is known."""
    if not data:
        raise Refused("empty")
    if len(data) > limits.BYTES:
        raise Refused("large")
    if data.startswith(OLD):
        raise Refused("password" if LOCKED in data else "xls")
    for reason, starts in STARTS.items():
        if data.startswith(starts):
            raise Refused(reason)
    if LATER.match(data):
        raise Refused("picture")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(data)
    _refuse_markup(data)
    return "text"


def _refuse_markup(data: bytes) -> None:
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"mime-version:")):
        raise Refused("html")
    if start.startswith(b"<?xml"):
        raise Refused("html" if b"<html" in start else "xml")


def _kind_of_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = [part.filename for part in packed.infolist()]
            first = _start(packed, "mimetype") if "mimetype" in names else b""
    except BROKEN:
        raise Refused("damaged") from None
    low = {name.lower() for name in names}
    if MAIN_PART in low:
        return "workbook"
    if "xl/workbook.bin" in low:
        raise Refused("xlsb")
    if any(name.startswith("word/") for name in low):
        raise Refused("word")
    if any(name.startswith("ppt/") for name in low):
        raise Refused("unknown")
    if b"opendocument" in first:
        raise Refused("ods")
    if any(name.endswith(".iwa") for name in low) or "index.zip" in low:
        raise Refused("numbers")
    if "[content_types].xml" in low:
        raise Refused("damaged")  # a workbook without its main part
    raise Refused("zip")


def _start(packed: zipfile.ZipFile, name: str) -> bytes:
    with packed.open(name) as part:
        return part.read(100)
