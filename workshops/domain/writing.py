"""How a change reaches the database: one transaction, and on SQLite one writer at a time."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

P = ParamSpec("P")
R = TypeVar("R")

# SQLite lets waiting writers sleep and try again, which starves some of them for over a
# second; queueing on a lock of our own keeps the worst wait short. Reentrant, because one
# change may be made of smaller ones.
_queue = threading.RLock()


@contextmanager
def _turn() -> Iterator[None]:
    if connection.vendor != "sqlite":
        yield
        return
    with _queue:
        yield


def write(function: Callable[P, R]) -> Callable[P, R]:
    """Run a domain function as one transaction: all of it is committed, or nothing."""

    @functools.wraps(function)
    def in_one_transaction(*args: P.args, **kwargs: P.kwargs) -> R:
        with _turn(), transaction.atomic():
            return function(*args, **kwargs)

    return in_one_transaction
