"""The Thai catalogue is complete: ours, and that of the libraries whose words people see."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import polib
import pytest
from django.conf import global_settings
from django.utils import translation
from django.utils.translation import gettext, ngettext, npgettext, pgettext

ROOT = Path(__file__).resolve().parent.parent
OURS = ROOT / "steepi_portal" / "locale" / "th" / "LC_MESSAGES"
LIBRARIES = ROOT / "steepi_portal" / "locale_libraries" / "th" / "LC_MESSAGES"
SHOWN = ["django.conf", "django.contrib.auth", "django.contrib.admin", "allauth"]
# Names of languages that the portal does not offer, and pages that only DEBUG shows.
NOT_SHOWN = {name for _, name in global_settings.LANGUAGES} | {
    "The install worked successfully! Congratulations!",
    "Django Documentation",
    "Topics, references, &amp; how-to’s",
    "Tutorial: A Polling App",
    "Connect, get help, or contribute",
    "Django Community",
    "Get started with Django",
    # Of sign-in by other services, which the portal does not offer.
    "WebAuthn",
    "uid",
    "token",
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def entries(path: Path) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete]


def translated(entry: polib.POEntry) -> str:
    """What Django makes of this entry for a Thai reader."""
    if entry.msgid_plural and entry.msgctxt:
        return npgettext(entry.msgctxt, entry.msgid, entry.msgid_plural, 2)
    if entry.msgid_plural:
        return ngettext(entry.msgid, entry.msgid_plural, 2)
    return pgettext(entry.msgctxt, entry.msgid) if entry.msgctxt else gettext(entry.msgid)


@pytest.mark.parametrize("package", SHOWN)
def test_the_words_of_the_libraries_are_thai(package: str) -> None:
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    source = Path(spec.origin).parent / "locale" / "en" / "LC_MESSAGES" / "django.po"

    with translation.override("th"):
        english = [
            entry.msgid
            for entry in entries(source)
            if entry.msgid not in NOT_SHOWN
            and "docs.djangoproject.com" not in entry.msgid
            and not re.search("[ก-๛]", translated(entry))
            and re.search("[a-z]{3}", PLACEHOLDER.sub("", entry.msgid))
        ]

    assert english == [], f"Translate these in {LIBRARIES}/django.po, then compile it"


@pytest.mark.parametrize("folder", [OURS, LIBRARIES], ids=["ours", "libraries"])
def test_every_entry_is_translated_and_keeps_its_placeholders(folder: Path) -> None:
    for path in sorted(folder.glob("*.po")):
        file = polib.pofile(str(path))
        assert [entry.msgid for entry in file.fuzzy_entries()] == []
        assert [entry.msgid for entry in file.obsolete_entries()] == []
        assert [entry.msgid for entry in file.untranslated_entries()] == []
        for entry in file:
            for text in entry.msgstr_plural.values() or [entry.msgstr]:
                wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
                assert set(PLACEHOLDER.findall(text)) == wanted, entry.msgid


@pytest.mark.parametrize("folder", [OURS, LIBRARIES], ids=["ours", "libraries"])
def test_what_runs_is_what_was_written(folder: Path) -> None:
    """The compiled files are kept, so that nobody needs gettext to run the portal."""
    for path in sorted(folder.glob("*.po")):
        written = {
            (entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural
            for entry in polib.pofile(str(path))
        }
        runs = {
            (entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural
            for entry in polib.mofile(str(path.with_suffix(".mo")))
        }
        assert runs == written, f"Run `python manage.py compilemessages` for {path.name}"


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="xgettext is not installed")
@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_the_catalogue_knows_every_sentence_of_the_source(tmp_path: Path, domain: str) -> None:
    copy = tmp_path / "portal"
    for name in ("steepi_portal", "workshops", "analysis", "templates", "static/js"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("*.pyc"))
    shutil.copy(ROOT / "manage.py", copy)
    command = [sys.executable, "manage.py", "makemessages", "-l", "th", "-d", domain, "-v0"]

    subprocess.run(command, cwd=copy, check=True, capture_output=True)

    made = copy / "steepi_portal" / "locale" / "th" / "LC_MESSAGES" / f"{domain}.po"
    kept = OURS / f"{domain}.po"
    wanted = {(e.msgctxt, e.msgid) for e in entries(made)} if made.exists() else set()
    known = {(e.msgctxt, e.msgid) for e in entries(kept)} if kept.exists() else set()
    assert wanted - known == set(), "Run makemessages, translate, compile"
    assert known - wanted == set(), "These are no longer in the source: run makemessages"
