"""Fetch the third-party files that static/vendor/vendor.json names: `python3 dev.py vendor`.

To take a newer version write it into vendor.json first. The files stay as they come, but for
source map comments: the maps are not kept here, and a reference into nothing breaks collectstatic.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = ROOT / "static" / "vendor" / "vendor.json"
MAP = re.compile(rb"\s*(?:/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*)\s*\Z")


def fetch(package: dict, folder: Path) -> None:
    """Unpack the package's files to their places and note their sums."""
    wish = f"{package['package']}@{package['version']}"
    packed = subprocess.run(
        ["npm", "pack", "--silent", wish], cwd=folder, check=True, capture_output=True, text=True
    )
    with tarfile.open(folder / packed.stdout.split()[-1]) as archive:
        for path, entry in package["files"].items():
            member = archive.extractfile(f"package/{entry['member']}")
            content = MAP.sub(b"\n", member.read())
            (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / path).write_bytes(content)
            entry["sha256"] = hashlib.sha256(content).hexdigest()


def main() -> None:
    manifest = json.loads(MANIFEST.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        for package in manifest["packages"]:
            fetch(package, Path(folder))
    MANIFEST.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
