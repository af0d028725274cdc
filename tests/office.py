"""What LibreOffice makes of the files that we write: it opens them, and has the same values.

It starts slowly, so a module converts all its files in one call. Without LibreOffice such tests
are skipped, and say so.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
MISSING = "no LibreOffice is installed (Debian: apt install libreoffice-calc)"
needs_office = pytest.mark.skipif(OFFICE is None, reason=MISSING)
XLSX = "xlsx:Calc MS Excel 2007 XML"


def converted(files: Sequence[Path], folder: Path, *, to: str = XLSX) -> list[Path]:
    """The files as LibreOffice saves them, in `folder`. One call, with a profile of its own.

    Raises an error if one of them cannot be opened or was not saved.
    """
    if OFFICE is None:
        pytest.skip(MISSING)
    profile, saved = folder / "profile", folder / to.partition(":")[0]
    command = [
        *(OFFICE, "--headless", f"-env:UserInstallation={profile.as_uri()}", "--norestore"),
        *("--convert-to", to, "--outdir", str(saved), *map(str, files)),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=True)
    assert "Error" not in done.stdout + done.stderr, done.stdout + done.stderr
    found = [saved / f"{file.stem}.{to.partition(':')[0]}" for file in files]
    assert [file for file in found if not file.exists()] == []
    return found
