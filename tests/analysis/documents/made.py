"""Word files as a reader opens them: read back with python-docx."""

from __future__ import annotations

import tempfile
from pathlib import Path

import docx
from docx.document import Document

from analysis.files import FileKind
from analysis.makers import Made, make
from analysis.wishes import wish_of
from workshops.enums import Verb
from workshops.models import JournalEntry, Workshop


def make_file(kind: FileKind, *workshops: Workshop, **wish: object) -> tuple[Document, Made]:
    """With English headings, so that a test need not know the Thai ones."""
    wish = {"language": "en"} | wish
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "file.docx"
        made = make(wish_of(kind, workshops[0].plan_cycle, workshops, **wish), out)
        return docx.Document(str(out)), made


def minutes(*workshops: Workshop, **wish: object) -> Document:
    return make_file(FileKind.MINUTES, *workshops, **wish)[0]


def annex(*workshops: Workshop, **wish: object) -> Document:
    return make_file(FileKind.ANNEX, *workshops, **wish)[0]


def briefs(*workshops: Workshop, **wish: object) -> Document:
    return make_file(FileKind.BRIEFS, *workshops, **wish)[0]


def headings(document: Document) -> list[tuple[str, str]]:
    return [
        (paragraph.style.name, paragraph.text)
        for paragraph in document.paragraphs
        if paragraph.style.name.startswith(("Title", "Subtitle", "Heading", "Mark"))
    ]


def sentences(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


def tables(document: Document) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


def table_of(document: Document, head: str) -> list[list[str]]:
    """The rows below the first table whose head begins with this."""
    return next(
        rows[1:] for rows in tables(document) if rows[0][: len(head.split("|"))] == head.split("|")
    )


def everything(document: Document) -> str:
    """All text of the file, also of its head and foot and of its pictures."""
    parts = [
        part.blob.decode("utf-8", "replace")
        for part in document.part.package.iter_parts()
        if str(part.partname).endswith(".xml")
    ]
    told = [*sentences(document), *(c for t in tables(document) for row in t for c in row)]
    return "\n".join([*told, *parts])


def moved(workshop: Workshop, stage: str, at: object, *, by: object = None) -> None:
    """The journal says that the room came to this stage then."""
    workshop.revision += 1
    workshop.stage = stage
    workshop.save(update_fields=["revision", "stage"])
    entry = JournalEntry.objects.create(
        workshop=workshop,
        revision=workshop.revision,
        verb=Verb.STAGE_CHANGED,
        user=by,
        facts={"before": "", "after": stage},
        recorded_at=at,
    )
    assert entry.pk
