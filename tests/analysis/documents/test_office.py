"""Another program opens the files without repair: LibreOffice's Writer turns them into PDF.

Without Writer there is nothing to ask: then this is skipped, and says so.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest

from analysis.domain.layouts import load_layouts
from analysis.files import FileKind
from analysis.makers import make
from analysis.wishes import wish_of
from tests.analysis.answers import create_clusters, create_people, rate, revealed, vote
from tests.analysis.rows import new_issue, new_project
from tests.factories import create_challenge, create_workshop
from tests.office import OFFICE, converted
from workshops.enums import RoundKind, Stage

WRITER = Path(OFFICE or "none").resolve().with_name("libswlo.so")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not (WRITER.exists() and shutil.which("pdftotext")),
        reason="needs LibreOffice Writer (Debian: apt install libreoffice-writer poppler-utils)",
    ),
]

# Vowels and tone marks above and below, on letters with tall and with long strokes.
WORDS = (
    "น้ำท่วม ปู่ย่า ผู้ใหญ่ ที่ตั้ง เมื่อ สิ่งแวดล้อม ปีที่ เก็บเกี่ยว ฝุ่น ฐานราก กฎหมาย ญี่ปุ่น "
    "เพื่อ รู้จัก ค่าใช้จ่าย ปรับปรุง ทั้งนี้ ล้ำค่า เบี้ยยังชีพ พื้นที่"
).split()


@pytest.fixture
def workshop():
    load_layouts()
    workshop = create_workshop(stage=Stage.CLOSED)
    people, clusters = create_people(workshop), create_clusters(workshop, 3)
    points = revealed(workshop, RoundKind.POINTS, clusters)
    ratings = revealed(workshop, RoundKind.RATINGS, clusters)
    for person in people:
        vote(points, person, 1, 2, 0)
        rate(ratings, person, (4, 2), (2, 3), (5, 5))
    create_challenge(workshop=workshop, text=" ".join(WORDS))
    new_project(new_issue(workshop, title=" ".join(WORDS)), rationale=" ".join(WORDS))
    return workshop


def parted(text: str) -> tuple[str, str]:
    """Letters, and the marks above and below them: a PDF hands some marks on one letter late."""
    text = re.sub(r"\s+", "", text)
    marks = "".join(one for one in text if unicodedata.category(one) == "Mn")
    return "".join(one for one in text if unicodedata.category(one) != "Mn"), marks


def test_every_file_opens_and_keeps_its_tone_marks(workshop, tmp_path):
    assert len(WORDS) == 20
    for kind in (FileKind.MINUTES, FileKind.ANNEX, FileKind.BRIEFS):
        make(wish_of(kind, workshop.plan_cycle, [workshop]), tmp_path / f"{kind.value}.docx")
    names = sorted(tmp_path.glob("*.docx"))

    texts = {}
    for pdf in converted(names, tmp_path, to="pdf"):
        command = ["pdftotext", str(pdf), "-"]
        told = subprocess.run(command, check=True, capture_output=True, text=True)
        texts[pdf.stem] = parted(told.stdout)
    assert sorted(texts) == ["annex", "briefs", "minutes"]
    letters, marks = parted("".join(WORDS))
    for stem in ("minutes", "briefs"):
        assert letters in texts[stem][0], stem
        assert marks in texts[stem][1], stem
