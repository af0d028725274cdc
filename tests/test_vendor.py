"""Third-party files are exactly the ones that static/vendor/vendor.json names."""

import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = json.loads((ROOT / "static" / "vendor" / "vendor.json").read_text())["packages"]
FILES = [(path, entry) for package in PACKAGES for path, entry in package["files"].items()]
OURS = {"static/vendor/vendor.json", "static/vendor/sarabun/sarabun.css"}


@pytest.mark.parametrize(("path", "entry"), FILES, ids=[path for path, _ in FILES])
def test_each_file_has_its_checksum(path: str, entry: dict[str, str]) -> None:
    found = hashlib.sha256((ROOT / path).read_bytes()).hexdigest()

    assert found == entry["sha256"], f"{path} was changed by hand: run `python3 dev.py vendor`"


@pytest.mark.parametrize("package", PACKAGES, ids=[package["name"] for package in PACKAGES])
def test_each_package_says_its_version_and_comes_with_its_licence(package: dict) -> None:
    assert package["version"]
    assert package["licence"]
    assert [path for path in package["files"] if Path(path).name == "LICENSE"]


def test_nothing_else_lies_among_the_third_party_files() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for folder in ("static/vendor", "tests/vendor")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }

    assert found - OURS == {path for path, _ in FILES}, "name the file in static/vendor/vendor.json"
