"""Bad files of every kind are brought to a portal while a phone writes each second.

`make soak` has it. SOAK_SEEDS=3 brings three of each. Figures go to docs/measurements.md.
"""

from __future__ import annotations

import asyncio
import html
import http.client
import json
import os
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.utils import translation

from analysis.importing.bad_files import BadFile
from tests.analysis.importing.bad_files import KINDS, Kind
from tests.analysis.importing.measured import dice_of
from tests.served import Portal, served
from workshops.rehearsal.crowd import Crowd, Plan
from workshops.rehearsal.wire import Door

pytestmark = pytest.mark.soak

SEEDS = int(os.environ.get("SOAK_SEEDS", "1"))
AT_ONCE = 2
BEFORE_THE_PARSER = {"nothing_at_all", "too_large"}  # the form refuses these
COOKIE = """
from django.test import Client
from workshops.models import Workshop
client = Client()
client.force_login(Workshop.objects.get().facilitators.get())
print(client.cookies["sessionid"].value)
"""
STORED = """
import json
from workshops.models import Factor, FactorImport
print(json.dumps([Factor.objects.count(), FactorImport.objects.count()]))
"""


class Desk:
    """A facilitator's browser, as far as it brings files."""

    def __init__(self, portal: Portal, code: str) -> None:
        self.where = urlsplit(portal.address)
        self.path = f"/analysis/{code}/offline/upload/"
        session = portal.python("manage.py", "shell", "-v", "0", "-c", COOKIE).strip()
        self.token = "a" * 32
        self.cookies = f"sessionid={session}; csrftoken={self.token}"

    def bring(self, data: bytes) -> tuple[int, str, float]:
        """Status, page, seconds."""
        border = uuid.uuid4().hex
        part = (
            f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="ก.xlsx"\r\n\r\n'
        )
        end = f'\r\n--{border}\r\nContent-Disposition: form-data; name="whole"\r\n\r\n1'
        body = part.encode() + data + f"{end}\r\n--{border}--\r\n".encode()
        headers = {
            "Content-Type": f"multipart/form-data; boundary={border}",
            "Cookie": self.cookies,
            "X-CSRFToken": self.token,
            "Origin": f"http://{self.where.netloc}",
            "Accept-Language": "th",
        }
        connection = http.client.HTTPConnection(self.where.netloc, timeout=60)
        begun = time.monotonic()
        connection.request("POST", self.path, body, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        connection.close()
        return answer.status, page, time.monotonic() - begun


def is_told(kind: Kind, status: int, page: str) -> bool:
    if kind.name in BEFORE_THE_PARSER:
        return status == 422
    if kind.reads and status in (303, 422):
        return True
    with translation.override("th"):
        sentences = [html.escape(str(BadFile(reason))) for reason in {*kind.reasons, "busy"}]
    return status in (422, 429) and any(sentence in page for sentence in sentences)


def brought(desk: Desk) -> tuple[list[float], list[object]]:
    """Seconds of each, and those that were not answered as they should."""

    def bring(kind: Kind, seed: int) -> tuple[Kind, int, tuple[int, str, float]]:
        return kind, seed, desk.bring(kind.make(dice_of(kind, seed)))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        asked = [pool.submit(bring, kind, seed) for seed in range(SEEDS) for kind in KINDS.values()]
        found = [one.result() for one in asked]
    wrong = [
        (kind.name, seed, status, page[:300])
        for kind, seed, (status, page, seconds) in found
        if not is_told(kind, status, page) or seconds >= 10
    ]
    return [seconds for _kind, _seed, (_status, _page, seconds) in found], wrong


async def while_a_phone_writes(crowd: Crowd, desk: Desk) -> tuple[list[float], list[object]]:
    writing = asyncio.create_task(crowd.run())
    await asyncio.sleep(3)
    found = await asyncio.to_thread(brought, desk)
    writing.cancel()
    await asyncio.gather(writing, return_exceptions=True)
    return found


@pytest.mark.parametrize("kind", [os.environ.get("SOAK_DB", "postgres")])
def test_the_room_does_not_notice_bad_files(kind: str, tmp_path: Path) -> None:
    with served(kind, tmp_path) as (portal, code):
        plan = Plan(
            code=code,
            shown="",
            participants=1,
            factors=100_000,
            every=1,
            seconds=7200,
            join_within=1,
            streams=False,
            seed=2564,
        )
        crowd = Crowd(Door.at(portal.address), plan)
        seconds, wrong = asyncio.run(while_a_phone_writes(crowd, Desk(portal, code)))
        factors, imports = json.loads(portal.python("manage.py", "shell", "-v", "0", "-c", STORED))
    figures = crowd.figures.as_json()
    print(json.dumps({"files": len(seconds), "worst_s": round(max(seconds), 2)} | figures))

    assert wrong == []
    assert figures["posts"]["ok"] > 20
    assert figures["posts"]["failed"] == figures["posts"]["retried"] == 0
    assert factors >= figures["posts"]["ok"]
    assert imports == 0
