"""The portal with one promise undone: the controls that must fail, or the figures say nothing."""

from __future__ import annotations

import itertools
import os
import queue
import threading
import time
import uuid

from steepi_portal.asgi import application
from workshops.domain import factors, journal
from workshops.models import Factor

__all__ = ["application"]

submit_factor = factors.submit_factor
revision_of = journal.revision_of
waiting: queue.SimpleQueue = queue.SimpleQueue()
numbers = itertools.count(1)


def answer_first(participant, *, client_id, **fields):
    """Say that it is saved, and save it a moment later."""
    waiting.put((participant, client_id, fields))
    return Factor(pk=next(numbers), client_id=client_id), True


def save_later():
    while True:
        time.sleep(0.1)
        while not waiting.empty():
            participant, client_id, fields = waiting.get()
            submit_factor(participant, client_id=client_id, **fields)


def without_key(participant, *, client_id, **fields):
    """Take each arrival for a new factor, and do not compare words either."""
    factor, new = submit_factor(participant, client_id=uuid.uuid4(), **fields)
    factor.client_id = client_id  # what the answer repeats
    return factor, new


if os.environ["SOAK_VARIANT"] == "answer-first":
    threading.Thread(target=save_later, daemon=True).start()
    factors.submit_factor = answer_first
    journal.revision_of = lambda factor: 0
if os.environ["SOAK_VARIANT"] == "no-key":
    factors.submit_factor = without_key
    factors._require_new_words = lambda *args, **kwargs: None
