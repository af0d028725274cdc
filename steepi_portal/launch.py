"""Start the portal for a trial or for one room: `python3 dev.py run` ends up here.

Prepares database and demo, says where each of the people goes, and serves until Ctrl-C.
A server under systemd needs none of this: see docs/deploy/.
"""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import secrets
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import NamedTuple

import django
import environ
import segno
import uvicorn
from django.conf import settings
from django.core.management import call_command
from django.db import connections

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = ("127.0.0.1", "localhost", "::1")
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  compared with, not bound to
WINDOWS = os.name == "nt"
PORTS_TRIED = 100


class Refusal(Exception):
    """What was asked for cannot be had; the sentence says what to do instead."""


class Account(NamedTuple):
    role: str
    username: str
    password: str


class Place(NamedTuple):
    """The workshop that the printed addresses lead to."""

    code: str
    board_key: str


# --- Where ---------------------------------------------------------------------------------------


def port_from(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65_536):
        raise Refusal(f"PORT={text} is no port. Choose a number from 1024 to 65535.")
    return int(text)


def listen(host: str, first: int) -> socket.socket:
    """A listening socket on `first`, or on the next free port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in range(first, min(first + PORTS_TRIED, 65_536)):
        door = socket.socket(family)
        if not WINDOWS:  # there it would share a port that is in use
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
            door.listen(2048)
        except OSError as error:
            door.close()
            _explain(error, host, port)
        else:
            return door
    raise Refusal(f"No port is free from {first} on. Choose another one with PORT=.")


def _explain(error: OSError, host: str, port: int) -> None:
    """Raise `Refusal` unless the port is merely in use."""
    if isinstance(error, PermissionError) and not WINDOWS:
        raise Refusal(
            f"Port {port} is for the administrator. Choose one from 1024 on, such as PORT=8000."
        ) from error
    if error.errno not in (errno.EADDRINUSE, errno.EACCES):
        raise Refusal(
            f"HOST={host} is no address of this machine. HOST=0.0.0.0 stands for all it has."
        ) from error


def room_address() -> str:
    """This machine's address on the network. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def own_names() -> list[str]:
    """The names and addresses by which the room may call this machine."""
    name = socket.gethostname()
    try:
        known = socket.gethostbyname_ex(name)[2]
    except OSError:
        known = []
    return [*known, name, f"{name}.local", "localhost", "127.0.0.1"]


# --- Environment ---------------------------------------------------------------------------------


def key_file(folder: Path) -> Path:
    """The file with this installation's own signing key, made at the first run."""
    file = folder / ".secret_key"
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(50) + "\n")
    return file


def set_environment(host: str, port: int) -> str:
    """Fill in what neither the environment nor .env says; return the portal's address.

    On loopback it is a trial with DEBUG. In a room it is not: strangers see no insides. Plain
    http is allowed there, because a machine in a room has no name that a certificate could have.
    """
    environ.Env.read_env(ROOT / ".env")
    seen = room_address() if host in EVERYWHERE else host
    shown = f"[{seen}]" if ":" in seen else seen
    address = f"http://{shown}:{port}"
    defaults = {"DEBUG": "1", "DEMO": "1", "HTTPS": "0", "SECRET_KEY_FILE": str(key_file(ROOT))}
    if host not in LOOPBACK:
        names = ",".join([shown, *own_names()])
        defaults |= {"DEBUG": "0", "PUBLIC_URL": address, "ALLOWED_HOSTS": names}
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "steepi_portal.settings")
    return (os.environ.get("PUBLIC_URL") or address).rstrip("/")


# --- Database and demo ---------------------------------------------------------------------------


def prepare(*, random_passwords: bool) -> tuple[list[Account], Place]:
    """Bring the database up to date and make the demo; safe to repeat."""
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("load_reference", verbosity=0)
    if not settings.DEBUG:
        call_command("collectstatic", interactive=False, verbosity=0)
    answer = io.StringIO()
    passwords = "random" if random_passwords else "demo"
    call_command("make_demo", "--json", "--passwords", passwords, stdout=answer)
    connections.close_all()
    return read_demo(answer.getvalue())


