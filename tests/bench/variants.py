"""The portal with one decision undone, to see what the decision is worth."""

from __future__ import annotations

import contextlib
import os

from steepi_portal.asgi import application
from workshops.domain import writing

__all__ = ["application"]

if os.environ["BENCH_VARIANT"] in ("no-queue", "deferred"):
    writing._turn = contextlib.nullcontext
if os.environ["BENCH_VARIANT"] == "deferred":
    from django.db import connections

    connections.settings["default"]["OPTIONS"]["transaction_mode"] = "DEFERRED"
