"""The program that reads a file: bytes on its input, JSON on its output. It knows no Django.

Started by `reading.read_book`, with an empty environment. Before it looks at a byte it bounds its
own memory and processor time, so that a hostile file ends this program and nothing else. Where the
system has no such bounds (Windows), only the parent's clock holds.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import warnings
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
# openpyxl would load these if they were there: large, slow, and not needed.
for name in ("numpy", "pandas", "lxml", "PIL"):
    sys.modules[name] = None  # type: ignore[assignment]

from analysis.importing import limits  # noqa: E402
from analysis.importing.kinds import kind_of  # noqa: E402
from analysis.importing.refused import Refused  # noqa: E402


def bound() -> None:
    """Take no more than this, whatever the file wants, and let the room go first."""
    with contextlib.suppress(AttributeError, OSError):
        os.nice(5)
    try:
        import resource  # noqa: PLC0415  Windows has none
    except ImportError:
        return
    for what, most, end in (
        (resource.RLIMIT_AS, limits.MEMORY, limits.MEMORY),
        (resource.RLIMIT_CPU, limits.WORK_SECONDS, limits.WORK_SECONDS + 1),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # macOS does not take the first
            resource.setrlimit(what, (most, end))


def read(data: bytes) -> dict[str, Any]:
    """The book as `book.from_plain` takes it. Raises `Refused`."""
    if kind_of(data) == "workbook":
        from analysis.importing.workbooks import read_workbook  # noqa: PLC0415  after the bounds

        return read_workbook(data)
    from analysis.importing.text_tables import read_text  # noqa: PLC0415

    return read_text(data)


def answer(data: bytes) -> dict[str, Any]:
    try:
        found = read(data)
        if not any(sheet["rows"] for sheet in found["sheets"]):
            raise Refused("no-rows")
        return found
    except Refused as refused:
        return {"bad": refused.reason}
    except MemoryError:
        return {"bad": "memory"}
    except RecursionError:
        return {"bad": "damaged"}
    except Exception as error:  # a library met what nobody thought of
        return {"bad": "damaged", "met": type(error).__name__}


def main() -> None:
    bound()
    warnings.simplefilter("ignore")
    data = sys.stdin.buffer.read(limits.BYTES + 1)
    found = answer(data)
    try:
        text = json.dumps(found, ensure_ascii=True, allow_nan=False)
    except ValueError:
        text = json.dumps({"bad": "damaged"})
    except MemoryError:
        text = json.dumps({"bad": "memory"})
    if len(text) > limits.ANSWER:
        text = json.dumps({"bad": "texts"})
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
