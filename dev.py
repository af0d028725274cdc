#!/usr/bin/env python3
"""Sets the portal up and runs it.

  python3 dev.py run     a trial on http://127.0.0.1:8000; PORT=9000 changes the port,
                         HOST=0.0.0.0 opens it to the room
  python3 dev.py test    the whole suite on PostgreSQL, data and races on SQLite beside it;
                         with arguments: pytest with these
  python3 dev.py lint    style, types, layers, migrations, deployment settings
  python3 dev.py bench   measurements       python3 dev.py soak   long runs
  python3 dev.py clean   removes what can be made again, never a database

Needs only Python and pip; never needs root. On Windows: `py dev.py run`.
For maintainers: lock [--upgrade] chooses versions anew (needs uv), vendor fetches the
third-party files anew (needs npm).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
REQUIREMENTS = ROOT / "requirements"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
# The interpreter below, should a virtual environment be active.
BASE_PYTHON = getattr(sys, "_base_executable", "") or sys.executable
STAMP = VENV / "installed.json"
LOCKS = {"run": ["run"], "test": ["run", "test"]}  # test.txt contains run.txt
# One more than processors: tests of the browser and of the stream mostly wait. A file stays with
# one worker: its browser is warm, and rows that stand for a module are made once.
WORKERS = ["-n", str(min(4, (os.cpu_count() or 2) + 1)), "--dist", "loadfile"]
# As on a server: what `manage.py check --deploy` must be content with.
DEPLOYED = {
    "DEBUG": "0",
    "HTTPS": "1",
    "SECRET_KEY": hashlib.sha512(b"only to check the settings").hexdigest(),
    "ALLOWED_HOSTS": "portal.example",
    "DATABASE_URL": "sqlite:///:memory:",
}


def call(*command: str | Path, extra: dict[str, str] | None = None, silent: bool = False) -> int:
    """Run a program in the project's folder; return its code."""
    void = subprocess.DEVNULL if silent else None
    environment = {**os.environ, **(extra or {})}
    parts = [str(part) for part in command]
    return subprocess.call(parts, cwd=ROOT, env=environment, stdout=void, stderr=void)


# --- The virtual environment ---------------------------------------------------------------------


def refusal(version: tuple[int, int]) -> str | None:
    """Why this Python will not do, in one sentence; None if it will."""
    if version >= (3, 11):
        return None
    newer = next(filter(shutil.which, ("python3.13", "python3.12", "python3.11")), None)
    remedy = f"use `make PYTHON={newer} run`" if newer else "install one and try again"
    return f"The portal needs Python 3.11 or newer, this is {version[0]}.{version[1]}: {remedy}."


def wanted(which: str) -> dict[str, str]:
    """What the stamp says of an environment for `which`: place, Python, sums of the locks."""
    sums = {
        name: hashlib.sha256((REQUIREMENTS / f"{name}.txt").read_bytes()).hexdigest()
        for name in LOCKS[which]
    }
    return {"place": str(VENV), "python": "{}.{}".format(*sys.version_info), **sums}


def stamped() -> dict[str, str]:
    """The stamp of the environment; empty unless an installation was finished."""
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def fits(stamp: dict[str, str], wish: dict[str, str]) -> bool:
    return all(stamp.get(name) == value for name, value in wish.items())


def starts(*command: str | Path) -> bool:
    try:
        return call(*command, silent=True) == 0
    except OSError:
        return False


def make_environment() -> None:
    """Make .venv anew. Debian without python3-venv has no pip to put into it: see `pip()`."""
    plain = [BASE_PYTHON, "-m", "venv", "--clear"]
    if starts(*plain, VENV):
        return
    if call(*plain, "--without-pip", VENV):
        sys.exit("Python cannot make a virtual environment: install python3-venv, then try again.")


def pip() -> list[str]:
    """The environment's own pip, or else the system's working on the environment."""
    own = [str(PYTHON), "-m", "pip"]
    if starts(*own, "--version"):
        return own
    if not starts(BASE_PYTHON, "-m", "pip", "--version"):
        sys.exit("There is no pip: install python3-pip or python3-venv, then try again.")
    return [BASE_PYTHON, "-m", "pip", "--python", str(PYTHON)]


