"""dev.py: which Python will do, and when the environment is made anew."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import dev

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A project of its own whose programs are only noted down; each one succeeds."""
    noted: list[list[str]] = []

    def note(*command: object, **_: object) -> int:
        noted.append([str(part) for part in command])
        if "venv" in noted[-1]:
            (tmp_path / ".venv").mkdir(exist_ok=True)
            dev.STAMP.unlink(missing_ok=True)
        return 0

    (tmp_path / "requirements").mkdir()
    for name in ("run", "test"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"{name} 1")
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "REQUIREMENTS", tmp_path / "requirements")
    monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(dev, "STAMP", tmp_path / ".venv" / "installed.json")
    monkeypatch.setattr(dev, "call", note)
    return noted


def made(calls: list[list[str]]) -> int:
    return sum("venv" in call for call in calls)


def installed(calls: list[list[str]]) -> list[str]:
    return [Path(call[-1]).stem for call in calls if "install" in call]


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13), (4, 0)])
def test_it_takes_a_new_python(version: tuple[int, int]) -> None:
    assert dev.refusal(version) is None


@pytest.mark.parametrize(
    ("found", "remedy"),
    [(None, "install one and try again"), ("python3.12", "use `make PYTHON=python3.12 run`")],
)
def test_it_refuses_an_old_python_in_one_sentence(
    found: str | None, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev.shutil, "which", lambda name: name if name == found else None)

    assert dev.refusal((3, 9)) == (f"The portal needs Python 3.11 or newer, this is 3.9: {remedy}.")


def test_the_second_time_nothing_is_installed(calls: list[list[str]]) -> None:
    dev.prepare("run")
    dev.prepare("run")

    assert (made(calls), installed(calls)) == (1, ["run"])


def test_what_the_tests_need_is_added_to_what_runs(calls: list[list[str]]) -> None:
    dev.prepare("run")
    dev.prepare("test")

    assert (made(calls), installed(calls)) == (1, ["run", "test"])


def test_after_the_tests_nothing_is_missing_to_run(calls: list[list[str]]) -> None:
    dev.prepare("test")
    dev.prepare("run")

    assert (made(calls), installed(calls)) == (1, ["test"])


def test_a_new_lock_makes_the_environment_anew(calls: list[list[str]]) -> None:
    dev.prepare("run")
    (dev.REQUIREMENTS / "run.txt").write_text("run 2")
    dev.prepare("run")

    assert (made(calls), installed(calls)) == (2, ["run", "run"])


@pytest.mark.parametrize("change", [{"place": "/elsewhere/.venv"}, {"python": "3.10"}])
def test_another_place_or_python_makes_it_anew(
    calls: list[list[str]], change: dict[str, str]
) -> None:
    dev.prepare("run")
    dev.STAMP.write_text(json.dumps(dev.stamped() | change))
    dev.prepare("run")

    assert (made(calls), installed(calls)) == (2, ["run", "run"])


@pytest.mark.parametrize("stamp", [None, "", "[1", '{"place": '])
def test_an_interrupted_installation_is_made_anew(
    calls: list[list[str]], stamp: str | None
) -> None:
    dev.prepare("run")
    dev.STAMP.unlink()
    if stamp is not None:
        dev.STAMP.write_text(stamp)
    dev.prepare("run")

    assert (made(calls), installed(calls)) == (2, ["run", "run"])


def test_a_failed_installation_leaves_no_stamp(
    calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    note = dev.call
    monkeypatch.setattr(dev, "call", lambda *command, **more: note(*command) or "-r" in command)

    with pytest.raises(SystemExit, match="The packages are not installed"):
        dev.prepare("run")

    assert dev.stamped() == {}


def test_without_ensurepip_the_system_s_pip_does_it(
    calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    note = dev.call

    def debian(*command: object, **more: object) -> int:
        note(*command)
        whole = "venv" in command and "--without-pip" not in command
        own_pip = command[0] == str(dev.PYTHON) and "pip" in command
        return int(whole or own_pip)

    monkeypatch.setattr(dev, "call", debian)
    dev.prepare("run")

    assert calls[-1][:5] == [dev.BASE_PYTHON, "-m", "pip", "--python", str(dev.PYTHON)]


def test_an_unknown_command_shows_the_known_ones() -> None:
    answer = subprocess.run(
        [sys.executable, "dev.py", "fly"], cwd=ROOT, capture_output=True, text=True
    )

    assert answer.returncode == 2
    assert answer.stdout.strip() == dev.__doc__.strip()


def test_both_locks_agree_and_name_no_address() -> None:
    locks = [(ROOT / "requirements" / f"{name}.txt").read_text() for name in ("run", "test")]
    run, test = (set(re.findall(r"(?m)^[^\s#]+==\S+", lock)) for lock in locks)

    assert run - test == set(), "run `python3 dev.py lock`: test.txt must contain run.txt"
    assert not any("://" in lock for lock in locks)
    assert "psycopg" not in {pin.split("==")[0] for pin in test}, "Django would switch drivers"
