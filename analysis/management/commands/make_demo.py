"""Make the demo: two workshops on sample data and the accounts to look at them."""

from __future__ import annotations

import json
from typing import NamedTuple

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from analysis import demo
from workshops.accounts import demo_is_on
from workshops.domain import tokens
from workshops.domain.accounts import AccountFields, set_up_demo_account
from workshops.domain.errors import WorkshopError
from workshops.models import User, Workshop


class Role(NamedTuple):
    name: str
    username: str
    fields: AccountFields


ROLES = [
    Role(
        "facilitator",
        "facilitator",
        {"first_name": "วิทยากร (ตัวอย่าง)", "is_facilitator": True},
    ),
    Role("planner", "planner", {"first_name": "นักวิเคราะห์ (ตัวอย่าง)", "is_planner": True}),
    Role(
        "administrator",
        "admin",
        {"first_name": "ผู้ดูแลระบบ (ตัวอย่าง)", "is_staff": True, "is_superuser": True},
    ),
]


class Command(BaseCommand):
    help = (
        "Makes the demo workshops and accounts; only while DEBUG is on. Safe to repeat: "
        "workshops that are there stay as they are, accounts get their passwords again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--passwords",
            choices=["demo", "random"],
            default="demo",
            help="demo: steepi-<username>, the same everywhere; random: new ones at each run",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object instead")

    def handle(self, *args: object, **options: object) -> None:
        if not demo_is_on():
            raise CommandError(
                "The demo is made only while DEBUG is on, because its accounts are for "
                "trying out. Set DEBUG=1 on a machine that is not in use."
            )
        if options["passwords"] == "demo" and not settings.DEBUG:
            raise CommandError(
                "The passwords that everybody knows are only for DEBUG. Use --passwords random."
            )
        try:
            accounts = [_account(role, invented=options["passwords"] == "random") for role in ROLES]
            workshops = demo.make(facilitator=accounts[0][0], planner=accounts[1][0])
        except demo.NoReferenceData as error:
            raise CommandError("There is no reference data. Run load_reference first.") from error
        except WorkshopError as error:
            raise CommandError(str(error)) from error
        passwords = [password for _user, password in accounts]
        self.stdout.write(
            _as_json(passwords, workshops) if options["json"] else _as_text(passwords, workshops)
        )


def _account(role: Role, *, invented: bool) -> tuple[User, str]:
    password = tokens.new_password() if invented else f"steepi-{role.username}"
    return set_up_demo_account(role.username, password=password, **role.fields), password


def _as_json(passwords: list[str], workshops: list[Workshop]) -> str:
    made = {
        "accounts": [
            {"role": role.name, "username": role.username, "password": password}
            for role, password in zip(ROLES, passwords, strict=True)
        ],
        "workshops": [
            {
                "code": workshop.code,
                "board_key": workshop.board_key,
                "title": workshop.title,
                "open": not workshop.is_closed,
            }
            for workshop in workshops
        ],
    }
    return json.dumps(made)


def _as_text(passwords: list[str], workshops: list[Workshop]) -> str:
    lines = ["Accounts (only while DEBUG is on):"]
    for role, password in zip(ROLES, passwords, strict=True):
        lines.append(f"  {role.name}: {role.username} / {password}")
    lines.append("Workshops:")
    for workshop in workshops:
        state = "closed" if workshop.is_closed else "open"
        lines.append(f"  {workshop.code} ({state}) {workshop.title}")
    return "\n".join(lines)
