"""Makes the room that a measurement needs, in the database that DATABASE_URL names.

Prints what the phones have to know, as JSON. A program of its own, because the database of a
measurement is neither the tests' nor yours.
"""

from __future__ import annotations

import json
import os
import sys

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "steepi_portal.settings")
django.setup()

from tests import factories  # noqa: E402


def main(phones: int) -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    pilots = tuple(code for code, *_ in factories.PILOTS)
    workshop = factories.create_workshop(districts=pilots)
    tokens = []
    for number in range(phones):
        tokens.append(f"bench-{number}")
        district = pilots[number % len(pilots)]
        factories.create_participant(workshop=workshop, token=tokens[-1], district=district)
    room = {"code": workshop.code, "board_key": workshop.board_key, "tokens": tokens}
    print(json.dumps(room | {"districts": pilots}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
