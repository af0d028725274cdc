"""steepi_portal.launch: where the portal listens, and what it says to whom."""

from __future__ import annotations

import json
import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from steepi_portal import launch
from steepi_portal.launch import Account, Place, Refusal

ANSWER = {
    "accounts": [
        {"role": "facilitator", "username": "somchai", "password": "one"},
        {"role": "planner", "username": "malee", "password": "two"},
    ],
    "workshops": [
        {"code": "OLD234", "board_key": "k1", "title": "Done", "open": False},
        {"code": "ABC234", "board_key": "k2", "title": "Open", "open": True},
    ],
}


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody else listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of ours set, no .env, nothing kept."""
    monkeypatch.setattr(launch, "ROOT", tmp_path)
    monkeypatch.setattr(launch, "room_address", lambda: "192.168.1.20")
    monkeypatch.setattr(os, "environ", {})
    monkeypatch.setattr(launch.environ.Env, "ENVIRON", os.environ)


def test_it_listens_where_it_is_told() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]

    with launch.listen("127.0.0.1", free) as door:
        assert door.getsockname() == ("127.0.0.1", free)


def test_it_takes_the_next_port_if_the_first_is_taken(taken: int) -> None:
    with launch.listen("127.0.0.1", taken) as door:
        assert taken < door.getsockname()[1] < taken + launch.PORTS_TRIED


def test_it_refuses_an_address_of_another_machine() -> None:
    with pytest.raises(Refusal, match=r"HOST=192\.0\.2\.7 is no address of this machine"):
        launch.listen("192.0.2.7", 8000)


@pytest.mark.parametrize("text", ["", "abc", "-1", "0", "65536", "8000.0", "๘๐๐๐"])
def test_it_refuses_what_is_no_port(text: str) -> None:
    with pytest.raises(Refusal, match="is no port"):
        launch.port_from(text)


def test_the_key_is_made_once_and_nobody_else_reads_it(tmp_path: Path) -> None:
    first = launch.key_file(tmp_path).read_text()

    assert launch.key_file(tmp_path).read_text() == first
    assert len(first.strip()) >= 50
    assert stat.S_IMODE((tmp_path / ".secret_key").stat().st_mode) == 0o600


@pytest.mark.usefixtures("environment")
def test_on_loopback_it_is_a_trial(tmp_path: Path) -> None:
    assert launch.set_environment("127.0.0.1", 8000) == "http://127.0.0.1:8000"
    os.environ.pop("PYTEST_CURRENT_TEST", None)
    assert os.environ == {
        "DEBUG": "1",
        "DEMO": "1",
        "HTTPS": "0",
        "SECRET_KEY_FILE": str(tmp_path / ".secret_key"),
        "DJANGO_SETTINGS_MODULE": "steepi_portal.settings",
    }


@pytest.mark.usefixtures("environment")
def test_in_a_room_strangers_see_no_insides() -> None:
    assert launch.set_environment("0.0.0.0", 8001) == "http://192.168.1.20:8001"
    assert (os.environ["DEBUG"], os.environ["DEMO"]) == ("0", "1")
    assert os.environ["PUBLIC_URL"] == "http://192.168.1.20:8001"
    assert os.environ["ALLOWED_HOSTS"].split(",")[0] == "192.168.1.20"
    assert "*" not in os.environ["ALLOWED_HOSTS"]


@pytest.mark.usefixtures("environment")
def test_the_environment_goes_before_the_file_and_both_before_us(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DEBUG=0\nPUBLIC_URL=https://portal.example/\n")
    os.environ["DEBUG"] = "yes"

    assert launch.set_environment("0.0.0.0", 8000) == "https://portal.example"
    assert os.environ["DEBUG"] == "yes"


def test_it_reads_the_demo_and_prefers_the_open_workshop() -> None:
    accounts, place = launch.read_demo(json.dumps(ANSWER))

    assert accounts == [
        Account("facilitator", "somchai", "one"),
        Account("planner", "malee", "two"),
    ]
    assert place == Place("ABC234", "k2")


def test_the_signpost_shows_everybody_the_way() -> None:
    accounts, place = launch.read_demo(json.dumps(ANSWER))

    lines = launch.signpost("http://127.0.0.1:8000", accounts, place).split("\n")

    assert [line.strip() for line in lines if line.strip()] == [
        "STEEPI Portal   http://127.0.0.1:8000/",
        "Facilitator · วิทยากรกระบวนการ",
        "http://127.0.0.1:8000/desk/ABC234/",
        "account · บัญชี  somchai",
        "password · รหัสผ่าน  one",
        "Participant · ผู้เข้าร่วม",
        "http://127.0.0.1:8000/join/ABC234/",
        "Projector · จอภาพ",
        "http://127.0.0.1:8000/board/ABC234/k2/",
        "Planner · นักวิเคราะห์นโยบายและแผน",
        "http://127.0.0.1:8000/analysis/",
        "account · บัญชี  malee",
        "password · รหัสผ่าน  two",
        "Ctrl-C stops the portal · กด Ctrl-C เพื่อหยุด",
    ]


def test_the_code_to_scan_carries_its_link_below() -> None:
    drawn = launch.code_to_scan("http://192.168.1.20:8000/join/ABC234/")

    assert drawn.splitlines()[-1].strip() == "http://192.168.1.20:8000/join/ABC234/"
    assert "█" in drawn