def read_demo(answer: str) -> tuple[list[Account], Place]:
    """What `make_demo --json` printed: the accounts, and the workshop that is open for joining."""
    made = json.loads(answer)
    accounts = [Account(one["role"], one["username"], one["password"]) for one in made["accounts"]]
    place = next((one for one in made["workshops"] if one["open"]), made["workshops"][0])
    return accounts, Place(place["code"], place["board_key"])


# --- Words ---------------------------------------------------------------------------------------


def signpost(address: str, accounts: list[Account], place: Place) -> str:
    """Where each of the four kinds of people goes, in both languages."""
    rows = [
        ("facilitator", "Facilitator · วิทยากรกระบวนการ", f"/desk/{place.code}/"),
        ("participant", "Participant · ผู้เข้าร่วม", f"/join/{place.code}/"),
        ("projector", "Projector · จอภาพ", f"/board/{place.code}/{place.board_key}/"),
        ("planner", "Planner · นักวิเคราะห์นโยบายและแผน", "/analysis/"),
    ]
    known = {account.role: account for account in accounts}
    lines = ["", f"  STEEPI Portal   {address}/"]
    for role, title, path in rows:
        lines += ["", f"  {title}", f"    {address}{path}"]
        if account := known.get(role):
            lines.append(f"    account · บัญชี  {account.username}")
            lines.append(f"    password · รหัสผ่าน  {account.password}")
    return "\n".join([*lines, "", "  Ctrl-C stops the portal · กด Ctrl-C เพื่อหยุด", ""])


def code_to_scan(link: str) -> str:
    """The link as a QR code made of characters."""
    drawn = io.StringIO()
    segno.make_qr(link, error="l").terminal(drawn, compact=True)
    return f"{drawn.getvalue()}\n  {link}\n"


# --- Serving -------------------------------------------------------------------------------------


class Server(uvicorn.Server):
    """uvicorn that says a text once it answers."""

    def __init__(self, config: uvicorn.Config, *, text: str) -> None:
        super().__init__(config)
        self.text = text

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        print(self.text, flush=True)


def stopped(number: int, frame: FrameType | None) -> None:
    """Being stopped is how the portal ends well: uvicorn repeats the signal afterwards."""


@contextlib.contextmanager
def own_terminal() -> Iterator[None]:
    """Keep Ctrl-C from `make`, which would report an error although all ended well."""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError:
        yield
        return
    before = os.tcgetpgrp(terminal)
    if before == os.getpgrp() != os.getpid():
        # Only whoever is in front may take the terminal; and nobody could wake a sleeper.
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)
        os.setpgid(0, 0)
        os.tcsetpgrp(terminal, os.getpgrp())
    try:
        yield
    finally:
        if os.tcgetpgrp(terminal) != before:
            os.tcsetpgrp(terminal, before)
        os.close(terminal)


def serve(door: socket.socket, text: str) -> None:
    signal.signal(signal.SIGINT, stopped)
    signal.signal(signal.SIGTERM, stopped)
    config = uvicorn.Config(
        "steepi_portal.asgi:application",
        log_level="warning",
        timeout_graceful_shutdown=3,
        timeout_keep_alive=30,  # a phone that writes every few seconds keeps its connection
        server_header=False,
    )
    server = Server(config, text=text)
    if not WINDOWS:  # the terminal's window was closed
        signal.signal(signal.SIGHUP, server.handle_exit)
    server.run(sockets=[door])


def main() -> None:
    host = os.environ.get("HOST") or "127.0.0.1"
    asked = port_from(os.environ.get("PORT") or "8000")
    door = listen(host, asked)
    port = door.getsockname()[1]
    if port != asked:
        print(f"Port {asked} is taken; the portal takes {port}.", flush=True)
    opened = host not in LOOPBACK
    address = set_environment(host, port)
    print("Preparing database and demo …", flush=True)
    accounts, place = prepare(random_passwords=opened)
    text = signpost(address, accounts, place)
    if opened:
        text += code_to_scan(f"{address}/join/{place.code}/?openExternalBrowser=1")
    with own_terminal():
        serve(door, text)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        main()
    except Refusal as refusal:
        sys.exit(str(refusal))
    except KeyboardInterrupt:  # before the server was up
        sys.exit(130)