def install(which: str) -> None:
    print("Installing packages; this takes a minute …", flush=True)
    # A user's own pip settings may ask for what makes no sense in here.
    extra = {"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0", "PIP_ROOT_USER_ACTION": "ignore"}
    options = ["--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]
    lock = REQUIREMENTS / f"{which}.txt"
    if call(*pip(), "install", *options, "--require-hashes", "-r", lock, extra=extra):
        sys.exit("The packages are not installed. See what pip says above, then try again.")


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one set-up at a time into this folder."""
    try:
        import fcntl  # noqa: PLC0415  Windows has none
    except ImportError:
        yield
        return
    with (ROOT / ".setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepare(which: str) -> None:
    """See to it that .venv holds what the lock `which` names.

    The stamp goes before pip starts and comes when pip is done. An environment without stamp,
    or of another place, Python or lock, is made anew: nothing is built upon a half.
    """
    with alone():
        stamp, wish = stamped(), wanted(which)
        sound = fits(stamp, wanted("run")) and starts(PYTHON, "-c", "")
        if sound and fits(stamp, wish):
            return
        if not sound:
            make_environment()
        STAMP.unlink(missing_ok=True)
        install(which)
        STAMP.write_text(json.dumps(wish))


# --- Commands ------------------------------------------------------------------------------------


def run(*_: str) -> int:
    prepare("run")
    command = [str(PYTHON), "-m", "steepi_portal.launch"]
    if not WINDOWS:
        os.chdir(ROOT)
        os.execv(PYTHON, command)  # so that a signal meets the server itself
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server gets it as well
    return call(*command)


def test(*arguments: str) -> int:
    prepare("test")
    pytest = [PYTHON, "-m", "pytest", "-rfEs"]
    if arguments:
        return call(*pytest, *arguments)
    whole = {"TEST_DB": os.environ.get("TEST_DB", "")}
    print("The whole suite:", whole["TEST_DB"] or "PostgreSQL", flush=True)
    if whole["TEST_DB"] == "sqlite":
        return call(*pytest, *WORKERS, extra=whole)
    with once_more_on_sqlite(pytest) as second:
        worst = call(*pytest, *WORKERS, extra=whole)
        print("\nData and races once more, meanwhile: SQLite", flush=True)
        return second() or worst


@contextlib.contextmanager
def once_more_on_sqlite(pytest: list[str | Path]) -> Iterator[Callable[[], int]]:
    """Run the tests about data beside the others; what is given shows their output at the end."""
    only = ["-m", "data and not bench and not soak", "-n", "1", "-p", "no:cacheprovider"]
    command = [str(part) for part in (*pytest, *only)]
    with tempfile.TemporaryFile() as output:
        told = {"stdout": output, "stderr": output, "env": {**os.environ, "TEST_DB": "sqlite"}}
        process = subprocess.Popen(command, cwd=ROOT, **told)

        def finish() -> int:
            code = process.wait()
            output.seek(0)
            print(output.read().decode(errors="replace"), flush=True)
            return code

        try:
            yield finish
        finally:
            process.terminate()
            process.wait()


def lint(*_: str) -> int:
    prepare("test")
    module, manage = [PYTHON, "-m"], [PYTHON, "manage.py"]
    linter = "from importlinter.cli import lint_imports_command as c; c()"
    steps: list[tuple[str, list[str | Path]]] = [
        ("style", [*module, "ruff", "check"]),
        ("format", [*module, "ruff", "format", "--check"]),
        ("types", [*module, "mypy"]),
        ("layers", [PYTHON, "-c", linter]),
        ("migrations", [*manage, "makemigrations", "--check", "--dry-run"]),
        ("deployment", [*manage, "check", "--deploy", "--fail-level", "WARNING"]),
    ]
    failed = []
    for name, command in steps:
        print(f"\n== {name}", flush=True)
        if call(*command, extra=DEPLOYED):
            failed.append(name)
    print("\nStatic checks:", f"FAILED: {', '.join(failed)}" if failed else "all passed")
    return 1 if failed else 0


def bench(*arguments: str) -> int:
    prepare("test")
    return call(PYTHON, "-m", "pytest", "-s", "-m", "bench", *arguments)


def soak(*arguments: str) -> int:
    prepare("test")
    return call(PYTHON, "-m", "pytest", "-s", "-m", "soak", *arguments)


def clean(*_: str) -> int:
    for name in (".venv", "staticfiles", ".pytest_cache", ".mypy_cache", ".ruff_cache"):
        shutil.rmtree(ROOT / name, ignore_errors=True)
    for cache in ROOT.rglob("__pycache__"):
        shutil.rmtree(cache, ignore_errors=True)
    return 0


def lock(*arguments: str) -> int:
    """Choose versions anew; the test lock keeps to those of the run lock."""
    compile_ = ["uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes"]
    compile_ += ["--python-version", "3.11", "--no-annotate", "--no-header", "pyproject.toml"]
    run_lock = "requirements/run.txt"
    test_lock = ["--group", "test", "-c", run_lock, "-o", "requirements/test.txt"]
    return call(*compile_, "-o", run_lock, *arguments) or call(*compile_, *test_lock, *arguments)


def vendor(*_: str) -> int:
    prepare("test")
    return call(PYTHON, "-m", "tests.vendor_files")


COMMANDS = {
    command.__name__: command for command in (run, test, lint, bench, soak, clean, lock, vendor)
}


def main() -> int:
    sentence = refusal(sys.version_info[:2])
    if sentence:
        sys.exit(sentence)
    name, *arguments = sys.argv[1:] or ["help"]
    if name not in COMMANDS:
        print(__doc__)
        return 0 if name in ("help", "-h", "--help") else 2
    return COMMANDS[name](*arguments)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
